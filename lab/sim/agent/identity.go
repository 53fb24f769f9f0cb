package agent

import (
	"errors"
	"fmt"
	"net/netip"
	"slices"

	"github.com/dflab/dflab/lab/deepflow/wire"
)

// identity is what an agent is known by: the source address and the MAC of the way to its first controller. It is found once, at
// the start (agent/src/utils/environment.rs, get_ctrl_ip_and_mac).
type identity struct {
	ip   netip.Addr
	mac  string
	team string
}

// String is the form in which the log prints an agent's id.
func (i identity) String() string {
	if i.team == "" {
		return fmt.Sprintf("%s/%s", i.ip, i.mac)
	}
	return fmt.Sprintf("%s/%s/%s", i.ip, i.mac, i.team)
}

const zeroMAC = "00:00:00:00:00:00"

// errNoName has getaddrinfo's words.
var errNoName = errors.New("failed to lookup address information: Name or service not known")

// errIdentity is what the agent says when three tries found no way to the controller.
var errIdentity = errors.New("failed getting control ip and mac, deepflow-agent restart...")

// A public address of each family finds the NIC of the default route when the one towards the controller is down.
var (
	dns4 = netip.MustParseAddr("8.8.8.8")
	dns6 = netip.MustParseAddr("240c::6666")
)

// findIdentity makes one try to find address and MAC towards dst. Of several NICs with that MAC the first decides whether the way
// is down: the agent compares MACs, which a bond shares with its slaves.
func (s sight) findIdentity(dst netip.Addr) (netip.Addr, string, error) {
	ip, mac, err := s.sourceAndMAC(dst)
	if err != nil {
		return netip.Addr{}, "", err
	}
	for _, nic := range s.nics {
		if macOf(nic) != mac {
			continue
		}
		if adminUp(nic) {
			break
		}
		if dst.Is4() {
			return s.sourceAndMAC(dns4)
		}
		return s.sourceAndMAC(dns6)
	}
	return ip, mac, nil
}

// errInterfaceEnv: CTRL_NETWORK_INTERFACE names an interface that is of no use.
var errInterfaceEnv = errors.New("interface in env CTRL_NETWORK_INTERFACE")

// findSelf makes one try to find the agent's address and MAC: from the environment where that says so, else from the way to dst.
func findSelf(m Machine, dst netip.Addr) (netip.Addr, string, error) {
	s := look(m)
	if name, ok := getenv(m, "CTRL_NETWORK_INTERFACE"); ok {
		nic, found := s.nic(name)
		if !found {
			return netip.Addr{}, "", fmt.Errorf("%w: interface %s not found", errInterfaceEnv, name)
		}
		for _, a := range nic.Addrs {
			if ip := a.Addr.Addr(); ip.IsGlobalUnicast() {
				return ip, macOf(nic), nil
			}
		}
		return netip.Addr{}, "", fmt.Errorf("%w: interface %s does not have valid ip address", errInterfaceEnv, name)
	}
	if text, ok := getenv(m, "K8S_NODE_IP_FOR_DEEPFLOW"); ok {
		if ip, err := netip.ParseAddr(text); err == nil {
			if nic, own := s.owner(ip); own {
				return ip, macOf(nic), nil
			}
		}
	}
	return s.findIdentity(dst)
}

// sourceAndMAC is the source address of a packet to dst with the MAC of the NIC that it leaves by; where that MAC is zero, as
// on the loopback, with the MAC of the NIC that has the address.
func (s sight) sourceAndMAC(dst netip.Addr) (netip.Addr, string, error) {
	src, nic, err := s.route(dst)
	if err != nil {
		return netip.Addr{}, "", err
	}
	if mac := macOf(nic); mac != zeroMAC {
		return src, mac, nil
	}
	if owner, ok := s.owner(src); ok {
		return src, macOf(owner), nil
	}
	return netip.Addr{}, "", fmt.Errorf("LinkNotFoundIndex(%d)", nic.Index)
}

