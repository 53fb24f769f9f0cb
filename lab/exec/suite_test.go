package exec_test

import (
	"os"
	osexec "os/exec"
	"path/filepath"
	"testing"

	"github.com/dflab/dflab/lab/exec"
	"github.com/dflab/dflab/lab/labtest"
	"github.com/dflab/dflab/lab/netns"
	"github.com/dflab/dflab/lab/rig"
)

// Programs of this machine, MariaDB or MySQL, ClickHouse and our simulated parts, do what every provider's parts do.
func TestWhatEveryProviderDoes(t *testing.T) {
	if testing.Short() {
		t.Skip("a minute of real time")
	}
	if os.Geteuid() != 0 || netns.Usable() != nil {
		t.Skip("hosts with NICs of their own are for root")
	}
	here, sim := rig.Source{Kind: rig.Exec}, rig.Source{Kind: rig.Sim}
	for _, name := range []string{rig.MySQL, rig.ClickHouse} {
		if _, err := exec.Adapt(rig.Program{Name: name, Source: here}); err != nil {
			t.Skip(err)
		}
	}
	self := os.Getenv("DFLAB_BINARY")
	if self == "" {
		self = filepath.Join(t.TempDir(), "dflab")
		build := osexec.Command("go", "build", "-tags=gms_pure_go", "-o", self, "../../tools/dflab")
		build.Env = append(os.Environ(), "CGO_ENABLED=0")
		if text, err := build.CombinedOutput(); err != nil {
			t.Fatalf("build dflab: %v\n%s", err, text)
		}
	}
	g, err := exec.New(exec.Options{Dir: t.TempDir(), Self: self})
	if err != nil {
		t.Fatal(err)
	}
	l, err := rig.Build(t.Context(), g, labtest.Spec(), rig.Options{
		Timing: rig.Fast, Sources: rig.Sources{MySQL: here, ClickHouse: here, Server: sim, Agent: sim},
	})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	}()
	labtest.Run(t, l.Operated())
}
