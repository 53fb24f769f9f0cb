package release

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"gotest.tools/v3/golden"
)

func get(t *testing.T) *Release {
	t.Helper()
	r, err := Get("6.6.9")
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestUnknownReleaseNamesTheKnown(t *testing.T) {
	_, err := Get("6.6.8")
	if !errors.Is(err, ErrUnknown) || !strings.Contains(err.Error(), "6.6.9") {
		t.Fatalf("got %v", err)
	}
	if got := Versions(); !slices.Equal(got, []string{"6.6.9"}) {
		t.Fatalf("versions %v", got)
	}
}

func TestEveryFactHasASource(t *testing.T) {
	r := get(t)
	for _, key := range []string{
		"version", "tag", "commit", "branch", "rev_count", "revision", "db_version", "schema_dir", "server_yaml",
		"agent_yaml", "template", "ports", "timers", "host_keys", "stages",
	} {
		if r.Sources[key] == "" {
			t.Errorf("%s has no source", key)
		}
	}
	if r.DBVersion != "6.6.1.25" || r.DBVersionSource != r.Sources["db_version"] {
		t.Errorf("db_version %s from %q", r.DBVersion, r.DBVersionSource)
	}
}

func TestIssuesAreSortedAndTheLastThreeWriteTheWrongVersion(t *testing.T) {
	r := get(t)
	if !slices.IsSortedFunc(r.Issues, func(a, b Issue) int { return Compare(a.Version, b.Version) }) {
		t.Error("issues are not sorted by version")
	}
	var wrong []string
	for _, i := range r.Issues {
		if i.Writes != i.Version {
			wrong = append(wrong, i.Version+" writes "+i.Writes)
		}
	}
	want := []string{"6.6.1.23 writes 7.0.1.6", "6.6.1.24 writes 7.0.1.7", "6.6.1.25 writes 7.0.1.8"}
	if !slices.Equal(wrong, want) {
		t.Errorf("defective issues: got %v, want %v", wrong, want)
	}
}

func TestIssuesAfter(t *testing.T) {
	r := get(t)
	for _, tc := range []struct {
		version, first string
		n              int
		fails          bool // one of them fails on a complete schema
	}{
		{"6.6.1.25", "", 0, false},
		{"6.6.1.22", "6.6.1.23", 3, false},
		{"6.6.1.12", "6.6.1.13", 13, false},
		{"6.6.1.11", "6.6.1.12", 14, true},
		{"7.0.1.8", "", 0, false},
		{"6.1.1.0", "6.1.1.1", len(r.Issues) - 1, true},
	} {
		issues := r.IssuesAfter(tc.version)
		if len(issues) != tc.n {
			t.Errorf("%s: %d issues, want %d", tc.version, len(issues), tc.n)
			continue
		}
		if tc.n > 0 && issues[0].Version != tc.first {
			t.Errorf("%s: first %s, want %s", tc.version, issues[0].Version, tc.first)
		}
		if fails := slices.ContainsFunc(issues, func(i Issue) bool { return i.Again != "" }); fails != tc.fails {
			t.Errorf("%s: fails %v, want %v", tc.version, fails, tc.fails)
		}
	}
}

func TestCompare(t *testing.T) {
	for _, tc := range []struct {
		a, b string
		want int
	}{
		{"6.6.1.9", "6.6.1.10", -1}, {"6.6.1.10", "6.6.1.10", 0}, {"7.0.1.8", "6.6.1.25", 1}, {"6.6", "6.6.1.1", -1}, {"", "6", -1},
	} {
		if got := Compare(tc.a, tc.b); got != tc.want {
			t.Errorf("Compare(%q, %q) = %d, want %d", tc.a, tc.b, got, tc.want)
		}
	}
}

func TestTables(t *testing.T) {
	r := get(t)
	if len(r.Tables) != 145 {
		t.Errorf("%d tables, the recording has 145", len(r.Tables))
	}
	if n := len(r.CoreTables()); n != 42 {
		t.Errorf("%d core tables", n)
	}
	for _, tab := range r.Tables {
		for _, k := range tab.Keys {
			for _, c := range k.Columns {
				name, _, _ := strings.Cut(c, "(")
				if _, ok := tab.Column(name); !ok {
					t.Errorf("key of %s names %s, which isn't a column", tab.Name, c)
				}
			}
		}
	}
	for _, s := range r.Seeds {
		tab, ok := r.Table(s.Table)
		if !ok {
			t.Errorf("seed of unknown table %s", s.Table)
		}
		for _, c := range s.Columns {
			if _, ok := tab.Column(c); !ok {
				t.Errorf("seed of %s names unknown column %s", s.Table, c)
			}
		}
		for _, row := range s.Rows {
			if len(row) != len(s.Columns) {
				t.Errorf("seed of %s: row %v has %d values for %d columns", s.Table, row, len(row), len(s.Columns))
			}
		}
	}
}

func TestDDL(t *testing.T) {
	r := get(t)
	var b strings.Builder
	for _, name := range []string{"db_version", "vtap", "vinterface_ip", "vl2", "report"} {
		tab, ok := r.Table(name)
		if !ok {
			t.Fatalf("no table %s", name)
		}
		b.WriteString(tab.DDL() + ";\n")
	}
	golden.Assert(t, b.String(), "ddl.sql")
}

func TestSeedValues(t *testing.T) {
	r := get(t)
	i := slices.IndexFunc(r.Seeds, func(s Seed) bool { return s.Table == "vtap_group" })
	n := 0
	uuid := func() string {
		n++
		return []string{"", "9f860e43-e689-11f1-8063-02fc00000001", "9f86104a-e689-11f1-8063-02fc00000001"}[n]
	}
	got := r.Seeds[i].Values(uuid, time.Unix(0, 0))[0]
	want := []any{"9f860e43-e689-11f1-8063-02fc00000001", 1, "default", "g-9f86104ae6", 1} // recording 03_rest/ctl_04
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if got, want := r.Seeds[i].Insert(), "INSERT INTO `vtap_group` (`lcuuid`, `id`, `name`, `short_uuid`, `team_id`) VALUES (?, ?, ?, ?, ?)"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	rows := 0
	for _, s := range r.Seeds {
		if s.Table == "data_source" {
			rows += len(s.Rows)
		}
	}
	if rows != 22 {
		t.Errorf("%d data sources, want 22", rows)
	}
}
