// Package vnet is the lab's virtual network: hosts with addresses and ports of their own, byte connections, gRPC, the data plane's
// frames and datagrams between them, and what can go wrong there (nobody listens, no route, a black hole, a cut).
//
// Everything that arrives at a part arrives as a turn of a lane of the lab's clock (package clock), in an order that is the same on
// every run. gRPC goes in process by default, each message marshalled and unmarshalled; WithRealGRPC sends the same calls through
// grpc-go over the network's byte connections, with the same turns. Outsiders come in through Expose, and Machine gives the machine's
// own network the same shape.
//
// What ends, ends in turns: who takes a lab down stops its servers, closes its connections and advances the clock by 0, and no goroutine
// stays.
//
// The package knows clock and gRPC. Nothing about DeepFlow belongs in it. It never listens on a real address
// unless asked to (Expose, Machine).
package vnet

import (
	"cmp"
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"sync"
	"syscall"

	"github.com/dflab/dflab/lab/clock"
)

// Network is a set of hosts that reach each other, apart from what Cut and BlackHole took away. Its methods may be called
// from any goroutine; faults belong into turns, or between them, for runs to be alike.
type Network struct {
	clock    *clock.Clock
	realGRPC bool

	mu        sync.Mutex
	hosts     map[string]*Host
	stacks    map[netip.Addr][]*virtual // who has the address; the first one gets what is sent there
	cuts      map[pair]bool
	blackHole map[netip.AddrPort]bool
	links     map[uint64]*link
	lastLink  uint64
}

// Option is a choice made for a whole network.
type Option func(*Network)

// WithRealGRPC runs gRPC through grpc-go, client and server, over in-memory byte connections, instead of in process. Turns and their
// order are the same.
func WithRealGRPC() Option { return func(n *Network) { n.realGRPC = true } }

// New returns a network without hosts whose arrivals are turns of c.
func New(c *clock.Clock, opts ...Option) *Network {
	n := &Network{
		clock:     c,
		hosts:     make(map[string]*Host),
		stacks:    make(map[netip.Addr][]*virtual),
		cuts:      make(map[pair]bool),
		blackHole: make(map[netip.AddrPort]bool),
		links:     make(map[uint64]*link),
	}
	for _, opt := range opts {
		opt(n)
	}
	return n
}

// AddHost adds a host of that name with those addresses beside its loopback. Other hosts reach it by name as well as by address. It is
// an error if the name or one of the addresses is taken.
func (n *Network) AddHost(name string, addrs ...netip.Addr) (*Host, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.hosts[name] != nil {
		return nil, fmt.Errorf("add host %s: the name is taken", name)
	}
	for _, a := range addrs {
		if others := n.stacks[a.Unmap()]; len(others) > 0 {
			return nil, fmt.Errorf("add host %s: address %v is taken by host %s", name, a, others[0].name)
		}
	}
	v := &virtual{net: n, name: name, tcp: make(ports), udp: make(ports), lastPort: firstEphemeral - 1}
	h := &Host{name: name, clock: n.clock, stack: v, addresses: v, datagrams: v, virtual: v}
	n.hosts[name] = h
	n.setAddrs(v, addrs)
	return h, nil
}

// Host returns the host of that name, nil if there is none.
func (n *Network) Host(name string) *Host {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.hosts[name]
}

// setAddrs gives v its addresses and tells which ones it lost. mu is held.
func (n *Network) setAddrs(v *virtual, addrs []netip.Addr) (lost []netip.Addr) {
	now := make([]netip.Addr, 0, len(addrs))
	for _, a := range addrs {
		if a = a.Unmap().WithZone(""); a.IsValid() && !a.IsLoopback() && !slices.Contains(now, a) {
			now = append(now, a)
		}
	}
	for _, a := range v.addrList {
		if !slices.Contains(now, a) {
			lost = append(lost, a)
			n.stacks[a] = slices.DeleteFunc(n.stacks[a], func(o *virtual) bool { return o == v })
		}
	}
	for _, a := range now {
		if !slices.Contains(n.stacks[a], v) {
			n.stacks[a] = append(n.stacks[a], v)
		}
	}
	v.addrList = now
	return lost
}

// pair is two hosts, in the order of their names.
type pair struct{ a, b string }

func pairOf(a, b string) pair { return pair{min(a, b), max(a, b)} }

// Cut lets no packet pass between a and b. Connections between them die: gRPC calls and streams with Unavailable, others with
// "connection timed out", which a real cut brings after a while. New ones meet a black hole.
func (n *Network) Cut(a, b *Host) {
	p := pairOf(a.name, b.name)
	n.mu.Lock()
	n.cuts[p] = true
	n.mu.Unlock()
	n.sever(syscall.ETIMEDOUT, func(l *link) bool { return l.from != l.to && pairOf(l.from.name, l.to.name) == p })
}

// Heal undoes Cut. What died stays dead.
func (n *Network) Heal(a, b *Host) {
	n.mu.Lock()
	defer n.mu.Unlock()
	delete(n.cuts, pairOf(a.name, b.name))
}

// BlackHole makes connects and datagrams to addr vanish without an answer, or lets them through again. Connections that exist stay.
func (n *Network) BlackHole(addr netip.AddrPort, on bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	addr = netip.AddrPortFrom(addr.Addr().Unmap(), addr.Port())
	if on {
		n.blackHole[addr] = true
	} else {
		delete(n.blackHole, addr)
	}
}

// link is a connection that exists between two hosts (or a host and itself), whatever it carries.
type link struct {
	id       uint64
	from, to *virtual
	src, dst netip.AddrPort
	die      func(cause error) // ends it at both ends
}

// connected adds a link along r.
func (n *Network) connected(r route, die func(error)) *link {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.lastLink++
	l := &link{id: n.lastLink, from: r.from, to: r.to, src: r.src, dst: r.dst, die: die}
	n.links[l.id] = l
	return l
}

func (n *Network) disconnected(l *link) {
	n.mu.Lock()
	defer n.mu.Unlock()
	delete(n.links, l.id)
}

// sever ends the links that match, the oldest first.
func (n *Network) sever(cause syscall.Errno, match func(*link) bool) {
	n.mu.Lock()
	var dying []*link
	for _, l := range n.links {
		if match(l) {
			dying = append(dying, l)
		}
	}
	n.mu.Unlock()
	slices.SortFunc(dying, func(a, b *link) int { return cmp.Compare(a.id, b.id) })
	for _, l := range dying {
		l.die(cause)
	}
}

var errNotVirtual = errors.New("not a host of a virtual network")
