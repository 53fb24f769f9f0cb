package exec

import "time"

// Docker's back-off (moby, daemon/restartmanager): 100 ms, doubled at each end, at most a minute, and begun anew once the
// process ran for ten seconds. lab/sim/supervisor has the same figures on the lab clock.
const (
	firstBackoff = 100 * time.Millisecond
	lastBackoff  = time.Minute
	longRun      = 10 * time.Second
)

// nextBackoff is how long to wait after a run; last is the wait before it, 0 for a start by hand.
func nextBackoff(last, ran time.Duration) time.Duration {
	if last == 0 || ran >= longRun {
		return firstBackoff
	}
	return min(2*last, lastBackoff)
}
