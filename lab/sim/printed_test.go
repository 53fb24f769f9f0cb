package sim_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/dflab/dflab/fixtures"
	"github.com/dflab/dflab/lab"
	"github.com/dflab/dflab/lab/sim"
)

// No log of a lab whose server comes back without its tables, or of one that is well, has a line whose arguments don't fit its text.
func TestLogLinesFitTheirArguments(t *testing.T) {
	ctx := context.Background()
	l := standing(t, fixtures.GuideLab(1), sim.Options{})
	pass := func(d time.Duration) {
		t.Helper()
		if err := l.Clock.Wait(ctx, d); err != nil {
			t.Fatal(err)
		}
	}
	pass(5 * time.Minute)
	for _, table := range []string{"vm", "vtap_group", "genesis_storage", "analyzer"} {
		if _, err := l.MySQL.ExecContext(ctx, "DROP TABLE "+table); err != nil {
			t.Fatal(err)
		}
	}
	pass(3 * time.Minute)
	if err := l.Server.Stop(ctx); err != nil {
		t.Fatal(err)
	}
	if err := l.Server.Start(ctx); err != nil {
		t.Fatal(err)
	}
	pass(5 * time.Minute)
	n := 0
	for name, log := range map[string]lab.Log{"server": l.Server.Log(), "agent": l.Hosts[0].Agent.Log()} {
		lines, _ := log.Since(lab.Cursor{})
		for n += len(lines); len(lines) > 0; lines = lines[1:] {
			if text := lines[0]; strings.Contains(text, "%!") && !strings.Contains(text, "exit agent push%!(EXTRA string=10.") { // the real one's
				t.Errorf("%s: %s", name, lines[0])
			}
		}
	}
	if n < 500 {
		t.Errorf("only %d lines were read", n)
	}
}
