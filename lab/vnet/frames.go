package vnet

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"slices"
	"sync"
	"syscall"

	"github.com/dflab/dflab/lab/clock"
)

// FrameHandler is the server's side of one data-plane connection. Its methods are called in turns.
type FrameHandler interface {
	// Data takes bytes as they arrived: from a part of the lab what one Send sent, from others any piece of the stream. It tells
	// whether the server closes the connection for it.
	Data(b []byte) (closeConn bool)
	// Closed is called once when the connection ends from the other side: io.EOF when the client closed it, or what it died of.
	// It isn't called when the server ends it, by Data or by Stop.
	Closed(err error)
}

// FrameConn is the client's side of a data-plane connection. Its methods are called in turns.
type FrameConn interface {
	// Send sends b, which must not be changed afterwards. It is an error when the connection is known to be closed.
	Send(b []byte) error
	Close() error
	RemoteAddr() net.Addr
}

// FrameServer is a data-plane server on a port of a host.
type FrameServer struct {
	lane       clock.Lane
	newHandler func(peer net.Addr) FrameHandler
	binding    *binding

	mu      sync.Mutex
	stopped bool
	conns   map[*frameConn]struct{}
	outside map[net.Conn]struct{}
}

// ServeFrames serves data-plane connections on addr. accept is called for every connection and gives its handler; both are called in
// turns of "<lane>/<client host>/<connection>".
func (h *Host) ServeFrames(addr string, lane clock.Lane, accept func(peer net.Addr) FrameHandler) (*FrameServer, error) {
	s := &FrameServer{lane: lane, newHandler: accept, conns: make(map[*frameConn]struct{}), outside: make(map[net.Conn]struct{})}
	b, err := h.stack.bind("tcp", addr, s)
	if err != nil {
		return nil, err
	}
	s.binding = b
	return s, nil
}

// Addr is the address served on.
func (s *FrameServer) Addr() net.Addr { return s.binding.addr() }

// Stop ends the server as the death of its process would: the port is free at once, clients notice in turns, handlers are not called
// again.
func (s *FrameServer) Stop() {
	_ = s.binding.Close()
	s.mu.Lock()
	s.stopped = true
	conns := make([]*frameConn, 0, len(s.conns))
	for c := range s.conns {
		conns = append(conns, c)
	}
	s.conns = make(map[*frameConn]struct{})
	outside := s.outside
	s.outside = make(map[net.Conn]struct{})
	s.mu.Unlock()
	slices.SortFunc(conns, func(a, b *frameConn) int { return cmp.Compare(a.lane.Name(), b.lane.Name()) })
	for _, c := range conns {
		c.endServer(io.EOF)
	}
	for c := range outside {
		_ = c.Close()
	}
}

// DialFrames connects to the data-plane server on addr. closed is called once, in a turn of lane, when the connection ends
// other than by Close: io.EOF when the server closed it, or what it died of. The error is that of a connect, as DialContext returns it.
func (h *Host) DialFrames(addr string, lane clock.Lane, closed func(error)) (FrameConn, error) {
	r, err := h.stack.route("tcp", addr)
	if err != nil {
		return nil, err
	}
	if r.binding != nil {
		if s, ok := r.binding.endpoint.(*FrameServer); ok {
			return dialFrameServer(r, s, lane, closed), nil
		}
	}
	ctx, cancel := context.WithTimeout(context.Background(), connectTimeout)
	defer cancel()
	c, err := h.stack.connect(ctx, "tcp", addr)
	if err != nil {
		return nil, err
	}
	return newFrameSocket(c, lane, closed), nil
}

// frameConn is a connection both of whose ends are in the lab.
type frameConn struct {
	server *FrameServer
	lane   clock.Lane // arrivals at the server
	client clock.Lane
	closed func(error)
	route  route
	forget func()

	mu         sync.Mutex
	handler    FrameHandler
	clientOpen bool
	serverOpen bool
}

func dialFrameServer(r route, s *FrameServer, lane clock.Lane, closed func(error)) *frameConn {
	n := r.from.net
	n.mu.Lock()
	r.from.dialled++
	number := fmt.Sprintf("%06d", r.from.dialled)
	n.mu.Unlock()
	c := &frameConn{
		server: s, lane: s.lane.Sub(r.from.name).Sub(number), client: lane, closed: closed, route: r,
		clientOpen: true, serverOpen: true,
	}
	l := n.connected(r, c.die)
	c.forget = func() { n.disconnected(l) }
	s.mu.Lock()
	s.conns[c] = struct{}{}
	s.mu.Unlock()
	c.lane.Post(func() {
		if c.atServer() {
			c.handler = s.newHandler(net.TCPAddrFromAddrPort(r.src))
		}
	})
	return c
}

// Send posts the arrival of b at the server.
func (c *frameConn) Send(b []byte) error {
	c.mu.Lock()
	open := c.clientOpen
	c.mu.Unlock()
	if !open {
		return &net.OpError{
			Op: "write", Net: "tcp", Source: net.TCPAddrFromAddrPort(c.route.src), Addr: c.RemoteAddr(),
			Err: os.NewSyscallError("write", syscall.EPIPE),
		}
	}
	c.lane.Post(func() {
		if c.atServer() && c.handler.Data(b) {
			c.endServer(io.EOF)
		}
	})
	return nil
}

// Close closes the connection from the client's side.
func (c *frameConn) Close() error {
	c.mu.Lock()
	open := c.clientOpen
	c.clientOpen = false
	c.mu.Unlock()
	if open {
		c.lane.Post(func() { c.leaveServer(io.EOF) })
	}
	return nil
}

// RemoteAddr is the server's address.
func (c *frameConn) RemoteAddr() net.Addr { return net.TCPAddrFromAddrPort(c.route.dst) }

func (c *frameConn) atServer() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.serverOpen
}

// die ends the connection at both ends.
func (c *frameConn) die(cause error) {
	c.lane.Post(func() { c.leaveServer(cause) })
	c.leaveClient(&net.OpError{
		Op: "read", Net: "tcp", Source: net.TCPAddrFromAddrPort(c.route.src), Addr: c.RemoteAddr(), Err: os.NewSyscallError("read", cause),
	})
}

// endServer is the server's end of the connection, which the client comes to know.
func (c *frameConn) endServer(err error) {
	c.mu.Lock()
	c.serverOpen = false
	c.mu.Unlock()
	c.remove()
	c.leaveClient(err)
}

// leaveServer tells the handler that the connection is over, in a turn.
func (c *frameConn) leaveServer(err error) {
	c.mu.Lock()
	open := c.serverOpen
	c.serverOpen = false
	c.mu.Unlock()
	if open {
		c.remove()
		c.handler.Closed(err)
	}
}

// leaveClient tells the client, in a turn to come, that the connection is over.
func (c *frameConn) leaveClient(err error) {
	c.client.Post(func() {
		c.mu.Lock()
		open := c.clientOpen
		c.clientOpen = false
		c.mu.Unlock()
		if open {
			c.closed(err)
		}
	})
}

func (c *frameConn) remove() {
	c.forget()
	c.server.mu.Lock()
	delete(c.server.conns, c)
	c.server.mu.Unlock()
}
