package doctor

import (
	"fmt"

	"github.com/dflab/dflab/lab/deepflow/controller"
	"github.com/dflab/dflab/lab/dockpath"
)

func checkAgentPending() *Check {
	c := &Check{
		Code: "DF061", Severity: Error, Gate: dockpath.Assigned, Paragraph: "agent-register-failed",
		Title: Text{"采集器等待确认（PENDING）", "The agent waits for somebody's consent (PENDING)"},
		Explain: Text{
			"server.yaml 中 vtap-auto-register 为 false 时，新采集器以 PENDING 注册，须人工启用。",
			"With vtap-auto-register false in server.yaml a new agent is registered PENDING, and somebody has to enable it.",
		},
		Needs: [][]Need{{NeedREST, NeedMySQL}},
	}
	c.run = each(func(f *facts, r agentRow) []Finding {
		if r.state != controller.AgentPending {
			return nil
		}
		facts := []Fact{{r.source, fmt.Sprintf("%s: STATE PENDING, ENABLE %d", r.name, r.enable)}}
		if f.server != nil && !f.server.Controller.Trisolaris.VTapAutoRegister {
			facts = append(facts, yamlFact(f.s.Server.YAML.Source, f.s.Server.YAML.Value, "vtap-auto-register"))
		}
		return []Finding{c.finding(
			say("采集器 %s 等待确认", "Agent %s waits for somebody's consent", r.name), facts,
			f.updateAgent(say("启用采集器", "Enable the agent"), r.name, "enable: 1\nSTATE: 1"),
		)}
	})
	return c
}
