package docker

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/containerd/errdefs"
	"github.com/moby/moby/api/types/container"
	"github.com/moby/moby/api/types/mount"
	"github.com/moby/moby/client"
	"github.com/testcontainers/testcontainers-go"

	"github.com/dflab/dflab/lab"
	"github.com/dflab/dflab/lab/rig"
)

// stopLimit is Docker's: SIGTERM, and SIGKILL when it is over.
const stopLimit = 10 * time.Second

// eventLimit bounds how long an engine may take to tell what it has just done.
const eventLimit = 5 * time.Second

// part is a container in its host's namespaces.
type part struct {
	host    *host
	program rig.Program
	image   string
	command command
	log     *logLines

	// act is held while an operator acts on the part.
	act sync.Mutex

	mu       sync.Mutex
	made     testcontainers.Container
	got      privileges
	config   string
	unsaved  error // why the last SetConfig didn't reach the container
	restarts int   // as last inspected
	unfollow context.CancelFunc
}

var _ rig.Part = (*part)(nil)

// Place puts a part on the host as a container that isn't started.
func (h *host) Place(ctx context.Context, p rig.Program) (rig.Part, error) {
	if p.Log != "" {
		return nil, fmt.Errorf("the log file %s is in the container, where nobody follows it: want standard output", p.Log)
	}
	made := &part{host: h, program: p, config: p.Config.Text, log: &logLines{}}
	var err error
	if made.image, made.command, err = h.realise(p); err != nil {
		return nil, err
	}
	there, err := h.ground.engine.has(ctx, made.image)
	if err != nil {
		return nil, err
	}
	if !there {
		return nil, missing(p.Name, made.image)
	}
	for _, m := range p.Mounts {
		if strings.HasPrefix(m, "/var/run/docker.sock:") {
			h.ground.note(h.kind(p) + ": it has the engine's socket, as the guide's compose file gives it: it can do to this machine what root can")
		}
	}
	if err := made.create(ctx); err != nil {
		return nil, err
	}
	return made, nil
}

// kind is a part's name without its host's, so that a note is told once for all hosts.
func (h *host) kind(p rig.Program) string { return strings.TrimSuffix(p.Name, "-"+h.spec.Name) }

// create makes the container with what the engine is known to allow.
func (p *part) create(ctx context.Context) error {
	g := p.host.ground
	want := privileges{p.program.Privileged, p.program.Capabilities}
	g.engine.mu.Lock()
	got, notes := g.engine.refused.allowed(p.host.kind(p.program), want)
	g.engine.mu.Unlock()
	g.note(notes...)
	p.mu.Lock()
	config := p.config
	p.mu.Unlock()
	made, err := g.create(ctx, p.request(config), p.program.Name, func(hc *container.HostConfig) {
		got.apply(hc)
		p.namespaces(hc)
		hc.Binds = slices.Concat(p.program.Mounts, p.command.binds)
		for _, d := range p.program.Dirs {
			hc.Mounts = append(hc.Mounts, mount.Mount{
				Type: mount.TypeVolume, Target: d,
				VolumeOptions: &mount.VolumeOptions{NoCopy: true, Labels: g.labels(p.program.Name)},
			})
		}
		if p.program.Restart {
			hc.RestartPolicy = container.RestartPolicy{Name: container.RestartPolicyAlways}
		}
	})
	if err != nil {
		return err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.made, p.got = made, got
	return nil
}

// request is what the container is, apart from what it shares and may.
func (p *part) request(config string) testcontainers.ContainerRequest {
	g := p.host.ground
	req := testcontainers.ContainerRequest{Name: g.name(p.host.spec.Name, p.program.Name), Image: p.image, Cmd: p.command.args, Env: map[string]string{}}
	if p.command.entrypoint != nil {
		req.Entrypoint = p.command.entrypoint
	}
	for _, kv := range p.program.Env {
		k, v, _ := strings.Cut(kv, "=")
		req.Env[k] = v
	}
	for _, f := range slices.Concat([]rig.File{{Path: p.program.Config.Path, Text: config}}, p.program.Files) {
		if f.Path != "" {
			req.Files = append(req.Files, testcontainers.ContainerFile{
				Reader: strings.NewReader(f.Text), ContainerFilePath: f.Path, FileMode: fileMode,
			})
		}
	}
	return req
}

// fileMode lets a part read its files that gives up root, as MySQL does; MySQL ignores a my.cnf that others may write.
const fileMode = 0o644

// namespaces puts the part where the guide's compose files put it on a machine, which is the host's container.
func (p *part) namespaces(hc *container.HostConfig) {
	if p.host.ground.o.HostNetwork {
		hc.NetworkMode = "host"
		if p.program.HostPID {
			hc.PidMode = "host"
		}
		return
	}
	hc.NetworkMode = container.NetworkMode("container:" + p.host.pause.GetContainerID())
	if p.program.HostPID {
		hc.PidMode = container.PidMode("container:" + p.host.pause.GetContainerID())
	}
}

// Name is the part's name.
func (p *part) Name() string { return p.program.Name }

// Log is its standard output and error.
func (p *part) Log() lab.Log { return p.log }

// Config is the configuration file's text.
func (p *part) Config() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.config
}

// SetConfig writes the file into the container. An engine that doesn't take it makes the next Start fail.
func (p *part) SetConfig(text string) {
	p.act.Lock()
	defer p.act.Unlock()
	p.mu.Lock()
	p.config = text
	p.mu.Unlock()
	ctx, cancel := context.WithTimeout(p.host.ground.ctx, actLimit)
	defer cancel()
	p.save(ctx)
}

// save copies the configuration into the container.
func (p *part) save(ctx context.Context) {
	err := p.container().CopyToContainer(ctx, []byte(p.Config()), p.program.Config.Path, fileMode)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.unsaved = err
}

