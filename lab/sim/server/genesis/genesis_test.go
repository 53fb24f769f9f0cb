package genesis_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"google.golang.org/protobuf/proto"

	"github.com/dflab/dflab/lab/deepflow/wire"
	"github.com/dflab/dflab/lab/deepflow/wire/agent"
	"github.com/dflab/dflab/lab/sim/server/genesis"
	"github.com/dflab/dflab/lab/sim/server/genesis/genesistest"
)

// A report that needs no registration shows after a persistence tick and what the server takes to publish what it wrote.
const (
	publication = 50 * time.Millisecond
	published   = time.Minute + publication
)

var eth0 = genesistest.NIC("eth0", "52:54:00:50:72:01", "10.50.72.101/24", "fe80::5054:ff:fe50:7201/64")

func heartbeat(r *agent.GenesisSyncRequest) *agent.GenesisSyncRequest {
	r = proto.Clone(r).(*agent.GenesisSyncRequest)
	r.PlatformData = nil
	return r
}

func TestLinesOfAReport(t *testing.T) {
	tests := map[string]struct {
		change func(*agent.GenesisSyncRequest)
		want   []string
	}{
		"unregistered": {func(*agent.GenesisSyncRequest) {}, []string{
			"genesis sync received message with vtap_id 0 from 10.50.72.101",
			"genesis sync received version 0 -> 7 from ip 10.50.72.101 vtap_id 0",
			"host (host-c) nat ip is () peer ip is (10.50.72.101), behind nat: (true), single vpc mode: (false)",
		}},
		"registered": {func(r *agent.GenesisSyncRequest) { r.AgentId = proto.Uint32(3) }, []string{
			"genesis sync received version 0 -> 7 from ip 10.50.72.101 vtap_id 3",
			"host (host-c) nat ip is () peer ip is (10.50.72.101), behind nat: (true), single vpc mode: (false)",
		}},
		"platform off": {func(r *agent.GenesisSyncRequest) {
			r.AgentId, r.PlatformData.PlatformEnabled = proto.Uint32(3), proto.Bool(false)
		}, []string{
			"genesis sync received version 0 -> 7 from ip 10.50.72.101 vtap_id 3",
		}},
		"version 0": {func(r *agent.GenesisSyncRequest) { r.Version = proto.Uint64(0) }, []string{
			"genesis sync ignore message with version 0 from 10.50.72.101",
		}},
		"unknown type": {func(r *agent.GenesisSyncRequest) { r.AgentType = agent.AgentType_TT_UNKNOWN.Enum() }, nil},
		"team id": {func(r *agent.GenesisSyncRequest) { r.TeamId = proto.String("t-abc") }, []string{
			"genesis sync from 10.50.72.101 team_id t-abc not found team info",
		}},
		"no host name": {func(r *agent.GenesisSyncRequest) { r.PlatformData.RawHostname = proto.String(" \n") }, []string{
			"genesis sync received message with vtap_id 0 from 10.50.72.101",
			"genesis sync received version 0 -> 7 from ip 10.50.72.101 vtap_id 0",
			"get sync data (raw hostname) empty",
		}},
		"no address text": {func(r *agent.GenesisSyncRequest) { r.PlatformData.RawIpAddrs = nil }, []string{
			"genesis sync received message with vtap_id 0 from 10.50.72.101",
			"genesis sync received version 0 -> 7 from ip 10.50.72.101 vtap_id 0",
			"get sync data (raw ip addrs) empty",
			"get sync data (raw ip addrs) empty",
			"get sync data (raw ip addrs) empty",
		}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			f := genesistest.New(t, genesistest.Ranges)
			s := start(t, f)
			r := genesistest.Report(0, "host-c", "10.50.72.101", 7, eth0)
			test.change(r)
			sync(t, s, r)
			if got := f.Messages(); !slices.Equal(got, test.want) {
				t.Errorf("wrote\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(test.want, "\n"))
			}
		})
	}
}

