package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/dflab/dflab/lab/docker"
	"github.com/dflab/dflab/lab/netns"
)

// A run that is killed at any moment leaves containers, namespaces, processes and folders; gc removes them all. Ten moments of the
// twelve seconds in which labs are built and begin to dock, each with a lab of containers and one of this machine's programs.
func TestGCRemovesWhatAKilledRunLeft(t *testing.T) {
	if os.Getenv("DFLAB_DOCKER") != "1" {
		t.Skip("DFLAB_DOCKER=1 runs it: it takes two minutes, an engine with the images of make lab-images, and databases in PATH")
	}
	if os.Geteuid() != 0 || netns.Usable() != nil {
		t.Skip("hosts with NICs of their own are for root")
	}
	binary := os.Getenv("DFLAB_BINARY")
	if binary == "" {
		binary = filepath.Join(t.TempDir(), "dflab")
		build := exec.Command("go", "build", "-tags=gms_pure_go", "-o", binary, ".")
		build.Env = append(os.Environ(), "CGO_ENABLED=0")
		if text, err := build.CombinedOutput(); err != nil {
			t.Fatalf("build dflab: %v\n%s", err, text)
		}
	}
	found := 0
	for n := range 10 {
		var pids []int
		var labs []string
		var killed []*exec.Cmd
		for _, parts := range []string{"local", "exec"} {
			cmd := exec.Command(binary, "run", "--parts", parts, "missing-domain")
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = cmd.Process.Kill() })
			pids, killed = append(pids, cmd.Process.Pid), append(killed, cmd)
			if parts == "exec" {
				time.Sleep(time.Duration(n+1) * 1200 * time.Millisecond)
				labs = registered(t, cmd.Process.Pid)
			}
		}
		for _, cmd := range killed {
			if err := cmd.Process.Signal(syscall.SIGKILL); err != nil {
				t.Fatalf("it has ended before it was killed: %v", err)
			}
			_ = cmd.Wait()
		}
		before := len(owned(t, pids)) + len(traces(t, labs))
		if out, err := exec.Command(binary, "gc").CombinedOutput(); err != nil {
			t.Fatalf("gc: %v\n%s", err, out)
		}
		if left := append(owned(t, pids), traces(t, labs)...); len(left) > 0 {
			t.Errorf("killed after %.1f s: %d things, and after gc there is still %v", float64(n+1)*1.2, before, left)
		}
		found += before
	}
	if found == 0 {
		t.Error("no killed run had made anything: the test shows nothing")
	}
	t.Logf("%d things removed", found)
}

// owned are the containers whose label names one of those processes.
func owned(t *testing.T, pids []int) (left []string) {
	t.Helper()
	out, err := exec.Command("docker", "ps", "-a", "--format", `{{.Names}} {{.Label "`+docker.LabelOwner+`"}}`).Output()
	if err != nil {
		t.Fatalf("docker ps: %v", err)
	}
	for line := range strings.Lines(string(out)) {
		for _, pid := range pids {
			if strings.Contains(line, fmt.Sprintf(":%d:", pid)) {
				left = append(left, strings.TrimSpace(line))
			}
		}
	}
	return left
}

// registered are the ids of the labs of this machine's programs that the process has written down.
func registered(t *testing.T, pid int) (ids []string) {
	t.Helper()
	files, _ := filepath.Glob("/run/dflab/*.json")
	for _, f := range files {
		var lab struct {
			ID  string `json:"id"`
			PID int    `json:"pid"`
		}
		if text, err := os.ReadFile(f); err == nil && json.Unmarshal(text, &lab) == nil && lab.PID == pid {
			ids = append(ids, lab.ID)
		}
	}
	return ids
}

// traces are what there is of labs of this machine's programs: entries, folders, namespaces, processes.
func traces(t *testing.T, ids []string) (left []string) {
	t.Helper()
	for _, id := range ids {
		for _, pattern := range []string{"/run/dflab/" + id + "*", filepath.Join(os.TempDir(), "dflab-"+id+"*"), netns.Dir + "/dflab-" + id + "*"} {
			found, err := filepath.Glob(pattern)
			if err != nil {
				t.Fatal(err)
			}
			left = append(left, found...)
		}
		environs, _ := filepath.Glob("/proc/[0-9]*/environ")
		for _, f := range environs {
			if text, err := os.ReadFile(f); err == nil && strings.Contains(string(text), "DFLAB_LAB="+id+"\x00") {
				left = append(left, f)
			}
		}
	}
	return left
}
