package verb

import (
	"errors"
	"fmt"

	"github.com/dflab/dflab/lab"
)

// Named says which part: server, mysql or clickhouse, or the agent of a host.
type Named struct {
	Part        string `yaml:"part"`
	OnHostNamed string `yaml:"host"`
}

// Validate says what is missing or unknown.
func (n Named) Validate() error {
	switch n.Part {
	case "server", "mysql", "clickhouse":
		if n.OnHostNamed != "" {
			return fmt.Errorf("host: the %s isn't a host's", n.Part)
		}
		return nil
	case "agent":
		if n.OnHostNamed == "" {
			return errors.New("host: want the agent's host")
		}
		return nil
	}
	return fmt.Errorf("part %q: want server, mysql, clickhouse or agent", n.Part)
}

// String is the part's name, "agent of host-1".
func (n Named) String() string {
	if n.Part == "agent" {
		return "agent of " + n.OnHostNamed
	}
	return n.Part
}

func (n Named) find(l *lab.Lab) (lab.Runnable, error) {
	switch n.Part {
	case "server":
		return l.Server, nil
	case "agent":
		h, err := agentOn(l, n.OnHostNamed)
		if err != nil {
			return nil, err
		}
		return h.Agent, nil
	}
	if p, ok := l.Databases[n.Part]; ok {
		return p, nil
	}
	return nil, fmt.Errorf("%w: this lab has no part %s", lab.ErrUnsupported, n.Part)
}

// agentOn is the host of that name, which has an agent.
func agentOn(l *lab.Lab, host string) (*lab.RunningHost, error) {
	h := l.Host(host)
	if h == nil {
		return nil, fmt.Errorf("host %q isn't in the lab", host)
	}
	if h.Agent == nil {
		return nil, fmt.Errorf("host %q has no agent", host)
	}
	return h, nil
}

func wrap(v Verb, err error) error {
	if err != nil {
		return fmt.Errorf("%s: %w", v, err)
	}
	return nil
}
