package exec_test

import (
	"os"
	"strings"
	"testing"
	"time"

	"github.com/dflab/dflab/fixtures"
	"github.com/dflab/dflab/lab"
	"github.com/dflab/dflab/lab/deepflow/config"
	"github.com/dflab/dflab/lab/dockpath"
	"github.com/dflab/dflab/lab/exec"
	"github.com/dflab/dflab/lab/operator"
	"github.com/dflab/dflab/lab/rig"
)

// A whole lab of this machine's programs: MySQL, ClickHouse, simulated agents, and a simulated server or a real one. Run by hand, with the
// path of dflab in DFLAB_TEST_BINARY, and that of a real deepflow-server in DFLAB_TEST_DEEPFLOW_SERVER. DFLAB_TEST_LOOPBACK makes
// hosts names only.
func TestALabDocks(t *testing.T) {
	self := os.Getenv("DFLAB_TEST_BINARY")
	if self == "" {
		t.Skip("needs the path of a dflab binary in DFLAB_TEST_BINARY")
	}
	g, err := exec.New(exec.Options{Dir: t.TempDir(), Self: self, Loopback: os.Getenv("DFLAB_TEST_LOOPBACK") != ""})
	if err != nil {
		t.Fatal(err)
	}
	spec := fixtures.GuideLab(2)
	here, sim := rig.Source{Kind: rig.Exec}, rig.Source{Kind: rig.Sim}
	o := rig.Options{Sources: rig.Sources{MySQL: here, ClickHouse: here, Server: sim, Agent: sim}, Timing: rig.Fast}
	goal := dockpath.FlowStored
	if binary := os.Getenv("DFLAB_TEST_DEEPFLOW_SERVER"); binary != "" {
		o.Sources.Server.Kind, o.Sources.Server.Ref = rig.Exec, binary
		if spec.Server.Config, err = config.Edit(spec.Server.Config, map[string]any{"ingester.storage-disabled": true}, nil, nil); err != nil {
			t.Fatal(err)
		}
		goal = dockpath.DataConnected // ClickHouse of Debian is older than what the server's tables need
	}
	begin := time.Now()
	l, err := rig.Build(t.Context(), g, spec, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	})
	tell := func(what string) { t.Logf("%7s %s", time.Since(begin).Round(100*time.Millisecond), what) }
	tell("built")
	showAtEnd(t, l.Operated())
	if err := operator.SetUp(t.Context(), l.Operated()); err != nil {
		t.Fatal(err)
	}
	tell("set up")
	for _, h := range l.Hosts {
		if err := h.Agent.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	for _, h := range l.Hosts {
		w, err := dockpath.NewWatch(l.Operated(), h.Name)
		if err != nil {
			t.Fatal(err)
		}
		for _, gate := range dockpath.Gates() {
			if gate > goal {
				break
			}
			if err := w.Await(t.Context(), gate, 4*time.Minute); err != nil {
				t.Fatal(err)
			}
			tell(h.Name + " " + gate.String())
		}
	}
}

// showAtEnd shows the ends of the logs of a lab that failed.
func showAtEnd(t *testing.T, l *lab.Lab) {
	t.Cleanup(func() {
		if !t.Failed() {
			return
		}
		parts := []lab.Daemon{l.Server}
		for _, h := range l.Hosts {
			parts = append(parts, h.Agent)
		}
		for _, p := range parts {
			all, _ := p.Log().Since(lab.Cursor{})
			t.Logf("%s: %+v\n%s", p.Name(), p.State(), strings.Join(all[max(0, len(all)-25):], "\n"))
		}
	})
}
