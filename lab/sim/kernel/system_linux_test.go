package kernel

import (
	"bufio"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

// A process that is given another UTS namespace tells that one's hostname, and keeps its own.
func TestHostnameOfAnotherNamespace(t *testing.T) {
	other := exec.Command("sh", "-c", "hostname dflab-uts && echo ready && read wait")
	other.SysProcAttr = &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWUTS}
	in, err1 := other.StdinPipe()
	out, err2 := other.StdoutPipe()
	if err1 != nil || err2 != nil {
		t.Fatal(err1, err2)
	}
	if err := other.Start(); err != nil {
		t.Skipf("no right to make a namespace: %v", err)
	}
	defer func() { _ = other.Wait() }()
	defer in.Close()
	if line, err := bufio.NewReader(out).ReadString('\n'); err != nil || line != "ready\n" {
		t.Skipf("no hostname in it: %q, %v", line, err)
	}
	before := hostname()
	uts := "/proc/" + strconv.Itoa(other.Process.Pid) + "/ns/uts"
	if got := hostnameSeenFrom(uts); got != "dflab-uts" {
		t.Errorf("from %s: %q", uts, got)
	}
	if got := hostnameSeenFrom("/proc/self/ns/none"); got != before {
		t.Errorf("from nowhere: %q, want the own %q", got, before)
	}
	if after := hostname(); after != before || strings.Contains(after, "dflab-uts") {
		t.Errorf("own hostname was %q and is %q", before, after)
	}
}
