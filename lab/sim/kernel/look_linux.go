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
	"github.com/dflab/dflab/lab/netns"
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
	s := sight{nics: netns.InterfacesOf(links, addrs), routes: routesOf(routes, names), counters: map[string]counters{}}
	for _, l := range links {
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
