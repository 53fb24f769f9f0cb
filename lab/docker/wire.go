package docker

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/moby/moby/api/types/container"
	"github.com/testcontainers/testcontainers-go"

	"github.com/dflab/dflab/lab/netns"
)

// actLimit bounds what an operator does that has no context of its own.
const actLimit = 30 * time.Second

// wireCapabilities are what working in other containers' network namespaces takes: to enter them, to find them, to change them.
var wireCapabilities = []string{"NET_ADMIN", "SYS_ADMIN", "SYS_PTRACE"}

// wireContainer is the lab's helper in the engine's process ids. It lives as long as the lab, since an exec in it takes a tenth of the
// time of a container.
func (g *Ground) wireContainer(ctx context.Context) (testcontainers.Container, error) {
	g.wiring.Lock()
	defer g.wiring.Unlock()
	if g.wirer != nil {
		return g.wirer, nil
	}
	c, err := g.create(ctx, testcontainers.ContainerRequest{
		Name: g.helperName(partWire), Image: g.o.Image, Cmd: []string{"pause"},
	}, partWire, func(hc *container.HostConfig) {
		hc.NetworkMode, hc.PidMode = "host", "host"
		hc.CapAdd = wireCapabilities
		hc.SecurityOpt = []string{"apparmor=unconfined"} // Docker's profile lets nobody signal a privileged container
	})
	if err != nil {
		return nil, err
	}
	if err := c.Start(ctx); err != nil {
		if isRefusal(err) {
			return nil, fmt.Errorf("the engine refuses what virtual hosts need, %v (%s): use --host-network or --parts embedded: %w",
				wireCapabilities, words(err), err)
		}
		return nil, fmt.Errorf("start helper container: %w", err)
	}
	g.wirer = c
	return c, nil
}

// netns has one operation of lab/netns done among the hosts' namespaces.
func (g *Ground) netns(ctx context.Context, op string, req netns.Request) ([]byte, error) {
	in, err := json.Marshal(req)
	if err != nil {
		return nil, fmt.Errorf("write request: %w", err)
	}
	return g.helper(ctx, in, "netns", op)
}

// helper runs our binary on the engine's machine: among all its processes, with wireCapabilities.
func (g *Ground) helper(ctx context.Context, in []byte, args ...string) ([]byte, error) {
	c, err := g.wireContainer(ctx)
	if err != nil {
		return nil, err
	}
	return g.engine.exec(ctx, c.GetContainerID(), append([]string{selfBinary}, args...), bytes.NewReader(in))
}

// request is about this host and the server's.
func (h *host) request() netns.Request {
	h.mu.Lock()
	defer h.mu.Unlock()
	me := netns.Member{NS: h.ns, Host: h.spec}
	if h.server == nil {
		return netns.Request{Server: me}
	}
	return netns.Request{Server: netns.Member{NS: h.server.ns, Host: h.server.spec}, Hosts: []netns.Member{me}}
}

// wire makes the host's NICs what its specification says.
func (h *host) wire(ctx context.Context) error {
	_, err := h.ground.netns(ctx, netns.OpWire, h.request())
	return err
}

// interfaces are the host's NICs as they are.
func (g *Ground) interfaces(ctx context.Context, h *host) (netns.Seen, error) {
	out, err := g.netns(ctx, netns.OpInterfaces, netns.Request{Hosts: []netns.Member{{NS: h.ns}}})
	if err != nil {
		return netns.Seen{}, err
	}
	var resp netns.Response
	if err := json.Unmarshal(out, &resp); err != nil || len(resp.Hosts) != 1 {
		return netns.Seen{}, fmt.Errorf("read NICs of %s: unexpected answer %.200q: %w", h.spec.Name, out, err)
	}
	return resp.Hosts[0], nil
}
