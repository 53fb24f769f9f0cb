package trisolaris_test

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"

	"github.com/dflab/dflab/lab/deepflow/wire/agent"
)

// turn is one Sync of a recorded conversation: when, and what the real server answered.
type exchange struct {
	at       string // time of the day, seconds
	response *agent.SyncResponse
	lens     lengths
	same     bool
}

type lengths struct {
	FlowACLs     int `json:"flow_acls_len"`
	Groups       int `json:"groups_len"`
	PlatformData int `json:"platform_data_len"`
}

// conversation reads a recording up to the server's end.
func conversation(t *testing.T, name string) (in *agent.SyncRequest, all []exchange) {
	t.Helper()
	var last exchange
	for l := range strings.SplitSeq(strings.TrimSpace(read(t, "04_grpc", name+".jsonl")), "\n") {
		var e struct {
			T        string          `json:"t"`
			Request  json.RawMessage `json:"sync_request"`
			Response json.RawMessage `json:"sync_response"`
			Error    string          `json:"sync_error"`
			Lens     lengths         `json:"lens"`
		}
		must(t, json.Unmarshal([]byte(l), &e))
		unmarshal := protojson.UnmarshalOptions{DiscardUnknown: true}
		switch {
		case e.Error != "":
			return in, all
		case e.Request != nil:
			in = &agent.SyncRequest{}
			must(t, unmarshal.Unmarshal(e.Request, in))
		case string(e.Response) == `"same as before"`:
			x := last
			x.at, x.same, x.lens = e.T[:8], true, lengths{}
			all = append(all, x)
		case e.Response != nil:
			last = exchange{at: e.T[:8], response: &agent.SyncResponse{}, lens: e.Lens}
			must(t, unmarshal.Unmarshal(e.Response, last.response))
			all = append(all, last)
		}
	}
	return in, all
}

// rows reads a table as the mysql command prints it.
func rows(text, query string) (columns []string, all [][]string) {
	_, text, ok := strings.Cut(text, "-- "+query)
	if !ok {
		return nil, nil
	}
	for l := range strings.SplitSeq(text, "\n") {
		switch {
		case strings.HasPrefix(l, "-- "):
			return columns, all
		case strings.HasPrefix(l, "| "):
			var cells []string
			for c := range strings.SplitSeq(strings.Trim(l, "|"), "|") {
				cells = append(cells, strings.TrimSpace(c))
			}
			if columns == nil {
				columns = cells
			} else {
				all = append(all, cells)
			}
		}
	}
	return columns, all
}

// gathered writes what the recorded domain made: the rows of the recording, and those of vinterface_ip, which it lacks, from the
// networks' names.
func (w *world) gathered(t *testing.T) {
	t.Helper()
	text := read(t, "04_grpc", "db_rows_after_registration.txt")
	domain := "503baa2f-35e7-5278-9660-f216dedb2edb"
	w.exec("INSERT INTO az (id, name, lcuuid, region, domain) VALUES (1, '系统默认', 'ce6708ef-78eb-53b4-956b-ea43631fcf43', ?, ?)", region, domain)
	add := func(query, table, more, values string) [][]string {
		columns, all := rows(text, query)
		if len(all) == 0 {
			t.Fatalf("no rows of %s in the recording", table)
		}
		for _, r := range all {
			cells := []any{}
			for _, c := range r {
				cells = append(cells, c)
			}
			w.exec("INSERT INTO "+table+" (`"+strings.Join(columns, "`, `")+"`"+more+") VALUES ("+strings.TrimSuffix(strings.Repeat("?,", len(r)), ",")+values+")", cells...)
		}
		return all
	}
	add("select id,name,domain,region,az,launch_server,epc_id,htype,state,lcuuid from vm", "vm", "", "")
	networks := map[string]string{}
	for _, r := range add("select id,name,net_type,isp,epc_id,domain,region,shared from vl2", "vl2", ", state, lcuuid", ", 2, UUID()") {
		networks[r[0]] = strings.TrimPrefix(r[1], "Network-")
	}
	for _, r := range add("select id,name,iftype,mac,devicetype,deviceid,subnetid,epc_id,region,domain from vinterface", "vinterface", ", ifindex, state", ", 0, 1") {
		ip, _, _ := strings.Cut(networks[r[6]], "/")
		if r[2] == "4" {
			w.exec("INSERT INTO vinterface_ip (ip, vifid, vl2id, domain, lcuuid) VALUES (?, ?, ?, ?, UUID())", ip, r[0], r[6], domain)
		}
	}
	add("select id,ip,vifid,netmask,isp,domain,region from ip_resource", "ip_resource", "", "")
	add("select id,prefix,netmask,vl2id from vl2_net", "vl2_net", "", "")
	add("select id,name,domain from epc", "epc", ", lcuuid", ", UUID()")
}

