package doctor

import (
	"fmt"

	"github.com/dflab/dflab/lab/dockpath"
)

func checkAgentDown() *Check {
	c := &Check{
		Code: "DF014", Severity: Error, Gate: dockpath.ControllerDialled, Paragraph: "deploy-agent-docker", Symptom: true,
		Title: Text{"deepflow-agent 未运行", "deepflow-agent isn't running"},
		Explain: Text{
			"进程或容器没有运行。退出码 1：配置文件无法解析；134：没有 controller-ips；反复重启的原因在日志或标准错误的最后几行。",
			"The process or container doesn't run. Exit code 1: its file can't be read; 134: no controller-ips. The last lines of its log or of standard error say why it starts again and again.",
		},
		Because: []string{"DF010"},
		Needs:   [][]Need{{NeedAgentProcess}},
	}
	c.run = func(f *facts) []Finding {
		p := f.s.Agent.Process
		if !p.OK() || p.Value.Running {
			return nil
		}
		look, start := "systemctl status deepflow-agent", "systemctl start deepflow-agent"
		if name := f.s.Places.AgentContainer; name != "" {
			look, start = "docker logs --tail 20 "+name, "docker start "+name
		}
		text := "not running"
		if p.Value.Exited {
			text = fmt.Sprintf("not running: exit code %d, %d restarts", p.Value.ExitCode, p.Value.Restarts)
		}
		return []Finding{c.finding(
			say("deepflow-agent 没有运行", "deepflow-agent isn't running"), []Fact{{p.Source, text}},
			Step{Do: say("查看原因并启动", "Look why, and start it"), On: OnAgent, Run: []string{look, start}},
		)}
	}
	return c
}
