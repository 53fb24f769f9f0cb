package trisolaris_test

import (
	"bytes"
	"context"
	"database/sql"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/dflab/dflab/lab/clock"
	"github.com/dflab/dflab/lab/deepflow/config"
	"github.com/dflab/dflab/lab/deepflow/logline"
	"github.com/dflab/dflab/lab/deepflow/release"
	"github.com/dflab/dflab/lab/deepflow/wire/agent"
	"github.com/dflab/dflab/lab/sim/server/core"
	"github.com/dflab/dflab/lab/sim/server/monitor"
	"github.com/dflab/dflab/lab/sim/server/trisolaris"
	"github.com/dflab/dflab/lab/sim/server/trisolaris/dbcache"
	"github.com/dflab/dflab/lab/sim/store"
)

// recordings is where the recordings of the real server are.
const recordings = "../../../../fixtures/recordings"

// world is a server process reduced to trisolaris and monitor, over the embedded store.
type world struct {
	tb     testing.TB
	clock  *clock.Clock
	core   *core.Core
	db     *sql.DB
	log    *bytes.Buffer
	tri    *trisolaris.Service
	mon    *monitor.Service
	nodeIP string
}

// options of a world.
type options struct {
	start   time.Time // when trisolaris begins
	started time.Time // when the process began
	nodeIP  string
	config  string // YAML under controller
	seed    func(w *world)
	watch   bool // the database tells of changes
}

var tables = []string{
	"region", "az", "domain", "vm", "vinterface", "vinterface_ip", "ip_resource", "vl2", "vl2_net", "epc", "host_device", "pod_node",
	"vm_pod_node_connection", "vtap", "vtap_group", "vtap_group_configuration", "agent_group_configuration", "controller", "analyzer",
	"az_controller_connection", "az_analyzer_connection", "kubernetes_cluster", "plugin", "vtap_repo",
}

const region = "ffffffff-ffff-ffff-ffff-ffffffffffff"

func newWorld(tb testing.TB, o options) *world {
	tb.Helper()
	if o.start.IsZero() {
		o.start = time.Date(2026, 11, 22, 15, 38, 2, 0, time.UTC)
	}
	if o.started.IsZero() {
		o.started = o.start.Add(-8 * time.Second)
	}
	if o.nodeIP == "" {
		o.nodeIP = "127.0.0.1"
	}
	w := &world{tb: tb, clock: clock.New(o.start), log: &bytes.Buffer{}, nodeIP: o.nodeIP}
	st, err := store.New(store.Options{Now: w.clock.Now, Users: []store.User{{Name: "root"}}})
	must(tb, err)
	tb.Cleanup(func() { _ = st.Close() })
	w.db = open(tb, st, "", false)
	w.exec("CREATE DATABASE deepflow")
	_ = w.db.Close()
	w.db = open(tb, st, "deepflow", o.watch)
	r, err := release.Get("6.6.9")
	must(tb, err)
	for _, name := range tables {
		t, ok := r.Table(name)
		if !ok {
			tb.Fatalf("no table %s in the release", name)
		}
		w.exec(t.DDL())
	}
	cfg, err := config.ParseServer("server.yaml", []byte("controller:\n"+indent(o.config)+"  billing-method: license\n"))
	must(tb, err)
	w.core = &core.Core{
		Context: context.Background(), Clock: w.clock, Prefix: "server", Config: cfg, Release: r, DB: w.db,
		Log:  logline.NewServerLogger(w.log, func() time.Time { return w.clock.Now().UTC() }),
		Rand: rand.New(rand.NewPCG(1, 2)), NodeIP: o.nodeIP, PodIP: "127.0.0.1", Hostname: "vm", Started: o.started, Location: time.UTC,
	}
	w.exec("INSERT INTO region (id, name, lcuuid) VALUES (1, '系统默认', ?)", region)
	w.exec("INSERT INTO vtap_group (id, name, lcuuid, short_uuid, license_functions) VALUES (1, 'default', '9f860e43-e689-11f1-8063-02fc00000001', 'g-9f86e689e1', '')")
	if o.seed != nil {
		o.seed(w)
	}
	w.tri = trisolaris.New(w.core, nil)
	w.mon = monitor.New(w.core, w.tri.Refresh)
	w.turn("start", w.tri.Start)
	w.core.After("master", time.Minute, w.mon.Start)
	return w
}

