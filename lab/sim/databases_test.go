package sim_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/dflab/dflab/fixtures"
	"github.com/dflab/dflab/lab"
	"github.com/dflab/dflab/lab/deepflow/logline"
	"github.com/dflab/dflab/lab/dockpath"
	"github.com/dflab/dflab/lab/sim"
)

// What the server remembers of tables hides neither what an operator changes by SQL nor that MySQL is gone.
func TestRememberedTables(t *testing.T) {
	ctx := context.Background()
	l := standing(t, fixtures.GuideLab(1), sim.Options{})
	w, err := dockpath.NewWatch(l.Lab, l.Hosts[0].Name)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Await(ctx, dockpath.Docked, 5*time.Minute); err != nil {
		t.Fatal(err)
	}
	// after lets the server's checks, one a minute, run once and returns what they wrote.
	after := func(change func() error) string {
		t.Helper()
		_, from := l.Server.Log().Since(lab.Cursor{})
		if err := change(); err != nil {
			t.Fatal(err)
		}
		if err := l.Clock.Wait(ctx, 61*time.Second); err != nil {
			t.Fatal(err)
		}
		lines, _ := l.Server.Log().Since(from)
		return strings.Join(lines, "\n")
	}
	stopped := logline.ServerTaskStopped.Message(l.Spec.Domain.Name)
	for _, step := range []struct {
		name   string
		change func() error
		want   string
	}{
		{"disabled domain", func() error { _, err := l.MySQL.Exec("UPDATE domain SET enabled = 0"); return err }, stopped},
		{"stopped MySQL", func() error { return l.Databases["mysql"].Stop(ctx) }, "connect: connection refused"},
		{"started MySQL", func() error { return l.Databases["mysql"].Start(ctx) }, ""},
		{"deleted host", func() error { _, err := l.MySQL.Exec("DELETE FROM vm"); return err }, "because no related vm"},
	} {
		if got := after(step.change); !strings.Contains(got, step.want) {
			t.Errorf("%s: no %q in\n%s", step.name, step.want, got)
		} else if step.want == "" && strings.Contains(got, "connection refused") {
			t.Errorf("%s: still refused:\n%s", step.name, got)
		}
	}
}
