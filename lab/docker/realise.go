package docker

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"

	"github.com/dflab/dflab/lab/rig"
)

// command is how a container's process is called.
type command struct {
	entrypoint []string // nil is the image's
	args       []string // nil is the image's
	binds      []string
}

// realise says which image a program runs from, and how.
func (h *host) realise(p rig.Program) (image string, _ command, _ error) {
	c := command{}
	if p.Args != nil {
		// Every file is where the program asks for it.
		c.args = p.Args(func(path string) string { return path })
	}
	switch p.Source.Kind {
	case rig.Sim:
		return h.ground.o.Image, c, nil
	case rig.Image:
		return p.Source.Ref, c, nil
	case rig.Exec:
		return h.binary(p, c)
	}
	return "", c, fmt.Errorf("source %s: want sim, image:REFERENCE or exec:PATH", p.Source)
}

// userland is what a binary of this machine may need of it: its libraries, and the programs that it calls.
var userland = []string{"/bin", "/sbin", "/lib", "/lib32", "/lib64", "/usr", "/etc/ld.so.cache", "/etc/ld.so.conf", "/etc/ld.so.conf.d", "/etc/ssl", "/etc/passwd", "/etc/group"}

// binary runs a binary of this machine in a container of its own, which sees this machine's programs and libraries, read only.
func (h *host) binary(p rig.Program, c command) (string, command, error) {
	g := h.ground
	if !g.engine.local() {
		return "", c, fmt.Errorf("source %s: the engine at %s runs on another machine and has no such file", p.Source, g.engine.cli.DaemonHost())
	}
	path := p.Source.Ref
	if path == "" {
		path = h.kind(p)
	}
	path, err := exec.LookPath(path)
	if err != nil {
		return "", c, fmt.Errorf("source %s: %w", p.Source, err)
	}
	if path, err = filepath.Abs(path); err != nil {
		return "", c, fmt.Errorf("source %s: %w", p.Source, err)
	}
	const inside = "/dflab-part"
	for _, dir := range userland {
		if _, err := os.Stat(dir); err == nil {
			c.binds = append(c.binds, dir+":"+dir+":ro")
		} else if !errors.Is(err, os.ErrNotExist) {
			return "", c, fmt.Errorf("source %s: %w", p.Source, err)
		}
	}
	c.binds = append(c.binds, path+":"+inside+":ro")
	c.entrypoint = []string{inside}
	return g.o.Image, c, nil
}
