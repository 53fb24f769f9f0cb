package doctor

import (
	"net/netip"

	"github.com/dflab/dflab/lab/deepflow/logline"
	"github.com/dflab/dflab/lab/dockpath"
	"github.com/dflab/dflab/lab/evidence"
)

func checkGroupPorts() *Check {
	c := &Check{
		Code: "DF082", Severity: Error, Gate: dockpath.DataConnected, Paragraph: "deploy-agent-group-ports", Thread: 9638,
		Title: Text{"组配置中的端口或地址不是 server 的", "The group configuration's ports or addresses aren't the server's"},
		Explain: Text{
			"组配置默认端口为 30033（数据）与 30035（控制），适用于端口映射；宿主机网络部署须改为 20033 与 20035。数据端口错误则连不上 ingester；控制端口错误时 6.6.9 沿用原连接，只是告警。",
			"A group configuration's defaults are ports 30033 (data) and 30035 (control), for a port mapping; with host networking they have to be 20033 and 20035. With a wrong data port the ingester isn't reached; with a wrong control port 6.6.9 goes on with the connection it has, which is a warning.",
		},
		Because: []string{"DF080", "DF081", "DF070"},
		Needs:   [][]Need{{NeedREST, NeedMySQL}, {NeedPorts}},
	}
	c.run = func(f *facts) []Finding {
		a, ok := f.agentConfig()
		if !ok || a.err != nil {
			return nil
		}
		at := a.user.Global.Communication
		data := f.misdirected(a.ingesterIP, int(at.IngesterPort), "ingester")
		control := f.misdirected(a.proxyIP, int(at.ProxyControllerPort), "grpc")
		if data == nil && control == nil {
			return nil
		}
		set := map[string]any{}
		var facts []Fact
		describe := func(m *misdirection, ipKey, portKey string) {
			if m == nil {
				return
			}
			facts = append(facts, a.fact(portKey, m.port), portFact(m.closed), portFact(m.open))
			set[ipKey], set[portKey] = m.rightIP, m.rightPort
		}
		describe(data, ingesterIP, ingesterPort)
		describe(control, proxyIP, proxyPort)
		if r, _, ok := f.agentLog.last(logline.AgentSenderConnectFailed); ok && data != nil {
			facts = append(facts, r.fact())
		}
		m, what := data, Text{"数据", "data"}
		if m == nil {
			m, what = control, Text{"控制", "control"}
		}
		found := c.finding(
			say("组 %[1]s 的%[2]s地址 %[4]s 无人监听，server 在 %[5]s", "Nobody listens at the %[3]s address %[4]s of group %[1]s, the server is at %[5]s",
				a.group.name, what.ZH, what.EN, m.closed.Address, m.open.Address),
			facts, f.setGroupConfig(a.group, a.yaml, set),
		)
		if data == nil {
			found = found.at(Warning, None)
		}
		return []Finding{found}
	}
	return c
}

// misdirection is an address that nobody listens at, with one that is right.
type misdirection struct {
	port         int
	closed, open evidence.Port
	rightIP      string
	rightPort    int
}

// misdirected: the address refuses, while the server has that service at another port, or at its own address.
func (f *facts) misdirected(ip string, port int, service string) *misdirection {
	if _, err := netip.ParseAddr(ip); err != nil {
		return nil
	}
	p, known := f.port(ip, port)
	if !known || p.Open {
		return nil
	}
	for _, at := range []string{ip, f.s.Places.ServerIP} {
		if right, ok := f.openPort(at, f.serverPorts(service)...); ok {
			o, _ := f.port(at, right)
			return &misdirection{port, p, o, at, right}
		}
	}
	return nil
}
