package logline

import (
	"io"
	"slices"
	"sync"
	"time"
)

// Logger writes lines as a part of DeepFlow does. It may be used from several goroutines.
type Logger struct {
	mu     sync.Mutex
	w      io.Writer
	stdout io.Writer
	now    func() time.Time
	format func([]byte, Record) []byte
	line   []byte // being written
	err    error
}

// Option changes a Logger.
type Option func(*Logger)

// WithStdout makes a server's logger write the coloured copy that deepflow-server prints on its standard output. io.Discard is none.
func WithStdout(w io.Writer) Option {
	return func(g *Logger) {
		if w != io.Discard {
			g.stdout = w
		}
	}
}

// NewServerLogger writes lines to w in the form of server.log. The zone of the time that now returns is the one printed.
func NewServerLogger(w io.Writer, now func() time.Time, opts ...Option) *Logger {
	g := &Logger{w: w, now: now, format: appendServer}
	for _, o := range opts {
		o(g)
	}
	return g
}

// NewAgentLogger writes lines to w in the form of deepflow-agent.log, colours included. The zone of the time that now
// returns is the one printed.
func NewAgentLogger(w io.Writer, now func() time.Time) *Logger {
	return &Logger{w: w, now: now, format: appendAgent}
}

// Log writes one line. An error of the writer is kept for Err: a part whose log can't be written goes on, as the real one.
func (g *Logger) Log(l *Line, args ...any) {
	g.Write(Record{
		Level: l.Level, Module: l.Module, File: l.File, Line: l.Line, Message: l.Message(args...),
	})
}

// LogAs writes the line with another level: some statements choose theirs at run time.
func (g *Logger) LogAs(level Level, l *Line, args ...any) {
	g.Write(Record{
		Level: level, Module: l.Module, File: l.File, Line: l.Line, Message: l.Message(args...),
	})
}

// Write writes a record as it is, at the logger's time if the record has none.
func (g *Logger) Write(r Record) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if r.Time.IsZero() {
		r.Time = g.now()
	}
	g.line = append(g.format(g.line[:0], r), '\n')
	g.put(g.w)
	if g.stdout != nil {
		g.line = append(appendServerColoured(g.line[:0], r), '\n')
		g.put(g.stdout)
	}
}

func (g *Logger) put(w io.Writer) {
	if _, err := w.Write(g.line); err != nil && g.err == nil {
		g.err = err
	}
}

// Err is the first error that a writer returned.
func (g *Logger) Err() error {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.err
}

// appendServerColoured is go-logging's "%{color}…%{color:reset}": time and level coloured, the rest plain. Info has no
// colour of its own in its palette and gets an empty one.
func appendServerColoured(b []byte, r Record) []byte {
	if r.Module == accessModule {
		return appendServer(b, r)
	}
	b = append(b, serverColours[r.Level]...)
	head := len(b) + len(serverTime) + len(" [INFO]")
	return slices.Insert(appendServer(b, r), head, []byte(reset)...)
}

var serverColours = [...]string{
	Debug: "\x1b[36m", Notice: "\x1b[32m", Warning: "\x1b[33m", Error: "\x1b[31m", Critical: "\x1b[35m",
}
