package docker_test

import (
	"testing"

	"github.com/dflab/dflab/lab/docker"
	"github.com/dflab/dflab/lab/labtest"
	"github.com/dflab/dflab/lab/rig"
)

// Containers of MariaDB, ClickHouse and our simulated parts do what every provider's parts do. The images are those of make lab-images.
func TestWhatEveryProviderDoes(t *testing.T) {
	tools := need(t)
	images := docker.LocalImages()
	databases, err := images.Select([]string{"mysql", "clickhouse"})
	if err != nil {
		t.Fatal(err)
	}
	missing, err := tools.engine.Missing(t.Context(), databases)
	if err != nil {
		t.Fatal(err)
	}
	if len(missing) > 0 {
		t.Skip(missing[0].Missing())
	}
	sim := rig.Source{Kind: rig.Sim}
	l, err := rig.Build(t.Context(), ground(t, tools), labtest.Spec(), rig.Options{Timing: rig.Fast, Sources: rig.Sources{
		MySQL: rig.Source{Kind: rig.Image, Ref: databases[0].Ref}, ClickHouse: rig.Source{Kind: rig.Image, Ref: databases[1].Ref},
		Server: sim, Agent: sim,
	}})
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
