package sim_test

import (
	"context"
	"testing"
	"time"

	"github.com/dflab/dflab/fixtures"
	"github.com/dflab/dflab/lab"
	"github.com/dflab/dflab/lab/dockpath"
	"github.com/dflab/dflab/lab/operator"
	"github.com/dflab/dflab/lab/sim"
)

// A healthy lab docks within the time that a real one takes.
func TestHealthyLabDocks(t *testing.T) {
	l := standing(t, fixtures.GuideLab(1), sim.Options{})
	start := l.Clock.Now()
	w, err := dockpath.NewWatch(l.Lab, l.Hosts[0].Name)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Await(context.Background(), dockpath.Docked, 5*time.Minute); err != nil {
		dump(t, l)
		t.Fatal(err)
	}
	if took := l.Clock.Now().Sub(start); took < 2*time.Minute {
		t.Errorf("docked after %v of lab time: a real agent takes 2 to 5 minutes", took)
	}
}

// standing is a lab that is set up and whose agents are started.
func standing(t testing.TB, spec lab.Spec, o sim.Options) *sim.Lab {
	t.Helper()
	ctx := context.Background()
	l, err := sim.New(ctx, spec, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	})
	if err := operator.SetUp(ctx, l.Lab); err != nil {
		dump(t, l)
		t.Fatal(err)
	}
	if err := l.StartAgents(ctx); err != nil {
		t.Fatal(err)
	}
	return l
}

// dump shows the ends of the logs.
func dump(t testing.TB, l *sim.Lab) {
	t.Helper()
	logs := map[string]lab.Log{"server": l.Server.Log()}
	for _, h := range l.Hosts {
		logs[h.Name] = h.Agent.Log()
	}
	for name, log := range logs {
		lines, _ := log.Since(lab.Cursor{})
		for _, line := range lines[max(0, len(lines)-40):] {
			t.Logf("%s: %s", name, line)
		}
	}
}
