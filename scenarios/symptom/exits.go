package symptom

import (
	"context"
	"errors"
	"fmt"

	"github.com/dflab/dflab/lab"
)

// Exits is a part that ends by itself.
type Exits struct {
	Part string `yaml:"part"` // server or agent
	Host string `yaml:"host"` // of the agent
	Code int    `yaml:"code"`
	// AtLeast is how often, since the fault; 0 is once.
	AtLeast int `yaml:"at_least"`
}

// Validate says what is missing or unknown.
func (s *Exits) Validate() error {
	switch {
	case s.Part != "server" && s.Part != "agent":
		return fmt.Errorf("part %q: want server or agent", s.Part)
	case s.Part == "agent" && s.Host == "":
		return errors.New("host: want the agent's host")
	case s.AtLeast < 0:
		return fmt.Errorf("at_least %d: want a number above 0", s.AtLeast)
	}
	return nil
}

// Seen compares the exits with those at the mark.
func (s *Exits) Seen(_ context.Context, l *lab.Lab, since Mark) (bool, []string, error) {
	var part lab.Part = l.Server
	if s.Part == "agent" {
		h := l.Host(s.Host)
		if h == nil || h.Agent == nil {
			return false, nil, fmt.Errorf("host %q has no agent in the lab", s.Host)
		}
		part = h.Agent
	}
	state := part.State()
	n := state.Exits - since.Exits[part.Name()]
	evidence := []string{fmt.Sprintf("%s: %d exits since the fault, the last with code %d", part.Name(), n, state.ExitCode)}
	return n >= max(1, s.AtLeast) && state.ExitCode == s.Code, evidence, nil
}

func (s *Exits) String() string {
	return fmt.Sprintf("%s exits with code %d at least %d times", s.Part, s.Code, max(1, s.AtLeast))
}
