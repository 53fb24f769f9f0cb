package docker

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/moby/moby/api/types/container"
	"github.com/moby/moby/client"
	"github.com/testcontainers/testcontainers-go"

	"github.com/dflab/dflab/lab"
	"github.com/dflab/dflab/lab/rig"
)

// Options of a ground.
type Options struct {
	// ID names the lab in the engine, lower-case letters and digits; empty makes one.
	ID string
	// Image is our own image, as EnsureSelf gives it: hosts, and parts whose source is sim, run from it.
	Image string
	// HostNetwork makes this machine the one host of the lab, as the guide deploys: its network, its process ids, its NICs.
	HostNetwork bool
}

// Ground makes one lab's hosts as containers. Its methods may be called at the same time.
type Ground struct {
	engine *Engine
	o      Options
	watch  *watcher
	// ctx ends with the ground; running counts what goes on until then.
	ctx     context.Context
	end     context.CancelFunc
	running sync.WaitGroup
	claim   *rig.Claim // of this machine's network; nil without HostNetwork

	wiring sync.Mutex // guards wirer
	wirer  testcontainers.Container

	mu    sync.Mutex
	notes []string
	hosts []*host
	// made are all containers, in the order in which they were made.
	made []testcontainers.Container
}

var _ rig.Ground = (*Ground)(nil)

// NewGround begins a lab without hosts. ctx bounds its beginning only; the lab lives until Close.
func (e *Engine) NewGround(ctx context.Context, o Options) (*Ground, error) {
	if o.ID == "" {
		var b [4]byte
		if _, err := rand.Read(b[:]); err != nil {
			return nil, fmt.Errorf("name lab: %w", err)
		}
		o.ID = hex.EncodeToString(b[:])
	}
	there, err := e.has(ctx, o.Image)
	if err != nil {
		return nil, err
	}
	if !there {
		return nil, missing(partHost, o.Image)
	}
	g := &Ground{engine: e, o: o, watch: newWatcher()}
	if o.HostNetwork {
		if !e.local() {
			return nil, fmt.Errorf("%w: the engine at %s runs on another one", rig.ErrMachineBusy, e.cli.DaemonHost())
		}
		if g.claim, err = rig.ClaimMachine(ctx, ""); err != nil {
			return nil, err
		}
		g.note("host network: every host of the lab is this machine; its NICs and hostname are left as they are")
	}
	g.ctx, g.end = context.WithCancel(context.WithoutCancel(ctx))
	g.running.Add(1)
	g.watch.watch(g.ctx, e, o.ID, g.running.Done)
	return g, nil
}

// ID is the lab's id, as its label has it.
func (g *Ground) ID() string { return g.o.ID }

// Where says how an operator finds the lab.
func (g *Ground) Where() []string {
	return []string{
		fmt.Sprintf("containers   docker ps --filter label=%s=%s", LabelLab, g.o.ID),
		fmt.Sprintf("logs         docker logs dflab-%s-HOST-PART", g.o.ID),
		fmt.Sprintf("MySQL        docker exec -it dflab-%s-deepflow-host-deepflow-mysql mysql -uroot -pdeepflow deepflow", g.o.ID),
	}
}

// Notes tell what the engine refused and what was done instead.
func (g *Ground) Notes() []string {
	g.mu.Lock()
	defer g.mu.Unlock()
	return slices.Clone(g.notes)
}

func (g *Ground) note(notes ...string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, n := range notes {
		if !slices.Contains(g.notes, n) {
			g.notes = append(g.notes, n)
		}
	}
}

// labels mark everything of the lab.
func (g *Ground) labels(part string) map[string]string {
	return map[string]string{LabelLab: g.o.ID, LabelOwner: g.engine.owner.String(), LabelPart: part}
}