func open(tb testing.TB, st *store.Store, database string, watch bool) *sql.DB {
	tb.Helper()
	c, err := st.Connector(database)
	must(tb, err)
	if watch {
		c = dbcache.Watch(c, tablesOf{st, database})
	}
	db := sql.OpenDB(c)
	tb.Cleanup(func() { _ = db.Close() })
	return db
}

// tablesOf are the tables of a database of a store.
type tablesOf struct {
	*store.Store
	database string
}

func (t tablesOf) TableVersion(table string) uint64 { return t.Store.TableVersion(t.database, table) }

func (t tablesOf) ReadTable(table string, columns []string, null string) ([][]any, bool) {
	return t.Read(store.Selection{Database: t.database, Table: table, Columns: columns, Null: null, Key: "id"})
}

func must(tb testing.TB, err error) {
	tb.Helper()
	if err != nil {
		tb.Fatal(err)
	}
}

func indent(yaml string) string {
	if yaml == "" {
		return ""
	}
	return "  " + strings.ReplaceAll(strings.TrimSpace(yaml), "\n", "\n  ") + "\n"
}

func (w *world) exec(q string, args ...any) {
	w.tb.Helper()
	if _, err := w.db.Exec(q, args...); err != nil {
		w.tb.Fatalf("%s: %v", q, err)
	}
}

// value is the one value of a query, as text; "<none>" without a row.
func (w *world) value(q string, args ...any) string {
	w.tb.Helper()
	var s sql.NullString
	switch err := w.db.QueryRow(q, args...).Scan(&s); {
	case err == sql.ErrNoRows:
		return "<none>"
	case err != nil:
		w.tb.Fatalf("%s: %v", q, err)
	case !s.Valid:
		return "NULL"
	}
	return s.String
}

// turn runs fn as a turn, now.
func (w *world) turn(name string, fn func()) { w.clock.Lane("test/" + name).Do(fn) }

func (w *world) advance(d time.Duration) {
	w.tb.Helper()
	must(w.tb, w.clock.Advance(context.Background(), d))
}

// until lets time pass until that time of the day.
func (w *world) until(hms string) {
	w.tb.Helper()
	now := w.clock.Now().UTC()
	t, err := time.Parse("15:04:05", hms)
	must(w.tb, err)
	at := time.Date(now.Year(), now.Month(), now.Day(), t.Hour(), t.Minute(), t.Second(), 0, time.UTC)
	w.advance(at.Sub(now))
}

func (w *world) sync(in *agent.SyncRequest) *agent.SyncResponse {
	w.tb.Helper()
	var out *agent.SyncResponse
	w.turn("sync", func() {
		var err error
		if out, err = w.tri.Sync(context.Background(), in); err != nil {
			w.tb.Error(err)
		}
	})
	return out
}

// lines are the messages logged since the last call, "[LEVEL] [module] file.go:n message".
func (w *world) lines() []string {
	all := strings.Split(strings.TrimSuffix(w.log.String(), "\n"), "\n")
	w.log.Reset()
	for i, l := range all {
		if len(l) > 24 {
			all[i] = l[24:]
		}
	}
	return all
}

func find(lines []string, parts ...string) bool {
	for _, l := range lines {
		ok := true
		for _, p := range parts {
			ok = ok && strings.Contains(l, p)
		}
		if ok {
			return true
		}
	}
	return false
}

// node enters this process as controller and analyzer, as on a server that has run before.
func (w *world) node() {
	w.exec("INSERT INTO controller (id, state, name, ip, nat_ip, vtap_max, node_type, node_name, pod_ip, pod_name, lcuuid) VALUES (1, 2, 'vm', ?, '', 2000, 1, 'vm', '127.0.0.1', 'vm', 'c1')", w.nodeIP)
	w.exec("INSERT INTO analyzer (id, state, name, ip, nat_ip, vtap_max, pod_ip, pod_name, lcuuid) VALUES (1, 2, 'vm', ?, '', 200, '127.0.0.1', 'vm', 'a1')", w.nodeIP)
	w.exec("INSERT INTO az_controller_connection (az, region, controller_ip, lcuuid) VALUES ('ALL', ?, ?, 'cc')", region, w.nodeIP)
	w.exec("INSERT INTO az_analyzer_connection (az, region, analyzer_ip, lcuuid) VALUES ('ALL', ?, ?, 'ac')", region, w.nodeIP)
}

