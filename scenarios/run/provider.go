package run

import (
	"context"
	"time"

	"github.com/dflab/dflab/lab"
	"github.com/dflab/dflab/lab/dockpath"
)

// Provider builds labs.
type Provider struct {
	// Preset and Parts name what the parts are: embedded; deepflow-server: sim, ….
	Preset string
	Parts  map[string]string
	Times  Times
	Build  func(ctx context.Context, spec lab.Spec) (Deployment, error)
	// AtOnce is how many labs may stand at a time, and how many scenarios run at a time unless the runner says otherwise. 0: any
	// number, and as many as there are processors.
	AtOnce int
	// Reuse: a lab that has reverted and docked again is used for the next scenario that wants a docked one.
	Reuse bool
	// Notes tell what the labs got that wasn't asked for, after a run; it may be nil.
	Notes func() []string
}

// real: the part isn't one of ours.
func (p Provider) real(part string) bool { return p.Parts[part] != "sim" }

// Times are how long the phases wait, on the lab's clock. They follow from the deployment's timers.
type Times struct {
	// Dock is more than a healthy dock takes, a server's restart included.
	Dock time.Duration
	// Agent is more than an agent needs on a server that is up: when that has passed, what an agent shows is no longer that it docks.
	Agent time.Duration
	// Hold is some sync intervals, Quiet how long a recovered lab has to show nothing of the fault.
	Hold, Quiet time.Duration
	// Step is how often a symptom is looked for.
	Step time.Duration
	// CleanUp bounds, in real time, what is done after an experiment has ended.
	CleanUp time.Duration
}

// Jumping are the times of a lab whose clock jumps and whose timers have the release's defaults: a dock takes 2 to 5 minutes, an
// agent syncs every 60 s.
func Jumping() Times {
	return Times{
		Dock: 8 * time.Minute, Agent: 8 * time.Minute, Hold: 4 * time.Minute, Quiet: 4 * time.Minute,
		Step: 10 * time.Second, CleanUp: 30 * time.Second,
	}
}

// Passing are the times of a lab in real time whose agents sync that often. Of a dock 69 to 75 s are hard-coded in the server, an agent
// tries again 60 s after an error, and its flow logs come a minute after the flow.
func Passing(sync time.Duration) Times {
	return Times{
		Dock: 150*time.Second + 3*sync, Agent: dockpath.FlowPeriod + sync, Hold: 3 * sync, Quiet: 3 * sync,
		Step: 2 * time.Second, CleanUp: 3 * time.Minute,
	}
}
