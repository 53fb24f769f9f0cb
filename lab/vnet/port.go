package vnet

import (
	"net"
	"net/netip"
	"os"
	"slices"
	"sync/atomic"
	"syscall"
)

// ports are a host's bound ports of one protocol.
type ports map[uint16][]*binding

// binding is an endpoint on a port of one address or, if ip is unspecified, of all.
type binding struct {
	ip       netip.Addr
	both     bool // unspecified in both families, as ":port" and "[::]:port" are
	port     uint16
	endpoint endpoint                                   // on TCP
	receive  func(from string, peer net.Addr, b []byte) // on UDP
	unbind   func() error
	closed   atomic.Bool
}

// Close frees the port at once. What came through it stays.
func (b *binding) Close() error {
	if b.closed.Swap(true) {
		return nil
	}
	return b.unbind()
}

func (b *binding) addr() *net.TCPAddr {
	return net.TCPAddrFromAddrPort(netip.AddrPortFrom(b.ip, b.port))
}

// matches tells whether a connection to a comes here.
func (b *binding) matches(a netip.Addr) bool {
	return b.ip == a || b.ip.IsUnspecified() && (b.both || b.ip.Is4() == a.Is4())
}

// conflicts tells whether both can't be bound at the same time.
func (b *binding) conflicts(o *binding) bool {
	return b.matches(o.ip) || o.matches(b.ip) || b.both && o.ip.IsUnspecified() || o.both && b.ip.IsUnspecified()
}

// find is what listens at dst, the binding of just that address first.
func (p ports) find(dst netip.AddrPort) *binding {
	var found *binding
	for _, b := range p[dst.Port()] {
		if b.matches(dst.Addr()) && (found == nil || found.ip.IsUnspecified()) {
			found = b
		}
	}
	return found
}

func (p ports) add(b *binding) error {
	for _, o := range p[b.port] {
		if b.conflicts(o) {
			return syscall.EADDRINUSE
		}
	}
	p[b.port] = append(p[b.port], b)
	return nil
}

func (p ports) remove(b *binding) {
	p[b.port] = slices.DeleteFunc(p[b.port], func(o *binding) bool { return o == b })
	if len(p[b.port]) == 0 {
		delete(p, b.port)
	}
}

// bind puts e on a TCP port.
func (v *virtual) bind(network, addr string, e endpoint) (*binding, error) {
	b := &binding{endpoint: e}
	return b, v.bindOn(v.tcp, network, addr, b)
}

// bindOn gives b a port of table.
func (v *virtual) bindOn(table ports, network, addr string, b *binding) error {
	v.net.mu.Lock()
	defer v.net.mu.Unlock()
	err := b.parse(network, addr)
	if err != nil {
		return &net.OpError{Op: "listen", Net: network, Err: err}
	}
	if b.port == 0 {
		b.port = v.ephemeral()
	}
	if !b.ip.IsUnspecified() && !v.local(b.ip) {
		err = syscall.EADDRNOTAVAIL
	} else {
		err = table.add(b)
	}
	if err != nil {
		return &net.OpError{Op: "listen", Net: network, Addr: b.addr(), Err: os.NewSyscallError("bind", err)}
	}
	b.unbind = func() error {
		v.net.mu.Lock()
		defer v.net.mu.Unlock()
		table.remove(b)
		return nil
	}
	return nil
}

// parse takes address and port from what Listen was given.
func (b *binding) parse(network, addr string) error {
	host, port, err := splitAddr(network, addr)
	if err != nil {
		return err
	}
	b.port = port
	switch {
	case host == "":
		b.ip, b.both = netip.IPv6Unspecified(), network != "tcp4"
		if network == "tcp4" {
			b.ip = netip.IPv4Unspecified()
		}
	case host == "localhost":
		b.ip = loopback4
	default:
		if b.ip, err = netip.ParseAddr(host); err != nil {
			return &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}
		}
		b.ip = b.ip.Unmap().WithZone("")
		b.both = b.ip == netip.IPv6Unspecified()
	}
	if network == "tcp6" {
		b.both = false
	}
	return nil
}
