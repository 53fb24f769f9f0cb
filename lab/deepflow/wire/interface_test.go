package wire

import (
	"net/netip"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"gotest.tools/v3/golden"
)

func addr(cidr string) InterfaceAddr { return InterfaceAddr{Addr: netip.MustParsePrefix(cidr)} }

// hosts are the NIC sets whose text is held in testdata.
var hosts = map[string][]Interface{
	"eth0": {
		{Index: 1, Name: "lo", MAC: "00:00:00:00:00:00", Addrs: []InterfaceAddr{addr("127.0.0.1/8"), addr("::1/128")}},
		{Index: 2, Name: "eth0", MAC: "52:54:00:a1:b2:c3", Addrs: []InterfaceAddr{
			addr("10.50.72.101/24"), {Addr: netip.MustParsePrefix("10.50.72.201/24"), Secondary: true}, addr("fe80::5054:ff:fea1:b2c3/64"),
		}},
	},
	"bond0": {
		{Index: 1, Name: "lo", MAC: "00:00:00:00:00:00", Addrs: []InterfaceAddr{addr("127.0.0.1/8"), addr("10.9.9.9/32")}},
		{Index: 2, Name: "eth0", MAC: "52:54:00:00:00:01", Master: "bond0"},
		{Index: 3, Name: "eth1", MAC: "52:54:00:00:00:01", Master: "bond0"},
		{
			Index: 4, Name: "bond0", MAC: "52:54:00:00:00:01", Flags: []string{"BROADCAST", "MULTICAST", "MASTER", "UP", "LOWER_UP"},
			Addrs: []InterfaceAddr{addr("100.42.32.213/27")},
		},
		{Index: 5, Name: "bond0.72", Peer: "bond0", MAC: "52:54:00:00:00:01", Addrs: []InterfaceAddr{addr("10.50.72.213/24"), addr("fd00:72::213/64")}},
	},
	"odd": {
		{Index: 1, Name: "lo", MAC: "00:00:00:00:00:00"},
		{Index: 2, Name: "eth0", MAC: "52:54:00:00:00:02", State: "DOWN", MTU: 9000},
		{Index: 3, Name: "tun0", Flags: []string{"POINTOPOINT", "MULTICAST", "NOARP", "UP", "LOWER_UP"}, State: "UNKNOWN", Addrs: []InterfaceAddr{addr("10.8.0.1/31")}},
		{Index: 9, Name: "veth1a2b", Peer: "if2", MAC: "8a:ae:33:d4:9e:62", Master: "br0"},
	},
}

func TestRenderIPAddressGolden(t *testing.T) {
	for name, nics := range hosts {
		golden.Assert(t, RenderIPAddress(nics), name+".txt")
	}
}

// seen is what the server's expressions get out of a NIC's text.
func seen(nic Interface) Interface {
	s := Interface{Index: nic.Index, Name: nic.Name, Peer: nic.Peer, MAC: nic.MAC}
	for _, a := range nic.Addrs {
		s.Addrs = append(s.Addrs, InterfaceAddr{Addr: a.Addr, Scope: a.scope()})
	}
	return s
}

var comparePrefixes = cmp.Comparer(func(a, b netip.Prefix) bool { return a == b })

func TestParseIPAddressReadsWhatWasRendered(t *testing.T) {
	for name, nics := range hosts {
		var want []Interface
		for _, nic := range nics {
			want = append(want, seen(nic))
		}
		if diff := cmp.Diff(want, ParseIPAddress(RenderIPAddress(nics)), comparePrefixes); diff != "" {
			t.Errorf("%s (-host +parsed):\n%s", name, diff)
		}
	}
}

func TestParseIPAddressRules(t *testing.T) {
	nics := func(n ...Interface) []Interface { return n }
	tests := []struct {
		name, text string
		want       []Interface
	}{
		{"empty", "  ", nil},
		{"no NIC", "Command not found\n", nics(Interface{Index: -1})},
		{"MAC needs brd", "2: eth0: <UP>\n    link/ether 52:54:00:00:00:01\n", nics(Interface{Index: 2, Name: "eth0"})},
		{
			"permanent address after brd", "2: eth0: <UP>\n    link/ether 52:54:00:00:00:01 brd ff:ff:ff:ff:ff:ff permaddr 52:54:00:00:00:02\n",
			nics(Interface{Index: 2, Name: "eth0", MAC: "52:54:00:00:00:01"}),
		},
		{"tunnel", "4: tunl0@NONE: <NOARP>\n    link/ipip 0.0.0.0 brd 0.0.0.0\n", nics(Interface{Index: 4, Name: "tunl0", Peer: "NONE", MAC: "00:00:00:00:00:00"})},
		{"scope site is not read", "2: e: <UP>\n    inet6 fec0::1/64 scope site \n", nics(Interface{Index: 2, Name: "e"})},
		{"index too large", "99999999999999999999: e: <UP>\n", nil},
		{"parent named like a peer index", "2: e.1@ifb0: <UP>\n", nil},
		{"not an address", "2: e: <UP>\n    inet 10.0.0.x/8 scope global e\n", nics(Interface{Index: 2, Name: "e"})},
		{"prefix too long", "2: e: <UP>\n    inet 10.0.0.1/33 scope global e\n", nics(Interface{Index: 2, Name: "e"})},
	}
	for _, tt := range tests {
		if diff := cmp.Diff(tt.want, ParseIPAddress(tt.text), comparePrefixes); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
}

func FuzzParseIPAddress(f *testing.F) {
	for _, nics := range hosts {
		f.Add(RenderIPAddress(nics))
	}
	f.Add("2: e@if5: <>\n inet 1.2.3.4/5 scope link")
	f.Fuzz(func(t *testing.T, text string) {
		nics := ParseIPAddress(text)
		for _, nic := range nics {
			if strings.ContainsAny(nic.Name, "@:") {
				t.Errorf("name %q", nic.Name)
			}
			for _, a := range nic.Addrs {
				if !a.Addr.IsValid() {
					t.Errorf("invalid address on %q", nic.Name)
				}
			}
		}
	})
}
