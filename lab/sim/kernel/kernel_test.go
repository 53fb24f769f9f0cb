package kernel

import (
	"net/netip"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/dflab/dflab/lab/deepflow/wire"
	"github.com/dflab/dflab/lab/sim/agent"
)

// Lines of a real /proc/net/tcp and tcp6, on a little-endian machine.
const (
	tcpTable = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 00000000:4E43 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4100 1 0000000000000000 100 0 0 10 0
   1: 6548320A:C350 6448320A:4E43 01 00000000:00000000 00:00000000 00000000     0        0 4101 1 0000000000000000 20 4 30 10 -1
   2: 6548320A:C351 6448320A:4FC1 06 00000000:00000000 03:00001770 00000000     0        0 0 3 0000000000000000
   3: broken
`
	tcp6Table = `  sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0000000000000000FFFF00006448320A:4E43 0000000000000000FFFF00006548320A:C350 01 00000000:00000000 00:00000000 00000000     0        0 4200 1 0000000000000000 20 4 30 10 -1
`
)

func at(text string) netip.AddrPort { return netip.MustParseAddrPort(text) }

var all = cmp.Options{cmp.AllowUnexported(socket{}), cmpopts.EquateComparable(netip.AddrPort{}, netip.Addr{}, netip.Prefix{})}

func TestParseSockets(t *testing.T) {
	got := append(parseSockets(tcpTable, 6), parseSockets(tcp6Table, 6)...)
	want := []socket{
		{6, at("0.0.0.0:20035"), at("0.0.0.0:0"), listening, 4100},
		{6, at("10.50.72.101:50000"), at("10.50.72.100:20035"), 1, 4101},
		{6, at("10.50.72.101:50001"), at("10.50.72.100:20417"), 6, 0},
		{6, at("10.50.72.100:20035"), at("10.50.72.101:50000"), 1, 4200},
	}
	if diff := cmp.Diff(want, got, all); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func FuzzParseSockets(f *testing.F) {
	f.Add(tcpTable)
	f.Add(tcp6Table)
	f.Fuzz(func(t *testing.T, table string) {
		for _, s := range parseSockets(table, 6) {
			if !s.local.IsValid() || !s.remote.IsValid() {
				t.Errorf("%+v of %q", s, table)
			}
		}
	})
}

func nic(name string, addrs ...string) wire.Interface {
	n := wire.Interface{Name: name}
	for _, a := range addrs {
		n.Addrs = append(n.Addrs, wire.InterfaceAddr{Addr: netip.MustParsePrefix(a)})
	}
	return n
}

// flow has what is sent, packets and bytes, and what is received.
func flow(nic string, protocol uint8, client, server string, n [4]uint64) agent.Flow {
	return agent.Flow{
		NIC: nic, Protocol: protocol, Client: at(client), Server: at(server),
		Sent: agent.Rate{Packets: n[0], Bytes: n[1]}, Received: agent.Rate{Packets: n[2], Bytes: n[3]},
	}
}

func TestFlowsShareWhatTheirNICCarries(t *testing.T) {
	nics := []wire.Interface{nic("lo", "127.0.0.1/8"), nic("bond0", "10.50.72.101/24")}
	rates := map[string]counters{
		"lo":    {agent.Rate{Packets: 2, Bytes: 200}, agent.Rate{Packets: 2, Bytes: 200}},
		"bond0": {agent.Rate{Packets: 5, Bytes: 1000}, agent.Rate{Packets: 2, Bytes: 100}},
	}
	sockets := []socket{
		{6, at("0.0.0.0:22"), at("0.0.0.0:0"), listening, 1},
		{17, at("0.0.0.0:68"), at("0.0.0.0:0"), closed, 2},
		{6, at("10.50.72.101:22"), at("10.50.72.7:40000"), 1, 3},        // we serve
		{17, at("10.50.72.101:40001"), at("10.50.72.100:53"), 1, 4},     // we ask
		{6, at("127.0.0.1:22"), at("127.0.0.1:40002"), 1, 5},            // the server's end within
		{6, at("127.0.0.1:40002"), at("127.0.0.1:22"), 1, 6},            // the client's end within
		{6, at("10.50.99.1:40003"), at("10.50.72.100:20417"), 1, 7},     // of an address that is gone
		{6, at("10.50.72.101:40004"), at("10.50.72.100:20417"), 6, 0},   // over, a moment ago
		{6, at("10.50.72.101:40005"), at("10.50.72.100:20417"), 0xb, 8}, // closing
	}
	want := []agent.Flow{
		flow("lo", 6, "127.0.0.1:40002", "127.0.0.1:22", [4]uint64{2, 200, 2, 200}),
		flow("bond0", 6, "10.50.72.101:40005", "10.50.72.100:20417", [4]uint64{1, 250, 0, 25}),
		flow("bond0", 17, "10.50.72.101:40001", "10.50.72.100:53", [4]uint64{1, 250, 1, 25}),
		flow("bond0", 6, "10.50.72.7:40000", "10.50.72.101:22", [4]uint64{0, 25, 1, 250}),
		flow("bond0", 6, "10.50.72.101:40004", "10.50.72.100:20417", [4]uint64{2, 250, 1, 25}),
	}
	if diff := cmp.Diff(want, flows(nics, sockets, rates), all); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if got := flows(nics, sockets, nil); len(got) != 0 {
		t.Errorf("NICs that carry nothing have flows: %v", got)
	}
	few := map[string]counters{"bond0": {sent: agent.Rate{Packets: 1, Bytes: 60}}}
	if got := flows(nics, sockets, few); len(got) != 1 || got[0].Client != at("10.50.72.101:40005") {
		t.Errorf("one packet a second makes %v", got)
	}
}

func TestOwnConnectionsAreNoTraffic(t *testing.T) {
	all := []socket{
		{6, at("10.50.72.101:50000"), at("10.50.72.100:20035"), 1, 10},
		{6, at("10.50.72.101:50001"), at("10.50.72.100:20035"), 6, 0},
		{6, at("10.50.72.101:50002"), at("10.50.72.100:20417"), 1, 11},
	}
	own := map[netip.AddrPort]bool{}
	destinations(own, all, map[uint64]bool{10: true})
	if rest := others(all, own); len(rest) != 1 || rest[0].inode != 11 {
		t.Errorf("left %v: want what doesn't go to the controller", rest)
	}
}

func TestRatesAreTheLastMinutes(t *testing.T) {
	start := time.Date(2026, 11, 22, 21, 0, 0, 0, time.UTC)
	var w window
	count := func(n uint64) map[string]counters {
		return map[string]counters{"bond0": {sent: agent.Rate{Packets: n, Bytes: 100 * n}}}
	}
	if !w.due(start) || len(w.perSecond()) != 0 {
		t.Error("a rate before the first sample")
	}
	for s := range 200 { // 1 a second for 100 s, then 5
		now := start.Add(time.Duration(s) * time.Second)
		if !w.due(now) {
			t.Fatalf("not due after %d s", s)
		}
		w.add(now, count(uint64(s+max(0, s-100)*4)), nil)
		if w.due(now.Add(time.Second / 2)) {
			t.Fatal("due after half a second")
		}
		if s == 50 && w.perSecond()["bond0"].sent != (agent.Rate{Packets: 1, Bytes: 100}) {
			t.Errorf("after 50 s %+v", w.perSecond())
		}
	}
	if got := w.perSecond()["bond0"].sent; got != (agent.Rate{Packets: 5, Bytes: 500}) {
		t.Errorf("after 200 s %+v", got)
	}
	if n := len(w.samples); n > 62 {
		t.Errorf("%d samples are kept", n)
	}
	w.add(start.Add(time.Hour), count(60), nil) // the NIC was made anew
	if got := w.perSecond()["bond0"].sent.Packets; got > 60 {
		t.Errorf("a counter that went back makes %d", got)
	}
}

// What the kernel says of this machine is what an agent needs at least.
func TestThisMachine(t *testing.T) {
	now := time.Date(2026, 11, 22, 21, 0, 0, 0, time.UTC)
	m := New(func() time.Time { return now }, "")
	if m.Hostname() == "" {
		t.Error("no hostname")
	}
	if got := New(func() time.Time { return now }, "host-1").Hostname(); got != "host-1" {
		t.Errorf("hostname %q", got)
	}
	lo := false
	for _, n := range m.Interfaces() {
		if n.Loopback() {
			lo = len(n.Addrs) > 0 && n.MAC == "00:00:00:00:00:00"
		}
	}
	if !lo {
		t.Errorf("no loopback with address and MAC in %+v", m.Interfaces())
	}
	if s := m.System(); s.CPUs == 0 || s.Memory == 0 || s.Arch == "" || s.OS == "" {
		t.Errorf("system %+v", s)
	}
	if addrs, err := m.LookupHost("localhost"); err != nil || len(addrs) == 0 {
		t.Errorf("localhost: %v, %v", addrs, err)
	}
	_ = m.Flows()
	now = now.Add(time.Minute)
	for _, f := range m.Flows() {
		if !f.Client.IsValid() || !f.Server.IsValid() || f.NIC == "" {
			t.Errorf("flow %+v", f)
		}
	}
}
