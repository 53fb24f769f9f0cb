package sim

import (
	"context"

	"github.com/dflab/dflab/lab"
	"github.com/dflab/dflab/lab/clock"
	"github.com/dflab/dflab/lab/sim/supervisor"
)

// daemon is a simulated process under its supervisor, with its file and its log.
type daemon struct {
	file
	name  string
	lane  clock.Lane
	super *supervisor.Supervisor
	log   *logFile
}

func newDaemon(c *clock.Clock, name string, policy supervisor.Policy, config string, start supervisor.Start) *daemon {
	d := &daemon{name: name, lane: c.Lane(name), log: &logFile{}, file: file{text: config}}
	d.super = supervisor.New(c.Lane(name+"/supervisor"), policy, start)
	return d
}

// Name is the container's name, deepflow-server.
func (d *daemon) Name() string { return d.name }

// Log is the part's log, through restarts.
func (d *daemon) Log() lab.Log { return d.log }

// State is what docker inspect tells.
func (d *daemon) State() (s lab.State) {
	d.lane.Do(func() {
		exits := d.super.Exits()
		s = lab.State{Running: d.super.Running(), Restarts: d.super.Restarts(), Exits: len(exits)}
		if len(exits) > 0 {
			last := exits[len(exits)-1]
			s.ExitCode, s.Since = last.Code, last.At
		}
	})
	return s
}

// Start starts the process, if it doesn't run.
func (d *daemon) Start(context.Context) (err error) {
	d.lane.Do(func() { err = d.super.Start() })
	return err
}

// Stop ends it for good.
func (d *daemon) Stop(context.Context) error {
	d.lane.Do(func() { d.super.Stop() })
	return nil
}

// Kill ends it as kill -9 does; the supervisor starts it again.
func (d *daemon) Kill() { d.lane.Do(func() { d.super.Kill() }) }
