package doctor

import (
	"fmt"

	"github.com/dflab/dflab/lab/deepflow/controller"
	"github.com/dflab/dflab/lab/dockpath"
)

func checkAgentDisabled() *Check {
	c := &Check{
		Code: "DF060", Severity: Error, Gate: dockpath.Assigned, Paragraph: "agent-register-failed", Thread: 7817,
		Title:   Text{"采集器被停用", "The agent is disabled"},
		Explain: Text{"已注册但 ENABLE 为 0：server 只下发 enabled=false，采集器不采集。", "It is registered but ENABLE is 0: the server sends enabled=false and the agent captures nothing."},
		Needs:   [][]Need{{NeedREST, NeedMySQL}},
	}
	c.run = each(func(f *facts, r agentRow) []Finding {
		if r.enable != 0 || r.state == controller.AgentPending {
			return nil
		}
		return []Finding{c.finding(
			say("采集器 %s 已停用", "Agent %s is disabled", r.name), []Fact{{r.source, fmt.Sprintf("%s: ENABLE 0, STATE %d", r.name, r.state)}},
			f.updateAgent(say("启用采集器", "Enable the agent"), r.name, "enable: 1"),
		)}
	})
	return c
}

// updateAgent is deepflow-ctl agent update with one more key.
func (f *facts) updateAgent(do Text, name, key string) Step {
	return Step{Do: do, On: OnServer, Run: []string{f.ctlWith("agent update", "name: "+name+"\n"+key)}}
}
