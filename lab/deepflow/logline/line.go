// Package logline knows every log text of DeepFlow that the lab writes or looks for, once: a Line renders a message
// for a simulated part and matches a message that a real or a simulated part wrote. Symptoms and the doctor name
// Lines, never texts.
//
// Texts, modules and line numbers are those of v6.6.9. The package may import the standard library only; it knows no
// lab, no clock and no part.
package logline

import (
	"fmt"
	"path"
	"regexp"
	"strings"
	"sync"
)

// Level is the severity of a log line, in the order of severity.
type Level int

// Levels of deepflow-server (go-logging) and of deepflow-agent (log). Both know all of them save that only the server has
// Notice and Critical, only the agent Trace. Unset is the level of the access lines of the REST API, which have none.
const (
	Unset Level = iota
	Trace
	Debug
	Info
	Notice
	Warning
	Error
	Critical
)

// Line is one log statement of DeepFlow. Lines are immutable and compared by pointer; a package may have lines of its own
// that nobody else looks for.
type Line struct {
	// Name is the Go identifier of the line in this package, "ServerNotFoundInCache".
	Name  string
	Level Level
	// Module is the server's logger, "trisolaris.agentsynchronize"; empty for the agent, which prints none.
	Module string
	// File and Line are what the log prints: the base name on the server, the path as compiled on the agent.
	File string
	Line int
	// Format is the text in fmt's verbs; the agent's {} is %v and its {:?} is %v too, already in Debug form.
	Format string
	// Source says where in DeepFlow's repository the statement stands, or which recording showed it.
	Source string
	// Recorded says whether the line was seen, whole, in a log of the real part. The others are read from the source.
	Recorded bool

	once    sync.Once
	prefix  string // of every message
	pattern *regexp.Regexp
}

const tag = " at v6.6.9"

func server(name string, level Level, module, source string, line int, recorded bool, format string) *Line {
	return &Line{
		Name: name, Level: level, Module: module, File: path.Base(source), Line: line,
		Format: format, Source: source + tag, Recorded: recorded,
	}
}

func agent(name string, level Level, file string, line int, format string) *Line {
	return &Line{
		Name: name, Level: level, File: file, Line: line, Format: format, Source: "agent/" + file + tag,
	}
}

// Message renders the line's text.
func (l *Line) Message(args ...any) string {
	if len(args) == 0 && !hasVerb(l.Format) {
		return l.Format
	}
	return fmt.Sprintf(l.Format, args...)
}

// Match reports whether message is this line's text, and the text of its arguments in order. It looks at the text only:
// releases move lines between files. Two statements with the same text match the same messages; see Find.
func (l *Line) Match(message string) (args []string, ok bool) {
	l.once.Do(func() { l.prefix, l.pattern = literalPrefix(l.Format), compile(l.Format) })
	if !strings.HasPrefix(message, l.prefix) {
		return nil, false
	}
	m := l.pattern.FindStringSubmatch(message)
	if m == nil {
		return nil, false
	}
	return m[1:], true
}

// String is the line's name.
func (l *Line) String() string { return l.Name }

// Find is the line of the catalogue that wrote the record: same place and same text. It returns nil if there is none.
func Find(r Record, lines []*Line) *Line {
	for _, l := range lines {
		if l.Line != r.Line || l.File != r.File || l.Module != r.Module {
			continue
		}
		if _, ok := l.Match(r.Message); ok {
			return l
		}
	}
	return nil
}
