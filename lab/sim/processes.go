package sim

import (
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"net"
	"net/netip"
	"strconv"

	"github.com/dflab/dflab/lab"
	"github.com/dflab/dflab/lab/deepflow/config"
	"github.com/dflab/dflab/lab/sim/agent"
	"github.com/dflab/dflab/lab/sim/server"
	"github.com/dflab/dflab/lab/sim/supervisor"
)

// deskAddr is the operator's address, of the range for documentation (RFC 5737).
var deskAddr = netip.MustParseAddr("192.0.2.254")

// startServer is one life of the server's container.
func (l *Lab) startServer(exited func(int)) (func(), error) {
	d := l.Server.(*daemon)
	env := map[string]string{
		"DEEPFLOW_SERVER_RUNNING_MODE": "STANDALONE",
		"K8S_POD_IP_FOR_DEEPFLOW":      "127.0.0.1",
		"K8S_NODE_IP_FOR_DEEPFLOW":     l.Spec.Server.IP.String(),
		"TZ":                           "UTC",
	}
	for k, v := range l.Spec.Server.Env {
		env[k] = v
	}
	s, err := server.Start(server.Options{
		Clock: l.clock, Host: l.server, Name: d.name, Hostname: l.Spec.Server.Hostname, Env: env,
		ConfigFile: "/etc/server.yaml", Config: []byte(d.Config()), Log: d.log, Rand: l.fork(), Release: l.release,
		ClickHouse: ClickHouseAt(l.server, l.store.store),
		DB: func(c config.MySQL) (*sql.DB, error) {
			return l.openMySQL(l.server, c.UserName, c.UserPassword, net.JoinHostPort(c.Host, strconv.Itoa(int(c.Port))), c.Database)
		},
	}, exited)
	if err != nil {
		return nil, err
	}
	return s.Kill, nil
}

// fork is a random source of its own, so that what one part draws doesn't move another's numbers.
func (l *Lab) fork() *rand.Rand { return rand.New(rand.NewPCG(l.rand.Uint64(), l.rand.Uint64())) }

func (l *Lab) addHost(spec lab.Host) error {
	h, err := l.Network.AddHost(spec.Name, addresses(spec.NICs)...)
	if err != nil {
		return err
	}
	m := newMachine(h, spec, l.Spec.Server.IP)
	running := &lab.RunningHost{Host: spec, Machine: cabled{machine: m, network: l.Network, server: l.server}}
	l.Hosts = append(l.Hosts, running)
	if spec.AgentConfig == "" {
		return nil
	}
	var d *daemon
	d = newDaemon(l.clock, "deepflow-agent/"+spec.Name, supervisor.Systemd, spec.AgentConfig, func(exited func(int)) (func(), error) {
		a, err := agent.Start(agent.Options{
			Clock: l.clock, Host: h, Name: d.name, Machine: m, ConfigFile: "/etc/deepflow-agent.yaml",
			Config: []byte(d.Config()), Log: d.log, Stderr: d.log, Rand: l.fork(), Release: l.release,
		}, exited)
		if err != nil {
			return nil, err
		}
		return a.Kill, nil
	})
	l.add(d)
	running.Agent = d
	return nil
}

// StartAgents starts the agent of every host that has one.
func (l *Lab) StartAgents(ctx context.Context) error {
	for _, h := range l.Hosts {
		if h.Agent == nil {
			continue
		}
		if err := h.Agent.Start(ctx); err != nil {
			return fmt.Errorf("start agents: %w", err)
		}
	}
	return nil
}

// Expose carries every connection that ln accepts to that port of the server's host, until ctx ends.
func (l *Lab) Expose(ctx context.Context, port int, ln net.Listener) error {
	if err := l.server.Expose(ctx, fmt.Sprintf("%s:%d", l.Spec.Server.IP, port), ln); err != nil {
		return fmt.Errorf("open port %d of the lab: %w", port, err)
	}
	return nil
}
