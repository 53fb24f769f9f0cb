package vnet

import (
	"cmp"
	"context"
	"fmt"
	"net"
	"slices"
	"sync"
	"sync/atomic"
	"syscall"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"

	"github.com/dflab/dflab/lab/clock"
)

// Conn is a client's connection to a gRPC server. When the server died or the network was cut, every call returns codes.Unavailable
// from then on: dial anew. Close ends open calls and streams with Canceled.
//
// Blocking calls (Invoke; RecvMsg and Header of streams) belong into the work of clock.Go, or into an outsider's goroutine.
// Opening streams and sending on them doesn't block.
type Conn interface {
	grpc.ClientConnInterface
	Close() error
}

// What open calls end with. Who logs gRPC errors logs codes; the texts are grpc-go's for these cases.
var (
	errServerGone = status.Error(codes.Unavailable, "error reading from server: EOF")
	errCutOff     = status.Error(codes.Unavailable, "keepalive ping failed to receive ACK within timeout")
	errConnClosed = status.Error(codes.Canceled, "grpc: the client connection is closing")
	errCallerLeft = status.Error(codes.Canceled, "context canceled")
)

// GRPCServer is a gRPC server on a port of a host.
type GRPCServer struct {
	clock    *clock.Clock
	lane     clock.Lane
	services *registry
	binding  *binding

	mu      sync.Mutex
	stopped bool
	conns   map[*linkedConn]struct{}
	outside map[*serverCall]struct{} // calls of outsiders
	wire    *wireServer              // made for the first byte connection
}

// ServeGRPC serves on addr what register registers. The handler of a unary method runs in a turn of the lane "<lane>/<client
// host>/<method>/<connection>/<call>"; that of a streaming method is started in such a turn, on a goroutine of its own, and goes on in
// a turn of it whenever a message that it waits for arrives: between those it waits in RecvMsg or in Park, in nothing else.
func (h *Host) ServeGRPC(addr string, lane clock.Lane, register func(grpc.ServiceRegistrar)) (*GRPCServer, error) {
	s := &GRPCServer{
		clock:    h.clock,
		lane:     lane,
		services: newRegistry(),
		conns:    make(map[*linkedConn]struct{}),
		outside:  make(map[*serverCall]struct{}),
	}
	register(s.services)
	b, err := h.stack.bind("tcp", addr, s)
	if err != nil {
		return nil, err
	}
	s.binding = b
	return s, nil
}

// Addr is the address served on.
func (s *GRPCServer) Addr() net.Addr { return s.binding.addr() }

// Stop ends the server as the death of its process would: the port is free at once, and what is open ends with Unavailable
// at the clients and with the end of their context at the handlers, each in a turn. Calls that have arrived but not
// had their turn aren't handled. Stopping twice does nothing.
func (s *GRPCServer) Stop() {
	_ = s.binding.Close()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.stopped {
		return
	}
	s.stopped = true
	deathLane(s.lane).Post(s.die)
}

// die ends all calls and connections: those of the lab first and in order, as the end of grpc-go's server must not be what they notice.
func (s *GRPCServer) die() {
	s.mu.Lock()
	wire := s.wire
	conns := make([]*linkedConn, 0, len(s.conns))
	for c := range s.conns {
		conns = append(conns, c)
	}
	var calls []*serverCall
	for c := range s.outside {
		calls = append(calls, c)
	}
	s.mu.Unlock()
	slices.SortFunc(conns, func(a, b *linkedConn) int {
		return cmp.Or(cmp.Compare(a.lane.Name(), b.lane.Name()), cmp.Compare(a.number, b.number))
	})
	lane := deathLane(s.lane)
	for _, c := range conns {
		c.die(lane, errServerGone)
	}
	for _, c := range calls {
		c.kill()
	}
	lane.Post(wire.stop)
}

// deathLane is where ends of connections on lane are posted: before anything else that was posted in the same turn, so that
// nothing that was sent in that turn by another goroutine races with the end.
func deathLane(lane clock.Lane) clock.Lane { return lane.Clock().Lane("!" + lane.Name()) }

func (s *GRPCServer) isStopped() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.stopped
}

// DialGRPC connects to the gRPC server on addr. The error is that of a connect, as DialContext returns it. It takes no lab time and is
// called in turns: the order of a host's connections shows in their ports.
func (h *Host) DialGRPC(addr string) (Conn, error) {
	r, err := h.stack.route("tcp", addr)
	if err != nil {
		return nil, err
	}
	if r.binding != nil {
		if s, ok := r.binding.endpoint.(*GRPCServer); ok {
			return dialLinked(r, s)
		}
	}
	return h.dialForeign(addr)
}

// linkedConn is a connection both of whose ends are in the lab. It decides what arrives where and when, and how calls end;
// whether packets go straight to the other end or through grpc-go on their way is all that WithRealGRPC changes.
type linkedConn struct {
	clock  *clock.Clock
	server *GRPCServer
	lane   clock.Lane // "<server lane>/<client host>"
	number string     // of the client host's connections
	route  route
	forget func()
	wire   *wireClient // nil in process

	mu    sync.Mutex
	dead  error
	calls map[*linkedCall]struct{}
	count map[string]int // calls so far, by method: goroutines that call different ones at the same time must not share numbers
}

