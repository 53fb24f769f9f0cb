// Package core is what every module of the simulated deepflow-server is given: its clock, configuration,
// database, log and identity. It may import lab/clock and lab/deepflow; it knows no module.
package core

import (
	"context"
	"database/sql"
	"math/rand/v2"
	"time"

	"github.com/google/uuid"

	"github.com/dflab/dflab/lab/clock"
	"github.com/dflab/dflab/lab/deepflow/config"
	"github.com/dflab/dflab/lab/deepflow/logline"
	"github.com/dflab/dflab/lab/deepflow/release"
)

// Core is shared by the modules of one server process and dies with it.
type Core struct {
	// Context ends when the process ends; SQL statements are given it.
	Context context.Context
	Clock   *clock.Clock
	// Prefix names the process in lanes, "server".
	Prefix  string
	Config  *config.Server
	Release *release.Release
	// DB is the database named by controller.mysql; nil until stage "MySQL init".
	DB  *sql.DB
	Log *logline.Logger
	// Rand feeds uuids, short ids and jitter, so that a seed repeats a run.
	Rand *rand.Rand
	// NodeIP and PodIP are K8S_NODE_IP_FOR_DEEPFLOW and K8S_POD_IP_FOR_DEEPFLOW; Hostname is the controller's name in STANDALONE mode.
	NodeIP, PodIP, Hostname string
	// Started is when the process started.
	Started time.Time
	// Location is the time zone of log lines and of DATETIME columns (TZ of the container).
	Location *time.Location

	// stopped is set when the process ended: nothing posted runs afterwards, modules need not check.
	stopped   bool
	timers    map[*clock.Timer]struct{}
	straights []*straight
}

// Now is the lab's time in the process's time zone.
func (c *Core) Now() time.Time { return c.Clock.Now().In(c.Location) }

// Lane is a named lane of this process.
func (c *Core) Lane(name string) clock.Lane { return c.Clock.Lane(c.Prefix + "/" + name) }

// Every runs fn every d until the process ends. A period below one second is a second: the real server's integers are seconds
// and it panics on less (server/controller, time.NewTicker).
func (c *Core) Every(name string, d time.Duration, fn func()) {
	if d < time.Second {
		d = time.Second
	}
	c.keep(c.Lane(name).Every(d, c.alive(fn)))
}

// After runs fn once after d unless the process ends first.
func (c *Core) After(name string, d time.Duration, fn func()) *clock.Timer {
	return c.after(c.Lane(name), d, c.alive(fn))
}

func (c *Core) after(lane clock.Lane, d time.Duration, fn func()) *clock.Timer {
	var t *clock.Timer
	t = lane.After(d, func() {
		delete(c.timers, t)
		fn()
	})
	c.keep(t)
	return t
}

func (c *Core) keep(t *clock.Timer) {
	if c.timers == nil {
		c.timers = map[*clock.Timer]struct{}{}
	}
	c.timers[t] = struct{}{}
}

// Post runs fn as a turn of its own, now.
func (c *Core) Post(name string, fn func()) { c.Lane(name).Post(c.alive(fn)) }

func (c *Core) alive(fn func()) func() {
	return func() {
		if !c.stopped {
			fn()
		}
	}
}

// Stop ends all timers; nothing posted runs afterwards.
func (c *Core) Stop() {
	c.stopped = true
	for t := range c.timers {
		t.Stop()
	}
	c.timers = nil
	c.stopStraights()
}

// Stopped says whether the process ended.
func (c *Core) Stopped() bool { return c.stopped }

// UUID is a random version 4 UUID from the process's random source.
func (c *Core) UUID() string {
	var b [16]byte
	for i := 0; i < 16; i += 8 {
		v := c.Rand.Uint64()
		for j := range 8 {
			b[i+j] = byte(v >> (8 * j))
		}
	}
	b[6] = b[6]&0x0f | 0x40
	b[8] = b[8]&0x3f | 0x80
	return uuid.UUID(b).String()
}
