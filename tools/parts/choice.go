// Package parts chooses what realises each part of a lab, from presets and flags, and makes a provider of scenarios of the choice. It is
// where the embedded lab, containers and local binaries are wired to what uses them; the command line and the suites share it.
package parts

import (
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"github.com/dflab/dflab/lab/docker"
	"github.com/dflab/dflab/lab/rig"
)

// Presets: common mixtures of parts.
const (
	Embedded = "embedded" // all simulated, in this process, on a clock that jumps
	Docker   = "docker"   // the guide's images
	Local    = "local"    // containers without a registry: MariaDB, ClickHouse 18.16, simulated server and agents (make lab-images)
	Exec     = "exec"     // binaries of this machine: databases from PATH, simulated server and agents unless told otherwise
	Auto     = "auto"     // docker where an engine has the release's images, else embedded
	mixed    = "mixed"    // what a report calls any other mixture
)

// Choice is what the flags say.
type Choice struct {
	Preset string
	// Server, Agent, MySQL and ClickHouse are sources (sim, image:REFERENCE, exec:PATH) in place of the preset's; DB is both databases'.
	Server, Agent, DB, MySQL, ClickHouse string
	// Images replace the preset's images, as PART=REFERENCE; ImageFile does so from a file.
	Images    []string
	ImageFile string
	Registry  string
	Timing    string
	// HostNetwork puts everything onto this machine's own network, as the guide writes it.
	HostNetwork bool
	// NodeIP is this machine's address for HostNetwork.
	NodeIP string
	// Fresh builds a lab for each scenario.
	Fresh bool
}

// Flags adds the flags.
func (c *Choice) Flags(f *pflag.FlagSet) {
	f.StringVar(&c.Preset, "parts", "", "preset of parts: embedded (all simulated; the default), docker (the guide's images), local (images of make lab-images),\nexec (binaries of this machine), auto (docker where an engine has the images, else embedded)")
	f.StringVar(&c.Server, "server", "", "deepflow-server: sim, image:REFERENCE or exec:PATH")
	f.StringVar(&c.Agent, "agent", "", "deepflow-agent: sim, image:REFERENCE or exec:PATH")
	f.StringVar(&c.DB, "db", "", "both databases: exec (from PATH)")
	f.StringVar(&c.MySQL, "mysql", "", "MySQL: image:REFERENCE or exec:PATH")
	f.StringVar(&c.ClickHouse, "clickhouse", "", "ClickHouse: image:REFERENCE, exec:PATH or none (the server then stores nothing)")
	f.StringArrayVar(&c.Images, "image", nil, "another image for a part, as server=REFERENCE; may be repeated")
	f.StringVar(&c.ImageFile, "images", "", "YAML file of images: lines of `part: reference`")
	f.StringVar(&c.Registry, "registry", "", "registry of the guide's images: hongkong or beijing; empty is the guide's choice")
	f.StringVar(&c.Timing, "timing", "", "timers of real parts: fast (the default: as short as configuration allows) or real")
	f.BoolVar(&c.HostNetwork, "host-network", false, "use this machine's own network and processes, as the guide does: one lab at a time, NICs stay as they are, and\na privileged agent gets the engine's socket")
	f.StringVar(&c.NodeIP, "node-ip", "", "this machine's address for --host-network (NODE_IP_FOR_DEEPFLOW of the guide)")
	f.BoolVar(&c.Fresh, "fresh", false, "build a lab for each scenario, instead of using one again that has reverted")
}

// Again are the flags that make the same choice.
func (c Choice) Again() string {
	var b strings.Builder
	fmt.Fprintf(&b, " --parts %s", c.preset())
	for _, f := range [][2]string{
		{"server", c.Server},
		{"agent", c.Agent},
		{"db", c.DB},
		{"mysql", c.MySQL},
		{"clickhouse", c.ClickHouse},
		{"images", c.ImageFile},
		{"registry", c.Registry},
		{"timing", c.Timing},
		{"node-ip", c.NodeIP},
	} {
		if f[1] != "" {
			fmt.Fprintf(&b, " --%s %s", f[0], f[1])
		}
	}
	for _, i := range c.Images {
		fmt.Fprintf(&b, " --image %s", i)
	}
	if c.HostNetwork {
		b.WriteString(" --host-network")
	}
	return b.String()
}

// preset is the one that the flags mean: one that names parts means a mixture of this machine's binaries, one that names images means
// containers.
func (c Choice) preset() string {
	switch {
	case c.Preset != "":
		return c.Preset
	case len(c.Images) > 0 || c.ImageFile != "" || c.Registry != "" || c.HostNetwork:
		return Docker
	case c.Server+c.Agent+c.DB+c.MySQL+c.ClickHouse != "":
		return Exec
	}
	return Embedded
}

