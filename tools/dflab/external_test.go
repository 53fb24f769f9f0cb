package main

import (
	"database/sql"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/go-sql-driver/mysql"

	"github.com/dflab/dflab/lab/deepflow/controller"
)

// externals are real databases, as tools/ci/databases.sh starts them.
type externals struct {
	sql        *mysql.Config
	http, host string // ClickHouse
	port       string
}

func realDatabases(t *testing.T) externals {
	t.Helper()
	dsn, web, native := os.Getenv("DFLAB_TEST_MYSQL_DSN"), os.Getenv("DFLAB_TEST_CLICKHOUSE_URL"), os.Getenv("DFLAB_TEST_CLICKHOUSE_ADDR")
	if dsn == "" || web == "" || native == "" {
		t.Skip("DFLAB_TEST_MYSQL_DSN, DFLAB_TEST_CLICKHOUSE_URL and DFLAB_TEST_CLICKHOUSE_ADDR name no servers")
	}
	c, err := mysql.ParseDSN(dsn)
	if err != nil {
		t.Fatal(err)
	}
	e := externals{sql: c, http: web}
	if e.host, e.port, err = net.SplitHostPort(native); err != nil {
		t.Fatal(err)
	}
	return e
}

// open opens the server's database on MySQL, which is not there yet.
func (e externals) open(t *testing.T) *sql.DB {
	t.Helper()
	c := e.sql.Clone()
	c.DBName, c.Logger = "", &mysql.NopLogger{}
	connector, err := mysql.NewConnector(c)
	if err != nil {
		t.Fatal(err)
	}
	db := sql.OpenDB(connector)
	defer db.Close()
	if _, err := db.Exec("DROP DATABASE IF EXISTS dflab_external"); err != nil {
		t.Fatal(err)
	}
	c.DBName = "dflab_external"
	if connector, err = mysql.NewConnector(c); err != nil {
		t.Fatal(err)
	}
	opened := sql.OpenDB(connector)
	opened.SetMaxIdleConns(0) // an idle connection has a goroutine
	t.Cleanup(func() { opened.Close() })
	return opened
}

// query asks ClickHouse as an operator does.
func (e externals) query(t *testing.T, query string) string {
	t.Helper()
	resp, err := (&http.Client{Transport: &http.Transport{DisableKeepAlives: true}}).Post(e.http, "text/plain", strings.NewReader(query))
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(b))
}

// serverFile is a server.yaml with short timers on the databases.
func (e externals) serverFile() string {
	host, port, _ := net.SplitHostPort(e.sql.Addr)
	return fmt.Sprintf(`
controller:
  mysql: {database: dflab_external, host: %s, port: %s, timeout: 5, user-name: %s, user-password: %q}
  genesis: {local_ip_ranges: [10.0.0.0/8], data_persistence_interval: 1}
  manager: {cloud_config_check_interval: 1}
  monitor: {health_check_interval: 1, license_check_interval: 1, vtap_check_interval: 1, vtap_auto_delete: {enabled: false}}
  trisolaris: {trident-type-for-unkonw-vtap: 3, vtapcache-refresh-interval: 1, metadata-refresh-interval: 1, node-refresh-interval: 1}
ingester:
  ckdb: {host: %s, port: %s}
  flowlog-ck-writer: {flush-timeout: 1}
  ext-metrics-ck-writer: {flush-timeout: 1}
  application-log-ck-writer: {flush-timeout: 1}
`, host, port, e.sql.User, e.sql.Passwd, e.host, e.port)
}

const externalHost = `
name: host-1
nics: [{name: bond0, mac: "52:54:00:50:00:01", addrs: [10.50.72.101/24]}]
traffic: true
`

