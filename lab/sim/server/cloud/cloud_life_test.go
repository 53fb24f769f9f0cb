package cloud_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"google.golang.org/protobuf/proto"

	"github.com/dflab/dflab/lab/deepflow/wire/agent"
	"github.com/dflab/dflab/lab/sim/server/cloud"
	"github.com/dflab/dflab/lab/sim/server/genesis"
	"github.com/dflab/dflab/lab/sim/server/genesis/genesistest"
)

// TestRestart: the first gather of a restarted server can't reach its own gRPC port; afterwards all is as before.
func TestRestart(t *testing.T) {
	s := newServer(t, genesistest.Ranges)
	s.report(genesistest.Report(0, "h", "10.50.72.101", 7, genesistest.NIC("eth0", "52:54:00:50:72:01", "10.50.72.101/24")))
	s.Domain(domain, `{}`)
	s.Advance(3 * minutes)
	const rows = "SELECT id, lcuuid, created_at, updated_at FROM vm"
	before := s.Query(rows)

	s.Boot(genesistest.Ranges)
	s.genesis = genesis.New(s.Core)
	if err := s.genesis.Start(); err != nil {
		t.Fatal(err)
	}
	s.genesis.Reach = func(addr string) error { return fmt.Errorf("dial tcp %s: connect: connection refused", addr) }
	s.cloud = cloud.New(s.Core, s.genesis, nil)
	if err := s.cloud.Start(); err != nil {
		t.Fatal(err)
	}
	if got := s.Query("SELECT state FROM domain"); got[0] != "3" {
		t.Errorf("state %s after the first gather, want 3", got[0])
	}
	s.genesis.Reach = nil
	s.Advance(minutes)
	if got := s.Query("SELECT state, error_msg FROM domain"); got[0] != "1|" {
		t.Errorf("domain %s after the second gather", got[0])
	}
	if after := s.Query(rows); !slices.Equal(after, before) {
		t.Errorf("vm rows %q, before the restart %q", after, before)
	}
	for _, m := range s.Messages("recorder.updater", "recorder.db") {
		t.Errorf("the restarted recorder wrote %s", m)
	}
}

// TestSameHostname: two hosts of one name are one VM with both NICs; every report moves it to the reporter's VPC (recordings e3, e4).
func TestSameHostname(t *testing.T) {
	s := newServer(t, genesistest.Ranges)
	s.report(genesistest.Report(0, "samehost", "10.50.72.103", 7, genesistest.NIC("eth0", "52:54:00:50:72:03", "10.50.72.103/24")))
	s.report(genesistest.Report(0, "samehost", "10.50.72.104", 7, genesistest.NIC("eth0", "52:54:00:50:72:04", "10.50.72.104/24")))
	s.Domain(domain, `{}`)
	s.Advance(minutes)
	vpc := "SELECT e.name FROM vm v JOIN epc e ON e.id = v.epc_id WHERE v.deleted_at IS NULL"
	if got := s.Query(vpc); !slices.Equal(got, []string{"VPC-10.50.72.104"}) {
		t.Fatalf("VMs in %q", got)
	}
	if got := s.Query("SELECT mac, deviceid FROM vinterface ORDER BY mac"); !slices.Equal(got, []string{"52:54:00:50:72:03|1", "52:54:00:50:72:04|1"}) {
		t.Errorf("NICs %q", got)
	}
	s.report(genesistest.Report(0, "samehost", "10.50.72.103", 8, genesistest.NIC("eth0", "52:54:00:50:72:03", "10.50.72.103/24")))
	s.Advance(2 * minutes)
	if got := s.Query(vpc); !slices.Equal(got, []string{"VPC-10.50.72.103"}) {
		t.Errorf("after the first host reported again, VMs in %q", got)
	}
}

