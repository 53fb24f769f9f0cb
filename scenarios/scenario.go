package scenarios

import (
	"time"

	"github.com/dflab/dflab/lab/dockpath"
	"github.com/dflab/dflab/scenarios/symptom"
	"github.com/dflab/dflab/scenarios/verb"
)

// Scenario is one fault with its control, symptoms and fix, or one case of it.
type Scenario struct {
	// ID names the scenario, "db-version"; Case the variant, "" for the main one.
	ID, Case string
	Title    Text
	// Paragraph is an id of fixtures/guide.yaml; Thread a number of an upstream issue. One of them is given.
	Paragraph string
	Thread    int
	// Claim is what the guide says of the fault.
	Claim   Claim
	Applies Applies
	// Hosts is how many hosts the lab has; Subject is the one that is watched. Before docking another host of the lab is the
	// control, so a fault of the whole deployment is told with one host, and has a twin lab for its control.
	Hosts   int
	Subject string
	// Fault is injected in order.
	Fault []verb.Verb
	// FirstClosed is the gate that the fault closes first; ClosesNone: it closes none, and symptoms tell it.
	FirstClosed dockpath.Gate
	ClosesNone  bool
	Symptoms    []Symptom
	Fix         Fix
	// Settle is how much lab time the symptoms get to appear.
	Settle time.Duration
	// Releases that the scenario is written for.
	Releases []string
	// Recordings of the real system that show the same, under fixtures/recordings; they make a verdict's basis "recorded".
	Recordings []string
	// File and Line are where the scenario, or its case, stands.
	File string
	Line int
}

// Text is said in Chinese and in English.
type Text struct{ ZH, EN string }

// Claim is what the guide says about a fault.
type Claim struct {
	Says Text
	// Gate is where the guide says that the agent stops.
	Gate dockpath.Gate
}

// Applies says when a fault does its work.
type Applies int

// Registration is sticky: some faults act only on an agent that hasn't docked yet.
const (
	// BeforeDocking: injected before the agents start. The control is a twin: another host of the lab, or a twin lab when the
	// fault is lab-wide.
	BeforeDocking Applies = iota
	// WhileDocked: injected into a docked lab, which is its own control.
	WhileDocked
)

// String is the word of the YAML.
func (a Applies) String() string {
	if a == WhileDocked {
		return "while-docked"
	}
	return "before-docking"
}

// Symptom is something to see, and whether the guide names it.
type Symptom struct {
	symptom.Symptom
	Guide bool
}

// Fix is what the guide says to do and, where that doesn't recover, what else the real server needs.
type Fix struct {
	Documented []verb.Verb
	// Also is applied after Documented, when that alone doesn't recover. A scenario that has it and doesn't need it is wrong.
	Also []verb.Verb
}

// Name is ID, or ID/Case.
func (s *Scenario) Name() string {
	if s.Case == "" {
		return s.ID
	}
	return s.ID + "/" + s.Case
}
