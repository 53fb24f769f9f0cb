package wire

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
)

// Interface is a NIC as `ip address show` tells it.
type Interface struct {
	// Index is the NIC's number, from 1.
	Index int
	Name  string
	// Peer is what follows the @: the parent of a VLAN ("eth0"), the other end of a veth ("if12"), or "".
	Peer string
	// MAC is lower-case colon hexadecimal; "" for a NIC without a hardware address.
	MAC string
	// Broadcast is the link's broadcast address; "" means ff:ff:ff:ff:ff:ff, on a loopback the MAC.
	Broadcast string
	// Flags are those in the angle brackets, in their order: BROADCAST, MULTICAST, MASTER, UP, LOWER_UP.
	Flags []string
	// MTU is in bytes; 0 means 1500, on a loopback 65536.
	MTU int
	// State is UP, DOWN, UNKNOWN, …; "" follows from the flags.
	State string
	// Master is the bond or bridge that the NIC is enslaved to, or "".
	Master string
	Addrs  []InterfaceAddr
}

// InterfaceAddr is an address of a NIC with the length of its network.
type InterfaceAddr struct {
	Addr netip.Prefix
	// Scope is global, link or host; "" follows from the address.
	Scope string
	// Secondary: a further IPv4 address of the same network.
	Secondary bool
}

// Loopback tells whether the NIC has the LOOPBACK flag, or is called lo and has no flags.
func (i Interface) Loopback() bool {
	return slices.Contains(i.Flags, "LOOPBACK") || len(i.Flags) == 0 && i.Name == "lo"
}

// Up tells whether the NIC is up: administratively (its flag) and in its state. A NIC with neither given is up.
func (i Interface) Up() bool {
	if i.State == "DOWN" || i.State == "LOWERLAYERDOWN" {
		return false
	}
	return len(i.Flags) == 0 || slices.Contains(i.Flags, "UP")
}

// RenderIPAddress is the text that `ip address show` of iproute2 6.1 prints for the NICs.
func RenderIPAddress(nics []Interface) string {
	var b strings.Builder
	for _, nic := range nics {
		renderLink(&b, nic)
		for _, a := range nic.Addrs {
			renderAddr(&b, nic, a)
		}
	}
	return b.String()
}

func renderLink(b *strings.Builder, nic Interface) {
	fmt.Fprintf(b, "%d: %s", nic.Index, nic.Name)
	if nic.Peer != "" {
		fmt.Fprintf(b, "@%s", nic.Peer)
	}
	fmt.Fprintf(b, ": <%s> mtu %d qdisc %s", strings.Join(nic.flags(), ","), nic.mtu(), nic.qdisc())
	if nic.Master != "" {
		fmt.Fprintf(b, " master %s", nic.Master)
	}
	fmt.Fprintf(b, " state %s group default qlen 1000\n", nic.state())
	if nic.MAC == "" {
		b.WriteString("    link/none \n")
		return
	}
	kind, brd := "ether", "ff:ff:ff:ff:ff:ff"
	if nic.Loopback() {
		kind, brd = "loopback", nic.MAC
	}
	if nic.Broadcast != "" {
		brd = nic.Broadcast
	}
	fmt.Fprintf(b, "    link/%s %s brd %s\n", kind, nic.MAC, brd)
}

func renderAddr(b *strings.Builder, nic Interface, a InterfaceAddr) {
	addr := a.Addr.Addr()
	if addr.Is4() {
		fmt.Fprintf(b, "    inet %s", a.Addr)
		if brd, ok := broadcast(a.Addr); ok && !nic.Loopback() {
			fmt.Fprintf(b, " brd %s", brd)
		}
		fmt.Fprintf(b, " scope %s ", a.scope())
		if a.Secondary {
			b.WriteString("secondary ")
		}
		fmt.Fprintf(b, "%s\n", nic.Name)
	} else {
		fmt.Fprintf(b, "    inet6 %s scope %s \n", a.Addr, a.scope())
	}
	b.WriteString("       valid_lft forever preferred_lft forever\n")
}

func (i Interface) flags() []string {
	switch {
	case len(i.Flags) > 0:
		return i.Flags
	case i.Loopback():
		return []string{"LOOPBACK", "UP", "LOWER_UP"}
	}
	flags := []string{"BROADCAST", "MULTICAST"}
	if i.Master != "" && strings.HasPrefix(i.Master, "bond") {
		flags = append(flags, "SLAVE")
	}
	if i.State != "DOWN" {
		flags = append(flags, "UP", "LOWER_UP")
	}
	return flags
}

func (i Interface) mtu() int {
	switch {
	case i.MTU != 0:
		return i.MTU
	case i.Loopback():
		return 65536
	}
	return 1500
}

func (i Interface) state() string {
	switch {
	case i.State != "":
		return i.State
	case i.Loopback():
		return "UNKNOWN"
	case i.Up():
		return "UP"
	}
	return "DOWN"
}

// qdisc: virtual NICs queue nothing.
func (i Interface) qdisc() string {
	switch {
	case i.Loopback(), i.Peer != "", slices.Contains(i.Flags, "MASTER"):
		return "noqueue"
	case !i.Up():
		return "noop"
	}
	return "fq_codel"
}

func (a InterfaceAddr) scope() string {
	switch addr := a.Addr.Addr(); {
	case a.Scope != "":
		return a.Scope
	case addr.IsLoopback():
		return "host"
	case addr.Is6() && addr.IsLinkLocalUnicast():
		return "link"
	}
	return "global"
}

// broadcast is the last address of an IPv4 network that has room for one.
func broadcast(p netip.Prefix) (netip.Addr, bool) {
	if p.Bits() >= 31 {
		return netip.Addr{}, false
	}
	a := p.Addr().As4()
	for bit := p.Bits(); bit < 32; bit++ {
		a[bit/8] |= 0x80 >> (bit % 8)
	}
	return netip.AddrFrom4(a), true
}
