package main

import (
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/dflab/dflab/lab/docker"
)

func TestPullPrinter(t *testing.T) {
	var out strings.Builder
	now := time.Unix(0, 0)
	p := pullPrinter{out: &out, now: func() time.Time { return now }}
	image := docker.Image{Part: "server", Ref: "r/deepflow-server:v6.6"}
	for _, g := range []docker.Progress{
		{Image: image, Layers: 1, Status: "Pulling fs layer"},
		{Image: image, Layers: 2, Current: 1_500_000, Total: 3_000_000, Status: "Downloading"},
		{Image: image, Layers: 2, Done: 1, Current: 2_000_000, Total: 3_000_000, Status: "Downloading"},
		{Image: image, Layers: 2, Done: 2, Status: docker.StatusDone},
		{Image: docker.Image{Part: "agent", Ref: "r/deepflow-agent:v6.6"}, Status: docker.StatusThere},
	} {
		p.tell(g)
		now = now.Add(pullEvery / 2)
	}
	want := `server             r/deepflow-server:v6.6
                   1 of 2 layers, 2.0 of 3.0 MB
                   done
agent              r/deepflow-agent:v6.6
                   it is there
`
	if d := cmp.Diff(want, out.String()); d != "" {
		t.Error(d)
	}
}

func TestPullRefusesWhatItDoesntKnow(t *testing.T) {
	for _, args := range [][]string{
		{"pull", "redis"}, {"pull", "--registry", "paris"}, {"pull", "--images", filepath.Join(t.TempDir(), "none.yaml")},
	} {
		var out, told strings.Builder
		if got := run(t.Context(), args, &out, &told); got != exitUsage {
			t.Errorf("%q: exit code %d: %s", args, got, &told)
		}
	}
}

func TestKill(t *testing.T) {
	child := exec.Command("sleep", "60")
	if err := child.Start(); err != nil {
		t.Skip(err)
	}
	var out, told strings.Builder
	if got := run(t.Context(), []string{"kill", strconv.Itoa(child.Process.Pid)}, &out, &told); got != exitOK {
		t.Errorf("exit code %d: %s", got, &told)
	}
	_ = child.Wait() // killed
	if s, ok := child.ProcessState.Sys().(syscall.WaitStatus); !ok || s.Signal() != syscall.SIGKILL {
		t.Errorf("ended with %v", child.ProcessState)
	}
	if got := run(t.Context(), []string{"kill", "1"}, &out, &told); got != exitUsage {
		t.Errorf("kill 1: exit code %d", got)
	}
}
