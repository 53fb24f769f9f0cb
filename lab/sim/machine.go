package sim

import (
	"context"
	"fmt"
	"net/netip"
	"sync"

	"github.com/dflab/dflab/lab"
	"github.com/dflab/dflab/lab/deepflow/wire"
	"github.com/dflab/dflab/lab/sim/agent"
	"github.com/dflab/dflab/lab/vnet"
)

// machine is a virtual host: what the agent on it sees of hostname, NICs, routes and traffic, and what an operator does to it.
type machine struct {
	host *vnet.Host
	spec lab.Host
	// server is where the traffic source sends to.
	server netip.Addr

	mu sync.Mutex
	// What the NICs are, as the agent sees them.
	interfaces []wire.Interface
	flows      []agent.Flow
}

func newMachine(h *vnet.Host, spec lab.Host, server netip.Addr) *machine {
	m := &machine{host: h, spec: spec, server: server}
	m.see(spec.NICs)
	return m
}

// addresses are those that the network delivers to the host: of NICs that are up.
func addresses(nics []lab.NIC) []netip.Addr {
	var all []netip.Addr
	for _, n := range nics {
		for _, p := range n.Addrs {
			if !n.Down {
				all = append(all, p.Addr())
			}
		}
	}
	return all
}

// Hostname is what gethostname says.
func (m *machine) Hostname() string {
	if m.spec.Hostname != "" {
		return m.spec.Hostname
	}
	return m.spec.Name
}

var loopback = wire.Interface{
	Index: 1, Name: "lo", MAC: "00:00:00:00:00:00", Flags: []string{"LOOPBACK", "UP", "LOWER_UP"},
	Addrs: []wire.InterfaceAddr{{Addr: netip.MustParsePrefix("127.0.0.1/8")}, {Addr: netip.MustParsePrefix("::1/128")}},
}

// see takes over what NICs there are.
func (m *machine) see(nics []lab.NIC) {
	m.interfaces = interfaces(nics)
	m.flows = nil
	if m.spec.Traffic {
		m.flows = flows(nics, m.server)
	}
}

// Interfaces are the NICs in the order of their indexes, lo first.
func (m *machine) Interfaces() []wire.Interface {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.interfaces
}

func interfaces(nics []lab.NIC) []wire.Interface {
	all := []wire.Interface{loopback}
	for i, n := range nics {
		nic := wire.Interface{Index: 2 + i, Name: n.Name, MAC: n.MAC, Peer: n.Parent, Master: n.Master}
		if n.Down {
			nic.State = "DOWN"
		}
		seen := map[netip.Prefix]bool{}
		for _, p := range n.Addrs {
			nic.Addrs = append(nic.Addrs, wire.InterfaceAddr{Addr: p, Secondary: p.Addr().Is4() && seen[p.Masked()]})
			seen[p.Masked()] = true
		}
		all = append(all, nic)
	}
	return all
}

// Routes are those of the specification; none means the NICs' own.
func (m *machine) Routes() []agent.Route {
	var all []agent.Route
	for _, r := range m.spec.Routes {
		all = append(all, agent.Route{Dst: r.Dst, NIC: r.NIC, Src: r.Src})
	}
	return all
}

// Flows is the traffic source: one HTTP-like connection to the server's REST port and one DNS-like exchange, all the time.
func (m *machine) Flows() []agent.Flow {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.flows
}

func flows(nics []lab.NIC, server netip.Addr) []agent.Flow {
	for _, n := range nics {
		if n.Down || len(n.Addrs) == 0 {
			continue
		}
		from := n.Addrs[0].Addr()
		return []agent.Flow{
			{
				NIC: n.Name, Protocol: 6, Client: netip.AddrPortFrom(from, 40000), Server: netip.AddrPortFrom(server, 20417),
				Sent: agent.Rate{Packets: 5, Bytes: 700}, Received: agent.Rate{Packets: 4, Bytes: 2400},
			},
			{
				NIC: n.Name, Protocol: 17, Client: netip.AddrPortFrom(from, 40001), Server: netip.AddrPortFrom(server, 53),
				Sent: agent.Rate{Packets: 1, Bytes: 70}, Received: agent.Rate{Packets: 1, Bytes: 130},
			},
		}
	}
	return nil
}

// IPAddress is the output of `ip address show`.
func (m *machine) IPAddress() string { return wire.RenderIPAddress(m.Interfaces()) }

// SetNICs changes the NICs while everything runs.
func (m *machine) SetNICs(nics []lab.NIC) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.see(nics)
	m.host.SetAddrs(addresses(nics)...)
	return nil
}

// Connect tries a TCP connection, as `nc -vz` does.
func (m *machine) Connect(_ context.Context, addr string) error {
	if reach := m.host.Reach(addr); reach != vnet.Reachable {
		return fmt.Errorf("connect %s from %s: %s", addr, m.Hostname(), reach)
	}
	return nil
}
