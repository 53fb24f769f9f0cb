package exec_test

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/dflab/dflab/lab"
	"github.com/dflab/dflab/lab/rig"
)

func TestAPartLivesOnItsHost(t *testing.T) {
	g := newGround(t)
	server := newHost(t, g, serverHost())
	w1 := newHost(t, g, lab.Host{Name: "w1", Hostname: "worker-one", NICs: []lab.NIC{{Name: "bond0", MAC: "0c:42:a1:00:00:01", Addrs: []netip.Prefix{netip.MustParsePrefix("100.42.32.213/24")}}}})
	p := place(t, server, program(t, "say on $HOSTNAME, $COLOUR\nsay $DFLAB_PART of $DFLAB_HOST\nlisten 10.50.72.100:20417\nwait\n"))
	start(t, p)
	await(t, "listener", says(p, "listening"))
	if got := lines(p)[0]; got != "on deepflow-host, red" {
		t.Errorf("%q", got)
	}
	if err := w1.Connect(t.Context(), "10.50.72.100:20417"); err != nil {
		t.Error(err)
	}
	if err := w1.Connect(t.Context(), "10.50.72.100:20035"); !errors.Is(err, syscall.ECONNREFUSED) {
		t.Errorf("closed port: %v", err)
	}
	if text := w1.IPAddress(); !strings.Contains(text, "bond0") || !strings.Contains(text, "inet 100.42.32.213/24") {
		t.Errorf("ip address:\n%s", text)
	}
	q := place(t, w1, program(t, "namespaces uts\nnamespaces net\nsay on $HOSTNAME\nwait\n"))
	start(t, q)
	await(t, "second part", says(q, "on worker-one"))
	if got := lines(q)[:2]; got[0] != "uts true" || got[1] != "net true" {
		t.Errorf("process 1 is in the host's namespaces: %q", got)
	}
	if err := w1.Cut(); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	if err := w1.Connect(ctx, "10.50.72.100:20417"); err == nil {
		t.Error("a cut host reaches the server")
	}
	if err := w1.Heal(); err != nil {
		t.Fatal(err)
	}
	if err := w1.SetNICs([]lab.NIC{{Name: "eth0", Addrs: []netip.Prefix{netip.MustParsePrefix("10.50.72.102/24")}}}); err != nil {
		t.Fatal(err)
	}
	if err := w1.Connect(t.Context(), "10.50.72.100:20417"); err != nil {
		t.Error(err)
	}
	if err := server.Cut(); err == nil {
		t.Error("the server's own host was cut")
	}
}

