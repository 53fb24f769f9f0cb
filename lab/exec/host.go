package exec

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"sync"

	"github.com/dflab/dflab/lab"
	"github.com/dflab/dflab/lab/deepflow/wire"
	"github.com/dflab/dflab/lab/netns"
	"github.com/dflab/dflab/lab/rig"
)

// ErrNoNamespace says that the host is a name only, so its network can't be changed.
var ErrNoNamespace = errors.New("the host has no network of its own: run as root on Linux")

// host is a namespace, or a name.
type host struct {
	ground *Ground
	spec   lab.Host
	server *host     // nil for the server's own
	ns     *netns.NS // nil on the loopback
	files  []bind    // its own, over the machine's
	quiet  func()    // ends the traffic

	mu     sync.Mutex
	nics   []lab.NIC
	agents []string // host files of simulated agents on the loopback
}

var _ rig.Host = (*host)(nil)

func (h *host) makeNamespace() (err error) {
	if h.ns, err = netns.Create(namespaceName(h.ground.id, h.spec.Name)); err != nil {
		return err
	}
	if err := h.wire(h.spec); err != nil {
		return errors.Join(err, h.close())
	}
	if err := h.writeFiles(); err != nil {
		return errors.Join(err, h.close())
	}
	if server := h.serverAddr(); h.spec.Traffic && h.server != nil && server.IsValid() {
		h.traffic(server)
	}
	return nil
}

// wire gives the namespace the NICs of spec.
func (h *host) wire(spec lab.Host) error {
	if h.server == nil {
		return netns.PrepareServer(h.ns, spec)
	}
	return netns.Wire(h.server.ns, h.ns, spec)
}

// traffic gives the host its constant flow to the server until the host is closed.
func (h *host) traffic(server netip.Addr) {
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = h.ns.Do(func() error { netns.Traffic(ctx, server); return nil })
	}()
	h.quiet = func() { cancel(); <-ended }
}

// serverAddr is the address of the lab's server.
func (h *host) serverAddr() netip.Addr {
	if h.server == nil {
		return h.addr()
	}
	return h.server.addr()
}

// hostname is what the host calls itself.
func (h *host) hostname() string {
	if h.spec.Hostname != "" {
		return h.spec.Hostname
	}
	return h.spec.Name
}

// IPAddress is the output of `ip address show`; empty when the namespace is gone.
func (h *host) IPAddress() string {
	if h.ns == nil {
		return wire.RenderIPAddress(h.named())
	}
	nics, err := h.ns.Interfaces()
	if err != nil {
		return ""
	}
	return wire.RenderIPAddress(nics)
}

// SetNICs changes the NICs while everything runs. Simulated agents on the loopback read theirs at their next start.
func (h *host) SetNICs(nics []lab.NIC) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	spec := h.spec
	spec.NICs = nics
	if h.ns != nil {
		if err := h.wire(spec); err != nil {
			return err
		}
	}
	h.nics = slices.Clone(nics)
	for _, file := range h.agents {
		if err := writeHostFile(file, spec); err != nil {
			return err
		}
	}
	return nil
}

// Connect tries a TCP connection from the host.
func (h *host) Connect(ctx context.Context, addr string) error {
	c, err := h.DialContext(ctx, "tcp", addr)
	if err != nil {
		return fmt.Errorf("connect %s from %s: %w", addr, h.hostname(), err)
	}
	return c.Close()
}

// DialContext connects from inside of the host.
func (h *host) DialContext(ctx context.Context, network, addr string) (net.Conn, error) {
	if h.ns == nil {
		return h.dialLoopback(ctx, network, addr)
	}
	return h.ns.DialContext(ctx, network, addr)
}

// Cut lets no packet pass between the host and the rest of its lab.
func (h *host) Cut() error { return h.cable("cut", netns.Cut) }

// Heal lets packets pass again.
func (h *host) Heal() error { return h.cable("heal", netns.Heal) }

func (h *host) cable(verb string, do func(server, host *netns.NS) error) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	switch {
	case h.ns == nil:
		return fmt.Errorf("%s %s: %w", verb, h.spec.Name, ErrNoNamespace)
	case h.server == nil:
		return fmt.Errorf("%s %s: the server's host has no cable of its own: %s the other hosts", verb, h.spec.Name, verb)
	}
	return do(h.server.ns, h.ns)
}

// close removes the namespace. The parts on it have ended.
func (h *host) close() error {
	if h.quiet != nil {
		h.quiet()
	}
	if h.ns == nil {
		return nil
	}
	return errors.Join(h.ns.Close(), netns.Delete(namespaceName(h.ground.id, h.spec.Name)))
}
