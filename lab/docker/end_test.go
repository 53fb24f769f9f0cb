package docker_test

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/dflab/dflab/lab/docker"
)

// TestPausedPartEnds: a frozen part can be stopped, and one that was killed dies when it is thawed.
func TestPausedPartEnds(t *testing.T) {
	tools := need(t)
	g := ground(t, tools)
	h := must(g.Host(t.Context(), guideHost))(t)
	p := must(h.Place(t.Context(), program(tools.part, "serve 7000")))(t)
	freeze := func() {
		t.Helper()
		if err := errors.Join(p.Start(t.Context()), p.Pause(t.Context())); err != nil {
			t.Fatal(err)
		}
	}
	freeze()
	p.SetConfig("serve 7001")
	if err := p.Stop(t.Context()); err != nil {
		t.Fatal(err)
	}
	if s := p.State(); s.Running || s.Exits != 1 {
		t.Errorf("stopped: %+v", s)
	}
	freeze()
	p.Kill()
	if err := p.Resume(t.Context()); err != nil {
		t.Fatal(err)
	}
	eventually(t, "dead", func() bool { s := p.State(); return !s.Running && s.Exits == 2 })
}

// TestCloseLeavesNothing also covers a Close in the middle of a restart loop.
func TestCloseLeavesNothing(t *testing.T) {
	tools := need(t)
	g := ground(t, tools)
	h := must(g.Host(t.Context(), guideHost))(t)
	prog := program(tools.part, "exit 1")
	prog.Restart, prog.Dirs = true, []string{"/data"}
	p := must(h.Place(t.Context(), prog))(t)
	if err := p.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := g.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	if left := labelled(t, g.ID()); len(left) > 0 {
		t.Errorf("left: %v", left)
	}
	if err := g.Close(t.Context()); err != nil {
		t.Errorf("close again: %v", err)
	}
}

// TestSweepAfterKill: a lab whose process is killed is removed by the next sweep; a living one isn't.
func TestSweepAfterKill(t *testing.T) {
	const held = "DFLAB_TEST_HOLD"
	tools := need(t)
	if image := os.Getenv(held); image != "" {
		holdLab(t, tools, image)
	}
	living := ground(t, tools)
	must(living.Host(t.Context(), guideHost))(t)

	holder := exec.Command(os.Args[0], "-test.run=^TestSweepAfterKill$")
	holder.Env = append(os.Environ(), held+"="+tools.part)
	out := must(holder.StdoutPipe())(t)
	if err := holder.Start(); err != nil {
		t.Fatal(err)
	}
	var id string
	if _, err := fmt.Fscanf(out, "holding %s\n", &id); err != nil {
		t.Fatalf("the holder said nothing: %v", err)
	}
	if left := labelled(t, id); len(left) < 3 {
		t.Fatalf("the holder's lab is %v, want host, helper, part, volume", left)
	}
	if err := holder.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = holder.Wait() // killed
	removed := must(tools.engine.Sweep(t.Context(), false))(t)
	if left := labelled(t, id); len(left) > 0 {
		t.Errorf("left: %v", left)
	}
	for _, r := range removed {
		if r.Lab == living.ID() {
			t.Errorf("%s is of a living lab", r)
		}
	}
	if left := labelled(t, living.ID()); len(left) < 2 {
		t.Errorf("of the living lab there is only %v", left)
	}
}

// holdLab makes a lab, says so, and waits to be killed.
func holdLab(t *testing.T, tools tools, image string) {
	g := must(tools.engine.NewGround(t.Context(), docker.Options{Image: tools.self}))(t)
	h := must(g.Host(t.Context(), guideHost))(t)
	prog := program(image, "exit 1")
	prog.Restart, prog.Dirs = true, []string{"/data"}
	p := must(h.Place(t.Context(), prog))(t)
	if err := p.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	fmt.Printf("holding %s\n", g.ID())
	select {}
}

// labelled are the containers and volumes of a lab, by Docker's own client.
func labelled(t testing.TB, id string) []string {
	t.Helper()
	var all []string
	for _, args := range [][]string{{"ps", "-aq"}, {"volume", "ls", "-q"}} {
		out, err := exec.Command("docker", append(args, "--filter", "label="+docker.LabelLab+"="+id)...).Output()
		if err != nil {
			t.Skipf("no docker client to count with: %v", err)
		}
		all = append(all, strings.Fields(string(out))...)
	}
	return all
}
