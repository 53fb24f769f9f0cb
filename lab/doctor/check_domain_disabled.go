package doctor

import "github.com/dflab/dflab/lab/dockpath"

func checkDomainDisabled() *Check {
	c := &Check{
		Code: "DF041", Severity: Error, Gate: dockpath.Gathered, Paragraph: "agent-3-domain",
		Title: Text{"agent_sync 类型的 domain 被停用", "The domain of type agent_sync is disabled"},
		Explain: Text{
			"停用的 domain 没有云平台任务，不采集新的主机；STATE 仍为 NORMAL，SYNCED_AT 不再更新。",
			"A disabled domain has no cloud task and gathers no host; its STATE stays NORMAL, its SYNCED_AT stands still.",
		},
		Needs: [][]Need{{NeedREST, NeedMySQL}},
	}
	c.run = func(f *facts) []Finding {
		list, source, ok := f.domains()
		if !ok || len(list) == 0 {
			return nil
		}
		var facts []Fact
		var fix []string
		for _, d := range list {
			if d.enabled {
				return nil
			}
			facts = append(facts, d.fact(source))
			fix = append(fix, f.api("PATCH", "/v1/domains/"+d.lcuuid+"/", `{"ENABLED": 1}`))
		}
		found := c.finding(
			say("domain %s 已停用", "Domain %s is disabled", names(list)), append(facts, f.missingHost()...),
			Step{Do: say("启用 domain", "Enable the domain"), On: OnServer, Run: fix[:1]},
		)
		return []Finding{f.beforeRegistration(found)}
	}
	return c
}

// beforeRegistration: what keeps hosts from being gathered is a warning for an agent that is registered already.
func (f *facts) beforeRegistration(found Finding) Finding {
	if is, _ := f.registered(); is {
		return found.at(Warning, None)
	}
	return found
}
