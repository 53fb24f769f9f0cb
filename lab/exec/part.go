package exec

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"github.com/dflab/dflab/lab"
	"github.com/dflab/dflab/lab/rig"
)

// stopLimit is Docker's: SIGTERM, and SIGKILL when it is over.
const stopLimit = 10 * time.Second

// cantStart is the exit code of a start by the restart policy that failed, as a shell has it.
const cantStart = 127

// part is a program of the lab under its restart policy.
type part struct {
	host    *host
	program rig.Program
	binary  string
	args    []string
	mounts  []bind
	folder  *folder
	log     logFile

	// act is held while an operator acts on the part.
	act sync.Mutex

	mu      sync.Mutex
	config  string
	unsaved error // why the last SetConfig didn't reach the file
	process *running
	wanted  bool // the policy applies
	began   time.Time
	backoff time.Duration
	pending *time.Timer
	state   lab.State
}

var _ rig.Part = (*part)(nil)

// Place puts a part on the host: its files are written and its binary is found.
func (h *host) Place(ctx context.Context, p rig.Program) (rig.Part, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	p, err := Adapt(p)
	if err != nil {
		return nil, err
	}
	made := &part{host: h, program: p, config: p.Config.Text}
	if made.binary, err = h.ground.binary(p); err != nil {
		return nil, err
	}
	if made.mounts, err = h.binds(p); err != nil {
		return nil, err
	}
	if p.Privileged && os.Geteuid() != 0 {
		h.ground.note(p.Name + ": it runs without privileges, as this user isn't root")
	}
	root := filepath.Join(h.ground.dir, h.spec.Name, p.Name)
	if _, err := os.Stat(root); err == nil {
		return nil, fmt.Errorf("place %s on %s: there is one of that name", p.Name, h.spec.Name)
	}
	if made.folder, err = newFolder(root, p); err != nil {
		return nil, err
	}
	for _, f := range slices.Concat([]rig.File{p.Config}, p.Files) {
		if f.Path == "" {
			continue
		}
		if err := made.folder.write(f.Path, h.onLoopback(p, f.Text)); err != nil {
			return nil, err
		}
	}
	if p.Args != nil {
		made.args = p.Args(made.folder.at)
	}
	if err := made.graft(); err != nil {
		return nil, err
	}
	if h.ns == nil {
		if made.args, err = h.tellHost(p, made.args, root); err != nil {
			return nil, err
		}
	}
	made.log = logFile{root + ".log"}
	if p.Log != "" {
		made.log = logFile{made.folder.at(p.Log)}
	}
	return made, h.ground.keep(made)
}

// graft puts the files under their own names for the part's processes. Without a namespace that can't be; a program that isn't told
// where they lie would read the machine's.
func (p *part) graft() error {
	if p.host.ns == nil {
		if p.program.Args == nil && p.program.Config.Path != "" {
			return fmt.Errorf("place %s: it would read this machine's %s: %w", p.program.Name, p.program.Config.Path, ErrNoNamespace)
		}
		return nil
	}
	own, err := p.folder.graft()
	if err != nil {
		return fmt.Errorf("place %s: %w", p.program.Name, err)
	}
	p.mounts = slices.Concat(own, p.mounts)
	return nil
}

// keep lets Close end the part.
func (g *Ground) keep(p *part) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.closed {
		return fmt.Errorf("place %s: %w", p.program.Name, os.ErrClosed)
	}
	g.parts = append(g.parts, p)
	return nil
}

// Name is the part's name.
func (p *part) Name() string { return p.program.Name }

// Log is what the part's processes have written.
func (p *part) Log() lab.Log { return p.log }

// Config is the configuration file's text as it was set: paths in it are the part's own.
func (p *part) Config() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.config
}

// SetConfig replaces the file. One that can't be written makes the next Start fail.
func (p *part) SetConfig(text string) {
	p.act.Lock()
	defer p.act.Unlock()
	p.mu.Lock()
	defer p.mu.Unlock()
	p.config = text
	p.save()
}

func (p *part) save() {
	if p.program.Config.Path == "" {
		p.unsaved = errors.New("the part has no configuration file")
		return
	}
	p.unsaved = p.folder.write(p.program.Config.Path, p.host.onLoopback(p.program, p.config))
}

// State is what the last start or exit left.
func (p *part) State() lab.State {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.state
}

// Start starts the part; one that runs is left alone. The error says which binary can't be run, and why.
func (p *part) Start(ctx context.Context) error {
	p.act.Lock()
	defer p.act.Unlock()
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("start %s: %w", p.program.Name, err)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.process != nil {
		return nil
	}
	if p.unsaved != nil {
		if p.save(); p.unsaved != nil {
			return fmt.Errorf("start %s: %w", p.program.Name, p.unsaved)
		}
	}
	p.rest()
	if err := p.launch(); err != nil {
		return fmt.Errorf("start %s: %w", p.program.Name, err)
	}
	p.wanted = true
	return nil
}