// mask takes from a response what a replay can't have equal: agent ids, which a race gave.
func mask(r *agent.SyncResponse) *agent.SyncResponse {
	m := proto.Clone(r).(*agent.SyncResponse)
	if d := m.GetDynamicConfig(); d != nil && d.AgentId != nil {
		d.AgentId = proto.Uint32(0)
	}
	m.PlatformData, m.Groups, m.FlowAcls = nil, nil, nil
	return m
}

// TestPhaseTwo replays thirteen recorded agents against one server: trident-type 3, the domain created 77 s in, its resources gathered
// at 15:40:02 (recordings 04_grpc/a*). Responses are compared field by field, versions and data lengths too, and for six agents the
// server's lines.
func TestPhaseTwo(t *testing.T) {
	w := newWorld(t, options{watch: true, started: time.Unix(1795361874, 0), config: "trisolaris:\n  trident-type-for-unkonw-vtap: 3\n", seed: phaseTwo})
	names := []string{
		"a1-ok-group", "a10-nogroup", "a11-no-genesis", "a12-empty-raw", "a13-ident-ip", "a2-wan", "a3-mac-mismatch", "a4-no-ifaces",
		"a6-group-missing", "a7-bad-ports", "a8-hyp-false", "a9-group-noconf",
	}
	type player struct {
		name string
		in   *agent.SyncRequest
		all  []exchange
	}
	var players []*player
	for _, n := range names {
		in, all := conversation(t, n)
		if len(all) < 20 {
			t.Fatalf("%s: %d exchanges", n, len(all))
		}
		players = append(players, &player{name: n, in: in, all: all})
	}
	steps := []struct {
		at string
		do func()
	}{
		{"15:39:22", func() {
			w.exec("INSERT INTO domain (id, name, lcuuid, type, config) VALUES (1, 'legacy-host', '503baa2f-35e7-5278-9660-f216dedb2edb', 23, '{}')")
		}},
		{"15:40:02", func() { w.gathered(t); w.turn("recorder", func() { w.tri.Refresh("platform_data") }) }},
	}
	for s := 0; ; s++ {
		now := time.Date(2026, 11, 22, 15, 38, 2+s, 0, time.UTC).Format("15:04:05")
		if now > "15:43:20" {
			break
		}
		if len(steps) > 0 && steps[0].at == now {
			steps[0].do()
			steps = steps[1:]
		}
		w.until(now)
		for _, p := range players {
			if len(p.all) == 0 || p.all[0].at != now {
				continue
			}
			x := p.all[0]
			p.all = p.all[1:]
			got := w.sync(p.in)
			if !proto.Equal(mask(got), mask(x.response)) {
				t.Errorf("%s at %s: answered\n%v\nrecorded\n%v", p.name, now, mask(got), mask(x.response))
			}
			have := lengths{len(got.GetFlowAcls()), len(got.GetGroups()), len(got.GetPlatformData())}
			if !x.same && have != x.lens {
				t.Errorf("%s at %s: data of %v bytes, recorded %v", p.name, now, have, x.lens)
			}
			p.in.VersionPlatformData, p.in.VersionAcls, p.in.VersionGroups = got.VersionPlatformData, got.VersionAcls, got.VersionGroups
		}
	}
	lines := strings.Split(strings.TrimSpace(w.log.String()), "\n")
	for _, n := range []string{"a1-ok-group", "a2-wan", "a3-mac-mismatch", "a6-group-missing", "a9-group-noconf", "a13-ident-ip"} {
		i := slices.IndexFunc(players, func(p *player) bool { return p.name == n })
		compareLines(t, n, players[i].in.GetCtrlIp(), lines)
	}
}

func phaseTwo(w *world) {
	w.node()
	w.group(2, "legacy-host", "g-pNIA54uzNt", "c1e47bb9-d633-46ee-ba3f-1ac0ad7eba4c", groupYAML)
	bad := strings.NewReplacer("20033", "30033", "20035", "30035").Replace(groupYAML)
	w.group(3, "bad-ports", "g-N7uWxAI4Zq", "a4550763-bf3c-4e84-a608-1fb8435ddfea", bad)
	w.group(4, "hyp-false", "g-i08KbbZ4Oi", "9515b82a-db29-4082-be4c-6b5519b9fbcd", strings.Replace(groupYAML, "enabled: true", "enabled: false", 1))
	w.group(5, "noconf", "g-SOmUYOGMGs", "bc890c85-89d5-45ee-89e7-aceeba94585c", "")
}

var (
	pointer = regexp.MustCompile(`vTapInfo:0x[0-9a-f]+`)
	total   = regexp.MustCompile(`name to traffic: .*|vtap_num\([0-9]+\)`)
)

