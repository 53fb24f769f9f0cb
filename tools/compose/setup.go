package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/dflab/dflab/fixtures"
	"github.com/dflab/dflab/fixtures/compose"
	"github.com/dflab/dflab/lab"
	"github.com/dflab/dflab/lab/deepflow/controller"
	"github.com/dflab/dflab/lab/operator"
)

// startLimit is how long the server may take until it takes agents: 20 s after MySQL is there, on an empty database.
const startLimit = 5 * time.Minute

// setUp waits for the server and creates what the guide's reader creates with deepflow-ctl: the agent group with its configuration, and the
// agent_sync domain. The group's configuration is dir's; what is there stays.
func setUp(ctx context.Context, dir string, node netip.Addr, out io.Writer) error {
	ctx, cancel := context.WithTimeout(ctx, startLimit)
	defer cancel()
	// Port 20035 first: asked for its health before that, the real server's later calls with a path parameter fail.
	if err := awaitPort(ctx, netip.AddrPortFrom(node, 20035).String()); err != nil {
		return err
	}
	l := &lab.Lab{API: controller.New("http://"+netip.AddrPortFrom(node, 20417).String(), &http.Client{Timeout: 30 * time.Second})}
	guide := fixtures.GuideLab(0)
	groups, err := l.API.Groups(ctx, controller.GroupFilter{})
	if err != nil {
		return fmt.Errorf("list agent groups: %w", err)
	}
	for _, g := range guide.Groups {
		if slices.ContainsFunc(groups, func(have controller.Group) bool { return have.Name == g.Name }) {
			continue
		}
		text, err := os.ReadFile(filepath.Join(dir, compose.GroupConfig))
		if err != nil {
			return fmt.Errorf("read configuration of agent group %s: %w", g.Name, err)
		}
		g.Config = string(text)
		if _, err := operator.CreateGroup(ctx, l, g); err != nil {
			return err
		}
		fmt.Fprintf(out, "created agent group %s (%s)\n", g.Name, g.ID)
	}
	domains, err := l.API.Domains(ctx, guide.Domain.Name)
	if err != nil {
		return fmt.Errorf("list domains: %w", err)
	}
	if len(domains) > 0 {
		return nil
	}
	if err := operator.CreateDomain(ctx, l, *guide.Domain); err != nil {
		return err
	}
	fmt.Fprintf(out, "created domain %s (agent_sync)\n", guide.Domain.Name)
	return nil
}

func awaitPort(ctx context.Context, address string) error {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		conn, err := (&net.Dialer{Timeout: 5 * time.Second}).DialContext(ctx, "tcp", address)
		if err == nil {
			return conn.Close()
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return fmt.Errorf("await %s for %v: %w", address, startLimit, err)
		}
	}
}
