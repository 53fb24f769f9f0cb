package vnet_test

import (
	"fmt"
	"math/rand/v2"
	"net/netip"
	"os"
	"strconv"
	"testing"
	"time"

	"github.com/dflab/dflab/lab/vnet"
)

// randomHistory runs half an hour of a fleet with faults drawn from seed, most of them on the instants of calls and ticks.
func randomHistory(t *testing.T, seed uint64, opts ...vnet.Option) string {
	f := newFleet(t, 4, opts...)
	r := rand.New(rand.NewPCG(seed, 1))
	host, up := f.net.Host("server"), true
	for i := range 60 {
		at := time.Duration(r.IntN(180)) * 10 * time.Second
		if r.IntN(4) == 0 {
			at += time.Duration(r.IntN(10000)) * time.Millisecond
		}
		a := f.agents[r.IntN(len(f.agents))]
		what := r.IntN(8)
		f.clock.Lane(fmt.Sprintf("%c fault %d", "as"[r.IntN(2)], i)).After(at, func() { // before or after agents and server
			f.note("fault %d at %s", what, a.name)
			switch what {
			case 0, 1:
				if up = !up; up {
					f.startServer()
				} else {
					f.killServer()
				}
			case 2:
				f.net.Cut(a.host, host)
			case 3:
				f.net.Heal(a.host, host)
			case 4:
				f.server.tick(1000 + i)
				a.execute()
				f.net.Cut(a.host, host)
				f.net.Heal(a.host, host)
			case 5:
				if a.conn != nil {
					a.sync()
					_ = a.conn.Close()
					a.conn = nil
				}
			case 6:
				a.host.SetAddrs(netip.AddrFrom4([4]byte{10, 50, 2, byte(i)}))
			case 7:
				a.sync()
				a.open()
				a.execute()
			}
		})
	}
	f.advance(31 * time.Minute)
	syncs := 0
	for _, a := range f.agents {
		syncs += a.syncs
	}
	if syncs < 50 {
		t.Errorf("seed %d: %d calls", seed, syncs)
	}
	f.end()
	return f.log.String()
}

// Whatever happens, real gRPC and the in-process connection tell the same history. VNET_SEEDS sets how many are tried.
func TestRandomFaultsMakeTheSameHistoryWithRealGRPC(t *testing.T) {
	seeds := 10
	if n, err := strconv.Atoi(os.Getenv("VNET_SEEDS")); err == nil {
		seeds = n
	}
	for seed := range uint64(seeds) {
		want := randomHistory(t, seed)
		if got := randomHistory(t, seed); got != want {
			t.Fatalf("seed %d, again in process: %s", seed, difference(want, got))
		}
		if got := randomHistory(t, seed, vnet.WithRealGRPC()); got != want {
			t.Fatalf("seed %d, real gRPC: %s", seed, difference(want, got))
		}
	}
}
