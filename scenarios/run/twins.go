package run

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/dflab/dflab/lab"
	"github.com/dflab/dflab/lab/dockpath"
	"github.com/dflab/dflab/lab/operator"
	"github.com/dflab/dflab/scenarios"
)

// twins are docked labs without a fault, the controls of lab-wide ones: one for each number of hosts, shared by the scenarios
// of a run and looked at by one of them at a time.
type twins struct {
	mu   sync.Mutex
	labs map[int]Deployment
}

// control looks for the scenario's symptoms in a twin of its lab, where none may show.
func (t *twins) control(ctx context.Context, r *Runner, s *scenarios.Scenario) ([]string, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	l, err := t.twin(ctx, r, s.Hosts)
	if err != nil {
		return nil, fmt.Errorf("twin: %w", err)
	}
	w, err := dockpath.NewWatch(l, s.Subject)
	if err != nil {
		return nil, fmt.Errorf("twin: %w", err)
	}
	if err := w.Await(ctx, dockpath.Docked, r.Provider.Times.Dock); err != nil {
		return nil, fmt.Errorf("twin: %w", err)
	}
	evidence, err := quiet(ctx, l, s, s.Subject, w, r.Provider.Times.Quiet)
	if err != nil {
		return evidence, fmt.Errorf("twin: %w", err)
	}
	return evidence, nil
}

// twin is the lab with that many hosts, all of whose agents run.
func (t *twins) twin(ctx context.Context, r *Runner, hosts int) (*lab.Lab, error) {
	if d, there := t.labs[hosts]; there {
		return d.Operated(), nil
	}
	d, err := r.Provider.Build(ctx, r.spec(hosts))
	if err != nil {
		return nil, err
	}
	if t.labs == nil {
		t.labs = map[int]Deployment{}
	}
	t.labs[hosts] = d
	l := d.Operated()
	if err := operator.SetUp(ctx, l); err != nil {
		return nil, err
	}
	for _, h := range l.Hosts {
		if err := h.Agent.Start(ctx); err != nil {
			return nil, err
		}
	}
	return l, nil
}

// close ends the twins.
func (t *twins) close() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	var errs []error
	for _, d := range t.labs {
		errs = append(errs, d.Close())
	}
	t.labs = nil
	return errors.Join(errs...)
}