// TestExternal: a NIC is external when any of its addresses, those of link scope too, is outside of the ranges.
func TestExternal(t *testing.T) {
	tests := map[string]struct {
		ranges string
		nic    wire.Interface
		kind   uint32
	}{
		"inside":                    {genesistest.Ranges, genesistest.NIC("eth0", "52:54:00:50:72:01", "10.50.72.101/24"), 4},
		"outside":                   {genesistest.Ranges, genesistest.NIC("eth0", "52:54:00:50:72:02", "100.42.32.213/24"), 3},
		"link-scope IPv6":           {genesistest.Ranges, eth0, 3},
		"link-scope IPv6 in ranges": {"[10.0.0.0/8, 'fe80::/10']", eth0, 4},
		"no ranges":                 {"[]", genesistest.NIC("eth0", "52:54:00:50:72:01", "10.50.72.101/24"), 3},
		"one of two":                {genesistest.Ranges, genesistest.NIC("eth0", "52:54:00:50:72:01", "10.0.0.1/24", "8.8.8.8/24"), 3},
		"in a range with a hyphen":  {"[10.50.72.100-10.50.72.101]", genesistest.NIC("eth0", "52:54:00:50:72:01", "10.50.72.101/24"), 4},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			f := genesistest.New(t, test.ranges)
			s := start(t, f)
			sync(t, s, genesistest.Report(1, "h", "10.50.72.101", 7, test.nic))
			v := s.Visible()
			if len(v.Ports) != 1 || len(v.Networks) != 1 {
				t.Fatalf("%+v", v)
			}
			if v.Ports[0].Type != test.kind || v.Networks[0].NetType != test.kind || v.Networks[0].External != (test.kind == 3) {
				t.Errorf("port %+v, network %+v; want type %d", v.Ports[0], v.Networks[0], test.kind)
			}
		})
	}
}

func TestBadRangesAreLoggedAndDropped(t *testing.T) {
	f := genesistest.New(t, "[10.0.0.0/33, 10.0.0.9-10.0.0.1, '10.50.72.0/24']")
	s := start(t, f)
	if got := f.Messages("genesis.updater"); len(got) != 2 || !strings.HasPrefix(got[0], "parse local ip ranges error: ") {
		t.Errorf("wrote %q", got)
	}
	sync(t, s, genesistest.Report(1, "h", "10.50.72.101", 7, genesistest.NIC("eth0", "52:54:00:50:72:01", "10.50.72.101/24")))
	if got := s.Visible().Ports[0].Type; got != 4 {
		t.Errorf("type %d: the good range is lost", got)
	}
}

func TestNICsThatAreNoPorts(t *testing.T) {
	f := genesistest.New(t, genesistest.Ranges)
	s := start(t, f)
	tun := genesistest.NIC("tun0", "", "10.8.0.2/24")
	down := genesistest.NIC("eth1", "52:54:00:50:72:09")
	link := genesistest.NIC("eth2", "52:54:00:50:72:0a", "fe80::1/64")
	ipvs := genesistest.NIC("kube-ipvs0", "52:54:00:50:72:0b", "10.1.1.1/32")
	sync(t, s, genesistest.Report(1, "h", "10.50.72.101", 7, eth0, tun, down, link, ipvs))
	v := s.Visible()
	var ports, nics []string
	for _, p := range v.Ports {
		ports = append(ports, p.Mac)
	}
	for _, n := range v.Vinterfaces {
		nics = append(nics, n.Name)
	}
	slices.Sort(ports)
	slices.Sort(nics)
	// kube-ipvs0 is left out of the vinterfaces only.
	if got, want := fmt.Sprint(ports, nics), "[52:54:00:50:72:01 52:54:00:50:72:0b] [eth0 eth1 eth2]"; got != want {
		t.Errorf("ports and vinterfaces %s, want %s", got, want)
	}
}

