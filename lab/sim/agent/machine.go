package agent

import (
	"net/netip"

	"github.com/dflab/dflab/lab/deepflow/wire"
)

// Machine is the host that an agent runs on, as its kernel and files show it. It is asked in turns, each time anew, so that a NIC may
// change while the agent runs; what it returns isn't changed afterwards. A Machine may also be a Router, Resolver, System, Environment or Traffic.
type Machine interface {
	// Hostname is what gethostname says.
	Hostname() string
	// Interfaces are the NICs, loopback included, in the order of their indexes.
	Interfaces() []wire.Interface
	// Routes are the routing table. When empty, the NICs' own networks are reached directly and everything else through the
	// first NIC that is up and has an address of the family.
	Routes() []Route
}

// Route is an entry of a routing table.
type Route struct {
	// Dst is the network that the entry is for; a prefix of length 0 is the default route.
	Dst netip.Prefix
	// NIC is the name of the interface that packets leave by.
	NIC string
	// Src is the preferred source address; the zero Addr means the NIC's first of the family.
	Src netip.Addr
}

// Resolver is a Machine that resolves names. Without it no name resolves.
type Resolver interface {
	LookupHost(name string) ([]netip.Addr, error)
}

// System is a Machine that says what it is made of. Without it it has 2 CPUs, 8 GiB and Debian 12.
type System interface {
	System() SystemInfo
}

// SystemInfo is what an agent reports of a machine.
type SystemInfo struct {
	CPUs   uint32
	Memory uint64 // bytes
	// Arch is "x86_64", OS "Debian GNU/Linux 12" (name and version of os-release), Kernel "6.1.0".
	Arch, OS, Kernel string
}

// Environment is a Machine that gives the agent's process environment variables.
type Environment interface {
	Getenv(name string) (value string, ok bool)
}

// Traffic is a Machine whose NICs carry packets. Without it there is nothing to capture.
type Traffic interface {
	// Flows are the connections that exist now.
	Flows() []Flow
}

// Flow is a connection between a client and a server that passes a NIC, with its rates.
type Flow struct {
	NIC      string
	Protocol uint8 // 6 TCP, 17 UDP
	// Client and Server are the ends; one of them is usually the host.
	Client, Server netip.AddrPort
	Sent, Received Rate // from the client's side
}

// Rate is an amount per second.
type Rate struct{ Packets, Bytes uint64 }

var defaultSystem = SystemInfo{CPUs: 2, Memory: 8 << 30, Arch: "x86_64", OS: "Debian GNU/Linux 12", Kernel: "6.1.0"}

// sight is what the core sees of the machine at an event.
type sight struct {
	hostname string
	nics     []wire.Interface
	routes   []Route
	flows    []Flow
	// lookup resolves a name, or an address, which is its own answer.
	lookup func(name string) ([]netip.Addr, error)
}

func look(m Machine) sight {
	s := sight{hostname: m.Hostname(), nics: m.Interfaces(), routes: m.Routes(), lookup: lookupIn(m)}
	if t, ok := m.(Traffic); ok {
		s.flows = t.Flows()
	}
	return s
}

func lookupIn(m Machine) func(string) ([]netip.Addr, error) {
	return func(name string) ([]netip.Addr, error) {
		if a, err := netip.ParseAddr(name); err == nil {
			return []netip.Addr{a}, nil
		}
		if r, ok := m.(Resolver); ok {
			if addrs, err := r.LookupHost(name); err == nil && len(addrs) > 0 {
				return addrs, nil
			}
		}
		return nil, errNoName
	}
}

func systemOf(m Machine) SystemInfo {
	if s, ok := m.(System); ok {
		return s.System()
	}
	return defaultSystem
}

func getenv(m Machine, name string) (string, bool) {
	if e, ok := m.(Environment); ok {
		return e.Getenv(name)
	}
	return "", false
}
