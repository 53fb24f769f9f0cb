package docker_test

import (
	"testing"
	"time"

	"github.com/dflab/dflab/fixtures"
	"github.com/dflab/dflab/lab"
	"github.com/dflab/dflab/lab/docker"
	"github.com/dflab/dflab/lab/rig"
)

// TestLabOfLocalImages builds the guide's lab from what can be had without a registry: databases in containers, our own server and agent.
func TestLabOfLocalImages(t *testing.T) {
	tools := need(t)
	missing := must(tools.engine.Missing(t.Context(), docker.LocalImages()))(t)
	if len(missing) > 0 {
		t.Skipf("no local images (make lab-images): %v", missing)
	}
	image := func(part string) rig.Source {
		i, _ := docker.LocalImages().Of(part)
		return rig.Source{Kind: rig.Image, Ref: i.Ref}
	}
	g := ground(t, tools)
	began := time.Now()
	l, err := rig.Build(t.Context(), g, fixtures.GuideLab(1), rig.Options{
		Sources: rig.Sources{MySQL: image("mysql"), ClickHouse: image("clickhouse"), Server: rig.Source{Kind: rig.Sim}, Agent: rig.Source{Kind: rig.Sim}},
		Timing:  rig.Fast,
		Tell:    func(s string) { t.Logf("%6.1f s %s", time.Since(began).Seconds(), s) },
	})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	t.Logf("%6.1f s built", time.Since(began).Seconds())
	eventually(t, "the server answers", func() bool { return l.ServerHost.Connect(t.Context(), "127.0.0.1:20417") == nil })
	if err := l.Hosts[0].Agent.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the agent speaks", func() bool {
		got, _ := l.Hosts[0].Agent.Log().Since(lab.Cursor{})
		return len(got) > 3
	})
}
