package vnet_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/health"
	healthpb "google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/peer"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/types/known/wrapperspb"

	"github.com/dflab/dflab/lab/clock"
	"github.com/dflab/dflab/lab/vnet"
)

// bothWays runs a test in process and over real gRPC, and checks that nothing is left running.
func bothWays(t *testing.T, test func(t *testing.T, opts ...vnet.Option)) {
	for name, opts := range map[string][]vnet.Option{"in process": nil, "real gRPC": {vnet.WithRealGRPC()}} {
		t.Run(name, func(t *testing.T) {
			before := runtime.NumGoroutine()
			test(t, opts...)
			noneLeft(t, before)
		})
	}
}

// noneLeft waits until no more goroutines run than before.
func noneLeft(t *testing.T, before int) {
	t.Helper()
	deadline := time.Now().Add(5 * time.Second)
	for runtime.NumGoroutine() > before {
		if time.Now().After(deadline) {
			buf := make([]byte, 1<<20)
			t.Fatalf("%d goroutines, before there were %d:\n%s", runtime.NumGoroutine(), before, buf[:runtime.Stack(buf, true)])
		}
		runtime.Gosched()
	}
}

func serve(t testing.TB, h *vnet.Host, addr string) (*vnet.GRPCServer, *server) {
	t.Helper()
	srv := newServer(func(string, ...any) {})
	s, err := h.ServeGRPC(addr, h.Clock().Lane("server/grpc"), func(r grpc.ServiceRegistrar) {
		r.RegisterService(&desc, srv)
		healthpb.RegisterHealthServer(r, health.NewServer())
	})
	if err != nil {
		t.Fatal(err)
	}
	return s, srv
}

func dial(t testing.TB, h *vnet.Host, addr string) vnet.Conn {
	t.Helper()
	conn, err := h.DialGRPC(addr)
	if err != nil {
		t.Fatal(err)
	}
	return conn
}

// Calls of a goroutine that isn't of the lab work on a clock that nobody drives.
func TestCallsOnAnIdleClock(t *testing.T) {
	bothWays(t, func(t *testing.T, opts ...vnet.Option) {
		c, _, host, client := network(t, opts...)
		s, _ := serve(t, host, ":20035")
		conn := dial(t, client, serverAddr)
		var p peer.Peer
		var header metadata.MD
		answer, err := callSync(ctx, conn, "hello", grpc.Peer(&p), grpc.Header(&header))
		if err != nil || answer != "answer 1" || p.Addr.String() != serverAddr || strings.Join(header.Get("x-call"), "") != "1" {
			t.Errorf("%q, %v, from %v, header %v", answer, err, p.Addr, header)
		}
		if _, err := callSync(ctx, conn, "refuse"); status.Code(err) != codes.PermissionDenied || status.Convert(err).Message() != "refused" {
			t.Errorf("refused: %v", err)
		}
		if out, err := healthpb.NewHealthClient(conn).Check(ctx, &healthpb.HealthCheckRequest{}); err != nil || out.GetStatus() != healthpb.HealthCheckResponse_SERVING {
			t.Errorf("health: %v, %v", out, err)
		}
		for method, want := range map[string]string{
			"/test.Synchronizer/Nothing": "unknown method Nothing for service test.Synchronizer",
			"/test.Nothing/Sync":         "unknown service test.Nothing",
		} {
			err := conn.Invoke(ctx, method, wrapperspb.String(""), new(text))
			if status.Code(err) != codes.Unimplemented || status.Convert(err).Message() != want {
				t.Errorf("%s: %v", method, err)
			}
			stream, err := conn.NewStream(ctx, &desc.Streams[0], method)
			if err != nil {
				t.Fatal(err)
			}
			if err := stream.RecvMsg(new(text)); status.Code(err) != codes.Unimplemented {
				t.Errorf("stream %s: %v", method, err)
			}
		}
		if now := c.Now(); !now.Equal(start) {
			t.Errorf("calls took lab time: %v", now)
		}
		_ = conn.Close()
		if _, err := callSync(ctx, conn, "closed"); status.Code(err) != codes.Canceled {
			t.Errorf("after Close: %v", err)
		}
		s.Stop()
		advance(t, c, 0)
	})
}

