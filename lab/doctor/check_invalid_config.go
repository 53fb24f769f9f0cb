package doctor

import (
	"github.com/dflab/dflab/lab/deepflow/logline"
	"github.com/dflab/dflab/lab/dockpath"
)

func checkInvalidConfig() *Check {
	c := &Check{
		Code: "DF071", Severity: Error, Gate: dockpath.Configured, Paragraph: "agent-4-group-config", Thread: 467,
		Title: Text{"采集器拒绝了组配置", "The agent refuses its group's configuration"},
		Explain: Text{
			"下发的 user_config 无法被采集器解析：日志为 invalid response … with invalid config，例外位 INVALID_CONFIGURATION（256），沿用旧配置。",
			"The agent can't read the user_config that it was sent: it logs `invalid response … with invalid config`, sets exception INVALID_CONFIGURATION (256), and keeps what it had.",
		},
		Because: []string{"DF080"},
		Needs:   [][]Need{{NeedREST, NeedMySQL, NeedAgentLog}},
	}
	c.run = func(f *facts) []Finding {
		var facts []Fact
		a, ok := f.agentConfig()
		if ok && a.err != nil {
			facts = append(facts, Fact{a.source, a.err.Error()})
		}
		bad, args, logged := f.agentLog.last(logline.AgentResponseInvalidConfig)
		good, _, _ := f.agentLog.last(logline.AgentStartedComponents, logline.AgentConfigUpdate)
		if logged && bad.number > good.number {
			facts = append(facts, bad.fact())
		}
		if len(facts) == 0 {
			return nil
		}
		why := facts[0].Text
		if logged {
			why = args[1]
		}
		return []Finding{c.finding(
			say("采集器无法解析组配置：%s", "The agent can't read its group's configuration: %s", why), facts,
			Step{Do: say("取出、更正并更新组配置", "Take the group's configuration out, correct it, and put it back"), On: OnServer, Run: []string{
				f.ctl("agent-group-config list "+a.group.id+" -o yaml") + " > group.yaml", "vi group.yaml", f.ctl("agent-group-config update "+a.group.id) + " -f group.yaml",
			}},
		)}
	}
	return c
}
