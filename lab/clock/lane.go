package clock

import "time"

// Lane is a named source of turns: a part's timers, one stream's arrivals. Its name is what orders turns that were posted in the
// same turn for the same instant, so a name belongs to one purpose ("agent/host-1/sync"), and two goroutines that run at the same
// time must not post on the same lane.
type Lane struct {
	clock *Clock
	name  string
}

// Lane returns the lane of that name. Lanes are values: asking twice gives the same lane.
func (c *Clock) Lane(name string) Lane { return Lane{clock: c, name: name} }

// Name is the lane's name.
func (l Lane) Name() string { return l.name }

// Clock is the clock that the lane belongs to.
func (l Lane) Clock() *Clock { return l.clock }

// Sub returns the lane "<name>/<sub>".
func (l Lane) Sub(sub string) Lane { return Lane{clock: l.clock, name: l.name + "/" + sub} }

// Post runs fn as a turn now, after the current turn and what was already due.
func (l Lane) Post(fn func()) { l.After(0, fn) }

// After runs fn as a turn at d from now; at once if d isn't positive.
func (l Lane) After(d time.Duration, fn func()) *Timer { return l.post(d, 0, fn) }

// Every runs fn as a turn at d from now and then every d, until the timer is stopped. It panics if d isn't positive, as it would
// never let lab time pass.
func (l Lane) Every(d time.Duration, fn func()) *Timer {
	if d <= 0 {
		panic("clock: repeat on lane " + l.name + " without a positive period")
	}
	return l.post(d, d, fn)
}

func (l Lane) post(d, period time.Duration, fn func()) *Timer {
	c := l.clock
	c.mu.Lock()
	defer c.mu.Unlock()
	e := &event{lane: l.name, fn: fn, period: period, index: -1}
	c.push(e, c.current().Add(max(d, 0)))
	return &Timer{clock: c, event: e}
}

// push puts e into the heap as posted by the current turn. mu is held.
func (c *Clock) push(e *event, at time.Time) {
	c.posted++
	e.at, e.turn, e.seq = at, c.turns, c.posted
	c.events.push(e)
	if e.index == 0 { // only then does it concern one who waits
		c.changed.Broadcast()
	}
}

// Timer is a turn, or a series of turns, that can be called off.
type Timer struct {
	clock *Clock
	event *event
}

// Stop calls the timer off: when it is called in a turn, fn never runs after it. Stopping twice, after the turn, or a nil timer does
// nothing.
func (t *Timer) Stop() {
	if t == nil {
		return
	}
	t.clock.mu.Lock()
	defer t.clock.mu.Unlock()
	t.event.period = 0
	if t.event.index >= 0 {
		t.clock.events.remove(t.event.index)
	}
}
