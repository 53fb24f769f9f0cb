package vnet

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"sync"

	"google.golang.org/grpc"
	"google.golang.org/grpc/connectivity"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/metadata"
)

// wireClient is the grpc-go client of a linked connection. It carries packets; what they do is up to the call's ends.
type wireClient struct {
	server *wireServer
	grpc   *grpc.ClientConn
}

// errOnce is why a grpc-go client can't connect a second time: its back-off runs on real time, and who lost a connection is to dial
// anew.
var errOnce = errors.New("the connection is gone")

// dialWire connects grpc-go's client and server by a byte connection along r.
func dialWire(r route, s *GRPCServer) (*wireClient, error) {
	w := s.wireServer()
	if w == nil {
		return nil, fmt.Errorf("connect gRPC to %v: %w", r.dst, net.ErrClosed)
	}
	here, there := pipe(r) // how the connection dies is for the linked one to say
	cc, err := newGRPCClient(r.dst.String(), here)
	if err != nil {
		return nil, fmt.Errorf("connect gRPC to %v: %w", r.dst, err)
	}
	w.listener.accept(there)
	cc.Connect()
	for state := cc.GetState(); state != connectivity.Ready; state = cc.GetState() {
		if state == connectivity.TransientFailure || state == connectivity.Shutdown {
			_ = cc.Close()
			return nil, fmt.Errorf("connect gRPC to %v: %v", r.dst, state)
		}
		cc.WaitForStateChange(context.Background(), state)
	}
	return &wireClient{server: w, grpc: cc}, nil
}

// newGRPCClient makes a client that uses conn and no other connection.
func newGRPCClient(target string, conn net.Conn) (*grpc.ClientConn, error) {
	var mu sync.Mutex
	return grpc.NewClient("passthrough:///"+target,
		grpc.WithTransportCredentials(insecure.NewCredentials()),
		grpc.WithContextDialer(func(context.Context, string) (net.Conn, error) {
			mu.Lock()
			defer mu.Unlock()
			c := conn
			if conn = nil; c == nil {
				return nil, errOnce
			}
			return c, nil
		}),
		grpc.WithNoProxy(),
		grpc.WithDisableServiceConfig(),
		grpc.WithDisableRetry(),
		grpc.WithIdleTimeout(0),
		grpc.WithInitialWindowSize(grpcWindow),
		grpc.WithInitialConnWindowSize(grpcWindow),
		grpc.WithDefaultCallOptions(grpc.MaxCallRecvMsgSize(maxMessage)),
	)
}

// close closes grpc-go's client, if there is one.
func (w *wireClient) close() {
	if w != nil {
		_ = w.grpc.Close()
	}
}

// start opens the stream that carries lc.
func (w *wireClient) start(lc *linkedCall) error {
	id := lc.server.lane.Name()
	w.server.expect(id, lc)
	md, _ := metadata.FromIncomingContext(lc.server.ctx)
	md = md.Copy()
	md.Set(callHeader, id)
	lc.up.depart()
	// The context is not the caller's: the end of a call is decided at its ends. This one ends with the connection, or when the
	// server's end is over.
	stream, err := w.grpc.NewStream(metadata.NewOutgoingContext(context.Background(), md),
		&grpc.StreamDesc{ServerStreams: true, ClientStreams: true}, lc.server.fullName, grpc.ForceCodecV2(rawCodec{}))
	if err != nil {
		lc.up.close()
		lc.end(err)
		return err
	}
	lc.stream = stream
	return nil
}

// invoke carries a unary call.
func (w *wireClient) invoke(lc *linkedCall, body []byte) {
	lc.unary = true
	if w.start(lc) != nil {
		return
	}
	_ = lc.stream.SendMsg(&body) // that it failed shows in RecvMsg
	_ = lc.stream.CloseSend()
	go func() {
		defer lc.up.close()
		defer lc.down.close()
		p := packet{end: true}
		if p.err = lc.stream.RecvMsg(&p.body); p.err == nil {
			var none []byte
			if err := lc.stream.RecvMsg(&none); !errors.Is(err, io.EOF) {
				p.err = err
			}
		}
		p.header, _ = lc.stream.Header()
		p.trailer = lc.stream.Trailer()
		lc.fromWire(withoutTransport(p))
	}()
}

// open carries a stream.
func (w *wireClient) open(lc *linkedCall) {
	if w.start(lc) != nil {
		return
	}
	go func() {
		defer lc.down.close()
		if header, err := lc.stream.Header(); err == nil && header != nil {
			lc.fromWire(withoutTransport(packet{header: header, headerOnly: true}))
		}
		for {
			var p packet
			if err := lc.stream.RecvMsg(&p.body); err != nil {
				p = packet{end: true, trailer: lc.stream.Trailer()}
				if !errors.Is(err, io.EOF) {
					p.err = err
				}
			}
			lc.fromWire(p)
			lc.down.arrive()
			if p.end {
				return
			}
		}
	}()
}

// send carries a packet of a stream to the server.
func (w *wireClient) send(lc *linkedCall, p packet) {
	lc.up.depart()
	if p.eof {
		_ = lc.stream.CloseSend()
	} else {
		_ = lc.stream.SendMsg(&p.body)
	}
}

// withoutTransport takes out of p's header what HTTP/2 put there.
func withoutTransport(p packet) packet {
	if p.header != nil {
		p.header = p.header.Copy()
		delete(p.header, "content-type")
	}
	return p
}
