package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"

	"github.com/dflab/dflab/lab"
	"github.com/dflab/dflab/lab/operator"
	"github.com/dflab/dflab/lab/sim"
)

// up is a lab that stands until it is told to end.
type up struct {
	listen  string
	anyPort bool
	speed   float64
}

// run takes the ports first, so that one in use ends it before anything else happens.
func (u up) run(ctx context.Context, spec lab.Spec, out io.Writer, asJSON bool) (err error) {
	listeners, err := u.takePorts()
	if err != nil {
		return usage(err)
	}
	defer func() {
		for _, ln := range listeners {
			ln.Close()
		}
	}()
	l, err := sim.New(ctx, spec, sim.Options{})
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
	l.Driver().Pace(u.speed)
	for i, p := range upPorts {
		if err := l.Expose(ctx, p.port, listeners[i]); err != nil {
			return err
		}
	}
	if err := u.report(l, listeners).write(out, asJSON); err != nil {
		return err
	}
	if err := l.Driver().Run(ctx); err != nil && !errors.Is(err, context.Canceled) {
		return err
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
		if err != nil {
			for _, t := range taken {
				t.Close()
			}
			return nil, fmt.Errorf("open port for %s: %w (--any-port takes free ones)", p.name, err)
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
