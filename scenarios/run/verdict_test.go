package run

import (
	"testing"

	"github.com/dflab/dflab/lab/dockpath"
)

func TestJudge(t *testing.T) {
	for _, c := range []struct {
		name    string
		claimed dockpath.Gate
		seen    seen
		basis   string
		want    string
	}{
		{"stops there, fix alone recovers", dockpath.Registered, seen{at: dockpath.Registered, alone: true}, Observed, Confirmed},
		{"stops before, fix alone recovers", dockpath.Registered, seen{at: dockpath.Gathered, alone: true}, Recorded, Confirmed},
		{"stops later", dockpath.Registered, seen{at: dockpath.FlowStored, alone: true}, Recorded, Narrowed},
		{"fix needs more", dockpath.ServerUp, seen{at: dockpath.ServerUp}, Recorded, Narrowed},
		{"docks all the same", dockpath.Registered, seen{docked: true, at: dockpath.Docked, alone: true}, Recorded, Contradicted},
		{"modelled never confirms by itself", dockpath.Registered, seen{at: dockpath.Registered, alone: true}, Modelled, Confirmed + " by the source"},
	} {
		if got := judge(c.claimed, c.seen, c.basis); got.Verdict != c.want || got.Basis != c.basis {
			t.Errorf("%s: judge = %v, want %s on basis %s", c.name, got, c.want, c.basis)
		}
	}
}
