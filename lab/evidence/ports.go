package evidence

import (
	"cmp"
	"context"
	"net"
	"net/netip"
	"slices"
	"strconv"

	"github.com/dflab/dflab/lab/deepflow/config"
)

// candidates are the addresses worth a connection attempt from the agent's host: the controller of its file, the addresses of the group
// configurations, and on each the ports of a host-network deployment, of a port-mapped one, and those that are configured.
func candidates(s *Snapshot) []string {
	ips, ports := map[string]bool{}, map[int]bool{20033: true, 20035: true, 30033: true, 30035: true}
	if c, err := config.ParseAgent("", []byte(s.Agent.File.Value)); s.Agent.File.OK() && err == nil {
		if len(c.ControllerIPs) > 0 {
			ips[c.ControllerIPs[0]] = true // a name, too
		}
		ports[int(c.ControllerPort)] = true
	}
	addr := func(ip string) {
		if a, err := netip.ParseAddr(ip); err == nil && !a.IsUnspecified() && !a.IsLoopback() {
			ips[ip] = true
		}
	}
	addr(s.Places.ServerIP)
	for _, g := range s.Server.Configs.Value {
		c, err := config.ParseUserConfig(g.YAML)
		if err != nil {
			continue
		}
		at := c.Global.Communication
		addr(at.IngesterIP)
		addr(at.ProxyControllerIP)
		ports[int(at.IngesterPort)], ports[int(at.ProxyControllerPort)] = true, true
	}
	if len(s.Server.Agents.Value) <= 64 { // of a fleet, the addresses that one agent was given say no more than the file
		for _, a := range s.Server.Agents.Value {
			addr(a.AnalyzerIP)
		}
	}
	var all []string
	for ip := range ips {
		for port := range ports {
			all = append(all, net.JoinHostPort(ip, strconv.Itoa(port)))
		}
	}
	slices.SortFunc(all, func(a, b string) int { return cmp.Compare(a, b) })
	return all
}

// connectAll tries each address.
func connectAll(ctx context.Context, addresses []string, connect func(context.Context, string) error) []Item[Port] {
	ports := make([]Item[Port], 0, len(addresses))
	for _, a := range addresses {
		p := Port{Address: a, Open: true}
		if err := connect(ctx, a); err != nil {
			p.Open, p.Error = false, err.Error()
		}
		ports = append(ports, found("connect "+a, p))
	}
	return ports
}
