package run

import (
	"context"
	"errors"
	"sync"

	"github.com/dflab/dflab/lab/dockpath"
	"github.com/dflab/dflab/scenarios"
)

// used are labs that have reverted and docked again, by their number of hosts: where a lab takes a minute to build, the next scenario
// that wants a docked one begins there.
type used struct {
	mu   sync.Mutex
	labs map[int][]Deployment
	// ahead are the scenarios to come that want a docked lab.
	ahead map[int]int
}

// expect counts the scenarios of a run that want a docked lab.
func (u *used) expect(all []*scenarios.Scenario) {
	u.ahead = map[int]int{}
	for _, s := range all {
		if s.Applies == scenarios.WhileDocked {
			u.ahead[s.Hosts]++
		}
	}
}

// wanted tells that a scenario to come could use such a lab.
func (u *used) wanted(hosts int) bool {
	u.mu.Lock()
	defer u.mu.Unlock()
	return u.ahead[hosts] > len(u.labs[hosts])
}

// take gives such a lab to a scenario that wants a docked one; nil when there is none.
func (u *used) take(hosts int) Deployment {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.ahead[hosts]--
	all := u.labs[hosts]
	if len(all) == 0 {
		return nil
	}
	u.labs[hosts] = all[1:]
	return all[0]
}

func (u *used) put(hosts int, d Deployment) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.labs == nil {
		u.labs = map[int][]Deployment{}
	}
	u.labs[hosts] = append(u.labs[hosts], d)
}

// close ends those that nobody took.
func (u *used) close() error {
	u.mu.Lock()
	defer u.mu.Unlock()
	var errs []error
	for _, all := range u.labs {
		for _, d := range all {
			errs = append(errs, d.Close())
		}
	}
	u.labs = nil
	return errors.Join(errs...)
}

// whole tells that every agent of the lab is docked after everything was taken back.
func (e *experiment) whole(ctx context.Context) bool {
	for _, h := range e.lab.Hosts {
		w, err := dockpath.NewWatch(e.lab, h.Name)
		if err != nil || w.Await(ctx, dockpath.Docked, e.times().Dock) != nil {
			return false
		}
	}
	return true
}
