package run

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"slices"
	"time"

	"github.com/dflab/dflab/lab"
	"github.com/dflab/dflab/lab/dockpath"
	"github.com/dflab/dflab/lab/operator"
	"github.com/dflab/dflab/scenarios"
	"github.com/dflab/dflab/scenarios/symptom"
	"github.com/dflab/dflab/scenarios/verb"
)

// done is what a verb did, and what takes it back.
type done struct {
	what string
	undo verb.Undo
}

// experiment is one run of one scenario.
type experiment struct {
	runner *Runner
	s      *scenarios.Scenario
	result Result

	deployment Deployment
	lab        *lab.Lab
	watch      *dockpath.Watch
	twin       *dockpath.Watch // another host of the same lab, or nil
	mark       symptom.Mark    // at the injection
	done       []done          // in order
	saw        seen
	spent      bool // something can't be taken back: the lab is of no use to others
}

// phases are the steps in their order.
func (e *experiment) phases() []struct {
	name string
	do   func(context.Context) ([]string, error)
} {
	return []struct {
		name string
		do   func(context.Context) ([]string, error)
	}{
		{"control", e.control},
		{"inject", e.inject},
		{"symptom", e.symptom},
		{"hold", e.hold},
		{"fix", e.fix},
		{"recovered", e.recovered},
	}
}

// run goes through the phases up to the first that fails, and leaves nothing.
func (e *experiment) run(ctx context.Context) {
	defer e.cleanUp(ctx)
	for _, p := range e.phases() {
		if e.runner.Observer != nil {
			e.runner.Observer.Entered(e.s.Name(), p.name)
		}
		begin := time.Now()
		evidence, err := guarded(ctx, p.do)
		phase := Phase{Name: p.name, Status: "passed", WallMS: time.Since(begin).Milliseconds(), Evidence: evidence}
		if err != nil {
			phase.Status = Failed
			e.result.Status, e.result.Reason = Failed, fmt.Sprintf("%s: %v", p.name, err)
			if errors.Is(err, lab.ErrUnsupported) {
				phase.Status = Skipped
				e.result.Status, e.result.Reason = Skipped, err.Error()
			}
		}
		e.result.Phases = append(e.result.Phases, phase)
		if err != nil {
			return
		}
	}
	e.result.Claim = judge(e.s.Claim.Gate, e.saw, e.basis())
}

// guarded turns a panic into an error, so that one scenario's bug doesn't leave another's lab behind.
func guarded(ctx context.Context, do func(context.Context) ([]string, error)) (evidence []string, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return do(ctx)
}

// basis: observed are the parts that run for real, a simulated one shows what was recorded or read.
func (e *experiment) basis() string {
	switch {
	case e.observed():
		return Observed
	case len(e.s.Recordings) > 0:
		return Recorded
	}
	return Modelled
}

// observed: the server is a real one, and so is the agent where a symptom is looked for in it.
func (e *experiment) observed() bool {
	if !e.runner.Provider.real("deepflow-server") {
		return false
	}
	for _, s := range e.s.Symptoms {
		if symptom.OfAgent(s) && !e.runner.Provider.real("deepflow-agent") {
			return false
		}
	}
	return true
}

// cleanUp takes back what was done, last first, and ends the lab. It does so after a failure, a panic, a deadline or Ctrl-C too.
func (e *experiment) cleanUp(ctx context.Context) {
	if keep := e.runner.Keep; keep != nil && e.result.Status == Failed && e.deployment != nil && keep(e.result, e.deployment) {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), e.runner.Provider.Times.CleanUp)
	defer cancel()
	errs := e.revert(ctx)
	switch {
	case e.deployment == nil:
	case e.reusable(errs) && e.whole(ctx):
		e.runner.used.put(e.s.Hosts, e.deployment)
	default:
		errs = append(errs, e.deployment.Close())
	}
	if err := errors.Join(errs...); err != nil && e.result.Status == Proven {
		e.result.Status, e.result.Reason = Failed, fmt.Sprintf("clean up: %v", err)
	}
}

// revert takes back what was done, last first. The report's journal has what was taken back: the lab may live on.
func (e *experiment) revert(ctx context.Context) (errs []error) {
	for _, d := range slices.Backward(e.done) {
		switch err := d.undo(ctx); {
		case errors.Is(err, verb.ErrIrreversible):
			e.spent = true
			e.result.Reverted = append(e.result.Reverted, "can't be taken back: "+d.what)
		case err != nil:
			errs = append(errs, fmt.Errorf("undo: %w", err))
		default:
			e.result.Reverted = append(e.result.Reverted, "taken back: "+d.what)
		}
	}
	return errs
}

func (e *experiment) reusable(undone []error) bool {
	return e.runner.Provider.Reuse && e.result.Status == Proven && !e.spent && len(undone) == 0 && e.runner.used.wanted(e.s.Hosts)
}

// build starts the scenario's lab up to its set-up; no agent runs. A lab that was used and docked again is taken as it is.
func (e *experiment) build(ctx context.Context) (err error) {
	if e.s.Applies == scenarios.WhileDocked {
		if e.deployment = e.runner.used.take(e.s.Hosts); e.deployment != nil {
			e.lab = e.deployment.Operated()
			e.watch, err = dockpath.NewWatch(e.lab, e.s.Subject)
			return err
		}
	}
	if e.deployment, err = e.runner.Provider.Build(ctx, e.runner.spec(e.s.Hosts)); err != nil {
		return err
	}
	e.lab = e.deployment.Operated()
	if !e.s.ClosesNone && e.s.FirstClosed > dockpath.DataConnected && e.lab.ClickHouse == nil {
		return fmt.Errorf("%w: gate %q can't be seen, as it stores nothing", lab.ErrUnsupported, e.s.FirstClosed)
	}
	if err := operator.SetUp(ctx, e.lab); err != nil {
		return err
	}
	e.watch, err = dockpath.NewWatch(e.lab, e.s.Subject)
	return err
}

// apply does verbs in their order and keeps their undos. The undo is kept before anything else can go wrong.
func (e *experiment) apply(ctx context.Context, verbs []verb.Verb) (what []string, err error) {
	for _, v := range verbs {
		undo, err := v.Do(ctx, e.lab)
		if undo != nil {
			e.done = append(e.done, done{v.String(), undo})
		}
		if err != nil {
			return what, fmt.Errorf("%s: %w", v, err)
		}
		what = append(what, v.String())
	}
	return what, nil
}
