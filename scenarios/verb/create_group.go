package verb

import (
	"context"

	"github.com/dflab/dflab/lab"
	"github.com/dflab/dflab/lab/deepflow/controller"
	"github.com/dflab/dflab/lab/operator"
)

// CreateGroup creates an agent group.
type CreateGroup struct {
	Name   string `yaml:"name"`
	ID     string `yaml:"id"`
	Config string `yaml:"config"`
}

// Validate says what is missing.
func (v *CreateGroup) Validate() error { return named(v.Name) }

// Do creates it; the undo deletes it.
func (v *CreateGroup) Do(ctx context.Context, l *lab.Lab) (Undo, error) {
	g, err := operator.CreateGroup(ctx, l, lab.Group{Name: v.Name, ID: v.ID, Config: v.Config})
	if err != nil {
		return Nothing, wrap(v, err)
	}
	return func(ctx context.Context) error {
		err := l.API.DeleteGroup(ctx, g.Lcuuid)
		if controller.IsStatus(err, "RESOURCE_NOT_FOUND") {
			return nil
		}
		return err
	}, nil
}

func (v *CreateGroup) String() string { return "create agent group " + v.Name }
