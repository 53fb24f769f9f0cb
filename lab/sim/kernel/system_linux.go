package kernel

import (
	"bytes"
	"os"
	"runtime"
	"strings"

	"golang.org/x/sys/unix"

	"github.com/dflab/dflab/lab/sim/agent"
)

// The two namespaces that a hostname may come from (agent/src/utils/command/linux.rs).
const (
	rootUTS = "/proc/1/ns/uts"
	ownUTS  = "/proc/self/ns/uts"
)

// hostname is that of PID 1's UTS namespace, which the process may be in.
func hostname() string { return hostnameSeenFrom(rootUTS) }

// hostnameSeenFrom enters a UTS namespace if that is another, on a thread of its own, as namespaces are a thread's. Where it may not
// enter, the hostname is the process's own.
func hostnameSeenFrom(uts string) string {
	own, err1 := os.Readlink(ownUTS)
	root, err2 := os.Readlink(uts)
	if err1 == nil && err2 == nil && own != root {
		name := make(chan string)
		go func() {
			runtime.LockOSThread() // and never unlocked: the thread ends with the goroutine, in whatever namespace it is
			name <- hostnameIn(uts)
		}()
		if n := <-name; n != "" {
			return n
		}
	}
	n, err := os.Hostname()
	if err != nil {
		return "Unknown" // the real one's word
	}
	return n
}

// hostnameIn is "" where the process may not enter.
func hostnameIn(uts string) string {
	f, err := os.Open(uts)
	if err != nil {
		return ""
	}
	defer f.Close()
	var names unix.Utsname
	if unix.Setns(int(f.Fd()), unix.CLONE_NEWUTS) != nil || unix.Uname(&names) != nil {
		return ""
	}
	return text(names.Nodename[:])
}

func system() agent.SystemInfo {
	info := agent.SystemInfo{CPUs: uint32(runtime.NumCPU()), OS: osRelease()}
	var s unix.Sysinfo_t
	if unix.Sysinfo(&s) == nil {
		info.Memory = uint64(s.Totalram) * uint64(s.Unit)
	}
	var names unix.Utsname
	if unix.Uname(&names) == nil {
		info.Arch, info.Kernel = text(names.Machine[:]), text(names.Release[:])
	}
	return info
}

// osRelease is name and version of the distribution, "Linux" in an image that doesn't say.
func osRelease() string {
	b, err := os.ReadFile("/etc/os-release")
	if err != nil {
		return "Linux"
	}
	fields := map[string]string{}
	for line := range strings.Lines(string(b)) {
		if k, v, ok := strings.Cut(strings.TrimSpace(line), "="); ok {
			fields[k] = strings.Trim(v, `"'`)
		}
	}
	return strings.TrimSpace(fields["NAME"] + " " + fields["VERSION_ID"])
}

func text(b []byte) string {
	if i := bytes.IndexByte(b, 0); i >= 0 {
		b = b[:i]
	}
	return string(b)
}
