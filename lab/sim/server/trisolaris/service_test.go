package trisolaris_test

import (
	"strings"
	"testing"
	"time"

	"google.golang.org/protobuf/proto"

	"github.com/dflab/dflab/lab/deepflow/wire/agent"
)

func request(ip, mac, host, group string) *agent.SyncRequest {
	return &agent.SyncRequest{
		BootTime: proto.Uint32(1795361885), Revision: proto.String("v6.6 11500-3b8884d6"), ProcessName: proto.String("deepflow-agent-ce"),
		CtrlIp: proto.String(ip), CtrlMac: proto.String(mac), Host: proto.String(host), HostIps: []string{ip},
		AgentGroupIdRequest: proto.String(group), CpuNum: proto.Uint32(2), MemorySize: proto.Uint64(8 << 30), Arch: proto.String("x86_64"),
		Os: proto.String("Debian GNU/Linux 12"), KernelVersion: proto.String("6.1.0"),
	}
}

const (
	ipA, macA = "10.50.72.101", "52:54:00:50:72:01"
	group1    = "g-pNIA54uzNt"
)

// docked is a world with one agent whose host is known, one configured group, and everything assigned.
func docked(tb testing.TB, cfg string) (*world, *agent.SyncRequest) {
	tb.Helper()
	return dockedWith(tb, cfg, false)
}

func dockedWith(tb testing.TB, cfg string, watch bool) (*world, *agent.SyncRequest) {
	tb.Helper()
	w := newWorld(tb, options{watch: watch, config: "trisolaris:\n  trident-type-for-unknow-vtap: 3\n" + cfg, seed: func(w *world) {
		w.node()
		w.group(2, "legacy-host", group1, "c1e47bb9-d633-46ee-ba3f-1ac0ad7eba4c", groupYAML)
		w.domain()
		w.host(13, "host-a", ipA, macA)
	}})
	in := request(ipA, macA, "host-a", group1)
	w.sync(in)
	w.advance(time.Second)
	w.advance(2*time.Minute + 5*time.Second)
	w.sync(in)
	return w, in
}

func TestFirstStartEntersControllerAndAnalyzer(t *testing.T) {
	w := newWorld(t, options{nodeIP: "10.50.72.100"})
	first := w.lines()
	if !find(first, "controller (10.50.72.100) az connection not in DB") || !find(first, "resiter controller(&{ID:0 State:2 Name:vm Description: IP:10.50.72.100") {
		t.Errorf("lines at the start:\n%s", strings.Join(first, "\n"))
	}
	if got := w.value("SELECT CONCAT(az, ' ', controller_ip) FROM az_controller_connection"); got != "ALL 10.50.72.100" {
		t.Errorf("az_controller_connection %q", got)
	}
	if got := w.value("SELECT COUNT(*) FROM analyzer"); got != "0" {
		t.Errorf("%s analyzers before the ingester's second sync", got)
	}
	w.advance(53 * time.Second) // the process began 8 s before trisolaris
	if l := w.lines(); !find(l, "register tsdb(boot_time:") || !find(l, "add tsdb cache 10.50.72.100") {
		t.Errorf("lines a minute after the process began:\n%s", strings.Join(l, "\n"))
	}
	if got := w.value("SELECT CONCAT(ip, ' ', vtap_max, ' ', state) FROM analyzer"); got != "10.50.72.100 200 2" {
		t.Errorf("analyzer %q", got)
	}
}

func TestNoNodeIP(t *testing.T) {
	w := newWorld(t, options{config: "trisolaris:\n  trident-type-for-unknow-vtap: 3\n"})
	w.core.NodeIP = ""
	w.lines()
	w.sync(request(ipA, macA, "host-a", ""))
	w.advance(time.Minute)
	l := w.lines()
	for _, want := range []string{"config NodeIP is null", "controller not found region", "get env(K8S_NODE_IP_FOR_DEEPFLOW) data failed"} {
		if !find(l, want) {
			t.Errorf("no line %q in\n%s", want, strings.Join(l, "\n"))
		}
	}
}

