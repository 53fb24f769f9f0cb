package exec

import "syscall"

// attributes put a process at the head of a group and let it die with its parent.
func attributes() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
}

// setHostname gives the calling thread, which must end after it, a hostname of its own.
func setHostname(name string) error {
	if err := syscall.Unshare(syscall.CLONE_NEWUTS); err != nil {
		return err
	}
	return syscall.Sethostname([]byte(name))
}
