package exec

import (
	"fmt"
	"net/netip"
	"path/filepath"
	"strings"

	"github.com/dflab/dflab/lab/rig"
)

// bind is a file or folder of this machine that a process sees in another place, too.
type bind struct {
	from, to string
	readOnly bool
	optional bool // where there is nothing at to, nothing is mounted
}

// binds are a program's Mounts. Without a namespace a program sees this machine's files, under their own names only.
func (h *host) binds(p rig.Program) ([]bind, error) {
	var all []bind
	for _, m := range p.Mounts {
		from, to, _ := strings.Cut(m, ":")
		to, mode, _ := strings.Cut(to, ":")
		switch {
		case from == to:
		case h.ns == nil:
			return nil, fmt.Errorf("%s: mount %s: %w", p.Name, m, ErrNoNamespace)
		default:
			all = append(all, bind{from: from, to: to, readOnly: mode == "ro"})
		}
	}
	return all, nil
}

// writeFiles writes the files by which the host's programs resolve names: its own, and nobody else's. Without them they would ask the
// machine's name servers, which the host doesn't reach, and wait.
func (h *host) writeFiles() error {
	dir := filepath.Join(h.ground.dir, h.spec.Name)
	hosts := "127.0.0.1 localhost\n::1 localhost\n"
	if a := h.addr(); a.IsValid() {
		hosts += a.String() + " " + h.hostname() + "\n"
	}
	for name, text := range map[string]string{
		"hosts":       hosts,
		"resolv.conf": "# Nobody answers here, at once.\nnameserver 127.0.0.1\n",
	} {
		if err := writeFile(filepath.Join(dir, name), text); err != nil {
			return err
		}
		h.files = append(h.files, bind{from: filepath.Join(dir, name), to: "/etc/" + name, optional: true})
	}
	return nil
}

// addr is the host's first address.
func (h *host) addr() netip.Addr {
	for _, n := range h.spec.NICs {
		for _, p := range n.Addrs {
			return p.Addr()
		}
	}
	return netip.Addr{}
}
