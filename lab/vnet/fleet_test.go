package vnet_test

import (
	"context"
	"fmt"
	"net/netip"
	"os"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/types/known/wrapperspb"

	"github.com/dflab/dflab/lab/clock"
	"github.com/dflab/dflab/lab/vnet"
)

var start = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)

const serverAddr = "10.50.72.100:20035"

// fleet is a server with its agents, and the log of everything that each saw.
type fleet struct {
	t      testing.TB
	clock  *clock.Clock
	net    *vnet.Network
	log    strings.Builder
	quiet  bool
	server *server
	grpc   *vnet.GRPCServer
	ticks  *clock.Timer
	agents []*agent
}

func newFleet(t testing.TB, agents int, opts ...vnet.Option) *fleet {
	f := &fleet{t: t, clock: clock.New(start)}
	f.net = vnet.New(f.clock, opts...)
	f.host("server", "10.50.72.100")
	f.startServer()
	for i := range agents {
		f.agents = append(f.agents, newAgent(f, fmt.Sprint("host-", i), fmt.Sprint("10.50.1.", i+1)))
	}
	return f
}

func (f *fleet) host(name, addr string) *vnet.Host {
	h, err := f.net.AddHost(name, netip.MustParseAddr(addr))
	if err != nil {
		f.t.Fatal(err)
	}
	return h
}

func (f *fleet) note(format string, args ...any) {
	if !f.quiet {
		fmt.Fprintf(&f.log, "%v %d ", f.clock.Now().Sub(start), f.clock.Turn())
		fmt.Fprintf(&f.log, format+"\n", args...)
	}
}

func (f *fleet) startServer() {
	var err error
	f.server = newServer(f.note)
	f.grpc, err = f.net.Host("server").ServeGRPC(":20035", f.clock.Lane("server/grpc"), func(r grpc.ServiceRegistrar) {
		r.RegisterService(&desc, f.server)
	})
	if err != nil {
		f.t.Fatal(err)
	}
	n := 0
	f.ticks = f.clock.Lane("server/tick").Every(time.Minute, func() { n++; f.server.tick(n) })
	f.note("server up")
}

func (f *fleet) killServer() {
	f.note("server killed")
	f.ticks.Stop()
	f.grpc.Stop()
	f.server.note = func(string, ...any) {} // a dead process logs nothing
}

func (f *fleet) advance(d time.Duration) {
	f.t.Helper()
	if err := f.clock.Advance(context.Background(), d); err != nil {
		f.t.Fatal(err)
	}
}

// agent syncs every 10 s, keeps a push stream that it opens anew every 30 minutes, and executes commands once in a while.
type agent struct {
	*fleet
	name   string
	host   *vnet.Host
	lane   func(string) clock.Lane
	conn   vnet.Conn
	cancel context.CancelFunc
	syncs  int
	pushes int
}

func newAgent(f *fleet, name, addr string) *agent {
	a := &agent{fleet: f, name: name, host: f.host(name, addr)}
	a.lane = func(s string) clock.Lane { return f.clock.Lane("agent/" + name + "/" + s) }
	a.lane("sync").Post(a.sync)
	a.lane("sync").Every(10*time.Second, a.sync)
	a.lane("reopen").Every(30*time.Minute, a.open)
	a.lane("execute").Every(7*time.Minute, a.execute)
	return a
}

func (a *agent) note(format string, args ...any) { a.fleet.note(a.name+": "+format, args...) }

func (a *agent) sync() {
	if a.conn == nil {
		conn, err := a.host.DialGRPC(serverAddr)
		if err != nil {
			a.note("dial: %v", err)
			return
		}
		a.conn = conn
		a.open()
	}
	a.syncs++
	conn, request := a.conn, fmt.Sprint("sync ", a.syncs)
	if a.syncs%50 == 0 {
		request = "refuse"
	}
	var header metadata.MD
	clock.Go(a.lane("sync"), func() (string, error) {
		ctx := metadata.AppendToOutgoingContext(context.Background(), "X-Agent", a.name)
		return callSync(ctx, conn, request, grpc.Header(&header))
	}, func(answer string, err error) {
		a.note("%s: %q, %v, call %s", request, answer, status.Code(err), strings.Join(header.Get("x-call"), ","))
		a.lost(conn, err)
	})
}

// lost gives the connection up after an Unavailable.
func (a *agent) lost(conn vnet.Conn, err error) {
	if status.Code(err) == codes.Unavailable && a.conn == conn {
		if err := conn.Close(); err != nil {
			a.note("close: %v", err)
		}
		a.conn = nil
	}
}

func (a *agent) open() {
	if a.cancel != nil {
		a.cancel()
	}
	if a.conn == nil {
		return
	}
	conn := a.conn
	ctx, cancel := vnet.WithCancel(context.Background())
	stream, err := openPush(ctx, conn, a.name)
	if err != nil {
		a.note("open push: %v", status.Code(err))
		cancel()
		a.cancel = nil
		return
	}
	a.cancel = cancel
	vnet.Recv(a.lane("push"), stream, func(m *text) {
		a.pushes++
		a.note("pushed %q", m.GetValue())
	}, func(err error) {
		a.note("push over: %v", status.Code(err))
		a.lost(conn, err)
	})
}