// TestLostHost: a host that aged out loses its NICs and addresses; its VM row stays, deleted, and comes back with its id.
func TestLostHost(t *testing.T) {
	s := newServer(t, genesistest.Ranges)
	lost := genesistest.Report(1, "lost", "10.50.72.101", 7, genesistest.NIC("eth0", "52:54:00:50:72:01", "10.50.72.101/24"))
	kept := genesistest.Report(2, "kept", "10.50.72.102", 7, genesistest.NIC("eth0", "52:54:00:50:72:02", "10.50.72.102/24"))
	s.report(lost)
	s.report(kept)
	s.Exec("INSERT INTO vtap (id, name, ctrl_ip, analyzer_ip, cur_analyzer_ip, controller_ip, cur_controller_ip, launch_server) VALUES (1,'','','','','','',''), (2,'','','','','','','')")
	s.Domain(domain, `{}`)
	s.Advance(2 * minutes)
	const vms = "SELECT id, name, deleted_at IS NOT NULL FROM vm ORDER BY name"
	before := s.Query(vms)
	for range 25 * 12 {
		s.Advance(5 * minutes)
		kept.Version = proto.Uint64(kept.GetVersion() + 1)
		s.report(kept)
	}
	got := s.Query(vms)
	if want := []string{before[0], strings.TrimSuffix(before[1], "0") + "1"}; !slices.Equal(got, want) {
		t.Errorf("VMs after a day %q, want %q", got, want)
	}
	if got := s.Query("SELECT mac FROM vinterface"); !slices.Equal(got, []string{"52:54:00:50:72:02"}) {
		t.Errorf("NICs after a day %q", got)
	}
	lost.Version = proto.Uint64(9)
	s.report(lost)
	s.Advance(minutes)
	if got := s.Query(vms); !slices.Equal(got, before) {
		t.Errorf("VMs after it came back %q, want %q", got, before)
	}
}

// TestClean: a row that was deleted a week ago is erased, one that is a day old stays.
func TestClean(t *testing.T) {
	s := newServer(t, genesistest.Ranges)
	for _, days := range []int{1, 6, 8} {
		s.Exec("INSERT INTO vm (name, state, lcuuid, deleted_at) VALUES (?, 4, ?, ?)", fmt.Sprint(days), fmt.Sprint(days),
			s.Core.Now().AddDate(0, 0, -days).Format(time.DateTime))
	}
	s.Advance(2 * minutes)
	if got := s.Query("SELECT name FROM vm ORDER BY name"); !slices.Equal(got, []string{"1", "6"}) {
		t.Errorf("after the first cleaning %q", got)
	}
	s.Advance(2 * 24 * time.Hour)
	if got := s.Query("SELECT name FROM vm ORDER BY name"); !slices.Equal(got, []string{"1"}) {
		t.Errorf("two days later %q", got)
	}
}

// TestManager: which domains run, and what a changed row does.
func TestManager(t *testing.T) {
	s := newServer(t, genesistest.Ranges)
	s.Domain(domain, `{"sync_timer": 600000}`)
	running := func(want int) {
		t.Helper()
		s.Advance(minutes)
		if got := len(s.cloud.Tasks()); got != want {
			t.Errorf("%d tasks, want %d", got, want)
		}
	}
	running(1)
	if got := s.Messages("cloud"); !slices.Contains(got, "cloud sync timer invalid: (600000)") {
		t.Errorf("no warning about the timer: %q", got)
	}
	s.Exec("UPDATE domain SET config = '{\"sync_timer\": 10}'")
	running(1)
	if got := s.cloud.Tasks()[0].Interval; got != 10 {
		t.Errorf("interval %d after the change, want 10", got)
	}
	if got := s.Messages("manager"); !slices.Contains(got, `domain (legacy-host) oldDomainConfig: {"sync_timer": 600000}`) {
		t.Errorf("no line about the changed configuration: %q", got)
	}
	s.Exec("UPDATE domain SET controller_ip = '10.9.9.9'")
	running(0)
	s.Exec("UPDATE domain SET controller_ip = '127.0.0.1', enabled = 0")
	running(0)
	s.Exec("UPDATE domain SET enabled = 1, config = 'no JSON'")
	running(0)
	s.Exec("UPDATE domain SET config = '{}'")
	running(1)
	s.Messages()
	s.Exec("UPDATE controller SET name = 'other'")
	s.Advance(11 * minutes)
	if got := s.Messages("manager"); !slices.Contains(got, "controller (vm) not in db") {
		t.Errorf("no line about the missing controller: %q", got)
	}
	if err := s.cloud.Trigger("nonsense"); err == nil || err.Error() != "domain (nonsense) not found" {
		t.Errorf("trigger: %v", err)
	}
}

