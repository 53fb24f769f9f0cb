package lab

import (
	"context"
	"time"
)

// State is what `docker ps` and `docker inspect` tell of a part.
type State struct {
	Running  bool
	Restarts int
	// ExitCode is that of the last exit; meaningful when Exits is not 0.
	ExitCode int
	Exits    int
	Since    time.Time // start or exit, lab time
}

// Part is a process of the lab: deepflow-server, deepflow-agent, MySQL, ClickHouse.
type Part interface {
	Name() string
	State() State
}

// Runnable is a part that an operator stops and starts.
type Runnable interface {
	Part
	Start(ctx context.Context) error
	// Stop ends the part and keeps the supervisor from starting it again.
	Stop(ctx context.Context) error
}

// Killable is a part that can be ended as kill -9 does; its supervisor starts it again.
type Killable interface{ Kill() }

// Pausable is a part whose process can be frozen and thawed, as docker pause does: it keeps its sockets and does nothing.
type Pausable interface {
	Pause(ctx context.Context) error
	Resume(ctx context.Context) error
}

// Configured is a part with a configuration file.
type Configured interface {
	// Config is the file's text as it is now.
	Config() string
	// SetConfig replaces the file. A running part doesn't read it before its next start.
	SetConfig(text string)
}

// Logged is a part with a log.
type Logged interface{ Log() Log }

// Log is a part's log file: it only grows, through restarts too.
type Log interface {
	// Since returns the whole lines written after the cursor, without their ends, and the cursor behind them.
	Since(c Cursor) ([]string, Cursor)
}

// Cursor is a place in a log. The zero value is its beginning. Evidence of a phase is what lies between two cursors;
// clocks are never compared.
type Cursor struct{ Offset int64 }
