package main

import (
	"errors"
	"fmt"
	"net/netip"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"gopkg.in/yaml.v3"

	"github.com/dflab/dflab/lab"
	"github.com/dflab/dflab/lab/deepflow/config"
	"github.com/dflab/dflab/lab/sim"
	"github.com/dflab/dflab/lab/sim/agent"
	"github.com/dflab/dflab/lab/sim/kernel"
	"github.com/dflab/dflab/lab/vnet"
)

// simAgent is `dflab sim agent`.
type simAgent struct {
	soloFlags
	hostname, host string
	reach          []string
}

func simAgentCommand() *cobra.Command {
	var o simAgent
	cmd := &cobra.Command{
		Use:   "agent",
		Short: "Run a simulated deepflow-agent with this machine's hostname, NICs and routes, or those of a file",
		Args:  noArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return o.run(cmd) },
	}
	f := cmd.Flags()
	o.add(cmd, "/etc/deepflow-agent.yaml", "deepflow-agent.yaml")
	f.StringVar(&o.hostname, "hostname", "", "what the host calls itself; empty is the hostname of PID 1's UTS namespace, or of the agent's own")
	f.StringVar(&o.host, "host", "", "YAML file of a host that the agent is on instead of this machine: name, hostname, nics, routes, traffic")
	f.StringArrayVar(&o.reach, "reach", nil, "ADDRESS=ADDRESS: connect to the second where the agent wants the first; may be repeated")
	return cmd
}

func (o simAgent) run(cmd *cobra.Command) (err error) {
	text, conf, err := read(&o.soloFlags, "agent file", config.ParseAgent)
	if err != nil {
		return usage(err)
	}
	machine, err := o.machine(conf)
	if err != nil {
		return usage(err)
	}
	via, err := parseReach(o.reach)
	if err != nil {
		return usage(err)
	}
	s, err := newSolo(o.soloFlags)
	if err != nil {
		return err
	}
	out, closeLog, err := logTo(o.log, cmd.OutOrStdout())
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, closeLog()) }()
	return s.run(cmd.Context(), func(exited func(int)) (func(), error) {
		a, err := agent.Start(agent.Options{
			Clock: s.clock, Host: vnet.Machine(s.clock, vnet.Via(via)), Name: "deepflow-agent", Machine: machine,
			ConfigFile: o.file, Config: text, Log: out, Stderr: cmd.ErrOrStderr(), Rand: s.rand, Release: s.release,
		}, exited)
		if err != nil {
			return nil, err
		}
		return a.Stop, nil
	})
}

// machine is what the agent is on: this machine, or the host of a file.
func (o simAgent) machine(conf *config.Agent) (agent.Machine, error) {
	if o.host == "" {
		return kernel.New(time.Now, o.hostname), nil
	}
	h, err := readHost(o.host)
	if err != nil {
		return nil, err
	}
	if o.hostname != "" {
		h.Hostname = o.hostname
	}
	var server netip.Addr
	if conf != nil && len(conf.ControllerIPs) > 0 {
		server, _ = netip.ParseAddr(conf.ControllerIPs[0]) // a name is nowhere that traffic could go to
	}
	if h.Traffic = h.Traffic && server.IsValid(); len(h.NICs) == 0 {
		return nil, fmt.Errorf("read host: %s: nics: none: want at least one with an address", o.host)
	}
	return sim.HostMachine(h, server), nil
}

// readHost reads a host as a specification has it, without its agent's file.
func readHost(file string) (lab.Host, error) {
	var h lab.Host
	f, err := os.Open(file)
	if err != nil {
		return h, fmt.Errorf("read host: %w", err)
	}
	defer f.Close()
	d := yaml.NewDecoder(f)
	d.KnownFields(true)
	if err := d.Decode(&h); err != nil {
		return h, fmt.Errorf("read host: %s: %w", file, err)
	}
	if h.Name == "" {
		return h, fmt.Errorf("read host: %s: name: missing: want what the host is called", file)
	}
	return h, nil
}

// parseReach reads ADDRESS=ADDRESS.
func parseReach(pairs []string) (map[netip.Addr]netip.Addr, error) {
	via := map[netip.Addr]netip.Addr{}
	for _, pair := range pairs {
		from, to, _ := strings.Cut(pair, "=")
		a, err1 := netip.ParseAddr(from)
		b, err2 := netip.ParseAddr(to)
		if err1 != nil || err2 != nil {
			return nil, fmt.Errorf("--reach %q: want ADDRESS=ADDRESS, such as 10.50.72.100=127.0.0.1", pair)
		}
		via[a] = b
	}
	return via, nil
}
