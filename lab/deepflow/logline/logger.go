package logline

import (
	"io"
	"sync"
	"time"
)

// Logger writes lines as a part of DeepFlow does. It may be used from several goroutines.
type Logger struct {
	mu     sync.Mutex
	w      io.Writer
	stdout io.Writer
	now    func() time.Time
	format func(Record) string
	err    error
}

// Option changes a Logger.
type Option func(*Logger)

// WithStdout makes a server's logger write the coloured copy that deepflow-server prints on its standard output.
func WithStdout(w io.Writer) Option {
	return func(g *Logger) { g.stdout = w }
}

// NewServerLogger writes lines to w in the form of server.log. The zone of the time that now returns is the one printed.
func NewServerLogger(w io.Writer, now func() time.Time, opts ...Option) *Logger {
	g := &Logger{w: w, now: now, format: FormatServer}
	for _, o := range opts {
		o(g)
	}
	return g
}

// NewAgentLogger writes lines to w in the form of deepflow-agent.log, colours included. The zone of the time that now
// returns is the one printed.
func NewAgentLogger(w io.Writer, now func() time.Time) *Logger {
	return &Logger{w: w, now: now, format: FormatAgent}
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
	g.put(g.w, g.format(r)+"\n")
	if g.stdout != nil {
		g.put(g.stdout, formatServerColoured(r)+"\n")
	}
}

func (g *Logger) put(w io.Writer, s string) {
	if _, err := io.WriteString(w, s); err != nil && g.err == nil {
		g.err = err
	}
}

// Err is the first error that a writer returned.
func (g *Logger) Err() error {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.err
}

// formatServerColoured is go-logging's "%{color}…%{color:reset}": time and level coloured, the rest plain. Info has no
// colour of its own in its palette and gets an empty one.
func formatServerColoured(r Record) string {
	if r.Module == accessModule {
		return FormatServer(r)
	}
	code := map[Level]string{
		Critical: "\x1b[35m", Error: "\x1b[31m", Warning: "\x1b[33m", Notice: "\x1b[32m", Debug: "\x1b[36m",
	}[r.Level]
	plain := FormatServer(r)
	head := len(serverTime) + len(" [INFO]")
	return code + plain[:head] + "\x1b[0m" + plain[head:]
}
