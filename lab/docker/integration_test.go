package docker_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"os"
	"os/exec"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/dflab/dflab/lab"
	"github.com/dflab/dflab/lab/docker"
	"github.com/dflab/dflab/lab/rig"
)

func TestHostsAreWiredAndCut(t *testing.T) {
	tools := need(t)
	g := ground(t, tools)
	server := must(g.Host(t.Context(), serverHost))(t)
	a1 := must(g.Host(t.Context(), guideHost))(t)
	p := must(server.Place(t.Context(), program(tools.part, "serve 7000")))(t)
	if err := p.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	eventually(t, "listening", func() bool { return a1.Connect(t.Context(), "10.50.72.100:7000") == nil })
	c := must(a1.DialContext(t.Context(), "tcp", "10.50.72.100:7000"))(t)
	if got := string(must(io.ReadAll(c))(t)); !strings.HasPrefix(got, "you are 100.42.32.213:") {
		t.Errorf("the server sees %q, want bond0's address", got)
	}
	text := a1.IPAddress()
	for _, want := range []string{": bond0", "52:54:00:12:34:56", "100.42.32.213/24"} {
		if !strings.Contains(text, want) {
			t.Errorf("ip address: no %s in\n%s", want, text)
		}
	}
	if err := a1.Connect(t.Context(), "10.50.72.100:7001"); !errors.Is(err, syscall.ECONNREFUSED) {
		t.Errorf("a closed port: %v, want connection refused", err)
	}
	// 127.0.0.1 is each host's own.
	if err := a1.Connect(t.Context(), "127.0.0.1:7000"); !errors.Is(err, syscall.ECONNREFUSED) {
		t.Errorf("its own 127.0.0.1: %v, want connection refused", err)
	}
	if err := server.Connect(t.Context(), "127.0.0.1:7000"); err != nil {
		t.Errorf("the server's own 127.0.0.1: %v", err)
	}
	if err := a1.Cut(); err != nil {
		t.Fatal(err)
	}
	short, cancel := context.WithTimeout(t.Context(), 2*time.Second)
	defer cancel()
	if err := a1.Connect(short, "10.50.72.100:7000"); err == nil {
		t.Error("connected through a cut cable")
	}
	if err := a1.Heal(); err != nil {
		t.Fatal(err)
	}
	eventually(t, "healed", func() bool { return a1.Connect(t.Context(), "10.50.72.100:7000") == nil })
	if err := a1.SetNICs([]lab.NIC{{Name: "eth1", Addrs: []netip.Prefix{netip.MustParsePrefix("10.60.0.7/24")}}}); err != nil {
		t.Fatal(err)
	}
	if text := a1.IPAddress(); strings.Contains(text, "bond0") || !strings.Contains(text, "10.60.0.7/24") {
		t.Errorf("after SetNICs:\n%s", text)
	}
	eventually(t, "reached from the new NIC", func() bool {
		c, err := a1.DialContext(t.Context(), "tcp", "10.50.72.100:7000")
		if err != nil {
			return false
		}
		got, _ := io.ReadAll(c)
		return strings.HasPrefix(string(got), "you are 10.60.0.7:")
	})
}

