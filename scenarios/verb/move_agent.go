package verb

import (
	"context"
	"errors"
	"fmt"

	"github.com/dflab/dflab/lab"
	"github.com/dflab/dflab/lab/deepflow/controller"
)

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
