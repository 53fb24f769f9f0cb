package doctor

import (
	"fmt"
	"strings"

	"github.com/dflab/dflab/lab/dockpath"
)

func checkAgentFile() *Check {
	c := &Check{
		Code: "DF010", Severity: Error, Gate: dockpath.ControllerDialled, Paragraph: "agent-5-file",
		Title: Text{"采集器配置文件缺失、无法解析或没有 controller-ips", "The agent's file is missing, can't be read, or names no controller"},
		Explain: Text{
			"文件缺失或 YAML 错误时采集器打印 yaml config invalid 并以退出码 1 退出，由 systemd 或 docker 反复拉起。空文件可以解析，但没有 controller-ips 时进程异常终止（SIGABRT）。",
			"When the file is missing or no YAML the agent prints `yaml config invalid` and exits with code 1, and systemd or docker starts it again and again. An empty file can be read, but without controller-ips the process aborts (SIGABRT).",
		},
		Needs: [][]Need{{NeedAgentFile}},
	}
	c.run = func(f *facts) []Finding {
		in := f.s.Agent.File
		server := f.s.Places.ServerIP
		if server == "" {
			server = "SERVER_IP"
		}
		fix := []Step{
			{
				Do: say("按此改写 %s，组 ID 取自 agent-group list", "Write %s like this; the group's id is in agent-group list", f.agentFilePath()), On: OnAgent,
				Run: []string{fmt.Sprintf("cat > %s <<'EOF'\ncontroller-ips:\n- %s\ncontroller-port: %d\nvtap-group-id-request: \"%s\"\nEOF", f.agentFilePath(), server, f.serverPorts("grpc")[0], f.exampleGroup())},
			},
			f.restartAgent(),
		}
		switch {
		case in.Failed():
			return []Finding{c.finding(say("采集器配置文件读不到：%s", "The agent's file can't be read: %s", in.Missing), []Fact{{in.Source, in.Missing}}, fix...)}
		case !in.OK():
			return nil
		case f.fileErr != nil:
			return []Finding{c.finding(say("采集器配置文件无法解析：%s", "The agent can't read its file: %s", f.fileErr), []Fact{{in.Source, f.fileErr.Error()}}, fix...)}
		case strings.TrimSpace(in.Value) == "":
			return []Finding{c.finding(say("采集器配置文件为空", "The agent's file is empty"), []Fact{{in.Source, "empty"}}, fix...)}
		case len(f.file.ControllerIPs) == 0:
			return []Finding{c.finding(say("采集器配置文件没有 controller-ips", "The agent's file names no controller-ips"), []Fact{f.fileFact("controller-ips")}, fix...)}
		}
		return nil
	}
	return c
}

// exampleGroup is the id of a group that somebody made, or a placeholder.
func (f *facts) exampleGroup() string {
	for _, g := range f.groups {
		if g.name != "default" {
			return g.id
		}
	}
	return "g-xxxxxxxxxx"
}
