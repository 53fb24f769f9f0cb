package exec_test

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"net/netip"
	"os"
	osexec "os/exec"
	"os/signal"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/dflab/dflab/lab"
	"github.com/dflab/dflab/lab/exec"
	"github.com/dflab/dflab/lab/rig"
)

// TestMain lets the test binary be a part: `exec.test part CONFIG` does what the lines of the file say.
func TestMain(m *testing.M) {
	if len(os.Args) > 2 && os.Args[1] == "part" {
		os.Exit(act(os.Args[2]))
	}
	if len(os.Args) > 2 && os.Args[1] == "own" {
		os.Exit(own(os.Args[2]))
	}
	os.Exit(m.Run())
}

// act is a program for tests: say TEXT, mute (no SIGTERM), exit CODE, child, listen ADDRESS, wait.
func act(config string) int {
	f, err := os.Open(config)
	if err != nil {
		fmt.Println(err)
		return 2
	}
	defer f.Close()
	for s := bufio.NewScanner(f); s.Scan(); {
		verb, rest, _ := strings.Cut(s.Text(), " ")
		switch verb {
		case "say":
			fmt.Println(os.Expand(rest, env))
		case "mute":
			signal.Ignore(syscall.SIGTERM)
		case "namespaces":
			own, _ := os.Readlink("/proc/self/ns/" + rest)
			first, _ := os.Readlink("/proc/1/ns/" + rest)
			fmt.Println(rest, own != "" && own == first)
		case "cat":
			text, err := os.ReadFile(rest)
			fmt.Printf("%s%v\n", text, err)
		case "write":
			fmt.Println("write", os.WriteFile(rest, []byte("written"), 0o644))
		case "exit":
			code, _ := strconv.Atoi(rest)
			return code
		case "child":
			cmd := osexec.Command("sleep", "600")
			if err := cmd.Start(); err != nil {
				fmt.Println(err)
				return 3
			}
			fmt.Println("child", cmd.Process.Pid)
		case "listen":
			l, err := net.Listen("tcp", rest)
			if err != nil {
				fmt.Println(err)
				return 4
			}
			fmt.Println("listening")
			go func() {
				for {
					c, err := l.Accept()
					if err != nil {
						return
					}
					c.Close()
				}
			}()
		case "wait":
			select {}
		}
	}
	return 0
}

func env(name string) string {
	if name == "HOSTNAME" {
		h, _ := os.Hostname()
		return h
	}
	return os.Getenv(name)
}

// program is the test binary as a part that does what config says.
func program(t *testing.T, config string) rig.Program {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return rig.Program{
		Name: "part", Source: rig.Source{Kind: rig.Exec, Ref: self}, Restart: true,
		Config: rig.File{Path: "/etc/part.conf", Text: config},
		Args:   func(at func(string) string) []string { return []string{"part", at("/etc/part.conf")} },
		Dirs:   []string{"/var/lib/part"},
		Env:    []string{"COLOUR=\x1b[31mred\x1b[0m"},
	}
}

func newGround(t *testing.T) *exec.Ground {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Skip("needs root: makes network namespaces")
	}
	g, err := exec.New(exec.Options{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	if g.Loopback() {
		g.Close(t.Context())
		t.Skip("needs the right to make network namespaces: ", g.Notes())
	}
	t.Cleanup(func() {
		if err := g.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	return g
}

func newHost(t *testing.T, g rig.Ground, h lab.Host) rig.Host {
	t.Helper()
	made, err := g.Host(t.Context(), h)
	if err != nil {
		t.Fatal(err)
	}
	return made
}

func serverHost() lab.Host {
	return lab.Host{Name: "deepflow-host", NICs: []lab.NIC{{Name: "eth0", Addrs: []netip.Prefix{netip.MustParsePrefix("10.50.72.100/24")}}}}
}

func place(t *testing.T, h rig.Host, p rig.Program) rig.Part {
	t.Helper()
	part, err := h.Place(t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	return part
}

// await waits for something that another process does.
func await(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(time.Minute); !ok(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("no %s after a minute", what)
		}
	}
}

func lines(p rig.Part) []string {
	all, _ := p.Log().Since(lab.Cursor{})
	return all
}

func says(p rig.Part, line string) func() bool {
	return func() bool { return slices.Contains(lines(p), line) }
}

func start(t *testing.T, p rig.Part) {
	t.Helper()
	if err := p.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
}
