package clickhouse

import (
	"testing"
	"time"
)

// countedPart is a part that counts how often it is asked for its rows.
type countedPart struct {
	rows  [][]any
	asked *int
}

func (p countedPart) Len() int       { return len(p.rows) }
func (p countedPart) Example() []any { return []any{uint16(0), ""} }
func (p countedPart) Rows() [][]any  { *p.asked++; return p.rows }

func TestPartsAreReadWhenSomebodyAsks(t *testing.T) {
	d := New(time.Now)
	columns := []string{"n", "s"}
	for name, typ := range map[string]string{"t": "String", "dates": "DateTime"} {
		if err := d.CreateTable("default", Table{Name: name, Columns: []Column{Col("n", "UInt8"), Col("s", typ)}}); err != nil {
			t.Fatal(err)
		}
	}
	if err := d.CreateTable("default", Table{Name: "all", Of: "t"}); err != nil {
		t.Fatal(err)
	}
	asked := 0
	insert := func(table string, rows ...[]any) error {
		return d.InsertPart("default", table, columns, countedPart{rows, &asked})
	}
	ask := func(query, want string) {
		t.Helper()
		res, err := d.Query("", query)
		if err != nil {
			t.Fatal(err)
		}
		if got := text(res.Columns[0].Type, res.Rows[0][0], time.UTC); got != want {
			t.Errorf("%s: %s, want %s", query, got, want)
		}
	}
	if err := insert("t", []any{uint16(1), "a"}, []any{uint16(257), "b"}); err != nil {
		t.Fatal(err)
	}
	ask("SELECT total_rows FROM system.tables WHERE name = 'all'", "2")
	if asked != 0 {
		t.Error("made rows that nobody reads")
	}
	if err := d.Insert("default", "t", columns, [][]any{{3, "c"}}); err != nil {
		t.Fatal(err)
	}
	ask("SELECT groupArray(s) FROM all", "['a','b','c']")
	if err := insert("t", []any{uint16(4), "d"}); err != nil {
		t.Fatal(err)
	}
	ask("SELECT groupArray(n) FROM t", "[1,1,3,4]")
	ask("SELECT count() FROM t", "4")
	if asked != 2 {
		t.Errorf("asked %d times for 2 parts", asked)
	}

	if err := insert("dates", []any{uint16(1), "no date"}); err == nil {
		t.Error("stores text as a time")
	}
	if err := insert("dates", []any{uint16(1), "2026-01-02 03:04:05"}); err != nil {
		t.Error(err)
	}
	for _, c := range []struct {
		typ     string
		example any
		holds   bool
	}{
		{"Array(UInt16)", []uint32{}, true},
		{"Array(String)", []uint32{}, false},
		{"Array(DateTime)", []string{}, false},
		{"Array(LowCardinality(String))", []string(nil), true},
		{"Array(UInt8)", []any{1}, false},
		{"UInt8", nil, false},
		{"UInt8", "7", false},
		{"DateTime64(6)", time.Time{}, true},
		{"Float64", uint8(1), true},
		{"UInt8", []uint8{}, false},
	} {
		if holds := d.holdsLike(Col("c", c.typ).Type, c.example); holds != c.holds {
			t.Errorf("%s holds %T: %v", c.typ, c.example, holds)
		}
	}
	if err := insert("none", []any{uint16(1), "a"}); err == nil {
		t.Error("stores rows in a table that isn't there")
	}
	if err := insert("t", []any{uint16(1), "a"}); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Query("", "TRUNCATE TABLE t"); err != nil {
		t.Fatal(err)
	}
	ask("SELECT count() FROM t", "0")
}
