package doctor

import (
	"slices"

	"github.com/dflab/dflab/lab/deepflow/wire"
	"github.com/dflab/dflab/lab/dockpath"
)

func checkNoNICs() *Check {
	c := &Check{
		Code: "DF031", Severity: Error, Gate: dockpath.Gathered, Paragraph: "agent-2-ip-mac", Thread: 10547,
		Title: Text{"主机没有带 MAC 与全局地址的网卡", "No NIC of the host has both a MAC and a global address"},
		Explain: Text{
			"server 只为带 MAC（ip address 中的 link/… brd）且有 global 地址的网卡建立记录；WireGuard 等没有 MAC 的网卡不算。没有这样的网卡就没有 vinterface，不能注册。",
			"The server makes rows only of NICs with a MAC (`link/… brd` in ip address) and an address of scope global; WireGuard and the like have none. Without such a NIC there is no vinterface, and no registration.",
		},
		Needs: [][]Need{{NeedNICs}},
	}
	c.run = func(f *facts) []Finding {
		if !f.s.Agent.IPAddress.OK() || f.s.Agent.IPAddress.Value == "" || slices.ContainsFunc(f.realNICs(), usable) {
			return nil
		}
		if is, _ := f.registered(); is {
			return nil
		}
		text := "no NIC but lo"
		if nics := f.realNICs(); len(nics) > 0 {
			text = ""
			for _, n := range nics {
				text += n.Name + " "
			}
			text += "without MAC or global address"
		}
		return []Finding{c.finding(
			say("主机没有带 MAC 与全局地址的网卡，server 无法收录它", "No NIC of the host has both a MAC and a global address, so the server can't record it"), []Fact{{f.s.Agent.IPAddress.Source, text}},
			Step{Do: say("以宿主机网络运行采集器，并确认网卡有 MAC 与地址", "Run the agent on the host's network, and see that a NIC has a MAC and an address"), On: OnAgent, Run: []string{"ip address show"}},
		)}
	}
	return c
}

// usable: the server makes a vinterface of it.
func usable(n wire.Interface) bool {
	return n.MAC != "" && n.MAC != "00:00:00:00:00:00" && slices.ContainsFunc(n.Addrs, func(a wire.InterfaceAddr) bool { return a.Scope == "global" })
}