func TestRefusals(t *testing.T) {
	w := newWorld(t, options{config: "no-teamid-refused: true\n"})
	w.lines()
	in := request(ipA, macA, "host-a", "")
	r := w.sync(in)
	if r.GetStatus() != agent.Status_FAILED || r.UserConfig != nil || r.GetRevision() != in.GetRevision() || r.GetSelfUpdateUrl() != "" {
		t.Errorf("without a team id: %v", r)
	}
	if l := w.lines(); !find(l, "ctrlIp is 10.50.72.101, ctrlMac is 52:54:00:50:72:01, not team_id refuse(true) register") {
		t.Errorf("lines %q", l)
	}
	in.TeamId = proto.String("t-nothing")
	if r := w.sync(in); r.GetStatus() != agent.Status_FAILED {
		t.Errorf("with an unknown team id: %v", r)
	}
	if l := w.lines(); !find(l, "team_id is (str=t-nothing,int=0) not found vtapInfo") {
		t.Errorf("lines %q", l)
	}
}

func TestPending(t *testing.T) {
	w, _ := docked(t, "  vtap-auto-register: false\n")
	if got := w.value("SELECT CONCAT(state, ' ', enable) FROM vtap"); got != "3 1" {
		t.Errorf("state and enable of the row: %s", got)
	}
	r := w.sync(request(ipA, macA, "host-a", group1))
	if r.GetDynamicConfig().GetEnabled() || r.VersionPlatformData != nil || r.LocalSegments != nil {
		t.Errorf("a pending agent is told %v", r)
	}
	if !strings.Contains(r.GetUserConfig(), "hypervisor_resource_enabled: false") {
		t.Errorf("a pending agent's configuration:\n%s", r.GetUserConfig())
	}
}

func TestWriteBackLostAndBack(t *testing.T) {
	w, in := docked(t, "monitor:\n  vtap_auto_delete:\n    enabled: false\n")
	if got := w.value("SELECT CONCAT(controller_ip, ' ', analyzer_ip, ' ', license_type, ' ', license_functions) FROM vtap"); got != "127.0.0.1 127.0.0.1 1 2,3,4,5,6,8" {
		t.Fatalf("assigned and licensed: %s", got)
	}
	if got := w.value("SELECT revision FROM vtap"); got == in.GetRevision() {
		t.Error("the row knows the revision before a refresh of the cache")
	}
	w.until("15:43:03")
	w.lines()
	const said = "SELECT CONCAT(revision, ' ', boot_time, ' ', cpu_num, ' ', arch, ' ', process_name, ' ', cur_controller_ip, ' ', raw_hostname) FROM vtap"
	if got, want := w.value(said), "v6.6 11500-3b8884d6 1795361885 2 x86_64 deepflow-agent-ce 127.0.0.1 host-a"; got != want {
		t.Errorf("written back %q, want %q", got, want)
	}
	last := w.value("SELECT DATE_FORMAT(synced_controller_at, '%H:%i:%s') FROM vtap")
	if last != "15:40:08" {
		t.Errorf("synced_controller_at %s", last)
	}
	w.until("15:48:03") // 475 s after the last sync
	if l := w.lines(); find(l, "to not connected") {
		t.Error("LOST before 8 intervals")
	}
	w.until("15:53:03")
	if l := w.lines(); !find(l, "set vTap (host-a-W13) on (10.50.72.101) to not connected") || w.value("SELECT state FROM vtap") != "0" {
		t.Errorf("not LOST: %s", w.value("SELECT state FROM vtap"))
	}
	w.sync(in)
	w.until("15:58:03")
	if l := w.lines(); !find(l, "set vTap (host-a-W13) on (10.50.72.101) to normal") || w.value("SELECT state FROM vtap") != "1" {
		t.Errorf("not back: %s", w.value("SELECT state FROM vtap"))
	}
}

// TestLostIsDeleted: v6.6.9 deletes a LOST agent at the next check, long before lost_time_max, without a line.
func TestLostIsDeleted(t *testing.T) {
	w, in := docked(t, "")
	w.until("15:54:04") // LOST at 15:53:02, the check a minute later
	l := w.lines()
	if got := w.value("SELECT COUNT(*) FROM vtap"); got != "0" || find(l, "delete lost vtap(") {
		t.Errorf("%s rows; lines of a deletion: %v", got, find(l, "delete lost vtap("))
	}
	w.until("15:58:03")
	if l := w.lines(); !find(l, "delete cache vtap 10.50.72.101-52:54:00:50:72:01") {
		t.Error("the cache still has it")
	}
	w.sync(in)
	w.advance(time.Second)
	if got := w.value("SELECT id FROM vtap"); got != "2" {
		t.Errorf("registered again with id %s", got)
	}
}