func TestPartLives(t *testing.T) {
	tools := need(t)
	g := ground(t, tools)
	h := must(g.Host(t.Context(), guideHost))(t)
	prog := program(tools.part, "serve 7000")
	prog.Restart, prog.HostPID, prog.Dirs = true, true, []string{"/var/lib/part"}
	p := must(h.Place(t.Context(), prog))(t)
	if s := p.State(); s.Running || s.Exits != 0 {
		t.Errorf("placed: %+v", s)
	}
	start := func() {
		t.Helper()
		if err := p.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	start()
	eventually(t, "listening", func() bool { return h.Connect(t.Context(), "127.0.0.1:7000") == nil })
	eventually(t, "log", func() bool { return slices.Contains(lines(p), "begin network-demo: serve 7000") })

	// Paused, it keeps its socket and says nothing.
	if err := p.Pause(t.Context()); err != nil {
		t.Fatal(err)
	}
	c := must(h.DialContext(t.Context(), "tcp", "127.0.0.1:7000"))(t)
	if err := c.SetReadDeadline(time.Now().Add(300 * time.Millisecond)); err != nil {
		t.Fatal(err)
	}
	if n, err := c.Read(make([]byte, 1)); err == nil {
		t.Errorf("a paused part answered %d bytes", n)
	}
	if err := p.Resume(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := p.Resume(t.Context()); err != nil {
		t.Errorf("resume again: %v", err)
	}

	// Killed, it is started again.
	p.Kill()
	eventually(t, "a second life", func() bool { s := p.State(); return s.Running && s.Restarts == 1 && begins(p) == 2 })
	if s := p.State(); s.Exits != 1 || s.ExitCode != 137 {
		t.Errorf("killed: %+v, want one exit with 137", s)
	}

	// Stopped, it stays so; its file is read at the next start.
	if err := p.Stop(t.Context()); err != nil {
		t.Fatal(err)
	}
	if s := p.State(); s.Running || s.Exits != 2 || s.ExitCode != 0 {
		t.Errorf("stopped: %+v, want a second exit with 0", s)
	}
	p.SetConfig("exit 3")
	start()
	eventually(t, "exits in a loop", func() bool { return p.State().Exits >= 5 })
	if s := p.State(); s.ExitCode != 3 || s.Restarts < 2 {
		t.Errorf("exit 3: %+v", s)
	}
	if err := p.Stop(t.Context()); err != nil {
		t.Fatal(err)
	}
	// Every life is in the log, once, and so is what it said on the other stream.
	eventually(t, "all lives in the log", func() bool { return begins(p) == p.State().Exits })
	said := 0
	for _, l := range lines(p) {
		if l == "said on standard error" {
			said++
		}
	}
	if said != begins(p) {
		t.Errorf("%d lives, %d lines on standard error", begins(p), said)
	}
	p.SetConfig("serve 7000")
	exits := p.State().Exits
	start()
	if s := p.State(); !s.Running || s.Exits != exits || s.Restarts != 0 {
		t.Errorf("started by hand: %+v", s)
	}
	start() // it runs
	eventually(t, "listening again", func() bool { return h.Connect(t.Context(), "127.0.0.1:7000") == nil })
}

func TestLogLosesNothing(t *testing.T) {
	tools := need(t)
	g := ground(t, tools)
	h := must(g.Host(t.Context(), guideHost))(t)
	prog := program(tools.part, "lines 300")
	prog.Restart = true
	p := must(h.Place(t.Context(), prog))(t)
	if err := p.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	eventually(t, "three lives", func() bool { return p.State().Exits >= 3 })
	if err := p.Stop(t.Context()); err != nil {
		t.Fatal(err)
	}
	exits := p.State().Exits
	want := exits * 302
	eventually(t, "all lines", func() bool { return len(lines(p)) >= want })
	got := lines(p)
	if len(got) != want {
		t.Fatalf("%d lines of %d lives, want %d", len(got), exits, want)
	}
	next := 0
	for _, l := range got {
		var i int
		var x string
		if n, _ := fmt.Sscanf(l, "line %d %s", &i, &x); n == 0 {
			continue
		}
		if i != next || len(x) != i%40000 {
			t.Fatalf("line %d with %d letters where line %d was to be", i, len(x), next)
		}
		next = (i + 1) % 300
	}
}

func TestTwoLabsHaveTheSameAddresses(t *testing.T) {
	tools := need(t)
	for i := range 2 {
		g := ground(t, tools)
		server := must(g.Host(t.Context(), serverHost))(t)
		a1 := must(g.Host(t.Context(), guideHost))(t)
		p := must(server.Place(t.Context(), program(tools.part, fmt.Sprintf("serve %d", 7000+i))))(t)
		if err := p.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		eventually(t, "listening", func() bool { return a1.Connect(t.Context(), fmt.Sprintf("10.50.72.100:%d", 7000+i)) == nil })
		if err := a1.Connect(t.Context(), fmt.Sprintf("10.50.72.100:%d", 7001-i)); !errors.Is(err, syscall.ECONNREFUSED) {
			t.Errorf("lab %d reaches the other's part: %v", i, err)
		}
	}
}

func TestPrivilegesThatAreRefused(t *testing.T) {
	tools := need(t)
	g := ground(t, tools)
	h := must(g.Host(t.Context(), guideHost))(t)
	prog := program(tools.part, "serve 7000")
	prog.Privileged, prog.HostPID = true, true
	prog.Capabilities = []string{"CAP_SYS_ADMIN", "SYS_ADMIN", "SYS_RESOURCE", "NET_ADMIN"}
	p := must(h.Place(t.Context(), prog))(t)
	if err := p.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	eventually(t, "listening", func() bool { return h.Connect(t.Context(), "127.0.0.1:7000") == nil })
	t.Logf("notes: %q", g.Notes())
}

// TestHostNetwork: the guide's own way of deploying, where the machine's ports are free.
func TestHostNetwork(t *testing.T) {
	tools := need(t)
	o := docker.Options{Image: tools.self, HostNetwork: true}
	g, err := tools.engine.NewGround(t.Context(), o)
	if errors.Is(err, rig.ErrMachineBusy) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer g.Close(context.Background())
	if _, err := tools.engine.NewGround(t.Context(), o); !errors.Is(err, rig.ErrMachineBusy) {
		t.Errorf("a second lab on the machine: %v", err)
	}
	server := must(g.Host(t.Context(), serverHost))(t)
	a1 := must(g.Host(t.Context(), guideHost))(t)
	prog := program(tools.part, "serve 30130")
	prog.HostPID = true
	p := must(server.Place(t.Context(), prog))(t)
	if err := p.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	eventually(t, "listening on this machine", func() bool { return a1.Connect(t.Context(), "127.0.0.1:30130") == nil })
	name := must(os.Hostname())(t)
	eventually(t, "this machine's name", func() bool { return slices.Contains(lines(p), "begin "+name+": serve 30130") })
	if text := a1.IPAddress(); !strings.Contains(text, ": lo:") || strings.Contains(text, "bond0") {
		t.Errorf("ip address isn't this machine's:\n%s", text)
	}
	if err := errors.Join(a1.Cut(), a1.SetNICs(nil)); err == nil {
		t.Error("this machine's NICs were changed")
	}
	p.Kill()
	if s := p.State(); s.Running || s.Exits != 1 || s.ExitCode != 137 {
		t.Errorf("killed without a restart policy: %+v", s)
	}
}

func TestMissingImageIsNamed(t *testing.T) {
	tools := need(t)
	g := ground(t, tools)
	h := must(g.Host(t.Context(), guideHost))(t)
	_, err := h.Place(t.Context(), program("registry.invalid/deepflow-server:v6.6.9", ""))
	var m *docker.MissingImage
	if !errors.As(err, &m) || m.Ref != "registry.invalid/deepflow-server:v6.6.9" {
		t.Errorf("got %v, want a missing image", err)
	}
}

// TestNamesResolveAtOnce: the host knows its own name, and nobody waits for an answer about another.
func TestNamesResolveAtOnce(t *testing.T) {
	tools := need(t)
	getent, err := exec.LookPath("getent")
	if err != nil {
		t.Skip(err)
	}
	g := ground(t, tools)
	h := must(g.Host(t.Context(), serverHost))(t)
	look := func(name string) (rig.Part, time.Duration) {
		p := must(h.Place(t.Context(), rig.Program{
			Name: "getent-" + name, Source: rig.Source{Kind: rig.Exec, Ref: getent},
			Args: func(func(string) string) []string { return []string{"ahostsv4", name} },
		}))(t)
		began := time.Now()
		if err := p.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		eventually(t, "an answer about "+name, func() bool { return p.State().Exits == 1 })
		return p, time.Since(began)
	}
	own, _ := look("deepflow-host")
	eventually(t, "its address", func() bool { return len(lines(own)) > 0 && strings.HasPrefix(lines(own)[0], "10.50.72.100 ") })
	if other, took := look("deepflow-server"); other.State().ExitCode != 2 || took > 3*time.Second {
		t.Errorf("an unknown name: exit code %d after %s, want 2 at once", other.State().ExitCode, took)
	}
}

func TestBinaryOfThisMachine(t *testing.T) {
	tools := need(t)
	g := ground(t, tools)
	h := must(g.Host(t.Context(), guideHost))(t)
	p := must(h.Place(t.Context(), rig.Program{
		Name: "sleep", Source: rig.Source{Kind: rig.Exec, Ref: "/bin/cat"},
		Args:   func(at func(string) string) []string { return []string{at("/etc/hostname"), at("/etc/it.conf")} },
		Config: rig.File{Path: "/etc/it.conf", Text: "its own file\n"},
	}))(t)
	if err := p.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	eventually(t, "its output", func() bool { return slices.Equal(lines(p), []string{"network-demo", "its own file"}) })
}

// TestFirstProcessIsTheHosts: an agent asks process 1 of the guide's pid: host for the machine's name, which is the virtual host's here.
func TestFirstProcessIsTheHosts(t *testing.T) {
	tools := need(t)
	nsenter, err := exec.LookPath("nsenter")
	if err != nil {
		t.Skip(err)
	}
	g := ground(t, tools)
	h := must(g.Host(t.Context(), guideHost))(t)
	p := must(h.Place(t.Context(), rig.Program{
		Name: "nsenter", Source: rig.Source{Kind: rig.Exec, Ref: nsenter}, HostPID: true, Capabilities: []string{"SYS_ADMIN", "SYS_PTRACE"},
		Args: func(func(string) string) []string { return []string{"--target", "1", "--uts", "/bin/hostname"} },
	}))(t)
	if err := p.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the virtual host's name", func() bool { return slices.Equal(lines(p), []string{"network-demo"}) })
}
