package vnet

import (
	"context"
	"io"
	"net"
	"sync"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/peer"
	"google.golang.org/grpc/status"

	"github.com/dflab/dflab/lab/clock"
)

// unaryCall is the client's end of a unary call.
type unaryCall struct {
	wait   *clock.Wait
	once   sync.Once
	answer packet
}

// receive takes the answer, or whatever ended the call first.
func (u *unaryCall) receive(p packet) {
	u.once.Do(func() {
		u.answer = p
		u.wait.Wake()
	})
}

// Invoke makes a unary call. Its context carries metadata; it should have no deadline, as that would be in real time.
func (c *linkedConn) Invoke(ctx context.Context, fullName string, args, reply any, opts ...grpc.CallOption) error {
	body, err := marshal(args)
	if err != nil {
		return err
	}
	u := &unaryCall{wait: c.clock.NewWait()}
	lc, err := c.newCall(ctx, fullName, func(*linkedCall) receiver { return u })
	if err != nil {
		return err
	}
	if c.wire != nil {
		c.wire.invoke(lc, body)
	} else {
		lc.server.lane.Post(func() { lc.server.runUnary(body) })
	}
	if err := u.wait.Block(ctx); err != nil {
		err = status.FromContextError(err).Err()
		lc.end(err)
		return err
	}
	for _, opt := range opts {
		switch o := opt.(type) {
		case grpc.HeaderCallOption:
			*o.HeaderAddr = u.answer.header
		case grpc.TrailerCallOption:
			*o.TrailerAddr = u.answer.trailer
		case grpc.PeerCallOption:
			*o.PeerAddr = peer.Peer{Addr: net.TCPAddrFromAddrPort(c.route.dst), LocalAddr: net.TCPAddrFromAddrPort(c.route.src)}
		}
	}
	if u.answer.err != nil {
		return u.answer.err
	}
	return unmarshal(u.answer.body, reply)
}

// clientStream is the client's end of a stream: a grpc.ClientStream.
type clientStream struct {
	call *linkedCall
	ctx  context.Context
	in   inbox
	stop []func() // no longer watch the context

	mu         sync.Mutex
	header     metadata.MD
	hasHeader  bool
	headerWait *clock.Wait
	trailer    metadata.MD
	ended      bool
	sentAll    bool
}

// NewStream opens a stream. It doesn't wait for the server. The stream ends with its context, or with the connection.
func (c *linkedConn) NewStream(ctx context.Context, _ *grpc.StreamDesc, fullName string, _ ...grpc.CallOption) (grpc.ClientStream, error) {
	if err := ctx.Err(); err != nil {
		return nil, status.FromContextError(err).Err()
	}
	s := &clientStream{}
	s.in.onEnd = func(error) { s.unwatch() }
	s.ctx = context.WithValue(ctx, inboxKey{}, &s.in)
	lc, err := c.newCall(ctx, fullName, func(lc *linkedCall) receiver {
		s.call = lc
		s.in.lane = c.clock.Lane(c.route.from.name).Sub(lc.name) // until Recv names another one
		return s
	})
	if err != nil {
		return nil, err
	}
	if c.wire != nil {
		c.wire.open(lc)
	} else {
		lc.server.lane.Post(lc.server.start)
	}
	s.watch(ctx)
	return s, nil
}

// watch ends the stream when ctx ends: within the turn if it is one of WithCancel, soon after otherwise.
func (s *clientStream) watch(ctx context.Context) {
	leave := sync.OnceFunc(func() { // both ways below may lead here
		err := ctx.Err()
		if err == nil {
			err = context.Canceled
		}
		s.call.leave(status.FromContextError(err).Err())
	})
	var stop []func()
	if k, ok := ctx.Value(cancelKey{}).(*canceller); ok {
		stop = append(stop, k.add(leave))
	}
	if ctx.Done() != nil {
		forget := context.AfterFunc(ctx, leave)
		stop = append(stop, func() { forget() })
	}
	s.mu.Lock()
	s.stop = stop
	s.mu.Unlock()
}

func (s *clientStream) unwatch() {
	s.mu.Lock()
	stop := s.stop
	s.stop = nil
	s.mu.Unlock()
	for _, stop := range stop {
		stop()
	}
}

// receive takes what the server sent: headers at once, everything else in a turn.
func (s *clientStream) receive(p packet) {
	s.mu.Lock()
	if s.ended {
		s.mu.Unlock()
		return
	}
	if p.header != nil || p.end {
		if !s.hasHeader {
			s.header, s.hasHeader = p.header, true
		}
		if s.headerWait != nil {
			s.headerWait.Wake()
			s.headerWait = nil
		}
	}
	if p.end {
		s.ended = true
		s.trailer = p.trailer
	}
	s.mu.Unlock()
	if !p.headerOnly {
		s.in.put(p)
	}
}

// Header waits for the server's header.
func (s *clientStream) Header() (metadata.MD, error) {
	s.mu.Lock()
	header, has := s.header, s.hasHeader
	s.mu.Unlock()
	if has {
		return header, nil
	}
	w := s.call.conn.clock.NewWait()
	s.mu.Lock()
	if s.hasHeader {
		s.mu.Unlock()
		return s.header, nil
	}
	s.headerWait = w
	s.mu.Unlock()
	if err := w.Block(s.ctx); err != nil {
		return nil, status.FromContextError(err).Err()
	}
	return s.header, nil
}

// Trailer is what the server sent with the end.
func (s *clientStream) Trailer() metadata.MD {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.trailer
}

// Context is the stream's.
func (s *clientStream) Context() context.Context { return s.ctx }

// SendMsg sends to the server and never waits. When the stream is over the error is io.EOF, and RecvMsg tells why, as in grpc-go.
func (s *clientStream) SendMsg(m any) error {
	body, err := marshal(m)
	if err != nil {
		return err
	}
	s.mu.Lock()
	ended, sentAll := s.ended, s.sentAll
	s.mu.Unlock()
	switch {
	case sentAll:
		return status.Error(codes.Internal, "SendMsg called after CloseSend")
	case ended:
		return io.EOF
	}
	s.send(packet{body: body})
	return nil
}

// CloseSend tells the server that nothing more comes.
func (s *clientStream) CloseSend() error {
	s.mu.Lock()
	done := s.ended || s.sentAll
	s.sentAll = true
	s.mu.Unlock()
	if !done {
		s.send(packet{eof: true})
	}
	return nil
}

// send carries p to the server, unless the handler has ended already and only its answer is still to come.
func (s *clientStream) send(p packet) {
	if s.call.server.isKilled() {
		return
	}
	if wire := s.call.conn.wire; wire != nil {
		wire.send(s.call, p)
		return
	}
	s.call.server.in.put(p)
}

// RecvMsg waits for the server's next message; io.EOF when the stream ended well.
func (s *clientStream) RecvMsg(m any) error {
	p, err := s.in.take(s.ctx)
	switch {
	case err != nil:
		return status.FromContextError(err).Err()
	case p.end && p.err == nil:
		return io.EOF
	case p.end:
		return p.err
	}
	return unmarshal(p.body, m)
}
