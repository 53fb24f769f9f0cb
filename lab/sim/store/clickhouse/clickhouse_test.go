package clickhouse

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"time"
)

var start = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)

func collector(tb testing.TB) *DB {
	tb.Helper()
	db := New(func() time.Time { return start })
	db.CreateDatabase("deepflow_tenant")
	err := db.CreateTable("deepflow_tenant", Table{Name: "deepflow_collector_local", Columns: []Column{
		Col("time", "DateTime('Asia/Shanghai')"), Col("virtual_table_name", "LowCardinality(String)"), Col("team_id", "UInt32"),
		Col("tag_names", "Array(LowCardinality(String))"), Col("tag_values", "Array(LowCardinality(String))"), Col("metrics_float_values", "Array(Float64)"),
	}})
	if err == nil {
		err = db.CreateTable("deepflow_tenant", Table{Name: "deepflow_collector", Of: "deepflow_collector_local", Engine: "Distributed(df_cluster, deepflow_tenant, deepflow_collector_local, rand())"})
	}
	if err != nil {
		tb.Fatal(err)
	}
	return db
}

func insertOne(db *DB, at time.Time, name, host string) error {
	return db.Insert("deepflow_tenant", "deepflow_collector_local", []string{"time", "virtual_table_name", "tag_names", "tag_values", "metrics_float_values"},
		[][]any{{at, name, []string{"host"}, []string{host}, []float64{1, 2.5}}})
}