// rest keeps the policy from starting the part; its back-off begins anew.
func (p *part) rest() {
	p.wanted, p.backoff = false, 0
	if p.pending != nil {
		p.pending.Stop()
		p.pending = nil
	}
}

// launch starts a process. p.mu is held.
func (p *part) launch() error {
	if p.host.ground.isClosed() {
		return os.ErrClosed
	}
	out, err := p.open()
	if err != nil {
		return fmt.Errorf("open log: %w", err)
	}
	defer out.Close()
	now, err := p.host.run(p.command(out), p.mounts, p.ended)
	if err != nil {
		return explain(p.binary, err)
	}
	p.process, p.began = now, time.Now()
	p.state.Running, p.state.Since = true, p.began
	return nil
}

// open is the file for the process's standard output and error: its log, or one beside that.
func (p *part) open() (*os.File, error) {
	if p.program.Log == "" {
		return p.log.open()
	}
	return logFile{p.folder.root + ".out"}.open()
}

// ended records the end of a process, and starts another one if the policy says so.
func (p *part) ended(which *running, code int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.process == which {
		p.process = nil
	}
	p.exit(code)
}

// exit counts an end. p.mu is held.
func (p *part) exit(code int) {
	now := time.Now()
	p.state = lab.State{Restarts: p.state.Restarts, ExitCode: code, Exits: p.state.Exits + 1, Since: now}
	if !p.wanted || !p.program.Restart {
		return
	}
	p.backoff = nextBackoff(p.backoff, now.Sub(p.began))
	p.pending = time.AfterFunc(p.backoff, p.again)
}

// again is a start by the restart policy.
func (p *part) again() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.wanted || p.process != nil {
		return
	}
	p.pending = nil
	p.state.Restarts++
	p.began = time.Now()
	err := p.launch()
	if errors.Is(err, os.ErrClosed) {
		return
	}
	if err != nil {
		if out, openErr := p.open(); openErr == nil {
			fmt.Fprintln(out, err)
			out.Close()
		}
		p.exit(cantStart)
	}
}

// Stop ends the part with SIGTERM, and SIGKILL after ten seconds or with ctx. The policy doesn't start it again.
func (p *part) Stop(ctx context.Context) error {
	p.act.Lock()
	defer p.act.Unlock()
	now := p.unwanted()
	if now == nil {
		return nil
	}
	limit := time.NewTimer(stopLimit)
	defer limit.Stop()
	now.terminate()
	select {
	case <-now.ended:
	case <-limit.C:
		return p.kill(ctx, now)
	case <-ctx.Done():
		return p.kill(ctx, now)
	}
	return nil
}

// unwanted keeps the policy away and returns the process, if there is one.
func (p *part) unwanted() *running {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.rest()
	return p.process
}

// killLimit bounds how long a killed process may take to be gone: one in the kernel's hands can't be ended.
const killLimit = 5 * time.Second

func (p *part) kill(ctx context.Context, now *running) error {
	now.kill()
	limit := time.NewTimer(killLimit)
	defer limit.Stop()
	select {
	case <-now.ended:
		return ctx.Err()
	case <-limit.C:
		return fmt.Errorf("stop %s: process %d doesn't end after SIGKILL", p.program.Name, now.pid)
	}
}

// end kills the part for good.
func (p *part) end(ctx context.Context) {
	p.act.Lock()
	defer p.act.Unlock()
	if now := p.unwanted(); now != nil {
		_ = p.kill(ctx, now)
	}
}

// Kill ends the part's processes as kill -9 does; the policy starts it again.
func (p *part) Kill() {
	p.act.Lock()
	defer p.act.Unlock()
	p.mu.Lock()
	now := p.process
	p.mu.Unlock()
	if now != nil {
		_ = p.kill(context.Background(), now)
	}
}

// Pause freezes the part's processes: they keep their sockets and do nothing.
func (p *part) Pause(context.Context) error { return p.signal("pause", (*running).freeze) }

// Resume thaws them; ones that aren't frozen go on.
func (p *part) Resume(context.Context) error { return p.signal("resume", (*running).thaw) }

func (p *part) signal(verb string, send func(*running) error) error {
	p.act.Lock()
	defer p.act.Unlock()
	p.mu.Lock()
	now := p.process
	p.mu.Unlock()
	if now == nil {
		return fmt.Errorf("%s %s: it doesn't run", verb, p.program.Name)
	}
	if err := send(now); err != nil {
		return fmt.Errorf("%s %s: %w", verb, p.program.Name, err)
	}
	return nil
}

func (g *Ground) isClosed() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.closed
}
