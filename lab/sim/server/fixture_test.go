package server_test

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/netip"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/go-sql-driver/mysql"

	"github.com/dflab/dflab/lab/clock"
	"github.com/dflab/dflab/lab/deepflow/config"
	"github.com/dflab/dflab/lab/deepflow/logline"
	"github.com/dflab/dflab/lab/deepflow/release"
	"github.com/dflab/dflab/lab/sim/server"
	"github.com/dflab/dflab/lab/sim/store"
	"github.com/dflab/dflab/lab/vnet"
)

const recordings = "../../../fixtures/recordings/"

// serverYAML is what the recordings' server.yaml says.
const serverYAML = `
controller:
  reporting-disabled: true
  mysql: {host: 10.50.72.100, port: 30130}
  trisolaris: {trident-type-for-unkonw-vtap: 3}
  genesis:
    local_ip_ranges: [10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, 169.254.0.0/15, 224.0.0.0-240.255.255.255]
ingester:
  storage-disabled: true
`

// fixture is a host with MySQL on it and processes started on it.
type fixture struct {
	t       *testing.T
	clock   *clock.Clock
	network *vnet.Network
	host    *vnet.Host
	store   *store.Store
	log     bytes.Buffer
	out     bytes.Buffer
	codes   []int
	ended   time.Time // when the last process ended by itself
	begun   time.Time
}

func newFixture(t *testing.T) *fixture {
	t.Helper()
	f := &fixture{t: t, clock: clock.New(time.Date(2026, 11, 22, 15, 30, 0, 0, time.UTC))}
	f.network = vnet.New(f.clock)
	var err error
	f.host, err = f.network.AddHost("server", netip.MustParseAddr("10.50.72.100"))
	f.check(err)
	f.store, err = store.New(store.Options{Now: f.clock.Now, Users: []store.User{{Name: "root", Password: "deepflow"}}})
	f.check(err)
	t.Cleanup(func() { f.store.Close() })
	ln, err := f.host.Listen("tcp", ":30130")
	f.check(err)
	go f.store.ServeMySQL(ln)
	return f
}

func (f *fixture) check(err error) {
	f.t.Helper()
	if err != nil {
		f.t.Fatal(err)
	}
}

func (f *fixture) open(c config.MySQL) (*sql.DB, error) {
	m := mysql.NewConfig()
	m.User, m.Passwd, m.Net, m.DBName = c.UserName, c.UserPassword, "tcp", c.Database
	m.Addr = net.JoinHostPort(c.Host, strconv.Itoa(int(c.Port)))
	m.DialFunc = f.host.DialContext
	m.Logger = &mysql.NopLogger{}
	connector, err := mysql.NewConnector(m)
	if err != nil {
		return nil, err
	}
	return sql.OpenDB(connector), nil
}

// start starts a process with that server.yaml; edit may change its options.
func (f *fixture) start(yaml string, edit ...func(*server.Options)) *server.Server {
	f.t.Helper()
	r, err := release.Get("6.6.9")
	f.check(err)
	f.log.Reset()
	f.out.Reset()
	f.codes, f.begun = nil, f.clock.Now()
	o := server.Options{
		Clock: f.clock, Host: f.host, Name: "server", Hostname: "vm", ConfigFile: "/etc/server.yaml", Config: []byte(yaml),
		Env: map[string]string{"K8S_NODE_IP_FOR_DEEPFLOW": "10.50.72.100", "TZ": "UTC"},
		Log: &f.log, Stdout: &f.out, Rand: rand.New(rand.NewPCG(1, 2)), Release: r, DB: f.open,
	}
	for _, e := range edit {
		e(&o)
	}
	s, err := server.Start(o, func(code int) {
		f.codes = append(f.codes, code)
		f.ended = f.clock.Now()
	})
	f.check(err)
	return s
}

func (f *fixture) advance(d time.Duration) {
	f.t.Helper()
	f.check(f.clock.Advance(context.Background(), d))
}

// up starts a process and waits until agents can connect.
func (f *fixture) up() *server.Server {
	f.t.Helper()
	s := f.start(serverYAML)
	f.advance(10 * time.Second)
	if len(f.codes) != 0 || !f.listens(20035) {
		f.t.Fatalf("not up: exit codes %v, log\n%s", f.codes, f.log.String())
	}
	return s
}

func (f *fixture) listens(port int) bool {
	return f.host.Reach("10.50.72.100:"+strconv.Itoa(port)) == vnet.Reachable
}

func (f *fixture) exec(query string) {
	f.t.Helper()
	database := "deepflow"
	if strings.Contains(query, "DATABASE") {
		database = ""
	}
	db, err := f.open(config.MySQL{UserName: "root", UserPassword: "deepflow", Host: "10.50.72.100", Port: 30130, Database: database})
	f.check(err)
	defer db.Close()
	_, err = db.Exec(query)
	if err != nil {
		f.t.Fatalf("%s: %v", query, err)
	}
}

// get asks the controller's REST interface, as an operator on the host does.
func (f *fixture) get(path string) (int, string) {
	f.t.Helper()
	hc := &http.Client{Transport: &http.Transport{DialContext: f.host.DialContext, DisableKeepAlives: true}}
	resp, err := hc.Get("http://10.50.72.100:20417" + path)
	if err != nil {
		return 0, err.Error()
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	f.check(err)
	return resp.StatusCode, string(b)
}

// exits checks that the process ended by itself, about when and with what.
func (f *fixture) exits(code int, after time.Duration) {
	f.t.Helper()
	if len(f.codes) != 1 || f.codes[0] != code {
		f.t.Fatalf("exit codes %v, want [%d]; log\n%s", f.codes, code, f.log.String())
	}
	if took := f.ended.Sub(f.begun); took < after-150*time.Millisecond || took > after+150*time.Millisecond {
		f.t.Errorf("exited after %v, recorded %v", took, after)
	}
	for _, port := range []int{20033, 20035, 20416, 20417} {
		if f.listens(port) {
			f.t.Errorf("port %d is open after the exit", port)
		}
	}
}

var cost = regexp.MustCompile(`time cost: \S+`)

// startLines are the lines of the start that recordings keep, without times and durations.
func startLines(log string) (list []string) {
	for _, r := range logline.ReadServer(log) {
		kept := r.Module == "router" || r.Module == "controller" || strings.HasPrefix(r.Module, "db.mysql.migrat")
		if !kept || strings.HasPrefix(r.Message, "controller config") {
			continue
		}
		message, _, _ := strings.Cut(r.Message, "\npanic:") // the panic follows the log in the recording
		list = append(list, fmt.Sprintf("%d %s %s:%d %s", r.Level, r.Module, r.File, r.Line, cost.ReplaceAllString(message, "time cost: …")))
	}
	return list
}

func (f *fixture) recording(name string) string {
	f.t.Helper()
	b, err := os.ReadFile(recordings + name)
	f.check(err)
	return string(b)
}
