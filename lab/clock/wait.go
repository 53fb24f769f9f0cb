package clock

import (
	"context"
	"sync"
)

// Wait is one goroutine's wait for something that happens in a turn. It is made by the goroutine that will wait, before it posts
// whatever leads to the wake.
//
// If that goroutine owns a hold (see Own), the hold is given up for as long as it waits, and taken back on its behalf by the turn that
// wakes it, so that the next turn can't start before the goroutine has gone on. An outsider, who owns none, lends a hand
// while it waits: if nobody drives the clock, it runs the turns that are due now itself. Lab time doesn't move by that.
type Wait struct {
	clock     *Clock
	goroutine uint64
	owner     bool
	once      sync.Once
	woken     chan struct{}
}

// NewWait prepares a wait of the calling goroutine. It panics inside a turn: what a turn waits for would never run.
func (c *Clock) NewWait() *Wait {
	w := &Wait{clock: c, goroutine: goroutine(), woken: make(chan struct{})}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.driver == w.goroutine && c.turn != nil {
		panic("clock: blocking call inside a turn of " + c.turn.lane + "; use Go")
	}
	_, w.owner = c.owners[w.goroutine]
	return w
}

// Wake ends the wait; the first call counts. It is called in a turn or by a goroutine that owns a hold.
func (w *Wait) Wake() {
	w.once.Do(func() {
		w.clock.mu.Lock()
		defer w.clock.mu.Unlock()
		if w.owner {
			w.clock.holds++
		} else {
			w.clock.changed.Broadcast()
		}
		close(w.woken)
	})
}

// Block waits until Wake, or until ctx ends, which is the error then. An end of ctx isn't a turn: only outsiders should wait with a
// context that can end.
func (w *Wait) Block(ctx context.Context) error {
	stop := context.AfterFunc(ctx, w.Wake)
	defer stop()
	if w.owner {
		w.clock.Release()
		<-w.woken
	} else {
		w.clock.assist(w)
	}
	return ctx.Err()
}

// assist waits for w on a goroutine that owns no hold, running due turns while nobody else does.
func (c *Clock) assist(w *Wait) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for {
		select {
		case <-w.woken:
			return
		default:
		}
		if c.driver == 0 && c.holds == 0 && len(c.events) > 0 && !c.events[0].at.After(c.now) {
			c.assistOnce(w.goroutine)
			continue
		}
		c.changed.Wait()
	}
}

// assistOnce runs one turn, and what it holds, as the driver. mu is held.
func (c *Clock) assistOnce(me uint64) {
	defer c.take(me)()
	c.step()
	for c.holds > 0 {
		c.changed.Wait()
	}
}

// Do runs fn as a turn of the lane and returns when it ran. It is how outsiders (a handler of a real HTTP request) get at what turns
// own, whether somebody drives the clock or not. On a goroutine that owns a hold, the hold is given up meanwhile.
//
// It must not be called in a turn, nor by a goroutine that a turn, or the holder of a hold, waits for: neither would end. Work that
// asks a server whose handlers use Do (HTTP to the lab itself) does so within Clock.Outside.
func (l Lane) Do(fn func()) {
	w := l.clock.NewWait()
	l.Post(func() {
		defer w.Wake()
		fn()
	})
	_ = w.Block(context.Background())
}