// TestPublication: what a registered agent reports is visible at once, the rest at the next persistence tick.
func TestPublication(t *testing.T) {
	f := genesistest.New(t, genesistest.Ranges)
	s := start(t, f)
	f.Advance(10 * time.Second)
	sync(t, s, genesistest.Report(0, "a", "10.50.72.101", 7, eth0))
	f.Advance(49 * time.Second)
	if n := len(s.Visible().VMs); n != 0 {
		t.Fatalf("%d VMs of an unregistered agent before the tick", n)
	}
	f.Advance(time.Second)
	if n := len(s.Visible().VMs); n != 0 {
		t.Fatalf("%d VMs of an unregistered agent at the tick, before it is published", n)
	}
	f.Advance(publication)
	if n := len(s.Visible().VMs); n != 1 {
		t.Fatalf("%d VMs after the tick", n)
	}
	sync(t, s, genesistest.Report(2, "b", "10.50.72.102", 7, genesistest.NIC("eth0", "52:54:00:50:72:02", "10.50.72.102/24")))
	if n := len(s.Visible().VMs); n != 2 {
		t.Fatalf("%d VMs after a registered agent's report", n)
	}
	if got := f.Query("SELECT vtap_id, node_ip FROM genesis_storage"); !slices.Equal(got, []string{"2|127.0.0.1"}) {
		t.Errorf("genesis_storage %q", got)
	}
	// An agent without an entry in genesis_storage reports to another controller.
	f.Exec("DELETE FROM genesis_storage")
	sync(t, s, genesistest.Report(0, "a", "10.50.72.101", 8, eth0))
	f.Advance(published)
	if n := len(s.Visible().VMs); n != 1 {
		t.Errorf("%d VMs visible without genesis_storage", n)
	}
}

func TestRestartKeepsRowsAndForgetsVersions(t *testing.T) {
	f := genesistest.New(t, genesistest.Ranges)
	s := start(t, f)
	report := genesistest.Report(2, "b", "10.50.72.101", 7, eth0)
	sync(t, s, report)
	f.Advance(published)
	before, err := json.Marshal(s.Visible())
	if err != nil {
		t.Fatal(err)
	}
	if got := sync(t, s, heartbeat(report)); got != 7 {
		t.Fatalf("heartbeat answered %d before the restart", got)
	}
	f.Boot(genesistest.Ranges)
	s = start(t, f)
	if after, _ := json.Marshal(s.Visible()); string(after) != string(before) {
		t.Errorf("after the restart\n%s\nbefore\n%s", after, before)
	}
	if got := sync(t, s, heartbeat(report)); got != 0 {
		t.Errorf("heartbeat answered %d after the restart, want 0", got)
	}
}

// TestAgeing: rows live as long as heartbeats renew them; silence of 300 s ages the NICs and forgets the version, a day ages the VM.
func TestAgeing(t *testing.T) {
	f := genesistest.New(t, genesistest.Ranges)
	s := start(t, f)
	report := genesistest.Report(2, "b", "10.50.72.101", 7, eth0)
	sync(t, s, report)
	for range 60 {
		f.Advance(10 * time.Second)
		if got := sync(t, s, heartbeat(report)); got != 7 {
			t.Fatalf("heartbeat answered %d", got)
		}
	}
	if v := s.Visible(); len(v.Vinterfaces) != 1 || len(v.VMs) != 1 {
		t.Fatalf("aged while the agent reported: %+v", v)
	}
	f.Advance(400 * time.Second)
	if v := s.Visible(); len(v.Vinterfaces) != 0 || len(v.VMs) != 1 {
		t.Errorf("after 400 s of silence %d vinterfaces, %d VMs", len(v.Vinterfaces), len(v.VMs))
	}
	if got := sync(t, s, heartbeat(report)); got != 0 {
		t.Errorf("heartbeat after silence answered %d, want 0", got)
	}
	f.Advance(24*time.Hour + 10*time.Minute)
	if v := s.Visible(); len(v.VMs)+len(v.VPCs)+len(v.Ports)+len(v.Networks)+len(v.IPs) != 0 {
		t.Errorf("after a day %+v", v)
	}
	if got := f.Query("SELECT COUNT(*) FROM genesis_vm"); got[0] != "0" {
		t.Errorf("%s rows in genesis_vm after a day", got[0])
	}
}

