package docker_test

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"syscall"
	"testing"

	"github.com/dflab/dflab/lab"
	"github.com/dflab/dflab/lab/docker"
)

func BenchmarkStart(b *testing.B) {
	tools := need(b)
	g := ground(b, tools)
	h := must(g.Host(b.Context(), serverHost))(b)
	for i := 0; b.Loop(); i++ {
		prog := program(tools.part, fmt.Sprintf("serve %d", 7000+i))
		prog.Name = fmt.Sprintf("part-%d", i)
		p := must(h.Place(b.Context(), prog))(b)
		if err := p.Start(b.Context()); err != nil {
			b.Fatal(err)
		}
		for h.Connect(b.Context(), fmt.Sprintf("127.0.0.1:%d", 7000+i)) != nil {
		}
	}
}

func BenchmarkConnect(b *testing.B) {
	tools := need(b)
	g := ground(b, tools)
	h := must(g.Host(b.Context(), serverHost))(b)
	p := must(h.Place(b.Context(), program(tools.part, "serve 7000")))(b)
	if err := p.Start(b.Context()); err != nil {
		b.Fatal(err)
	}
	eventually(b, "listening", func() bool { return h.Connect(b.Context(), "127.0.0.1:7000") == nil })
	for b.Loop() {
		if err := h.Connect(b.Context(), "127.0.0.1:7000"); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkLab(b *testing.B) {
	tools := need(b)
	for b.Loop() {
		g, err := tools.engine.NewGround(b.Context(), docker.Options{Image: tools.self})
		if err != nil {
			b.Fatal(err)
		}
		server := must(g.Host(b.Context(), serverHost))(b)
		for i := range 2 {
			h := guideHost
			h.Name = fmt.Sprintf("a%d", i)
			h.NICs = []lab.NIC{{Name: "bond0", Addrs: []netip.Prefix{netip.MustParsePrefix(fmt.Sprintf("100.42.32.%d/24", 10+i))}}}
			must(g.Host(b.Context(), h))(b)
		}
		if err := server.Connect(b.Context(), net.JoinHostPort("127.0.0.1", "1")); !errors.Is(err, syscall.ECONNREFUSED) {
			b.Fatal(err)
		}
		b.StopTimer()
		if err := g.Close(b.Context()); err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
	}
}
