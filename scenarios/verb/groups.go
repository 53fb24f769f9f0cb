package verb

import (
	"context"
	"errors"
	"fmt"

	"github.com/dflab/dflab/lab"
	"github.com/dflab/dflab/lab/deepflow/controller"
)

// groupNamed is the agent group of that name.
func groupNamed(ctx context.Context, l *lab.Lab, name string) (*controller.Group, error) {
	all, err := l.API.Groups(ctx, controller.GroupFilter{Name: name})
	if err != nil {
		return nil, err
	}
	for _, g := range all {
		if g.Name == name {
			return &g, nil
		}
	}
	return nil, fmt.Errorf("agent group %q isn't there", name)
}

func named(name string) error {
	if name == "" {
		return errors.New("name: want one")
	}
	return nil
}
