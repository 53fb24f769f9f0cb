package migrator_test

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/dflab/dflab/lab/clock"
	"github.com/dflab/dflab/lab/deepflow/config"
	"github.com/dflab/dflab/lab/deepflow/logline"
	"github.com/dflab/dflab/lab/deepflow/release"
	"github.com/dflab/dflab/lab/sim/server/core"
	"github.com/dflab/dflab/lab/sim/server/migrator"
	"github.com/dflab/dflab/lab/sim/store"
)

var start = time.Date(2026, 11, 22, 15, 30, 0, 0, time.UTC)

// fixture is an embedded MySQL that processes migrate one after the other.
type fixture struct {
	t     *testing.T
	clock *clock.Clock
	store *store.Store
	log   bytes.Buffer
	out   bytes.Buffer
	last  *core.Core
}

func newFixture(t *testing.T) *fixture {
	f := &fixture{t: t, clock: clock.New(start)}
	st, err := store.New(store.Options{Now: f.clock.Now, Users: []store.User{{Name: "root", Password: "deepflow"}}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { st.Close() })
	f.store = st
	return f
}

func (f *fixture) open(database string) (*sql.DB, error) {
	c, err := f.store.Connector(database)
	if err != nil {
		return nil, err
	}
	db := sql.OpenDB(c)
	return db, db.Ping()
}

func (f *fixture) exec(database, query string) {
	f.t.Helper()
	db, err := f.open(database)
	if err != nil {
		f.t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(query); err != nil {
		f.t.Fatalf("%s: %v", query, err)
	}
}

// column is the first column of all rows.
func (f *fixture) column(query string) (list []string) {
	f.t.Helper()
	db, err := f.open("deepflow")
	if err != nil {
		f.t.Fatal(err)
	}
	defer db.Close()
	rows, err := db.Query(query)
	if err != nil {
		f.t.Fatalf("%s: %v", query, err)
	}
	defer rows.Close()
	for rows.Next() {
		var v string
		if err := rows.Scan(&v); err != nil {
			f.t.Fatal(err)
		}
		list = append(list, v)
	}
	return list
}

func (f *fixture) version() []string { return f.column("SELECT version FROM db_version") }

// process begins a migration, followed by the check, in a process of its own; the error arrives on the channel's buffer.
func (f *fixture) process(edit func(*config.Server)) chan error {
	f.t.Helper()
	f.log.Reset()
	r, err := release.Get("6.6.9")
	if err != nil {
		f.t.Fatal(err)
	}
	cfg := config.DefaultServer()
	if edit != nil {
		edit(cfg)
	}
	c := &core.Core{
		Context: context.Background(), Clock: f.clock, Prefix: "server", Config: cfg, Release: r,
		Rand: rand.New(rand.NewPCG(1, 2)), Location: time.UTC,
	}
	c.Log = logline.NewServerLogger(&f.log, c.Now)
	f.last = c
	m := migrator.New(c, func(_ core.Sleep, database string) (*sql.DB, error) { return f.open(database) }, &f.out)
	result := make(chan error, 1)
	c.Straight("controller", func(sleep core.Sleep) {
		err := m.Migrate(sleep)
		if err == nil {
			var db *sql.DB
			if db, err = m.Session(sleep); err == nil {
				err = m.CheckVersion(db)
				db.Close()
			}
		}
		result <- err
	})
	return result
}

// migrate runs a migration to its end.
func (f *fixture) migrate() error {
	f.t.Helper()
	result := f.process(nil)
	f.advance(5 * time.Second)
	select {
	case err := <-result:
		f.last.Stop()
		return err
	default:
		f.t.Fatal("migration is still running after five seconds")
		return nil
	}
}

func (f *fixture) advance(d time.Duration) {
	f.t.Helper()
	if err := f.clock.Advance(context.Background(), d); err != nil {
		f.t.Fatal(err)
	}
}

// lines are the migrator's lines of a log without their times.
func lines(log string) (list []string) {
	for _, r := range logline.ReadServer(log) {
		if strings.HasPrefix(r.Module, "db.mysql.migrat") {
			r.Time = start
			list = append(list, logline.FormatServer(r))
		}
	}
	return list
}

// TestRecordings replays every recorded case: same lines in the same order, same outcome, same version left behind.
func TestRecordings(t *testing.T) {
	at := func(version string) []string {
		return []string{"UPDATE db_version SET version = '" + version + "'"}
	}
	expected := []string{"6.6.1.25"}
	defective := []string{"7.0.1.8"}
	for _, tc := range []struct {
		recording string
		before    []string // SQL on an initialised database; nil: none
		fails     string   // the version in the mismatch; "-": succeeds; "panic"
		leaves    []string
	}{
		{"a1_older_6.6.1.22", at("6.6.1.22"), "7.0.1.8", defective},
		{"a1b_second_start_same_db", at("7.0.1.8"), "7.0.1.8", defective},
		{"a2_repair_update_to_expected", at("6.6.1.25"), "-", expected},
		{"a3_older_6.6.1.12", at("6.6.1.12"), "7.0.1.8", defective},
		{"a4_newer_7.0.1.8", at("7.0.1.8"), "7.0.1.8", defective},
		{"a5b_short_6.6", at("6.6"), "panic", []string{"6.6"}},
		{"a6_empty_string", at(""), "", []string{""}},
		{"a7_no_row", []string{"DELETE FROM db_version"}, "", nil},
		{"a7b_repair_UPDATE_on_empty_table", append([]string{"DELETE FROM db_version"}, at("6.6.1.25")...), "", nil},
		{"a7c_repair_INSERT", []string{"DELETE FROM db_version", "INSERT INTO db_version (version) VALUES ('6.6.1.25')"}, "-", expected},
		{"b1_tables_exist_db_version_table_dropped", []string{"DROP TABLE db_version"}, "-", expected},
		{"b2_repair_DROP_DATABASE_then_restart", []string{"DROP DATABASE deepflow"}, "-", expected},
		{"b3_database_precreated_empty", []string{"DROP DATABASE deepflow", "CREATE DATABASE deepflow"}, "-", expected},
		{"r1_REAL_upgrade_v6.6.5_to_v6.6.9", at("6.6.1.12"), "7.0.1.8", defective},
		{"r2_REAL_upgrade_then_guide_repair", append(at("7.0.1.8"), at("6.6.1.25")...), "-", expected},
	} {
		t.Run(tc.recording, func(t *testing.T) {
			recorded, err := os.ReadFile("../../../../fixtures/recordings/02_db_version/" + tc.recording + ".txt")
			if err != nil {
				t.Fatal(err)
			}
			f := newFixture(t)
			if err := f.migrate(); err != nil {
				t.Fatalf("first start: %v", err)
			}
			for _, query := range tc.before {
				database := "deepflow"
				if strings.Contains(query, "DATABASE") {
					database = ""
				}
				f.exec(database, query)
			}
			err = f.migrate()
			var panicked *core.Panic
			switch want := "db_version current version: " + tc.fails + " != expected version: 6.6.1.25"; {
			case tc.fails == "-" && err != nil:
				t.Errorf("error %v, want none", err)
			case tc.fails == "panic":
				if !errors.As(err, &panicked) || !strings.HasPrefix(panicked.Text(), "panic: runtime error: index out of range [2] with length 2\n") {
					t.Errorf("error %v, want the panic of the recording", err)
				}
			case tc.fails != "-" && (err == nil || err.Error() != want):
				t.Errorf("error %v, want %q", err, want)
			}
			if got, want := lines(f.log.String()), lines(string(recorded)); !slices.Equal(got, want) {
				t.Errorf("logged\n%s\nrecorded\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
			}
			if got := f.version(); !slices.Equal(got, tc.leaves) {
				t.Errorf("version left behind %q, want %q", got, tc.leaves)
			}
		})
	}
}

// TestInterrupted is recording b4: a process killed in its first initialisation leaves no version, while the database goes on
// with the script that it was sent. The next start doesn't get past that, INSERT repairs it.
func TestInterrupted(t *testing.T) {
	f := newFixture(t)
	f.process(nil)
	f.advance(220 * time.Millisecond)
	f.last.Stop()
	if n := len(f.column("SHOW TABLES")); n < 20 || n > 100 {
		t.Errorf("%d tables when killed, want some but not all", n)
	}
	f.advance(time.Second)
	if n := len(f.column("SHOW TABLES")); n != 145 {
		t.Errorf("%d tables in the end, want 145", n)
	}
	if got := f.version(); got != nil {
		t.Errorf("version %q, want no row", got)
	}
	if err := f.migrate(); err == nil || err.Error() != "db_version current version:  != expected version: 6.6.1.25" {
		t.Errorf("error of the next start %v, want the mismatch without a version", err)
	}
	recorded, err := os.ReadFile("../../../../fixtures/recordings/02_db_version/b4_first_init_interrupted_restart.txt")
	if err != nil {
		t.Fatal(err)
	}
	if got, want := lines(f.log.String()), lines(string(recorded)); !slices.Equal(got, want) {
		t.Errorf("logged\n%s\nrecorded\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	f.exec("deepflow", "INSERT INTO db_version (version) VALUES ('6.6.1.25')")
	if err := f.migrate(); err != nil {
		t.Errorf("after the INSERT: %v", err)
	}
	if n := len(f.column("SELECT id FROM data_source")); n != 21 {
		t.Errorf("%d data sources, want 21: the row of the last script is missing", n)
	}
}

func TestDropDatabaseEnabled(t *testing.T) {
	f := newFixture(t)
	if err := f.migrate(); err != nil {
		t.Fatal(err)
	}
	f.exec("deepflow", "DELETE FROM db_version")
	f.exec("deepflow", "INSERT INTO vtap_group (name) VALUES ('mine')")
	result := f.process(func(c *config.Server) { c.Controller.MySQL.DropDatabaseEnabled = true })
	f.advance(5 * time.Second)
	if err := <-result; err != nil {
		t.Fatal(err)
	}
	if got := f.column("SELECT name FROM vtap_group"); !slices.Equal(got, []string{"default"}) {
		t.Errorf("groups %q, want only the default one of a new database", got)
	}
}

// TestMalformed pins what the comparison of versions makes of text that is none.
func TestMalformed(t *testing.T) {
	for _, tc := range []struct{ version, fails string }{
		{"6.6.1", "panic: runtime error: index out of range [3] with length 3"},
		{"6", "panic: runtime error: index out of range [1] with length 1"},
		{"7", "db_version current version: 7 != expected version: 6.6.1.25"},
		{"abc", "Error 1146 (42S02): Table 'deepflow.ch_epc' doesn't exist"}, // 6 > 0: every issue runs, the first fails
		{"6.6.1.25-x", "Error 1060 (42S21): Duplicate column name 'user'"},   // 25 > 0: so does every issue of 6.6.1
		{"6.6.1.25.1", "db_version current version: 6.6.1.25.1 != expected version: 6.6.1.25"},
	} {
		f := newFixture(t)
		if err := f.migrate(); err != nil {
			t.Fatal(err)
		}
		f.exec("deepflow", "UPDATE db_version SET version = '"+tc.version+"'")
		if err := f.migrate(); err == nil || err.Error() != tc.fails {
			t.Errorf("version %q: error %v, want %q", tc.version, err, tc.fails)
		}
	}
}
