package clock

import (
	"context"
	"fmt"
	"runtime/debug"
	"time"
)

// drive runs events up to and including the instant until, or for as long as ctx lives if until is zero. mu is held.
func (c *Clock) drive(ctx context.Context, until time.Time) error {
	me := goroutine()
	if c.driver == me {
		panic("clock: driven inside a turn of " + c.turn.lane)
	}
	stop := context.AfterFunc(ctx, func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.changed.Broadcast()
	})
	defer stop()

	for c.driver != 0 {
		if err := ctx.Err(); err != nil {
			return err
		}
		if !until.IsZero() && c.passed(until) {
			return nil
		}
		c.changed.Wait()
	}
	defer c.take(me)()
	c.pace.anchor(c.now)
	for {
		if err := ctx.Err(); err != nil {
			if c.holds > 0 {
				return fmt.Errorf("%d held: %w", c.holds, err)
			}
			return err
		}
		if c.holds > 0 {
			c.changed.Wait()
			continue
		}
		next, due := c.next(until)
		switch {
		case next.IsZero(): // nothing to come, and no end
			c.sleep(next)
		case c.pace.behind(next) > 0:
			c.sleep(next)
		case due:
			c.step()
		default:
			c.set(until)
			return nil
		}
	}
}

// passed tells whether everything that is due up to until has run.
func (c *Clock) passed(until time.Time) bool {
	if now := c.current(); !now.Equal(until) {
		return now.After(until)
	}
	return c.turn == nil && c.holds == 0 && (len(c.events) == 0 || c.events[0].at.After(until))
}

// next tells which instant the driver goes for: that of the first event if it lies before until, else until.
func (c *Clock) next(until time.Time) (at time.Time, due bool) {
	if len(c.events) > 0 {
		if first := c.events[0].at; until.IsZero() || !first.After(until) {
			return first, true
		}
	}
	return until, false
}

// take makes goroutine me the driver; what it returns ends that.
func (c *Clock) take(me uint64) (leave func()) {
	c.driver = me
	return func() {
		c.driver = 0
		c.changed.Broadcast()
	}
}

// set moves lab time forward, never back.
func (c *Clock) set(t time.Time) {
	if t.After(c.now) {
		c.now = t
	}
}

// step runs the first event as a turn and waits until nothing is held. mu is held, but not while the turn runs.
func (c *Clock) step() {
	e := c.events.pop()
	c.set(e.at)
	c.turns++
	c.turn = e
	defer func() { c.turn = nil }()
	if e.period > 0 { // armed before it runs, so that the turn itself can stop it
		c.push(e, c.now.Add(e.period))
	}
	c.run(e)
	c.changed.Broadcast()
}

func (c *Clock) run(e *event) {
	number, lane := c.turns, e.lane
	c.mu.Unlock()
	defer c.mu.Lock()
	defer func() {
		if v := recover(); v != nil {
			panic(&TurnPanic{Lane: lane, Turn: number, Value: v, Stack: debug.Stack()})
		}
	}()
	e.fn()
}

// TurnPanic is what the driver of a clock panics with when a turn has panicked.
type TurnPanic struct {
	Lane  string // the lane whose turn it was
	Turn  uint64
	Value any    // what the turn panicked with
	Stack []byte // where
}

// Error names the lane and gives the panic's value and its stack.
func (p *TurnPanic) Error() string {
	return fmt.Sprintf("turn %d, lane %s: %v\n%s", p.Turn, p.Lane, p.Value, p.Stack)
}

// Unwrap gives the value if it is an error.
func (p *TurnPanic) Unwrap() error {
	err, _ := p.Value.(error)
	return err
}
