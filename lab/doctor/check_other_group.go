package doctor

import (
	"fmt"

	"github.com/dflab/dflab/lab/dockpath"
)

func checkOtherGroup() *Check {
	c := &Check{
		Code: "DF081", Severity: Warning, Gate: None, Paragraph: "agent-5-file", Thread: 3402,
		Title: Text{"采集器注册在另一个组，而非其文件请求的组", "The agent is registered in another group than its file asks for"},
		Explain: Text{
			"组在首次注册时确定。之后更改文件中的 vtap-group-id-request 不会换组：用 agent update 移动，或删除采集器使其重新注册。",
			"The group is chosen when the agent is registered. Changing vtap-group-id-request later doesn't move it: use agent update, or delete the agent and let it register anew.",
		},
		Because: []string{"DF080"},
		Needs:   [][]Need{{NeedAgentFile}, {NeedREST, NeedMySQL}},
	}
	c.run = func(f *facts) []Finding {
		id, from := f.requestedGroup()
		if f.row == nil || id == "" {
			return nil
		}
		asked, known := f.groupBy(func(g group) bool { return g.id == id })
		in, listed := f.groupBy(func(g group) bool { return g.lcuuid == f.row.groupLcuuid })
		if !known || !listed || asked.lcuuid == in.lcuuid {
			return nil
		}
		found := c.finding(
			say("采集器 %s 在组 %s，而其文件请求组 %s（%s）", "Agent %s is in group %s, but its file asks for %s (%s)", f.row.name, in.name, asked.name, asked.id),
			[]Fact{from, {f.row.source, fmt.Sprintf("%s: group %s (%s)", f.row.name, in.name, in.id)}},
			f.updateAgent(say("将采集器移到该组", "Move the agent to the group"), f.row.name, "agent_group_id: "+asked.id),
		)
		if f.gate(dockpath.DataConnected) == Closed {
			found = found.at(Error, dockpath.DataConnected)
		}
		return []Finding{found}
	}
	return c
}
