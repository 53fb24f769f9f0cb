package run

import "github.com/dflab/dflab/lab/dockpath"

// Verdict says what holds of a claim, and on what that rests.
type Verdict struct {
	Verdict string `json:"verdict"`
	Basis   string `json:"basis"`
}

// Verdicts. Only an observed or recorded basis confirms or contradicts; a modelled one says "by the source".
const (
	Confirmed     = "confirmed"
	Narrowed      = "narrowed"
	Contradicted  = "contradicted"
	NotObservable = "not observable"
)

// Bases.
const (
	Observed = "observed" // real parts in this run
	Recorded = "recorded" // a recording of the real system shows the same
	Modelled = "modelled" // read from the source, shown by the simulator
)

// seen is what an experiment saw of a claim.
type seen struct {
	// docked: under the fault the agent docked; otherwise at is the first closed gate.
	docked bool
	at     dockpath.Gate
	// alone: the documented fix recovered by itself.
	alone bool
}

// judge computes the verdict. The guide claims that the agent stops at or before a gate, and that its fix brings it back.
// Both hold: confirmed. The agent docks in spite of the fault: contradicted. Anything else is true under conditions only: it
// stops elsewhere, or the fix needs more.
func judge(claimed dockpath.Gate, s seen, basis string) Verdict {
	v := Verdict{Verdict: Narrowed, Basis: basis}
	switch {
	case s.docked:
		v.Verdict = Contradicted
	case s.at <= claimed && s.alone:
		v.Verdict = Confirmed
	}
	if basis == Modelled {
		v.Verdict += " by the source"
	}
	return v
}
