package sim

import (
	"net/netip"

	"github.com/dflab/dflab/lab"
	"github.com/dflab/dflab/lab/sim/agent"
)

// HostMachine is a host of a specification as the agent on it sees it, without a network around it: for an agent whose sockets are
// another machine's. server is where its traffic goes, if it has any.
func HostMachine(h lab.Host, server netip.Addr) agent.Machine { return newMachine(nil, h, server) }
