package run

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"time"

	"github.com/dflab/dflab/lab"
	"github.com/dflab/dflab/scenarios"
)

// Deployment is a lab that a provider has built. Its agents aren't started.
type Deployment interface {
	Operated() *lab.Lab
	Close() error
}

// Observer is told how a run goes on, from several goroutines.
type Observer interface {
	Started(name string)
	Entered(name, phase string)
	Ended(Result)
}

// Runner runs scenarios.
type Runner struct {
	Provider Provider
	// Spec makes the specification of a healthy lab with that many hosts.
	Spec     func(hosts int) lab.Spec
	Release  string
	Seed     uint64
	Parallel int // scenarios at a time; 0: as many as the provider says
	Observer Observer
	// Keep is offered the lab of a scenario that failed, before it is cleaned up after. If it takes the lab, it ends it. May be nil.
	Keep func(Result, Deployment) bool

	twins twins
	used  used
}

// workers is how many scenarios run at a time.
func (r *Runner) workers() int {
	n := r.Parallel
	if n <= 0 {
		n = r.Provider.AtOnce
	}
	if n <= 0 {
		n = runtime.GOMAXPROCS(0)
	}
	if r.Provider.AtOnce > 0 {
		n = min(n, r.Provider.AtOnce)
	}
	return n
}

// Run runs the scenarios, several at a time, and reports on them in their order. When ctx ends, those that run are ended and
// cleaned up after, and the others aren't begun: both count as failed.
func (r *Runner) Run(ctx context.Context, all []*scenarios.Scenario) Report {
	begin := time.Now()
	report := Report{
		Preset: r.Provider.Preset, Parts: r.Provider.Parts, Release: r.Release, Seed: r.Seed,
		Scenarios: make([]Result, len(all)),
	}
	workers := r.workers()
	r.used.expect(all)
	next := make(chan int)
	var wg sync.WaitGroup
	for range min(workers, len(all)) {
		wg.Go(func() {
			for i := range next {
				report.Scenarios[i] = r.one(ctx, all[i])
			}
		})
	}
	for i := range all {
		next <- i
	}
	close(next)
	wg.Wait()
	if err := errors.Join(r.twins.close(), r.used.close()); err != nil {
		for i := range report.Scenarios { // nothing may be left: the run isn't proven
			if report.Scenarios[i].Status == Proven {
				report.Scenarios[i].Status, report.Scenarios[i].Reason = Failed, fmt.Sprintf("clean up twins and used labs: %v", err)
			}
		}
	}
	if r.Provider.Notes != nil {
		report.Notes = r.Provider.Notes()
	}
	report.WallMS = time.Since(begin).Milliseconds()
	return report
}

func (r *Runner) one(ctx context.Context, s *scenarios.Scenario) Result {
	if !slices.Contains(s.Releases, r.Release) {
		return r.ended(Result{ID: s.ID, Case: s.Case, Status: Skipped, Reason: fmt.Sprintf("written for releases %v", s.Releases)})
	}
	if r.Observer != nil {
		r.Observer.Started(s.Name())
	}
	e := &experiment{runner: r, s: s, result: Result{ID: s.ID, Case: s.Case, Status: Proven}}
	e.run(ctx)
	return r.ended(e.result)
}

func (r *Runner) ended(res Result) Result {
	if r.Observer != nil {
		r.Observer.Ended(res)
	}
	return res
}

// spec is the lab of a scenario with that many hosts.
func (r *Runner) spec(hosts int) lab.Spec {
	spec := r.Spec(hosts)
	spec.Release, spec.Seed = r.Release, r.Seed
	return spec
}
