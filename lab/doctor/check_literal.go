package doctor

import (
	"fmt"
	"strings"

	"github.com/dflab/dflab/lab/deepflow/config"
	"github.com/dflab/dflab/lab/deepflow/logline"
	"github.com/dflab/dflab/lab/dockpath"
)

func checkLiteral() *Check {
	c := &Check{
		Code: "DF070", Severity: Error, Gate: dockpath.Configured, Paragraph: "agent-4-group-config",
		Title: Text{"组配置中保留了未替换的 ${DEEPFLOW_SERVER_IP}", "The group configuration still has ${DEEPFLOW_SERVER_IP} in it"},
		Explain: Text{
			"没有任何程序替换该占位符：deepflow-ctl 与 server 原样保存和下发，采集器把它当作地址，无法解析，反复重启。",
			"Nothing replaces the placeholder: deepflow-ctl and the server store and send it as it is, and the agent takes it for an address that it can't resolve, and restarts again and again.",
		},
		Because: []string{"DF080"},
		Needs:   [][]Need{{NeedREST, NeedMySQL}},
	}
	c.run = func(f *facts) []Finding {
		a, ok := f.agentConfig()
		if !ok {
			return nil
		}
		var facts []Fact
		set := map[string]any{}
		server := f.s.Places.ServerIP
		if server == "" {
			server = "SERVER_IP"
		}
		for _, key := range []string{ingesterIP, proxyIP} {
			if v, ok := config.Lookup(a.yaml, key); ok && strings.Contains(fmt.Sprint(v), "${") {
				facts = append(facts, a.fact(key, v))
				set[key] = server
			}
		}
		if len(facts) == 0 {
			return nil
		}
		if r, _, ok := f.agentLog.last(logline.AgentLaunchFailed); ok {
			facts = append(facts, r.fact())
		}
		return []Finding{c.finding(
			say("组 %s 的配置中 server 地址是未替换的占位符", "The configuration of group %s has a placeholder where the server's address should be", a.group.name),
			facts, f.setGroupConfig(a.group, a.yaml, set), f.restartAgent(),
		)}
	}
	return c
}
