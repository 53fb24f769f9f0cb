package sim

import (
	"github.com/dflab/dflab/lab"
	"github.com/dflab/dflab/lab/vnet"
)

// cabled is a machine with its way to the server's host.
type cabled struct {
	*machine
	network *vnet.Network
	server  *vnet.Host
}

// Cut lets no packet pass.
func (c cabled) Cut() error {
	c.network.Cut(c.host, c.server)
	return nil
}

// Heal lets packets pass again.
func (c cabled) Heal() error {
	c.network.Heal(c.host, c.server)
	return nil
}

var _ lab.Cable = cabled{}
