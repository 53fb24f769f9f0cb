package clock_test

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/dflab/dflab/lab/clock"
)

var (
	start = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	ctx   = context.Background()
)

// recorder notes what ran when.
type recorder struct {
	clock *clock.Clock
	lines []string
}

func (r *recorder) note(what string) {
	r.lines = append(r.lines, fmt.Sprintf("%v %s", r.clock.Now().Sub(start), what))
}

func (r *recorder) fn(what string) func() { return func() { r.note(what) } }

func (r *recorder) want(t *testing.T, want ...string) {
	t.Helper()
	if !reflect.DeepEqual(r.lines, want) {
		t.Errorf("ran\n\t%s\nwant\n\t%s", strings.Join(r.lines, "\n\t"), strings.Join(want, "\n\t"))
	}
}

func advance(t testing.TB, c *clock.Clock, d time.Duration) {
	t.Helper()
	if err := c.Advance(ctx, d); err != nil {
		t.Fatal(err)
	}
}

func newClock() (*clock.Clock, *recorder) {
	c := clock.New(start)
	return c, &recorder{clock: c}
}

func TestTurnsRunByTimeThenPostingTurnThenLaneThenSequence(t *testing.T) {
	c, r := newClock()
	a, b := c.Lane("a"), c.Lane("b")
	b.After(2*time.Second, r.fn("b 1"))
	a.After(2*time.Second, r.fn("a 1"))
	a.After(2*time.Second, r.fn("a 2"))
	b.After(time.Second, func() {
		r.note("b first")
		a.After(time.Second, r.fn("a of a later turn"))
		b.Post(r.fn("b posted"))
		a.Post(r.fn("a posted"))
	})
	advance(t, c, 2*time.Second)
	r.want(t, "1s b first", "1s a posted", "1s b posted", "2s a 1", "2s a 2", "2s b 1", "2s a of a later turn")
}

func TestAdvanceEndsExactlyAtTheInstant(t *testing.T) {
	c, r := newClock()
	l := c.Lane("l")
	l.After(time.Second, r.fn("in time"))
	l.After(time.Second+1, r.fn("too late"))
	advance(t, c, time.Second)
	r.want(t, "1s in time")
	if got := c.Now().Sub(start); got != time.Second {
		t.Errorf("now is %v", got)
	}
	if next, ok := c.Next(); !ok || next.Sub(start) != time.Second+1 {
		t.Errorf("next event at %v, %v", next, ok)
	}
	if c.Turn() != 1 {
		t.Errorf("%d turns", c.Turn())
	}
}

func TestTimersStop(t *testing.T) {
	c, r := newClock()
	l := c.Lane("l")
	var nobody *clock.Timer
	nobody.Stop()
	l.After(time.Second, r.fn("never")).Stop()
	n := 0
	var every, stopped *clock.Timer
	every = l.Every(10*time.Second, func() {
		r.note("tick")
		if n++; n == 2 {
			every.Stop()
			every.Stop()
		}
	})
	l.After(5*time.Second, func() { stopped.Stop() })
	stopped = l.After(5*time.Second, r.fn("never, stopped at its own instant"))
	advance(t, c, time.Minute)
	r.want(t, "10s tick", "20s tick")
	if next, ok := c.Next(); ok {
		t.Errorf("an event is left, at %v", next)
	}
}

func TestManyTimersStayOrderedWhileSomeStop(t *testing.T) {
	c, _ := newClock()
	l := c.Lane("l")
	last, ran := time.Time{}, 0
	var timers []*clock.Timer
	for i := range 1000 {
		timers = append(timers, l.After(time.Duration(i*7919%1000)*time.Millisecond, func() {
			if c.Now().Before(last) {
				t.Errorf("%v after %v", c.Now(), last)
			}
			last = c.Now()
			ran++
		}))
	}
	for i := 0; i < len(timers); i += 3 {
		timers[i].Stop()
	}
	advance(t, c, time.Second)
	if ran != 666 {
		t.Errorf("%d ran", ran)
	}
}

