package e2e

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"gopkg.in/yaml.v3"

	"github.com/dflab/dflab/lab"
	"github.com/dflab/dflab/lab/deepflow/controller"
	"github.com/dflab/dflab/lab/doctor"
	"github.com/dflab/dflab/lab/sim"
)

// paste does what somebody does who pastes the commands of a diagnosis, in a lab: SQL, files, restarts, and the requests that
// deepflow-ctl makes. A command that it doesn't know is an error, so that none goes untried.
func paste(ctx context.Context, l *sim.Lab, d *doctor.Diagnosis) error {
	for _, r := range d.Roots {
		for _, s := range r.Fix {
			for _, c := range s.Run {
				if s.Instead {
					continue
				}
				if err := pasteOne(ctx, l, s.On, c); err != nil {
					return fmt.Errorf("%s: %s: %w", r.Code, c, err)
				}
			}
		}
	}
	return nil
}

var (
	inQuotes  = regexp.MustCompile(`(?s) -e "(.*)"$`)
	onDomain  = regexp.MustCompile(`^curl -X PATCH .* -d '(.*)' http://10\.50\.72\.100:20417/v1/domains/([^/]+)/$`)
	looksOnly = regexp.MustCompile(`^(docker (ps|logs|exec) |systemctl status |ip |nc |ss |mysql .*"SELECT|deepflow-ctl [a-z-]+ (\S+ )?list)`)
)

func pasteOne(ctx context.Context, l *sim.Lab, on doctor.Host, c string) error {
	agent := l.Hosts[0].Agent
	switch {
	case looksOnly.MatchString(c):
		return nil
	case strings.HasPrefix(c, "mysql "):
		_, err := l.MySQL.ExecContext(ctx, inQuotes.FindStringSubmatch(c)[1])
		return err
	case c == "docker restart deepflow-server":
		return restarted(ctx, l.Server)
	case c == "docker start deepflow-server":
		return l.Server.Start(ctx)
	case c == "docker start deepflow-mysql", c == "docker start deepflow-clickhouse":
		return l.Databases[strings.TrimPrefix(c, "docker start deepflow-")].Start(ctx)
	case c == "systemctl restart deepflow-agent":
		return restarted(ctx, agent)
	case c == "systemctl start deepflow-agent":
		return agent.Start(ctx)
	case strings.HasPrefix(c, "deepflow-ctl "):
		return ctl(ctx, l, c)
	case onDomain.MatchString(c):
		m := onDomain.FindStringSubmatch(c)
		var u controller.DomainUpdate
		if err := json.Unmarshal([]byte(m[1]), &u); err != nil {
			return err
		}
		_, err := l.API.UpdateDomain(ctx, m[2], u)
		return err
	case on == doctor.OnAgent:
		return onFile(agent, "/etc/deepflow-agent.yaml", c)
	}
	return onFile(l.Server, "./deepflow-docker-compose/common/config/deepflow-server/server.yaml", c)
}

// onFile runs a command on a part's file.
func onFile(part lab.Configured, path, c string) error {
	dir, err := os.MkdirTemp("", "doctor")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	file := filepath.Join(dir, "file")
	if !strings.Contains(c, path) {
		return errors.New("no command that is known")
	}
	if err := os.WriteFile(file, []byte(part.Config()), 0o600); err != nil {
		return err
	}
	if out, err := exec.Command("sh", "-c", strings.ReplaceAll(c, path, file)).CombinedOutput(); err != nil {
		return fmt.Errorf("%w: %s", err, out)
	}
	text, err := os.ReadFile(file)
	part.SetConfig(string(text))
	return err
}

// ctl makes the requests of a deepflow-ctl command that changes something.
func ctl(ctx context.Context, l *sim.Lab, c string) error {
	line, text, _ := strings.Cut(c, "\n")
	text = strings.TrimSuffix(text, "EOF")
	words := strings.Fields(line)
	what := strings.Join(words[1:3], " ")
	var keys map[string]any
	if err := yaml.Unmarshal([]byte(text), &keys); err != nil {
		return err
	}
	switch what {
	case "domain create":
		if keys["type"] != "agent_sync" {
			return fmt.Errorf("type %v", keys["type"])
		}
		_, err := l.API.CreateDomain(ctx, controller.DomainSpec{Name: keys["name"].(string), Type: controller.TypeAgentSync})
		return err
	case "agent-group-config update", "agent-group-config create":
		group, err := groupOf(ctx, l, words[3])
		if err != nil {
			return err
		}
		if what == "agent-group-config create" {
			return l.API.CreateGroupConfig(ctx, group, text)
		}
		return l.API.UpdateGroupConfig(ctx, group, text)
	case "agent update":
		agents, err := l.API.Agents(ctx, controller.AgentFilter{Name: keys["name"].(string)})
		if err != nil || len(agents) != 1 {
			return fmt.Errorf("%d agents %v: %w", len(agents), keys["name"], err)
		}
		var u controller.AgentUpdate
		if v, is := keys["enable"].(int); is {
			u.Enable = &v
		}
		if v, is := keys["STATE"].(int); is {
			u.State = &v
		}
		if id, is := keys["agent_group_id"].(string); is {
			if u.GroupLcuuid, err = groupOf(ctx, l, id); err != nil {
				return err
			}
		}
		_, err = l.API.UpdateAgent(ctx, agents[0].Lcuuid, u)
		return err
	}
	return errors.New("no command that is known")
}

func groupOf(ctx context.Context, l *sim.Lab, id string) (string, error) {
	groups, err := l.API.Groups(ctx, controller.GroupFilter{ShortUUID: id})
	if err != nil || len(groups) != 1 {
		return "", fmt.Errorf("%d groups %s: %w", len(groups), id, err)
	}
	return groups[0].Lcuuid, nil
}

// mends pastes what the doctor says, and expects that it finds nothing then.
func mends(ctx context.Context, l *sim.Lab, host string, d *doctor.Diagnosis) {
	GinkgoHelper()
	Expect(paste(ctx, l, d)).To(Succeed())
	Expect(l.Clock.Wait(ctx, settled)).To(Succeed())
	after := diagnose(ctx, l.Lab, host)
	Expect(after.Codes()).To(BeEmpty(), "when it is mended as it says\n%s", doctor.Page(after, "en"))
}
