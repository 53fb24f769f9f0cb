package verb

import (
	"context"
	"errors"
	"fmt"

	"github.com/dflab/dflab/lab"
	"github.com/dflab/dflab/lab/deepflow/config"
	"github.com/dflab/dflab/lab/deepflow/controller"
)

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
		if text, err = config.Edit(old, v.Set, nil, v.Remove); err != nil {
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
