package doctor

import (
	"fmt"

	"github.com/dflab/dflab/lab/dockpath"
)

func checkDomainController() *Check {
	c := &Check{
		Code: "DF042", Severity: Error, Gate: dockpath.Gathered, Paragraph: "agent-3-domain",
		Title: Text{"domain 属于另一个 controller", "The domain belongs to another controller"},
		Explain: Text{
			"domain 只由其 CONTROLLER_IP 所指的 controller 采集。NODE_IP 改变后（换 IP、.env 未填），旧 domain 仍指向旧地址，STATE 为 NORMAL 而 SYNCED_AT 停止。",
			"A domain is gathered only by the controller that its CONTROLLER_IP names. After a change of NODE_IP (another address, an .env that wasn't filled in) it still names the old one: STATE stays NORMAL, SYNCED_AT stands still.",
		},
		Needs: [][]Need{{NeedREST, NeedMySQL}, {NeedServerLog, NeedMySQL}},
	}
	c.run = func(f *facts) []Finding {
		list, source, ok := f.domains()
		node, nodeFact, known := f.nodeIP()
		if !ok || !known || len(list) == 0 {
			return nil
		}
		facts := []Fact{nodeFact}
		for _, d := range list {
			if d.enabled && (d.controllerIP == node || d.controllerIP == "") || f.otherController(d.controllerIP) {
				return nil
			}
			if d.enabled {
				facts = append(facts, d.fact(source))
			}
		}
		if len(facts) == 1 {
			return nil // all are disabled
		}
		d := list[0]
		found := c.finding(
			say("domain %[1]s 的 CONTROLLER_IP 是 %[2]s，而本 controller 是 %[3]s：无人采集它", "Domain %[1]s has CONTROLLER_IP %[2]s, but this controller is %[3]s: nobody gathers it", d.name, d.controllerIP, node),
			append(facts, f.missingHost()...),
			Step{Do: say("将 domain 改到本 controller", "Move the domain to this controller"), On: OnServer, Run: []string{f.api("PATCH", "/v1/domains/"+d.lcuuid+"/", fmt.Sprintf(`{"CONTROLLER_IP": "%s"}`, node))}},
			Step{Instead: true, Do: say("或恢复 .env 中的 NODE_IP_FOR_DEEPFLOW=%s 并重建容器", "Or put NODE_IP_FOR_DEEPFLOW=%s back into .env and create the container anew", d.controllerIP), On: OnServer, Run: []string{"docker compose up -d"}},
		)
		return []Finding{f.beforeRegistration(found)}
	}
	return c
}

// otherController: a controller of that address is alive beside the one that was asked.
func (f *facts) otherController(ip string) bool {
	in := f.s.MySQL.Controller
	if !in.OK() || len(in.Value) < 2 {
		return false
	}
	const complete = "2" // HOST_STATE_COMPLETE
	for _, r := range in.Value {
		if r["ip"] == ip && r["state"] == complete {
			return true
		}
	}
	return false
}
