package vnet

import (
	"context"
	"errors"
	"io"
	"net"
	"sync"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/peer"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"

	"github.com/dflab/dflab/lab/clock"
)

// serverCall is the server's end of one call, whoever made it. To handlers it is a grpc.ServerStream.
type serverCall struct {
	server   *GRPCServer
	fullName string
	lane     clock.Lane
	peer     net.Addr
	local    net.Addr
	ctx      context.Context
	cancel   context.CancelFunc
	reply    func(p packet) // carries p to the client
	over     func()         // the call needs no more
	in       inbox

	mu         sync.Mutex
	header     metadata.MD
	headerSent bool
	trailer    metadata.MD
	readAll    bool // the client's half was read to its end
	killed     bool
	parked     *clock.Wait
}

// callKey and inboxKey find the call, and the inbox of a stream of either side, in its context.
type (
	callKey  struct{}
	inboxKey struct{}
)

func newServerCall(s *GRPCServer, fullName string, lane clock.Lane, from net.Addr, md metadata.MD) *serverCall {
	c := &serverCall{server: s, fullName: fullName, lane: lane, peer: from, over: func() {}}
	c.in.lane = lane
	c.in.onEnd = func(error) { c.leave() }
	return c.withContext(md)
}

func (c *serverCall) withContext(md metadata.MD) *serverCall {
	ctx := peer.NewContext(context.Background(), &peer.Peer{Addr: c.peer, LocalAddr: c.local})
	ctx = metadata.NewIncomingContext(ctx, md)
	ctx = context.WithValue(ctx, callKey{}, c)
	ctx = context.WithValue(ctx, inboxKey{}, &c.in)
	ctx = grpc.NewContextWithServerTransportStream(ctx, transportStream{c})
	c.ctx, c.cancel = context.WithCancel(ctx)
	return c
}

// runUnary handles a unary call, in a turn.
func (c *serverCall) runUnary(body []byte) {
	if c.isKilled() {
		c.over()
		return
	}
	if c.server.isStopped() {
		c.finish(nil, errServerGone)
		return
	}
	m, err := c.server.services.findUnary(c.fullName)
	if err != nil {
		c.finish(nil, err)
		return
	}
	answer, err := m.unary.Handler(m.impl, c.ctx, func(v any) error { return unmarshal(body, v) }, nil)
	if err != nil {
		c.finish(nil, err)
		return
	}
	out, err := marshal(answer)
	c.finish(out, err)
}

// start starts the handler of a stream, in a turn.
func (c *serverCall) start() {
	if c.isKilled() {
		c.over()
		return
	}
	if c.server.isStopped() {
		c.finish(nil, errServerGone)
		return
	}
	m, err := c.server.services.findStream(c.fullName)
	if err != nil {
		c.finish(nil, err)
		return
	}
	c.lane.Spawn(func() { c.finish(nil, m.stream.Handler(m.impl, c)) })
}

// finish ends the call with the handler's answer.
func (c *serverCall) finish(body []byte, err error) {
	if _, ok := status.FromError(err); !ok {
		err = status.FromContextError(err).Err()
	}
	c.cancel()
	c.mu.Lock()
	p := packet{body: body, header: c.takeHeader(), end: true, err: err, trailer: c.trailer}
	killed := c.killed
	c.killed = true
	c.mu.Unlock()
	if !killed {
		c.reply(p)
	}
	c.over()
}

// stop keeps the call from being handled, if it wasn't yet, and from being answered.
func (c *serverCall) stop() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.killed = true
}

// kill ends the call under the handler: its context ends, in a turn of its own.
func (c *serverCall) kill() {
	c.stop()
	c.in.put(packet{end: true, err: errCallerLeft})
}

func (c *serverCall) isKilled() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.killed
}

// leave tells the handler that the client or the connection is gone.
func (c *serverCall) leave() {
	c.cancel()
	c.mu.Lock()
	c.killed = true
	parked := c.parked
	c.parked = nil
	c.mu.Unlock()
	if parked != nil {
		parked.Wake()
	}
}

