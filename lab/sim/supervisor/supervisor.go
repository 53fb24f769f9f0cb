// Package supervisor keeps a simulated process running as Docker or systemd would: it starts it again when it ends, after the
// back-off of the policy, on the lab clock. It knows nothing of what it runs and may import lab/clock only.
package supervisor

import (
	"fmt"
	"time"

	"github.com/dflab/dflab/lab/clock"
)

// Start begins a process. exited is to be called at most once, in a turn, when the process ends by itself, and never after kill.
// kill ends it at once, as SIGKILL does; it is called at most once, and not after exited.
type Start func(exited func(code int)) (kill func(), err error)

// Killed is the exit code of a process that SIGKILL ended.
const Killed = 137

// NotStarted is the exit code recorded when Start fails on a restart (Docker's code for a command that can't be run).
const NotStarted = 127

// Exit is one end of the process.
type Exit struct {
	Code int
	At   time.Time
	Ran  time.Duration // how long the process ran
	Err  error         // why it couldn't be started, with Code NotStarted
}

// Supervisor runs one process. Its methods are called in turns, or while nobody drives the clock.
type Supervisor struct {
	lane   clock.Lane
	policy Policy
	start  Start

	// run numbers the processes started, so that a late exited of an earlier one counts for nothing.
	run      int
	kill     func() // nil when no process runs
	since    time.Time
	pending  *clock.Timer
	backoff  time.Duration
	restarts int
	exits    []Exit
}

// New is a supervisor that has not started anything. lane is of its own.
func New(lane clock.Lane, policy Policy, start Start) *Supervisor {
	return &Supervisor{lane: lane, policy: policy, start: start}
}

// Start starts the process by hand; it does nothing if it runs. The back-off begins anew.
func (s *Supervisor) Start() error {
	if s.kill != nil {
		return nil
	}
	s.pending.Stop()
	s.pending, s.backoff = nil, 0
	return s.launch()
}

// Stop ends the process; nothing starts it again but Start or Restart.
func (s *Supervisor) Stop() {
	s.pending.Stop()
	s.pending = nil
	s.end()
}

// Restart stops and starts the process by hand.
func (s *Supervisor) Restart() error {
	s.Stop()
	return s.Start()
}

// Kill ends the process as a SIGKILL from elsewhere does (the kernel's, an operator's kill -9): the policy decides what follows.
func (s *Supervisor) Kill() {
	if s.kill != nil {
		s.end()
		s.ended(Exit{Code: Killed})
	}
}

// Running says whether the process runs now.
func (s *Supervisor) Running() bool { return s.kill != nil }

// Restarts counts the starts that the policy made.
func (s *Supervisor) Restarts() int { return s.restarts }

// Exits are the ends of the process so far that nobody asked for, the oldest first.
func (s *Supervisor) Exits() []Exit { return append([]Exit(nil), s.exits...) }

func (s *Supervisor) launch() error {
	s.run++
	run := s.run
	s.since = s.lane.Clock().Now()
	kill, err := s.start(func(code int) {
		if run == s.run && s.kill != nil {
			s.kill = nil
			s.ended(Exit{Code: code})
		}
	})
	if err != nil {
		return fmt.Errorf("start process of %s: %w", s.lane.Name(), err)
	}
	s.kill = kill
	return nil
}

// end kills the process if it runs.
func (s *Supervisor) end() {
	if s.kill != nil {
		kill := s.kill
		s.kill = nil
		s.run++
		kill()
	}
}

// ended records an end and starts the process again if the policy says so.
func (s *Supervisor) ended(e Exit) {
	e.At = s.lane.Clock().Now()
	e.Ran = e.At.Sub(s.since)
	s.exits = append(s.exits, e)
	wait, again := s.policy.next(e, s.backoff)
	if !again {
		return
	}
	s.backoff = wait
	s.pending = s.lane.After(wait, func() {
		s.pending = nil
		s.restarts++
		if err := s.launch(); err != nil {
			s.ended(Exit{Code: NotStarted, Err: err})
		}
	})
}
