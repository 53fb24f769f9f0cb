package doctor

import (
	"fmt"

	"github.com/dflab/dflab/lab/deepflow/logline"
	"github.com/dflab/dflab/lab/dockpath"
)

func checkTeamID() *Check {
	c := &Check{
		Code: "DF021", Severity: Error, Gate: dockpath.SyncAnswered, Paragraph: "agent-5-file",
		Title: Text{"采集器配置文件中的 team-id 不存在", "The agent's file has a team-id that the server doesn't know"},
		Explain: Text{
			"社区版没有团队：带 team-id 的 Sync 得到 FAILED，采集器日志为 responded with Failed。",
			"The community edition has no teams: a Sync with a team-id is answered FAILED, and the agent logs `responded with Failed`.",
		},
		Needs: [][]Need{{NeedAgentFile}, {NeedAgentLog, NeedServerLog}},
	}
	c.run = func(f *facts) []Finding {
		if f.file == nil || f.file.TeamID == "" || f.gate(dockpath.SyncAnswered) == Open {
			return nil
		}
		facts := []Fact{f.fileFact("team-id")}
		if r, _, ok := f.agentLog.last(logline.AgentServerResponded, logline.AgentResponseWithoutConfig); ok {
			facts = append(facts, r.fact())
		}
		if r, _, ok := f.serverLog.lastWhere(func(args []string) bool { return args[2] == f.file.TeamID }, logline.ServerVTapInfoNotFound); ok {
			facts = append(facts, r.fact())
		}
		if len(facts) < 2 {
			return nil
		}
		return []Finding{c.finding(
			say("server 没有 team-id %s", "The server has no team-id %s", f.file.TeamID), facts,
			Step{Do: say("从 %s 删除 team-id", "Remove team-id from %s", f.agentFilePath()), On: OnAgent, Run: []string{fmt.Sprintf("sed -i '/^team-id:/d' %s", f.agentFilePath())}}, f.restartAgent(),
		)}
	}
	return c
}
