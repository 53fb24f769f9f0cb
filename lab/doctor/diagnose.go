package doctor

import (
	"slices"

	"github.com/dflab/dflab/lab/deepflow/release"
	"github.com/dflab/dflab/lab/dockpath"
	"github.com/dflab/dflab/lab/evidence"
)

// Root is a root cause with what follows from it.
type Root struct {
	Finding
	// Masked follow from the root cause, or can't be told from what does; they are looked at again when it is mended.
	Masked []Finding `json:"masked,omitempty"`
}

// Diagnosis is what a snapshot tells.
type Diagnosis struct {
	Release string `json:"release"`
	// Agent is the agent that was looked at, "10.50.72.101-52:54:00:50:00:00", "" when the evidence names none.
	Agent string `json:"agent"`
	// Roots are in the order of the gates; those that close none are last.
	Roots []Root `json:"roots"`
	// Untold are checks that evidence is missing for.
	Untold []Untold `json:"untold"`
	// Path is the dock path as far as the evidence shows it.
	Path []Station `json:"path"`
}

// Options choose among the checks.
type Options struct {
	// Only these codes, or all when empty; Skip takes some out.
	Only, Skip []string
}

// Diagnose runs the checks. The error says that the snapshot's release isn't known.
func Diagnose(s *evidence.Snapshot, o Options) (*Diagnosis, error) {
	r, err := release.Get(s.Release)
	if err != nil {
		return nil, err
	}
	return examine(s, r, o), nil
}

func examine(s *evidence.Snapshot, r *release.Release, o Options) *Diagnosis {
	f := newFacts(s, r)
	d := &Diagnosis{Release: s.Release, Agent: f.agentName(), Roots: []Root{}, Untold: []Untold{}, Path: reached(f.path)}
	var all []Finding
	untold := map[Need][]string{}
	for _, c := range All() {
		if len(o.Only) > 0 && !slices.Contains(o.Only, c.Code) || slices.Contains(o.Skip, c.Code) {
			continue
		}
		found := c.run(f)
		for i := range found {
			found[i].GateName = gateName(found[i].Gate)
		}
		all = append(all, found...)
		if len(found) == 0 {
			for _, n := range f.lacks(c.Needs) {
				untold[n] = append(untold[n], c.Code)
			}
		}
	}
	d.Roots = rank(withoutStuck(all))
	d.Untold = f.untold(untold)
	return d
}

// withoutStuck leaves DF090 out when another finding closes its gate, or one before it.
func withoutStuck(all []Finding) []Finding {
	i := slices.IndexFunc(all, func(f Finding) bool { return f.Code == stuckCode })
	if i < 0 {
		return all
	}
	stuck := all[i]
	if slices.ContainsFunc(all, func(f Finding) bool { return f.Code != stuckCode && f.Gate != None && f.Gate <= stuck.Gate }) {
		return slices.Delete(all, i, i+1)
	}
	return all
}

// reached is the path as it is shown: behind a closed gate nothing is open, whatever the past left there.
func reached(path []Station) []Station {
	shown := slices.Clone(path)
	i := slices.IndexFunc(shown, func(s Station) bool { return s.State == Closed })
	for j := i + 1; i >= 0 && j < len(shown); j++ {
		if shown[j].State == Open {
			shown[j].State, shown[j].Evidence = Unknown, nil
		}
	}
	return shown
}

func gateName(g dockpath.Gate) string {
	if g == None {
		return "none"
	}
	return g.String()
}

// rank orders findings by gate and puts each that follows from another under it.
func rank(all []Finding) []Root {
	slices.SortStableFunc(all, func(a, b Finding) int { return order(a) - order(b) })
	roots := []Root{}
	under := map[string]int{} // code to root
	place := func(f Finding, i int) {
		roots[i].Masked = append(roots[i].Masked, f)
		under[f.Code] = i
	}
	// Causes first: they stand for themselves, unless one explains another.
	var waiting []Finding
	for _, f := range all {
		if f.check.Symptom || slices.ContainsFunc(all, func(g Finding) bool { return slices.Contains(f.check.Because, g.Code) }) {
			waiting = append(waiting, f)
			continue
		}
		under[f.Code] = len(roots)
		roots = append(roots, Root{Finding: f})
	}
	for _, f := range waiting {
		if i, ok := explained(f, roots, under); ok {
			place(f, i)
			continue
		}
		under[f.Code] = len(roots)
		roots = append(roots, Root{Finding: f})
	}
	slices.SortStableFunc(roots, func(a, b Root) int { return order(a.Finding) - order(b.Finding) })
	return roots
}

// explained is the root that a finding is shown under: what it follows from by its check, or, for a symptom, the first whose gate
// isn't behind its own.
func explained(f Finding, roots []Root, under map[string]int) (int, bool) {
	for _, code := range f.check.Because {
		if i, ok := under[code]; ok {
			return i, true
		}
	}
	if !f.check.Symptom || f.Gate == None {
		return 0, false
	}
	best := -1
	for i, r := range roots {
		if r.Gate != None && r.Gate <= f.Gate && (best < 0 || r.Gate < roots[best].Gate) {
			best = i
		}
	}
	return best, best >= 0
}

// order is the place of a finding: errors by gate, then what closes none; symptoms behind causes.
func order(f Finding) int {
	n := 4 * int(f.Gate)
	if f.Gate == None {
		n = 4 * (int(dockpath.Docked) + 1)
	}
	if f.Severity == Warning {
		n++
	}
	if f.Severity == Info {
		n += 2
	}
	if f.check.Symptom {
		n++
	}
	return n
}

// Worst is the severity of the worst root cause, "" of a healthy deployment. Info counts as healthy.
func (d *Diagnosis) Worst() Severity {
	worst := Severity("")
	for _, r := range d.Roots {
		switch {
		case r.Severity == Error:
			return Error
		case r.Severity == Warning:
			worst = Warning
		}
	}
	return worst
}

// Told tells whether the evidence shows anything at all: a root cause, or the state of a gate.
func (d *Diagnosis) Told() bool {
	return len(d.Roots) > 0 || slices.ContainsFunc(d.Path, func(s Station) bool { return s.State != Unknown })
}

// Codes are those of the root causes.
func (d *Diagnosis) Codes() []string {
	codes := []string{}
	for _, r := range d.Roots {
		codes = append(codes, r.Code)
	}
	return codes
}
