package verb

import (
	"context"
	"errors"

	"github.com/dflab/dflab/lab"
	"github.com/dflab/dflab/lab/deepflow/controller"
	"github.com/dflab/dflab/lab/operator"
)

// DeleteGroup deletes an agent group; its agents fall to the default group.
type DeleteGroup struct {
	Name string `yaml:"name"`
}

// Validate says what is missing.
func (v *DeleteGroup) Validate() error { return named(v.Name) }

// Do deletes it; the undo creates it again under its id, with its configuration, and moves its agents back, unless there is one
// of that name.
func (v *DeleteGroup) Do(ctx context.Context, l *lab.Lab) (Undo, error) {
	g, err := groupNamed(ctx, l, v.Name)
	if err != nil {
		return Nothing, wrap(v, err)
	}
	text, err := l.API.GroupConfig(ctx, g.Lcuuid)
	if err != nil && !controller.IsStatus(err, "FAIL") { // "record not found": it has none
		return Nothing, wrap(v, err)
	}
	if err := l.API.DeleteGroup(ctx, g.Lcuuid); err != nil {
		return Nothing, wrap(v, err)
	}
	return func(ctx context.Context) error { return recreate(ctx, l, g, text) }, nil
}

func (v *DeleteGroup) String() string { return "delete agent group " + v.Name }

// recreate makes a deleted group again; an agent that is gone since isn't moved.
func recreate(ctx context.Context, l *lab.Lab, g *controller.Group, text string) error {
	if there, err := l.API.Groups(ctx, controller.GroupFilter{Name: g.Name}); err != nil || len(there) > 0 {
		return err
	}
	made, err := operator.CreateGroup(ctx, l, lab.Group{Name: g.Name, ID: g.ShortUUID, Config: text})
	if err != nil {
		return err
	}
	var errs []error
	for _, agent := range g.VTapLcuuids {
		if err := move(ctx, l, agent, made.Lcuuid); !controller.IsStatus(err, "RESOURCE_NOT_FOUND") {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}
