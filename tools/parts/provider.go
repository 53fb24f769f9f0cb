package parts

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"os"
	"os/exec"
	"slices"
	"sync"

	"github.com/dflab/dflab/lab"
	"github.com/dflab/dflab/lab/docker"
	"github.com/dflab/dflab/lab/rig"
	"github.com/dflab/dflab/scenarios/run"
)

// Options of Provider.
type Options struct {
	// Binary is the static dflab binary that hosts and simulated parts run.
	Binary string
	Getenv func(string) string
	// Tell is told what takes time, such as a pull; it may be nil.
	Tell func(string)
}

// Provider builds labs of the chosen parts.
type Provider struct {
	run.Provider
	// Line says in one line which parts a run takes, and why.
	Line string

	close func() error
}

// Close ends what the provider holds, such as the connection to an engine.
func (p *Provider) Close() error {
	if p.close == nil {
		return nil
	}
	return p.close()
}

// Provider makes the choice good. What the flags say wrong is a *UsageError.
func (c Choice) Provider(ctx context.Context, o Options) (*Provider, error) {
	preset, why := c.preset(), ""
	if preset == Auto {
		preset, why = c.decide(ctx, o)
	}
	if preset == Embedded {
		if c.different() {
			return nil, &UsageError{errors.New("--parts embedded: all of its parts are simulated: it takes no other flag about parts")}
		}
		return &Provider{Provider: EmbeddedProvider(), Line: "parts: embedded (all simulated, lab time jumps)" + why}, nil
	}
	return c.provider(ctx, o, preset, why)
}

// different tells that the flags ask for more than a preset.
func (c Choice) different() bool {
	return c.Server+c.Agent+c.DB+c.MySQL+c.ClickHouse+c.ImageFile+c.Registry+c.Timing != "" || len(c.Images) > 0 || c.HostNetwork || c.Fresh
}

// UsageError is what the user can mend on the command line.
type UsageError struct{ err error }

func (e *UsageError) Error() string { return e.err.Error() }
func (e *UsageError) Unwrap() error { return e.err }

func (c Choice) provider(ctx context.Context, o Options, preset, why string) (_ *Provider, err error) {
	images, err := c.images(preset, o.Getenv)
	if err != nil {
		return nil, &UsageError{err}
	}
	sources, err := c.sources(preset, images)
	if err != nil {
		return nil, &UsageError{err}
	}
	timing := rig.Fast
	if c.Timing != "" {
		if timing, err = rig.ParseTiming(c.Timing); err != nil {
			return nil, &UsageError{fmt.Errorf("--timing: %w", err)}
		}
	}
	if err := binaries(sources); err != nil {
		return nil, &UsageError{err}
	}
	ip, err := c.nodeIP()
	if err != nil {
		return nil, &UsageError{err}
	}
	site, err := c.site(ctx, o, sources, preset == Docker && c.Preset == Docker)
	if err != nil {
		return nil, err
	}
	b := &builder{site: site, nodeIP: ip, options: rig.Options{Sources: sources, Timing: timing, Adapt: site.adapt}}
	p := &Provider{
		Provider: run.Provider{
			Preset: name(sources), Parts: sources.Map(), Times: run.Passing(timing.Sync), Build: b.build, Notes: b.told, AtOnce: site.atOnce, Reuse: !c.Fresh,
		},
		Line:  fmt.Sprintf("parts: %s (%s; timing %s)%s", name(sources), describe(sources), timing.Name, why),
		close: site.close,
	}
	return p, nil
}

// part is a part by the name that flags give it.
type part struct {
	name string
	src  rig.Source
}

func named(s rig.Sources) []part {
	return []part{{"mysql", s.MySQL}, {"clickhouse", s.ClickHouse}, {"server", s.Server}, {"agent", s.Agent}}
}

// binaries says which binaries aren't there, before a lab is begun for them.
func binaries(s rig.Sources) error {
	var errs []error
	for _, p := range named(s) {
		if p.src.Kind != rig.Exec || p.src.Ref == "" {
			continue
		}
		if _, err := exec.LookPath(p.src.Ref); err != nil {
			errs = append(errs, fmt.Errorf("%s: %s: want the path of a program: %w", p.name, p.src, err))
		}
	}
	return errors.Join(errs...)
}

func describe(s rig.Sources) string {
	return fmt.Sprintf("server %s, agent %s, MySQL %s, ClickHouse %s", s.Server, s.Agent, s.MySQL, s.ClickHouse)
}

// site is where grounds are made.
type site struct {
	ground func(context.Context) (rig.Ground, error)
	adapt  func(rig.Program) (rig.Program, error)
	close  func() error
	// atOnce is how many labs may stand at a time.
	atOnce int
}

