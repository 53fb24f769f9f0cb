package docker

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"

	psnet "github.com/shirou/gopsutil/v4/net"
	"github.com/shirou/gopsutil/v4/process"

	"github.com/dflab/dflab/lab/rig"
)

// ErrMachineBusy means that this machine can't be the host of a lab now. The text says why.
var ErrMachineBusy = errors.New("this machine can't be the lab's host")

// claim is the right to be the one lab on this machine's network.
type claim struct{ lock *os.File }

// claimMachine takes this machine's network for a lab, or says who has it.
func (e *Engine) claimMachine(ctx context.Context) (*claim, error) {
	if !e.local() {
		return nil, fmt.Errorf("%w: the engine at %s runs on another one", ErrMachineBusy, e.cli.DaemonHost())
	}
	c, err := lockMachine(filepath.Join(os.TempDir(), "dflab-host-network.lock"))
	if err != nil {
		return nil, err
	}
	var taken []error
	for _, p := range rig.Ports() {
		taken = append(taken, portFree(ctx, p.Number, p.Use))
	}
	if err := errors.Join(taken...); err != nil {
		return nil, errors.Join(err, c.release())
	}
	return c, nil
}

// lockMachine lets one lab in; the lock ends with its process.
func lockMachine(path string) (*claim, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o666)
	if err != nil {
		return nil, fmt.Errorf("claim this machine: %w", err)
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		f.Close()
		return nil, fmt.Errorf("%w: another lab has its network (lock %s)", ErrMachineBusy, path)
	}
	return &claim{f}, nil
}

// release gives the machine back; nil has nothing to give.
func (c *claim) release() error {
	if c == nil || c.lock == nil {
		return nil
	}
	err := c.lock.Close()
	c.lock = nil
	return err
}

// portFree tells who listens where a part is to listen.
func portFree(ctx context.Context, port int, part string) error {
	ln, err := (&net.ListenConfig{}).Listen(ctx, "tcp", ":"+strconv.Itoa(port))
	if err == nil {
		return ln.Close()
	}
	who := ""
	if name := listener(ctx, uint32(port)); name != "" {
		who = " by " + name
	}
	return fmt.Errorf("%w: port %d of %s is taken%s: %w", ErrMachineBusy, port, part, who, err)
}

// listener is the process that listens on a port, as far as this user may know.
func listener(ctx context.Context, port uint32) string {
	conns, err := psnet.ConnectionsWithContext(ctx, "tcp")
	if err != nil {
		return ""
	}
	for _, c := range conns {
		if c.Laddr.Port != port || !strings.EqualFold(c.Status, "LISTEN") || c.Pid == 0 {
			continue
		}
		p, err := process.NewProcessWithContext(ctx, c.Pid)
		if err != nil {
			return ""
		}
		name, err := p.NameWithContext(ctx)
		if err != nil {
			return ""
		}
		return fmt.Sprintf("%s (process %d)", name, c.Pid)
	}
	return ""
}
