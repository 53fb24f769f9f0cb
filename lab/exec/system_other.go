//go:build !linux

package exec

import (
	"errors"
	"os/exec"
	"syscall"
)

// attributes put a process at the head of a group.
func attributes() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setpgid: true} }

func become(string, []bind) error { return errors.ErrUnsupported }

// awaitEnd waits for a process, and calls bury.
func awaitEnd(cmd *exec.Cmd, bury func()) {
	_ = cmd.Wait() // the state tells
	bury()
}