// builder builds labs and collects what the machine refused them.
type builder struct {
	site    site
	nodeIP  netip.Addr // of --host-network
	options rig.Options

	mu    sync.Mutex
	notes []string
}

func (b *builder) build(ctx context.Context, spec lab.Spec) (run.Deployment, error) {
	if b.nodeIP.IsValid() {
		hostname, err := os.Hostname()
		if err != nil {
			return nil, fmt.Errorf("ask this machine's name: %w", err)
		}
		spec = rig.Rebase(spec, b.nodeIP, hostname)
	}
	g, err := b.site.ground(ctx)
	if err != nil {
		return nil, err
	}
	l, err := rig.Build(ctx, g, spec, b.options)
	b.note(g.Notes())
	if err != nil {
		return nil, err
	}
	return deployment{l, b}, nil
}

func (b *builder) note(notes []string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, n := range notes {
		if !slices.Contains(b.notes, n) {
			b.notes = append(b.notes, n)
		}
	}
}

func (b *builder) told() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.notes)
}

// deployment is a lab whose notes are kept when it ends.
type deployment struct {
	*rig.Lab
	by *builder
}

func (d deployment) Close() error {
	err := d.Lab.Close()
	d.by.note(d.Notes())
	return err
}

// manyLabs is how many labs of real processes stand at a time where nothing but memory bounds them: one has two databases and takes
// about half a GiB, and mostly waits.
const manyLabs = 8

// site is where the sources can be run: in an engine as soon as one of them is an image.
func (c Choice) site(ctx context.Context, o Options, s rig.Sources, pull bool) (site, error) {
	if len(wanted(s)) > 0 || c.HostNetwork {
		return c.containers(ctx, o, s, pull)
	}
	return machine(o), nil
}

// containers is a site in an engine. pull fetches what isn't there.
func (c Choice) containers(ctx context.Context, o Options, s rig.Sources, pull bool) (_ site, err error) {
	engine, err := docker.Connect(ctx)
	if err != nil {
		return site{}, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, engine.Close())
		}
	}()
	if err := c.present(ctx, engine, o, s, pull); err != nil {
		return site{}, err
	}
	self, err := engine.EnsureSelf(ctx, o.Binary)
	if err != nil {
		return site{}, err
	}
	at := site{close: engine.Close, atOnce: manyLabs, ground: func(ctx context.Context) (rig.Ground, error) {
		return engine.NewGround(ctx, docker.Options{Image: self, HostNetwork: c.HostNetwork})
	}}
	if c.HostNetwork {
		at.atOnce = 1
	}
	return at, nil
}

// present makes sure that the images of all parts are there before a lab is begun.
func (c Choice) present(ctx context.Context, engine *docker.Engine, o Options, s rig.Sources, pull bool) error {
	images := wanted(s)
	missing, err := engine.Missing(ctx, images)
	if err != nil || len(missing) == 0 {
		return err
	}
	if pull {
		err := engine.Pull(ctx, missing, func(p docker.Progress) {
			if o.Tell != nil {
				o.Tell(fmt.Sprintf("pull %s: %s", p.Image.Ref, p.Status))
			}
		})
		if err != nil {
			return fmt.Errorf("%w\n%w", err, missing[0].Missing())
		}
		return nil
	}
	var errs []error
	for _, m := range missing {
		errs = append(errs, m.Missing())
	}
	return errors.Join(errs...)
}

// wanted are the images of the parts.
func wanted(s rig.Sources) docker.Images {
	var images docker.Images
	for _, p := range named(s) {
		if p.src.Kind == rig.Image {
			images = append(images, docker.Image{Part: p.name, Ref: p.src.Ref})
		}
	}
	return images
}

// decide is auto: the docker preset when an engine answers and has the images, else the embedded one.
func (c Choice) decide(ctx context.Context, o Options) (preset, why string) {
	const how = "; `dflab pull` fetches the real images"
	engine, err := docker.Connect(ctx)
	if err != nil {
		return Embedded, ": no container engine answers" + how
	}
	defer engine.Close()
	images, err := c.images(Docker, o.Getenv)
	if err != nil {
		return Docker, ""
	}
	missing, err := engine.Missing(ctx, images.Docking())
	switch {
	case err != nil:
		return Embedded, fmt.Sprintf(": the engine doesn't tell its images (%v)%s", err, how)
	case len(missing) > 0:
		return Embedded, fmt.Sprintf(": the engine hasn't got %s%s", missing[0].Ref, how)
	}
	return Docker, ": the engine has the release's images; PARTS=embedded takes the simulator"
}
