package supervisor_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/dflab/dflab/lab/clock"
	"github.com/dflab/dflab/lab/sim/supervisor"
)

var start = time.Date(2026, 11, 22, 15, 0, 0, 0, time.UTC)

// process is a program that runs for a while and ends with a code.
type process struct {
	lane   clock.Lane
	starts []time.Duration
	runs   time.Duration // 0: for ever
	code   int
	fail   error
}

func (p *process) start(exited func(int)) (func(), error) {
	if p.fail != nil {
		return nil, p.fail
	}
	p.starts = append(p.starts, p.lane.Clock().Now().Sub(start))
	var timer *clock.Timer
	if p.runs > 0 {
		timer = p.lane.After(p.runs, func() { exited(p.code) })
	}
	return timer.Stop, nil
}

func ms(n int) time.Duration { return time.Duration(n) * time.Millisecond }

func TestPolicies(t *testing.T) {
	for _, tc := range []struct {
		name   string
		policy supervisor.Policy
		runs   time.Duration
		code   int
		within time.Duration
		starts []time.Duration
	}{
		{"always doubles", supervisor.Always, ms(1000), 0, ms(8000), []time.Duration{0, ms(1100), ms(2300), ms(3700), ms(5500)}},
		{"always begins anew after ten seconds", supervisor.Always, ms(10000), 1, ms(31000), []time.Duration{0, ms(10100), ms(20200), ms(30300)}},
		{"on-failure ignores success", supervisor.OnFailure, ms(1000), 0, ms(5000), []time.Duration{0}},
		{"on-failure restarts failure", supervisor.OnFailure, ms(1000), 1, ms(2000), []time.Duration{0, ms(1100)}},
		{"no", supervisor.No, ms(1000), 1, ms(5000), []time.Duration{0}},
		{"systemd waits ten seconds", supervisor.Systemd, ms(500), 0, ms(22000), []time.Duration{0, ms(10500), ms(21000)}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			c := clock.New(start)
			p := &process{lane: c.Lane("process"), runs: tc.runs, code: tc.code}
			s := supervisor.New(c.Lane("supervisor"), tc.policy, p.start)
			if err := s.Start(); err != nil {
				t.Fatal(err)
			}
			advance(t, c, tc.within)
			if !slices.Equal(p.starts, tc.starts) {
				t.Errorf("started at %v, want %v", p.starts, tc.starts)
			}
			if got := s.Restarts(); got != len(tc.starts)-1 {
				t.Errorf("%d restarts, want %d", got, len(tc.starts)-1)
			}
			for _, e := range s.Exits() {
				if e.Code != tc.code || e.Ran != tc.runs {
					t.Errorf("exit %+v, want code %d after %v", e, tc.code, tc.runs)
				}
			}
		})
	}
}

func TestBackoffEndsAtOneMinute(t *testing.T) {
	c := clock.New(start)
	p := &process{lane: c.Lane("process"), runs: ms(1)}
	s := supervisor.New(c.Lane("supervisor"), supervisor.Always, p.start)
	if err := s.Start(); err != nil {
		t.Fatal(err)
	}
	advance(t, c, 10*time.Minute)
	n := len(p.starts)
	if gap := p.starts[n-1] - p.starts[n-2]; gap != time.Minute+ms(1) {
		t.Errorf("last gap %v, want a minute", gap)
	}
}

func TestByHand(t *testing.T) {
	c := clock.New(start)
	p := &process{lane: c.Lane("process")}
	s := supervisor.New(c.Lane("supervisor"), supervisor.Always, p.start)
	if err := s.Start(); err != nil {
		t.Fatal(err)
	}
	s.Kill()
	if s.Running() {
		t.Error("runs after a kill")
	}
	advance(t, c, ms(100))
	if !s.Running() || s.Exits()[0].Code != supervisor.Killed {
		t.Errorf("running %v, exits %+v after a kill; want a restart and code 137", s.Running(), s.Exits())
	}
	s.Stop()
	advance(t, c, time.Hour)
	if s.Running() || s.Restarts() != 1 {
		t.Errorf("running %v, %d restarts after a stop; want none more", s.Running(), s.Restarts())
	}
	if err := s.Restart(); err != nil {
		t.Fatal(err)
	}
	if !s.Running() || len(p.starts) != 3 {
		t.Errorf("running %v, %d starts after a restart; want 3", s.Running(), len(p.starts))
	}
}

func TestStartFails(t *testing.T) {
	c := clock.New(start)
	p := &process{lane: c.Lane("process"), fail: errors.New("no such file")}
	s := supervisor.New(c.Lane("supervisor"), supervisor.Always, p.start)
	if err := s.Start(); !errors.Is(err, p.fail) {
		t.Errorf("error %v, want %v", err, p.fail)
	}
	p.fail = nil
	p.runs = ms(10)
	if err := s.Start(); err != nil {
		t.Fatal(err)
	}
	p.fail = errors.New("no such file")
	advance(t, c, ms(200))
	exits := s.Exits()
	if last := exits[len(exits)-1]; last.Code != supervisor.NotStarted || !errors.Is(last.Err, p.fail) {
		t.Errorf("last exit %+v, want not started", last)
	}
}

func advance(t *testing.T, c *clock.Clock, d time.Duration) {
	t.Helper()
	if err := c.Advance(context.Background(), d); err != nil {
		t.Fatal(err)
	}
}
