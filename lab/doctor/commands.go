package doctor

import (
	"fmt"
	"strings"

	"github.com/dflab/dflab/lab/deepflow/config"
)

// ctl is a deepflow-ctl command with this deployment's address and port.
func (f *facts) ctl(args string) string {
	c := "deepflow-ctl " + args
	if f.s.Places.ServerIP != "" {
		c += " -i " + f.s.Places.ServerIP
	}
	if f.s.Places.APIPort != 0 {
		c += fmt.Sprintf(" --api-port %d", f.s.Places.APIPort)
	}
	return c
}

// ctlWith is a deepflow-ctl command that reads a file, with the file's text.
func (f *facts) ctlWith(args, text string) string {
	return f.ctl(args) + " -f /dev/stdin <<'EOF'\n" + strings.TrimRight(text, "\n") + "\nEOF"
}

// api is a request that deepflow-ctl has no command for.
func (f *facts) api(method, path, body string) string {
	host, port := f.s.Places.ServerIP, f.s.Places.APIPort
	if host == "" {
		host = "127.0.0.1"
	}
	if port == 0 {
		port = 20417
	}
	return fmt.Sprintf("curl -X %s -H 'Content-Type: application/json' -H 'X-User-Id: 1' -H 'X-User-Type: 1' -d '%s' http://%s:%d%s", method, body, host, port, path)
}

// mysql is a statement as an operator runs it, where server.yaml says that MySQL is.
func (f *facts) mysql(statement string) string {
	m := config.MySQL{Host: f.s.Places.ServerIP, Port: 30130, UserName: "root", UserPassword: "deepflow"}
	if f.server != nil {
		m = f.server.Controller.MySQL
	}
	if m.Host == "" {
		m.Host = "127.0.0.1"
	}
	password := "-p" // asks: a password of the customer's own isn't printed
	if m.UserPassword == "deepflow" {
		password = "-pdeepflow"
	}
	return fmt.Sprintf("mysql -h %s -P %d -u%s %s -e \"%s\"", m.Host, m.Port, m.UserName, password, statement)
}

func (f *facts) restartServer() Step {
	name := f.s.Places.ServerContainer
	if name == "" {
		name = "deepflow-server"
	}
	return Step{Do: say("重启 deepflow-server", "Restart deepflow-server"), On: OnServer, Run: []string{"docker restart " + name}}
}

func (f *facts) restartAgent() Step {
	command := "systemctl restart deepflow-agent"
	if f.s.Places.AgentContainer != "" {
		command = "docker restart " + f.s.Places.AgentContainer
	}
	return Step{Do: say("重启采集器", "Restart the agent"), On: OnAgent, Run: []string{command}}
}

// agentFilePath is where the agent's file is.
func (f *facts) agentFilePath() string {
	if f.s.Places.AgentFile != "" {
		return f.s.Places.AgentFile
	}
	return "/etc/deepflow-agent.yaml"
}

// setAgentFile is a command that replaces a line of the agent's file.
func (f *facts) setAgentFile(key, value string) Step {
	return Step{
		Do: say("在 %[1]s 中将 %[2]s 改为 %[3]s", "Set %[2]s to %[3]s in %[1]s", f.agentFilePath(), key, value), On: OnAgent,
		Run: []string{fmt.Sprintf("sed -i 's|^%s:.*|%s: %s|' %s", key, key, value, f.agentFilePath())},
	}
}

// setGroupConfig gives the group a configuration in which those keys are set.
func (f *facts) setGroupConfig(g group, yaml string, set map[string]any) Step {
	verb := "update"
	if strings.TrimSpace(yaml) == "" {
		verb = "create"
	}
	do := say("更新组 %s（%s）的配置", "Change the configuration of group %s (%s)", g.name, g.id)
	text, err := config.Edit(yaml, set, nil, nil)
	if err != nil { // what is there is no YAML: only the new keys are left
		text, _ = config.Edit("", set, nil, nil)
	}
	return Step{Do: do, On: OnServer, Run: []string{f.ctlWith("agent-group-config "+verb+" "+g.id, text)}}
}

// addToYAML is a command that adds lines under the last of the keys of a path that a YAML file has, and makes the others. The lines are
// indented as what stands there is.
func addToYAML(path, text string, keys []string, lines ...string) string {
	all := strings.Split(text, "\n")
	at, indent, known := 0, "", 0 // the line of the last key that is there, from 1
	for known < len(keys) {
		next := -1
		for i := at; i < len(all); i++ {
			trimmed := strings.TrimSpace(all[i])
			if trimmed != "" && len(blank(all[i])) <= len(indent) && known > 0 && !strings.HasPrefix(trimmed, "- ") {
				break // the mapping has ended
			}
			if strings.HasPrefix(trimmed, keys[known]+":") {
				next = i
				break
			}
		}
		if next < 0 {
			break
		}
		at, indent, known = next+1, blank(all[next]), known+1
	}
	deeper := indent + "  "
	switch {
	case known == 0:
		deeper = ""
	case at < len(all) && len(blank(all[at])) > len(indent):
		deeper = blank(all[at])
	}
	var add []string
	for _, k := range keys[known:] {
		add = append(add, deeper+k+":")
		deeper += "  "
	}
	for _, l := range lines {
		add = append(add, deeper+l)
	}
	if at == 0 {
		return fmt.Sprintf("cat >> %s <<'EOF'\n%s\nEOF", path, strings.Join(add, "\n"))
	}
	return fmt.Sprintf("sed -i '%da\\%s' %s", at, strings.Join(add, "\\n"), path)
}

// blank is what a line is indented by.
func blank(line string) string { return line[:len(line)-len(strings.TrimLeft(line, " "))] }
