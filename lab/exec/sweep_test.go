package exec_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	osexec "os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dflab/dflab/lab"
	"github.com/dflab/dflab/lab/exec"
	"github.com/dflab/dflab/lab/rig"
)

// own is the owner of a lab that is killed: it starts a part and waits. It runs in a process of its own.
func own(dir string) int {
	err := func() error {
		ctx := context.Background()
		g, err := exec.New(exec.Options{Dir: dir})
		if err != nil {
			return err
		}
		h, err := g.Host(ctx, serverHost())
		if err != nil {
			return err
		}
		self, err := os.Executable()
		if err != nil {
			return err
		}
		p, err := h.Place(ctx, rig.Program{
			Name: "part", Source: rig.Source{Kind: rig.Exec, Ref: self}, Restart: true,
			Config: rig.File{Path: "/etc/part.conf", Text: "child\nsay ready\nwait\n"},
			Args:   func(at func(string) string) []string { return []string{"part", at("/etc/part.conf")} },
		})
		if err != nil {
			return err
		}
		if err := p.Start(ctx); err != nil {
			return err
		}
		for {
			if all, _ := p.Log().Since(lab.Cursor{}); len(all) == 2 {
				fmt.Println(g.ID(), strings.TrimPrefix(all[0], "child "))
				break
			}
		}
		select {}
	}()
	fmt.Println("error", err)
	return 1
}

// ended tells that the child of a killed lab's part is no more.
func TestSweepTakesWhatAKilledLabLeft(t *testing.T) {
	alive := newGround(t)
	part := place(t, newHost(t, alive, serverHost()), program(t, "say ready\nwait\n"))
	start(t, part)
	await(t, "ready", says(part, "ready"))

	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	owner := osexec.Command(self, "own", dir)
	out, err := owner.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := owner.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	var id string
	var child int
	if _, err := fmt.Sscan(line, &id, &child); err != nil {
		t.Fatalf("the owner says %q", line)
	}
	if _, err := exec.Sweep(t.Context(), false); err != nil {
		t.Fatal(err)
	}
	if gone(child) {
		t.Fatal("a sweep took a lab whose owner lives")
	}
	if err := owner.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = owner.Wait()
	if gone(child) {
		t.Error("the child went with the owner: nothing to sweep")
	}
	removed, err := exec.Sweep(t.Context(), false)
	if err != nil {
		t.Fatal(err)
	}
	text := fmt.Sprint(removed)
	for _, want := range []string{
		fmt.Sprintf("process sleep (%d) of lab %s", child, id), "namespace dflab-" + id + "-deepflow-host of lab " + id, "folder " + filepath.Join(dir, "dflab-"+id),
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in %s", want, text)
		}
	}
	if strings.Contains(text, alive.ID()) || !part.State().Running {
		t.Error("the sweep took the living lab, too")
	}
	if !gone(child) {
		t.Error("the child lives")
	}
	for _, path := range []string{"/run/netns/dflab-" + id + "-deepflow-host", filepath.Join(dir, "dflab-"+id), "/run/dflab/" + id + ".json"} {
		if _, err := os.Lstat(path); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("%s: %v", path, err)
		}
	}
}
