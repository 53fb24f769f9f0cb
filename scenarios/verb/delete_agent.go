package verb

import (
	"context"
	"errors"

	"github.com/dflab/dflab/lab"
)

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
