package verb

import (
	"context"
	"errors"
	"fmt"

	"github.com/dflab/dflab/lab"
)

// AgentConfig changes deepflow-agent.yaml of a host.
type AgentConfig struct {
	OnHostNamed string         `yaml:"host"`
	Set         map[string]any `yaml:"set"`
	Remove      []string       `yaml:"remove"`
}

// Validate says what is missing.
func (v *AgentConfig) Validate() error {
	if v.OnHostNamed == "" {
		return errors.New("host: want the agent's host")
	}
	return saysNothing(v.Set, nil, v.Remove)
}

// Do changes the file.
func (v *AgentConfig) Do(_ context.Context, l *lab.Lab) (Undo, error) {
	h, err := agentOn(l, v.OnHostNamed)
	if err != nil {
		return Nothing, err
	}
	undo, err := change(h.Agent, v.Set, nil, v.Remove)
	return undo, wrap(v, err)
}

func (v *AgentConfig) String() string {
	return fmt.Sprintf("change deepflow-agent.yaml of %s: %s", v.OnHostNamed, changes(v.Set, nil, v.Remove))
}