func TestHostGone(t *testing.T) {
	w, _ := docked(t, "")
	w.exec("DELETE FROM vm")
	w.lines()
	w.advance(time.Minute)
	if l := w.lines(); !find(l, "delete vtap: host-a-W13 vm-host-a, because no related vm") || w.value("SELECT COUNT(*) FROM vtap") != "0" {
		t.Errorf("the agent of a host that is gone stays:\n%s", strings.Join(l, "\n"))
	}
}

func TestHostRenamed(t *testing.T) {
	w, _ := docked(t, "")
	w.exec("UPDATE vm SET name = 'new name'")
	w.advance(time.Minute)
	if got := w.value("SELECT name FROM vtap"); got != "new-name-W13" {
		t.Errorf("name %q", got)
	}
}

func TestGroupChangeAfterRegistration(t *testing.T) {
	w, in := docked(t, "")
	before := w.sync(in)
	for _, id := range []string{"g-abcdefghij", "g-UNKNOWN001", ""} {
		in.AgentGroupIdRequest = proto.String(id)
		if after := w.sync(in); !proto.Equal(before, after) {
			t.Errorf("asking for group %q changes the answer to %v", id, after)
		}
	}
}

func TestDisabledAgent(t *testing.T) {
	w, in := docked(t, "")
	w.exec("UPDATE vtap SET enable = 0")
	w.turn("refresh", func() { w.tri.Refresh("vtap") })
	w.advance(0)
	r := w.sync(in)
	if r.GetDynamicConfig().GetEnabled() || r.SelfUpdateUrl != nil || !strings.Contains(r.GetUserConfig(), "hypervisor_resource_enabled: false") {
		t.Errorf("a disabled agent is told %v", r)
	}
}

// TestNoAnalyzer: without analyzers agents stay without ingester.
func TestNoAnalyzer(t *testing.T) {
	w := newWorld(t, options{config: "trisolaris:\n  trident-type-for-unknow-vtap: 3\nmonitor:\n  ingester-load-balancing-strategy:\n    algorithm: by-agent-count\n", seed: func(w *world) {
		w.node()
		w.exec("DELETE FROM analyzer")
		w.exec("DELETE FROM az_analyzer_connection")
		w.exec("DELETE FROM az_controller_connection")
		w.exec("INSERT INTO az_controller_connection (az, region, controller_ip, lcuuid) VALUES ('ALL', ?, ?, 'cc')", region, w.nodeIP)
		w.domain()
		w.host(13, "host-a", ipA, macA)
	}})
	w.exec("UPDATE controller SET state = 5") // in maintenance: not assigned either
	w.core.Config.Ingester.IngesterEnabled = false
	w.sync(request(ipA, macA, "host-a", ""))
	w.until("15:39:30")
	w.exec("DELETE FROM analyzer")
	w.until("15:40:10")
	l := w.lines()
	if !find(l, "[WARN] [monitor]", "no available controller for vtap (host-a-W13)") || !find(l, "[WARN] [monitor]", "no available analyzer for vtap (host-a-W13)") {
		t.Errorf("lines:\n%s", strings.Join(l, "\n"))
	}
	if got := w.value("SELECT exceptions FROM vtap"); got != "3221225472" {
		t.Errorf("exceptions %s, want 0x80000000 and 0x40000000", got)
	}
}

// BenchmarkIdleDay is a day of one docked agent that syncs every minute, with a database that tells of changes.
func BenchmarkIdleDay(b *testing.B) {
	for b.Loop() {
		b.StopTimer()
		w, in := dockedWith(b, "", true)
		b.StartTimer()
		for range 24 * 60 {
			r := w.sync(in)
			in.VersionPlatformData, in.VersionAcls, in.VersionGroups = r.VersionPlatformData, r.VersionAcls, r.VersionGroups
			w.advance(time.Minute)
		}
	}
}

// TestWatchedDatabase: what the cache skips reading makes no difference.
func TestWatchedDatabase(t *testing.T) {
	var logs []string
	for _, watch := range []bool{false, true} {
		w, in := dockedWith(t, "monitor:\n  auto_rebalance_vtap: false\n", watch)
		for n := range 30 {
			w.sync(in)
			switch n {
			case 5:
				w.exec("UPDATE vm SET name = 'other'")
			case 12:
				w.exec("UPDATE vinterface_ip SET ip = '10.50.72.99'")
			case 20:
				w.exec("DELETE FROM vm")
			}
			w.advance(time.Minute)
		}
		logs = append(logs, w.log.String())
	}
	if d := firstDifference(strings.Split(logs[0], "\n"), strings.Split(logs[1], "\n")); d != "" {
		t.Error(d)
	}
}