func TestGoBringsResultsBackAsTurns(t *testing.T) {
	c, r := newClock()
	c.Lane("z").After(time.Second, func() {
		for _, name := range []string{"c", "a", "b"} {
			clock.Go(c.Lane(name), func() (string, error) { return name, errors.New("e") },
				func(s string, err error) { r.note(s + " " + err.Error()) })
		}
		c.Lane("after").After(0, r.fn("after"))
	})
	c.Lane("z").After(time.Second, r.fn("posted before"))
	advance(t, c, time.Second)
	r.want(t, "1s posted before", "1s a e", "1s after", "1s b e", "1s c e")
}

func TestDoInsideGoGivesTheHoldUp(t *testing.T) {
	c, r := newClock()
	l := c.Lane("l")
	clock.Go(c.Lane("work"), func() (int, error) {
		l.Do(r.fn("do"))
		l.Do(r.fn("do again"))
		return 1, nil
	}, func(int, error) { r.note("done") })
	l.After(1, r.fn("later"))
	advance(t, c, 1)
	r.want(t, "0s do", "0s do again", "0s done", "1ns later")
}

func TestDoRunsOnAnIdleClock(t *testing.T) {
	c, r := newClock()
	l := c.Lane("l")
	l.Post(r.fn("due before"))
	l.Do(func() {
		r.note("do")
		l.Post(r.fn("follows"))
	})
	r.want(t, "0s due before", "0s do")
	l.Do(r.fn("second"))
	r.want(t, "0s due before", "0s do", "0s follows", "0s second")
}

func TestDoWhileAnotherDrives(t *testing.T) {
	c, _ := newClock()
	l := c.Lane("l")
	runCtx, stop := context.WithCancel(ctx)
	ended := make(chan error)
	go func() { ended <- c.Run(runCtx) }()
	var wg sync.WaitGroup
	n := 0 // no lock: turns don't overlap
	for range 8 {
		wg.Go(func() {
			for range 100 {
				l.Do(func() { n++ })
			}
		})
	}
	wg.Wait()
	stop()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Errorf("run ended with %v", err)
	}
	if n != 800 {
		t.Errorf("%d turns of outsiders", n)
	}
}

func TestAdvanceSaysWhatKeepsIt(t *testing.T) {
	c, r := newClock()
	c.Lane("l").Post(r.fn("never while held"))
	c.Hold()
	ended, cancel := context.WithCancel(ctx)
	cancel()
	err := c.Advance(ended, time.Second)
	if !errors.Is(err, context.Canceled) || !strings.Contains(err.Error(), "1 held") {
		t.Errorf("got %v", err)
	}
	c.Release()
	r.want(t)
	advance(t, c, time.Second)
	r.want(t, "0s never while held")
}

func TestAdvanceWaitsForTheOneWhoDrives(t *testing.T) {
	c, _ := newClock()
	c.Pace(1000)
	runCtx, stop := context.WithCancel(ctx)
	ended := make(chan error)
	go func() { ended <- c.Run(runCtx) }()
	n := 0
	c.Lane("l").Every(time.Second, func() { n++ })
	advance(t, c, 20*time.Second)
	stop()
	<-ended
	if n < 19 {
		t.Errorf("%d ticks in 20 seconds", n)
	}
}

// Advance(0) runs what is due even if another goroutine is just running a turn.
func TestAdvanceRunsWhatIsDueThoughAnotherDrives(t *testing.T) {
	c, r := newClock()
	running, goOn := make(chan bool), make(chan bool)
	go c.Lane("outsider").Do(func() {
		c.Lane("l").Post(r.fn("due"))
		running <- true
		<-goOn
	})
	<-running
	go close(goOn)
	advance(t, c, 0)
	r.want(t, "0s due")
}

func TestPaceFollowsRealTime(t *testing.T) {
	c, r := newClock()
	c.Pace(100)
	c.Lane("l").After(2*time.Second, r.fn("tick"))
	begin := time.Now()
	advance(t, c, 3*time.Second)
	if took := time.Since(begin); took < 30*time.Millisecond {
		t.Errorf("3 s at 100 times the speed took %v", took)
	}
	r.want(t, "2s tick")
	if got := c.Now().Sub(start); got != 3*time.Second {
		t.Errorf("now is %v", got)
	}
}

