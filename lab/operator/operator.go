// Package operator does what the guide's reader does with deepflow-ctl to make a deployment ready for agents: creates agent
// groups, gives them their configuration, creates the agent_sync domain. It uses the REST API only and may import lab,
// lab/dockpath and lab/deepflow.
package operator

import (
	"context"
	"fmt"
	"time"

	"github.com/dflab/dflab/lab"
	"github.com/dflab/dflab/lab/deepflow/controller"
)

// AgentSync is the type number of an agent_sync domain (cli/ctl/common/const.go at v6.6.9).
const AgentSync = 23

// serverStart is how long a server may take to come up: 10 s on an empty database, more on a busy machine.
const serverStart = 2 * time.Minute

// SetUp waits for the server and creates the specification's groups and domain. The errors name what was being created.
func SetUp(ctx context.Context, l *lab.Lab) error {
	if err := AwaitServer(ctx, l, serverStart); err != nil {
		return err
	}
	for _, g := range l.Spec.Groups {
		if _, err := CreateGroup(ctx, l, g); err != nil {
			return err
		}
	}
	if l.Spec.Domain != nil {
		return CreateDomain(ctx, l, *l.Spec.Domain)
	}
	return nil
}

// AwaitServer lets lab time pass until the server answers. It looks for port 20035 before it asks /v1/health/: asked
// earlier, the real server's later calls with a path parameter fail (gin reuses contexts made for the one early route).
func AwaitServer(ctx context.Context, l *lab.Lab, limit time.Duration) error {
	start := l.Clock.Now()
	for {
		err := l.ServerHost.Connect(ctx, "127.0.0.1:20035")
		if err == nil {
			err = l.API.Health(ctx)
		}
		if err == nil {
			return nil
		}
		if l.Clock.Now().Sub(start) >= limit {
			return fmt.Errorf("await deepflow-server for %v: %w%s", limit, err, lastWords(l.Server))
		}
		if err := l.Clock.Wait(ctx, time.Second); err != nil {
			return fmt.Errorf("await deepflow-server: %w", err)
		}
	}
}

// lastWords are the state of a part and the end of its log, to put behind an error.
func lastWords(d lab.Daemon) string {
	const enough = 5
	s := d.State()
	text := fmt.Sprintf("\n  running %v, %d exits, the last with code %d", s.Running, s.Exits, s.ExitCode)
	lines, _ := d.Log().Since(lab.Cursor{})
	for _, l := range lines[max(0, len(lines)-enough):] {
		text += "\n  " + l
	}
	return text
}

// CreateGroup is deepflow-ctl agent-group create NAME --id ID, and agent-group-config create where there is one.
func CreateGroup(ctx context.Context, l *lab.Lab, g lab.Group) (*controller.Group, error) {
	made, err := l.API.CreateGroup(ctx, controller.GroupSpec{ID: g.ID, Name: g.Name})
	if err != nil {
		return nil, fmt.Errorf("create agent group %s: %w", g.Name, err)
	}
	if g.Config == "" {
		return made, nil
	}
	if err := l.API.CreateGroupConfig(ctx, made.Lcuuid, g.Config); err != nil {
		return nil, fmt.Errorf("create configuration of agent group %s: %w", g.Name, err)
	}
	return made, nil
}

// CreateDomain is deepflow-ctl domain create -f, with the file that `domain example agent_sync` prints.
func CreateDomain(ctx context.Context, l *lab.Lab, d lab.Domain) error {
	spec := controller.DomainSpec{Name: d.Name, Type: AgentSync, Config: map[string]any{
		"region_uuid": "ffffffff-ffff-ffff-ffff-ffffffffffff",
	}}
	if d.SyncTimer > 0 {
		spec.Config["sync_timer"] = d.SyncTimer
	}
	if _, err := l.API.CreateDomain(ctx, spec); err != nil {
		return fmt.Errorf("create domain %s: %w", d.Name, err)
	}
	return nil
}
