package server_test

import (
	"bytes"
	"io"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/dflab/dflab/lab/deepflow/config"
	"github.com/dflab/dflab/lab/sim/server"
	"github.com/dflab/dflab/lab/sim/server/ingester"
)

// TestStart is recording 02_db_version/b2, a start on an empty server: lines in order, ports at their moments.
func TestStart(t *testing.T) {
	f := newFixture(t)
	f.start(serverYAML)
	f.advance(300 * time.Millisecond)
	for port, open := range map[int]bool{20416: true, 20417: true, 20033: true, 20035: false} {
		if f.listens(port) != open {
			t.Errorf("port %d open: %v right after the start, want %v", port, !open, open)
		}
	}
	if status, body := f.get("/v1/health/"); status != 503 || !strings.Contains(body, "server is in stage: Election init now") {
		t.Errorf("health answers %d %s", status, body)
	}
	f.advance(9 * time.Second)
	if !f.listens(20035) {
		t.Fatalf("port 20035 isn't open after nine seconds; log\n%s", f.log.String())
	}
	if status, body := f.get("/v1/health/"); status != 200 || body != `{"OPT_STATUS":"SUCCESS","DESCRIPTION":"","DATA":{}}` {
		t.Errorf("health answers %d %s", status, body)
	}
	got := slices.DeleteFunc(startLines(f.log.String()), func(l string) bool { return strings.Contains(l, "server is in stage") })
	want := startLines(f.recording("02_db_version/b2_repair_DROP_DATABASE_then_restart.txt"))
	if !slices.Equal(got, want) {
		t.Errorf("logged\n%s\nrecorded\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// TestDBVersion replays the starts that db_version stops, process and all.
func TestDBVersion(t *testing.T) {
	f := newFixture(t)
	f.up().Kill()
	for _, tc := range []struct {
		recording, before string
		code              int
		after             time.Duration
	}{
		{"a1_older_6.6.1.22", "UPDATE deepflow.db_version SET version = '6.6.1.22'", 0, 6230 * time.Millisecond},
		{"a1b_second_start_same_db", "", 0, 6170 * time.Millisecond},
		{"a2_repair_update_to_expected", "UPDATE deepflow.db_version SET version = '6.6.1.25'", -1, 0},
		{"a5b_short_6.6", "UPDATE deepflow.db_version SET version = '6.6'", 2, 5150 * time.Millisecond},
		{"a6_empty_string", "UPDATE deepflow.db_version SET version = ''", 0, 6210 * time.Millisecond},
		{"a7_no_row", "DELETE FROM deepflow.db_version", 0, 6170 * time.Millisecond},
		{"a7b_repair_UPDATE_on_empty_table", "UPDATE deepflow.db_version SET version = '6.6.1.25'", 0, 6170 * time.Millisecond},
		{"a7c_repair_INSERT", "INSERT INTO deepflow.db_version (version) VALUES ('6.6.1.25')", -1, 0},
	} {
		t.Run(tc.recording, func(t *testing.T) {
			f.t = t
			if tc.before != "" {
				f.exec(tc.before)
			}
			s := f.start(serverYAML)
			f.advance(10 * time.Second)
			if tc.code < 0 {
				if len(f.codes) != 0 || !f.listens(20035) {
					t.Errorf("exit codes %v, want the server up; log\n%s", f.codes, f.log.String())
				}
				s.Kill()
			} else {
				f.exits(tc.code, tc.after)
			}
			if tc.code == 2 && !strings.Contains(f.out.String(), "panic: runtime error: index out of range [2] with length 2\n") {
				t.Errorf("standard output lacks the panic:\n%s", f.out.String())
			}
			if got, want := startLines(f.log.String()), startLines(f.recording("02_db_version/"+tc.recording+".txt")); !slices.Equal(got, want) {
				t.Errorf("logged\n%s\nrecorded\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
			}
		})
	}
}

// TestRefused are the starts that something outside the process stops.
func TestRefused(t *testing.T) {
	mysql := func(text string) string { return strings.Replace(serverYAML, "port: 30130", text, 1) }
	for _, tc := range []struct {
		name, yaml string
		taken      string // a port that something else has
		code       int
		after      time.Duration
		logs, says string
	}{
		{
			"MySQL down", mysql("port: 30131"), "", 0, 6315 * time.Millisecond,
			"[ERRO] [controller] master.go:70 migrate mysql failed: dial tcp 10.50.72.100:30131: connect: connection refused\n",
			"[error] failed to initialize database, got error dial tcp 10.50.72.100:30131: connect: connection refused\n",
		},
		{
			"MySQL wrong password", mysql("port: 30130, user-password: wrong"), "", 0, 6320 * time.Millisecond,
			"[ERRO] [db.mysql.common] gorm.go:97 failed to initialize session: Error 1045 (28000): Access denied for user 'root'@'10.50.72.100' (using password: YES)\n",
			"[error] failed to initialize database, got error Error 1045 (28000): Access denied for user 'root'@'10.50.72.100' (using password: YES)\n",
		},
		{
			"Redis enabled", strings.Replace(serverYAML, "controller:", "controller:\n  redis: {enabled: true, host: [10.50.72.100]}", 1), "", 0, 9950 * time.Millisecond,
			"[ERRO] [controller] controller.go:116 connect redis failed: dial tcp 10.50.72.100:6379: connect: connection refused\n", "",
		},
		{"no YAML", "controller: [", "", 1, 0, "", "Unmarshal yaml(/etc/server.yaml) error: yaml: "},
		{"wrong type", "controller:\n  listen-port: many\n", "", 1, 0, "[ERRO] [config] config.go:120 Unmarshal yaml error: yaml: unmarshal errors:\n", ""},
		{
			"interval of 0", strings.Replace(serverYAML, "trident-type", "node-refresh-interval: 0, trident-type", 1), "", 2, 9 * time.Second,
			"", "panic: non-positive interval for NewTicker\n\ngoroutine 1 [running]:\n",
		},
		{
			"HTTP port taken", serverYAML, ":20417", 0, 1200 * time.Millisecond,
			"[ERRO] [http] server.go:73 startup service failed, err:listen tcp ", "",
		},
		{
			"gRPC port taken", serverYAML, ":20035", 1, 9150 * time.Millisecond,
			"[CRIT] [grpc/server] server.go:60 net.Listen err: listen tcp ", "",
		},
		{
			"data port taken", serverYAML, ":20033", 255, 200 * time.Millisecond,
			"[ERRO] [receiver] receiver.go:1003 TCP listen at ", "",
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			f := newFixture(t)
			if tc.taken != "" {
				ln, err := f.host.Listen("tcp", tc.taken)
				f.check(err)
				defer ln.Close()
			}
			f.start(tc.yaml)
			f.advance(12 * time.Second)
			if tc.taken != "" {
				if len(f.codes) != 1 || f.codes[0] != tc.code {
					t.Errorf("exit codes %v, want [%d]", f.codes, tc.code)
				}
			} else {
				f.exits(tc.code, tc.after)
			}
			if !strings.Contains(f.log.String(), tc.logs) {
				t.Errorf("log lacks %q:\n%s", tc.logs, f.log.String())
			}
			if !strings.Contains(f.out.String(), tc.says) {
				t.Errorf("standard output lacks %q:\n%s", tc.says, f.out.String())
			}
		})
	}
}

func TestConfigMissing(t *testing.T) {
	f := newFixture(t)
	f.start("", func(o *server.Options) { o.Config = nil })
	f.advance(time.Second)
	f.exits(1, 0)
	if want := "Read config file path: open /etc/server.yaml: no such file or directory, error: /etc/server.yaml"; f.out.String() != want {
		t.Errorf("standard output %q, want %q", f.out.String(), want)
	}
}

// TestClickHouseDown is recording 06_other/no_clickhouse.
func TestClickHouseDown(t *testing.T) {
	f := newFixture(t)
	yaml := strings.Replace(serverYAML, "storage-disabled: true", "ckdb: {host: 10.50.72.100, port: 9000}", 1)
	f.start(yaml, func(o *server.Options) {
		o.ClickHouse = func(c config.ClickHouse) (server.Rows, error) {
			_, err := f.host.DialContext(t.Context(), "tcp", c.Host+":9000")
			return nil, err
		}
	})
	f.advance(2 * time.Second)
	f.exits(1, 513*time.Millisecond)
	want := "[CRIT] [data_source] datasource.go:79 create clickhouse connections failed: ck connection ping (10.50.72.100:9000) failed: dial tcp 10.50.72.100:9000: connect: connection refused\n"
	if !strings.Contains(f.log.String(), want) {
		t.Errorf("log lacks %q:\n%s", want, f.log.String())
	}
}

// TestMaster pins that the master's jobs begin a minute after the start, and that a migration fault then ends the process.
func TestMaster(t *testing.T) {
	f := newFixture(t)
	f.up()
	f.advance(55 * time.Second)
	const master = "[INFO] [controller] master.go:123 I am the master controller now, previous master controller is \n"
	if strings.Contains(f.log.String(), master) {
		t.Error("master before a minute has passed")
	}
	f.exec("UPDATE deepflow.db_version SET version = '6.6'")
	f.advance(10 * time.Second)
	if !strings.Contains(f.log.String(), master) {
		t.Errorf("log lacks %q", master)
	}
	if !slices.Equal(f.codes, []int{2}) {
		t.Errorf("exit codes %v, want [2]: the master migrates again", f.codes)
	}
}

// TestKill kills a process at every moment of its first minutes: nothing of it stays.
func TestKill(t *testing.T) {
	f := newFixture(t)
	for _, after := range []time.Duration{0, 100, 201, 3000, 5300, 5500, 5900, 8000, 9000, 10000, 65000, 130000} {
		s := f.start(serverYAML)
		f.advance(after * time.Millisecond)
		s.Kill()
		for _, port := range []int{20033, 20035, 20416, 20417} {
			if f.listens(port) {
				t.Errorf("port %d is open after a kill at %v ms", port, int(after))
			}
		}
		f.advance(2 * time.Second) // the database ends what it was sent
		logged := f.log.Len()
		f.advance(2 * time.Minute)
		if f.log.Len() != logged {
			t.Errorf("logs after a kill at %d ms: %s", after, f.log.String()[logged:])
		}
		if len(f.codes) != 0 {
			t.Errorf("exited by itself with %v after a kill at %d ms", f.codes, after)
		}
		f.exec("DROP DATABASE IF EXISTS deepflow")
	}
}

func TestStop(t *testing.T) {
	f := newFixture(t)
	f.up().Stop()
	f.advance(0)
	if !slices.Equal(f.codes, []int{0}) {
		t.Errorf("exit codes %v, want [0]", f.codes)
	}
}

func TestQuerier(t *testing.T) {
	f := newFixture(t)
	f.up()
	hc := &http.Client{Transport: &http.Transport{DialContext: f.host.DialContext, DisableKeepAlives: true}}
	for sql, want := range map[string]string{"show databases": `["flow_log"]`, "SELECT 1": "doesn't translate"} {
		resp, err := hc.PostForm("http://10.50.72.100:20416/v1/query/", url.Values{"sql": {sql}})
		f.check(err)
		b, err := io.ReadAll(resp.Body)
		f.check(err)
		resp.Body.Close()
		if !bytes.Contains(b, []byte(want)) && !bytes.Contains(bytes.ReplaceAll(b, []byte(`\u0027`), []byte("'")), []byte(want)) {
			t.Errorf("%s: %s, want %s", sql, b, want)
		}
	}
}

// rows takes the ingester's rows and keeps none.
type rows struct{ tables int }

func (*rows) CreateDatabase(string) error { return nil }
func (r *rows) CreateTable(string, ingester.Table) error {
	r.tables++
	return nil
}
func (*rows) Insert(string, string, []string, [][]any) error { return nil }

// TestStorage pins that an ingester that stores opens its port a minute late: its first question to the controller comes too early.
func TestStorage(t *testing.T) {
	f := newFixture(t)
	yaml := strings.Replace(serverYAML, "storage-disabled: true", "ckdb: {host: 10.50.72.100, port: 9000}", 1)
	stored := &rows{}
	f.start(yaml, func(o *server.Options) {
		o.ClickHouse = func(config.ClickHouse) (server.Rows, error) { return stored, nil }
	})
	f.advance(60 * time.Second)
	if f.listens(20033) || stored.tables != 0 {
		t.Errorf("after a minute: port 20033 open %v, %d tables; want neither", f.listens(20033), stored.tables)
	}
	f.advance(5 * time.Second)
	if !f.listens(20033) || stored.tables == 0 {
		t.Errorf("later: port 20033 open %v, %d tables; want both; log\n%s", f.listens(20033), stored.tables, f.log.String())
	}
	for _, want := range []string{
		"[ERRO] [grpc] grpc_platformdata.go:1319 request org ids failed: No reachable server\n",
		"[INFO] [grpc] grpc_platformdata.go:219 waiting for get org ids\n",
		"[INFO] [grpc] grpc_platformdata.go:1349 org ids changed from [] to [1]\n",
	} {
		if !strings.Contains(f.log.String(), want) {
			t.Errorf("log lacks %q", want)
		}
	}
}

// Who waits for the organisations says so every second for a minute: 120 lines in the recordings, which were made without storage.
func TestWaitingForOrganisations(t *testing.T) {
	f := newFixture(t)
	f.up()
	f.advance(70 * time.Second)
	if n := strings.Count(f.log.String(), "waiting for get org ids"); n != 120 {
		t.Errorf("%d lines, want 120", n)
	}
}

// TestMySQLBlackHole pins that a connect that nobody answers hangs for controller.mysql.timeout before the process gives up.
func TestMySQLBlackHole(t *testing.T) {
	f := newFixture(t)
	f.network.BlackHole(netip.MustParseAddrPort("10.50.72.100:30130"), true)
	f.start(serverYAML)
	f.advance(time.Minute)
	f.exits(0, 36200*time.Millisecond)
	if want := "migrate mysql failed: dial tcp 10.50.72.100:30130: i/o timeout\n"; !strings.Contains(f.log.String(), want) {
		t.Errorf("log lacks %q:\n%s", want, f.log.String())
	}
}

// TestRepeatable pins that the same seed writes the same log.
func TestRepeatable(t *testing.T) {
	run := func() string {
		f := newFixture(t)
		f.up()
		f.advance(3 * time.Minute)
		return f.log.String()
	}
	if a, b := run(), run(); a != b {
		t.Errorf("two runs differ:\n%s", difference(a, b))
	}
}

// difference is the first line in which two logs differ.
func difference(a, b string) string {
	x, y := strings.Split(a, "\n"), strings.Split(b, "\n")
	for i := range min(len(x), len(y)) {
		if x[i] != y[i] {
			return x[i] + "\n" + y[i]
		}
	}
	return "one goes on longer"
}

// TestDatabaseLost takes MySQL away from a running process: it stays up, and requests say what is wrong.
func TestDatabaseLost(t *testing.T) {
	f := newFixture(t)
	f.up()
	f.dock()
	f.check(f.store.Close())
	f.advance(6 * time.Minute)
	if len(f.codes) != 0 || !f.listens(20035) {
		t.Errorf("exit codes %v, port 20035 open %v; want a process that runs", f.codes, f.listens(20035))
	}
	if status, body := f.get("/v1/vtaps/"); status != 500 || !strings.Contains(body, "connection refused") {
		t.Errorf("agents: %d %s, want 500 and the refused connection", status, body)
	}
}
