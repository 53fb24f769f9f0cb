package main

import (
	"fmt"
	"net"

	"github.com/spf13/cobra"

	"github.com/dflab/dflab/fixtures"
	"github.com/dflab/dflab/lab/sim"
)

// endpoint is one port of a lab on this machine.
type endpoint struct {
	Name    string `json:"name"`
	Address string `json:"address"`
	Use     string `json:"use"`
}

// upReport is what `dflab up -o json` prints once the lab stands.
type upReport struct {
	Preset    string     `json:"preset"`
	Release   string     `json:"release"`
	Seed      uint64     `json:"seed"`
	Speed     float64    `json:"speed"`
	Endpoints []endpoint `json:"endpoints"`
	Hosts     []upHost   `json:"hosts"`
}

type upHost struct {
	Name string   `json:"name"`
	IPs  []string `json:"ips"`
}

func upCommand() *cobra.Command {
	var agents int
	var speed float64
	var seed uint64
	var listen, output string
	var anyPort bool
	cmd := &cobra.Command{
		Use:   "up",
		Short: "Start a healthy lab: one server and agents, on the guide's own files; Ctrl-C ends it",
		Args:  noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if agents < 0 || agents > 200 {
				return usage(fmt.Errorf("--agents %d: want 0 to 200, as many as one ingester takes (analyzer.vtap_max)", agents))
			}
			if err := checkSpeed(speed); err != nil {
				return err
			}
			if output != "text" && output != "json" {
				return usage(fmt.Errorf("-o %s: want text or json", output))
			}
			if net.ParseIP(listen) == nil {
				return usage(fmt.Errorf("--listen %s: want an IP address of this machine", listen))
			}
			spec := fixtures.GuideLab(agents)
			spec.Seed = seed
			u := up{listen: listen, anyPort: anyPort, speed: speed}
			return u.run(cmd.Context(), spec, cmd.OutOrStdout(), output == "json")
		},
	}
	f := cmd.Flags()
	f.IntVar(&agents, "agents", 1, "hosts with an agent")
	f.Float64Var(&speed, "speed", 1, "lab seconds a second")
	f.Uint64Var(&seed, "seed", 1, "repeats a lab: uuids, short ids, jitter")
	f.StringVar(&listen, "listen", "127.0.0.1", "address that the lab's ports are opened on")
	f.BoolVar(&anyPort, "any-port", false, "take free ports instead of the guide's, so that labs stand side by side")
	f.StringVarP(&output, "output", "o", "text", "text or json")
	return cmd
}

// upPorts are the ports of the guide's host-network deployment.
var upPorts = []struct {
	name, use string
	port      int
}{
	{"controller", "deepflow-ctl --api-port, REST", sim.PortREST},
	{"agents", "agent.Synchronizer (gRPC)", sim.PortGRPC},
	{"ingester", "agents' data", sim.PortData},
	{"querier", "queries", sim.PortQuerier},
	{"mysql", "mysql -uroot -pdeepflow -P", sim.PortMySQL},
	{"clickhouse", "HTTP interface", sim.PortClickHouse},
}
