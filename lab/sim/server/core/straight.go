package core

import (
	"iter"
	"time"
)

// Sleep lets lab time pass in the middle of straight-line code: what follows runs in a later turn. It returns false when the
// process ended meanwhile; the code must then return at once.
type Sleep func(d time.Duration) bool

// straight is one run of straight-line code, resumed by a turn after each sleep.
type straight struct {
	next    func() (time.Duration, bool)
	stop    func()
	running bool
}

// Straight runs code on lane name, beginning with a turn of its own, so that a sequence that takes time (start-up, migration)
// reads like the real one's. Between two sleeps the code is one turn. It never runs beside another turn: a sleep is a switch
// of coroutines, not a goroutine left running.
func (c *Core) Straight(name string, code func(Sleep)) {
	s := &straight{}
	s.next, s.stop = iter.Pull(func(yield func(time.Duration) bool) {
		code(func(d time.Duration) bool { return yield(d) && !c.stopped })
	})
	if c.stopped {
		s.stop()
		return
	}
	c.straights = append(c.straights, s)
	lane := c.Lane(name)
	var resume func()
	resume = func() {
		if c.stopped {
			return
		}
		s.running = true
		d, more := s.next()
		s.running = false
		switch {
		case c.stopped:
			s.stop() // the code itself ended the process
		case more && d <= 0:
			lane.Post(resume)
		case more:
			c.after(lane, d, resume)
		}
	}
	lane.Post(resume)
}

// stopStraights ends the straight-line codes that wait in a sleep; one that is running ends when it sleeps or returns.
func (c *Core) stopStraights() {
	for _, s := range c.straights {
		if !s.running {
			s.stop()
		}
	}
	c.straights = nil
}
