package exec

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"path/filepath"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/dflab/dflab/lab"
	"github.com/dflab/dflab/lab/deepflow/wire"
	"github.com/dflab/dflab/lab/rig"
)

// dialLoopback connects to this machine where an address of the lab is wanted.
func (h *host) dialLoopback(ctx context.Context, network, addr string) (net.Conn, error) {
	if ip, port, err := net.SplitHostPort(addr); err == nil && h.ground.isLabs(ip) {
		addr = net.JoinHostPort("127.0.0.1", port)
	}
	return (&net.Dialer{}).DialContext(ctx, network, addr)
}

// isLabs tells whether a host of the lab has the address.
func (g *Ground) isLabs(ip string) bool {
	a, err := netip.ParseAddr(ip)
	if err != nil {
		return false
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, h := range g.hosts {
		for _, n := range h.spec.NICs {
			for _, p := range n.Addrs {
				if p.Addr() == a {
					return true
				}
			}
		}
	}
	return false
}

// named are the NICs that the host would have.
func (h *host) named() []wire.Interface {
	h.mu.Lock()
	defer h.mu.Unlock()
	all := []wire.Interface{{Index: 1, Name: "lo", MAC: "00:00:00:00:00:00", Addrs: []wire.InterfaceAddr{{Addr: netip.MustParsePrefix("127.0.0.1/8")}}}}
	for i, n := range h.nics {
		nic := wire.Interface{Index: 2 + i, Name: n.Name, MAC: n.MAC, Peer: n.Parent, Master: n.Master}
		if n.Down {
			nic.State = "DOWN"
		}
		for _, p := range n.Addrs {
			nic.Addrs = append(nic.Addrs, wire.InterfaceAddr{Addr: p})
		}
		all = append(all, nic)
	}
	return all
}

// tellHost lets a simulated agent on the loopback be on its host: by a file, and with the lab's server at 127.0.0.1.
func (h *host) tellHost(p rig.Program, args []string, root string) ([]string, error) {
	if p.Source.Kind != rig.Sim || len(args) < 2 || args[0] != "sim" || args[1] != "agent" {
		return args, nil
	}
	file := filepath.Join(root, "host.yaml")
	h.mu.Lock()
	defer h.mu.Unlock()
	spec := h.spec
	spec.NICs = h.nics
	if err := writeHostFile(file, spec); err != nil {
		return nil, err
	}
	h.agents = append(h.agents, file)
	args = append(args, "--host", file)
	if server := h.serverAddr(); server.IsValid() {
		args = append(args, "--reach", server.String()+"=127.0.0.1")
	}
	return args, nil
}

func writeHostFile(path string, h lab.Host) error {
	h.AgentConfig = ""
	text, err := yaml.Marshal(h)
	if err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	return writeFile(path, string(text))
}

// onLoopback is what a file of a server part says where the server's address is this machine's loopback.
func (h *host) onLoopback(p rig.Program, text string) string {
	server := h.serverAddr()
	if h.ns != nil || !server.IsValid() || strings.HasPrefix(p.Name, rig.Agent) {
		return text
	}
	return replacePath(text, server.String(), "127.0.0.1")
}
