package symptom

import (
	"context"
	"errors"
	"fmt"

	"github.com/dflab/dflab/lab"
)

// NotRunning is a part that doesn't run now: stopped, or between two starts of its supervisor.
type NotRunning struct {
	Part string `yaml:"part"` // server, agent, mysql or clickhouse
	Host string `yaml:"host"` // of the agent
}

// Validate says what is missing or unknown.
func (s *NotRunning) Validate() error {
	switch s.Part {
	case "server", "mysql", "clickhouse":
		return nil
	case "agent":
		if s.Host == "" {
			return errors.New("host: want the agent's host")
		}
		return nil
	}
	return fmt.Errorf("part %q: want server, mysql, clickhouse or agent", s.Part)
}

// Seen looks at the part as it is now.
func (s *NotRunning) Seen(_ context.Context, l *lab.Lab, _ Mark) (bool, []string, error) {
	var part lab.Part
	switch s.Part {
	case "server":
		part = l.Server
	case "agent":
		h := l.Host(s.Host)
		if h == nil || h.Agent == nil {
			return false, nil, fmt.Errorf("host %q has no agent in the lab", s.Host)
		}
		part = h.Agent
	default:
		p, ok := l.Databases[s.Part]
		if !ok {
			return false, nil, fmt.Errorf("part %s isn't in the lab", s.Part)
		}
		part = p
	}
	if part.State().Running {
		return false, []string{part.Name() + " runs"}, nil
	}
	return true, []string{part.Name() + " doesn't run"}, nil
}

// For is the same of another host's agent.
func (s *NotRunning) For(host string) Symptom {
	if s.Host == "" {
		return s
	}
	other := *s
	other.Host = host
	return &other
}

func (s *NotRunning) String() string {
	if s.Part == "agent" {
		return "the agent of " + s.Host + " doesn't run"
	}
	return s.Part + " doesn't run"
}