// A simulated server and a simulated agent dock on a real MySQL and store rows in a real ClickHouse; a second server goes on with
// what the first has left. The speed is what makes a minute short, the databases don't know it.
func TestExternalDatabases(t *testing.T) {
	e := realDatabases(t)
	db := e.open(t)
	defer nothingLeft(t)()
	for _, name := range []string{"flow_log", "application_log", "deepflow_tenant", "deepflow_admin", "ext_metrics", "flow_metrics"} {
		e.query(t, "DROP DATABASE IF EXISTS "+name)
	}
	dir := t.TempDir()
	api, data, querier, grpc := quietPort(t, 0), quietPort(t, 1), quietPort(t, 2), quietPort(t, 3)
	for name, text := range map[string]string{
		"server.yaml": e.serverFile(), "host.yaml": externalHost,
		"agent.yaml": "controller-ips: [10.50.72.100]\ncontroller-port: " + grpc + "\nvtap-group-id-request: g-TE8la86jlZ\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	serve := func() *program {
		p := launch(t, "sim", "server", "-f", filepath.Join(dir, "server.yaml"), "--external", "--speed", "10", "--node-ip", "10.50.72.100",
			"--hostname", "deepflow-host", "--api-port", api, "--grpc-port", grpc, "--data-port", data, "--querier-port", querier)
		p.await(t, "gRPC port opens", func() bool { return !refused("127.0.0.1:" + grpc) })
		return p
	}
	server := serve()
	deploy(t, "http://127.0.0.1:"+api, grpc, data)
	docked := func() bool {
		var n int
		err := db.QueryRow("SELECT COUNT(*) FROM vtap WHERE name = 'host-1-W1' AND state = 1 AND ctrl_ip = '10.50.72.101' AND analyzer_ip = '10.50.72.100'").Scan(&n)
		return err == nil && n == 1 && e.query(t, "SELECT count() > 0 FROM application_log.log WHERE agent_id = 1") == "1" &&
			e.query(t, "SELECT count() > 0 FROM deepflow_tenant.deepflow_collector WHERE virtual_table_name = 'deepflow_agent_monitor'"+
				" AND tag_values[indexOf(tag_names,'host')] = 'host-1-W1'") == "1" &&
			e.query(t, "SELECT count() > 0 FROM flow_log.l4_flow_log WHERE agent_id = 1 AND ip4_0 = '10.50.72.101'") == "1"
	}
	keepAgent(t, docked, "-f", filepath.Join(dir, "agent.yaml"), "--host", filepath.Join(dir, "host.yaml"),
		"--reach", "10.50.72.100=127.0.0.1", "--speed", "10")
	server.stop(t)
	if version := one(t, db, "SELECT version FROM db_version"); version != "6.6.1.25" {
		t.Errorf("schema version %q", version)
	}
	again := serve()
	if agents := one(t, db, "SELECT COUNT(*) FROM vtap"); agents != "1" {
		t.Errorf("%s agents after a restart", agents)
	}
	again.stop(t)
}

func one(t *testing.T, db *sql.DB, query string) (value string) {
	t.Helper()
	if err := db.QueryRow(query).Scan(&value); err != nil {
		t.Fatal(err)
	}
	return value
}

// quietPort is a free port of a hundred that no client's end of a connection gets, below the kernel's ephemeral ones.
func quietPort(t *testing.T, hundred int) string {
	t.Helper()
	first := 24000 + 100*hundred
	for port := first; port < first+100; port++ {
		if ln, err := openPort("127.0.0.1", port); err == nil {
			ln.Close()
			return strconv.Itoa(port)
		}
	}
	t.Fatalf("no port is free from %d on", first)
	return ""
}

// deploy is what an operator sets up.
func deploy(t *testing.T, url, grpc, data string) {
	t.Helper()
	hc := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	api := controller.New(url, hc)
	group, err := api.CreateGroup(t.Context(), controller.GroupSpec{Name: "legacy-host", ID: "g-TE8la86jlZ"})
	if err != nil {
		t.Fatal(err)
	}
	config := "global:\n  communication:\n    proactive_request_interval: 1s\n    ingester_ip: 10.50.72.100\n    ingester_port: " + data +
		"\n    proxy_controller_ip: 10.50.72.100\n    proxy_controller_port: " + grpc +
		"\ninputs:\n  resources:\n    push_interval: 1s\n    private_cloud:\n      hypervisor_resource_enabled: true\n" +
		"  cbpf:\n    af_packet:\n      interface_regex: ^bond.*$\n"
	if err := api.CreateGroupConfig(t.Context(), group.Lcuuid, config); err != nil {
		t.Fatal(err)
	}
	spec := controller.DomainSpec{Name: "legacy-host", Type: controller.TypeAgentSync, Config: map[string]any{"sync_timer": 1}}
	if _, err := api.CreateDomain(t.Context(), spec); err != nil {
		t.Fatal(err)
	}
}

// keepAgent runs an agent until done, and starts it again whenever it restarts itself.
func keepAgent(t *testing.T, done func() bool, args ...string) {
	t.Helper()
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	limit := time.After(patience)
	for p := launch(t, append([]string{"sim", "agent"}, args...)...); ; {
		select {
		case code := <-p.code:
			if code != exitOK {
				t.Fatalf("agent ended with %d\n%s\n%s", code, p.stdout.String(), p.stderr.String())
			}
			p = launch(t, append([]string{"sim", "agent"}, args...)...)
		case <-limit:
			t.Fatalf("not docked within %v\n%s", patience, p.stdout.String())
		case <-tick.C:
			if done() {
				p.stop(t)
				return
			}
		}
	}
}