// TestGatherOfADeletedDomain: until the manager sees that the domain is gone, its task goes on and can't keep the domain's state.
func TestGatherOfADeletedDomain(t *testing.T) {
	for name, remove := range map[string]func(*server) error{
		"by REST": func(s *server) error { return s.cloud.DeleteDomain(domain) },
		"by SQL":  func(s *server) error { s.Exec("DELETE FROM domain"); return nil },
	} {
		t.Run(name, func(t *testing.T) {
			s := newServer(t, genesistest.Ranges)
			s.report(genesistest.Report(0, "h", "10.50.72.101", 7, genesistest.NIC("eth0", "52:54:00:50:72:01", "10.50.72.101/24")))
			s.Domain(domain, `{"sync_timer":10}`)
			s.Advance(90 * time.Second)
			if err := remove(s); err != nil {
				t.Fatal(err)
			}
			s.Messages()
			s.Advance(40 * time.Second)
			const failed = "[DomainName-legacy-host] get domain from db failed: record not found"
			got := s.Messages("recorder")
			if n := len(slices.DeleteFunc(got, func(m string) bool { return m != failed })); n < 3 {
				t.Errorf("%d lines about the missing row", n)
			}
			if n := len(s.cloud.Tasks()); n != 0 {
				t.Errorf("%d tasks left", n)
			}
		})
	}
}

func TestTriggerGathersAtOnce(t *testing.T) {
	s := newServer(t, genesistest.Ranges)
	s.Domain(domain, `{}`)
	s.Advance(minutes)
	s.report(genesistest.Report(1, "h", "10.50.72.101", 7, genesistest.NIC("eth0", "52:54:00:50:72:01", "10.50.72.101/24")))
	if err := s.cloud.Trigger(domain); err != nil {
		t.Fatal(err)
	}
	s.Advance(time.Second)
	if got := s.Query("SELECT name FROM vm"); !slices.Equal(got, []string{"h"}) {
		t.Errorf("vm %q", got)
	}
}

// TestRegisteredAgent: a registered agent's host name, processes and VIPs join the resources.
func TestRegisteredAgent(t *testing.T) {
	s := newServer(t, genesistest.Ranges)
	r := genesistest.Report(1, "h", "10.50.72.101", 7, genesistest.NIC("eth0", "52:54:00:50:72:01", "10.50.72.101/24"))
	r.ProcessData = &agent.GenesisProcessData{ProcessEntries: []*agent.ProcessInfo{{Pid: proto.Uint64(4), Name: proto.String("nginx")}}}
	s.report(r)
	s.Domain(domain, `{}`)
	s.Advance(minutes)
	s.Exec("INSERT INTO vtap (id, name, type, raw_hostname, az, lcuuid, launch_server_id, ctrl_ip, analyzer_ip, cur_analyzer_ip, controller_ip, cur_controller_ip, launch_server) "+
		"VALUES (1, 'h-W1', 3, 'h', ?, ?, 1, '', '', '', '', '', '')", genesis.Lcuuid("系统默认"), genesis.Lcuuid("h"))
	s.Advance(minutes)
	if got := s.Query("SELECT v.hostname, v.ip, n.name FROM vm v JOIN vl2 n ON n.id = v.vl2id"); !slices.Equal(got, []string{"h|10.50.72.101|Network-10.50.72.101/24"}) {
		t.Errorf("vm %q", got)
	}
	if got := s.Query("SELECT name, pid, devicetype, deviceid, vm_id FROM process"); !slices.Equal(got, []string{"nginx|4|1|1|1"}) {
		t.Errorf("process %q", got)
	}
}

// BenchmarkDay is a lab day of an unchanged domain with ten hosts: 1,440 gathers.
func BenchmarkDay(b *testing.B) {
	s := newServer(b, genesistest.Ranges)
	for i := range 10 {
		s.report(genesistest.Report(0, fmt.Sprintf("h%d", i), fmt.Sprintf("10.50.72.%d", i+1), 7,
			genesistest.NIC("eth0", fmt.Sprintf("52:54:00:50:72:%02d", i), fmt.Sprintf("10.50.72.%d/24", i+1))))
	}
	s.Domain(domain, `{}`)
	s.Advance(5 * minutes)
	for b.Loop() {
		s.Log.Reset()
		s.Advance(23 * time.Hour)
	}
}