// TestCleanStorage: entries of agents that are gone are deleted every aging_time (recording 04_grpc, server_phase5_aging_dup.log).
func TestCleanStorage(t *testing.T) {
	f := genesistest.New(t, genesistest.Ranges, "aging_time: 60")
	s := start(t, f)
	sync(t, s, genesistest.Report(2, "b", "10.50.72.101", 7, eth0))
	f.Messages()
	f.Advance(published)
	if got, want := f.Messages("genesis.store.sync"), []string{"node (127.0.0.1) clean genesis storage invalid data success"}; !slices.Equal(got, want) {
		t.Errorf("wrote %q, want %q", got, want)
	}
	if got := f.Query("SELECT * FROM genesis_storage"); len(got) != 0 {
		t.Errorf("genesis_storage %q", got)
	}
}

// TestLcuuids: identifiers are those of recording 09_more/rest/sync_unregistered_stage.txt for the same host.
func TestLcuuids(t *testing.T) {
	f := genesistest.New(t, genesistest.Ranges)
	s := start(t, f)
	sync(t, s, genesistest.Report(0, "host-c", "10.50.72.101", 7, eth0))
	f.Advance(published)
	tests := map[string]string{
		"vm":         `[{"STATE":4,"VTAP_ID":0,"LCUUID":"0572c2e6-7141-5e6d-a216-96886deed92e","NAME":"host-c","LABEL":"host-c","VPC_LCUUID":"fb54fad0-ec24-5e6f-9e05-27b00066eacb","LAUNCH_SERVER":"127.0.0.1","NODE_IP":"127.0.0.1","CREATED_AT":"2026-11-22T15:38:02Z"}]`,
		"port":       `[{"TYPE":3,"DEVICETYPE":1,"VTAP_ID":0,"LCUUID":"48217718-9e38-5ab7-9fb0-b92f82b39667","MAC":"52:54:00:50:72:01","DEVICE_LCUUID":"0572c2e6-7141-5e6d-a216-96886deed92e","NETWORK_LCUUID":"b5b0c7c9-e844-52a7-a9a3-704224cf4732","VPC_LCUUID":"fb54fad0-ec24-5e6f-9e05-27b00066eacb","NODE_IP":"127.0.0.1"}]`,
		"network":    `[{"SEGMENTATION_ID":1,"NET_TYPE":3,"VTAP_ID":0,"EXTERNAL":true,"NAME":"Network-10.50.72.101/24","LCUUID":"b5b0c7c9-e844-52a7-a9a3-704224cf4732","VPC_LCUUID":"fb54fad0-ec24-5e6f-9e05-27b00066eacb","NODE_IP":"127.0.0.1"}]`,
		"ip":         `[{"MASKLEN":24,"VTAP_ID":0,"IP":"10.50.72.101","LCUUID":"7cb962ee-ef23-5343-aa9e-ce02520d6bbf","VINTERFACE_LCUUID":"48217718-9e38-5ab7-9fb0-b92f82b39667","NODE_IP":"127.0.0.1","LAST_SEEN":"2026-11-22T15:38:02Z"}]`,
		"vinterface": `[{"TEAM_ID":1,"NETNS_ID":0,"VTAP_ID":0,"LCUUID":"bc4660a3-bf65-5a4c-91de-a9c33954c79f","NAME":"eth0","IPS":"10.50.72.101/24,fe80::5054:ff:fe50:7201/64","MAC":"52:54:00:50:72:01","TAP_NAME":"eth0","TAP_MAC":"52:54:00:50:72:01","DEVICE_LCUUID":"bc4660a3-bf65-5a4c-91de-a9c33954c79f","DEVICE_NAME":"","DEVICE_TYPE":"public-cloud","IF_TYPE":"","HOST_IP":"10.50.72.101","KUBERNETES_CLUSTER_ID":"","NODE_IP":"127.0.0.1","LAST_SEEN":"2026-11-22T15:38:02Z"}]`,
		"vpc":        `[{"VTAP_ID":0,"LCUUID":"fb54fad0-ec24-5e6f-9e05-27b00066eacb","NAME":"VPC-10.50.72.101","NODE_IP":"127.0.0.1"}]`,
		"host":       `null`, "lldp": `null`, "process": `null`, "vip": `null`,
	}
	for kind, want := range tests {
		rows, ok := s.View(kind)
		got, err := json.Marshal(rows)
		if err != nil || !ok {
			t.Fatalf("%s: %v, %v", kind, ok, err)
		}
		if string(got) != want {
			t.Errorf("%s:\n%s\nwant\n%s", kind, got, want)
		}
	}
	if _, ok := s.View("nonsense"); ok {
		t.Error("nonsense is a kind")
	}
}

