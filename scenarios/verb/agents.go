package verb

import (
	"context"
	"errors"
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

// MoveAgent puts a registered agent into another group.
type MoveAgent struct {
	OnHostNamed string `yaml:"host"`
	Group       string `yaml:"group"`
}

// Validate says what is missing.
func (v *MoveAgent) Validate() error {
	if v.OnHostNamed == "" || v.Group == "" {
		return errors.New("want a host and the name of a group")
	}
	return nil
}

// Do moves it as deepflow-ctl agent update does; the undo moves it back.
func (v *MoveAgent) Do(ctx context.Context, l *lab.Lab) (Undo, error) {
	a, err := agentOf(ctx, l, v.OnHostNamed)
	if err != nil {
		return Nothing, wrap(v, err)
	}
	g, err := groupNamed(ctx, l, v.Group)
	if err != nil {
		return Nothing, wrap(v, err)
	}
	undo := func(ctx context.Context) error { return move(ctx, l, a.Lcuuid, a.VTapGroupLcuuid) }
	return undo, wrap(v, move(ctx, l, a.Lcuuid, g.Lcuuid))
}

func move(ctx context.Context, l *lab.Lab, agent, group string) error {
	_, err := l.API.UpdateAgent(ctx, agent, controller.AgentUpdate{GroupLcuuid: group})
	return err
}

func (v *MoveAgent) String() string {
	return fmt.Sprintf("move the agent of %s into agent group %s", v.OnHostNamed, v.Group)
}

// DeleteAgent deletes a registered agent.
type DeleteAgent struct {
	OnHostNamed string `yaml:"host"`
}

// Validate says what is missing.
func (v *DeleteAgent) Validate() error {
	if v.OnHostNamed == "" {
		return errors.New("host: want the agent's host")
	}
	return nil
}

// Do deletes it. There is nothing to take back: it registers anew.
func (v *DeleteAgent) Do(ctx context.Context, l *lab.Lab) (Undo, error) {
	a, err := agentOf(ctx, l, v.OnHostNamed)
	if err != nil {
		return Nothing, wrap(v, err)
	}
	return Nothing, wrap(v, l.API.DeleteAgent(ctx, a.Lcuuid))
}

func (v *DeleteAgent) String() string { return "delete the agent of " + v.OnHostNamed }