func (p *part) container() testcontainers.Container {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.made
}

func (p *part) id() string { return p.container().GetContainerID() }

// Start starts the container; a running one is left alone. What the engine refuses it goes without, and Notes tell.
func (p *part) Start(ctx context.Context) error {
	p.act.Lock()
	defer p.act.Unlock()
	g := p.host.ground
	before, _ := g.watch.of(p.id())
	id := p.id()
	if err := p.start(ctx); err != nil {
		return fmt.Errorf("start %s: %w", p.program.Name, err)
	}
	if p.id() != id {
		before = life{} // another container, with what the engine allows
	}
	p.awaitEvent(ctx, func(l life) bool { return before.running || l.starts > before.starts })
	return nil
}

func (p *part) start(ctx context.Context) error {
	p.mu.Lock()
	unsaved := p.unsaved
	p.mu.Unlock()
	if unsaved != nil {
		if p.save(ctx); p.unsaved != nil {
			return fmt.Errorf("write %s: %w", p.program.Config.Path, p.unsaved)
		}
	}
	for {
		err := p.container().Start(ctx)
		if !isRefusal(err) {
			if err == nil {
				p.follow()
			}
			return err
		}
		again, learnErr := p.learn(ctx, err)
		if learnErr != nil || !again {
			return errors.Join(err, learnErr)
		}
		if err := p.remake(ctx); err != nil {
			return err
		}
	}
}

// learn makes the engine's refusal known to all parts that come.
func (p *part) learn(ctx context.Context, refusal error) (bool, error) {
	g := p.host.ground
	g.engine.mu.Lock()
	defer g.engine.mu.Unlock()
	return g.engine.refused.learn(ctx, p.got, refusal, g.probe)
}

// remake makes the container again with what the engine allows.
func (p *part) remake(ctx context.Context) error {
	if err := p.host.ground.discard(ctx, p.container()); err != nil {
		return err
	}
	return p.create(ctx)
}

// follow begins to read the log, once for a container.
func (p *part) follow() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.unfollow != nil {
		return
	}
	g := p.host.ground
	ctx, cancel := context.WithCancel(g.ctx)
	p.unfollow = cancel
	id := p.made.GetContainerID()
	g.running.Go(func() { g.follow(ctx, id, p.log) })
}

// Stop ends the part with SIGTERM, and SIGKILL after ten seconds. The engine doesn't start it again.
func (p *part) Stop(ctx context.Context) error {
	p.act.Lock()
	defer p.act.Unlock()
	limit := stopLimit
	if err := p.container().Stop(ctx, &limit); err != nil {
		return fmt.Errorf("stop %s: %w", p.program.Name, err)
	}
	p.awaitEvent(ctx, func(l life) bool { return !l.running })
	return nil
}

// awaitEvent waits until the engine has told what it has done, so that State knows it.
func (p *part) awaitEvent(ctx context.Context, ok func(life) bool) {
	wait, cancel := context.WithTimeout(ctx, eventLimit)
	defer cancel()
	p.host.ground.watch.await(wait, p.id(), ok)
}

// Kill ends the part's process with SIGKILL, from outside of the engine: `docker kill` would keep the engine from starting it again.
func (p *part) Kill() {
	p.act.Lock()
	defer p.act.Unlock()
	g := p.host.ground
	ctx, cancel := context.WithTimeout(g.ctx, actLimit)
	defer cancel()
	s, err := p.container().State(ctx)
	if err != nil || s.Pid == 0 {
		return
	}
	before, _ := g.watch.of(p.id())
	if _, err := g.helper(ctx, nil, "kill", strconv.Itoa(s.Pid)); err != nil {
		g.note(fmt.Sprintf("%s: kill -9: %v", p.program.Name, err))
		return
	}
	if s.Paused {
		return // it dies when it is thawed
	}
	p.awaitEvent(ctx, func(l life) bool { return l.exits > before.exits })
}

// Pause freezes the part: it keeps its sockets and does nothing.
func (p *part) Pause(ctx context.Context) error {
	p.act.Lock()
	defer p.act.Unlock()
	if _, err := p.host.ground.engine.cli.ContainerPause(ctx, p.id(), client.ContainerPauseOptions{}); err != nil {
		return fmt.Errorf("pause %s: %w", p.program.Name, err)
	}
	return nil
}

// Resume thaws it; one that isn't frozen is left alone.
func (p *part) Resume(ctx context.Context) error {
	p.act.Lock()
	defer p.act.Unlock()
	s, err := p.container().State(ctx)
	if err != nil {
		return fmt.Errorf("resume %s: %w", p.program.Name, err)
	}
	if !s.Paused {
		return nil
	}
	if _, err := p.host.ground.engine.cli.ContainerUnpause(ctx, p.id(), client.ContainerUnpauseOptions{}); err != nil {
		return fmt.Errorf("resume %s: %w", p.program.Name, err)
	}
	return nil
}

// State is what `docker inspect` tells; exits are those that the engine reported, each one, however short the life before it.
func (p *part) State() lab.State {
	g := p.host.ground
	ctx, cancel := context.WithTimeout(g.ctx, actLimit)
	defer cancel()
	inspected, err := p.container().Inspect(ctx)
	p.mu.Lock()
	if err == nil {
		p.restarts = inspected.RestartCount
	}
	restarts := p.restarts
	p.mu.Unlock()
	l, _ := g.watch.of(p.id())
	return lab.State{Running: l.running, Restarts: restarts, ExitCode: l.exitCode, Exits: l.exits, Since: l.since}
}

// gone is the error of what isn't there any more, or is being removed.
func gone(err error) bool { return errdefs.IsNotFound(err) || errdefs.IsConflict(err) }
