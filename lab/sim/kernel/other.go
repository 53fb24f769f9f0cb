//go:build !linux

package kernel

import (
	"net"
	"net/netip"
	"os"
	"runtime"

	"github.com/dflab/dflab/lab/deepflow/wire"
	"github.com/dflab/dflab/lab/sim/agent"
)

// look asks for what every system tells: NICs and addresses, no routes, no counters.
func look() (sight, error) {
	nics, err := net.Interfaces()
	if err != nil {
		return sight{}, err
	}
	var s sight
	for _, n := range nics {
		nic := wire.Interface{Index: n.Index, Name: n.Name, MAC: n.HardwareAddr.String(), MTU: n.MTU, Flags: []string{"BROADCAST", "MULTICAST"}}
		if n.Flags&net.FlagLoopback != 0 {
			nic.MAC, nic.Flags = "00:00:00:00:00:00", []string{"LOOPBACK"}
		}
		if n.Flags&net.FlagUp != 0 {
			nic.Flags = append(nic.Flags, "UP", "LOWER_UP")
		}
		addrs, _ := n.Addrs()
		for _, a := range addrs {
			if p, err := netip.ParsePrefix(a.String()); err == nil {
				nic.Addrs = append(nic.Addrs, wire.InterfaceAddr{Addr: p})
			}
		}
		s.nics = append(s.nics, nic)
	}
	return s, nil
}

func hostname() string {
	n, err := os.Hostname()
	if err != nil {
		return "Unknown"
	}
	return n
}

func system() agent.SystemInfo {
	return agent.SystemInfo{CPUs: uint32(runtime.NumCPU()), Memory: 8 << 30, Arch: runtime.GOARCH, OS: runtime.GOOS}
}
