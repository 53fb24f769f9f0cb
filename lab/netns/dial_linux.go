package netns

import (
	"context"
	"fmt"
	"net"
	"net/netip"
)

// DialContext connects from inside of the namespace. The address is an IP or localhost with a port: a namespace has no resolver.
func (ns *NS) DialContext(ctx context.Context, network, addr string) (net.Conn, error) {
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return nil, fmt.Errorf("dial %s: %w", addr, err)
	}
	if host == "localhost" || host == "" {
		host = "127.0.0.1"
	}
	if _, err := netip.ParseAddr(host); err != nil {
		return nil, fmt.Errorf("dial %s: %w", addr, err)
	}
	var conn net.Conn
	err = ns.Do(func() (err error) {
		// With an IP for address the dialler opens its socket on this very goroutine.
		conn, err = (&net.Dialer{FallbackDelay: -1}).DialContext(ctx, network, net.JoinHostPort(host, port))
		return err
	})
	return conn, err
}
