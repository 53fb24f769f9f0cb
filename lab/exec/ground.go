package exec

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"github.com/dflab/dflab/lab"
	"github.com/dflab/dflab/lab/netns"
	"github.com/dflab/dflab/lab/rig"
)

// Options of New. The zero value is right for dflab itself.
type Options struct {
	// Dir is where the lab's folder is made; empty is os.TempDir.
	Dir string
	// Self is the dflab binary, which is what simulated parts are; empty is the running program.
	Self string
	// Loopback makes hosts names only even as root.
	Loopback bool
}

// Ground makes hosts of this machine.
type Ground struct {
	o     Options
	id    string
	dir   string
	entry *entry
	claim *rig.Claim // of the loopback's ports

	mu     sync.Mutex
	hosts  []*host
	parts  []*part
	notes  []string
	closed bool
}

var _ rig.Ground = (*Ground)(nil)

// New is a ground without hosts: of namespaces as root on Linux, of names on the loopback otherwise.
func New(o Options) (*Ground, error) {
	if o.Dir == "" {
		o.Dir = os.TempDir()
	}
	if o.Self == "" {
		self, err := os.Executable()
		if err != nil {
			return nil, fmt.Errorf("find the dflab binary: %w", err)
		}
		o.Self = self
	}
	id := make([]byte, 4)
	if _, err := rand.Read(id); err != nil {
		return nil, fmt.Errorf("choose a lab id: %w", err)
	}
	g := &Ground{o: o, id: hex.EncodeToString(id)}
	if why := namespaces(); !o.Loopback && why != "" {
		g.o.Loopback = true
		g.notes = append(g.notes, why+": hosts are names only, and their parts share this machine's loopback")
	}
	if err := g.open(); err != nil {
		return nil, errors.Join(err, g.Close(context.Background()))
	}
	return g, nil
}

func (g *Ground) open() (err error) {
	if g.o.Loopback {
		if g.claim, err = rig.ClaimMachine(context.Background(), "127.0.0.1"); err != nil {
			return err
		}
	}
	g.dir = filepath.Join(g.o.Dir, prefix+g.id)
	if g.entry, err = register(record{ID: g.id, Dir: g.dir, PID: os.Getpid()}); err != nil {
		return err
	}
	if err := os.Mkdir(g.dir, 0o755); err != nil {
		return fmt.Errorf("make the lab's folder: %w", err)
	}
	return nil
}

// namespaces says why this process can't make network namespaces; empty when it can.
func namespaces() string {
	if os.Geteuid() != 0 {
		return "not root"
	}
	if err := netns.Usable(); err != nil {
		return err.Error()
	}
	return ""
}

// ID is the lab's, part of the names of its folder and namespaces.
func (g *Ground) ID() string { return g.id }

// Dir is the lab's folder. It goes with Close.
func (g *Ground) Dir() string { return g.dir }

// Loopback tells whether hosts are names only.
func (g *Ground) Loopback() bool { return g.o.Loopback }

// Where says how an operator finds the lab.
func (g *Ground) Where() []string {
	where := []string{"files, logs   " + g.dir}
	if !g.o.Loopback {
		where = append(where, fmt.Sprintf("hosts         ip netns exec %s%s-HOST COMMAND", prefix, g.id))
	}
	return where
}

// Host makes a host; the first is the server's.
func (g *Ground) Host(ctx context.Context, h lab.Host) (rig.Host, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.closed {
		return nil, fmt.Errorf("make host %s: %w", h.Name, os.ErrClosed)
	}
	if slices.ContainsFunc(g.hosts, func(o *host) bool { return o.spec.Name == h.Name }) {
		return nil, fmt.Errorf("make host %s: there is one of that name", h.Name)
	}
	made := &host{ground: g, spec: h, nics: slices.Clone(h.NICs)}
	if len(g.hosts) > 0 {
		made.server = g.hosts[0]
	}
	if !g.o.Loopback {
		if err := made.makeNamespace(); err != nil {
			return nil, fmt.Errorf("make host %s: %w", h.Name, err)
		}
	}
	g.hosts = append(g.hosts, made)
	return made, nil
}

// Notes tell what the machine doesn't give.
func (g *Ground) Notes() []string {
	g.mu.Lock()
	defer g.mu.Unlock()
	return slices.Clone(g.notes)
}

func (g *Ground) note(text string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if !slices.Contains(g.notes, text) {
		g.notes = append(g.notes, text)
	}
}

// closeLimit bounds how long killed processes may take to go.
const closeLimit = 10 * time.Second

// Close kills every part and removes hosts and files. It does so with a ctx that has ended, too.
func (g *Ground) Close(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), closeLimit)
	defer cancel()
	g.mu.Lock()
	hosts, parts := g.hosts, g.parts
	g.hosts, g.parts, g.closed = nil, nil, true
	g.mu.Unlock()
	var wg sync.WaitGroup
	for _, p := range parts {
		wg.Go(func() { p.end(ctx) })
	}
	wg.Wait()
	var errs []error
	for _, h := range hosts {
		errs = append(errs, h.close())
	}
	if g.entry != nil {
		_, err := g.entry.sweep(ctx)
		errs = append(errs, err)
		if err == nil {
			g.entry = nil
		}
	}
	errs = append(errs, g.claim.Release())
	if err := errors.Join(errs...); err != nil {
		return fmt.Errorf("close lab %s: %w", g.id, err)
	}
	return nil
}
