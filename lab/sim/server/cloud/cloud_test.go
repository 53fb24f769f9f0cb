package cloud_test

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/dflab/dflab/lab/deepflow/wire"
	"github.com/dflab/dflab/lab/deepflow/wire/agent"
	"github.com/dflab/dflab/lab/sim/server/cloud"
	"github.com/dflab/dflab/lab/sim/server/genesis"
	"github.com/dflab/dflab/lab/sim/server/genesis/genesistest"
)

const (
	domain  = "503baa2f-35e7-5278-9660-f216dedb2edb" // as in the recording
	minutes = time.Minute
)

// server is genesis and cloud on a fixture.
type server struct {
	*genesistest.Fixture
	genesis *genesis.Service
	cloud   *cloud.Service
	changes int
}

func newServer(t testing.TB, ranges string) *server {
	t.Helper()
	s := &server{Fixture: genesistest.New(t, ranges)}
	s.start()
	return s
}

func (s *server) start() {
	s.T.Helper()
	s.genesis = genesis.New(s.Core)
	if err := s.genesis.Start(); err != nil {
		s.T.Fatal(err)
	}
	s.Advance(100 * time.Millisecond) // the stages of a start take time: genesis ticks and publishes before the tasks do
	s.cloud = cloud.New(s.Core, s.genesis, func() { s.changes++ })
	if err := s.cloud.Start(); err != nil {
		s.T.Fatal(err)
	}
}

func (s *server) report(r *agent.GenesisSyncRequest) {
	s.T.Helper()
	if _, err := s.genesis.GenesisSync(context.Background(), r); err != nil {
		s.T.Fatal(err)
	}
}

// recordedHosts are the hosts behind db_rows_after_registration.txt.
func recordedHosts() []*agent.GenesisSyncRequest {
	nic := func(n int) wire.Interface {
		return genesistest.NIC("eth0", fmt.Sprintf("52:54:00:50:72:%02d", n), fmt.Sprintf("10.50.72.%d/24", 100+n))
	}
	host := func(name string, n int) *agent.GenesisSyncRequest {
		return genesistest.Report(0, name, fmt.Sprintf("10.50.72.%d", 100+n), 7, nic(n))
	}
	empty := genesistest.Report(0, "a12-empty-raw", "10.50.72.112", 7)
	empty.PlatformData.RawIpAddrs = []string{""}
	return []*agent.GenesisSyncRequest{
		host("a1-ok-group", 1),
		genesistest.Report(0, "a2-wan", "100.42.32.213", 7, genesistest.NIC("eth0", "52:54:00:50:72:02", "100.42.32.213/24")),
		host("a3-mac-mismatch", 3),
		genesistest.Report(0, "a4-no-ifaces", "10.50.72.104", 7),
		genesistest.Report(0, "a5-ip-mismatch", "10.50.72.205", 7, nic(5)),
		host("a6-group-missing", 6), host("a7-bad-ports", 7), host("a8-hyp-false", 8), host("a9-group-noconf", 9), host("a10-nogroup", 10),
		empty,
		host("a13-ident-ip", 13),
		genesistest.Report(0, "a14-two-nics", "10.50.72.114", 7, nic(14), genesistest.NIC("eth1", "52:54:00:50:72:24", "100.42.32.14/24")),
	}
}

