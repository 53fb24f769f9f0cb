package storetest

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
)

// ask is one query over HTTP and its answer.
type ask struct {
	query string
	body  string // of the exception or the result, whole
	code  int    // of the exception, 0 for none
	// old is what a server before 20.x answers, and why is the reason.
	old, why string
}

const (
	oldPositions = "positions in GROUP BY and ORDER BY came with 22.7"
	oldZero      = "until 20.1 the zero time was shown as zeros"
)

// ClickHouse runs all cases against the HTTP interface at base ("http://127.0.0.1:8123") as the user default. It drops and
// makes the database dflab_storetest.
func ClickHouse(t *testing.T, base string) {
	version := strings.TrimSpace(get(t, base, "SELECT version()"))
	old := len(version) > 2 && version[2] == '.' && version[:2] < "20"
	for _, q := range clickhouseSetup {
		if status, body, _ := post(t, base, "", q); status != http.StatusOK {
			t.Fatalf("%s: %d %s", q, status, body)
		}
	}
	for _, a := range clickhouseAsks {
		t.Run(name(a.query), func(t *testing.T) { a.run(t, base, old) })
	}
	t.Run("database parameter", func(t *testing.T) {
		for db, want := range map[string]string{Database: "3\n", "nosuch": "Code: 81"} {
			_, body, _ := post(t, base, "?database="+db, "SELECT count() FROM agent")
			if !strings.HasPrefix(body, want) {
				t.Errorf("database=%s: %q, want %q", db, body, want)
			}
		}
	})
	t.Run("ping", func(t *testing.T) {
		for _, path := range []string{"/ping", "/"} {
			r, err := http.Get(base + path)
			if err != nil {
				t.Fatal(err)
			}
			defer r.Body.Close()
			if b, _ := io.ReadAll(r.Body); string(b) != "Ok.\n" {
				t.Errorf("%s: %q", path, b)
			}
		}
	})
	t.Run("get", func(t *testing.T) {
		if got := get(t, base, "SELECT 1"); got != "1\n" {
			t.Errorf("got %q", got)
		}
		r, err := http.Get(base + "/?query=" + url.QueryEscape("DROP TABLE "+Database+".agent"))
		if err != nil {
			t.Fatal(err)
		}
		defer r.Body.Close()
		if b, _ := io.ReadAll(r.Body); !strings.HasPrefix(string(b), "Code: 164") {
			t.Errorf("GET may write: %q", b)
		}
	})
	t.Run("body after parameter", func(t *testing.T) {
		insert := "INSERT INTO " + Database + ".wide (id, words) FORMAT JSONEachRow"
		status, body, _ := post(t, base, "?query="+url.QueryEscape(insert), `{"id":7,"words":["a","b'c"]}`+"\n"+`{"id":8,"words":[]}`)
		if status != http.StatusOK {
			t.Fatalf("%d %s", status, body)
		}
		if got := get(t, base, "SELECT id, words, f FROM "+Database+".wide WHERE id > 6 ORDER BY id"); got != "7\t['a','b\\'c']\t0\n8\t[]\t0\n" {
			t.Errorf("got %q", got)
		}
	})
}

func name(query string) string {
	return strings.ReplaceAll(strings.TrimPrefix(query, "SELECT "), "/", "÷")
}

func (a ask) run(t *testing.T, base string, old bool) {
	status, body, header := post(t, base, "", a.query)
	if old && a.why != "" {
		if !strings.HasPrefix(body, a.old) {
			t.Errorf("got %q, want %q", body, a.old)
		}
		return
	}
	if a.code == 0 {
		if status != http.StatusOK || body != a.body {
			t.Errorf("status %d\n got %q\nwant %q", status, body, a.body)
		}
		return
	}
	if old {
		// Before 20.x an exception reads "Code: 60, e.displayText() = DB::Exception: …, e.what() = DB::Exception" and has no header.
		if m := regexp.MustCompile(`^Code: (\d+), e\.displayText`).FindStringSubmatch(body); m == nil || m[1] != fmt.Sprint(a.code) {
			t.Errorf("got %q, want code %d", body, a.code)
		}
		return
	}
	if !strings.HasPrefix(body, a.body) || status == http.StatusOK || header.Get("X-ClickHouse-Exception-Code") != fmt.Sprint(a.code) {
		t.Errorf("status %d, code %s\n got %q\nwant %q", status, header.Get("X-ClickHouse-Exception-Code"), body, a.body)
	}
}

