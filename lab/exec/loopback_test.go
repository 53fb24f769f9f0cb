package exec_test

import (
	"errors"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"

	"github.com/dflab/dflab/lab"
	"github.com/dflab/dflab/lab/exec"
	"github.com/dflab/dflab/lab/rig"
)

func newLoopback(t *testing.T) *exec.Ground {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	g, err := exec.New(exec.Options{Dir: t.TempDir(), Loopback: true, Self: self})
	if errors.Is(err, rig.ErrMachineBusy) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := g.Close(t.Context()); err != nil {
			t.Error(err)
		}
	})
	return g
}

func TestLoopback(t *testing.T) {
	g := newLoopback(t)
	if _, err := exec.New(exec.Options{Dir: t.TempDir(), Loopback: true}); !errors.Is(err, rig.ErrMachineBusy) {
		t.Errorf("a second lab on the loopback: %v", err)
	}
	server := newHost(t, g, serverHost())
	w1 := newHost(t, g, lab.Host{Name: "w1", NICs: []lab.NIC{{Name: "bond0", MAC: "0c:42:a1:00:00:01", Addrs: []netip.Prefix{netip.MustParsePrefix("100.42.32.213/24")}}}})
	p := place(t, server, program(t, "listen 10.50.72.100:20417\nwait\n"))
	start(t, p)
	await(t, "listener", says(p, "listening")) // on 127.0.0.1: the file's address is the server's
	if err := w1.Connect(t.Context(), "10.50.72.100:20417"); err != nil {
		t.Error(err)
	}
	if text := w1.IPAddress(); !strings.Contains(text, "2: bond0") || !strings.Contains(text, "inet 100.42.32.213/24") {
		t.Errorf("ip address:\n%s", text)
	}
	if err := w1.Cut(); !errors.Is(err, exec.ErrNoNamespace) {
		t.Errorf("cut: %v", err)
	}
	if _, err := server.Place(t.Context(), rig.Program{Name: rig.Server, Source: rig.Source{Kind: rig.Exec, Ref: "/bin/sh"}, Config: rig.File{Path: rig.ServerFile}}); !errors.Is(err, exec.ErrNoNamespace) {
		t.Errorf("a program that reads the machine's files: %v", err)
	}
}

func TestASimulatedAgentOnTheLoopbackIsToldItsHost(t *testing.T) {
	g := newLoopback(t)
	newHost(t, g, serverHost())
	spec := lab.Host{Name: "w1", Hostname: "worker", AgentConfig: "controller-ips: [10.50.72.100]\n", NICs: []lab.NIC{{Name: "bond0", Addrs: []netip.Prefix{netip.MustParsePrefix("100.42.32.213/24")}}}}
	w1 := newHost(t, g, spec)
	place(t, w1, rig.Program{
		Name: "deepflow-agent-w1", Source: rig.Source{Kind: rig.Sim}, Config: rig.File{Path: rig.AgentFile, Text: spec.AgentConfig},
		Args: func(at func(string) string) []string { return []string{"sim", "agent", "-f", at(rig.AgentFile)} },
	})
	file := filepath.Join(g.Dir(), "w1", "deepflow-agent-w1", "host.yaml")
	told := func() lab.Host {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var h lab.Host
		if err := yaml.Unmarshal(text, &h); err != nil {
			t.Fatalf("%v in\n%s", err, text)
		}
		return h
	}
	if h := told(); h.Hostname != "worker" || h.NICs[0].Name != "bond0" || h.NICs[0].Addrs[0].String() != "100.42.32.213/24" || h.AgentConfig != "" {
		t.Errorf("told %+v", h)
	}
	if err := w1.SetNICs([]lab.NIC{{Name: "eth0"}}); err != nil {
		t.Fatal(err)
	}
	if h := told(); len(h.NICs) != 1 || h.NICs[0].Name != "eth0" {
		t.Errorf("told %+v", h)
	}
}
