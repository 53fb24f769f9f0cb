package doctor

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"github.com/dflab/dflab/lab/deepflow/config"
	"github.com/dflab/dflab/lab/deepflow/wire"
)

func checkExternal() *Check {
	c := &Check{
		Code: "DF088", Severity: Warning, Gate: None, Paragraph: "agent-3-external", Thread: 8254,
		Title: Text{"采集器 IP 被识别为外网", "The agent's address is taken as external"},
		Explain: Text{
			"6.6.9 上不妨碍注册：网卡被标为 WAN（vinterface.iftype 3，地址在 ip_resource）。网卡的任一地址（包括 IPv6 链路本地地址）不在 local_ip_ranges 中即为外网；local_ip_ranges 为空则全部为外网。server.yaml 只在启动时读取。",
			"On 6.6.9 it doesn't keep the agent from registering: its NIC is typed WAN (vinterface.iftype 3, the address in ip_resource). Any address of a NIC, link-local IPv6 too, outside of local_ip_ranges makes it external, and without ranges all are. server.yaml is read at the server's start only.",
		},
		Needs: [][]Need{{NeedServerYAML, NeedMySQL}, {NeedNICs, NeedAgentLog}},
	}
	c.run = func(f *facts) []Finding {
		if f.server != nil && len(f.nics) > 0 {
			return f.outsideRanges(c)
		}
		return f.typedWAN(c)
	}
	return c
}

// outsideRanges compares the addresses with server.yaml.
func (f *facts) outsideRanges(c *Check) []Finding {
	entries := f.server.Controller.Genesis.LocalIPRanges
	ranges, _ := config.ParseIPRanges(entries)
	path := f.serverYAMLPath()
	var outside []string
	var add []string
	linkOnly := true
	for _, n := range slices.DeleteFunc(f.realNICs(), func(n wire.Interface) bool { return !usable(n) }) {
		for _, a := range n.Addrs {
			ip := a.Addr.Addr()
			if ranges.Contains(ip) {
				continue
			}
			outside = append(outside, fmt.Sprintf("%s %s", n.Name, a.Addr))
			network := a.Addr.Masked()
			if ip.IsLinkLocalUnicast() && ip.Is6() {
				network = netip.MustParsePrefix("fe80::/10")
			} else {
				linkOnly = false
			}
			if !slices.Contains(add, network.String()) {
				add = append(add, network.String())
			}
		}
	}
	if len(outside) == 0 {
		return nil
	}
	all := strings.Join(add, ", ")
	found := c.finding(
		say("采集器地址不在 local_ip_ranges 中，被识别为外网：%s", "The agent's addresses are outside of local_ip_ranges and taken as external: %s", strings.Join(outside, ", ")),
		append([]Fact{{f.s.Agent.IPAddress.Source, strings.Join(outside, ", ")}, yamlFact(f.s.Server.YAML.Source, f.s.Server.YAML.Value, "local_ip_ranges")}, f.wanRows()...),
		Step{Do: say("在 %s 的 controller.genesis.local_ip_ranges 中加入 %s", "Add to controller.genesis.local_ip_ranges of %s: %s", path, all), On: OnServer, Run: []string{addToYAML(path, f.s.Server.YAML.Value, []string{"controller", "genesis", "local_ip_ranges"}, items(add)...)}}, f.restartServer(),
	)
	if linkOnly { // on every host with IPv6
		found = found.at(Info, None)
	}
	return []Finding{found}
}

// items are the entries of a YAML list.
func items(all []string) []string {
	list := make([]string, len(all))
	for i, s := range all {
		list[i] = "- " + s
	}
	return list
}

// wanRows are addresses of the host that the server has stored as external.
func (f *facts) wanRows() []Fact {
	in := f.s.MySQL.WANIP
	var facts []Fact
	for _, r := range in.Value {
		ip, err := netip.ParseAddr(r["ip"])
		if err == nil && (slices.Contains(f.addresses(), ip) || r["ip"] == f.ip) {
			facts = append(facts, Fact{in.Source, r["ip"]})
		}
	}
	return facts
}

// typedWAN goes by what the server stored.
func (f *facts) typedWAN(c *Check) []Finding {
	facts := f.wanRows()
	if len(facts) == 0 {
		return nil
	}
	path := f.serverYAMLPath()
	return []Finding{c.finding(
		say("采集器地址 %s 被识别为外网", "The agent's address %s is taken as external", facts[0].Text), facts,
		Step{Do: say("在 %s 的 controller.genesis.local_ip_ranges 中加入它的网段", "Add its network to controller.genesis.local_ip_ranges of %s", path), On: OnServer, Run: []string{"vi " + path}}, f.restartServer(),
	)}
}
