package netns

import (
	"context"
	"net/netip"
)

// Pause is the first process of a host: it brings the loopback up where it may, reaps orphans, and gives the host its traffic to
// server, when that is valid, until ctx ends.
func Pause(ctx context.Context, server netip.Addr) error {
	if ns, err := Open("/proc/self/ns/net"); err == nil {
		// In a container without rights the engine has brought it up.
		_ = LoopbackUp(ns)
		ns.Close()
	}
	go reap(ctx)
	if server.IsValid() {
		Traffic(ctx, server)
	}
	<-ctx.Done()
	return nil
}
