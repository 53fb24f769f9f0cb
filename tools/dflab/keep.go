package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"sync"

	runner "github.com/dflab/dflab/scenarios/run"
	"github.com/dflab/dflab/tools/parts"
)

// keeper holds the lab of the first scenario that failed.
type keeper struct {
	mu   sync.Mutex
	name string
	lab  runner.Deployment
}

// keep takes a failed scenario's lab over, which then isn't cleaned up; only the first is.
func (k *keeper) keep(res runner.Result, d runner.Deployment) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.lab != nil {
		return false
	}
	k.name, k.lab = res.Name(), d
	return true
}

// stand leaves the kept lab to its user until ctx ends, and ends it.
func (k *keeper) stand(ctx context.Context, out io.Writer) (err error) {
	if k.lab == nil {
		return nil
	}
	defer func() { err = errors.Join(err, k.lab.Close()) }()
	fmt.Fprintf(out, "kept: the lab of %s\n", k.name)
	switch l := k.lab.(type) {
	case parts.EmbeddedLab:
		return k.expose(ctx, out, l)
	case interface{ Where() []string }:
		for _, line := range l.Where() {
			fmt.Fprintln(out, " ", line)
		}
	}
	fmt.Fprintln(out, "Ctrl-C ends it.")
	<-ctx.Done()
	return nil
}

// expose opens an embedded lab's ports on loopback and lets its clock run at real speed.
func (k *keeper) expose(ctx context.Context, out io.Writer, l parts.EmbeddedLab) error {
	l.Driver().Pace(1)
	for _, p := range upPorts {
		ln, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return fmt.Errorf("keep lab: %w", err)
		}
		defer ln.Close()
		if err := l.Expose(ctx, p.port, ln); err != nil {
			return err
		}
		fmt.Fprintf(out, "  %-11s %-22s %s\n", p.name, ln.Addr(), p.use)
	}
	fmt.Fprintln(out, "Ctrl-C ends it.")
	if err := l.Driver().Run(ctx); err != nil && !errors.Is(err, context.Canceled) {
		return err
	}
	return nil
}
