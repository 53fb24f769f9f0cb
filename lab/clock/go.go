package clock

import (
	"fmt"
	"runtime/debug"
)

// Go runs work, which may block on other parties' turns (an RPC), on a goroutine that owns one hold; done runs as a turn of l when
// work has returned. It is called in a turn, or by a goroutine that owns a hold, or while nobody drives the clock. A panic of work
// becomes a panic of that turn.
func Go[T any](l Lane, work func() (T, error), done func(T, error)) {
	l.Spawn(func() {
		v, err := work()
		l.Post(func() { done(v, err) })
	})
}

// Spawn runs fn on a goroutine that owns one hold: Go without a result. As turns don't run while it is held, fn may touch what turns
// own, if nothing else is spawned or woken in the same turn. It is called as Go is. A panic of fn becomes a panic of a turn of l.
func (l Lane) Spawn(fn func()) {
	l.clock.Hold()
	go func() {
		defer l.clock.Own()()
		defer func() {
			if v := recover(); v != nil {
				p := fmt.Errorf("panic in work: %v\n%s", v, debug.Stack())
				l.Post(func() { panic(p) })
			}
		}()
		fn()
	}()
}

// Own makes the calling goroutine the owner of a hold that was taken for it, until it calls release, which gives the hold back.
// Waits of an owner (Do, Wait, calls of a transport) give the hold up while they last.
func (c *Clock) Own() (release func()) {
	me := goroutine()
	c.mu.Lock()
	c.owners[me] = struct{}{}
	c.mu.Unlock()
	return func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		delete(c.owners, me)
		c.release()
	}
}

// Outside runs fn, which waits for the real world and not for turns, with the calling goroutine's hold, if it owns one, given up
// meanwhile.
func (c *Clock) Outside(fn func()) {
	me := goroutine()
	c.mu.Lock()
	_, owner := c.owners[me]
	if owner {
		c.release()
	}
	c.mu.Unlock()
	if owner {
		defer c.Hold()
	}
	fn()
}
