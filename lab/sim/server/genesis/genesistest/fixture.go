// Package genesistest sets up a simulated server's surroundings for the tests of genesis and cloud: a clock, the embedded store
// with the release's tables and rows, and a log to read. It is imported by tests only.
package genesistest

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"net/netip"
	"strings"
	"testing"
	"time"

	"google.golang.org/protobuf/proto"

	"github.com/dflab/dflab/lab/clock"
	"github.com/dflab/dflab/lab/deepflow/config"
	"github.com/dflab/dflab/lab/deepflow/logline"
	"github.com/dflab/dflab/lab/deepflow/release"
	"github.com/dflab/dflab/lab/deepflow/wire"
	"github.com/dflab/dflab/lab/deepflow/wire/agent"
	"github.com/dflab/dflab/lab/sim/server/core"
	"github.com/dflab/dflab/lab/sim/store"
)

// Start is when a fixture's clock starts.
var Start = time.Date(2026, time.November, 22, 15, 38, 2, 0, time.UTC)

// Ranges are the local_ip_ranges of the recordings' server.yaml.
const Ranges = `[10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, 169.254.0.0/15, 224.0.0.0-240.255.255.255]`

// NodeIP is the controller's address.
const NodeIP = "127.0.0.1"

// Region is the default region.
const Region = "ffffffff-ffff-ffff-ffff-ffffffffffff"

// Fixture is a server process's surroundings.
type Fixture struct {
	T     testing.TB
	Clock *clock.Clock
	DB    *sql.DB
	Core  *core.Core
	Log   *bytes.Buffer
}

// New is a database as a fresh server leaves it, with its controller registered. ranges is the YAML of local_ip_ranges, genesis further
// lines of that section.
func New(t testing.TB, ranges string, genesis ...string) *Fixture {
	t.Helper()
	f := &Fixture{T: t, Clock: clock.New(Start)}
	r, err := release.Get("6.6.9")
	f.check(err)
	f.DB = f.open(r)
	f.Boot(ranges, genesis...)
	f.Core.Release = r
	f.Exec("INSERT INTO controller (state, name, ip, pod_ip, lcuuid) VALUES (2, 'vm', ?, ?, 'c1')", NodeIP, NodeIP)
	f.Exec("INSERT INTO az_controller_connection (az, region, controller_ip, lcuuid) VALUES ('ALL', ?, ?, 'a1')", Region, NodeIP)
	return f
}

func (f *Fixture) open(r *release.Release) *sql.DB {
	s, err := store.New(store.Options{Now: f.Clock.Now, Users: []store.User{{Name: "root", Password: "deepflow"}}})
	f.check(err)
	f.T.Cleanup(func() { s.Close() })
	connector, err := s.Connector("")
	f.check(err)
	admin := sql.OpenDB(connector)
	_, err = admin.Exec("CREATE DATABASE deepflow")
	f.check(err)
	admin.Close()
	connector, err = s.Connector("deepflow")
	f.check(err)
	db := sql.OpenDB(connector)
	db.SetMaxOpenConns(1)
	f.T.Cleanup(func() { db.Close() })
	for _, table := range r.Tables {
		if !needed(table.Name) {
			continue
		}
		_, err := db.Exec(table.DDL())
		f.check(err)
	}
	for _, seed := range r.Seeds {
		if !needed(seed.Table) {
			continue
		}
		for _, values := range seed.Values(func() string { return "u" }, Start) {
			_, err := db.Exec(seed.Insert(), values...)
			f.check(err)
		}
	}
	return db
}

func needed(table string) bool {
	switch table {
	case "az", "epc", "host_device", "vm", "vl2", "vl2_net", "vinterface", "ip_resource", "vinterface_ip", "vip", "process", "region",
		"domain", "controller", "az_controller_connection", "vtap":
		return true
	}
	return strings.HasPrefix(table, "genesis_")
}

