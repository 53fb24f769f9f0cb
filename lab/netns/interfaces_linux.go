package netns

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"github.com/vishvananda/netlink"
	"golang.org/x/sys/unix"

	"github.com/dflab/dflab/lab/deepflow/wire"
)

// Interfaces are the namespace's NICs in the order and with everything that `ip address show` tells of them.
func (ns *NS) Interfaces() ([]wire.Interface, error) {
	links, err := ns.nl.LinkList()
	if err != nil {
		return nil, fmt.Errorf("list NICs: %w", err)
	}
	addrs, err := ns.nl.AddrList(nil, netlink.FAMILY_ALL)
	if err != nil {
		return nil, fmt.Errorf("list addresses: %w", err)
	}
	return InterfacesOf(links, addrs), nil
}

// InterfacesOf are NICs as `ip address show` tells of them, of links and addresses as netlink lists them for one namespace.
func InterfacesOf(links []netlink.Link, addrs []netlink.Addr) []wire.Interface {
	names := map[int]string{}
	down := map[int]bool{}
	for _, l := range links {
		names[l.Attrs().Index] = l.Attrs().Name
		down[l.Attrs().Index] = l.Attrs().RawFlags&unix.IFF_UP == 0
	}
	var nics []wire.Interface
	for _, l := range links {
		nic := interfaceOf(l, names)
		a := l.Attrs()
		if a.ParentIndex != 0 && !elsewhere(a) && down[a.ParentIndex] {
			nic.Flags = append(nic.Flags, "M-DOWN")
		}
		for _, addr := range addrs {
			if addr.LinkIndex == a.Index {
				nic.Addrs = append(nic.Addrs, addressOf(addr))
			}
		}
		nics = append(nics, nic)
	}
	return nics
}

// elsewhere tells whether the link's parent or peer is in another namespace.
func elsewhere(a *netlink.LinkAttrs) bool { return a.NetNsID >= 0 }

// tunnels show NONE for a parent where they have none.
var tunnels = []string{"ipip", "sit", "gre", "gretap", "ip6tnl", "vti", "erspan"}

func interfaceOf(l netlink.Link, names map[int]string) wire.Interface {
	a := l.Attrs()
	nic := wire.Interface{
		Index: a.Index, Name: a.Name, MTU: a.MTU, Flags: linkFlags(a.RawFlags),
		State: strings.ToUpper(strings.ReplaceAll(a.OperState.String(), "-", "")), Master: names[a.MasterIndex],
	}
	switch {
	case len(a.HardwareAddr) == 6: // a tunnel's are its ends
		nic.MAC = a.HardwareAddr.String()
	case a.EncapType == "loopback" || a.EncapType == "ether":
		nic.MAC = "00:00:00:00:00:00" // the library leaves zeros out
	}
	switch {
	case a.ParentIndex == 0:
		if slices.Contains(tunnels, l.Type()) {
			nic.Peer = "NONE"
		}
	case a.ParentIndex == a.Index && !elsewhere(a):
	case elsewhere(a) || names[a.ParentIndex] == "":
		nic.Peer = fmt.Sprintf("if%d", a.ParentIndex)
	default:
		nic.Peer = names[a.ParentIndex]
	}
	return nic
}

// linkFlags are a NIC's flags in the order of iproute2's print_link_flags.
func linkFlags(raw uint32) []string {
	var flags []string
	if raw&unix.IFF_UP != 0 && raw&unix.IFF_RUNNING == 0 {
		flags = append(flags, "NO-CARRIER")
	}
	for _, f := range []struct {
		bit  uint32
		name string
	}{
		{unix.IFF_LOOPBACK, "LOOPBACK"},
		{unix.IFF_BROADCAST, "BROADCAST"},
		{unix.IFF_POINTOPOINT, "POINTOPOINT"},
		{unix.IFF_MULTICAST, "MULTICAST"},
		{unix.IFF_NOARP, "NOARP"},
		{unix.IFF_ALLMULTI, "ALLMULTI"},
		{unix.IFF_PROMISC, "PROMISC"},
		{unix.IFF_MASTER, "MASTER"},
		{unix.IFF_SLAVE, "SLAVE"},
		{unix.IFF_DEBUG, "DEBUG"},
		{unix.IFF_DYNAMIC, "DYNAMIC"},
		{unix.IFF_AUTOMEDIA, "AUTOMEDIA"},
		{unix.IFF_PORTSEL, "PORTSEL"},
		{unix.IFF_NOTRAILERS, "NOTRAILERS"},
		{unix.IFF_UP, "UP"},
		{unix.IFF_LOWER_UP, "LOWER_UP"},
		{unix.IFF_DORMANT, "DORMANT"},
		{unix.IFF_ECHO, "ECHO"},
	} {
		if raw&f.bit != 0 {
			flags = append(flags, f.name)
		}
	}
	return flags
}

func addressOf(a netlink.Addr) wire.InterfaceAddr {
	p := prefixOf(a)
	addr := wire.InterfaceAddr{Addr: p, Secondary: p.Addr().Is4() && a.Flags&unix.IFA_F_SECONDARY != 0}
	switch netlink.Scope(a.Scope) {
	case netlink.SCOPE_HOST:
		addr.Scope = "host"
	case netlink.SCOPE_LINK:
		addr.Scope = "link"
	case netlink.SCOPE_SITE:
		addr.Scope = "site"
	default:
		addr.Scope = "global"
	}
	return addr
}

func prefixOf(a netlink.Addr) netip.Prefix {
	addr, _ := netip.AddrFromSlice(a.IP)
	if len(a.IP) == 16 && a.IP.To4() != nil {
		addr = addr.Unmap()
	}
	bits, _ := a.Mask.Size()
	return netip.PrefixFrom(addr, bits)
}
