package run

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/dflab/dflab/lab"
	"github.com/dflab/dflab/lab/dockpath"
	"github.com/dflab/dflab/scenarios"
	"github.com/dflab/dflab/scenarios/symptom"
)

// control docks and shows none of the symptoms: the lab itself before the fault, another host of it, or a twin lab.
func (e *experiment) control(ctx context.Context) ([]string, error) {
	if e.s.Applies != scenarios.WhileDocked && e.s.Hosts == 1 {
		return e.besideTwin(ctx)
	}
	if err := e.build(ctx); err != nil {
		return nil, err
	}
	watched, host := e.watch, e.s.Subject
	switch {
	case e.s.Applies == scenarios.WhileDocked:
		if err := e.startAgent(ctx, e.s.Subject); err != nil {
			return nil, err
		}
	case e.s.Hosts > 1:
		for _, h := range e.lab.Hosts {
			if h.Name != e.s.Subject {
				w, err := dockpath.NewWatch(e.lab, h.Name)
				if err != nil {
					return nil, err
				}
				if err := e.startAgent(ctx, h.Name); err != nil {
					return nil, err
				}
				e.twin, watched, host = w, w, h.Name
			}
		}
	}
	if err := watched.Await(ctx, dockpath.Docked, e.times().Dock); err != nil {
		return nil, err
	}
	for _, o := range watched.Opened() {
		e.result.Gates = append(e.result.Gates, Gate{o.Gate.String(), int(o.After.Round(time.Second).Seconds())})
	}
	return quiet(ctx, e.lab, e.s, host, watched, e.times().Quiet)
}

// besideTwin builds the lab while a twin of it shows none of the symptoms; where only one lab can stand, the twin comes first.
func (e *experiment) besideTwin(ctx context.Context) (evidence []string, err error) {
	twin := func() error {
		var err error
		evidence, err = e.runner.twins.control(ctx, e.runner, e.s)
		return err
	}
	if e.runner.Provider.AtOnce == 1 {
		if err := errors.Join(twin(), e.runner.twins.close()); err != nil {
			return evidence, err
		}
		return evidence, e.build(ctx)
	}
	built := make(chan error, 1)
	go func() {
		_, err := guarded(ctx, func(ctx context.Context) ([]string, error) { return nil, e.build(ctx) })
		built <- err
	}()
	err = twin()
	return evidence, errors.Join(err, <-built)
}

// enough is d, or longer where a symptom is that nothing comes: less time would say nothing.
func enough(s *scenarios.Scenario, d time.Duration) time.Duration {
	if slices.ContainsFunc(s.Symptoms, func(y scenarios.Symptom) bool { return symptom.Absent(y.Symptom) }) {
		return max(d, dockpath.FlowPeriod)
	}
	return d
}

// quiet lets some sync intervals pass in which none of the symptoms may show and the agent stays docked.
func quiet(ctx context.Context, l *lab.Lab, s *scenarios.Scenario, host string, w *dockpath.Watch, d time.Duration) ([]string, error) {
	d = enough(s, d)
	mark := symptom.Now(l)
	w.MarkFor(ctx, d)
	if err := l.Clock.Wait(ctx, d); err != nil {
		return nil, err
	}
	for _, each := range s.Symptoms {
		y := symptom.For(each.Symptom, host)
		seen, evidence, err := y.Seen(ctx, l, mark)
		if err != nil {
			return evidence, fmt.Errorf("look for %s: %w", y, err)
		}
		if seen {
			return evidence, fmt.Errorf("symptom shows: %s", y)
		}
	}
	if at, closed := w.FirstClosed(ctx); closed {
		return at.Evidence, fmt.Errorf("first closed gate is %q", at.Gate)
	}
	return []string{"docked, none of the symptoms in " + d.String()}, nil
}

func (e *experiment) times() Times { return e.runner.Provider.Times }

func (e *experiment) startAgent(ctx context.Context, host string) error {
	if err := e.lab.Host(host).Agent.Start(ctx); err != nil {
		return fmt.Errorf("start agent of %s: %w", host, err)
	}
	return nil
}

