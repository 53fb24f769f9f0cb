package vnet

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"syscall"
)

// virtual is the stack of one host of a Network. mu of the network guards it.
type virtual struct {
	net      *Network
	name     string
	addrList []netip.Addr
	tcp, udp ports
	lastPort uint16
	dialled  int // gRPC and frame connections so far: they number the lanes of those that follow each other
}

// Ports that connects and port 0 take, as Linux has them.
const firstEphemeral, lastEphemeral = 32768, 60999

var loopback4, loopback6 = netip.AddrFrom4([4]byte{127, 0, 0, 1}), netip.IPv6Loopback()

func (v *virtual) addrs() []netip.Addr {
	v.net.mu.Lock()
	defer v.net.mu.Unlock()
	return slices.Clone(v.addrList)
}

func (v *virtual) setAddrs(addrs []netip.Addr) {
	v.net.mu.Lock()
	lost := v.net.setAddrs(v, addrs)
	v.net.mu.Unlock()
	if len(lost) == 0 {
		return
	}
	v.net.sever(syscall.ETIMEDOUT, func(l *link) bool {
		return l.from == v && slices.Contains(lost, l.src.Addr()) || l.to == v && slices.Contains(lost, l.dst.Addr())
	})
}

// local tells whether a is this host itself.
func (v *virtual) local(a netip.Addr) bool { return a.IsLoopback() || slices.Contains(v.addrList, a) }

func (v *virtual) sourceFor(dst netip.Addr) (netip.Addr, error) {
	v.net.mu.Lock()
	defer v.net.mu.Unlock()
	src, err := v.source(dst)
	if err != nil {
		return src, fmt.Errorf("find source address for %v: %w", dst, err)
	}
	return src, nil
}

func (v *virtual) source(dst netip.Addr) (netip.Addr, error) {
	if dst.IsUnspecified() {
		dst = loopbackLike(dst)
	}
	if v.local(dst) {
		return dst, nil
	}
	var best netip.Addr
	for _, a := range v.addrList {
		if a.Is4() == dst.Is4() && (!best.IsValid() || commonBytes(a, dst) > commonBytes(best, dst)) {
			best = a
		}
	}
	if !best.IsValid() {
		return best, syscall.ENETUNREACH
	}
	return best, nil
}

func loopbackLike(a netip.Addr) netip.Addr {
	if a.Is4() {
		return loopback4
	}
	return loopback6
}

func commonBytes(a, b netip.Addr) int {
	x, y := a.AsSlice(), b.AsSlice()
	n := 0
	for n < len(x) && n < len(y) && x[n] == y[n] {
		n++
	}
	return n
}

// resolve makes an address of "host:port". Like Linux it takes no host, 0.0.0.0 and :: for the host itself. The names of the
// network's hosts resolve to their first address, as in Docker's DNS.
func (v *virtual) resolve(network, addr string) (netip.AddrPort, error) {
	host, port, err := splitAddr(network, addr)
	if err != nil {
		return netip.AddrPort{}, err
	}
	if host == "" || host == "localhost" || host == v.name {
		host = "127.0.0.1"
	}
	ip, err := netip.ParseAddr(host)
	if err != nil {
		if h := v.net.hosts[host]; h != nil && len(h.virtual.addrList) > 0 {
			ip = h.virtual.addrList[0]
		} else {
			return netip.AddrPort{}, &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}
		}
	}
	if ip = ip.Unmap().WithZone(""); ip.IsUnspecified() {
		ip = loopbackLike(ip)
	}
	return netip.AddrPortFrom(ip, port), nil
}

func splitAddr(network, addr string) (host string, port uint16, err error) {
	switch network {
	case "tcp", "tcp4", "tcp6", "udp":
	default:
		return "", 0, net.UnknownNetworkError(network)
	}
	host, portText, err := net.SplitHostPort(addr)
	if err != nil {
		return "", 0, err
	}
	n, err := strconv.ParseUint(portText, 10, 16)
	if err != nil {
		return "", 0, &net.AddrError{Err: "invalid port", Addr: portText}
	}
	return strings.TrimSpace(host), uint16(n), nil
}

// ephemeral is the next free port for a connect. mu of the network is held.
func (v *virtual) ephemeral() uint16 {
	for {
		if v.lastPort++; v.lastPort > lastEphemeral {
			v.lastPort = firstEphemeral
		}
		if len(v.tcp[v.lastPort]) == 0 && len(v.udp[v.lastPort]) == 0 {
			return v.lastPort
		}
	}
}

func (v *virtual) reach(addr string) Reach {
	v.net.mu.Lock()
	defer v.net.mu.Unlock()
	dst, err := v.resolve("tcp", addr)
	if err == nil {
		_, err = v.routeTo(dst, func(to *virtual) ports { return to.tcp })
	}
	return reachOf(err)
}

func (v *virtual) connect(ctx context.Context, network, addr string) (net.Conn, error) {
	if err := ctx.Err(); err != nil {
		return nil, connectError(network, netip.AddrPort{}, err)
	}
	r, err := v.route(network, addr)
	if err != nil {
		return nil, err
	}
	here, there := v.net.pipe(r)
	r.binding.endpoint.accept(there)
	return here, nil
}