// route is the kernel's answer to `ip route get`: the longest prefix wins, of equal ones the first; a host's own address is
// reached over the loopback.
func (s sight) route(dst netip.Addr) (netip.Addr, wire.Interface, error) {
	if _, own := s.owner(dst); own || dst.IsLoopback() {
		lo, _ := s.nic("lo")
		return dst, lo, nil
	}
	var best Route
	found := false
	for _, r := range s.table() {
		if r.Dst.Addr().Is4() == dst.Is4() && r.Dst.Contains(dst) && (!found || r.Dst.Bits() > best.Dst.Bits()) {
			best, found = r, true
		}
	}
	nic, ok := s.nic(best.NIC)
	if !found || !ok {
		return netip.Addr{}, wire.Interface{}, fmt.Errorf("NoRouteToHost(%q)", dst)
	}
	src := best.Src
	if !src.IsValid() {
		src = firstAddr(nic, dst)
	}
	if !src.IsValid() {
		return netip.Addr{}, wire.Interface{}, fmt.Errorf("NoRouteToHost(%q)", dst)
	}
	return src, nic, nil
}

// table is the routing table: as given, or made of the NICs.
func (s sight) table() []Route {
	if len(s.routes) > 0 {
		return s.routes
	}
	var routes []Route
	defaults := map[bool]bool{}
	for _, nic := range s.nics {
		if nic.Loopback() || !nic.Up() {
			continue
		}
		for _, a := range nic.Addrs {
			p := a.Addr
			routes = append(routes, Route{Dst: p.Masked(), NIC: nic.Name, Src: p.Addr()})
			if is4 := p.Addr().Is4(); !defaults[is4] && !p.Addr().IsLinkLocalUnicast() {
				defaults[is4] = true
				unspecified := netip.IPv6Unspecified()
				if is4 {
					unspecified = netip.IPv4Unspecified()
				}
				routes = append(routes, Route{Dst: netip.PrefixFrom(unspecified, 0), NIC: nic.Name, Src: p.Addr()})
			}
		}
	}
	return routes
}

func (s sight) nic(name string) (wire.Interface, bool) {
	i := slices.IndexFunc(s.nics, func(n wire.Interface) bool { return n.Name == name })
	if i < 0 {
		return wire.Interface{}, false
	}
	return s.nics[i], true
}

func (s sight) owner(a netip.Addr) (wire.Interface, bool) {
	for _, nic := range s.nics {
		for _, own := range nic.Addrs {
			if own.Addr.Addr() == a {
				return nic, true
			}
		}
	}
	return wire.Interface{}, false
}

// hostIPs are all addresses of the host that others could mean: not loopback, unspecified, multicast or link-local ones; IPv4
// first, as the kernel lists them.
func (s sight) hostIPs() []string {
	var v4, v6 []string
	for _, nic := range s.nics {
		for _, a := range nic.Addrs {
			addr := a.Addr.Addr()
			switch {
			case addr.IsLoopback(), addr.IsUnspecified(), addr.IsMulticast(), addr.IsLinkLocalUnicast():
			case addr.Is4():
				v4 = append(v4, addr.String())
			default:
				v6 = append(v6, addr.String())
			}
		}
	}
	return append(v4, v6...)
}

func firstAddr(nic wire.Interface, dst netip.Addr) netip.Addr {
	var linkLocal netip.Addr
	for _, a := range nic.Addrs {
		addr := a.Addr.Addr()
		switch {
		case addr.Is4() != dst.Is4():
		case addr.IsLinkLocalUnicast():
			linkLocal = addr
		default:
			return addr
		}
	}
	return linkLocal
}

// macOf is a NIC's MAC as the kernel has it: six zero bytes where there is none.
func macOf(nic wire.Interface) string {
	if nic.MAC == "" {
		return zeroMAC
	}
	return nic.MAC
}

// adminUp is the flag IFF_UP, which a NIC keeps that merely has no carrier.
func adminUp(nic wire.Interface) bool {
	if len(nic.Flags) > 0 {
		return slices.Contains(nic.Flags, "UP")
	}
	return nic.State != "DOWN"
}
