package core_test

import (
	"context"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/dflab/dflab/lab/clock"
	"github.com/dflab/dflab/lab/sim/server/core"
)

var start = time.Date(2026, 11, 22, 15, 0, 0, 0, time.UTC)

func newCore() *core.Core {
	return &core.Core{Clock: clock.New(start), Prefix: "server", Rand: rand.New(rand.NewPCG(1, 2)), Location: time.UTC}
}

func advance(t *testing.T, c *core.Core, d time.Duration) {
	t.Helper()
	if err := c.Clock.Advance(context.Background(), d); err != nil {
		t.Fatal(err)
	}
}

// TestStraight pins that straight-line code passes lab time in its sleeps, beside other turns.
func TestStraight(t *testing.T) {
	c := newCore()
	var seen []string
	mark := func(what string) { seen = append(seen, what+c.Now().Format(" 05.0")) }
	c.Straight("a", func(sleep core.Sleep) {
		mark("a")
		sleep(2 * time.Second)
		mark("a")
		sleep(0)
		mark("a")
	})
	c.After("b", time.Second, func() { mark("b") })
	advance(t, c, 5*time.Second)
	if want := []string{"a 00.0", "b 01.0", "a 02.0", "a 02.0"}; !slices.Equal(seen, want) {
		t.Errorf("ran %q, want %q", seen, want)
	}
}

// TestStop pins that the end of the process ends its code where it sleeps, wherever Stop is called.
func TestStop(t *testing.T) {
	for _, tc := range []struct {
		name string
		stop func(c *core.Core, own bool)
	}{
		{"from outside", func(c *core.Core, own bool) {
			if !own {
				c.Stop()
			}
		}},
		{"from the code itself", func(c *core.Core, own bool) {
			if own {
				c.Stop()
			}
		}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			c := newCore()
			var slept []bool
			ended := false
			c.Straight("a", func(sleep core.Sleep) {
				defer func() { ended = true }()
				slept = append(slept, sleep(time.Second))
				tc.stop(c, true)
				slept = append(slept, sleep(time.Second))
			})
			c.Every("b", time.Second, func() {})
			advance(t, c, 1500*time.Millisecond)
			tc.stop(c, false)
			advance(t, c, 5*time.Second)
			if want := []bool{true, false}; !slices.Equal(slept, want) || !ended {
				t.Errorf("sleeps %v, ended %v; want %v and an end", slept, ended, want)
			}
			if _, more := c.Clock.Next(); more {
				t.Error("timers are left")
			}
			c.Straight("late", func(core.Sleep) { t.Error("code ran after the process's end") })
			c.Post("late", func() { t.Error("turn ran after the process's end") })
			advance(t, c, time.Second)
		})
	}
}

func TestPanicText(t *testing.T) {
	p := core.Panic{Value: "boom", Frames: []core.Frame{{Func: "main.f", File: "main.go", Line: 7}}}
	if want := "panic: boom\n\ngoroutine 1 [running]:\nmain.f(...)\n\tmain.go:7\n"; p.Text() != want {
		t.Errorf("text %q, want %q", p.Text(), want)
	}
}

func TestUUID(t *testing.T) {
	a, b := newCore(), newCore()
	first := a.UUID()
	if first != b.UUID() || first == a.UUID() {
		t.Error("uuids don't follow the random source")
	}
	if first[14] != '4' || !strings.ContainsRune("89ab", rune(first[19])) {
		t.Errorf("%s isn't a version 4 UUID", first)
	}
}