func post(t *testing.T, base, parameters, body string) (int, string, http.Header) {
	t.Helper()
	r, err := http.Post(base+"/"+parameters, "text/plain", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return r.StatusCode, string(b), r.Header
}

func get(t *testing.T, base, query string) string {
	t.Helper()
	r, err := http.Get(base + "/?query=" + url.QueryEscape(query))
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// clickhouseSetup makes tables like those that the ingester fills.
var clickhouseSetup = []string{
	"DROP DATABASE IF EXISTS " + Database,
	"CREATE DATABASE " + Database,
	"CREATE TABLE " + Database + ".agent (time DateTime('Asia/Shanghai'), virtual_table_name String, tag_names Array(String), tag_values Array(String), metrics_float_values Array(Float64)) ENGINE = Memory",
	"INSERT INTO " + Database + ".agent VALUES (1767323045, 'deepflow_agent_monitor', ['host', 'x'], ['host-W1', 'y'], [0.5, 2]), (1767323055, 'deepflow_agent_monitor', ['host'], ['host-W1'], []), (1767323065, 'deepflow_agent_queue', ['module'], ['host-W2'], [1e30])",
	"CREATE TABLE " + Database + ".`network.1s` (time DateTime('UTC'), agent_id UInt16, byte UInt64, delta Int32, rtt Float64) ENGINE = Memory",
	"INSERT INTO " + Database + ".`network.1s` (time, agent_id, byte, delta, rtt) VALUES (1767323045, 1, 100, -5, 0.25), (1767323046, 1, 200, 5, 0.75), (1767323047, 2, 18446744073709551615, 0, 1)",
	"CREATE TABLE " + Database + ".wide (id UInt32, words Array(String), f Float64, s String, d Date) ENGINE = Memory",
	"INSERT INTO " + Database + ".wide (id, s, d) VALUES (1, 'tab\\t\\'q\\' \\\\ nl\\n', '2026-01-02'), (2, 'plain', '2020-02-29')",
}

const (
	agentTable   = Database + ".agent"
	networkTable = Database + ".`network.1s`"
)

var clickhouseAsks = []ask{
	{query: "SELECT 1", body: "1\n"},
	{query: "SELECT count() FROM " + networkTable + " WHERE time >= toDateTime(1767323046) AND agent_id = 1", body: "1\n"},
	{query: "SELECT count() FROM " + agentTable + " WHERE time >= toDateTime(1767323045) AND virtual_table_name = 'deepflow_agent_monitor' AND tag_values[indexOf(tag_names,'host')] = 'host-W1'", body: "2\n"},
	{query: "SELECT virtual_table_name, max(time), count() FROM " + agentTable + " WHERE time >= toDateTime(1767323045) AND has(tag_values,'host-W1') GROUP BY 1", body: "deepflow_agent_monitor\t2026-01-02 11:04:15\t2\n", old: "Code: 215", why: oldPositions},
	{query: "SELECT virtual_table_name, max(time), count() FROM " + agentTable + " GROUP BY virtual_table_name ORDER BY virtual_table_name", body: "deepflow_agent_monitor\t2026-01-02 11:04:15\t2\ndeepflow_agent_queue\t2026-01-02 11:04:25\t1\n"},
	{query: "SELECT tag_names, tag_values, metrics_float_values, tag_values[indexOf(tag_names, 'none')], tag_values[-1] FROM " + agentTable + " LIMIT 2", body: "['host','x']\t['host-W1','y']\t[0.5,2]\t\ty\n['host']\t['host-W1']\t[]\t\thost-W1\n"},
	{query: "SELECT agent_id AS a, sum(byte), sum(delta), avg(rtt), min(time), countIf(delta > 0), uniqExact(byte) FROM " + networkTable + " GROUP BY a HAVING a < 2", body: "1\t300\t0\t0.5\t2026-01-02 03:04:05\t1\t2\n"},
	{query: "SELECT count(), sum(byte), max(time) FROM " + networkTable + " WHERE agent_id = 99", body: "0\t0\t1970-01-01 00:00:00\n", old: "0\t0\t0000-00-00 00:00:00\n", why: oldZero},
	{query: "SELECT agent_id, byte FROM " + networkTable + " WHERE agent_id IN (2, 3) OR byte = 100 ORDER BY byte DESC LIMIT 1", body: "2\t18446744073709551615\n"},
	{query: "SELECT DISTINCT agent_id FROM " + networkTable + " ORDER BY agent_id DESC", body: "2\n1\n"},
	{query: "SELECT s, d FROM " + Database + ".wide WHERE id < 3 ORDER BY id", body: "tab\\t\\'q\\' \\\\ nl\\n\t2026-01-02\nplain\t2020-02-29\n"},
	{query: "SELECT s, d FROM " + Database + ".wide WHERE id < 3 ORDER BY id FORMAT CSV", body: "\"tab\t'q' \\ nl\n\",\"2026-01-02\"\n\"plain\",\"2020-02-29\"\n"},
	{query: "SELECT id, s, d, words FROM " + Database + ".wide WHERE id = 2 FORMAT JSONEachRow", body: "{\"id\":2,\"s\":\"plain\",\"d\":\"2020-02-29\",\"words\":[]}\n"},
	{query: "SELECT byte, rtt AS r FROM " + networkTable + " WHERE agent_id = 2 FORMAT TabSeparatedWithNames", body: "byte\tr\n18446744073709551615\t1\n"},
	{query: "SELECT byte, rtt AS r FROM " + networkTable + " WHERE agent_id = 2 FORMAT JSONEachRow", body: "{\"byte\":\"18446744073709551615\",\"r\":1}\n"},
	{query: "SELECT count() AS c, sum(delta), toDateTime(0, 'UTC') AS t, [1, 2] AS a FORMAT TabSeparatedWithNamesAndTypes", body: "Code: 47", code: 47},
	{query: "SELECT count() AS c, sum(delta) AS s, max(time) AS t, groupArray(agent_id) AS a, max(rtt) AS m FROM " + networkTable + " WHERE agent_id = 1 FORMAT TabSeparatedWithNamesAndTypes", body: "c\ts\tt\ta\tm\nUInt64\tInt64\tDateTime(\\'UTC\\')\tArray(UInt16)\tFloat64\n2\t0\t2026-01-02 03:04:06\t[1,1]\t0.75\n"},
	{query: "SELECT agent_id + 1 AS a, byte - 1 AS b, delta * 2 AS c, rtt / 2 AS d, intDiv(byte, 3) AS e, byte % 7 AS f, -delta AS g FROM " + networkTable + " WHERE byte = 100 FORMAT TabSeparatedWithNamesAndTypes", body: "a\tb\tc\td\te\tf\tg\nUInt32\tInt64\tInt64\tFloat64\tUInt64\tUInt8\tInt32\n2\t99\t-10\t0.125\t33\t2\t5\n"},
	{query: "SELECT agent_id + 1, byte - 1, delta * 2, rtt / 2, intDiv(byte, 3), byte % 7, -delta FROM " + networkTable + " WHERE byte = 100", body: "2\t99\t-10\t0.125\t33\t2\t5\n"},
	{query: "SELECT lower('AbC'), upper('x'), length('深'), concat('a', 'b'), substring('hello', 2, 3), position('hello', 'l'), startsWith('ab', 'a'), 'a%b' LIKE 'a\\\\%b', 'abc' LIKE 'a_c', 'abc' NOT LIKE '%d%'", body: "abc\tX\t3\tab\tell\t3\t1\t1\t1\t1\n"},
	{query: "SELECT toString(1), toUInt8('7'), toInt64(-3), toFloat64('0.5'), if(1 > 2, 'a', 'b'), has([1, 2], 3), indexOf(['a', 'b'], 'b'), length([1, 2]), empty(''), 1 = 1 AND NOT 0", body: "1\t7\t-3\t0.5\tb\t0\t2\t2\t1\t1\n"},
	{query: "SELECT toDateTime('2026-01-02 03:04:05', 'UTC') - toDateTime('2026-01-02 03:04:00', 'UTC'), toUnixTimestamp(toDateTime('2026-01-02 03:04:05', 'UTC')), toDateTime(1767323045, 'Asia/Shanghai') + INTERVAL 1 MINUTE, toDate('2026-01-02') + 1, toStartOfHour(toDateTime(1767323045, 'UTC'))", body: "5\t1767323045\t2026-01-02 11:05:05\t2026-01-03\t2026-01-02 03:00:00\n"},
	{query: "SELECT NULL, isNull(NULL), ifNull(NULL, 'x'), 1 + NULL", body: "\\N\t1\tx\t\\N\n"},
	{query: "SELECT time FROM " + networkTable + " WHERE time BETWEEN '2026-01-02 03:04:06' AND '2026-01-02 03:04:06'", body: "2026-01-02 03:04:06\n"},
	{query: "SHOW TABLES FROM " + Database, body: "agent\nnetwork.1s\nwide\n"},
	{query: "SELECT name FROM system.databases WHERE name = '" + Database + "'", body: Database + "\n"},
	{query: "SELECT name, type FROM system.columns WHERE database = '" + Database + "' AND table = 'network.1s' AND name LIKE '%t%'", body: "time\tDateTime(\\'UTC\\')\nagent_id\tUInt16\nbyte\tUInt64\ndelta\tInt32\nrtt\tFloat64\n"},
	{query: "EXISTS " + agentTable, body: "1\n"},
	{query: "SELECT count() FROM " + Database + ".nosuch", code: 60, body: "Code: 60. DB::Exception: Table dflab_storetest.nosuch doesn't exist. (UNKNOWN_TABLE)"},
	{query: "SELECT count() FROM nosuch.x", code: 81, body: "Code: 81. DB::Exception: Database nosuch doesn't exist. (UNKNOWN_DATABASE)"},
	{query: "SHOW TABLES FROM nosuch", code: 81, body: "Code: 81. DB::Exception: Database nosuch doesn't exist. (UNKNOWN_DATABASE)"},
	{query: "SELECT nosuch FROM " + agentTable, code: 47, body: "Code: 47. DB::Exception: Missing columns: 'nosuch' while processing query: "},
	{query: "SELECT (1", code: 62, body: "Code: 62. DB::Exception: Syntax error: failed at position "},
	{query: "SELECT agent_id, count() FROM " + networkTable, code: 215, body: "Code: 215. DB::Exception: Column `agent_id` is not under aggregate function and not in GROUP BY"},
	{query: "SELECT 1 WHERE count() > 0", code: 184, body: "Code: 184. DB::Exception: Aggregate function count() is found in WHERE in query"},
	{query: "SELECT 1 FORMAT Nosuch", code: 73, body: "Code: 73. DB::Exception: Unknown format Nosuch"},
	{query: "CREATE DATABASE " + Database, code: 82, body: "Code: 82. DB::Exception: Database dflab_storetest already exists. (DATABASE_ALREADY_EXISTS)"},
	{query: "CREATE TABLE " + agentTable + " (a UInt8) ENGINE = Memory", code: 57, body: "Code: 57. DB::Exception: Table dflab_storetest.agent already exists"},
	{query: "SELECT lower(1)", code: 43, body: "Code: 43. DB::Exception: Illegal type UInt8 of argument"},
}
