package lab

import (
	"errors"
	"fmt"
	"net/netip"
	"strings"
)

// Spec is one deployment as plain data: what is started, and with which files. A zero field means the default of Default.
type Spec struct {
	// Release of server and agents, "6.6.9".
	Release string `yaml:"release"`
	// Seed makes a run of an embedded lab repeatable: uuids, short ids and jitter come from it.
	Seed   uint64  `yaml:"seed"`
	Server Server  `yaml:"server"`
	Groups []Group `yaml:"groups"`
	Domain *Domain `yaml:"domain"`
	Hosts  []Host  `yaml:"hosts"`
}

// Server is the host that MySQL, ClickHouse and deepflow-server share, as in the guide's host-network deployment.
type Server struct {
	Hostname string     `yaml:"hostname"`
	IP       netip.Addr `yaml:"ip"` // NODE_IP_FOR_DEEPFLOW
	// Config is the text of server.yaml.
	Config string `yaml:"config"`
	// Env is the container's environment beyond what the guide's compose file sets.
	Env map[string]string `yaml:"env"`
}

// Group is an agent group that an operator has created, with deepflow-ctl agent-group create NAME --id ID.
type Group struct {
	Name string `yaml:"name"`
	// ID is the short id, g- and ten letters or digits; empty lets the server make one.
	ID string `yaml:"id"`
	// Config is the group's configuration as YAML; empty creates none.
	Config string `yaml:"config"`
}

// Domain is a domain that an operator has created, of type agent_sync.
type Domain struct {
	Name string `yaml:"name"`
	// SyncTimer is how often the domain gathers, in seconds; 0 leaves the server's 60.
	SyncTimer int `yaml:"sync_timer"`
}

// Host is a machine that an agent runs on.
type Host struct {
	// Name is what the lab calls the host; Hostname is what the host calls itself, Name unless given.
	Name     string  `yaml:"name"`
	Hostname string  `yaml:"hostname"`
	NICs     []NIC   `yaml:"nics"`
	Routes   []Route `yaml:"routes"`
	// AgentConfig is the text of deepflow-agent.yaml; empty means no agent.
	AgentConfig string `yaml:"agent_config"`
	// Traffic gives the host a small constant flow to its server, without which there is nothing to capture.
	Traffic bool `yaml:"traffic"`
}

// NIC is a network interface of a host. The loopback is always there and isn't listed.
type NIC struct {
	Name string `yaml:"name"`
	MAC  string `yaml:"mac"` // lower case, colons
	// Addrs are all addresses of the NIC, an IPv6 link-local one only if it is listed.
	Addrs []netip.Prefix `yaml:"addrs"`
	Down  bool           `yaml:"down"`
	// Master is the bond or bridge that the NIC is enslaved to.
	Master string `yaml:"master"`
	// Parent makes it a VLAN interface of that NIC, shown as NAME@PARENT.
	Parent string `yaml:"parent"`
}

// Route is an entry of a host's routing table. With no routes given, a host has its NICs' networks, and its first
// NIC's address is the source of everything else.
type Route struct {
	Dst netip.Prefix `yaml:"dst"`
	NIC string       `yaml:"nic"`
	Src netip.Addr   `yaml:"src"`
}

// ErrSpec marks a deployment that can't be built as it is described.
var ErrSpec = errors.New("bad lab specification")

// Validate says what is wrong with the specification, all of it. The errors are ErrSpec.
func (s Spec) Validate() error {
	var errs []error
	bad := func(format string, args ...any) {
		errs = append(errs, fmt.Errorf("%w: %s", ErrSpec, fmt.Sprintf(format, args...)))
	}
	if !s.Server.IP.IsValid() {
		bad("server.ip: no address: want that of the server's host, such as 10.50.72.100")
	}
	names, addrs := map[string]bool{s.Server.Hostname: true}, map[netip.Addr]string{s.Server.IP: s.Server.Hostname}
	for i, h := range s.Hosts {
		at := fmt.Sprintf("hosts[%d]", i)
		if h.Name == "" || strings.ContainsAny(h.Name, " \t\n/") {
			bad("%s.name: %q: want a hostname", at, h.Name)
		}
		if names[h.Name] {
			bad("%s.name: %q: another host has this name: give each its own (hostname: sets what it calls itself)", at, h.Name)
		}
		names[h.Name] = true
		for _, n := range h.NICs {
			for _, p := range n.Addrs {
				if by, taken := addrs[p.Addr()]; taken && by != h.Name {
					bad("%s.nics.%s: %s: belongs to host %s", at, n.Name, p.Addr(), by)
				}
				addrs[p.Addr()] = h.Name
			}
		}
	}
	return errors.Join(errs...)
}
