package exec

import (
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"sync"
	"syscall"
)

// running is a process with its group. Its signals reach what it started, too.
type running struct {
	pid   int
	ended chan struct{} // closed when it has been waited for and counted

	mu   sync.Mutex
	gone bool // it has ended: its number may be another's
}

// run starts cmd on the host and calls ended once with its exit code. The thread that starts a process is its parent to the kernel:
// it stays until the process has ended, so that the process dies with dflab and not with the thread.
func (h *host) run(cmd *exec.Cmd, mounts []bind, ended func(r *running, code int)) (*running, error) {
	now := &running{ended: make(chan struct{})}
	started := make(chan error)
	cmd.SysProcAttr = attributes()
	begin := func() error {
		if err := cmd.Start(); err != nil {
			return err
		}
		now.pid = cmd.Process.Pid
		started <- nil
		awaitEnd(cmd, now.bury)
		ended(now, exitCode(cmd.ProcessState.Sys().(syscall.WaitStatus)))
		close(now.ended)
		return nil
	}
	go func() {
		if err := h.inside(mounts, begin); err != nil {
			started <- err
		}
	}()
	if err := <-started; err != nil {
		return nil, err
	}
	return now, nil
}

// inside runs f on a thread of the host, with the host's files over the machine's.
func (h *host) inside(mounts []bind, f func() error) error {
	if h.ns == nil {
		runtime.LockOSThread()
		return f()
	}
	return h.ns.Do(func() error {
		if err := become(h.hostname(), slices.Concat(mounts, h.files)); err != nil {
			return fmt.Errorf("enter host %s: %w", h.spec.Name, err)
		}
		return f()
	})
}

// exitCode is Docker's: 128 and the signal's number for a process that a signal ended.
func exitCode(s syscall.WaitStatus) int {
	if s.Signaled() {
		return 128 + int(s.Signal())
	}
	return s.ExitStatus()
}

// bury kills what the ended process left behind. No signal is sent after it.
func (r *running) bury() {
	r.kill()
	r.mu.Lock()
	defer r.mu.Unlock()
	r.gone = true
}

// terminate asks the process to end; a frozen one is thawed for it.
func (r *running) terminate() {
	_ = r.signal(r.pid, syscall.SIGTERM)
	_ = r.thaw()
}

func (r *running) kill()         { _ = r.signal(-r.pid, syscall.SIGKILL) }
func (r *running) freeze() error { return r.signal(-r.pid, syscall.SIGSTOP) }
func (r *running) thaw() error   { return r.signal(-r.pid, syscall.SIGCONT) }

// signal reaches the process, or its group, while it is ours.
func (r *running) signal(to int, s syscall.Signal) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.gone {
		return os.ErrProcessDone
	}
	return syscall.Kill(to, s)
}
