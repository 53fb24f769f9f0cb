// Package symptom is what can be seen of a fault: log lines, rows, exits, each a typed check that uses only what an operator
// has. The list of all symptoms is All. It may import lab and lab/deepflow.
package symptom

import (
	"context"
	"time"

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

// OnHost is a symptom of one host, which can be looked for on another: the control's twin.
type OnHost interface{ For(host string) Symptom }

// For is the symptom about another host, or the symptom itself when it is about none.
func For(s Symptom, host string) Symptom {
	if on, ok := s.(OnHost); ok {
		return on.For(host)
	}
	return s
}

// OfAgent says whether a symptom is looked for in what an agent did, rather than in what the server and its database say of it.
func OfAgent(s Symptom) bool {
	switch s := s.(type) {
	case *AgentLog, *Stored:
		return true
	case *Exits:
		return s.Part == "agent"
	case *NotRunning:
		return s.Part == "agent"
	}
	return false
}

// Absent says whether a symptom is that nothing comes, which takes as long to see as something would take to come.
func Absent(s Symptom) bool {
	switch s := s.(type) {
	case *Stored:
		return s.None
	case *AgentLog:
		return s.Absent
	case *ServerLog:
		return s.Absent
	}
	return false
}

// Mark is where the logs stood at some moment, and that moment.
type Mark struct {
	At     time.Time
	Server lab.Cursor
	Agents map[string]lab.Cursor // by host
	Exits  map[string]int        // of parts, by name
}

// Now marks a lab.
func Now(l *lab.Lab) Mark {
	m := Mark{At: l.Clock.Now(), Agents: map[string]lab.Cursor{}, Exits: map[string]int{}}
	_, m.Server = l.Server.Log().Since(lab.Cursor{})
	m.Exits[l.Server.Name()] = l.Server.State().Exits
	for _, h := range l.Hosts {
		if h.Agent != nil {
			_, m.Agents[h.Name] = h.Agent.Log().Since(lab.Cursor{})
			m.Exits[h.Agent.Name()] = h.Agent.State().Exits
		}
	}
	return m
}

// Kind is a symptom as YAML has it: a mapping with the one key Name.
type Kind struct {
	Name string
	New  func() Symptom
	// Doc is one line for the reference.
	Doc string
}

// All lists the symptoms there are.
func All() []Kind {
	return []Kind{
		{"agent-log", func() Symptom { return &AgentLog{} }, "a line of a host's agent log since the fault; absent: it doesn't come"},
		{"exits", func() Symptom { return &Exits{} }, "a part ended with that code, at least so often, since the fault"},
		{"not-running", func() Symptom { return &NotRunning{} }, "a part doesn't run now"},
		{"row", func() Symptom { return &Row{} }, "MySQL answers the query with exactly those rows now"},
		{"server-log", func() Symptom { return &ServerLog{} }, "a line of the server's log since the fault; absent: it doesn't come"},
		{"stored", func() Symptom { return &Stored{} }, "ClickHouse got rows of the host's agent since the fault; none: it got none"},
	}
}
