package docker_test

import (
	"context"
	"fmt"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/dflab/dflab/lab"
	"github.com/dflab/dflab/lab/docker"
	"github.com/dflab/dflab/lab/rig"
)

// tools are what the tests of containers need, made once: an engine, our image and that of testdata/part.
type tools struct {
	engine     *docker.Engine
	self, part string
	binary     string
	err        error
}

var makeTools = sync.OnceValue(func() (t tools) {
	ctx := context.Background()
	if t.engine, t.err = docker.Connect(ctx); t.err != nil {
		return t
	}
	dir, err := os.MkdirTemp("", "dflab-docker-test-")
	if err != nil {
		t.err = err
		return t
	}
	t.binary = filepath.Join(dir, "dflab")
	part := filepath.Join(dir, "part")
	build := map[string]string{t.binary: "../../tools/dflab", part: "./testdata/part"}
	if made := os.Getenv("DFLAB_BINARY"); made != "" {
		delete(build, t.binary)
		t.binary = made
	}
	for out, pkg := range build {
		cmd := exec.Command("go", "build", "-trimpath", "-tags=gms_pure_go", "-o", out, pkg)
		cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOOS=linux")
		if text, err := cmd.CombinedOutput(); err != nil {
			t.err = fmt.Errorf("build %s: %w: %s", pkg, err, text)
			return t
		}
	}
	if t.self, t.err = t.engine.EnsureSelf(ctx, t.binary); t.err != nil {
		return t
	}
	t.part, t.err = t.engine.EnsureSelf(ctx, part)
	return t
})

// need skips a test where containers can't be had; DFLAB_DOCKER=1 says that they must. DFLAB_BINARY is a static dflab that was built before.
func need(t testing.TB) tools {
	t.Helper()
	if testing.Short() {
		t.Skip("containers take seconds")
	}
	tools := makeTools()
	if tools.err == nil {
		return tools
	}
	if os.Getenv("DFLAB_DOCKER") == "1" {
		t.Fatalf("DFLAB_DOCKER=1: %v", tools.err)
	}
	t.Skipf("no containers here: %v", tools.err)
	return tools
}

func ground(t testing.TB, tools tools) *docker.Ground {
	t.Helper()
	g, err := tools.engine.NewGround(t.Context(), docker.Options{Image: tools.self})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := g.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	return g
}

func must[T any](v T, err error) func(testing.TB) T {
	return func(t testing.TB) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

var serverHost = lab.Host{Name: "server", Hostname: "deepflow-host", NICs: []lab.NIC{{Name: "eth0", Addrs: []netip.Prefix{netip.MustParsePrefix("10.50.72.100/16")}}}}

// guideHost is the host of the guide's third fault: a bond with an address that is nobody's.
var guideHost = lab.Host{Name: "a1", Hostname: "network-demo", NICs: []lab.NIC{
	{Name: "bond0", MAC: "52:54:00:12:34:56", Addrs: []netip.Prefix{netip.MustParsePrefix("100.42.32.213/24")}},
}}

func program(image, config string) rig.Program {
	return rig.Program{
		Name:   "part",
		Source: rig.Source{Kind: rig.Image, Ref: image},
		Args:   func(at func(string) string) []string { return []string{at("/etc/part/part.conf")} },
		Config: rig.File{Path: "/etc/part/part.conf", Text: config},
	}
}

// eventually waits until ok, or fails.
func eventually(t testing.TB, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		if ok() {
			return
		}
	}
	t.Fatalf("not within 20 s: %s", what)
}

func lines(p rig.Part) []string {
	l, _ := p.Log().Since(lab.Cursor{})
	return l
}

// begins counts a part's lives by its log.
func begins(p rig.Part) int {
	n := 0
	for _, l := range lines(p) {
		if strings.HasPrefix(l, "begin ") {
			n++
		}
	}
	return n
}
