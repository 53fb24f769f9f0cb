package doctor

import (
	"fmt"

	"github.com/dflab/dflab/lab/deepflow/controller"
	"github.com/dflab/dflab/lab/dockpath"
)

func checkAgentLost() *Check {
	c := &Check{
		Code: "DF063", Severity: Error, Gate: dockpath.Assigned, Paragraph: "agent-register-failed", Thread: 3776, Symptom: true,
		Title: Text{"采集器失联（LOST）", "The agent is LOST"},
		Explain: Text{
			"server 超过 480 秒没有收到该采集器的 Sync；再过 3600 秒它会被删除，之后须重新注册。",
			"The server hasn't had a Sync of the agent for 480 s; after 3600 s more it deletes the agent, which then registers anew.",
		},
		Needs: [][]Need{{NeedREST, NeedMySQL}},
	}
	c.run = each(func(f *facts, r agentRow) []Finding {
		if r.state != controller.AgentLost || r.enable == 0 {
			return nil
		}
		return []Finding{c.finding(
			say("采集器 %s 失联", "Agent %s is LOST", r.name), []Fact{{r.source, r.name + ": STATE LOST"}},
			Step{Do: say("查看采集器是否运行、能否连上 controller", "See whether the agent runs and reaches the controller"), On: OnAgent, Run: []string{"systemctl status deepflow-agent", f.nc()}},
			Step{Do: say("agent list 的 STATE 应变回 NORMAL", "STATE in agent list should become NORMAL"), On: OnServer, Run: []string{f.ctl(fmt.Sprintf("agent list %s", r.name))}},
		)}
	})
	return c
}
