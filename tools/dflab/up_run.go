package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
	"syscall"
	"time"

	"github.com/dflab/dflab/lab"
	"github.com/dflab/dflab/lab/dockpath"
	"github.com/dflab/dflab/lab/operator"
	"github.com/dflab/dflab/lab/sim"
)

// up is a lab that stands until it is told to end.
type up struct {
	listen  string
	anyPort bool
	speed   float64
}

// run takes the ports first, so that one in use ends it before anything else happens. The end of ctx is how a lab ends, at whatever
// it was: no error.
func (u up) run(ctx context.Context, spec lab.Spec, out io.Writer, asJSON bool) error {
	listeners, err := u.takePorts()
	if err != nil {
		return usage(err)
	}
	defer closeAll(listeners)
	if err := u.stand(ctx, spec, listeners, out, asJSON); err != nil && (ctx.Err() == nil || !errors.Is(err, ctx.Err())) {
		return err
	}
	return nil
}

// stand builds the lab, opens it and drives it until ctx ends.
func (u up) stand(ctx context.Context, spec lab.Spec, listeners []net.Listener, out io.Writer, asJSON bool) (err error) {
	ctx, leave := context.WithCancel(ctx) // takes outsiders' connections along
	defer leave()
	// Docking takes minutes of lab time and a fraction of a second: the lab begins that much before now.
	l, err := sim.New(ctx, spec, sim.Options{Start: time.Now().Add(-dockTime)})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, l.Close()) }()
	if err := operator.SetUp(ctx, l.Lab); err != nil {
		return err
	}
	if err := l.StartAgents(ctx); err != nil {
		return err
	}
	if err := docked(ctx, l.Lab); err != nil {
		return err
	}
	l.Driver().Pace(u.speed)
	for i, p := range upPorts {
		if err := l.Expose(ctx, p.port, listeners[i]); err != nil {
			return err
		}
	}
	if err := u.report(l, listeners).write(out, asJSON); err != nil {
		return err
	}
	return l.Driver().Run(ctx)
}

// dockTime is more than a healthy dock takes on the lab clock, a server's start included.
const dockTime = 6 * time.Minute

// docked lets lab time pass until every agent is docked.
func docked(ctx context.Context, l *lab.Lab) error {
	for _, h := range l.Hosts {
		w, err := dockpath.NewWatch(l, h.Name)
		if err != nil {
			return err
		}
		if err := w.Await(ctx, dockpath.Docked, dockTime); err != nil {
			return err
		}
	}
	return nil
}

func (u up) takePorts() ([]net.Listener, error) {
	var taken []net.Listener
	for _, p := range upPorts {
		port := p.port
		if u.anyPort {
			port = 0
		}
		ln, err := net.Listen("tcp", net.JoinHostPort(u.listen, strconv.Itoa(port)))
		if errors.Is(err, syscall.EADDRINUSE) {
			err = fmt.Errorf("%w (--any-port takes free ones)", err)
		}
		if err != nil {
			closeAll(taken)
			return nil, fmt.Errorf("open port for %s: %w", p.name, err)
		}
		taken = append(taken, ln)
	}
	return taken, nil
}

func (u up) report(l *sim.Lab, listeners []net.Listener) upReport {
	r := upReport{Preset: "embedded", Release: l.Spec.Release, Seed: l.Spec.Seed, Speed: u.speed}
	for i, p := range upPorts {
		r.Endpoints = append(r.Endpoints, endpoint{Name: p.name, Address: listeners[i].Addr().String(), Use: p.use})
	}
	for _, h := range l.Hosts {
		host := upHost{Name: h.Name}
		for _, n := range h.NICs {
			for _, a := range n.Addrs {
				host.IPs = append(host.IPs, a.Addr().String())
			}
		}
		r.Hosts = append(r.Hosts, host)
	}
	return r
}

func (r upReport) write(out io.Writer, asJSON bool) error {
	if asJSON {
		enc := json.NewEncoder(out)
		enc.SetIndent("", "  ")
		if err := enc.Encode(r); err != nil {
			return fmt.Errorf("print lab: %w", err)
		}
		return nil
	}
	fmt.Fprintf(out, "lab of release %s, %d agents, speed %v\n", r.Release, len(r.Hosts), r.Speed)
	for _, e := range r.Endpoints {
		fmt.Fprintf(out, "  %-11s %-22s %s\n", e.Name, e.Address, e.Use)
	}
	for _, h := range r.Hosts {
		fmt.Fprintf(out, "  %-11s %v\n", h.Name, h.IPs)
	}
	_, err := fmt.Fprintln(out, "Ctrl-C ends it.")
	if err != nil {
		return fmt.Errorf("print lab: %w", err)
	}
	return nil
}
