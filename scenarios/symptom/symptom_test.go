package symptom_test

import (
	"context"
	"testing"
	"time"

	"github.com/dflab/dflab/fixtures"
	"github.com/dflab/dflab/lab"
	"github.com/dflab/dflab/lab/dockpath"
	"github.com/dflab/dflab/lab/operator"
	"github.com/dflab/dflab/lab/sim"
	"github.com/dflab/dflab/scenarios/symptom"
)

// Every symptom is seen where it shows and not seen where it doesn't: since a mark while two agents dock, and since a mark in
// which one is stopped and the server is killed.
func TestSymptomsAreSeenAndNotSeen(t *testing.T) {
	ctx := context.Background()
	l, err := sim.New(ctx, fixtures.GuideLab(2), sim.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	})
	if err := operator.SetUp(ctx, l.Lab); err != nil {
		t.Fatal(err)
	}
	docking := symptom.Now(l.Lab)
	if err := l.Hosts[0].Agent.Start(ctx); err != nil {
		t.Fatal(err)
	}
	w, err := dockpath.NewWatch(l.Lab, "host-1")
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Await(ctx, dockpath.Docked, 8*time.Minute); err != nil {
		t.Fatal(err)
	}
	row := "SELECT launch_server, NULL FROM vtap"
	for _, c := range []struct {
		look symptom.Symptom
		want bool
	}{
		{&symptom.ServerLog{Line: "ServerNotFoundInCache"}, true},
		{&symptom.ServerLog{Line: "ServerNotFoundInCache", Host: "host-1", Args: []string{"10.50.72.101"}}, true},
		{&symptom.ServerLog{Line: "ServerNotFoundInCache", Host: "host-2"}, false},
		{&symptom.ServerLog{Line: "ServerNotFoundInCache", Args: []string{"10.50.72.1"}}, false},
		{&symptom.ServerLog{Line: "ServerDBVersionMismatch"}, false},
		{&symptom.ServerLog{Line: "ServerDBVersionMismatch", Absent: true}, true},
		{&symptom.AgentLog{Line: "AgentStartedComponents", Host: "host-1"}, true},
		{&symptom.AgentLog{Line: "AgentStartedComponents", Host: "host-1", Absent: true}, false},
		{&symptom.AgentLog{Line: "AgentStartedComponents", Host: "host-2"}, false},
		{&symptom.Row{Query: row, Is: [][]string{{"10.50.72.101", `\N`}}}, true},
		{&symptom.Row{Query: row, Is: [][]string{{"10.50.72.102", `\N`}}}, false},
		{&symptom.Row{Query: row + " WHERE id < 0"}, true},
		{&symptom.Stored{Table: "flow_log.l4_flow_log", Host: "host-1"}, true},
		{&symptom.Stored{Table: "flow_log.l4_flow_log", Host: "host-1", None: true}, false},
		{&symptom.Stored{Table: "flow_log.l4_flow_log", Host: "host-2", None: true}, true},
		{&symptom.Stored{Table: "no_such.table", Host: "host-1"}, false},
		{&symptom.Exits{Part: "server"}, false},
		{&symptom.NotRunning{Part: "agent", Host: "host-1"}, false},
		{&symptom.NotRunning{Part: "agent", Host: "host-2"}, true},
		{&symptom.NotRunning{Part: "server"}, false},
	} {
		expect(t, l.Lab, docking, c.look, c.want)
	}

	stopped := symptom.Now(l.Lab)
	if err := l.Hosts[0].Agent.Stop(ctx); err != nil {
		t.Fatal(err)
	}
	l.Server.(interface{ Kill() }).Kill()
	if err := l.Clock.Wait(ctx, 3*time.Minute); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		look symptom.Symptom
		want bool
	}{
		{&symptom.ServerLog{Line: "ServerNotFoundInCache"}, false},
		{&symptom.AgentLog{Line: "AgentStartedComponents", Host: "host-1"}, false},
		{&symptom.Exits{Part: "server", Code: 137}, true},
		{&symptom.Exits{Part: "server", Code: 0}, false},
		{&symptom.Exits{Part: "server", Code: 137, AtLeast: 2}, false},
		{&symptom.NotRunning{Part: "agent", Host: "host-1"}, true},
		{&symptom.NotRunning{Part: "clickhouse"}, false},
	} {
		expect(t, l.Lab, stopped, c.look, c.want)
	}
}

func expect(t *testing.T, l *lab.Lab, since symptom.Mark, look symptom.Symptom, want bool) {
	t.Helper()
	if v, ok := look.(interface{ Validate() error }); ok {
		if err := v.Validate(); err != nil {
			t.Errorf("%s: %v", look, err)
		}
	}
	seen, evidence, err := look.Seen(context.Background(), l, since)
	if err != nil || seen != want {
		t.Errorf("%s: seen %v, want %v; %q %v", look, seen, want, evidence, err)
	}
}

func TestParametersAreChecked(t *testing.T) {
	for _, s := range []interface{ Validate() error }{
		&symptom.ServerLog{}, &symptom.ServerLog{Line: "AgentBanner"}, &symptom.AgentLog{Line: "AgentBanner"},
		&symptom.AgentLog{Line: "ServerNotFoundInCache", Host: "host-1"}, &symptom.Row{}, &symptom.Stored{Table: "vtap", Host: "host-1"},
		&symptom.Stored{Table: "flow_log.l4_flow_log"}, &symptom.Exits{Part: "disk"}, &symptom.Exits{Part: "agent"},
		&symptom.NotRunning{Part: "disk"}, &symptom.NotRunning{Part: "agent"},
	} {
		if s.Validate() == nil {
			t.Errorf("%T %v: taken", s, s)
		}
	}
}

// A symptom about a host can be looked for on another; one about none stays as it is.
func TestForAnotherHost(t *testing.T) {
	for _, c := range []struct {
		of   symptom.Symptom
		want string
	}{
		{&symptom.NotRunning{Part: "agent", Host: "host-1"}, "the agent of host-2 doesn't run"},
		{&symptom.NotRunning{Part: "server"}, "server doesn't run"},
		{&symptom.ServerLog{Line: "ServerNotFoundInCache", Host: "host-1"}, "server log has ServerNotFoundInCache about host-2"},
		{&symptom.ServerLog{Line: "ServerNotFoundInCache"}, "server log has ServerNotFoundInCache"},
	} {
		if got := symptom.For(c.of, "host-2").String(); got != c.want {
			t.Errorf("%s: got %q", c.of, got)
		}
	}
}

func TestAbsentSymptomsTakeTheirTime(t *testing.T) {
	for _, c := range []struct {
		s    symptom.Symptom
		want bool
	}{
		{&symptom.Stored{None: true}, true},
		{&symptom.Stored{}, false},
		{&symptom.AgentLog{Absent: true}, true},
		{&symptom.ServerLog{Absent: true}, true},
		{&symptom.ServerLog{}, false},
		{&symptom.Row{}, false},
	} {
		if got := symptom.Absent(c.s); got != c.want {
			t.Errorf("%T %+v: %v, want %v", c.s, c.s, got, c.want)
		}
	}
}
