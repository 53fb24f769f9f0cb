package clock

import "time"

// pace ties lab time to real time: at the real instant real the clock stood at lab, and it runs rate times as fast.
type pace struct {
	rate   float64
	real   time.Time
	lab    time.Time
	limit  time.Time // while the driver sleeps: the instant that it sleeps for, which lab time must not pass
	asleep bool
}

// Pace sets how fast lab time runs: 0 jumps from event to event (the default), 1 is real speed, n is n times faster.
// A paced clock stands still while nobody drives it.
func (c *Clock) Pace(rate float64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.current()
	c.pace.rate = max(rate, 0)
	c.pace.anchor(c.now)
	c.changed.Broadcast()
}

// anchor lets pacing start anew from the lab instant now.
func (p *pace) anchor(now time.Time) {
	if p.rate > 0 {
		p.real, p.lab = time.Now(), now
	}
}

// behind is the real time to wait until the lab instant t is reached; not positive if it is, or if the clock isn't paced.
func (p *pace) behind(t time.Time) time.Duration {
	if p.rate == 0 {
		return 0
	}
	return time.Duration(float64(t.Sub(p.lab))/p.rate) - time.Since(p.real)
}

// current is the lab time. While the driver of a paced clock sleeps it flows, up to what the driver sleeps for. mu is held.
func (c *Clock) current() time.Time {
	if c.pace.asleep && c.pace.rate > 0 {
		t := c.pace.lab.Add(time.Duration(float64(time.Since(c.pace.real)) * c.pace.rate))
		if !c.pace.limit.IsZero() && t.After(c.pace.limit) {
			t = c.pace.limit
		}
		c.set(t)
	}
	return c.now
}

// sleep lets the driver wait until something changes or, unless limit is zero, lab time reaches limit. mu is held, but not meanwhile.
func (c *Clock) sleep(limit time.Time) {
	c.pace.asleep, c.pace.limit = true, limit
	if !limit.IsZero() {
		t := time.AfterFunc(c.pace.behind(limit), func() {
			c.mu.Lock()
			defer c.mu.Unlock()
			c.changed.Broadcast()
		})
		defer t.Stop()
	}
	c.changed.Wait()
	c.now = c.current()
	c.pace.asleep = false
}
