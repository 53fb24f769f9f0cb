package netns

import (
	"bytes"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"time"

	"github.com/vishvananda/netlink"
	"github.com/vishvananda/netlink/nl"
	"golang.org/x/sys/unix"

	"github.com/dflab/dflab/lab"
)

// settle gives an existing NIC its MAC, its addresses, and up or down. Addresses that it has already are not touched.
func (ns *NS) settle(n lab.NIC) error {
	l, err := ns.nl.LinkByName(n.Name)
	if err != nil {
		return fmt.Errorf("find NIC %s: %w", n.Name, err)
	}
	if n.MAC != "" {
		mac, err := net.ParseMAC(n.MAC)
		if err != nil {
			return fmt.Errorf("NIC %s: %w", n.Name, err)
		}
		if n.Master == "" && !bytes.Equal(l.Attrs().HardwareAddr, mac) { // a bond gives its own MAC to its slaves
			if err := ns.nl.LinkSetHardwareAddr(l, mac); err != nil {
				return fmt.Errorf("give NIC %s MAC %s: %w", n.Name, n.MAC, err)
			}
		}
	}
	_ = ns.nl.LinkSetIP6AddrGenMode(l, nl.IN6_ADDR_GEN_MODE_NONE) // a kernel without IPv6 makes no addresses either
	if err := ns.setAddrs(l, n.Addrs); err != nil {
		return err
	}
	set := ns.nl.LinkSetUp
	if n.Down {
		set = ns.nl.LinkSetDown
	}
	if err := set(l); err != nil {
		return fmt.Errorf("bring NIC %s up or down: %w", n.Name, err)
	}
	return nil
}

// setAddrs makes the NIC's addresses those wanted, no more: a link-local IPv6 address is there when it is one of them. It isn't innocent: a
// server whose local_ip_ranges lack fe80::/10 takes a NIC with one for external. IPv6 addresses are left out where the kernel has no IPv6.
func (ns *NS) setAddrs(l netlink.Link, want []netip.Prefix) error {
	have, err := ns.nl.AddrList(l, netlink.FAMILY_ALL)
	if err != nil {
		return fmt.Errorf("list addresses of %s: %w", l.Attrs().Name, err)
	}
	for _, a := range have {
		p := prefixOf(a)
		if slices.Contains(want, p) {
			continue
		}
		// An address goes with the first one of its network.
		if err := ns.nl.AddrDel(l, &a); err != nil && !errors.Is(err, unix.EADDRNOTAVAIL) {
			return fmt.Errorf("take address %s from %s: %w", p, l.Attrs().Name, err)
		}
	}
	for _, p := range want {
		err := ns.nl.AddrAdd(l, &netlink.Addr{IPNet: ipNet(p)})
		switch {
		case err == nil, errors.Is(err, unix.EEXIST):
		case p.Addr().Is6() && withoutIPv6(err):
		default:
			return fmt.Errorf("give %s address %s: %w", l.Attrs().Name, p, err)
		}
	}
	return nil
}

// withoutIPv6: the kernel has none, or it is switched off for the namespace.
func withoutIPv6(err error) bool {
	return errors.Is(err, unix.EOPNOTSUPP) || errors.Is(err, unix.EAFNOSUPPORT) || errors.Is(err, unix.EACCES)
}

func ipNet(p netip.Prefix) *net.IPNet {
	return &net.IPNet{IP: p.Addr().AsSlice(), Mask: net.CIDRMask(p.Bits(), p.Addr().BitLen())}
}

// setRoutes makes the host's routes those of its specification, all of them on the link; without any, its first NIC's address is the
// source of everything that is not in a NIC's network. NICs that are down have no routes.
func (ns *NS) setRoutes(h lab.Host) error {
	want := h.Routes
	if len(want) == 0 {
		want = defaultRoutes(h.NICs)
	}
	var set []netlink.Route
	for _, r := range want {
		if slices.ContainsFunc(h.NICs, func(n lab.NIC) bool { return n.Name == r.NIC && n.Down }) {
			continue
		}
		l, err := ns.nl.LinkByName(r.NIC)
		if err != nil {
			return fmt.Errorf("route %s: find NIC %s: %w", r.Dst, r.NIC, err)
		}
		route := netlink.Route{LinkIndex: l.Attrs().Index, Dst: ipNet(r.Dst.Masked()), Protocol: unix.RTPROT_STATIC, Family: addrFamily(r.Dst.Addr())}
		if r.Dst.Addr().Is4() {
			route.Scope = netlink.SCOPE_LINK
		}
		if r.Src.IsValid() {
			route.Src = r.Src.AsSlice()
		}
		if err := ns.replaceRoute(&route); err != nil {
			if r.Dst.Addr().Is6() && withoutIPv6(err) {
				continue
			}
			return fmt.Errorf("route %s by %s: %w", r.Dst, r.NIC, err)
		}
		set = append(set, route)
	}
	return ns.dropRoutes(set)
}

// replaceRoute sets a route. The kernel takes a moment until an IPv6 address of a new NIC can be a source.
func (ns *NS) replaceRoute(r *netlink.Route) error {
	for end := time.Now().Add(time.Second); ; time.Sleep(5 * time.Millisecond) {
		err := ns.nl.RouteReplace(r)
		if !errors.Is(err, unix.EINVAL) || r.Family != netlink.FAMILY_V6 || r.Src == nil || time.Now().After(end) {
			return err
		}
	}
}

// dropRoutes removes the routes that an earlier specification had.
func (ns *NS) dropRoutes(keep []netlink.Route) error {
	have, err := ns.nl.RouteListFiltered(netlink.FAMILY_ALL, &netlink.Route{Protocol: unix.RTPROT_STATIC}, netlink.RT_FILTER_PROTOCOL)
	if err != nil {
		return fmt.Errorf("list routes: %w", err)
	}
	for _, r := range have {
		if slices.ContainsFunc(keep, func(k netlink.Route) bool {
			return k.LinkIndex == r.LinkIndex && k.Family == r.Family && (r.Dst == nil && isDefault(k.Dst) || r.Dst != nil && r.Dst.String() == k.Dst.String())
		}) {
			continue
		}
		if err := ns.nl.RouteDel(&r); err != nil && !errors.Is(err, unix.ESRCH) {
			return fmt.Errorf("remove route %s: %w", r.Dst, err)
		}
	}
	return nil
}

func isDefault(n *net.IPNet) bool {
	ones, _ := n.Mask.Size()
	return ones == 0
}

// defaultRoutes lead everything through the first NIC that is up and has an address of the family.
func defaultRoutes(nics []lab.NIC) []lab.Route {
	var routes []lab.Route
	for _, all := range []netip.Prefix{netip.MustParsePrefix("0.0.0.0/0"), netip.MustParsePrefix("::/0")} {
		if r, ok := defaultRoute(nics, all); ok {
			routes = append(routes, r)
		}
	}
	return routes
}

func defaultRoute(nics []lab.NIC, all netip.Prefix) (lab.Route, bool) {
	for _, n := range nics {
		for _, p := range n.Addrs {
			a := p.Addr()
			if n.Down || n.Master != "" || a.Is4() != all.Addr().Is4() || a.IsLinkLocalUnicast() {
				continue
			}
			r := lab.Route{Dst: all, NIC: n.Name}
			if a.Is4() { // for IPv6 the kernel chooses well
				r.Src = a
			}
			return r, true
		}
	}
	return lab.Route{}, false
}