// group creates an agent group, with a configuration unless it is empty.
func (w *world) group(id int, name, short, lcuuid, yaml string) {
	w.exec("INSERT INTO vtap_group (id, name, lcuuid, short_uuid, license_functions) VALUES (?, ?, ?, ?, '1,2,3,4,5,6,7,8')", id, name, lcuuid, short)
	if yaml == "" {
		return
	}
	w.exec("INSERT INTO agent_group_configuration (lcuuid, agent_group_lcuuid, yaml) VALUES (?, ?, ?)", "y"+lcuuid[1:], lcuuid, yaml)
	w.exec("INSERT INTO vtap_group_configuration (vtap_group_lcuuid, lcuuid) VALUES (?, ?)", lcuuid, "v"+lcuuid[1:])
}

const groupYAML = `global:
  communication:
    ingester_port: 20033
    ingester_ip: "127.0.0.1"
    proxy_controller_port: 20035
    proxy_controller_ip: "127.0.0.1"
inputs:
  resources:
    private_cloud:
      hypervisor_resource_enabled: true
`

// host makes the rows that an agent_sync domain makes of one host, all with the same id.
func (w *world) host(id int, name, ip, mac string) {
	w.exec("INSERT INTO vm (id, state, name, lcuuid, domain, az, region, epc_id, htype, launch_server) VALUES (?, 4, ?, ?, 'd', 'az', ?, ?, 1, '')", id, name, "vm-"+name, region, id)
	w.exec("INSERT INTO vinterface (id, ifindex, state, name, mac, iftype, devicetype, deviceid, subnetid, epc_id, domain, region, lcuuid) VALUES (?, 0, 1, '', ?, 4, 1, ?, ?, ?, 'd', ?, ?)",
		id, mac, id, 4096+id, id, region, "vif-"+name)
	w.exec("INSERT INTO vinterface_ip (id, ip, vifid, vl2id, domain, lcuuid) VALUES (?, ?, ?, ?, 'd', ?)", id, ip, id, 4096+id, "ip-"+name)
	w.exec("INSERT INTO vl2 (id, state, net_type, name, epc_id, domain, region, lcuuid) VALUES (?, 2, 4, ?, ?, 'd', ?, ?)", 4096+id, "Network-"+ip+"/24", id, region, "net-"+name)
	w.exec("INSERT INTO vl2_net (id, prefix, netmask, vl2id, lcuuid) VALUES (?, '10.50.72.0', '255.255.255.0', ?, ?)", id, 4096+id, "sub-"+name)
	w.exec("INSERT INTO epc (id, name, domain, region, lcuuid) VALUES (?, ?, 'd', ?, ?)", id, "VPC-"+ip, region, "vpc-"+name)
}

// domain makes the rows that belong to no host.
func (w *world) domain() {
	w.exec("INSERT INTO domain (id, name, lcuuid, type, config) VALUES (1, 'legacy-host', 'd', 23, '{}')")
	w.exec("INSERT INTO az (id, name, lcuuid, region, domain) VALUES (1, '系统默认', 'az', ?, 'd')", region)
}

func read(tb testing.TB, parts ...string) string {
	tb.Helper()
	b, err := os.ReadFile(filepath.Join(append([]string{recordings}, parts...)...))
	must(tb, err)
	return string(b)
}

// again is the same deployment with the server's process started again.
func (w *world) again() *world {
	w.tb.Helper()
	w.core.Stop()
	c := *w.core
	w2 := &world{tb: w.tb, clock: w.clock, db: w.db, log: &bytes.Buffer{}, nodeIP: w.nodeIP}
	w2.core = &core.Core{
		Context: c.Context, Clock: c.Clock, Prefix: "server2", Config: c.Config, Release: c.Release, DB: c.DB,
		Log:  logline.NewServerLogger(w2.log, func() time.Time { return w.clock.Now().UTC() }),
		Rand: rand.New(rand.NewPCG(3, 4)), NodeIP: c.NodeIP, PodIP: c.PodIP, Hostname: c.Hostname, Started: c.Now(), Location: c.Location,
	}
	w2.tri = trisolaris.New(w2.core, nil)
	w2.mon = monitor.New(w2.core, w2.tri.Refresh)
	w2.turn("start", w2.tri.Start)
	w2.core.After("master", time.Minute, w2.mon.Start)
	return w2
}