func TestStreamsOfAnOutsiderOnAnIdleClock(t *testing.T) {
	bothWays(t, func(t *testing.T, opts ...vnet.Option) {
		c, _, host, client := network(t, opts...)
		s, srv := serve(t, host, ":20035")
		conn := dial(t, client, serverAddr)
		push, err := openPush(ctx, conn, "me")
		if err != nil {
			t.Fatal(err)
		}
		for i, want := range []string{"welcome", "tick 1", "tick 2"} {
			if i > 0 {
				c.Lane("server/tick").Do(func() { srv.tick(i) })
			}
			if m, err := push.Recv(); err != nil || m.GetValue() != want {
				t.Errorf("got %v, %v, want %s", m, err, want)
			}
		}
		exec, err := openExecute(ctx, conn)
		if err != nil {
			t.Fatal(err)
		}
		for i := range 3 {
			if err := exec.Send(wrapperspb.String("result")); err != nil {
				t.Fatal(err)
			}
			if m, err := exec.Recv(); err != nil || m.GetValue() != fmt.Sprint("command ", i) {
				t.Errorf("got %v, %v", m, err)
			}
		}
		if err := exec.CloseSend(); err != nil {
			t.Error(err)
		}
		if _, err := exec.Recv(); !errors.Is(err, io.EOF) {
			t.Errorf("end: %v", err)
		}
		s.Stop()
		if _, err := push.Recv(); status.Code(err) != codes.Unavailable {
			t.Errorf("after Stop: %v", err)
		}
		if _, err := callSync(ctx, conn, "late"); status.Code(err) != codes.Unavailable {
			t.Errorf("call after Stop: %v", err)
		}
		if _, err := openPush(ctx, conn, "late"); status.Code(err) != codes.Unavailable {
			t.Errorf("stream after Stop: %v", err)
		}
		advance(t, c, 0)
		if len(srv.streams) != 0 {
			t.Errorf("handlers keep %d streams", len(srv.streams))
		}
	})
}

func TestDialErrors(t *testing.T) {
	bothWays(t, func(t *testing.T, opts ...vnet.Option) {
		_, n, host, client := network(t, opts...)
		if _, err := client.DialGRPC(serverAddr); !errors.Is(err, syscall.ECONNREFUSED) {
			t.Errorf("nobody listens: %v", err)
		}
		first, _ := serve(t, host, ":20035")
		n.Cut(host, client)
		if _, err := client.DialGRPC(serverAddr); err == nil || !strings.HasSuffix(err.Error(), "i/o timeout") {
			t.Errorf("cut off: %v", err)
		}
		n.Heal(host, client)
		_ = dial(t, client, serverAddr).Close()
		if _, err := host.ServeGRPC(":20035", host.Clock().Lane("x"), func(grpc.ServiceRegistrar) {}); !errors.Is(err, syscall.EADDRINUSE) {
			t.Errorf("second server: %v", err)
		}
		advance(t, host.Clock(), 0)
		s, _ := serve(t, host, ":20036")
		s.Stop()
		s.Stop()
		again, _ := serve(t, host, ":20036") // the port is free at once
		first.Stop()
		again.Stop()
		advance(t, host.Clock(), 0)
	})
}

// A call that is waiting when the server dies, and one that the same turn sends.
func TestServerDiesUnderACall(t *testing.T) {
	bothWays(t, func(t *testing.T, opts ...vnet.Option) {
		c, _, host, client := network(t, opts...)
		s, srv := serve(t, host, ":20035")
		conn := dial(t, client, serverAddr)
		var got []string
		call := func(name string) {
			clock.Go(c.Lane("client/"+name), func() (string, error) { return callSync(ctx, conn, name) },
				func(_ string, err error) { got = append(got, fmt.Sprint(name, " ", status.Code(err))) })
		}
		c.Lane("a").After(time.Second, func() { call("before") })
		c.Lane("b").After(time.Second, func() {
			s.Stop()
			call("same turn")
		})
		c.Lane("c").After(time.Second, func() { call("after") })
		advance(t, c, time.Second)
		if want := "before Unavailable,same turn Unavailable,after Unavailable"; strings.Join(got, ",") != want {
			t.Errorf("got %v", got)
		}
		if srv.calls != 0 {
			t.Errorf("a dead server handled %d calls", srv.calls)
		}
	})
}

