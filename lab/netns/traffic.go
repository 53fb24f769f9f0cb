package netns

import (
	"context"
	"net"
	"net/netip"
	"strconv"
	"time"
)

// The traffic of a host: a connection to the server's REST port and a datagram to its DNS port every second.
const (
	trafficPeriod  = time.Second
	trafficTimeout = 3 * time.Second
	trafficTCP     = 20417
	trafficUDP     = 53
)

// Traffic gives the host that it runs on a small constant flow to its server until ctx ends: there is nothing to capture without
// one. It sends no byte of HTTP, because a request to a booting deepflow-server 6.6.9 makes its router lose path parameters (gin
// v1.9.1); connections are opened and closed again. Failures are passed over: a host without its server has no traffic.
func Traffic(ctx context.Context, server netip.Addr) {
	dialer := &net.Dialer{Timeout: trafficTimeout}
	tick := time.NewTicker(trafficPeriod)
	defer tick.Stop()
	for {
		touch(ctx, dialer, "tcp", server, trafficTCP, nil)
		touch(ctx, dialer, "udp", server, trafficUDP, []byte{0})
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

func touch(ctx context.Context, d *net.Dialer, network string, server netip.Addr, port int, send []byte) {
	conn, err := d.DialContext(ctx, network, net.JoinHostPort(server.String(), strconv.Itoa(port)))
	if err != nil {
		return
	}
	if len(send) > 0 {
		_ = conn.SetWriteDeadline(time.Now().Add(trafficTimeout))
		_, _ = conn.Write(send)
	}
	conn.Close()
}