// create makes a container and starts nothing.
func (g *Ground) create(ctx context.Context, req testcontainers.ContainerRequest, part string, edit func(*container.HostConfig)) (testcontainers.Container, error) {
	if err := g.ctx.Err(); err != nil {
		return nil, fmt.Errorf("create container: the lab is closed: %w", err)
	}
	req.Labels = g.labels(part)
	req.HostConfigModifier = func(hc *container.HostConfig) {
		// Another driver may be the engine's default, and some can't be read from.
		hc.LogConfig = container.LogConfig{Type: "json-file"}
		edit(hc)
	}
	made, err := g.engine.provider.CreateContainer(ctx, req)
	if made != nil {
		g.mu.Lock()
		g.made = append(g.made, made)
		g.mu.Unlock()
	}
	if err != nil {
		return nil, fmt.Errorf("create container %s: %w", req.Name, err)
	}
	return made, nil
}

// discard removes a container before the lab ends.
func (g *Ground) discard(ctx context.Context, c testcontainers.Container) error {
	g.mu.Lock()
	g.made = slices.DeleteFunc(g.made, func(m testcontainers.Container) bool { return m == c })
	g.mu.Unlock()
	return remove(ctx, c)
}

// remove ends a container at once and removes it with its volumes.
func remove(ctx context.Context, c testcontainers.Container) error {
	err := c.Terminate(ctx, testcontainers.StopTimeout(0))
	if err != nil && !gone(err) {
		return fmt.Errorf("remove container %.12s: %w", c.GetContainerID(), err)
	}
	return nil
}

// closeLimit bounds Close where the caller's context doesn't.
const closeLimit = time.Minute

// Close ends and removes every container of the lab, parts before hosts, and then whatever else carries its label.
func (g *Ground) Close(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), closeLimit)
	defer cancel()
	g.mu.Lock()
	hosts := g.hosts
	g.mu.Unlock()
	for _, h := range hosts {
		h.hangUp()
	}
	g.end()
	g.running.Wait()
	errs := g.removeAll(ctx)
	left, err := g.engine.sweepLab(ctx, g.o.ID)
	errs = append(errs, err)
	if len(left) > 0 {
		g.note(fmt.Sprintf("left over and removed: %v", left))
	}
	errs = append(errs, g.claim.Release())
	return errors.Join(errs...)
}

// removeAll removes the containers that share others' namespaces first, and all of a kind at once.
func (g *Ground) removeAll(ctx context.Context) []error {
	g.mu.Lock()
	made, owners := g.made, map[string]bool{}
	for _, h := range g.hosts {
		owners[h.pause.GetContainerID()] = true
	}
	g.made = nil
	g.mu.Unlock()
	var errs []error
	for _, owner := range []bool{false, true} {
		var kind []testcontainers.Container
		for _, c := range made {
			if owners[c.GetContainerID()] == owner {
				kind = append(kind, c)
			}
		}
		errs = append(errs, atOnce(kind, func(c testcontainers.Container) error { return remove(ctx, c) })...)
	}
	return errs
}

// atOnce does f with each at the same time and collects the errors.
func atOnce[T any](all []T, f func(T) error) []error {
	errs := make([]error, len(all))
	var wg sync.WaitGroup
	for i, t := range all {
		wg.Go(func() { errs[i] = f(t) })
	}
	wg.Wait()
	return errs
}

// Host makes a host and wires it to the first one.
func (g *Ground) Host(ctx context.Context, h lab.Host) (rig.Host, error) {
	made := &host{ground: g, spec: h}
	if err := made.start(ctx); err != nil {
		return nil, fmt.Errorf("make host %s: %w", h.Name, err)
	}
	g.mu.Lock()
	g.hosts = append(g.hosts, made)
	g.mu.Unlock()
	if g.o.HostNetwork {
		return made, nil
	}
	if err := made.wire(ctx); err != nil {
		return nil, fmt.Errorf("wire host %s: %w", h.Name, err)
	}
	return made, nil
}

// probe tries whether a container may have one capability.
func (g *Ground) probe(ctx context.Context, capability string) error {
	c, err := g.create(ctx, testcontainers.ContainerRequest{
		Name: g.helperName(partProbe + "-" + capability), Image: g.o.Image, Cmd: []string{"version"},
	}, partProbe, func(hc *container.HostConfig) {
		hc.NetworkMode = "none"
		hc.CapAdd = []string{capability}
	})
	if err != nil {
		return err
	}
	_, err = g.engine.cli.ContainerStart(ctx, c.GetContainerID(), client.ContainerStartOptions{})
	return errors.Join(err, g.discard(ctx, c))
}