// sources resolves the flags of a preset of real processes.
func (c Choice) sources(preset string, images docker.Images) (s rig.Sources, err error) {
	sim := rig.Source{Kind: rig.Sim}
	of := func(part string) rig.Source {
		i, _ := images.Of(part)
		return rig.Source{Kind: rig.Image, Ref: i.Ref}
	}
	switch preset {
	case Docker:
		s = rig.Sources{MySQL: of("mysql"), ClickHouse: of("clickhouse"), Server: of("server"), Agent: of("agent")}
	case Local:
		s = rig.Sources{MySQL: of("mysql"), ClickHouse: of("clickhouse"), Server: sim, Agent: sim}
	case Exec:
		s = rig.Sources{MySQL: rig.Source{Kind: rig.Exec}, ClickHouse: rig.Source{Kind: rig.Exec}, Server: sim, Agent: sim}
	default:
		return s, fmt.Errorf("--parts %s: want %s", preset, strings.Join([]string{Embedded, Docker, Local, Exec, Auto}, ", "))
	}
	for _, f := range []struct {
		flag, value string
		to          []*rig.Source
		kinds       []rig.Kind
	}{
		{"--server", c.Server, []*rig.Source{&s.Server}, []rig.Kind{rig.Sim, rig.Image, rig.Exec}},
		{"--agent", c.Agent, []*rig.Source{&s.Agent}, []rig.Kind{rig.Sim, rig.Image, rig.Exec}},
		{"--db", c.DB, []*rig.Source{&s.MySQL, &s.ClickHouse}, []rig.Kind{rig.Exec}},
		{"--mysql", c.MySQL, []*rig.Source{&s.MySQL}, []rig.Kind{rig.Image, rig.Exec}},
		{"--clickhouse", c.ClickHouse, []*rig.Source{&s.ClickHouse}, []rig.Kind{rig.Image, rig.Exec, rig.None}},
	} {
		if f.value == "" {
			continue
		}
		src, err := rig.ParseSource(f.value)
		if err != nil {
			return s, fmt.Errorf("%s: %w", f.flag, err)
		}
		if !slices.Contains(f.kinds, src.Kind) {
			return s, fmt.Errorf("%s %s: want one of %v", f.flag, f.value, f.kinds)
		}
		if src.Kind == rig.Exec && src.Ref == "" && (f.flag == "--server" || f.flag == "--agent") {
			return s, fmt.Errorf("%s exec: which binary: exec:PATH", f.flag)
		}
		for _, to := range f.to {
			*to = src
		}
	}
	return s, nil
}

// images are the preset's, with what environment, file and flags put in their place.
func (c Choice) images(preset string, getenv func(string) string) (docker.Images, error) {
	images := docker.LocalImages()
	if preset != Local {
		var err error
		if images, err = docker.GuideImages(c.Registry); err != nil {
			return nil, fmt.Errorf("--registry: %w", err)
		}
	}
	images = images.WithEnv(getenv)
	if c.ImageFile != "" {
		var err error
		if images, err = images.WithFile(c.ImageFile); err != nil {
			return nil, err
		}
	}
	refs := map[string]string{}
	for _, text := range c.Images {
		part, ref, ok := strings.Cut(text, "=")
		if !ok {
			return nil, fmt.Errorf("--image %s: want PART=REFERENCE", text)
		}
		refs[part] = ref
	}
	images, err := images.With(refs)
	if err != nil {
		return nil, fmt.Errorf("--image: %w", err)
	}
	return images, nil
}

// nodeIP is the server's address with HostNetwork; the zero address without.
func (c Choice) nodeIP() (netip.Addr, error) {
	if c.HostNetwork != (c.NodeIP != "") {
		return netip.Addr{}, errors.New("--host-network and --node-ip go together: want this machine's address, as in `--host-network --node-ip 192.0.2.7`")
	}
	if c.NodeIP == "" {
		return netip.Addr{}, nil
	}
	ip, err := netip.ParseAddr(c.NodeIP)
	if err != nil || ip.IsLoopback() || ip.IsUnspecified() {
		return ip, fmt.Errorf("--node-ip %s: want an address of this machine that isn't its loopback", c.NodeIP)
	}
	return ip, nil
}

// name is what a report calls the mixture: docker only when no part is ours.
func name(s rig.Sources) string {
	for _, p := range named(s) {
		if p.src.Kind != rig.Image {
			return mixed
		}
	}
	return Docker
}
