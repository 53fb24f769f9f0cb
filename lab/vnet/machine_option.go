package vnet

import (
	"net"
	"net/netip"
)

// MachineOption changes the host that is this machine.
type MachineOption func(*machine)

// ListenOn says which of the machine's addresses ":port" listens on; without it that is loopback. The unspecified address is all.
func ListenOn(a netip.Addr) MachineOption {
	return func(m *machine) { m.listenOn = a }
}

// Via has what goes to an address go to another: of several hosts on one loopback, each is told the addresses of a network that isn't
// there. Who is reached sees the machine's own address.
func Via(via map[netip.Addr]netip.Addr) MachineOption {
	return func(m *machine) { m.via = via }
}

// onListenAddr puts an address without a host where ports are to be.
func (m *machine) onListenAddr(addr string) string {
	if host, port, err := net.SplitHostPort(addr); err == nil && host == "" {
		return net.JoinHostPort(m.listenOn.String(), port)
	}
	return addr
}

// dialled is the address that a connection to addr is made to.
func (m *machine) dialled(addr string) string {
	host, port, err := net.SplitHostPort(addr)
	if err != nil || len(m.via) == 0 {
		return addr
	}
	if a, err := netip.ParseAddr(host); err == nil && m.via[a.Unmap()].IsValid() {
		return net.JoinHostPort(m.via[a.Unmap()].String(), port)
	}
	return addr
}
