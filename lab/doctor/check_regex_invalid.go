package doctor

import (
	"regexp"

	"github.com/dflab/dflab/lab/deepflow/config"
	"github.com/dflab/dflab/lab/deepflow/logline"
	"github.com/dflab/dflab/lab/dockpath"
)

func checkRegexInvalid() *Check {
	c := &Check{
		Code: "DF086", Severity: Error, Gate: dockpath.FlowStored, Paragraph: "agent-1-regex", Thread: 467,
		Title: Text{"interface_regex 不是合法的正则", "interface_regex isn't a regular expression"},
		Explain: Text{
			"采集器无法编译该正则，不采集任何网卡；日志为 get interfaces by name regex in … failed。",
			"The agent can't compile it and captures no NIC; it logs `get interfaces by name regex in … failed`.",
		},
		Because: []string{"DF080"},
		Needs:   [][]Need{{NeedREST, NeedMySQL, NeedAgentLog}},
	}
	c.run = func(f *facts) []Finding {
		var facts []Fact
		a, ok := f.agentConfig()
		if ok && a.err == nil {
			expr := a.user.Inputs.Cbpf.AfPacket.InterfaceRegex
			if _, err := regexp.Compile(expr); err != nil {
				facts = append(facts, a.fact(interfaceRegex, expr), Fact{"regexp", err.Error()})
			} else {
				return nil
			}
		}
		bad, _, logged := f.agentLog.last(logline.AgentInterfaceRegexFailed)
		good, _, _ := f.agentLog.last(logline.AgentDispatcherStart)
		if logged && bad.number > good.number {
			facts = append(facts, bad.fact())
		}
		if len(facts) == 0 {
			return nil
		}
		var fix []Step
		if ok {
			def := config.DefaultUserConfig().Inputs.Cbpf.AfPacket.InterfaceRegex
			fix = append(fix, f.setGroupConfig(a.group, a.yaml, map[string]any{interfaceRegex: def}))
		}
		return []Finding{c.finding(say("interface_regex 不是合法的正则：没有流量被采集", "interface_regex isn't a regular expression: no traffic is captured"), facts, fix...)}
	}
	return c
}
