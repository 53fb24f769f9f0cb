package vnet

import (
	"net"
	"sync"
)

// listener is a net.Listener on a port of a host.
type listener struct {
	binding *binding

	mu      sync.Mutex
	changed sync.Cond
	waiting []net.Conn
	closed  bool
}

func newListener() *listener {
	l := &listener{}
	l.changed.L = &l.mu
	return l
}

func (l *listener) accept(c net.Conn) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		reset(c)
		return
	}
	l.waiting = append(l.waiting, c)
	l.changed.Signal()
}

// Accept waits for the next connection.
func (l *listener) Accept() (net.Conn, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for len(l.waiting) == 0 && !l.closed {
		l.changed.Wait()
	}
	if l.closed {
		return nil, &net.OpError{Op: "accept", Net: "tcp", Addr: l.Addr(), Err: net.ErrClosed}
	}
	c := l.waiting[0]
	l.waiting = l.waiting[1:]
	return c, nil
}

// Close frees the port; connections that nobody accepted are reset, accepted ones stay.
func (l *listener) Close() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return &net.OpError{Op: "close", Net: "tcp", Addr: l.Addr(), Err: net.ErrClosed}
	}
	l.closed = true
	for _, c := range l.waiting {
		reset(c)
	}
	l.waiting = nil
	l.changed.Broadcast()
	if l.binding == nil { // carries what another listener took in (see carrier)
		return nil
	}
	return l.binding.Close()
}

// Addr is the address listened on.
func (l *listener) Addr() net.Addr {
	if l.binding == nil {
		return &net.TCPAddr{}
	}
	return l.binding.addr()
}

// reset closes c so that the other end notices that nobody wanted it, where the connection can say so.
func reset(c net.Conn) {
	if c, ok := c.(interface{ SetLinger(int) error }); ok {
		_ = c.SetLinger(0)
	}
	_ = c.Close()
}