func TestAStreamEndsWithItsContext(t *testing.T) {
	for name, cancelable := range map[string]func(context.Context) (context.Context, context.CancelFunc){
		"vnet": vnet.WithCancel, "context": context.WithCancel,
	} {
		t.Run(name, func(t *testing.T) {
			bothWays(t, func(t *testing.T, opts ...vnet.Option) {
				c, _, host, client := network(t, opts...)
				s, srv := serve(t, host, ":20035")
				conn := dial(t, client, serverAddr)
				ctx, cancel := cancelable(ctx)
				push, err := openPush(ctx, conn, "me")
				if err != nil {
					t.Fatal(err)
				}
				ended := make(chan error, 1)
				vnet.Recv(c.Lane("client/push"), push, func(*text) {}, func(err error) { ended <- err })
				advance(t, c, 0)
				if len(srv.streams) != 1 {
					t.Errorf("%d streams", len(srv.streams))
				}
				cancel()
				for len(ended) == 0 || len(srv.streams) > 0 {
					advance(t, c, 0)
				}
				if err := <-ended; status.Code(err) != codes.Canceled {
					t.Errorf("ended with %v", err)
				}
				_ = conn.Close()
				s.Stop()
				advance(t, c, 0)
			})
		})
	}
}

func TestACallerLeaves(t *testing.T) {
	bothWays(t, func(t *testing.T, opts ...vnet.Option) {
		c, _, host, client := network(t, opts...)
		s, _ := serve(t, host, ":20035")
		conn := dial(t, client, serverAddr)
		ended, cancel := context.WithCancel(ctx)
		c.Hold() // so that the call isn't handled
		done := make(chan error)
		go func() { _, err := callSync(ended, conn, "hello"); done <- err }()
		cancel()
		if err := <-done; status.Code(err) != codes.Canceled {
			t.Errorf("got %v", err)
		}
		c.Release()
		if answer, err := callSync(ctx, conn, "next"); err != nil {
			t.Errorf("next call: %q, %v", answer, err)
		}
		_ = conn.Close()
		s.Stop()
		advance(t, c, 0)
	})
}

// A handler of a two-way stream that reads by Recv, while turns send.
func TestAHandlerReadsByRecv(t *testing.T) {
	bothWays(t, func(t *testing.T, opts ...vnet.Option) {
		c, _, host, client := network(t, opts...)
		srv := &recvServer{lane: c.Lane("server/results")}
		s, err := host.ServeGRPC(":20035", c.Lane("server/grpc"), func(r grpc.ServiceRegistrar) { r.RegisterService(&desc, srv) })
		if err != nil {
			t.Fatal(err)
		}
		conn := dial(t, client, serverAddr)
		exec, err := openExecute(ctx, conn)
		if err != nil {
			t.Fatal(err)
		}
		for range 3 {
			if err := exec.Send(wrapperspb.String("r")); err != nil {
				t.Fatal(err)
			}
		}
		_ = exec.CloseSend()
		advance(t, c, 0)
		if m, err := exec.Recv(); err != nil || m.GetValue() != "r" {
			t.Errorf("echo %v, %v", m, err)
		}
		if got := strings.Join(srv.got, ","); got != "r,r,r,EOF" {
			t.Errorf("server read %s", got)
		}
		_ = conn.Close()
		advance(t, c, 0)
		if got := strings.Join(srv.got, ","); got != "r,r,r,EOF,left" {
			t.Errorf("server read %s", got)
		}
		s.Stop()
		advance(t, c, 0)
	})
}

type recvServer struct {
	server
	lane clock.Lane
	got  []string
}

func (s *recvServer) execute(stream grpc.BidiStreamingServer[text, text]) error {
	vnet.Recv(s.lane, stream, func(m *text) {
		s.got = append(s.got, m.GetValue())
		_ = stream.Send(m)
	}, func(err error) { s.got = append(s.got, err.Error()) })
	vnet.Park(stream.Context())
	s.got = append(s.got, "left")
	return nil
}
