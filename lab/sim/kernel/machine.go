package kernel

import (
	"context"
	"net"
	"net/netip"
	"os"
	"slices"
	"sync"
	"time"

	"github.com/dflab/dflab/lab/deepflow/wire"
	"github.com/dflab/dflab/lab/sim/agent"
)

// Machine is the machine under an agent.
type Machine struct {
	now      func() time.Time
	hostname string

	mu    sync.Mutex
	seen  sight
	at    time.Time
	rates window
	// own are the ends that the process's own sockets have been connected to.
	own map[netip.AddrPort]bool
}

var (
	_ agent.Machine     = (*Machine)(nil)
	_ agent.Resolver    = (*Machine)(nil)
	_ agent.System      = (*Machine)(nil)
	_ agent.Environment = (*Machine)(nil)
	_ agent.Traffic     = (*Machine)(nil)
)

// sight is what the kernel said at one time.
type sight struct {
	hostname string
	nics     []wire.Interface
	routes   []agent.Route
	counters map[string]counters // by NIC
}

// lookInterval is how old an answer may be: an agent asks for everything at every event.
const lookInterval = 200 * time.Millisecond

// New is the machine that the process runs on. now tells real time. A hostname other than "" stands for the kernel's.
func New(now func() time.Time, hostname string) *Machine {
	return &Machine{now: now, hostname: hostname, own: map[netip.AddrPort]bool{}}
}

// look asks the kernel, unless it has just answered. What it doesn't say any more stays as it was: an agent goes on with what it knows.
func (m *Machine) look() sight {
	m.mu.Lock()
	defer m.mu.Unlock()
	if now := m.now(); m.at.IsZero() || now.Sub(m.at) >= lookInterval {
		m.at = now
		if s, err := look(); err == nil {
			m.seen = s
		}
		if m.seen.hostname = m.hostname; m.hostname == "" {
			m.seen.hostname = hostname()
		}
	}
	return m.seen
}

// Hostname is that of the UTS namespace of PID 1 where the process may enter it, as the real agent does; else its own.
func (m *Machine) Hostname() string { return m.look().hostname }

// Interfaces are the NICs of the network namespace, down ones too.
func (m *Machine) Interfaces() []wire.Interface { return m.look().nics }

// Routes are the main routing table's.
func (m *Machine) Routes() []agent.Route { return m.look().routes }

// Flows are the connections of the last minute's traffic.
func (m *Machine) Flows() []agent.Flow {
	s := m.look()
	m.mu.Lock()
	defer m.mu.Unlock()
	if now := m.now(); m.rates.due(now) {
		all := sockets()
		destinations(m.own, all, ownSockets())
		m.rates.add(now, s.counters, others(all, m.own))
	}
	return flows(s.nics, m.rates.sockets, m.rates.perSecond())
}

// resolveTimeout bounds how long a name may take: the agent does nothing else meanwhile.
const resolveTimeout = 2 * time.Second

// LookupHost asks the system's resolver, in its order.
func (m *Machine) LookupHost(name string) ([]netip.Addr, error) {
	ctx, cancel := context.WithTimeout(context.Background(), resolveTimeout)
	defer cancel()
	addrs, err := net.DefaultResolver.LookupNetIP(ctx, "ip", name)
	for i := range addrs {
		addrs[i] = addrs[i].Unmap()
	}
	slices.SortStableFunc(addrs, func(a, b netip.Addr) int { return a.BitLen() - b.BitLen() })
	return addrs, err
}

// System is what the machine is made of.
func (m *Machine) System() agent.SystemInfo { return system() }

// Getenv is the process's environment.
func (m *Machine) Getenv(name string) (string, bool) { return os.LookupEnv(name) }
