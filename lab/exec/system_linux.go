package exec

import (
	"errors"
	"fmt"
	"io/fs"
	"os/exec"
	"syscall"

	"golang.org/x/sys/unix"
)

// attributes put a process at the head of a group and let it die with its parent.
func attributes() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
}

// awaitEnd waits for a process and calls bury between its end and its burial: until it is waited for, its group's number is its own.
func awaitEnd(cmd *exec.Cmd, bury func()) {
	for errors.Is(unix.Waitid(unix.P_PID, cmd.Process.Pid, nil, unix.WEXITED|unix.WNOWAIT, nil), unix.EINTR) {
	}
	bury()
	_ = cmd.Wait() // the state tells
}

// become gives the calling thread, which must end after it, a hostname and mounts of its own.
func become(hostname string, mounts []bind) error {
	if err := syscall.Unshare(syscall.CLONE_NEWUTS | syscall.CLONE_NEWNS); err != nil {
		return fmt.Errorf("leave the machine's namespaces: %w", err)
	}
	if err := syscall.Sethostname([]byte(hostname)); err != nil {
		return fmt.Errorf("set hostname %s: %w", hostname, err)
	}
	// What is mounted from here on stays here.
	if err := syscall.Mount("", "/", "", syscall.MS_REC|syscall.MS_SLAVE, ""); err != nil {
		return fmt.Errorf("keep mounts apart: %w", err)
	}
	for _, m := range mounts {
		if err := m.mount(); err != nil {
			return err
		}
	}
	// An agent asks for the hostname in the namespaces of process 1, which is the host's in a real deployment. Where the kernel doesn't
	// allow it, an agent calls itself what the machine is called.
	_ = syscall.Mount(fmt.Sprintf("/proc/self/task/%d/ns", syscall.Gettid()), "/proc/1/ns", "", syscall.MS_BIND, "")
	return nil
}

func (m bind) mount() error {
	err := syscall.Mount(m.from, m.to, "", syscall.MS_BIND|syscall.MS_REC, "")
	if m.optional && errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err == nil && m.readOnly {
		err = syscall.Mount("", m.to, "", syscall.MS_BIND|syscall.MS_REMOUNT|syscall.MS_RDONLY, "")
	}
	if err != nil {
		return fmt.Errorf("mount %s at %s (both must be there already): %w", m.from, m.to, err)
	}
	return nil
}
