package docker

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"strings"

	"github.com/shirou/gopsutil/v4/process"
)

// Labels of everything that a lab makes in an engine. `dflab gc` finds it by them.
const (
	LabelLab   = "io.dflab.lab"   // the lab's id
	LabelOwner = "io.dflab.owner" // the process that holds the lab, as Owner.String
	LabelPart  = "io.dflab.part"  // the part's name, or one of partHost, partWire, partProbe
	LabelSelf  = "io.dflab.self"  // on images that EnsureSelf made
)

// What isn't a part of a deployment.
const (
	partHost  = "host"  // owns a host's namespaces
	partWire  = "wire"  // works in them for the lab
	partProbe = "probe" // tries what the engine allows
)

// Owner is the process that holds a lab.
type Owner struct {
	Machine string
	PID     int
	// Started is when the process was started, in milliseconds since 1970: process ids come again.
	Started int64
}

// startTolerance bounds how far two readings of a process's start lie apart: the kernel counts from boot, and the clock is adjusted.
const startTolerance = 2000

// Self is the running process as an owner.
func Self(ctx context.Context) (Owner, error) {
	machine, err := os.Hostname()
	if err != nil {
		return Owner{}, fmt.Errorf("name this machine: %w", err)
	}
	started, err := startOf(ctx, os.Getpid())
	if err != nil {
		return Owner{}, fmt.Errorf("read start of this process: %w", err)
	}
	return Owner{machine, os.Getpid(), started}, nil
}

func startOf(ctx context.Context, pid int) (int64, error) {
	p, err := process.NewProcessWithContext(ctx, int32(pid))
	if err != nil {
		return 0, err
	}
	return p.CreateTimeWithContext(ctx)
}

// String is machine:pid:start.
func (o Owner) String() string { return fmt.Sprintf("%s:%d:%d", o.Machine, o.PID, o.Started) }

// ParseOwner reads what String writes.
func ParseOwner(s string) (Owner, error) {
	bad := fmt.Errorf("owner %q: want machine:pid:start", s)
	head, started, ok := cutLast(s)
	if !ok {
		return Owner{}, bad
	}
	machine, pid, ok := cutLast(head)
	if !ok || machine == "" {
		return Owner{}, bad
	}
	p, err := strconv.Atoi(pid)
	if err != nil || p <= 0 {
		return Owner{}, bad
	}
	at, err := strconv.ParseInt(started, 10, 64)
	if err != nil {
		return Owner{}, bad
	}
	return Owner{machine, p, at}, nil
}

// cutLast cuts at the last colon: a machine's name may have some.
func cutLast(s string) (before, after string, ok bool) {
	i := strings.LastIndexByte(s, ':')
	if i < 0 {
		return "", "", false
	}
	return s[:i], s[i+1:], true
}

// Gone tells whether the owner has ended for certain: a process of another machine never has.
func (o Owner) Gone(ctx context.Context) bool {
	machine, err := os.Hostname()
	if err != nil || machine != o.Machine {
		return false
	}
	there, err := process.PidExistsWithContext(ctx, int32(o.PID))
	if err != nil {
		return false
	}
	if !there {
		return true
	}
	started, err := startOf(ctx, o.PID)
	if err != nil {
		return false
	}
	return max(started-o.Started, o.Started-started) > startTolerance
}
