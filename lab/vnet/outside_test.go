package vnet_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"runtime"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/types/known/wrapperspb"

	"github.com/dflab/dflab/lab/clock"
	"github.com/dflab/dflab/lab/vnet"
)

// loopback listens on a real port for outsiders.
func loopback(t testing.TB) net.Listener {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return ln
}

// outsider is a real gRPC client.
func outsider(t testing.TB, addr net.Addr) *grpc.ClientConn {
	t.Helper()
	cc, err := grpc.NewClient(addr.String(), grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		t.Fatal(err)
	}
	return cc
}

func TestOutsidersCallAServerOfTheLab(t *testing.T) {
	for name, run := range map[string]bool{"idle clock": false, "clock that runs": true} {
		t.Run(name, func(t *testing.T) {
			before := runtime.NumGoroutine()
			c, _, host, _ := network(t)
			s, srv := serve(t, host, ":20035")
			exposed, conceal := context.WithCancel(ctx)
			ln := loopback(t)
			if err := host.Expose(exposed, "10.50.72.100:20035", ln); err != nil {
				t.Fatal(err)
			}
			stopped := make(chan struct{})
			runCtx, stop := context.WithCancel(ctx)
			if run {
				c.Pace(1)
				go func() { defer close(stopped); _ = c.Run(runCtx) }()
			} else {
				close(stopped)
			}
			cc := outsider(t, ln.Addr())
			if answer, err := callSync(ctx, cc, "hello"); err != nil || answer != "answer 1" {
				t.Errorf("%q, %v", answer, err)
			}
			if _, err := callSync(ctx, cc, "refuse"); status.Code(err) != codes.PermissionDenied {
				t.Errorf("refused: %v", err)
			}
			if err := cc.Invoke(ctx, "/test.Nothing/Sync", wrapperspb.String(""), new(text)); status.Code(err) != codes.Unimplemented {
				t.Errorf("unknown service: %v", err)
			}
			push, err := openPush(ctx, cc, "outsider")
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
			exec, err := openExecute(ctx, cc)
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
			_ = exec.CloseSend()
			if _, err := exec.Recv(); !errors.Is(err, io.EOF) {
				t.Errorf("end: %v", err)
			}
			c.Lane("operator").Do(s.Stop)
			if !run {
				advance(t, c, 0) // the ends are turns, and nobody else drives
			}
			if _, err := push.Recv(); status.Code(err) != codes.Unavailable {
				t.Errorf("after Stop: %v", err)
			}
			stop()
			<-stopped
			_ = cc.Close()
			conceal()
			advance(t, c, 0) // the handlers' ends
			noneLeft(t, before)
		})
	}
}

// A client that holds its streams open keeps nobody waiting, and one that leaves is noticed.
func TestOutsidersStreamsDoNotHoldTheClock(t *testing.T) {
	before := runtime.NumGoroutine()
	c, _, host, _ := network(t)
	s, srv := serve(t, host, ":20035")
	exposed, conceal := context.WithCancel(ctx)
	ln := loopback(t)
	if err := host.Expose(exposed, ":20035", ln); err != nil {
		t.Fatal(err)
	}
	cc := outsider(t, ln.Addr())
	push, err := openPush(ctx, cc, "outsider")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := push.Recv(); err != nil {
		t.Fatal(err)
	}
	if _, err := openExecute(ctx, cc); err != nil { // and never sends
		t.Fatal(err)
	}
	n := 0
	c.Lane("server/tick").Every(time.Minute, func() { n++; srv.tick(n) })
	advance(t, c, 24*time.Hour)
	for i := range 1440 {
		if m, err := push.Recv(); err != nil || m.GetValue() != fmt.Sprint("tick ", i+1) {
			t.Fatalf("tick %d: %v, %v", i+1, m, err)
		}
	}
	_ = cc.Close()
	for left := 1; left > 0; {
		c.Lane("look").Do(func() { left = len(srv.streams) })
	}
	s.Stop()
	advance(t, c, 0)
	conceal()
	noneLeft(t, before)
}

