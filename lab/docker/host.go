package docker

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strings"
	"sync"

	"github.com/moby/moby/api/types/container"
	"github.com/testcontainers/testcontainers-go"

	"github.com/dflab/dflab/lab"
	"github.com/dflab/dflab/lab/netns"
	"github.com/dflab/dflab/lab/rig"
)

// errOurMachine: what a virtual host allows and this machine doesn't.
var errOurMachine = errors.New("the host is this machine (host network): its NICs are left alone")

// noResolver answers no question about names, and that at once. With the engine's own choice, a server out of reach, MySQL waits ten
// seconds at every first connection from an address.
var noResolver = netip.MustParseAddr("127.0.0.1")

// host is a container that owns the namespaces of a machine.
type host struct {
	ground *Ground
	spec   lab.Host
	pause  testcontainers.Container
	ns     string // its network namespace's file, in the engine's process ids

	mu     sync.Mutex
	relay  *netns.Relay
	stream *execStream
	server *host // nil for the server's own
}

var (
	_ rig.Host  = (*host)(nil)
	_ lab.Cable = (*host)(nil)
)

// hostname is what the host calls itself.
func (h *host) hostname() string {
	if h.spec.Hostname != "" {
		return h.spec.Hostname
	}
	return h.spec.Name
}

// start starts the host's container: its first process sits there, reaps what parts leave behind, and makes the host's traffic.
func (h *host) start(ctx context.Context) (err error) {
	g := h.ground
	g.mu.Lock()
	if len(g.hosts) > 0 {
		h.server = g.hosts[0]
	}
	g.mu.Unlock()
	cmd := []string{"pause"}
	if h.spec.Traffic && h.server != nil && !g.o.HostNetwork {
		cmd = append(cmd, "--traffic", h.server.address())
	}
	h.pause, err = g.create(ctx, testcontainers.ContainerRequest{
		Name: g.name(h.spec.Name), Image: g.o.Image, Cmd: cmd,
		ConfigModifier: func(c *container.Config) {
			if !g.o.HostNetwork {
				c.Hostname = h.hostname()
			}
		},
	}, partHost, func(hc *container.HostConfig) {
		if g.o.HostNetwork {
			hc.NetworkMode, hc.PidMode = "host", "host"
			return
		}
		hc.NetworkMode = "none"
		hc.DNS = []netip.Addr{noResolver}
		hc.ExtraHosts = []string{h.hostname() + ":" + cmp.Or(h.address(), "127.0.1.1")}
	})
	if err != nil {
		return err
	}
	if err := h.pause.Start(ctx); err != nil {
		return fmt.Errorf("start container: %w", err)
	}
	pid, err := pidOf(ctx, h.pause)
	if err != nil {
		return err
	}
	h.ns = fmt.Sprintf("/proc/%d/ns/net", pid)
	return nil
}

// address is that of the host's first NIC.
func (h *host) address() string {
	for _, n := range h.spec.NICs {
		for _, a := range n.Addrs {
			return a.Addr().String()
		}
	}
	return ""
}

// name is a container's name: the lab's id keeps labs apart.
func (g *Ground) name(parts ...string) string {
	clean := func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '.' || r == '-' {
			return r
		}
		return '_'
	}
	return strings.Map(clean, "dflab-"+g.o.ID+"-"+strings.Join(parts, "-"))
}

// helperName is that of a container that is neither host nor part, whatever hosts are called.
func (g *Ground) helperName(what string) string { return "dflab-" + g.o.ID + "." + what }

// pidOf is the process id of a container's first process on the engine's machine.
func pidOf(ctx context.Context, c testcontainers.Container) (int, error) {
	s, err := c.State(ctx)
	if err != nil {
		return 0, fmt.Errorf("inspect container: %w", err)
	}
	if s.Pid == 0 {
		return 0, fmt.Errorf("container %.12s ended with exit code %d: %s", c.GetContainerID(), s.ExitCode, s.Error)
	}
	return s.Pid, nil
}

// IPAddress is the text of `ip address show`; it is empty while the engine doesn't answer.
func (h *host) IPAddress() string {
	ctx, cancel := context.WithTimeout(h.ground.ctx, actLimit)
	defer cancel()
	seen, err := h.ground.interfaces(ctx, h)
	if err != nil {
		return ""
	}
	return seen.IPAddress
}

// SetNICs changes the host's NICs while everything runs.
func (h *host) SetNICs(nics []lab.NIC) error {
	if h.ground.o.HostNetwork {
		return fmt.Errorf("set NICs of %s: %w", h.spec.Name, errOurMachine)
	}
	ctx, cancel := context.WithTimeout(h.ground.ctx, actLimit)
	defer cancel()
	h.mu.Lock()
	h.spec.NICs = nics
	h.mu.Unlock()
	if err := h.wire(ctx); err != nil {
		return fmt.Errorf("set NICs of %s: %w", h.spec.Name, err)
	}
	return nil
}

// Connect tries a TCP connection from the host.
func (h *host) Connect(ctx context.Context, addr string) error {
	c, err := h.DialContext(ctx, "tcp", addr)
	if err != nil {
		return err
	}
	return c.Close()
}

// Cut lets no packet pass between the host and the server's.
func (h *host) Cut() error { return h.cable(netns.OpCut) }

// Heal lets packets pass again.
func (h *host) Heal() error { return h.cable(netns.OpHeal) }

func (h *host) cable(op string) error {
	if h.ground.o.HostNetwork {
		return fmt.Errorf("%s cable of %s: %w", op, h.spec.Name, errOurMachine)
	}
	ctx, cancel := context.WithTimeout(h.ground.ctx, actLimit)
	defer cancel()
	if _, err := h.ground.netns(ctx, op, h.request()); err != nil {
		return fmt.Errorf("%s cable of %s: %w", op, h.spec.Name, err)
	}
	return nil
}

// DialContext connects from inside of the host, through one exec that all its connections share.
func (h *host) DialContext(ctx context.Context, network, addr string) (net.Conn, error) {
	if h.ground.o.HostNetwork {
		return (&net.Dialer{}).DialContext(ctx, network, addr)
	}
	r, err := h.dialer(ctx)
	if err != nil {
		return nil, fmt.Errorf("reach host %s: %w", h.spec.Name, err)
	}
	return r.DialContext(ctx, network, addr)
}

// dialer is the host's relay; a broken one is replaced.
func (h *host) dialer(ctx context.Context) (*netns.Relay, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.relay != nil && !h.stream.ended() {
		return h.relay, nil
	}
	wire, err := h.ground.wireContainer(ctx)
	if err != nil {
		return nil, err
	}
	// Not in the host's own container: entering a namespace takes a capability that a host has no other use for.
	stream, err := h.ground.engine.openExec(ctx, wire.GetContainerID(), []string{selfBinary, "netns", "relay", "--ns", h.ns})
	if err != nil {
		return nil, err
	}
	relay, err := netns.NewRelay(stream)
	if err != nil {
		return nil, errors.Join(err, stream.Close())
	}
	h.relay, h.stream = relay, stream
	return relay, nil
}

// hangUp ends the operator's connections.
func (h *host) hangUp() {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.relay != nil {
		h.relay.Close()
	}
}