func TestNowFlowsWhileAPacedClockWaits(t *testing.T) {
	c, _ := newClock()
	c.Pace(1)
	runCtx, stop := context.WithCancel(ctx)
	ended := make(chan error)
	go func() { ended <- c.Run(runCtx) }()
	for c.Now().Equal(start) { // ends only if time flows without any event
	}
	at := c.Now()
	var turn time.Time
	c.Lane("outsider").Do(func() { turn = c.Now() })
	if turn.Before(at) {
		t.Errorf("turn of an outsider at %v, asked for at %v", turn, at)
	}
	stop()
	<-ended
}

func TestPanicsReachTheDriver(t *testing.T) {
	boom := errors.New("boom")
	for name, post := range map[string]func(l clock.Lane){
		"in a turn": func(l clock.Lane) { l.Post(func() { panic(boom) }) },
		"in work": func(l clock.Lane) {
			clock.Go(l, func() (int, error) { panic(boom) }, func(int, error) { t.Error("done ran") })
		},
	} {
		t.Run(name, func(t *testing.T) {
			c, r := newClock()
			post(c.Lane("agent/host-1/sync"))
			func() {
				defer func() {
					p, ok := recover().(*clock.TurnPanic)
					if !ok || p.Lane != "agent/host-1/sync" || !strings.Contains(p.Error(), "boom") {
						t.Errorf("driver got %v", p)
					}
				}()
				_ = c.Advance(ctx, time.Second)
			}()
			c.Lane("l").Post(r.fn("the clock goes on"))
			advance(t, c, time.Second)
			r.want(t, "0s the clock goes on")
		})
	}
}

func TestBlockingInATurnPanics(t *testing.T) {
	for name, block := range map[string]func(c *clock.Clock){
		"Do":      func(c *clock.Clock) { c.Lane("x").Do(func() {}) },
		"Advance": func(c *clock.Clock) { _ = c.Advance(ctx, 1) },
	} {
		t.Run(name, func(t *testing.T) {
			c, _ := newClock()
			c.Lane("l").Post(func() {
				defer func() {
					if v := recover(); v == nil || !strings.Contains(fmt.Sprint(v), "inside a turn of l") {
						t.Errorf("panic %v", v)
					}
				}()
				block(c)
			})
			advance(t, c, 1)
		})
	}
}

func TestAContextEndsAnOutsidersWait(t *testing.T) {
	c, _ := newClock()
	ended, cancel := context.WithCancel(ctx)
	cancel()
	if err := c.NewWait().Block(ended); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestOutsideLetsTheClockGoOn(t *testing.T) {
	c, r := newClock()
	answer := make(chan int)
	c.Lane("l").After(time.Second, func() {
		r.note("answer")
		answer <- 42
	})
	clock.Go(c.Lane("work"), func() (n int, err error) {
		c.Outside(func() { n = <-answer })
		return n, nil
	}, func(n int, _ error) { r.note(fmt.Sprint("got ", n)) })
	advance(t, c, time.Second)
	for len(r.lines) < 2 { // the worker is back at some real moment
		advance(t, c, 0)
	}
	r.want(t, "1s answer", "1s got 42")
}

// A day of a lab: 58,000 calls whose results come back as turns, and 7,200 timer ticks.
func BenchmarkDay(b *testing.B) {
	for b.Loop() {
		c := clock.New(start)
		server := c.Lane("server")
		for i := range 5 {
			l := c.Lane(fmt.Sprint("agent/", i))
			l.Every(7450*time.Millisecond, func() {
				clock.Go(l, func() (int, error) { server.Sub(l.Name()).Do(func() {}); return 0, nil }, func(int, error) {})
			})
		}
		server.Every(12*time.Second, func() {})
		advance(b, c, 24*time.Hour)
	}
}

func BenchmarkTurn(b *testing.B) {
	c := clock.New(start)
	for i := range 10000 {
		c.Lane(fmt.Sprint("host-", i)).Every(time.Second, func() {})
	}
	b.ResetTimer()
	for b.Loop() {
		advance(b, c, time.Second)
	}
}
