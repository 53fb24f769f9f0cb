package agent

import (
	"net/netip"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dflab/dflab/lab/deepflow/wire"
)

func TestFindIdentity(t *testing.T) {
	down := nic(2, "eth0", "52:54:00:00:00:02", "10.1.1.2/24")
	down.State = "DOWN"
	slave := nic(2, "eth0", "52:54:00:00:00:0b")
	slave.Master = "bond0"
	tests := []struct {
		name, dst string
		m         *machine
		ip, mac   string // no ip: none is found
	}{
		{name: "the controller's network", dst: "10.1.1.1", m: &machine{nics: []wire.Interface{loopback, nic(2, "eth0", "52:54:00:00:00:02", "10.1.1.2/24"), nic(3, "eth1", "52:54:00:00:00:03", "10.2.2.2/24")}}, ip: "10.1.1.2", mac: "52:54:00:00:00:02"},
		{name: "the other NIC", dst: "10.2.2.1", m: &machine{nics: []wire.Interface{loopback, nic(2, "eth0", "52:54:00:00:00:02", "10.1.1.2/24"), nic(3, "eth1", "52:54:00:00:00:03", "10.2.2.2/24")}}, ip: "10.2.2.2", mac: "52:54:00:00:00:03"},
		{name: "default route", dst: "100.42.32.213", m: &machine{nics: []wire.Interface{loopback, nic(2, "eth0", "52:54:00:00:00:02", "10.1.1.2/24")}}, ip: "10.1.1.2", mac: "52:54:00:00:00:02"},
		{
			name: "preferred source is a VIP", dst: "10.1.1.1", ip: "10.1.1.200", mac: "52:54:00:00:00:02",
			m: &machine{nics: []wire.Interface{loopback, nic(2, "eth0", "52:54:00:00:00:02", "10.1.1.2/24", "10.1.1.200/24")}, routes: []Route{{Dst: netip.MustParsePrefix("10.1.1.0/24"), NIC: "eth0", Src: netip.MustParseAddr("10.1.1.200")}}},
		},
		{
			name: "longest prefix", dst: "10.1.1.9", ip: "10.3.3.3", mac: "52:54:00:00:00:03",
			m: &machine{nics: []wire.Interface{loopback, nic(2, "eth0", "52:54:00:00:00:02", "10.1.1.2/24"), nic(3, "eth1", "52:54:00:00:00:03", "10.3.3.3/24")}, routes: []Route{
				{Dst: netip.MustParsePrefix("10.1.1.0/24"), NIC: "eth0"}, {Dst: netip.MustParsePrefix("10.1.1.9/32"), NIC: "eth1"},
			}},
		},
		{name: "bond", dst: "10.1.1.1", m: &machine{nics: []wire.Interface{loopback, slave, nic(4, "bond0", "52:54:00:00:00:0b", "10.1.1.4/24")}}, ip: "10.1.1.4", mac: "52:54:00:00:00:0b"},
		{name: "controller on this host", dst: "10.1.1.2", m: &machine{nics: []wire.Interface{loopback, nic(2, "eth0", "52:54:00:00:00:02", "10.1.1.2/24")}}, ip: "10.1.1.2", mac: "52:54:00:00:00:02"},
		{name: "controller is loopback", dst: "127.0.0.1", m: &machine{nics: []wire.Interface{loopback}}, ip: "127.0.0.1", mac: zeroMAC},
		{
			name: "link down, another has the default route", dst: "10.1.1.1", ip: "10.2.2.2", mac: "52:54:00:00:00:03",
			m: &machine{nics: []wire.Interface{loopback, down, nic(3, "eth1", "52:54:00:00:00:03", "10.2.2.2/24")}, routes: []Route{
				{Dst: netip.MustParsePrefix("10.1.1.0/24"), NIC: "eth0"}, {Dst: netip.MustParsePrefix("0.0.0.0/0"), NIC: "eth1"},
			}},
		},
		{name: "IPv6", dst: "fd00::1", m: &machine{nics: []wire.Interface{loopback, nic(2, "eth0", "52:54:00:00:00:02", "10.1.1.2/24", "fe80::2/64", "fd00::2/64")}}, ip: "fd00::2", mac: "52:54:00:00:00:02"},
		{name: "no route", dst: "10.1.1.1", m: &machine{nics: []wire.Interface{loopback}}},
		{name: "tunnel without a MAC", dst: "10.8.0.9", m: &machine{nics: []wire.Interface{loopback, nic(5, "tun0", "", "10.8.0.1/24")}}, ip: "10.8.0.1", mac: zeroMAC},
		{
			name: "named by the environment", dst: "10.1.1.1", ip: "10.2.2.2", mac: "52:54:00:00:00:03",
			m: &machine{env: map[string]string{"CTRL_NETWORK_INTERFACE": "eth1"}, nics: []wire.Interface{loopback, nic(2, "eth0", "52:54:00:00:00:02", "10.1.1.2/24"), nic(3, "eth1", "52:54:00:00:00:03", "10.2.2.2/24")}},
		},
		{name: "environment names none", dst: "10.1.1.1", m: &machine{env: map[string]string{"CTRL_NETWORK_INTERFACE": "eth7"}, nics: []wire.Interface{loopback, nic(2, "eth0", "52:54:00:00:00:02", "10.1.1.2/24")}}},
		{
			name: "node IP in the environment", dst: "10.1.1.1", ip: "10.2.2.2", mac: "52:54:00:00:00:03",
			m: &machine{env: map[string]string{"K8S_NODE_IP_FOR_DEEPFLOW": "10.2.2.2"}, nics: []wire.Interface{loopback, nic(2, "eth0", "52:54:00:00:00:02", "10.1.1.2/24"), nic(3, "eth1", "52:54:00:00:00:03", "10.2.2.2/24")}},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			ip, mac, err := findSelf(tt.m, netip.MustParseAddr(tt.dst))
			if tt.ip == "" {
				if err == nil {
					t.Errorf("found %s/%s", ip, mac)
				}
				return
			}
			if err != nil || ip.String() != tt.ip || mac != tt.mac {
				t.Errorf("found %s/%s, %v; want %s/%s", ip, mac, err, tt.ip, tt.mac)
			}
		})
	}
}

func TestHostIPs(t *testing.T) {
	s := sight{nics: []wire.Interface{loopback, nic(2, "eth0", agentMAC, "10.1.1.2/24", "169.254.7.7/16", "fe80::1/64", "fd00::2/64"), nic(3, "bond0", agentMAC, "100.42.32.213/27")}}
	if diff := cmp.Diff([]string{"10.1.1.2", "100.42.32.213", "fd00::2"}, s.hostIPs()); diff != "" {
		t.Error(diff)
	}
}
