package kernel

import (
	"cmp"
	"fmt"
	"net"
	"net/netip"
	"slices"

	"github.com/vishvananda/netlink"
	"golang.org/x/sys/unix"

	"github.com/dflab/dflab/lab/deepflow/wire"
	"github.com/dflab/dflab/lab/sim/agent"
)

// look asks by netlink for links, addresses and routes.
func look() (sight, error) {
	links, err := netlink.LinkList()
	if err != nil {
		return sight{}, fmt.Errorf("list links: %w", err)
	}
	addrs, err := netlink.AddrList(nil, netlink.FAMILY_ALL)
	if err != nil {
		return sight{}, fmt.Errorf("list addresses: %w", err)
	}
	routes, err := netlink.RouteList(nil, netlink.FAMILY_ALL)
	if err != nil {
		return sight{}, fmt.Errorf("list routes: %w", err)
	}
	names := map[int]string{}
	for _, l := range links {
		names[l.Attrs().Index] = l.Attrs().Name
	}
	s := sight{routes: routesOf(routes, names), counters: map[string]counters{}}
	for _, l := range links {
		s.nics = append(s.nics, linkOf(l, addrs, names))
		if n := l.Attrs().Statistics; n != nil {
			s.counters[l.Attrs().Name] = counters{
				sent:     agent.Rate{Packets: n.TxPackets, Bytes: n.TxBytes},
				received: agent.Rate{Packets: n.RxPackets, Bytes: n.RxBytes},
			}
		}
	}
	slices.SortFunc(s.nics, func(a, b wire.Interface) int { return cmp.Compare(a.Index, b.Index) })
	return s, nil
}

func linkOf(l netlink.Link, addrs []netlink.Addr, names map[int]string) wire.Interface {
	a := l.Attrs()
	nic := wire.Interface{
		Index: a.Index, Name: a.Name, MTU: a.MTU, Flags: flagNames(a.RawFlags), State: stateName(a.OperState),
		Master: names[a.MasterIndex], Peer: peerOf(l, names),
	}
	switch {
	case len(a.HardwareAddr) == 6:
		nic.MAC = a.HardwareAddr.String()
	case a.EncapType == "loopback" || a.EncapType == "ether":
		nic.MAC = "00:00:00:00:00:00" // netlink leaves zeros out
	}
	for _, x := range addrs {
		if x.LinkIndex != a.Index {
			continue
		}
		p, ok := prefixOf(x.IPNet)
		if !ok {
			continue
		}
		nic.Addrs = append(nic.Addrs, wire.InterfaceAddr{
			Addr: p, Scope: scopeName(x.Scope), Secondary: p.Addr().Is4() && x.Flags&unix.IFA_F_SECONDARY != 0,
		})
	}
	return nic
}

// peerOf is what `ip` prints after the @: another NIC of the namespace, the number of one in another, NONE for a tunnel on none.
func peerOf(l netlink.Link, names map[int]string) string {
	switch a := l.Attrs(); {
	case a.ParentIndex == 0:
		if slices.Contains([]string{"ipip", "sit", "gre", "gretap", "ip6tnl", "vti", "erspan"}, l.Type()) {
			return "NONE"
		}
		return ""
	case a.NetNsID < 0 && names[a.ParentIndex] != "":
		if a.ParentIndex == a.Index {
			return ""
		}
		return names[a.ParentIndex]
	default:
		return fmt.Sprintf("if%d", a.ParentIndex)
	}
}

// flagNames are in the order of iproute2 (ip/ipaddress.c, print_link_flags).
func flagNames(raw uint32) []string {
	var names []string
	if raw&unix.IFF_UP != 0 && raw&unix.IFF_RUNNING == 0 {
		names = append(names, "NO-CARRIER")
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
		{unix.IFF_UP, "UP"},
		{unix.IFF_LOWER_UP, "LOWER_UP"},
		{unix.IFF_DORMANT, "DORMANT"},
	} {
		if raw&f.bit != 0 {
			names = append(names, f.name)
		}
	}
	return names
}

func stateName(s netlink.LinkOperState) string {
	names := []string{"UNKNOWN", "NOTPRESENT", "DOWN", "LOWERLAYERDOWN", "TESTING", "DORMANT", "UP"}
	if int(s) < len(names) {
		return names[s]
	}
	return "UNKNOWN"
}

// scopeName is a scope that the server's reader knows, or "" for one that follows from the address.
func scopeName(scope int) string {
	switch scope {
	case unix.RT_SCOPE_UNIVERSE:
		return "global"
	case unix.RT_SCOPE_LINK:
		return "link"
	case unix.RT_SCOPE_HOST:
		return "host"
	}
	return ""
}

// routesOf are the unicast routes, preferred ones first, and loopback's, which the kernel keeps in another table.
func routesOf(list []netlink.Route, names map[int]string) []agent.Route {
	slices.SortStableFunc(list, func(a, b netlink.Route) int { return cmp.Compare(a.Priority, b.Priority) })
	loopback := netip.AddrFrom4([4]byte{127, 0, 0, 1})
	routes := []agent.Route{{Dst: netip.PrefixFrom(loopback, 8).Masked(), NIC: "lo", Src: loopback}}
	for _, r := range list {
		if r.Type != unix.RTN_UNICAST {
			continue
		}
		index := r.LinkIndex
		if index == 0 && len(r.MultiPath) > 0 {
			index = r.MultiPath[0].LinkIndex
		}
		dst, ok := prefixOf(r.Dst)
		if !ok {
			unspecified := netip.IPv6Unspecified()
			if r.Family == netlink.FAMILY_V4 {
				unspecified = netip.IPv4Unspecified()
			}
			dst = netip.PrefixFrom(unspecified, 0)
		}
		src, _ := netip.AddrFromSlice(r.Src)
		routes = append(routes, agent.Route{Dst: dst, NIC: names[index], Src: src.Unmap()})
	}
	return routes
}

func prefixOf(n *net.IPNet) (netip.Prefix, bool) {
	if n == nil {
		return netip.Prefix{}, false
	}
	a, ok := netip.AddrFromSlice(n.IP)
	bits, size := n.Mask.Size()
	if a = a.Unmap(); !ok || size != a.BitLen() {
		return netip.Prefix{}, false
	}
	return netip.PrefixFrom(a, bits), true
}