func printed(t *testing.T, db *DB, q string) string {
	t.Helper()
	res, err := db.Query("deepflow_tenant", q)
	if err != nil {
		t.Fatalf("%s: %v", q, err)
	}
	format, err := formatNamed(res.format)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := res.write(&b, format, time.UTC, 0); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestInsertAndAlias(t *testing.T) {
	db := collector(t)
	for i, host := range []string{"host-W1", "host-W2"} {
		if err := insertOne(db, start.Add(time.Duration(i)*time.Second), "deepflow_agent_monitor", host); err != nil {
			t.Fatal(err)
		}
	}
	want := "2026-01-02 11:04:06\tdeepflow_agent_monitor\t0\t['host']\t['host-W2']\t[1,2.5]\n"
	if got := printed(t, db, "SELECT * FROM deepflow_collector WHERE time > toDateTime(1767323045)"); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := printed(t, db, "SHOW TABLES"); got != "deepflow_collector\ndeepflow_collector_local\n" {
		t.Errorf("tables %q", got)
	}
	wantJSON := `{
	"meta":
	[
		{
			"name": "virtual_table_name",
			"type": "LowCardinality(String)"
		},
		{
			"name": "c",
			"type": "UInt64"
		}
	],

	"data":
	[
		{
			"virtual_table_name": "deepflow_agent_monitor",
			"c": "2"
		}
	],

	"rows": 1,

	"rows_before_limit_at_least": 1,

	"statistics":
	{
		"elapsed": 0,
		"rows_read": 2,
		"bytes_read": 96
	}
}
`
	if got := printed(t, db, "SELECT virtual_table_name, count() AS c FROM deepflow_collector GROUP BY 1 LIMIT 5 FORMAT JSON"); got != wantJSON {
		t.Errorf("got %s", got)
	}
	if got := printed(t, db, "SELECT tag_values, team_id FROM deepflow_collector LIMIT 1 FORMAT JSONCompact"); !strings.Contains(got, `[["host-W1"], 0]`) {
		t.Errorf("got %s", got)
	}
	for _, bad := range [][]any{{"x"}, {start, 5, []string{}}} {
		if err := db.Insert("deepflow_tenant", "deepflow_collector", []string{"time", "virtual_table_name", "tag_names"}, [][]any{bad}); err == nil {
			t.Errorf("inserted %v", bad)
		}
	}
}

// TestUnsupported: what this face doesn't do is refused, never guessed.
func TestUnsupported(t *testing.T) {
	db := collector(t)
	for _, q := range []string{
		"WITH 1 AS x SELECT x", "SELECT 1 UNION ALL SELECT 2", "SELECT (SELECT 1)", "SELECT * FROM (SELECT 1)", "SELECT 1 IN (SELECT 1)",
		"SELECT * FROM deepflow_collector ARRAY JOIN tag_names", "SELECT * FROM a JOIN b USING c", "SELECT * FROM a, b", "SELECT * FROM deepflow_collector FINAL",
		"SELECT arrayMap(x -> x, [1])", "SELECT CASE WHEN 1 THEN 2 END", "SELECT 1 ? 2 : 3", "SELECT 1::UInt8", "SELECT CAST(1, 'UInt8')", "SELECT (1, 2)",
		"SELECT quantile(0.5)(team_id) FROM deepflow_collector", "SELECT sum(team_id) OVER () FROM deepflow_collector", "SELECT count() FROM numbers(10)",
		"SELECT 1 SETTINGS max_threads = 1", "SELECT 1 LIMIT 1 BY 1", "SELECT count() FROM deepflow_collector GROUP BY team_id WITH TOTALS", "SELECT nosuchfunction(1)",
		"SET max_threads = 1", "ALTER TABLE deepflow_collector ADD COLUMN x UInt8", "OPTIMIZE TABLE deepflow_collector", "CREATE VIEW v AS SELECT 1",
		"CREATE TABLE x (a UInt8 DEFAULT 1) ENGINE = Memory", "CREATE TABLE x (a UInt8) ENGINE = ReplacingMergeTree", "CREATE TABLE x (a Tuple(UInt8)) ENGINE = Memory",
		"INSERT INTO deepflow_collector SELECT 1", "INSERT INTO deepflow_collector FORMAT Native x", "SELECT now() - INTERVAL 1 MONTH", "SELECT * FROM system.parts",
	} {
		_, err := db.Query("deepflow_tenant", q)
		var x *Exception
		if !errors.As(err, &x) || x.Code != 48 {
			t.Errorf("%s: %v, want exception 48", q, err)
		}
	}
	if _, err := formatNamed("Pretty"); err == nil {
		t.Error("a format that isn't there is taken")
	}
}

func TestReadersAndWriters(t *testing.T) {
	db := collector(t)
	var wg sync.WaitGroup
	for w := range 4 {
		wg.Go(func() {
			for i := range 500 {
				if err := insertOne(db, start, fmt.Sprint(w), fmt.Sprint(i)); err != nil {
					t.Error(err)
				}
				if i%50 == 0 {
					if _, err := db.Query("deepflow_tenant", "SELECT virtual_table_name, count() FROM deepflow_collector GROUP BY 1"); err != nil {
						t.Error(err)
					}
				}
			}
		})
	}
	wg.Wait()
	if got := printed(t, db, "SELECT count() FROM deepflow_collector"); got != "2000\n" {
		t.Errorf("%s rows", got)
	}
}

func TestNative(t *testing.T) {
	client, server := net.Pipe()
	done := make(chan error, 1)
	go func() { done <- ServeNative(server, func() time.Time { return start }) }()
	hello := []byte{clientHello}
	hello = appendText(hello, "test")
	hello = append(hello, 23, 8, 0xaa, 0xa6, 0x03)
	for _, s := range []string{"default", "default", ""} {
		hello = appendText(hello, s)
	}
	go client.Write(append(hello, clientPing, 1))
	got, err := io.ReadAll(io.LimitReader(client, 200))
	if err != nil {
		t.Fatal(err)
	}
	want := "\x00\x0aClickHouse\x17\x08\xaa\xa6\x03\x03UTC" + "\x04" + "\x02\x30\x00\x00\x00\x0dDB::Exception"
	if !strings.HasPrefix(string(got), want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if err := <-done; err != nil {
		t.Errorf("end of the connection: %v", err)
	}
}

func FuzzNativeHello(f *testing.F) {
	f.Add([]byte{0, 1, 'x', 1, 1, 1, 0, 0, 0, 4})
	f.Fuzz(func(t *testing.T, b []byte) {
		client, server := net.Pipe()
		go func() {
			client.Write(b)
			client.Close()
		}()
		go io.Copy(io.Discard, client)
		_ = ServeNative(server, func() time.Time { return start })
	})
}

// FuzzQuery: whatever the query, the answer is a result or an exception.
func FuzzQuery(f *testing.F) {
	for _, q := range []string{
		"SELECT 1", "SELECT tag_values[indexOf(tag_names,'host')] FROM deepflow_collector WHERE time > now() - INTERVAL 1 DAY GROUP BY 1 ORDER BY 1 LIMIT 1,2 FORMAT JSON",
		"INSERT INTO deepflow_collector (team_id) VALUES (1), (2)", "INSERT INTO deepflow_collector (team_id) FORMAT JSONEachRow {\"team_id\":1}", "SELECT intDiv(1, 0), -9223372036854775808 % -1, substring('a', -5, -3), [][1]",
		"SHOW TABLES NOT LIKE '%'", "SELECT 'a' LIKE 'a\\\\'", "SELECT max(team_id) AS team_id FROM deepflow_collector HAVING team_id > 0", "SELECT toDateTime('x'), toDate(70000), toDateTime64(1)",
		"SELECT count(DISTINCT team_id), argMax(time, team_id), avg(NULL) FROM deepflow_collector",
	} {
		f.Add(q)
	}
	f.Fuzz(func(t *testing.T, q string) {
		db := collector(t)
		if err := insertOne(db, start, "a", "b"); err != nil {
			t.Fatal(err)
		}
		res, err := db.Query("deepflow_tenant", q)
		var x *Exception
		if err != nil && !errors.As(err, &x) {
			t.Fatalf("%q: %v is no exception", q, err)
		}
		if err == nil {
			for _, f := range []string{"JSON", "TabSeparated", "CSV"} {
				if err := res.write(io.Discard, f, time.UTC, 0); err != nil {
					t.Fatal(err)
				}
			}
		}
	})
}

func BenchmarkInsert(b *testing.B) {
	db := collector(b)
	for b.Loop() {
		if err := insertOne(db, start, "deepflow_agent_monitor", "host-W1"); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkCountOf10000(b *testing.B) {
	db := collector(b)
	for i := range 10000 {
		if err := insertOne(db, start, "deepflow_agent_monitor", fmt.Sprint("host-W", i%10)); err != nil {
			b.Fatal(err)
		}
	}
	for b.Loop() {
		if _, err := db.Query("deepflow_tenant", "SELECT count() FROM deepflow_collector WHERE time >= toDateTime(1) AND tag_values[indexOf(tag_names,'host')] = 'host-W1'"); err != nil {
			b.Fatal(err)
		}
	}
}
