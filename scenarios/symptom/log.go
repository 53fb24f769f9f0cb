package symptom

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/dflab/dflab/lab"
	"github.com/dflab/dflab/lab/deepflow/logline"
)

// ServerLog is a line of server.log.
type ServerLog struct {
	// Line is its name in lab/deepflow/logline.
	Line string `yaml:"line"`
	// Args are some of the line's arguments, in their order.
	Args []string `yaml:"args"`
	// Host: the line names an address or the hostname of that host.
	Host string `yaml:"host"`
	// Absent: the symptom is that the line doesn't come.
	Absent bool `yaml:"absent"`
}

// AgentLog is a line of the log of a host's agent.
type AgentLog struct {
	Line   string   `yaml:"line"`
	Args   []string `yaml:"args"`
	Host   string   `yaml:"host"`
	Absent bool     `yaml:"absent"`
}

// Validate says what is missing or unknown.
func (s *ServerLog) Validate() error {
	if find(logline.ServerLines(), s.Line) == nil {
		return fmt.Errorf("line %q: want a line of the server's log", s.Line)
	}
	return nil
}

// Validate says what is missing or unknown.
func (s *AgentLog) Validate() error {
	if find(logline.AgentLines(), s.Line) == nil {
		return fmt.Errorf("line %q: want a line of the agent's log", s.Line)
	}
	if s.Host == "" {
		return errors.New("host: want the host whose agent it is")
	}
	return nil
}

// Seen looks at the lines since the mark.
func (s *ServerLog) Seen(_ context.Context, l *lab.Lab, since Mark) (bool, []string, error) {
	var names []string
	if s.Host != "" {
		h := l.Host(s.Host)
		if h == nil {
			return false, nil, fmt.Errorf("host %q isn't in the lab", s.Host)
		}
		names = namesOf(h)
	}
	lines, _ := l.Server.Log().Since(since.Server)
	hits := matching(lines, logline.ParseServer, find(logline.ServerLines(), s.Line), s.Args, names)
	return judge(hits, s.Absent, "server log: ")
}

// Seen looks at the lines since the mark.
func (s *AgentLog) Seen(_ context.Context, l *lab.Lab, since Mark) (bool, []string, error) {
	h := l.Host(s.Host)
	if h == nil || h.Agent == nil {
		return false, nil, fmt.Errorf("host %q has no agent in the lab", s.Host)
	}
	lines, _ := h.Agent.Log().Since(since.Agents[s.Host])
	hits := matching(lines, logline.ParseAgent, find(logline.AgentLines(), s.Line), s.Args, nil)
	return judge(hits, s.Absent, "agent log: ")
}

func (s *ServerLog) String() string { return describe("server log", s.Line, s.Args, s.Host, s.Absent) }

func (s *AgentLog) String() string {
	return describe("agent log of "+s.Host, s.Line, s.Args, "", s.Absent)
}

// For is the same line about another host.
func (s *ServerLog) For(host string) Symptom {
	if s.Host == "" {
		return s
	}
	other := *s
	other.Host = host
	return &other
}

// For is the same line of another host's agent.
func (s *AgentLog) For(host string) Symptom {
	other := *s
	other.Host = host
	return &other
}

func describe(log, line string, args []string, host string, absent bool) string {
	text := log + " has "
	if absent {
		text = log + " has no "
	}
	text += line
	if len(args) > 0 {
		text += fmt.Sprintf(" %q", args)
	}
	if host != "" {
		text += " about " + host
	}
	return text
}

func find(lines []*logline.Line, name string) *logline.Line {
	i := slices.IndexFunc(lines, func(l *logline.Line) bool { return l.Name == name })
	if i < 0 {
		return nil
	}
	return lines[i]
}

// namesOf is what a line about the host's agent can say: its addresses and its hostname.
func namesOf(h *lab.RunningHost) []string {
	names := []string{h.Name}
	if h.Hostname != "" {
		names = []string{h.Hostname}
	}
	for _, line := range strings.Fields(h.Machine.IPAddress()) {
		if addr, _, ok := strings.Cut(line, "/"); ok && !strings.HasPrefix(addr, "127.") && strings.ContainsAny(addr, ".:") {
			names = append(names, addr)
		}
	}
	return names
}

// matching are the messages that are the line, have the arguments in that order among theirs, and name one of names if there
// are any.
func matching(lines []string, parse func(string) (logline.Record, error), of *logline.Line, args, names []string) (hits []string) {
	for _, text := range lines {
		r, err := parse(text)
		if err != nil {
			continue
		}
		got, ok := of.Match(r.Message)
		if ok && inOrder(got, args) && (len(names) == 0 || mentions(r.Message, names)) {
			hits = append(hits, r.Message)
		}
	}
	return hits
}

func inOrder(got, want []string) bool {
	for _, g := range got {
		if len(want) > 0 && g == want[0] {
			want = want[1:]
		}
	}
	return len(want) == 0
}

func mentions(message string, names []string) bool {
	return slices.ContainsFunc(strings.FieldsFunc(message, func(r rune) bool {
		return strings.ContainsRune(" ,()[]-", r)
	}), func(word string) bool { return slices.Contains(names, word) }) ||
		slices.ContainsFunc(names, func(n string) bool { return strings.Contains(message, "("+n+")") })
}

// judge turns hits into the symptom: there, or absent.
func judge(hits []string, absent bool, prefix string) (bool, []string, error) {
	if len(hits) == 0 {
		return absent, nil, nil
	}
	return !absent, []string{prefix + hits[len(hits)-1]}, nil
}