func TestExposeCarriesBytesAndFramesAndRefuses(t *testing.T) {
	before := runtime.NumGoroutine()
	c, _, host, _ := network(t)
	exposed, conceal := context.WithCancel(ctx)
	defer conceal()
	web, frames := loopback(t), loopback(t)
	for vaddr, ln := range map[string]net.Listener{":20417": web, ":20033": frames} {
		if err := host.Expose(exposed, vaddr, ln); err != nil {
			t.Fatal(err)
		}
	}
	hc := &http.Client{Transport: &http.Transport{}}
	if _, err := hc.Get("http://" + web.Addr().String()); err == nil {
		t.Error("an answer although nobody listens")
	}
	ln := listen(t, host, ":20417")
	hs := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		c.Lane("server/rest").Do(func() { _, _ = io.WriteString(w, c.Now().Format(time.RFC3339)) })
	})}
	go func() { _ = hs.Serve(ln) }()
	resp, err := hc.Get("http://" + web.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	if b, _ := io.ReadAll(resp.Body); string(b) != "2026-01-02T03:04:05Z" {
		t.Errorf("got %q", b)
	}
	_ = resp.Body.Close()
	hc.CloseIdleConnections()
	_ = hs.Close()

	var log frameLog
	if _, err := host.ServeFrames(":20033", c.Lane("server/receiver"), log.accept); err != nil {
		t.Fatal(err)
	}
	conn, err := net.Dial("tcp", frames.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(conn, "bad"); err != nil {
		t.Fatal(err)
	}
	if _, err := conn.Read(make([]byte, 1)); !errors.Is(err, io.EOF) {
		t.Errorf("read %v", err)
	}
	_ = conn.Close()
	c.Lane("look").Do(func() { log.want(t, "accept "+conn.LocalAddr().String(), "data bad") })
	conceal()
	if err := vnet.Machine(c).Expose(ctx, ":1", web); err == nil {
		t.Error("the machine can be exposed")
	}
	noneLeft(t, before)
}

// A part that speaks gRPC by itself reaches a server of the lab too, over a byte connection.
func TestGRPCOverAByteConnection(t *testing.T) {
	before := runtime.NumGoroutine()
	c, _, host, client := network(t)
	s, _ := serve(t, host, ":20035")
	cc, err := grpc.NewClient("passthrough:///"+serverAddr, grpc.WithTransportCredentials(insecure.NewCredentials()),
		grpc.WithContextDialer(func(ctx context.Context, addr string) (net.Conn, error) { return client.DialContext(ctx, "tcp", addr) }))
	if err != nil {
		t.Fatal(err)
	}
	if answer, err := callSync(ctx, cc, "hello"); err != nil || answer != "answer 1" {
		t.Errorf("%q, %v", answer, err)
	}
	_ = cc.Close()
	s.Stop()
	advance(t, c, 0)
	noneLeft(t, before)
}

// The machine serves and dials what a virtual host does: the same parts run on it.
func TestMachine(t *testing.T) {
	before := runtime.NumGoroutine()
	c := clock.New(start)
	c.Pace(1)
	runCtx, stop := context.WithCancel(ctx)
	stopped := make(chan struct{})
	go func() { defer close(stopped); _ = c.Run(runCtx) }()
	m := vnet.Machine(c)

	s, srv := serve(t, m, ":0")
	addr := s.Addr().String()
	if got := m.Reach(addr); got != vnet.Reachable {
		t.Errorf("reach %s: %v", addr, got)
	}
	conn := dial(t, m, addr)
	type result struct {
		answer string
		err    error
	}
	results := make(chan result, 1)
	c.Lane("agent/sync").Do(func() {
		clock.Go(c.Lane("agent/sync"), func() (string, error) { return callSync(ctx, conn, "hello") },
			func(answer string, err error) { results <- result{answer, err} })
	})
	if r := <-results; r.err != nil || r.answer != "answer 1" {
		t.Errorf("sync: %v", r)
	}
	pushed, over := make(chan string, 10), make(chan error, 1)
	c.Lane("agent/push").Do(func() {
		push, err := openPush(ctx, conn, "agent")
		if err != nil {
			t.Error(err)
			return
		}
		vnet.Recv(c.Lane("agent/push"), push, func(m *text) { pushed <- m.GetValue() }, func(err error) { over <- err })
	})
	if got := <-pushed; got != "welcome" {
		t.Errorf("pushed %q", got)
	}
	c.Lane("server/tick").Do(func() { srv.tick(1) })
	if got := <-pushed; got != "tick 1" {
		t.Errorf("pushed %q", got)
	}
	c.Lane("operator").Do(s.Stop)
	if err := <-over; status.Code(err) != codes.Unavailable {
		t.Errorf("over: %v", err)
	}
	if _, err := callSync(ctx, conn, "late"); status.Code(err) != codes.Unavailable {
		t.Errorf("call after the server's end: %v", err)
	}
	_ = conn.Close()
	if got := m.Reach(addr); got != vnet.Refused {
		t.Errorf("reach %s after Stop: %v", addr, got)
	}
	if _, err := m.DialGRPC(addr); err == nil {
		t.Error("dialled a server that is gone")
	}
	testMachineFrames(t, c, m)
	stop()
	<-stopped
	noneLeft(t, before)
}

func testMachineFrames(t *testing.T, c *clock.Clock, m *vnet.Host) {
	var log frameLog
	s, err := m.ServeFrames("127.0.0.1:0", c.Lane("server/receiver"), log.accept)
	if err != nil {
		t.Fatal(err)
	}
	closed := make(chan error, 1)
	var conn vnet.FrameConn
	c.Lane("agent/sender").Do(func() {
		if conn, err = m.DialFrames(s.Addr().String(), c.Lane("agent/sender"), func(err error) { closed <- err }); err == nil {
			err = conn.Send([]byte("bad"))
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := <-closed; !errors.Is(err, io.EOF) {
		t.Errorf("closed: %v", err)
	}
	c.Lane("agent/sender").Do(func() { err = conn.Send([]byte("late")) })
	if !errors.Is(err, net.ErrClosed) {
		t.Errorf("send after the end: %v", err)
	}
	c.Lane("look").Do(func() {
		if len(log.lines) != 2 || log.lines[1] != "data bad" {
			t.Errorf("server saw %q", log.lines)
		}
	})
	c.Lane("operator").Do(s.Stop)

	got := make(chan string, 1)
	d, err := m.ServeDatagrams("127.0.0.1:0", c.Lane("server/udp"), func(_ net.Addr, b []byte) { got <- string(b) })
	if err != nil {
		t.Fatal(err)
	}
	if err := m.SendDatagram(d.Addr().String(), []byte("one")); err != nil {
		t.Error(err)
	}
	if b := <-got; b != "one" {
		t.Errorf("datagram %q", b)
	}
	d.Stop()

	ln, err := m.Listen("tcp", ":0")
	if err != nil {
		t.Fatal(err)
	}
	if host, _, _ := net.SplitHostPort(ln.Addr().String()); host != "127.0.0.1" {
		t.Errorf("listens on %v", ln.Addr())
	}
	here, err := m.DialContext(ctx, "tcp", ln.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	there, err := ln.Accept()
	if err != nil {
		t.Fatal(err)
	}
	_ = there.Close()
	if _, err := here.Read(make([]byte, 1)); !errors.Is(err, io.EOF) {
		t.Errorf("read: %v", err)
	}
	_, _ = here.Close(), ln.Close()
}
