package main

import (
	"net"
	"net/netip"
	"os"

	"github.com/dflab/dflab/lab/deepflow/wire"
	"github.com/dflab/dflab/lab/sim/agent"
)

// thisMachine is the machine that dflab runs on, as a simulated agent on it sees it. It has no traffic source: a simulated
// agent captures nothing real.
type thisMachine struct{}

// Hostname is the kernel's.
func (thisMachine) Hostname() string {
	name, err := os.Hostname()
	if err != nil {
		return "localhost"
	}
	return name
}

// Interfaces are the NICs that exist now.
func (thisMachine) Interfaces() []wire.Interface {
	nics, err := net.Interfaces()
	if err != nil {
		return nil
	}
	var all []wire.Interface
	for _, n := range nics {
		nic := wire.Interface{Index: n.Index, Name: n.Name, MAC: n.HardwareAddr.String(), MTU: n.MTU, Flags: flags(n.Flags)}
		if n.Flags&net.FlagLoopback != 0 {
			nic.MAC = "00:00:00:00:00:00"
		}
		addrs, err := n.Addrs()
		if err != nil {
			continue
		}
		for _, a := range addrs {
			if p, err := netip.ParsePrefix(a.String()); err == nil {
				nic.Addrs = append(nic.Addrs, wire.InterfaceAddr{Addr: p})
			}
		}
		all = append(all, nic)
	}
	return all
}

func flags(f net.Flags) []string {
	var names []string
	for _, n := range []struct {
		flag net.Flags
		name string
	}{
		{net.FlagLoopback, "LOOPBACK"},
		{net.FlagBroadcast, "BROADCAST"},
		{net.FlagPointToPoint, "POINTOPOINT"},
		{net.FlagMulticast, "MULTICAST"},
		{net.FlagUp, "UP"},
		{net.FlagRunning, "LOWER_UP"},
	} {
		if f&n.flag != 0 {
			names = append(names, n.name)
		}
	}
	return names
}

// Routes asks the kernel for none: sources are chosen by the NICs' networks, or the first NIC that is up.
func (thisMachine) Routes() []agent.Route { return nil }
