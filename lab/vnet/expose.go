package vnet

import (
	"context"
	"net"
	"net/netip"
	"sync"
)

// Expose lets outsiders in: every connection that is accepted on ln is carried to what listens on vaddr (":port" or "ip:port") of this
// host at that moment, bytes, gRPC or frames, and is reset when nobody does. What outsiders ask for is done in turns of their own,
// whether or not somebody drives the clock; the clock never waits for them. Expose returns at once; the end of ctx closes ln and the
// connections. The peer that a server sees is the outsider's real address.
func (h *Host) Expose(ctx context.Context, vaddr string, ln net.Listener) error {
	v := h.virtual
	if v == nil {
		return &net.OpError{Op: "expose", Net: "tcp", Addr: ln.Addr(), Err: errNotVirtual}
	}
	v.net.mu.Lock()
	dst, err := v.resolve("tcp", vaddr)
	v.net.mu.Unlock()
	if err != nil {
		return &net.OpError{Op: "expose", Net: "tcp", Addr: ln.Addr(), Err: err}
	}
	context.AfterFunc(ctx, func() { _ = ln.Close() })
	go v.carryOutsiders(ctx, dst, ln)
	return nil
}

func (v *virtual) carryOutsiders(ctx context.Context, dst netip.AddrPort, ln net.Listener) {
	for {
		c, err := ln.Accept()
		if err != nil {
			return // closed, by us or by who gave it
		}
		v.net.mu.Lock()
		b := v.tcp.find(dst)
		v.net.mu.Unlock()
		if b == nil {
			reset(c)
			continue
		}
		b.endpoint.accept(newOutsiderConn(ctx, c))
	}
}

// outsiderConn is a connection of an outsider, which ends with the exposure.
type outsiderConn struct {
	net.Conn
	once  sync.Once
	leave func() bool
}

func newOutsiderConn(ctx context.Context, c net.Conn) *outsiderConn {
	return &outsiderConn{Conn: c, leave: context.AfterFunc(ctx, func() { _ = c.Close() })}
}

// Close closes the connection.
func (c *outsiderConn) Close() error {
	c.once.Do(func() { c.leave() })
	return c.Conn.Close()
}
