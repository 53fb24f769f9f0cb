package vnet

import (
	"context"
	"errors"
	"io"
	"net"
	"sync"

	"google.golang.org/grpc"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/peer"
	"google.golang.org/grpc/status"
)

// Limits for what goes through grpc-go: in process there are none.
const (
	maxMessage = 256 << 20
	grpcWindow = 16 << 20
)

// callHeader tells a wireServer which call of the lab a stream belongs to.
const callHeader = "dflab-call"

// wireServer is the grpc-go server of a GRPCServer. It carries packets; what they do is up to serverCall.
type wireServer struct {
	server   *GRPCServer
	listener *listener
	grpc     *grpc.Server

	mu     sync.Mutex
	linked map[string]*linkedCall // calls whose stream is to come, by callHeader
}

// accept takes over a byte connection of anybody, and serves gRPC on it.
func (s *GRPCServer) accept(c net.Conn) {
	if w := s.wireServer(); w != nil {
		w.listener.accept(c)
	} else {
		reset(c)
	}
}

// wireServer is the server's, made when first needed; nil once the server has stopped.
func (s *GRPCServer) wireServer() *wireServer {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.wire == nil && !s.stopped {
		w := &wireServer{server: s, listener: newListener(), linked: make(map[string]*linkedCall)}
		w.grpc = grpc.NewServer(
			grpc.UnknownServiceHandler(w.carry),
			grpc.ForceServerCodecV2(rawCodec{}),
			grpc.MaxRecvMsgSize(maxMessage),
			grpc.InitialWindowSize(grpcWindow),
			grpc.InitialConnWindowSize(grpcWindow),
		)
		s.wire = w
		go func() { _ = w.grpc.Serve(w.listener) }() // ends with stop, and without an error worth telling
	}
	if s.stopped {
		return nil
	}
	return s.wire
}

// stop stops grpc-go's server, if there is one.
func (w *wireServer) stop() {
	if w != nil {
		w.grpc.Stop()
	}
}

// carry carries the packets of one stream between grpc-go and its serverCall. It runs on a goroutine of grpc-go, and writes;
// another one reads.
func (w *wireServer) carry(_ any, stream grpc.ServerStream) error {
	fullName, _ := grpc.MethodFromServerStream(stream)
	md, _ := metadata.FromIncomingContext(stream.Context())
	lc := w.take(md)
	out := newOutbox()
	var call *serverCall
	if lc != nil {
		call = lc.server
		call.reply = func(p packet) { lc.down.depart(); out.put(p) }
	} else {
		call = w.outsider(stream.Context(), fullName, md)
		call.reply = out.put
	}
	over := call.over
	defer over()
	call.over = func() {
		over()
		out.put(packet{end: true, err: errCallerLeft}) // counts if there was no answer
	}
	m, err := w.server.services.find(fullName)
	switch {
	case err != nil && lc == nil:
		return err
	case m.unary != nil || lc != nil && lc.unary:
		go readUnary(call, lc, stream)
	default:
		go readStream(call, lc, stream)
	}
	return out.write(stream)
}

// take finds the call of the lab that a stream belongs to; nil for an outsider's.
func (w *wireServer) take(md metadata.MD) *linkedCall {
	id := md.Get(callHeader)
	if len(id) != 1 {
		return nil
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	lc := w.linked[id[0]]
	delete(w.linked, id[0])
	return lc
}

// expect announces the stream of a call of the lab; id is its callHeader.
func (w *wireServer) expect(id string, lc *linkedCall) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.linked[id] = lc
}

// outsider makes the call of a client that isn't in the lab.
func (w *wireServer) outsider(ctx context.Context, fullName string, md metadata.MD) *serverCall {
	s := w.server
	var from net.Addr
	if p, ok := peer.FromContext(ctx); ok {
		from = p.Addr
	}
	call := newServerCall(s, fullName, s.lane.Sub("outsider").Sub(shortName(fullName)), from, md)
	s.mu.Lock()
	s.outside[call] = struct{}{}
	s.mu.Unlock()
	call.over = func() {
		s.mu.Lock()
		delete(s.outside, call)
		s.mu.Unlock()
	}
	return call
}

// readUnary reads the request and has it handled.
func readUnary(call *serverCall, lc *linkedCall, stream grpc.ServerStream) {
	var body []byte
	err := stream.RecvMsg(&body)
	switch {
	case lc != nil:
		if err == nil {
			call.lane.Post(func() { call.runUnary(body) })
		}
		lc.up.arrive()
	case err == nil:
		call.lane.Do(func() { call.runUnary(body) })
	}
}

// readStream starts the handler and reads what the client sends. For a call of the lab everything is posted; an outsider's
// packets are read one turn at a time, and nothing waits for the next.
func readStream(call *serverCall, lc *linkedCall, stream grpc.ServerStream) {
	if lc != nil {
		defer lc.up.close()
		call.lane.Post(call.start)
		lc.up.arrive()
	} else {
		call.lane.Do(call.start)
	}
	for {
		var p packet
		err := stream.RecvMsg(&p.body)
		if err != nil {
			if p = (packet{eof: true}); !errors.Is(err, io.EOF) {
				p = packet{end: true, err: errCallerLeft}
			}
		}
		switch {
		case lc == nil:
			call.fromOutside(p)
		case !p.end: // how calls of the lab end isn't for grpc-go to tell
			call.in.put(p)
			lc.up.arrive()
		}
		if p.eof && lc == nil {
			<-stream.Context().Done()
			call.fromOutside(packet{end: true, err: errCallerLeft})
		}
		if err != nil {
			return
		}
	}
}

// fromOutside lets a packet of an outsider arrive, unless the handler has ended.
func (c *serverCall) fromOutside(p packet) {
	if !c.isKilled() {
		c.in.putFromOutside(p)
	}
}

// outbox is what a server has sent and grpc-go has not yet taken. It has no limit: turns never wait for a client that doesn't read.
type outbox struct {
	mu     sync.Mutex
	queue  []packet
	filled chan struct{}
}

func newOutbox() *outbox { return &outbox{filled: make(chan struct{}, 1)} }

func (o *outbox) put(p packet) {
	o.mu.Lock()
	o.queue = append(o.queue, p)
	o.mu.Unlock()
	select {
	case o.filled <- struct{}{}:
	default:
	}
}

func (o *outbox) takeAll() []packet {
	o.mu.Lock()
	defer o.mu.Unlock()
	q := o.queue
	o.queue = nil
	return q
}

// write sends what is put until the end of the call, which it returns.
func (o *outbox) write(stream grpc.ServerStream) error {
	for {
		select {
		case <-stream.Context().Done():
			return status.FromContextError(stream.Context().Err()).Err()
		case <-o.filled:
		}
		for _, p := range o.takeAll() {
			if err := writePacket(stream, p); err != nil || p.end {
				return err
			}
		}
	}
}

func writePacket(stream grpc.ServerStream, p packet) error {
	switch {
	case p.headerOnly:
		return stream.SendHeader(p.header)
	case len(p.header) > 0:
		if err := stream.SetHeader(p.header); err != nil {
			return err
		}
	}
	if p.end {
		stream.SetTrailer(p.trailer)
	}
	if p.end && p.err != nil {
		return p.err
	}
	if !p.end || p.body != nil {
		return stream.SendMsg(&p.body)
	}
	return nil
}
