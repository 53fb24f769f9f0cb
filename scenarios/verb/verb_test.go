package verb_test

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/dflab/dflab/fixtures"
	"github.com/dflab/dflab/lab"
	"github.com/dflab/dflab/lab/deepflow/controller"
	"github.com/dflab/dflab/lab/dockpath"
	"github.com/dflab/dflab/lab/operator"
	"github.com/dflab/dflab/lab/sim"
	"github.com/dflab/dflab/scenarios/verb"
)

// docked is a lab of one docked agent.
func docked(t *testing.T) *lab.Lab {
	t.Helper()
	ctx := context.Background()
	l, err := sim.New(ctx, fixtures.GuideLab(1), sim.Options{})
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
	if err := l.StartAgents(ctx); err != nil {
		t.Fatal(err)
	}
	w, err := dockpath.NewWatch(l.Lab, "host-1")
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Await(ctx, dockpath.Docked, 8*time.Minute); err != nil {
		t.Fatal(err)
	}
	return l.Lab
}

// Every verb that can be taken back has its effect, and leaves what was there before when it is undone, once or twice.
func TestWhatIsDoneIsUndone(t *testing.T) {
	l := docked(t)
	ctx := context.Background()
	for _, c := range []struct {
		do verb.Verb
		// state is what the verb changes, as text; want is part of it afterwards.
		state func() string
		want  string
	}{
		{&verb.SQL{Table: "db_version", Run: "UPDATE db_version SET version = '7.0.1.8'"}, rows(t, l, "SELECT version FROM db_version"), "7.0.1.8"},
		{&verb.SQL{Table: "db_version", Run: "DELETE FROM db_version"}, rows(t, l, "SELECT COUNT(*) FROM db_version"), "[0]"},
		{&verb.SQL{Table: "vtap", Run: "UPDATE vtap SET name = 'x', launch_server = ''"}, rows(t, l, "SELECT * FROM vtap"), " x "},
		{&verb.SQL{Table: "not_there", Run: "CREATE TABLE not_there (id INT)"}, rows(t, l, "SHOW TABLES LIKE 'not_there'"), "not_there"},
		{&verb.SQL{Table: "db_version", Run: "DROP TABLE db_version"}, func() string {
			return rows(t, l, "SHOW TABLES LIKE 'db_version'")() + "."
		}, "."},
		{&verb.ServerConfig{Add: map[string][]any{"controller.genesis.local_ip_ranges": {"100.42.32.0/24"}}}, l.Server.Config, "- 100.42.32.0/24"},
		{&verb.AgentConfig{OnHostNamed: "host-1", Set: map[string]any{"controller-port": 30035}}, l.Hosts[0].Agent.Config, "controller-port: 30035"},
		{&verb.DeleteDomain{Name: "legacy-host"}, domains(t, l), "[]"},
		{&verb.CreateGroup{Name: "more", ID: "g-ABCDEFGHIJ"}, groups(t, l), "more g-ABCDEFGHIJ"},
		{&verb.CreateGroup{Name: "more", Config: "global:\n  communication:\n    ingester_port: 20133\n"}, configs(t, l), "20133"},
		{&verb.GroupConfig{Group: "legacy-host", Set: map[string]any{"inputs.cbpf.af_packet.interface_regex": "^bond.*$"}}, configs(t, l), "^bond.*$"},
		{&verb.GroupConfig{Group: "default", YAML: "global:\n  communication:\n    ingester_port: 20133\n"}, configs(t, l), "20133"},
		{&verb.MoveAgent{OnHostNamed: "host-1", Group: "default"}, agents(t, l), "default"},
		{&verb.DeleteGroup{Name: "legacy-host"}, func() string { return groups(t, l)() + agents(t, l)() }, "in default"},
		{
			&verb.NICs{OnHostNamed: "host-1", NICs: []lab.NIC{{Name: "bond0", MAC: "52:54:00:50:72:16", Addrs: []netip.Prefix{netip.MustParsePrefix("10.50.72.116/16")}}}},
			l.Hosts[0].Machine.IPAddress, "bond0",
		},
		{&verb.Cut{OnHostNamed: "host-1"}, connects(l), "i/o timeout"},
		{&verb.Stop{Named: verb.Named{Part: "agent", OnHostNamed: "host-1"}}, running(l.Hosts[0].Agent), "false"},
		{&verb.Stop{Named: verb.Named{Part: "clickhouse"}}, running(l.Databases["clickhouse"]), "false"},
	} {
		before := c.state()
		undo, err := c.do.Do(ctx, l)
		if err != nil {
			t.Errorf("%s: %v", c.do, err)
			continue
		}
		if after := c.state(); after == before || !strings.Contains(after, c.want) {
			t.Errorf("%s: want %q in\n%s", c.do, c.want, after)
		}
		for _, again := range []string{"", " again"} {
			if err := undo(ctx); err != nil {
				t.Errorf("undo %s%s: %v", c.do, again, err)
			}
			if after := c.state(); after != before {
				t.Errorf("undo %s%s: want\n%s\ngot\n%s", c.do, again, before, after)
			}
		}
	}
}

