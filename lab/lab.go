package lab

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/dflab/dflab/lab/deepflow/controller"
)

// Lab is a running deployment as an operator has it: SQL, the REST API, logs, configuration files, restarts, the
// hosts' NICs. There is nothing here that a real deployment would not give.
type Lab struct {
	Spec Spec
	// Clock tells lab time and lets it pass.
	Clock Clock
	// MySQL is a connection as root, database deepflow.
	MySQL *sql.DB
	// ClickHouse is the HTTP interface; nil in a lab whose server stores nothing.
	ClickHouse ClickHouse
	// API is the controller's REST API as deepflow-ctl uses it.
	API *controller.Client
	// ServerHost is the machine that MySQL, ClickHouse and deepflow-server share.
	ServerHost Machine
	// Server is deepflow-server. Databases are MySQL and ClickHouse by those names.
	Server    Daemon
	Databases map[string]Runnable
	Hosts     []*RunningHost
}

// Daemon is a part with everything that an operator does to one.
type Daemon interface {
	Runnable
	Configured
	Logged
}

// Clock is the time that passes in a lab.
type Clock interface {
	Now() time.Time
	// Wait lets lab time pass: at once where the clock jumps, in real time where it doesn't.
	Wait(ctx context.Context, d time.Duration) error
}

// ClickHouse answers a query with its rows as text, NULL as \N.
type ClickHouse interface {
	Query(ctx context.Context, query string) ([][]string, error)
}

// RunningHost is a host of a running lab.
type RunningHost struct {
	Host
	// Agent is nil on a host without one.
	Agent Daemon
	// Machine is what can be done to the host itself.
	Machine Machine
}

// Machine is the host under an agent.
type Machine interface {
	// IPAddress is the output of `ip address show`.
	IPAddress() string
	// SetNICs changes the NICs while everything runs.
	SetNICs(nics []NIC) error
	// Connect tries a TCP connection from the host, as `nc -vz` does; nil means that it was accepted.
	Connect(ctx context.Context, addr string) error
}

// Cable is what a Machine is, too, where an operator can take its network away and give it back.
type Cable interface {
	// Cut lets no packet pass between the host and the server's host until Heal. Connections between them die.
	Cut() error
	// Heal lets packets pass again; it may be called at any time.
	Heal() error
}

// ErrUnsupported says that this lab can't do, or show, what is asked of it. It comes wrapped in what is missing, so that a scenario
// can be skipped with a reason.
var ErrUnsupported = errors.New("not supported by this lab")

// Host returns the running host of that name, or nil.
func (l *Lab) Host(name string) *RunningHost {
	for _, h := range l.Hosts {
		if h.Name == name {
			return h
		}
	}
	return nil
}