func dialLinked(r route, s *GRPCServer) (Conn, error) {
	n := r.from.net
	n.mu.Lock()
	r.from.dialled++
	number := fmt.Sprintf("%06d", r.from.dialled)
	n.mu.Unlock()
	c := &linkedConn{
		clock:  n.clock,
		server: s,
		lane:   s.lane.Sub(r.from.name),
		number: number,
		route:  r,
		calls:  make(map[*linkedCall]struct{}),
		count:  make(map[string]int),
	}
	l := n.connected(r, func(cause error) { c.fail(errCutOff) })
	c.forget = func() { n.disconnected(l) }
	s.mu.Lock()
	s.conns[c] = struct{}{}
	stopped := s.stopped
	s.mu.Unlock()
	if stopped {
		c.die(c.deathLane(), errServerGone)
		return nil, connectError("tcp", r.dst, syscall.ECONNREFUSED)
	}
	if n.realGRPC {
		wire, err := dialWire(r, s)
		if err != nil {
			c.die(c.deathLane(), errServerGone)
			return nil, err
		}
		c.wire = wire
	}
	return c, nil
}

// Close ends the connection from the client's side.
func (c *linkedConn) Close() error {
	c.fail(errConnClosed)
	return nil
}

// fail posts the end of the connection. Until its turn calls are still accepted, so that it doesn't matter whether a goroutine that
// the same turn started was quick enough.
func (c *linkedConn) fail(err error) {
	c.mu.Lock()
	dead := c.dead != nil
	c.mu.Unlock()
	if dead {
		return
	}
	lane := c.deathLane()
	lane.Post(func() { c.die(lane, err) })
}

func (c *linkedConn) deathLane() clock.Lane { return deathLane(c.lane.Sub(c.number)) }

// die ends the connection and, in a turn of lane each, so that no two goroutines go on at the same time, every call on it, in order of
// their names.
func (c *linkedConn) die(lane clock.Lane, err error) {
	c.mu.Lock()
	if c.dead != nil {
		c.mu.Unlock()
		return
	}
	c.dead = err
	calls := make([]*linkedCall, 0, len(c.calls))
	for lc := range c.calls {
		calls = append(calls, lc)
	}
	c.mu.Unlock()
	slices.SortFunc(calls, func(a, b *linkedCall) int { return cmp.Compare(a.name, b.name) })
	for _, lc := range calls {
		lc.dying.Store(true)
		lc.server.stop()
		lane.Post(func() { lc.end(err) })
	}
	c.forget()
	c.server.mu.Lock()
	delete(c.server.conns, c)
	c.server.mu.Unlock()
	lane.Post(c.wire.close)
}

// linkedCall is one call on a linked connection, with both its ends.
type linkedCall struct {
	name     string // "<method>/<connection>/<call>"
	unary    bool
	conn     *linkedConn
	client   receiver
	server   *serverCall
	up, down *flight           // packets on their way through grpc-go; nil in process
	stream   grpc.ClientStream // of grpc-go; nil in process
	dying    atomic.Bool       // what grpc-go makes of the end doesn't count: the client is to get it in a turn
}

// receiver is the client's end of a call.
type receiver interface{ receive(p packet) }

// newCall starts a call for the client that bind returns, or returns what the connection died of.
func (c *linkedConn) newCall(ctx context.Context, fullName string, bind func(*linkedCall) receiver) (*linkedCall, error) {
	md, _ := metadata.FromOutgoingContext(ctx)
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.dead != nil {
		return nil, c.dead
	}
	method := shortName(fullName)
	c.count[method]++
	lc := &linkedCall{name: fmt.Sprintf("%s/%s/%08d", method, c.number, c.count[method]), conn: c}
	lane := c.lane.Sub(lc.name)
	lc.server = newServerCall(c.server, fullName, lane, net.TCPAddrFromAddrPort(c.route.src), md.Copy())
	lc.server.local = net.TCPAddrFromAddrPort(c.route.dst)
	lc.server.reply = func(p packet) { lc.client.receive(p) }
	lc.server.over = func() { c.remove(lc) }
	lc.client = bind(lc)
	if c.wire != nil {
		lc.up, lc.down = &flight{clock: c.clock}, &flight{clock: c.clock}
	}
	c.calls[lc] = struct{}{}
	return lc, nil
}

func (c *linkedConn) remove(lc *linkedCall) {
	c.mu.Lock()
	delete(c.calls, lc)
	c.mu.Unlock()
}

// leave posts the end of the call by its client, behind what is on its way in either direction.
func (lc *linkedCall) leave(err error) {
	lc.conn.deathLane().Post(func() { lc.end(err) })
}

// fromWire takes what grpc-go brought the client.
func (lc *linkedCall) fromWire(p packet) {
	if !lc.dying.Load() {
		lc.client.receive(p)
	}
}

// end ends the call at both ends, with err at the client.
func (lc *linkedCall) end(err error) {
	lc.client.receive(packet{end: true, err: err})
	lc.server.kill()
	lc.conn.remove(lc)
}