// inject does the fault's verbs; an agent that hasn't run yet is started then.
func (e *experiment) inject(ctx context.Context) ([]string, error) {
	e.mark = symptom.Now(e.lab)
	e.watch.Mark(ctx)
	done, err := e.apply(ctx, e.s.Fault)
	if err != nil || e.s.Applies == scenarios.WhileDocked {
		return done, err
	}
	return done, e.startAgent(ctx, e.s.Subject)
}

// symptom waits for all symptoms and for the stated gate. An agent that is docking passes other gates on its way and logs
// what a faulty one logs, so it gets the time of a dock first.
func (e *experiment) symptom(ctx context.Context) ([]string, error) {
	limit := e.s.Settle
	if limit == 0 {
		limit = e.times().Dock
	}
	if e.s.Applies == scenarios.BeforeDocking {
		if err := e.lab.Clock.Wait(ctx, max(e.s.Settle, e.times().Agent)); err != nil {
			return nil, err
		}
		limit = 3 * time.Minute
	}
	start := e.lab.Clock.Now()
	for {
		evidence, err := e.shows(ctx)
		if err == nil {
			return evidence, nil
		}
		if e.lab.Clock.Now().Sub(start) >= limit {
			return evidence, err
		}
		if err := e.lab.Clock.Wait(ctx, e.times().Step); err != nil {
			return evidence, err
		}
	}
}

// shows is nil when the stated gate is the first closed one and all symptoms are seen.
func (e *experiment) shows(ctx context.Context) ([]string, error) {
	at, closed := e.watch.FirstClosed(ctx)
	e.saw.docked, e.saw.at = !closed, at.Gate
	e.result.FirstClosedGate = at.Gate.String()
	if !closed {
		e.result.FirstClosedGate = "none"
	}
	want := e.s.FirstClosed.String()
	if e.s.ClosesNone {
		want = "none"
	}
	if e.result.FirstClosedGate != want {
		return at.Evidence, fmt.Errorf("first closed gate is %q, the scenario says %q", e.result.FirstClosedGate, want)
	}
	all := at.Evidence
	for _, s := range e.s.Symptoms {
		seen, evidence, err := s.Seen(ctx, e.lab, e.mark)
		if err != nil {
			return evidence, fmt.Errorf("look for %s: %w", s, err)
		}
		if !seen {
			return evidence, fmt.Errorf("symptom doesn't show: %s", s)
		}
		all = append(all, evidence...)
	}
	return all, nil
}

// hold: after some sync intervals without a fix it is still so, and the twin is still docked.
func (e *experiment) hold(ctx context.Context) ([]string, error) {
	d := enough(e.s, e.times().Hold)
	e.watch.MarkFor(ctx, d)
	if err := e.lab.Clock.Wait(ctx, d); err != nil {
		return nil, err
	}
	evidence, err := e.shows(ctx)
	return evidence, errors.Join(err, e.twinDocked(ctx))
}

func (e *experiment) twinDocked(ctx context.Context) error {
	if e.twin == nil {
		return nil
	}
	if err := e.twin.Await(ctx, dockpath.Docked, e.times().Dock); err != nil {
		return fmt.Errorf("control didn't stay docked: %w", err)
	}
	return nil
}

// fix does what the guide says.
func (e *experiment) fix(ctx context.Context) ([]string, error) {
	return e.apply(ctx, e.s.Fix.Documented)
}

// recovered: docked again, none of the symptoms, and quiet. If the documented fix alone doesn't do it, what else the real
// server needs is done as well.
func (e *experiment) recovered(ctx context.Context) ([]string, error) {
	evidence, err := e.recovers(ctx)
	e.saw.alone = err == nil
	if len(e.s.Fix.Also) == 0 {
		return evidence, errors.Join(err, e.twinDocked(ctx))
	}
	if err == nil {
		return evidence, errors.New("the documented fix alone recovers: the scenario's `also` isn't needed")
	}
	done, err := e.apply(ctx, e.s.Fix.Also)
	if err != nil {
		return done, err
	}
	evidence, err = e.recovers(ctx)
	return append(done, evidence...), errors.Join(err, e.twinDocked(ctx))
}

func (e *experiment) recovers(ctx context.Context) ([]string, error) {
	e.watch.Mark(ctx)
	if err := e.watch.Await(ctx, dockpath.Docked, e.times().Dock); err != nil {
		return nil, err
	}
	return quiet(ctx, e.lab, e.s, e.s.Subject, e.watch, e.times().Quiet)
}
