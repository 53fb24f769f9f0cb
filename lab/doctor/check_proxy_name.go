package doctor

import (
	"net/netip"
	"strings"
)

func checkProxyName() *Check {
	c := &Check{
		Code: "DF072", Severity: Warning, Gate: None, Paragraph: "agent-4-group-config", Thread: 1998,
		Title: Text{"proxy_controller_ip 是域名", "proxy_controller_ip is a domain name"},
		Explain: Text{
			"proxy_controller_ip 只接受 IP 地址（域名是未实现的需求 #1998）。采集器切换到它失败后继续使用原连接；原连接断开后可能失联。",
			"proxy_controller_ip takes an IP address only (names are the open request #1998). The agent fails to switch to it and goes on with the connection it has; when that breaks the agent may be lost.",
		},
		Needs: [][]Need{{NeedREST, NeedMySQL}},
	}
	c.run = func(f *facts) []Finding {
		a, ok := f.agentConfig()
		if !ok || a.err != nil || a.proxyIP == "" || strings.Contains(a.proxyIP, "${") {
			return nil
		}
		if _, err := netip.ParseAddr(a.proxyIP); err == nil {
			return nil
		}
		server := f.s.Places.ServerIP
		if server == "" {
			server = "SERVER_IP"
		}
		return []Finding{c.finding(
			say("组 %s 的 proxy_controller_ip 是域名 %s，应为 IP", "proxy_controller_ip of group %s is the name %s; it has to be an IP", a.group.name, a.proxyIP),
			[]Fact{a.fact(proxyIP, a.proxyIP)}, f.setGroupConfig(a.group, a.yaml, map[string]any{proxyIP: server}),
		)}
	}
	return c
}
