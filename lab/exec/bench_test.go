package exec_test

import (
	"context"
	"net/netip"
	"os"
	"testing"

	"github.com/dflab/dflab/fixtures"
	"github.com/dflab/dflab/lab"
	"github.com/dflab/dflab/lab/exec"
	"github.com/dflab/dflab/lab/netns"
)

// BenchmarkLab is what a lab of one server and two hosts costs by itself: namespaces, NICs, and their end. No part runs.
func BenchmarkLab(b *testing.B) {
	if os.Geteuid() != 0 || netns.Usable() != nil {
		b.Skip("hosts with NICs of their own are for root")
	}
	spec := fixtures.GuideLab(2)
	server := lab.Host{Name: spec.Server.Hostname, NICs: []lab.NIC{{Name: "eth0", Addrs: []netip.Prefix{netip.PrefixFrom(spec.Server.IP, 16)}}}}
	for b.Loop() {
		g, err := exec.New(exec.Options{Dir: b.TempDir()})
		if err != nil {
			b.Fatal(err)
		}
		for _, h := range append([]lab.Host{server}, spec.Hosts...) {
			if _, err := g.Host(b.Context(), h); err != nil {
				b.Fatal(err)
			}
		}
		if err := g.Close(context.Background()); err != nil {
			b.Fatal(err)
		}
	}
}
