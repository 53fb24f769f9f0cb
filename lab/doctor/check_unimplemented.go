package doctor

import (
	"fmt"
	"strings"

	"github.com/dflab/dflab/lab/deepflow/logline"
	"github.com/dflab/dflab/lab/dockpath"
)

func checkUnimplemented() *Check {
	c := &Check{
		Code: "DF020", Severity: Error, Gate: dockpath.SyncAnswered, Paragraph: "agent-register-failed", Thread: 9707,
		Title: Text{"采集器版本高于 server：server 不认识 agent.Synchronizer", "The agent is newer than the server, which doesn't know agent.Synchronizer"},
		Explain: Text{
			"6.6 起采集器使用 agent.Synchronizer，更早的 server 只有 trident.Synchronizer，返回 Unimplemented。采集器版本不得高于 server。",
			"From 6.6 on agents speak agent.Synchronizer; an older server has only trident.Synchronizer and answers Unimplemented. An agent mustn't be newer than its server.",
		},
		Needs: [][]Need{{NeedAgentLog}},
	}
	c.run = func(f *facts) []Finding {
		var facts []Fact
		unimplemented := func(args []string) bool {
			return strings.Contains(strings.ToLower(strings.Join(args, " ")), "unimplemented")
		}
		bad, _, ok := f.agentLog.lastWhere(unimplemented, logline.AgentSyncError, logline.AgentSyncErrorRepeated, logline.AgentPlatformSendFailed, logline.AgentPushError, logline.AgentPushErrorRepeated)
		if good, _, since := f.agentLog.last(goodSync...); ok && (!since || good.number < bad.number) {
			facts = append(facts, bad.fact())
		}
		if g := f.s.Agent.GRPC; g.OK() && g.Value.Code == "Unimplemented" && strings.Contains(g.Value.Message, "unknown service") {
			facts = append(facts, Fact{g.Source, fmt.Sprintf("%s: %s", g.Value.Code, g.Value.Message)})
		}
		if len(facts) == 0 {
			return nil
		}
		return []Finding{c.finding(
			say("server 对 agent.Synchronizer 返回 Unimplemented：采集器版本高于 server", "The server answers Unimplemented to agent.Synchronizer: the agent is newer than the server"), facts,
			Step{Do: say("比较版本", "Compare the versions"), On: OnAgent, Run: []string{"deepflow-agent -v"}},
			Step{Do: say("比较版本", "Compare the versions"), On: OnServer, Run: []string{"docker exec deepflow-server deepflow-server -v"}},
			Step{Do: say("升级 server，或安装与 server 同版本的采集器", "Upgrade the server, or install the agent of the server's version")},
		)}
	}
	return c
}
