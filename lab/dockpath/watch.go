package dockpath

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/dflab/dflab/lab"
	"github.com/dflab/dflab/lab/deepflow/config"
)

// Reading is what one gate's probe saw.
type Reading struct {
	Gate Gate
	Open bool
	// Evidence says why, in the words of what was asked: rows, answers, log lines.
	Evidence []string
}

// Watch follows one agent along its dock path. Positive evidence of the past counts; bad news and stored rows count from
// the last Mark on.
type Watch struct {
	lab  *lab.Lab
	host *lab.RunningHost

	server, agent lab.Cursor
	stats, flows  int64
	identity      identity

	start  time.Time
	opened []Opening
}

// Opening is when a gate was first seen open.
type Opening struct {
	Gate Gate
	// After is lab time since the watch began.
	After time.Duration
}

// Opened lists the gates that were seen open, in their order. How exact the times are depends on how often was looked: Await looks
// every five seconds.
func (w *Watch) Opened() []Opening { return slices.Clone(w.opened) }

// NewWatch follows the agent of that host. The error says that there is none.
func NewWatch(l *lab.Lab, host string) (*Watch, error) {
	h := l.Host(host)
	if h == nil {
		return nil, fmt.Errorf("watch host %q: not in this lab", host)
	}
	if h.Agent == nil {
		return nil, fmt.Errorf("watch host %q: it has no agent", host)
	}
	return &Watch{lab: l, host: h, start: l.Clock.Now()}, nil
}

// Mark puts the cursors at now: from here on, errors in the logs close their gates and only rows that come later open
// theirs.
func (w *Watch) Mark(ctx context.Context) { w.MarkFor(ctx, FlowPeriod) }

// FlowPeriod is more than flow logs of one agent lie apart: it sends them once a minute, and queues hold them for some seconds.
const FlowPeriod = 80 * time.Second

// MarkFor is Mark before something that takes only d: flow logs that can't be expected to come in that time aren't asked for again.
func (w *Watch) MarkFor(ctx context.Context, d time.Duration) {
	_, w.server = w.lab.Server.Log().Since(w.server)
	_, w.agent = w.host.Agent.Log().Since(w.agent)
	if w.lab.ClickHouse == nil {
		return
	}
	w.stats, _ = w.countStats(ctx)
	if d >= FlowPeriod {
		w.flows, _ = w.countFlows(ctx)
	}
}

// Path probes gate after gate up to the first closed one; the last reading is that gate's, or Docked's. In a lab without ClickHouse
// the path ends with the data connection.
func (w *Watch) Path(ctx context.Context) []Reading {
	probes := [...]func(context.Context) (bool, []string){
		ServerUp: w.serverUp, ControllerDialled: w.dialled, SyncAnswered: w.answered, Reported: w.reported,
		Gathered: w.gathered, Registered: w.registered, Assigned: w.assigned, Configured: w.configured,
		DataConnected: w.connected, StatsStored: w.statsStored, FlowStored: w.flowStored,
	}
	w.identify()
	var path []Reading
	for g, probe := range probes {
		if Gate(g) > DataConnected && w.lab.ClickHouse == nil {
			break
		}
		open, evidence := probe(ctx)
		path = append(path, Reading{Gate: Gate(g), Open: open, Evidence: evidence})
		if open && g == len(w.opened) {
			w.opened = append(w.opened, Opening{Gate(g), w.lab.Clock.Now().Sub(w.start)})
		}
		if !open {
			break
		}
	}
	return path
}

// FirstClosed is the reading of the first closed gate; ok is false when the agent is docked.
func (w *Watch) FirstClosed(ctx context.Context) (r Reading, ok bool) {
	path := w.Path(ctx)
	last := path[len(path)-1]
	return last, !last.Open
}

// Stuck says that an agent didn't reach a gate in time.
type Stuck struct {
	Host   string
	Wanted Gate
	At     Reading
	Waited time.Duration
}

// Error tells where the agent stands, on what evidence, and what could still move it.
func (s *Stuck) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "host %s: stuck before %q after %v (waited for %q)", s.Host, s.At.Gate, s.Waited, s.Wanted)
	for _, e := range s.At.Evidence {
		fmt.Fprintf(&b, "\n  %s", e)
	}
	fmt.Fprintf(&b, "\n  next: %s", s.At.Gate.Next())
	return b.String()
}

// step is how much lab time passes between two probes of Await.
const step = 5 * time.Second

// Await lets lab time pass until the gate is open, at most for limit. The error is a *Stuck, or that of ctx.
func (w *Watch) Await(ctx context.Context, gate Gate, limit time.Duration) error {
	start := w.lab.Clock.Now()
	for {
		last, closed := w.FirstClosed(ctx)
		if !closed || last.Gate > gate {
			return nil
		}
		if err := ctx.Err(); err != nil {
			return fmt.Errorf("await %q: %w", gate, err)
		}
		waited := w.lab.Clock.Now().Sub(start)
		if waited >= limit {
			return &Stuck{Host: w.host.Name, Wanted: gate, At: last, Waited: waited}
		}
		if err := w.lab.Clock.Wait(ctx, min(step, limit-waited)); err != nil {
			return fmt.Errorf("await %q: %w", gate, err)
		}
	}
}

// agentConfig is the agent's file as it is now; ok is false when the agent itself couldn't read it.
func (w *Watch) agentConfig() (c *config.Agent, ok bool) {
	c, err := config.ParseAgent("deepflow-agent.yaml", []byte(w.host.Agent.Config()))
	return c, err == nil && len(c.ControllerIPs) > 0
}
