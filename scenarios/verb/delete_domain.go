package verb

import (
	"context"
	"fmt"

	"github.com/dflab/dflab/lab"
	"github.com/dflab/dflab/lab/deepflow/controller"
	"github.com/dflab/dflab/lab/operator"
)

// DeleteDomain deletes a domain.
type DeleteDomain struct {
	Name string `yaml:"name"`
}

// Validate says what is missing.
func (v *DeleteDomain) Validate() error { return named(v.Name) }

// Do deletes it; the undo creates one of that name again, unless there is one.
func (v *DeleteDomain) Do(ctx context.Context, l *lab.Lab) (Undo, error) {
	undo := func(ctx context.Context) error {
		err := operator.CreateDomain(ctx, l, lab.Domain{Name: v.Name})
		if controller.IsStatus(err, "RESOURCE_ALREADY_EXIST") {
			return nil
		}
		return err
	}
	all, err := l.API.Domains(ctx, v.Name)
	if err == nil && len(all) == 0 {
		err = fmt.Errorf("domain %q isn't there", v.Name)
	}
	if err != nil {
		return Nothing, wrap(v, err)
	}
	return undo, wrap(v, deleteDomain(ctx, l, v.Name))
}

func (v *DeleteDomain) String() string { return "delete domain " + v.Name }