func (a *agent) execute() {
	if a.conn == nil {
		return
	}
	conn := a.conn
	clock.Go(a.lane("execute"), func() (lines []string, err error) {
		stream, err := openExecute(context.Background(), conn)
		if err != nil {
			return nil, err
		}
		for i := 0; ; i++ {
			if err := stream.Send(wrapperspb.String(fmt.Sprintf("%s result %d", a.name, i))); err != nil {
				lines = append(lines, fmt.Sprint("send ", err))
			}
			m, err := stream.Recv()
			if err != nil {
				return lines, err
			}
			lines = append(lines, m.GetValue())
		}
	}, func(lines []string, err error) { a.note("executed %q: %v", lines, status.Code(err)) })
}

// history runs two hours of a fleet with everything that can happen to it, and returns its log.
func history(t *testing.T, opts ...vnet.Option) string {
	f := newFleet(t, 5, opts...)
	fault := f.clock.Lane("fault")
	fault.After(20*time.Minute, f.killServer)
	fault.After(25*time.Minute, f.startServer)
	fault.After(40*time.Minute+3*time.Second, func() { f.net.Cut(f.agents[1].host, f.net.Host("server")) })
	fault.After(45*time.Minute, func() { f.net.Heal(f.agents[1].host, f.net.Host("server")) })
	fault.After(50*time.Minute+3*time.Second, func() { f.agents[2].host.SetAddrs(netip.MustParseAddr("10.50.9.9")) })
	fault.After(time.Hour, func() { // everything in one turn, on the instant of ticks and calls
		f.server.tick(1000)
		f.killServer()
		f.startServer()
	})
	fault.After(70*time.Minute, func() { f.net.BlackHole(netip.MustParseAddrPort(serverAddr), true) })
	fault.After(71*time.Minute, f.killServer)
	fault.After(75*time.Minute, func() {
		f.net.BlackHole(netip.MustParseAddrPort(serverAddr), false)
		f.startServer()
	})
	f.advance(2 * time.Hour)
	for _, a := range f.agents {
		if a.conn == nil || a.syncs < 600 || a.pushes < 90 {
			t.Errorf("%s has connection %v, %d syncs, %d pushes", a.name, a.conn, a.syncs, a.pushes)
		}
	}
	f.end()
	return f.log.String()
}

// end lets go of what a fleet has open.
func (f *fleet) end() {
	for _, a := range f.agents {
		if a.conn != nil {
			_ = a.conn.Close()
		}
	}
	f.grpc.Stop()
	f.advance(0)
}

func TestHistoryIsTheSameOnEveryRunAndWithRealGRPC(t *testing.T) {
	want := history(t)
	if path := os.Getenv("VNET_HISTORY"); path != "" {
		if err := os.WriteFile(path, []byte(want), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, must := range []string{
		"push over: Unavailable", "push over: Canceled", "connection refused", "i/o timeout", "PermissionDenied", "executed [", "ResourceExhausted",
		"Unavailable, call ", "server: push of host-4 over: context canceled", "from 10.50.9.9:",
	} {
		if !strings.Contains(want, must) {
			t.Errorf("nothing in the history says %q", must)
		}
	}
	load := func(t *testing.T) {
		var stop atomic.Bool
		var spun atomic.Int64
		for range 4 {
			go func() {
				for !stop.Load() {
					for n := range 2_000 {
						spun.Store(int64(n))
					}
					runtime.Gosched()
				}
			}()
		}
		t.Cleanup(func() { stop.Store(true) })
	}
	one := func(t *testing.T) {
		before := runtime.GOMAXPROCS(1)
		t.Cleanup(func() { runtime.GOMAXPROCS(before) })
	}
	for _, c := range []struct {
		name string
		runs int
		with func(t *testing.T)
		opts []vnet.Option
	}{
		{"in process", 20, nil, nil},
		{"in process, GOMAXPROCS=1", 5, one, nil},
		{"in process, busy loops", 3, load, nil},
		{"real gRPC", 5, nil, []vnet.Option{vnet.WithRealGRPC()}},
		{"real gRPC, GOMAXPROCS=1", 2, one, []vnet.Option{vnet.WithRealGRPC()}},
		{"real gRPC, busy loops", 1, load, []vnet.Option{vnet.WithRealGRPC()}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.with != nil {
				c.with(t)
			}
			runs := c.runs
			if testing.Short() {
				runs = 1
			}
			for i := range runs {
				if got := history(t, c.opts...); got != want {
					t.Fatalf("run %d differs: %s", i, difference(want, got))
				}
			}
		})
	}
}

// difference shows where two logs part.
func difference(want, got string) string {
	w, g := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := range w {
		if i >= len(g) || w[i] != g[i] {
			from := max(0, i-3)
			return fmt.Sprintf("line %d\nwant\n%s\ngot\n%s", i+1,
				strings.Join(w[from:min(i+5, len(w))], "\n"), strings.Join(g[from:min(i+5, len(g))], "\n"))
		}
	}
	return "longer"
}

// A day of a lab, as BenchmarkDay of clock: 58,000 calls and 7,200 pushes.
func BenchmarkDay(b *testing.B) {
	for name, opts := range map[string][]vnet.Option{"inprocess": nil, "realgrpc": {vnet.WithRealGRPC()}} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				f := newFleet(b, 5, opts...)
				f.quiet = true
				f.advance(24 * time.Hour)
				calls, pushes := 0, 0
				for _, a := range f.agents {
					calls, pushes = calls+a.syncs, pushes+a.pushes
				}
				b.ReportMetric(float64(calls), "calls")
				b.ReportMetric(float64(pushes), "pushes")
				f.end()
			}
		})
	}
}