// Park waits for the end of a stream's context, in a handler that has nothing to do but to keep its stream open. Meanwhile turns may
// send on the stream. Of any other context it just waits for the end.
func Park(ctx context.Context) {
	c, ok := ctx.Value(callKey{}).(*serverCall)
	if !ok {
		<-ctx.Done()
		return
	}
	w := c.server.clock.NewWait()
	c.mu.Lock()
	if c.ctx.Err() != nil {
		c.mu.Unlock()
		return
	}
	c.parked = w
	c.mu.Unlock()
	_ = w.Block(context.Background())
}

// Context is the call's: it ends with the call, and carries peer, metadata, but no deadline.
func (c *serverCall) Context() context.Context { return c.ctx }

// RecvMsg waits for the client's next message; io.EOF when it sends no more.
func (c *serverCall) RecvMsg(m any) error {
	c.mu.Lock()
	readAll := c.readAll
	c.mu.Unlock()
	if readAll {
		return io.EOF
	}
	p, err := c.in.take(context.Background())
	switch {
	case err != nil:
		return err
	case p.end:
		return p.err
	case p.eof:
		c.mu.Lock()
		c.readAll = true
		c.mu.Unlock()
		return io.EOF
	}
	return unmarshal(p.body, m)
}

// SendMsg sends to the client and never waits: a client that doesn't read isn't modelled.
func (c *serverCall) SendMsg(m any) error {
	body, err := marshal(m)
	if err != nil {
		return err
	}
	c.mu.Lock()
	p := packet{body: body, header: c.takeHeader()}
	killed := c.killed
	c.mu.Unlock()
	if killed {
		return status.Error(codes.Unavailable, "transport is closing")
	}
	c.reply(p)
	return nil
}

// takeHeader is the header if it is still to be sent. mu is held.
func (c *serverCall) takeHeader() metadata.MD {
	if c.headerSent {
		return nil
	}
	c.headerSent = true
	if c.header == nil {
		return metadata.MD{}
	}
	return c.header
}

var errHeaderSent = errors.New("transport: SendHeader called multiple times")

// SetHeader adds to the header that goes with the first message.
func (c *serverCall) SetHeader(md metadata.MD) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.headerSent {
		return status.Error(codes.Internal, errHeaderSent.Error())
	}
	c.header = metadata.Join(c.header, md)
	return nil
}

// SendHeader sends the header now.
func (c *serverCall) SendHeader(md metadata.MD) error {
	if err := c.SetHeader(md); err != nil {
		return err
	}
	c.mu.Lock()
	p := packet{header: c.takeHeader(), headerOnly: true}
	c.mu.Unlock()
	c.reply(p)
	return nil
}

// SetTrailer adds to what goes with the end.
func (c *serverCall) SetTrailer(md metadata.MD) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.trailer = metadata.Join(c.trailer, md)
}

// transportStream is the call as grpc.SetHeader, grpc.SetTrailer and grpc.Method find it in a handler's context.
type transportStream struct{ *serverCall }

func (s transportStream) Method() string { return s.fullName }

func (s transportStream) SetTrailer(md metadata.MD) error {
	s.serverCall.SetTrailer(md)
	return nil
}

func marshal(m any) ([]byte, error) {
	pm, ok := m.(proto.Message)
	if !ok {
		return nil, status.Errorf(codes.Internal, "grpc: error while marshaling: %T is no proto.Message", m)
	}
	b, err := proto.Marshal(pm)
	if err != nil {
		return nil, status.Errorf(codes.Internal, "grpc: error while marshaling: %v", err)
	}
	return b, nil
}

func unmarshal(b []byte, m any) error {
	pm, ok := m.(proto.Message)
	if !ok {
		return status.Errorf(codes.Internal, "grpc: failed to unmarshal: %T is no proto.Message", m)
	}
	if err := proto.Unmarshal(b, pm); err != nil {
		return status.Errorf(codes.Internal, "grpc: failed to unmarshal the received message: %v", err)
	}
	return nil
}
