package rig

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"

	psnet "github.com/shirou/gopsutil/v4/net"
	"github.com/shirou/gopsutil/v4/process"
)

// ErrMachineBusy means that this machine can't be the host of a lab now. The text says why.
var ErrMachineBusy = errors.New("this machine can't be the lab's host")

// Claim is the right to be the one lab on this machine's own network. It ends with its process.
type Claim struct{ lock *os.File }

// ClaimMachine takes this machine's network for a lab whose parts listen on that address ("" is all of them), or says who has it.
func ClaimMachine(ctx context.Context, on string) (*Claim, error) {
	c, err := lock(filepath.Join(os.TempDir(), "dflab-host-network.lock"))
	if err != nil {
		return nil, err
	}
	var taken []error
	for _, p := range Ports() {
		taken = append(taken, p.free(ctx, on))
	}
	if err := errors.Join(taken...); err != nil {
		return nil, errors.Join(err, c.Release())
	}
	return c, nil
}

func lock(path string) (*Claim, error) {
	f, err := os.Open(path) // somebody else's can be locked without the right to write to it
	if errors.Is(err, fs.ErrNotExist) {
		f, err = os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o666)
	}
	if err != nil {
		return nil, fmt.Errorf("claim this machine: %w", err)
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		f.Close()
		return nil, fmt.Errorf("%w: another lab has its network (lock %s)", ErrMachineBusy, path)
	}
	return &Claim{f}, nil
}

// Release gives the machine back; nil has nothing to give, and neither has one that was released.
func (c *Claim) Release() error {
	if c == nil || c.lock == nil {
		return nil
	}
	err := c.lock.Close()
	c.lock = nil
	return err
}

// free tells who listens where a part is to listen.
func (p Port) free(ctx context.Context, on string) error {
	ln, err := (&net.ListenConfig{}).Listen(ctx, "tcp", net.JoinHostPort(on, strconv.Itoa(p.Number)))
	if err == nil {
		return ln.Close()
	}
	who := ""
	if name := listener(ctx, uint32(p.Number)); name != "" {
		who = " by " + name
	}
	return fmt.Errorf("%w: port %d of %s is taken%s: %w", ErrMachineBusy, p.Number, p.Use, who, err)
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
