package rig

import (
	"context"
	"net"

	"github.com/dflab/dflab/lab"
)

// Ground makes the hosts of one lab. Everything that it makes is labelled, so that Close, or `dflab gc` after a kill, finds it.
type Ground interface {
	// Host makes a host. The first is the server's (its one NIC has the server's address); each later host's NICs are wired to it:
	// all hosts of a lab share one link without a way out of it, whatever their addresses are.
	Host(ctx context.Context, h lab.Host) (Host, error)
	// Notes tell what the machine refused and what was done instead, such as privileged mode; the report shows them.
	Notes() []string
	// Where says how an operator finds what stands, a line each.
	Where() []string
	// Close ends and removes hosts and everything on them. It may be called more than once.
	Close(ctx context.Context) error
}

// Host is a machine of the lab.
type Host interface {
	lab.Machine
	lab.Cable
	// DialContext connects from inside of the host, so that 127.0.0.1 is the host's own: an operator's shell on it.
	DialContext(ctx context.Context, network, addr string) (net.Conn, error)
	// Place puts a part on the host, not started yet. The error says what can't be had: a missing image or binary.
	Place(ctx context.Context, p Program) (Part, error)
}

// Part is a process of the lab with everything that an operator does to one.
type Part interface {
	lab.Daemon
	lab.Killable
	lab.Pausable
}

// Program is how a part is run.
type Program struct {
	// Name of the part, unique in its lab: deepflow-server, deepflow-agent-host-1, deepflow-mysql, deepflow-clickhouse.
	Name   string
	Source Source
	// Args follow the image's entry point, or the binary. at is where a file of Config or Files lies for the process: its own path in
	// a container, another one on this machine. Nil is the image's own command.
	Args func(at func(path string) string) []string
	// Env is KEY=value.
	Env []string
	// Config is the file that an operator edits. Files are the others that the part reads.
	Config File
	Files  []File
	// Log is the file that the part logs to, as it sees it; empty is its standard output and error. Colours are stripped either way.
	Log string
	// Dirs are folders that the part writes to, such as /var/lib/mysql; they are empty at first and live as long as the part.
	Dirs []string
	// Restart is Docker's restart: always, its back-off of 100 ms doubling to a minute included.
	Restart bool
	// Privileged, Capabilities, HostPID and Mounts (host path:path[:ro]) are what the guide's compose file gives an agent's container;
	// HostPID is the host's process namespace. Where the machine refuses privileged mode the part runs without and Notes tells.
	Privileged   bool
	HostPID      bool
	Capabilities []string
	Mounts       []string
}

// File is a file of a part.
type File struct {
	Path string // absolute
	Text string
}