// compareLines compares the lines about one agent, in order, with those recorded, as far as they are of the modules under test.
func compareLines(t *testing.T, name, ip string, lines []string) {
	t.Helper()
	about := regexp.MustCompile(regexp.QuoteMeta(ip) + `\b|` + regexp.QuoteMeta(name) + `\b`)
	clean := func(l string) (string, bool) {
		_, after, _ := strings.Cut(l, "] [")
		module, _, _ := strings.Cut(after, "]")
		if !strings.HasPrefix(module, "trisolaris") && !strings.HasPrefix(module, "monitor") && module != "service.rebalance" || !about.MatchString(l) {
			return "", false
		}
		return total.ReplaceAllString(pointer.ReplaceAllString(l, "vTapInfo:P"), "N"), true
	}
	var want, got []string
	end := ""
	for l := range strings.SplitSeq(strings.TrimSpace(read(t, "04_grpc", name+".server.log")), "\n") {
		if l[11:19] > "15:43:20" {
			break
		}
		end = l[11:19]
		if c, ok := clean(l[24:]); ok {
			want = append(want, c)
		}
	}
	for _, l := range lines {
		if l[11:19] > end {
			break
		}
		if c, ok := clean(l[24:]); ok {
			got = append(got, c)
		}
	}
	if d := firstDifference(want, got); d != "" {
		t.Errorf("%s: %s", name, d)
	}
}

func firstDifference(want, got []string) string {
	for i := range max(len(want), len(got)) {
		w, g := "<end>", "<end>"
		if i < len(want) {
			w = want[i]
		}
		if i < len(got) {
			g = got[i]
		}
		if w != g {
			return fmt.Sprintf("line %d of %d (%d):\nrecorded %s\nlogged   %s", i, len(want), len(got), w, g)
		}
	}
	return ""
}

// TestTypeUnset replays agents of a server without trident-type-for-unknow-vtap (recordings 04_grpc/d1, d2): they are never told a type.
func TestTypeUnset(t *testing.T) {
	w := newWorld(t, options{start: time.Date(2026, 11, 22, 15, 46, 27, 0, time.UTC), seed: func(w *world) {
		w.node()
		w.group(2, "legacy-host", "g-lkORPBKGoA", "c1e47bb9-d633-46ee-ba3f-1ac0ad7eba4c", groupYAML)
	}})
	for _, name := range []string{"d1-type0-group", "d2-type0-nogroup"} {
		in, all := conversation(t, name)
		if len(all) < 10 {
			t.Fatalf("%s: %d exchanges", name, len(all))
		}
		for _, x := range all {
			if got := w.sync(in); !proto.Equal(got, x.response) {
				t.Fatalf("%s at %s: answered\n%v\nrecorded\n%v", name, x.at, got, x.response)
			}
		}
	}
}

// TestCtrlIPOnNoNIC replays recording 04_grpc/f1: ctrl_ip is on no NIC, but an address of host_ips is, so that the agent registers.
func TestCtrlIPOnNoNIC(t *testing.T) {
	w := newWorld(t, options{
		start: time.Date(2026, 11, 22, 16, 10, 27, 0, time.UTC), started: time.Unix(1795363819, 0),
		config: "trisolaris:\n  trident-type-for-unknow-vtap: 3\n",
		seed: func(w *world) {
			w.node()
			w.group(2, "legacy-host", "g-f2TqbRB993", "c1e47bb9-d633-46ee-ba3f-1ac0ad7eba4c", groupYAML)
			w.domain()
		},
	})
	in, all := conversation(t, "f1-ctrlip-notonnic-hostips")
	gathered := false
	for _, x := range all {
		w.until(x.at)
		if !gathered && x.at > "16:12:20" {
			gathered = true
			w.exec("INSERT INTO vm (id, state, name, lcuuid, domain, az, region, epc_id, htype) VALUES (1, 4, 'f1', 'vm-f1', 'd', 'az', ?, 3, 1)", region)
			w.exec("INSERT INTO vinterface (id, ifindex, state, mac, iftype, devicetype, deviceid, subnetid, domain, region, lcuuid) VALUES (4, 0, 1, '52:54:00:50:72:05', 4, 1, 1, 4101, 'd', ?, 'v')", region)
			w.exec("INSERT INTO vinterface_ip (ip, vifid, vl2id, lcuuid) VALUES ('10.50.72.105', 4, 4101, 'i')")
			w.turn("recorder", func() { w.tri.Refresh("platform_data") })
			w.advance(2 * time.Second)
		}
		got := w.sync(in)
		in.VersionPlatformData, in.VersionAcls, in.VersionGroups = got.VersionPlatformData, got.VersionAcls, got.VersionGroups
		want := mask(x.response)
		want.VersionPlatformData = got.VersionPlatformData // depends on what else was gathered
		if !proto.Equal(mask(got), want) {
			t.Fatalf("at %s: answered\n%v\nrecorded\n%v", x.at, mask(got), want)
		}
	}
	if l := w.lines(); !find(l, "finish register(registerLocalVTapByIP) vtap (type: 3 tap_mode:0, name:f1-W1 ctrl_ip: 10.50.72.205 ctrl_mac: 52:54:00:50:72:05 launch_server: 10.50.72.105 launch_server_id: 1") {
		t.Error("not registered as recorded")
	}
}
