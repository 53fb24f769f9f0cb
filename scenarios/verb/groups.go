package verb

import (
	"context"
	"errors"
	"fmt"

	"github.com/dflab/dflab/lab"
	"github.com/dflab/dflab/lab/deepflow/controller"
	"github.com/dflab/dflab/lab/operator"
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

func named(name string) error {
	if name == "" {
		return errors.New("name: want one")
	}
	return nil
}

// GroupConfig changes a group's configuration.
type GroupConfig struct {
	Group string `yaml:"group"`
	// Set gives dotted keys values and Remove takes keys out; or YAML replaces everything.
	Set    map[string]any `yaml:"set"`
	Remove []string       `yaml:"remove"`
	YAML   string         `yaml:"yaml"`
}

// Validate says what is missing.
func (v *GroupConfig) Validate() error {
	if v.Group == "" {
		return errors.New("group: want its name")
	}
	if (v.YAML == "") == (len(v.Set)+len(v.Remove) == 0) {
		return errors.New("want either keys to set or remove, or yaml")
	}
	return nil
}

// Do changes it as deepflow-ctl agent-group-config update does, or create where the group has none. The undo puts the old
// text back.
func (v *GroupConfig) Do(ctx context.Context, l *lab.Lab) (Undo, error) {
	g, err := groupNamed(ctx, l, v.Group)
	if err != nil {
		return Nothing, wrap(v, err)
	}
	old, err := l.API.GroupConfig(ctx, g.Lcuuid)
	none := controller.IsStatus(err, "FAIL") // "record not found"
	if err != nil && !none {
		return Nothing, wrap(v, err)
	}
	text := v.YAML
	if text == "" {
		if text, err = edit(old, v.Set, nil, v.Remove); err != nil {
			return Nothing, wrap(v, err)
		}
	}
	if none {
		undo := func(ctx context.Context) error { return l.API.DeleteGroupConfig(ctx, g.Lcuuid) }
		return undo, wrap(v, l.API.CreateGroupConfig(ctx, g.Lcuuid, text))
	}
	undo := func(ctx context.Context) error { return l.API.UpdateGroupConfig(ctx, g.Lcuuid, old) }
	return undo, wrap(v, l.API.UpdateGroupConfig(ctx, g.Lcuuid, text))
}

func (v *GroupConfig) String() string {
	if v.YAML != "" {
		return "replace the configuration of agent group " + v.Group
	}
	return fmt.Sprintf("change the configuration of agent group %s: %s", v.Group, changes(v.Set, nil, v.Remove))
}