// A region has one agent_sync domain: it is created where there is none.
func TestDomainIsCreated(t *testing.T) {
	l := docked(t)
	ctx := context.Background()
	if _, err := (&verb.CreateDomain{Name: "second"}).Do(ctx, l); err == nil {
		t.Error("a second agent_sync domain was created")
	}
	if _, err := (&verb.DeleteDomain{Name: "legacy-host"}).Do(ctx, l); err != nil {
		t.Fatal(err)
	}
	undo, err := (&verb.CreateDomain{Name: "second"}).Do(ctx, l)
	if err != nil {
		t.Fatal(err)
	}
	if got := domains(t, l)(); got != "[second of type 23]" {
		t.Errorf("created: %s", got)
	}
	for range 2 {
		if err := undo(ctx); err != nil {
			t.Error(err)
		}
		if got := domains(t, l)(); got != "[]" {
			t.Errorf("undone: %s", got)
		}
	}
}

// Parts are stopped, started, restarted and killed; a start undoes only what it did.
func TestPartsStopAndStart(t *testing.T) {
	l := docked(t)
	ctx := context.Background()
	agent := verb.Named{Part: "agent", OnHostNamed: "host-1"}
	do := func(v verb.Verb) verb.Undo {
		t.Helper()
		undo, err := v.Do(ctx, l)
		if err != nil {
			t.Fatal(err)
		}
		return undo
	}
	is := func(want bool) {
		t.Helper()
		if got := l.Hosts[0].Agent.State().Running; got != want {
			t.Fatalf("runs: %v, want %v", got, want)
		}
	}
	do(&verb.Stop{Named: agent})
	is(false)
	undo := do(&verb.Start{Named: agent})
	is(true)
	if err := undo(ctx); err != nil {
		t.Fatal(err)
	}
	is(false)
	do(&verb.Restart{Named: agent})
	is(true)
	undo = do(&verb.Start{Named: agent})
	if err := undo(ctx); err != nil {
		t.Fatal(err)
	}
	is(true)
	exits := l.Hosts[0].Agent.State().Exits
	do(&verb.Kill{Named: agent})
	is(false)
	do(&verb.Wait{For: 11 * time.Second})
	is(true)
	if got := l.Hosts[0].Agent.State(); got.Exits != exits+1 || got.ExitCode != 137 {
		t.Errorf("after a kill: %+v", got)
	}
	if _, err := (&verb.Kill{Named: verb.Named{Part: "mysql"}}).Do(ctx, l); !errors.Is(err, lab.ErrUnsupported) {
		t.Errorf("kill mysql: %v, want lab.ErrUnsupported", err)
	}
	do(&verb.DeleteAgent{OnHostNamed: "host-1"})
	if got := agents(t, l)(); got != "[]" {
		t.Errorf("deleted, and still there: %s", got)
	}
	undo = do(&verb.SQL{Table: "db_version", Run: "DROP TABLE vtap_repo"})
	if err := undo(ctx); !errors.Is(err, verb.ErrIrreversible) {
		t.Errorf("drop another table: the undo says %v, want ErrIrreversible", err)
	}
}

