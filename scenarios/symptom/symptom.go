// Package symptom is what can be seen of a fault: log lines, rows, exits, each a typed check that uses only what an operator
// has. The list of all symptoms is All.
package symptom

import (
	"context"

	"github.com/dflab/dflab/lab"
)

// Symptom looks for one thing.
type Symptom interface {
	// Seen says whether the symptom shows in what happened since the mark, and on what evidence. A row or state is looked at
	// as it is now. The error is for what couldn't be asked.
	Seen(ctx context.Context, l *lab.Lab, since Mark) (seen bool, evidence []string, err error)
	// String says what is looked for.
	String() string
}

// Mark is where the logs stood at some moment.
type Mark struct {
	Server lab.Cursor
	Agents map[string]lab.Cursor // by host
}

// Now marks the logs of a lab.
func Now(l *lab.Lab) Mark {
	m := Mark{Agents: map[string]lab.Cursor{}}
	_, m.Server = l.Server.Log().Since(lab.Cursor{})
	for _, h := range l.Hosts {
		if h.Agent != nil {
			_, m.Agents[h.Name] = h.Agent.Log().Since(lab.Cursor{})
		}
	}
	return m
}

// Kind is a symptom as YAML has it: a mapping with the one key Name.
type Kind struct {
	Name string
	New  func() Symptom
	Doc  string
}
