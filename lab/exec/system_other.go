//go:build !linux

package exec

import (
	"errors"
	"syscall"
)

// attributes put a process at the head of a group.
func attributes() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setpgid: true} }

func become(string, []bind) error { return errors.ErrUnsupported }