func TestParametersAreChecked(t *testing.T) {
	for _, v := range []interface{ Validate() error }{
		&verb.SQL{Table: "db_version"}, &verb.SQL{Run: "DELETE FROM vtap"}, &verb.SQL{Table: "a`b", Run: "x"},
		&verb.ServerConfig{}, &verb.AgentConfig{Set: map[string]any{"a": 1}}, &verb.AgentConfig{OnHostNamed: "host-1"},
		&verb.Stop{Named: verb.Named{Part: "agent"}}, &verb.Start{Named: verb.Named{Part: "disk"}},
		&verb.Restart{Named: verb.Named{Part: "server", OnHostNamed: "host-1"}}, &verb.Kill{},
		&verb.CreateDomain{}, &verb.DeleteDomain{}, &verb.CreateGroup{}, &verb.DeleteGroup{}, &verb.GroupConfig{Group: "x"},
		&verb.MoveAgent{Group: "x"}, &verb.DeleteAgent{}, &verb.NICs{OnHostNamed: "host-1"}, &verb.Cut{}, &verb.Heal{}, &verb.Wait{},
	} {
		if v.Validate() == nil {
			t.Errorf("%T %v: taken", v, v)
		}
	}
}

func rows(t *testing.T, l *lab.Lab, query string) func() string {
	return func() string {
		t.Helper()
		r, err := l.MySQL.Query(query)
		if err != nil {
			return err.Error()
		}
		defer r.Close()
		columns, err := r.Columns()
		if err != nil {
			t.Fatal(err)
		}
		var all []string
		for r.Next() {
			row, into := make([]any, len(columns)), make([]any, len(columns))
			for i := range row {
				into[i] = &row[i]
			}
			if err := r.Scan(into...); err != nil {
				t.Fatal(err)
			}
			var cells []string
			for _, c := range row {
				if b, ok := c.([]byte); ok {
					c = string(b)
				}
				cells = append(cells, fmt.Sprint(c))
			}
			all = append(all, fmt.Sprint(cells))
		}
		return strings.Join(all, "\n")
	}
}

func domains(t *testing.T, l *lab.Lab) func() string {
	return listed(t, func() (all []string, err error) {
		list, err := l.API.Domains(context.Background(), "")
		for _, d := range list {
			all = append(all, fmt.Sprintf("%s of type %d", d.Name, d.Type))
		}
		return all, err
	})
}

func groups(t *testing.T, l *lab.Lab) func() string {
	return listed(t, func() (all []string, err error) {
		list, err := l.API.Groups(context.Background(), controller.GroupFilter{})
		for _, g := range list {
			all = append(all, g.Name+" "+g.ShortUUID)
		}
		return all, err
	})
}

// configs are the groups' configurations; a group that has none isn't there.
func configs(t *testing.T, l *lab.Lab) func() string {
	return listed(t, func() (all []string, err error) {
		list, err := l.API.GroupConfigs(context.Background())
		for _, c := range list {
			all = append(all, c.YAML)
		}
		return all, err
	})
}

func agents(t *testing.T, l *lab.Lab) func() string {
	return listed(t, func() (all []string, err error) {
		list, err := l.API.Agents(context.Background(), controller.AgentFilter{})
		for _, a := range list {
			all = append(all, a.Name+" in "+a.VTapGroupName)
		}
		return all, err
	})
}

func listed(t *testing.T, list func() ([]string, error)) func() string {
	return func() string {
		t.Helper()
		all, err := list()
		if err != nil {
			t.Fatal(err)
		}
		slices.Sort(all)
		return fmt.Sprint(all)
	}
}

func connects(l *lab.Lab) func() string {
	return func() string {
		return fmt.Sprint(l.Hosts[0].Machine.Connect(context.Background(), "10.50.72.100:20035"))
	}
}

func running(p lab.Part) func() string {
	return func() string { return fmt.Sprint(p.State().Running) }
}
