// Package clock is the lab's clock. It runs a whole deployment on lab time: one goroutine runs one event (a turn) to its end,
// waits until nothing is held, and runs the next; between turns lab time jumps, or is paced against real time.
//
// Events due at the same instant run in the order (turn that posted them, lane name, sequence in the lane), so that a run of a lab
// is the same every time, whatever the scheduler does. Three rules make it so, and users of the clock keep them:
//
//   - State that parts share is touched in turns only. Turns never run at the same time, so nothing needs locks.
//   - Blocking work that needs another party's turn (an RPC) runs through Go, whose result comes back as a turn.
//   - Whoever hands something to another goroutine holds the clock until that goroutine has posted what follows from it.
//
// The package imports the standard library only. Nothing about DeepFlow or networks belongs in it.
package clock

import (
	"context"
	"fmt"
	"sync"
	"time"
)

// Clock is lab time together with the events that are to come. Its methods may be called from any goroutine, with the exceptions
// that each states.
type Clock struct {
	mu sync.Mutex
	// changed is signalled when anything changes that a driver or an outsider may wait for: holds down to zero, an event posted,
	// a turn ended, the driver gone, an outsider's wait over, real time passed.
	changed sync.Cond

	now    time.Time
	events eventHeap
	posted uint64 // events posted so far: the sequence within lanes
	turns  uint64
	holds  int

	driver uint64 // the goroutine that drives, 0 if nobody does
	turn   *event // the turn that runs, nil between turns
	owners map[uint64]struct{}

	pace pace
}

// New returns a clock that stands at start and jumps (see Pace).
func New(start time.Time) *Clock {
	c := &Clock{now: start, owners: make(map[uint64]struct{})}
	c.changed.L = &c.mu
	return c
}

// Now is the lab time: in a turn the instant of its event, between turns of a paced clock the instant that real time has reached.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.current()
}

// Turn is the number of turns that have been started.
func (c *Clock) Turn() uint64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.turns
}

// Next tells when the next event is due; false if none is posted.
func (c *Clock) Next() (time.Time, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.events) == 0 {
		return time.Time{}, false
	}
	return c.events[0].at, true
}

// Hold keeps the next turn from starting until a matching Release. It may be called in a turn or by a goroutine whose own hold
// keeps the clock; a hold taken at any other moment may come after the turn that it was meant to stop.
func (c *Clock) Hold() {
	c.mu.Lock()
	c.holds++
	c.mu.Unlock()
}

// Release gives one hold back.
func (c *Clock) Release() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.release()
}

func (c *Clock) release() {
	if c.holds == 0 {
		panic("clock: released more often than held")
	}
	if c.holds--; c.holds == 0 {
		c.changed.Broadcast()
	}
}

// Advance runs every event that is due up to d from now, in order, and then sets the clock to exactly that instant. If another
// goroutine drives the clock, Advance waits until that one has brought it there, or takes over when it stops.
// The error is that of ctx, when it ends before. It must not be called in a turn.
func (c *Clock) Advance(ctx context.Context, d time.Duration) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	until := c.current().Add(max(d, 0))
	if err := c.drive(ctx, until); err != nil {
		return fmt.Errorf("advance clock by %v: %w", d, err)
	}
	return nil
}

// Run runs events until ctx ends, waiting for more when there are none, and returns the error of ctx. On a clock that isn't paced
// a timer that repeats keeps it busy.
func (c *Clock) Run(ctx context.Context) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.drive(ctx, time.Time{})
}