// same compares rows without regard to their order.
func same(t *testing.T, what string, got, want []string) {
	t.Helper()
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("%s:\n%s\nrecorded\n%s", what, strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// TestRecordedRows: the same hosts make the same rows as the real server made of them, ids and times aside.
func TestRecordedRows(t *testing.T) {
	s := newServer(t, genesistest.Ranges)
	for _, r := range recordedHosts() {
		s.report(r)
	}
	s.Domain(domain, `{"controller_ip":"127.0.0.1","region_uuid":"`+genesistest.Region+`"}`)
	s.Advance(2 * minutes)
	recorded := readTables(t, "04_grpc/db_rows_after_registration.txt")

	vm := find(t, recorded, "from vm")
	same(t, "vm", s.Query("SELECT name, domain, region, az, launch_server, htype, state, lcuuid FROM vm WHERE deleted_at IS NULL"),
		vm.column("name", "domain", "region", "az", "launch_server", "htype", "state", "lcuuid"))
	same(t, "epc", s.Query("SELECT name, domain FROM epc"), find(t, recorded, "from epc").column("name", "domain"))
	same(t, "vinterface", s.Query("SELECT name, iftype, mac, devicetype, region, domain FROM vinterface"),
		find(t, recorded, "from vinterface").column("name", "iftype", "mac", "devicetype", "region", "domain"))
	same(t, "ip_resource", s.Query("SELECT ip, netmask, isp, domain, region FROM ip_resource"),
		find(t, recorded, "from ip_resource").column("ip", "netmask", "isp", "domain", "region"))
	same(t, "vl2", s.Query("SELECT name, net_type, isp, domain, region, `shared` FROM vl2"),
		find(t, recorded, "from vl2").column("name", "net_type", "isp", "domain", "region", "shared"))
	same(t, "vl2_net", s.Query("SELECT prefix, netmask FROM vl2_net"), find(t, recorded, "from vl2_net").column("prefix", "netmask"))
	same(t, "vinterface_ip", s.Query("SELECT ip, netmask, gateway, create_method, vl2_net_id, net_index, sub_domain, domain, isp, lcuuid FROM vinterface_ip"),
		find(t, recorded, "id,ip,netmask,gateway").column("ip", "netmask", "gateway", "create_method", "vl2_net_id", "net_index", "sub_domain", "domain", "isp", "lcuuid"))
	same(t, "domain", s.Query("SELECT name, type, state, error_msg FROM domain"), find(t, recorded, "from domain").column("name", "type", "state", "error_msg"))

	// Which host is in which VPC, and which NIC on which host in which network, whatever the ids.
	name := map[string]string{}
	for _, r := range find(t, recorded, "from epc") {
		name[r["id"]] = r["name"]
	}
	var want []string
	for _, r := range vm {
		want = append(want, r["name"]+"|"+name[r["epc_id"]])
	}
	same(t, "VMs in VPCs", s.Query("SELECT v.name, e.name FROM vm v JOIN epc e ON e.id = v.epc_id"), want)
	networks, hosts := map[string]string{}, map[string]string{}
	for _, r := range find(t, recorded, "from vl2") {
		networks[r["id"]] = r["name"]
	}
	for _, r := range vm {
		hosts[r["id"]] = r["name"]
	}
	want = nil
	for _, r := range find(t, recorded, "from vinterface") {
		want = append(want, r["mac"]+"|"+hosts[r["deviceid"]]+"|"+networks[r["subnetid"]]+"|"+name[r["epc_id"]])
	}
	same(t, "NICs", s.Query("SELECT i.mac, v.name, n.name, e.name FROM vinterface i JOIN vm v ON v.id = i.deviceid JOIN vl2 n ON n.id = i.subnetid JOIN epc e ON e.id = i.epc_id"), want)

	if got := s.Query("SELECT MIN(id), MAX(id) FROM vm"); got[0] != "1|13" {
		t.Errorf("vm ids %s, want 1 to 13", got[0])
	}
	if got := s.Query("SELECT MIN(id), MAX(id) FROM vl2 WHERE domain = ?", domain); got[0] != "4097|4108" {
		t.Errorf("vl2 ids %s, want 4097 to 4108", got[0])
	}
}

// TestAddedRange: after a range is added and the server restarted, the same rows become LAN, their ids staying, and the addresses move
// (recording db_rows_after_100.42.32.0_added_and_restart.txt).
func TestAddedRange(t *testing.T) {
	s := newServer(t, genesistest.Ranges)
	for _, r := range recordedHosts() {
		s.report(r)
	}
	s.Domain(domain, `{}`)
	s.Advance(2 * minutes)
	const nics, networks = "SELECT id, mac, deviceid FROM vinterface ORDER BY id", "SELECT id, name FROM vl2 ORDER BY id"
	before := append(s.Query(nics), s.Query(networks)...)

	s.Boot(strings.Replace(genesistest.Ranges, "]", ", 100.42.32.0/24]", 1))
	s.start()
	for _, r := range recordedHosts() {
		s.report(r)
	}
	s.Advance(3 * minutes)

	recorded := readTables(t, "04_grpc/db_rows_after_100.42.32.0_added_and_restart.txt")
	same(t, "vl2", s.Query("SELECT name, net_type FROM vl2"), find(t, recorded, "id,name,net_type").column("name", "net_type"))
	same(t, "vinterface", s.Query("SELECT iftype, mac FROM vinterface"), find(t, recorded, "id,iftype,mac").column("iftype", "mac"))
	moved := find(t, recorded, "id,ip,vifid")
	same(t, "moved addresses", s.Query("SELECT ip FROM vinterface_ip WHERE ip LIKE '100.%'"), moved.column("ip"))
	same(t, "their new ids", s.Query("SELECT id FROM vinterface_ip WHERE ip LIKE '100.%'"), moved.column("id"))
	if got := s.Query("SELECT * FROM ip_resource"); len(got) != 0 {
		t.Errorf("ip_resource %q", got)
	}
	if after := append(s.Query(nics), s.Query(networks)...); !slices.Equal(after, before) {
		t.Errorf("ids changed:\n%s\nbefore\n%s", strings.Join(after, "\n"), strings.Join(before, "\n"))
	}
}

var modules = []string{"manager", "cloud", "recorder", "genesis.store.sync"}

// TestRecordedLines: a domain is created, gathered twice, and deleted: the lines are those of server_phase2_domain_created.log and of the
// end of server_phase5_aging_dup.log.
func TestRecordedLines(t *testing.T) {
	s := newServer(t, genesistest.Ranges)
	if got := s.Messages(modules...); !slices.Equal(got, []string{"manager started"}) {
		t.Fatalf("at the start %q", got)
	}
	s.report(genesistest.Report(0, "a1-ok-group", "10.50.72.101", 7, genesistest.NIC("eth0", "52:54:00:50:72:01", "10.50.72.101/24")))
	s.Domain(domain, `{}`)
	s.Advance(minutes)
	refresh := func(at string) []string {
		return []string{
			"task (legacy-host) call recorder refresh",
			"[DomainName-legacy-host] refresh target: domain",
			"[DomainName-legacy-host] refresher started, triggered by ticker/hand",
			"[DomainName-legacy-host] cloud state info: 1, ",
			"[DomainName-legacy-host] domain refresh started",
			"[DomainName-legacy-host] domain data changed, refresh platform data",
			"[DomainName-legacy-host] update domain synced_at: 2026-11-22 " + at,
			"[DomainName-legacy-host] time now: 2026-11-22 " + at,
			"[DomainName-legacy-host] domain refresh completed",
			"task (legacy-host) one loop over",
			"task (legacy-host) wait for next refresh",
		}
	}
	check(t, "first gather", s.Messages(modules...), append([]string{
		"cloud task (legacy-host) init success",
		"domain lcuuid: " + domain + ", new recorder",
		"cloud (legacy-host) started",
		"cloud (legacy-host) assemble data starting",
		"cloud (legacy-host) kubernetes gather task started",
		"task (legacy-host) wait for next refresh",
		"cloud (legacy-host) assemble data complete",
	}, refresh("15:39:02")...))
	s.Advance(minutes)
	check(t, "second gather", s.Messages(modules...), append([]string{
		"cloud (legacy-host) assemble data starting",
		"cloud (legacy-host) assemble data complete",
	}, refresh("15:40:02")...)) // changed: the VM learns its network
	if s.changes != 2 {
		t.Errorf("platform data refreshed %d times, want 2", s.changes)
	}
	s.Advance(minutes)
	third := s.Messages(modules...)
	if slices.Contains(third, "[DomainName-legacy-host] domain data changed, refresh platform data") || len(third) != 12 {
		t.Errorf("an unchanged gather wrote\n%s", strings.Join(third, "\n"))
	}
	if err := s.cloud.DeleteDomain(domain); err != nil {
		t.Fatal(err)
	}
	s.Advance(minutes + 35*time.Second)
	check(t, "after the deletion", s.Messages(modules...), []string{
		"task (legacy-host) stopped", "cloud (legacy-host) stopped", "record not found", "record not found",
	})
	for _, name := range []string{"vm", "vinterface", "ip_resource", "vinterface_ip", "epc", "vl2_net", "domain"} {
		if rows := s.Query("SELECT * FROM " + name); len(rows) != 0 {
			t.Errorf("%s after the deletion %q", name, rows)
		}
	}
}

func check(t *testing.T, what string, got, want []string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s wrote\n%s\nwant\n%s", what, strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

var moments = regexp.MustCompile(`2026-11-22 \d\d:\d\d:\d\d(\.\d+)? \+0000 UTC|2026, time.November, 22, \d+, \d+, \d+, 0,`)

// TestResourceLines: the lines about a new host are those of recording 09_more/netns/server_lines.log, times and the domain's lcuuid
// aside.
func TestResourceLines(t *testing.T) {
	s := newServer(t, genesistest.Ranges)
	s.report(genesistest.Report(0, "host-a", "10.50.72.103", 7, genesistest.NIC("eth0", "52:54:00:50:72:03", "10.50.72.103/24", "fe80::5054:ff:fe50:7203/64")))
	s.Domain("5390c20e-6983-5a04-b5a9-d148ff285226", `{}`)
	s.Advance(minutes)
	var got []string
	for _, m := range s.Messages("recorder.updater", "recorder.db", "recorder.cache.diffbase") {
		if strings.Contains(m, " vpc ") || strings.Contains(m, " vm ") || strings.Contains(m, " network ") {
			got = append(got, m)
		}
	}
	for _, want := range []string{
		`[DomainName-legacy-host] to add vpc (cloud item: model.VPC{Lcuuid:"f74447df-b1bc-59e1-865d-fb540ed71a01", Name:"VPC-10.50.72.103", Label:"", TunnelID:0, CIDR:"", RegionLcuuid:"ffffffff-ffff-ffff-ffff-ffffffffffff"})`,
		`[DomainName-legacy-host] add vpc (detail: &{Base:{ID:1 Lcuuid:f74447df-b1bc-59e1-865d-fb540ed71a01} SoftDeleteBase:{OperatedTime:{CreatedAt:2026-11-22 17:16:19.259 +0000 UTC UpdatedAt:2026-11-22 17:16:19.259 +0000 UTC} DeletedAt:{Time:0001-01-01 00:00:00 +0000 UTC Valid:false}} Name:VPC-10.50.72.103 CreateMethod:0 Label: Alias: Domain:5390c20e-6983-5a04-b5a9-d148ff285226 Region:ffffffff-ffff-ffff-ffff-ffffffffffff AZ: TunnelID:0 Mode:2 CIDR: UID:}) success`,
		`[DomainName-legacy-host] add vpc (detail: &{DiffBase:{Sequence:1 Lcuuid:f74447df-b1bc-59e1-865d-fb540ed71a01} Name:VPC-10.50.72.103 Label: TunnelID:0 CIDR: RegionLcuuid:ffffffff-ffff-ffff-ffff-ffffffffffff}) success`,
		`[DomainName-legacy-host] to add vm (cloud item: model.VM{Lcuuid:"aa8218fa-82b6-5966-935b-c594cd11e52b", Name:"host-a", Label:"host-a", IP:"10.50.72.103", Hostname:"", HType:1, State:4, LaunchServer:"", CreatedAt:time.Date(2026, time.November, 22, 17, 15, 11, 0, time.Local), VPCLcuuid:"f74447df-b1bc-59e1-865d-fb540ed71a01", AZLcuuid:"ce6708ef-78eb-53b4-956b-ea43631fcf43", RegionLcuuid:"ffffffff-ffff-ffff-ffff-ffffffffffff", CloudTags:map[string]string{}, NetworkLcuuid:"4b52f550-f2b4-54b4-8bfd-ecf71267dbb1"})`,
		`[DomainName-legacy-host] add vm (detail: &{Base:{ID:1 Lcuuid:aa8218fa-82b6-5966-935b-c594cd11e52b} SoftDeleteBase:{OperatedTime:{CreatedAt:2026-11-22 17:15:11 +0000 UTC UpdatedAt:2026-11-22 17:16:19.268 +0000 UTC} DeletedAt:{Time:0001-01-01 00:00:00 +0000 UTC Valid:false}} State:4 Name:host-a Alias: Label:host-a IP:10.50.72.103 Hostname: CreateMethod:0 HType:1 LaunchServer: HostID:0 VPCID:1 Domain:5390c20e-6983-5a04-b5a9-d148ff285226 AZ:ce6708ef-78eb-53b4-956b-ea43631fcf43 Region:ffffffff-ffff-ffff-ffff-ffffffffffff UID:host-a CloudTags:map[] NetworkID:0}) success`,
		`[DomainName-legacy-host] add vm (detail: &{DiffBase:{Sequence:1 Lcuuid:aa8218fa-82b6-5966-935b-c594cd11e52b} Name:host-a Label:host-a IP:10.50.72.103 Hostname: State:4 HType:1 LaunchServer: HostID:0 VPCLcuuid:f74447df-b1bc-59e1-865d-fb540ed71a01 RegionLcuuid:ffffffff-ffff-ffff-ffff-ffffffffffff AZLcuuid:ce6708ef-78eb-53b4-956b-ea43631fcf43 CloudTags:map[] NetworkLcuuid:}) success`,
		`[DomainName-legacy-host] to add network (cloud item: model.Network{Lcuuid:"4b52f550-f2b4-54b4-8bfd-ecf71267dbb1", Name:"Network-10.50.72.103/24", Label:"", SegmentationID:1, TunnelID:0, Shared:false, External:true, IsVIP:false, NetType:3, VPCLcuuid:"f74447df-b1bc-59e1-865d-fb540ed71a01", AZLcuuid:"ce6708ef-78eb-53b4-956b-ea43631fcf43", RegionLcuuid:"ffffffff-ffff-ffff-ffff-ffffffffffff", SubDomainLcuuid:""})`,
		`[DomainName-legacy-host] add network (detail: &{Base:{ID:4097 Lcuuid:4b52f550-f2b4-54b4-8bfd-ecf71267dbb1} SoftDeleteBase:{OperatedTime:{CreatedAt:2026-11-22 17:16:19.287 +0000 UTC UpdatedAt:2026-11-22 17:16:19.287 +0000 UTC} DeletedAt:{Time:0001-01-01 00:00:00 +0000 UTC Valid:false}} State:2 NetType:3 Name:Network-10.50.72.103/24 CreateMethod:0 Label: Alias: Description: SubDomain: Domain:5390c20e-6983-5a04-b5a9-d148ff285226 Region:ffffffff-ffff-ffff-ffff-ffffffffffff AZ:ce6708ef-78eb-53b4-956b-ea43631fcf43 ISP:0 VPCID:1 SegmentationID:1 TunnelID:0 Shared:false Topped:0 IsVIP:0}) success`,
	} {
		if want = moments.ReplaceAllString(want, "T"); !slices.ContainsFunc(got, func(m string) bool { return moments.ReplaceAllString(m, "T") == want }) {
			t.Errorf("missing\n%s\namong\n%s", want, strings.Join(got, "\n"))
		}
	}
}

// TestNoVMs: without a VM the state is WARN; data gathered before stays, and so does synced_at.
func TestNoVMs(t *testing.T) {
	s := newServer(t, genesistest.Ranges)
	s.Domain(domain, `{"sync_timer": 30}`)
	s.Advance(minutes)
	const row = "SELECT state, error_msg, synced_at FROM domain"
	if got := s.Query(row); got[0] != "4|invalid vm count (0).|NULL" {
		t.Errorf("domain %s", got[0])
	}
	got := s.Messages(modules...)
	check(t, "a gather without VMs", got[len(got)-10:], []string{
		"get cloud (legacy-host) data, verify is (false), error state (4), error message (invalid vm count (0).)",
		"cloud (legacy-host) assemble data complete",
		"task (legacy-host) call recorder refresh",
		"[DomainName-legacy-host] refresh target: domain",
		"[DomainName-legacy-host] refresher started, triggered by ticker/hand",
		"[DomainName-legacy-host] cloud state info: 4, invalid vm count (0).",
		"[DomainName-legacy-host] domain is not verified, does nothing",
		"task (legacy-host) refresh failed: data is not verified",
		"task (legacy-host) one loop over",
		"task (legacy-host) wait for next refresh",
	})
}