// Boot is a new server process on the same database: a new core with an empty log. The old one is dead.
func (f *Fixture) Boot(ranges string, genesis ...string) {
	f.T.Helper()
	if f.Core != nil {
		f.Core.Stop()
	}
	text := "controller:\n  genesis:\n    local_ip_ranges: " + ranges + "\n"
	for _, line := range genesis {
		text += "    " + line + "\n"
	}
	cfg, err := config.ParseServer("server.yaml", []byte(text))
	f.check(err)
	f.Log = &bytes.Buffer{}
	f.Core = &core.Core{
		Context: context.Background(), Clock: f.Clock, Prefix: fmt.Sprintf("server%d", f.Clock.Now().Unix()), Config: cfg, DB: f.DB,
		Log: logline.NewServerLogger(f.Log, f.Clock.Now), Rand: rand.New(rand.NewPCG(1, 2)),
		NodeIP: NodeIP, PodIP: NodeIP, Hostname: "vm", Started: f.Clock.Now(), Location: time.UTC,
	}
}

// Advance lets lab time pass.
func (f *Fixture) Advance(d time.Duration) {
	f.T.Helper()
	f.check(f.Clock.Advance(context.Background(), d))
}

// Exec runs a statement.
func (f *Fixture) Exec(query string, args ...any) {
	f.T.Helper()
	_, err := f.DB.Exec(query, args...)
	f.check(err)
}

// Query is a statement's rows, each as its columns joined by |, in the order of the statement.
func (f *Fixture) Query(query string, args ...any) []string {
	f.T.Helper()
	rows, err := f.DB.Query(query, args...)
	f.check(err)
	defer rows.Close()
	columns, err := rows.Columns()
	f.check(err)
	var all []string
	for rows.Next() {
		values, into := make([]sql.NullString, len(columns)), make([]any, len(columns))
		for i := range values {
			into[i] = &values[i]
		}
		f.check(rows.Scan(into...))
		var one []string
		for _, v := range values {
			if !v.Valid {
				v.String = "NULL"
			}
			one = append(one, v.String)
		}
		all = append(all, strings.Join(one, "|"))
	}
	f.check(rows.Err())
	return all
}

// Domain inserts an agent_sync domain as the REST call does.
func (f *Fixture) Domain(lcuuid, config string) {
	f.T.Helper()
	f.Exec("INSERT INTO domain (name, type, config, controller_ip, lcuuid, state, enabled, team_id) VALUES ('legacy-host', 23, ?, ?, ?, 1, 1, 1)",
		config, NodeIP, lcuuid)
}

// Messages are the log's lines without their times, "[INFO] [cloud] cloud.go:320 …", of the modules given; all without any. It empties
// the log.
func (f *Fixture) Messages(modules ...string) []string {
	var all []string
	for line := range strings.Lines(f.Log.String()) {
		r, err := logline.ParseServer(strings.TrimSuffix(line, "\n"))
		if err != nil {
			f.T.Fatalf("parse %q: %v", line, err)
		}
		for _, m := range modules {
			if r.Module == m {
				all = append(all, r.Message)
			}
		}
		if len(modules) == 0 {
			all = append(all, r.Message)
		}
	}
	f.Log.Reset()
	return all
}

func (f *Fixture) check(err error) {
	f.T.Helper()
	if err != nil {
		f.T.Fatal(err)
	}
}

// NIC is a NIC with its addresses, "10.50.72.101/24".
func NIC(name, mac string, addrs ...string) wire.Interface {
	nic := wire.Interface{Name: name, MAC: mac}
	for _, a := range addrs {
		nic.Addrs = append(nic.Addrs, wire.InterfaceAddr{Addr: netip.MustParsePrefix(a)})
	}
	return nic
}

// Report is a workload agent's GenesisSync with everything; id is 0 for an agent that isn't registered.
func Report(id uint32, host, ctrlIP string, version uint64, nics ...wire.Interface) *agent.GenesisSyncRequest {
	all := []wire.Interface{{Index: 1, Name: "lo", MAC: "00:00:00:00:00:00", Addrs: []wire.InterfaceAddr{{Addr: netip.MustParsePrefix("127.0.0.1/8")}}}}
	for i, nic := range nics {
		nic.Index = i + 2
		all = append(all, nic)
	}
	return &agent.GenesisSyncRequest{
		Version: proto.Uint64(version), AgentType: agent.AgentType_TT_PUBLIC_CLOUD.Enum(), SourceIp: proto.String(ctrlIP), AgentId: proto.Uint32(id),
		PlatformData: &agent.GenesisPlatformData{
			PlatformEnabled: proto.Bool(true), RawHostname: proto.String(host), RawIpAddrs: []string{wire.RenderIPAddress(all)},
		},
	}
}
