package doctor

import (
	"github.com/dflab/dflab/lab/deepflow/controller"
	"github.com/dflab/dflab/lab/dockpath"
)

func checkDomainState() *Check {
	c := &Check{
		Code: "DF043", Severity: Error, Gate: dockpath.Gathered, Paragraph: "agent-3-domain", Symptom: true,
		Title: Text{"domain 状态异常", "The domain's state is an exception"},
		Explain: Text{
			"domain 采集失败，原因在 ERROR_MSG。没有主机上报时也会如此。",
			"Gathering the domain fails; ERROR_MSG says why. It does, too, while no host has reported.",
		},
		Needs: [][]Need{{NeedREST, NeedMySQL}},
	}
	c.run = func(f *facts) []Finding {
		list, source, _ := f.domains()
		if is, known := f.registered(); is || !known {
			return nil
		}
		for _, d := range list {
			if d.enabled && d.state == controller.DomainException {
				return []Finding{c.finding(
					say("domain %s 状态异常：%s", "Domain %s is in state EXCEPTION: %s", d.name, d.errorMsg), []Fact{d.fact(source)},
					Step{Do: say("查看日志中该 domain 的记录", "Look for the domain in the server's log"), On: OnServer, Run: []string{"docker exec deepflow-server grep '\\[cloud' /var/log/deepflow/server.log | tail -20"}},
				)}
			}
		}
		return nil
	}
	return c
}
