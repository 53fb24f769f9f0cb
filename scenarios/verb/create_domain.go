package verb

import (
	"context"

	"github.com/dflab/dflab/lab"
	"github.com/dflab/dflab/lab/operator"
)

// CreateDomain creates an agent_sync domain.
type CreateDomain struct {
	Name string `yaml:"name"`
}

// Validate says what is missing.
func (v *CreateDomain) Validate() error { return named(v.Name) }

// Do creates it; the undo deletes it.
func (v *CreateDomain) Do(ctx context.Context, l *lab.Lab) (Undo, error) {
	undo := func(ctx context.Context) error { return deleteDomain(ctx, l, v.Name) }
	return undo, wrap(v, operator.CreateDomain(ctx, l, lab.Domain{Name: v.Name}))
}

func (v *CreateDomain) String() string { return "create domain " + v.Name + " of type agent_sync" }
