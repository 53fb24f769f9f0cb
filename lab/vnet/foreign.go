package vnet

import (
	"context"
	"fmt"
	"net"
	"time"

	"google.golang.org/grpc"

	"github.com/dflab/dflab/lab/clock"
)

// connectTimeout bounds, in real time, connects to what is not in the lab.
const connectTimeout = 3 * time.Second

// foreignConn is a connection to a gRPC server that isn't in the lab, or not ours: grpc-go's own client, whose blocking calls give
// the caller's hold up, so that the clock goes on meanwhile.
type foreignConn struct {
	clock *clock.Clock
	grpc  *grpc.ClientConn
}

func (h *Host) dialForeign(addr string) (Conn, error) {
	var c net.Conn
	var err error
	h.clock.Outside(func() {
		ctx, cancel := context.WithTimeout(context.Background(), connectTimeout)
		defer cancel()
		c, err = h.stack.connect(ctx, "tcp", addr)
	})
	if err != nil {
		return nil, err
	}
	cc, err := newGRPCClient(addr, c)
	if err != nil {
		_ = c.Close()
		return nil, fmt.Errorf("connect gRPC to %s: %w", addr, err)
	}
	cc.Connect()
	return &foreignConn{clock: h.clock, grpc: cc}, nil
}

// Invoke makes a unary call.
func (c *foreignConn) Invoke(ctx context.Context, fullName string, args, reply any, opts ...grpc.CallOption) (err error) {
	c.clock.Outside(func() { err = c.grpc.Invoke(ctx, fullName, args, reply, opts...) })
	return err
}

// NewStream opens a stream.
func (c *foreignConn) NewStream(ctx context.Context, desc *grpc.StreamDesc, fullName string, opts ...grpc.CallOption) (s grpc.ClientStream, err error) {
	ctx = context.WithValue(ctx, inboxKey{}, (*inbox)(nil)) // Recv reads this stream from outside
	c.clock.Outside(func() { s, err = c.grpc.NewStream(ctx, desc, fullName, opts...) })
	if err != nil {
		return nil, err
	}
	return &foreignStream{ClientStream: s, clock: c.clock}, nil
}

// Close ends the connection.
func (c *foreignConn) Close() error { return c.grpc.Close() }

// foreignStream gives the caller's hold up while it waits.
type foreignStream struct {
	grpc.ClientStream
	clock *clock.Clock
}

// RecvMsg waits for the next message.
func (s *foreignStream) RecvMsg(m any) (err error) {
	s.clock.Outside(func() { err = s.ClientStream.RecvMsg(m) })
	return err
}