func TestStartStopKillPause(t *testing.T) {
	g := newGround(t)
	p := place(t, newHost(t, g, serverHost()), program(t, "say begin\nchild\nsay ready\nwait\n"))
	if s := p.State(); s != (lab.State{}) {
		t.Errorf("before the start: %+v", s)
	}
	start(t, p)
	start(t, p) // it runs already
	await(t, "ready", says(p, "ready"))
	_, end := p.Log().Since(lab.Cursor{})
	child, err := strconv.Atoi(strings.TrimPrefix(lines(p)[1], "child "))
	if err != nil {
		t.Fatal(err)
	}
	p.Kill()
	if s := p.State(); s.ExitCode != 137 || s.Exits != 1 {
		t.Errorf("after a kill: %+v", s)
	}
	await(t, "end of the child", func() bool { return gone(child) })
	await(t, "restart", func() bool {
		more, _ := p.Log().Since(end)
		return slices.Contains(more, "ready")
	})
	if s := p.State(); !s.Running || s.Restarts != 1 {
		t.Errorf("after the restart: %+v", s)
	}
	if err := p.Pause(t.Context()); err != nil {
		t.Fatal(err)
	}
	if s := p.State(); !s.Running {
		t.Errorf("frozen: %+v", s)
	}
	if err := p.Resume(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := p.Pause(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := p.Stop(t.Context()); err != nil { // SIGTERM ends a frozen part, too
		t.Fatal(err)
	}
	if s := p.State(); s.Running || s.ExitCode != 143 && s.ExitCode != 2 || s.Exits != 2 || s.Restarts != 1 {
		t.Errorf("stopped: %+v", s)
	}
	if err := errors.Join(p.Stop(t.Context()), p.Stop(t.Context())); err != nil {
		t.Error(err)
	}
	if p.Pause(t.Context()) == nil {
		t.Error("a stopped part was frozen")
	}
	start(t, p)
	await(t, "third life", func() bool { n := strings.Join(lines(p), " "); return strings.Count(n, "ready") == 3 })
}

func gone(pid int) bool {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	return err != nil || strings.Contains(string(stat), ") Z ")
}

func TestAPartThatIgnoresSIGTERMIsKilled(t *testing.T) {
	g := newGround(t)
	p := place(t, newHost(t, g, serverHost()), program(t, "mute\nsay ready\nwait\n"))
	start(t, p)
	await(t, "ready", says(p, "ready"))
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	if err := p.Stop(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("stop: %v", err)
	}
	if s := p.State(); s.Running || s.ExitCode != 137 {
		t.Errorf("%+v", s)
	}
}

func TestRestartAlways(t *testing.T) {
	g := newGround(t)
	p := place(t, newHost(t, g, serverHost()), program(t, "say life\nexit 3\n"))
	start(t, p)
	await(t, "third restart", func() bool { return p.State().Exits >= 4 })
	if s := p.State(); s.ExitCode != 3 || s.Restarts < 3 {
		t.Errorf("%+v", s)
	}
	p.SetConfig("say mended\nwait\n")
	await(t, "mended part", says(p, "mended"))
	if n := strings.Count(strings.Join(lines(p), " "), "life"); n < 4 {
		t.Errorf("the log has %d of 4 lives", n)
	}
	if p.Config() != "say mended\nwait\n" {
		t.Errorf("config %q", p.Config())
	}
}

func TestWithoutARestartPolicyAnEndIsTheEnd(t *testing.T) {
	g := newGround(t)
	pr := program(t, "exit 0\n")
	pr.Restart = false
	p := place(t, newHost(t, g, serverHost()), pr)
	start(t, p)
	await(t, "end", func() bool { return p.State().Exits == 1 })
	if s := p.State(); s.Running || s.ExitCode != 0 || s.Since.IsZero() {
		t.Errorf("%+v", s)
	}
}

func TestPathsInFilesAreThePartsOwn(t *testing.T) {
	g := newGround(t)
	pr := program(t, "say data in /var/lib/part/x, conf /etc/part.conf, not /var/lib/partner\nwait\n")
	p := place(t, newHost(t, g, serverHost()), pr)
	start(t, p)
	root := filepath.Join(g.Dir(), "deepflow-host", "part")
	await(t, "line", says(p, "data in "+root+"/var/lib/part/x, conf "+root+"/etc/part.conf, not /var/lib/partner"))
	if p.Config() != pr.Config.Text {
		t.Errorf("an operator reads %q", p.Config())
	}
}

func TestAPartFindsItsFilesUnderTheirOwnNames(t *testing.T) {
	g := newGround(t)
	elsewhere := filepath.Join(t.TempDir(), "issue")
	if err := os.WriteFile(elsewhere, []byte("mounted "), 0o644); err != nil {
		t.Fatal(err)
	}
	pr := program(t, "cat /etc/dflab-test.conf\ncat /etc/hostname-of-nobody\ncat /etc/dflab-test/x/y.conf\nwrite /var/lib/dflab-test/data\ncat /etc/hosts\ncat /etc/passwd\ncat /etc/issue\nsay ready\nwait\n")
	pr.Files = []rig.File{{Path: "/etc/dflab-test.conf", Text: "own "}, {Path: "/etc/dflab-test/x/y.conf", Text: "deep "}}
	pr.Dirs = []string{"/var/lib/dflab-test"}
	pr.Mounts = []string{elsewhere + ":/etc/issue:ro"}
	p := place(t, newHost(t, g, serverHost()), pr)
	start(t, p)
	await(t, "ready", says(p, "ready"))
	text := strings.Join(lines(p), "\n")
	for _, want := range []string{"own <nil>", "deep <nil>", "hostname-of-nobody: no such file", "write <nil>", "10.50.72.100 deepflow-host", "root:x:0:0", "mounted <nil>"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	for _, path := range []string{"/etc/dflab-test.conf", "/etc/dflab-test", "/var/lib/dflab-test"} {
		if _, err := os.Lstat(path); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("the machine has %s: %v", path, err)
		}
	}
	if b, err := os.ReadFile(filepath.Join(g.Dir(), "deepflow-host/part/var/lib/dflab-test/data")); err != nil || string(b) != "written" {
		t.Errorf("data: %q, %v", b, err)
	}
}

func TestWhatCantRunIsNamed(t *testing.T) {
	g := newGround(t)
	h := newHost(t, g, serverHost())
	bad := filepath.Join(t.TempDir(), "deepflow-server")
	if err := os.WriteFile(bad, []byte("\x7fELF not really\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	loader := filepath.Join(t.TempDir(), "script")
	if err := os.WriteFile(loader, []byte("#!/no/such/interpreter\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct{ name, path, want string }{
		{"format", bad, "no program for this machine"}, {"loader", loader, "interpreter"},
	} {
		p := place(t, h, rig.Program{Name: tc.name, Source: rig.Source{Kind: rig.Exec, Ref: tc.path}})
		if err := p.Start(t.Context()); err == nil || !strings.Contains(err.Error(), tc.path) || !strings.Contains(err.Error(), tc.want) {
			t.Errorf("%s: %v", tc.name, err)
		}
	}
	for _, tc := range []struct {
		p    rig.Program
		want string
	}{
		{rig.Program{Name: "a", Source: rig.Source{Kind: rig.Exec, Ref: "/no/such/file"}}, "/no/such/file"},
		{rig.Program{Name: "b", Source: rig.Source{Kind: rig.Image, Ref: "mysql:8"}}, "engine"},
		{rig.Program{Name: rig.MySQL, Source: rig.Source{Kind: rig.Exec, Ref: "no-such-mysqld"}}, "apt-get install mariadb-server"},
	} {
		if _, err := h.Place(t.Context(), tc.p); err == nil || !strings.Contains(err.Error(), tc.want) {
			t.Errorf("%s: %v", tc.p.Name, err)
		}
	}
}

func TestCloseLeavesNothing(t *testing.T) {
	g := newGround(t)
	p := place(t, newHost(t, g, serverHost()), program(t, "child\nsay ready\nwait\n"))
	start(t, p)
	await(t, "ready", says(p, "ready"))
	child, err := strconv.Atoi(strings.TrimPrefix(lines(p)[0], "child "))
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := g.Close(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if !gone(child) {
		t.Error("a child of the part lives")
	}
	left, err := filepath.Glob("/run/netns/dflab-" + g.ID() + "*")
	if err != nil || len(left) > 0 {
		t.Errorf("namespaces left: %v, %v", left, err)
	}
	if _, err := os.Stat(g.Dir()); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("folder: %v", err)
	}
	if err := p.Start(t.Context()); err == nil {
		t.Error("a part of a closed lab started")
	}
}
