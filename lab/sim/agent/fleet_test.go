package agent

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net/netip"
	"runtime"
	"testing"
	"time"

	"github.com/dflab/dflab/lab/deepflow/wire"
)

// BenchmarkFleet runs a thousand docked agents for ten minutes of lab time and reports what one of them costs.
func BenchmarkFleet(b *testing.B) {
	const agents = 1000
	for b.Loop() {
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		l := newLab(b, docking(groupYAML(20035, serverIP)))
		l.serve("20035")
		l.ingest(l.server, "20033")
		var fleet []*Agent
		for i := range agents {
			ip := netip.AddrFrom4([4]byte{10, 60, byte(i >> 8), byte(i)})
			host, err := l.net.AddHost(fmt.Sprintf("fleet-%d", i), ip)
			if err != nil {
				b.Fatal(err)
			}
			m := &machine{hostname: host.Name(), nics: []wire.Interface{loopback, nic(2, "eth0", fmt.Sprintf("52:54:01:00:%02x:%02x", i>>8, i&255), ip.String()+"/16")}}
			a, err := Start(Options{
				Clock: l.clock, Host: host, Name: "agent/" + host.Name(), Machine: m, Config: []byte(agentFile), Log: io.Discard,
				Rand: rand.New(rand.NewPCG(1, uint64(i))),
			}, func(int) {})
			if err != nil {
				b.Fatal(err)
			}
			fleet = append(fleet, a)
		}
		start := time.Now()
		if err := l.clock.Advance(context.Background(), 10*time.Minute); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(time.Since(start).Microseconds())/agents/10, "µs/agent-minute")
		l.fake.frames, l.fake.syncs, l.fake.genesis = nil, nil, nil
		runtime.GC()
		runtime.ReadMemStats(&after)
		b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/agents, "heap-B/agent")
		b.ReportMetric(float64(runtime.NumGoroutine())/agents, "goroutines/agent")
		for _, a := range fleet {
			a.Kill()
		}
	}
}
