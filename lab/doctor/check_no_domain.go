package doctor

import "github.com/dflab/dflab/lab/dockpath"

func checkNoDomain() *Check {
	c := &Check{
		Code: "DF040", Severity: Error, Gate: dockpath.Gathered, Paragraph: "agent-3-domain", Thread: 8548,
		Title: Text{"缺少 agent_sync 类型的 domain", "There is no domain of type agent_sync"},
		Explain: Text{
			"采集器须挂在一个 domain 之下：agent_sync 类型的 domain 把采集器上报的主机写成 vm、vinterface 与 IP 记录，注册时 server 用采集器的 MAC 与 IP 查找它们。",
			"An agent belongs to a domain: one of type agent_sync makes the host that the agent reports into rows of vm, vinterface and its addresses, and registration looks the agent's MAC and addresses up in them.",
		},
		Needs: [][]Need{{NeedREST, NeedMySQL}},
	}
	c.run = func(f *facts) []Finding {
		list, source, ok := f.domains()
		if !ok || len(list) > 0 {
			return nil
		}
		return []Finding{c.finding(
			say("没有 agent_sync 类型的 domain 来接收采集器", "No domain of type agent_sync takes the agent in"),
			append([]Fact{{source, "no domain of type agent_sync"}}, f.missingHost()...),
			Step{Do: say("创建 domain", "Create the domain"), On: OnServer, Run: []string{f.ctlWith("domain create", "name: legacy-host\ntype: agent_sync")}},
			Step{Do: say("确认", "See that it is there"), On: OnServer, Run: []string{f.ctl("domain list")}},
		)}
	}
	return c
}
