package vnet

import (
	"context"
	"net"
	"net/netip"

	"github.com/dflab/dflab/lab/clock"
)

// Host is what parts see of the network: one host's addresses, ports and connections. It belongs to a Network, or is the machine
// itself (Machine); parts can't tell.
type Host struct {
	name      string
	clock     *clock.Clock
	stack     stack
	addresses addresses
	datagrams datagrams
	virtual   *virtual // nil on the machine
}

// stack is how a host listens and connects.
type stack interface {
	// bind hands every connection that is made to addr to e, until the closer is closed.
	bind(network, addr string, e endpoint) (*binding, error)
	// connect makes a byte connection.
	connect(ctx context.Context, network, addr string) (net.Conn, error)
	// route finds what a connection to addr would meet, down to the endpoint if that is in the lab.
	route(network, addr string) (route, error)
}

// addresses is a host's side of the routing.
type addresses interface {
	addrs() []netip.Addr
	sourceFor(dst netip.Addr) (netip.Addr, error)
	reach(addr string) Reach
}

// endpoint is what listens on a port. It takes over byte connections of any kind: of hosts, of outsiders, of the machine.
type endpoint interface {
	accept(c net.Conn)
}

// Name is the host's name.
func (h *Host) Name() string { return h.name }

// Clock is the clock of the host's network.
func (h *Host) Clock() *clock.Clock { return h.clock }

// Addrs returns the host's addresses without loopback.
func (h *Host) Addrs() []netip.Addr { return h.addresses.addrs() }

// SetAddrs replaces the host's addresses; loopback is always there. Connections from or to an address that is gone die. Of an address
// that two hosts have, the one that had it first gets the traffic. The machine's addresses aren't ours to set: there it does nothing.
func (h *Host) SetAddrs(addrs ...netip.Addr) {
	if h.virtual != nil {
		h.virtual.setAddrs(addrs)
	}
}

// SourceFor is the local address that a connection to dst would have: dst itself if it is the host's own, else the address of dst's
// family that shares the most leading bytes with it, the first of them. The error is "network is unreachable" if there is none.
func (h *Host) SourceFor(dst netip.Addr) (netip.Addr, error) {
	return h.addresses.sourceFor(dst.Unmap().WithZone(""))
}

// Reach tells what a connect to addr ("ip:port", "name:port") meets now. On the machine it tries, for up to a second of real time.
func (h *Host) Reach(addr string) Reach { return h.addresses.reach(addr) }

// Listen listens for byte connections on ":port", "0.0.0.0:port" or "ip:port"; port 0 picks one. Networks are tcp, tcp4, tcp6. Errors
// are those of net.Listen: "bind: address already in use", "bind: cannot assign requested address".
func (h *Host) Listen(network, addr string) (net.Listener, error) {
	l := newListener()
	b, err := h.stack.bind(network, addr, l)
	if err != nil {
		return nil, err
	}
	l.binding = b
	return l, nil
}

// DialContext connects to addr as net.Dialer does, in no lab time. The connection's addresses are virtual. Errors are those of
// net.Dialer, in its words: "connection refused", "no route to host", "network is unreachable", and "i/o timeout", at once, where a
// black hole would keep a real caller waiting: who has a connect timeout waits for it on the lab clock.
func (h *Host) DialContext(ctx context.Context, network, addr string) (net.Conn, error) {
	return h.stack.connect(ctx, network, addr)
}