// TestKVMHost: a hypervisor's agent makes a host of itself where host_ips has its address.
func TestKVMHost(t *testing.T) {
	f := genesistest.New(t, genesistest.Ranges, "host_ips: [10.50.72.101]")
	s := start(t, f)
	for _, ip := range []string{"10.50.72.101", "10.50.72.102"} {
		r := genesistest.Report(0, "kvm-"+ip, ip, 7, eth0)
		r.AgentType = agent.AgentType_TT_PROCESS.Enum()
		sync(t, s, r)
	}
	f.Advance(published)
	v := s.Visible()
	if len(v.Hosts) != 1 || v.Hosts[0].Hostname != "kvm-10.50.72.101" || len(v.VMs) != 0 {
		t.Errorf("hosts %+v, VMs %+v", v.Hosts, v.VMs)
	}
}

func TestProcessesAndVIPsOfARegisteredAgent(t *testing.T) {
	f := genesistest.New(t, genesistest.Ranges)
	s := start(t, f)
	r := genesistest.Report(2, "b", "10.50.72.101", 7, eth0)
	r.PlatformData.RawIpAddrs[0] = strings.Replace(r.PlatformData.RawIpAddrs[0], "127.0.0.1/8 scope host", "10.9.9.9/32 scope global", 1)
	r.ProcessData = &agent.GenesisProcessData{ProcessEntries: []*agent.ProcessInfo{{
		Pid: proto.Uint64(4), Name: proto.String("nginx"), StartTime: proto.Uint32(1795361886),
		OsAppTags: []*agent.Tag{{Key: proto.String("a"), Value: proto.String("b")}, {Key: proto.String("c"), Value: proto.String("d")}},
	}}}
	sync(t, s, r)
	v := s.Visible()
	if len(v.VIPs) != 1 || v.VIPs[0].IP != "10.9.9.9" || v.VIPs[0].VtapID != 2 {
		t.Errorf("VIPs %+v", v.VIPs)
	}
	if len(v.Processes) != 1 || v.Processes[0].Lcuuid != genesis.Lcuuid("42") || v.Processes[0].OSAPPTags != "a:b, c:d" {
		t.Errorf("processes %+v", v.Processes)
	}
}

// TestUnreachable: until the process's own gRPC port is open, nothing can be gathered (recording 04_grpc,
// server_phase3_100range_restart.log).
func TestUnreachable(t *testing.T) {
	f := genesistest.New(t, genesistest.Ranges)
	s := start(t, f)
	s.Reach = func(addr string) error { return fmt.Errorf("dial tcp %s: connect: connection refused", addr) }
	_, _, err := s.Gather()
	want := `get genesis sharing sync faild (rpc error: code = Unavailable desc = connection error: desc = "transport: Error while dialing: dial tcp 127.0.0.1:20035: connect: connection refused")`
	if err == nil || err.Error() != want {
		t.Errorf("error %v, want %s", err, want)
	}
	if got := f.Messages("genesis.store.sync"); len(got) != 1 || got[0] != want {
		t.Errorf("wrote %q", got)
	}
}
