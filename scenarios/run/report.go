package run

// Report is what came of a run; its JSON is what `dflab run -o json` prints.
type Report struct {
	// Preset names the mixture of parts: embedded, docker, mixed.
	Preset    string            `json:"preset"`
	Parts     map[string]string `json:"parts"`
	Release   string            `json:"release"`
	Seed      uint64            `json:"seed"`
	WallMS    int64             `json:"wall_ms"`
	Scenarios []Result          `json:"scenarios"`
	// Notes tell what labs got that wasn't asked for: privileges that the machine refused.
	Notes []string `json:"notes,omitempty"`
}

// Statuses of scenarios; of phases Proven reads as passed.
const (
	Proven  = "proven"
	Failed  = "failed"
	Skipped = "skipped"
)

// Result is what came of one scenario, or of one case of it.
type Result struct {
	ID     string `json:"id"`
	Case   string `json:"case"`
	Status string `json:"status"`
	// Reason says why it failed or was skipped.
	Reason string `json:"reason"`
	// FirstClosedGate is the gate that was seen closed first under the fault; "none" if the agent docked.
	FirstClosedGate string  `json:"first_closed_gate"`
	Claim           Verdict `json:"claim"`
	Phases          []Phase `json:"phases"`
	// Gates are those of the control's dock path, with the lab time in seconds after which each was seen open.
	Gates []Gate `json:"gates,omitempty"`
	// Reverted is what was taken back after the last phase, last first.
	Reverted []string `json:"reverted,omitempty"`
}

// Gate is one gate of the control's dock path.
type Gate struct {
	Gate    string `json:"gate"`
	Seconds int    `json:"s"`
}

// Phase is one phase of an experiment. Evidence is what its outcome rests on.
type Phase struct {
	Name     string   `json:"name"`
	Status   string   `json:"status"`
	WallMS   int64    `json:"wall_ms"`
	Evidence []string `json:"-"`
}

// Name is ID, or ID/Case.
func (r Result) Name() string {
	if r.Case == "" {
		return r.ID
	}
	return r.ID + "/" + r.Case
}

// Failures counts the scenarios that failed.
func (r Report) Failures() (n int) {
	for _, s := range r.Scenarios {
		if s.Status == Failed {
			n++
		}
	}
	return n
}
