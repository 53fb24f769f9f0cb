package verb

import (
	"context"
	"fmt"

	"github.com/dflab/dflab/lab"
	"github.com/dflab/dflab/lab/deepflow/controller"
)

// agentOf is the agent that a host has registered: its name is NAME-W<id> of the host.
func agentOf(ctx context.Context, l *lab.Lab, host string) (*controller.Agent, error) {
	h, err := agentOn(l, host)
	if err != nil {
		return nil, err
	}
	addrs := map[string]bool{}
	for _, n := range h.NICs {
		for _, a := range n.Addrs {
			addrs[a.Addr().String()] = true
		}
	}
	all, err := l.API.Agents(ctx, controller.AgentFilter{})
	if err != nil {
		return nil, err
	}
	for _, a := range all {
		if addrs[a.CtrlIP] {
			return &a, nil
		}
	}
	return nil, fmt.Errorf("the agent of %s isn't registered", host)
}
