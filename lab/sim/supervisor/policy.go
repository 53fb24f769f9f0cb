package supervisor

import "time"

// Policy says whether and when an ended process is started again.
type Policy int

// The policies. The first three are Docker's (`restart:` of a compose file); Systemd is Restart=always with RestartSec=10, as
// the unit of deepflow-agent has it.
const (
	No Policy = iota
	OnFailure
	Always
	Systemd
)

// Docker's back-off (moby, daemon/restartmanager): 100 ms, doubled at each end, at most a minute, and begun anew once the
// process ran for ten seconds.
const (
	firstBackoff = 100 * time.Millisecond
	lastBackoff  = time.Minute
	longRun      = 10 * time.Second

	systemdDelay = 10 * time.Second
)

// next is how long to wait after e; last is the wait before the run that ended, 0 for a start by hand.
func (p Policy) next(e Exit, last time.Duration) (wait time.Duration, again bool) {
	switch p {
	case No:
		return 0, false
	case OnFailure:
		if e.Code == 0 {
			return 0, false
		}
	case Systemd:
		return systemdDelay, true
	}
	if last == 0 || e.Ran >= longRun {
		return firstBackoff, true
	}
	return min(2*last, lastBackoff), true
}

// String is the policy as a compose file or a unit writes it.
func (p Policy) String() string {
	switch p {
	case OnFailure:
		return "on-failure"
	case Always:
		return "always"
	case Systemd:
		return "systemd"
	}
	return "no"
}
