package sim_test

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/dflab/dflab/fixtures"
	"github.com/dflab/dflab/lab"
	"github.com/dflab/dflab/lab/deepflow/controller"
	"github.com/dflab/dflab/lab/deepflow/logline"
	"github.com/dflab/dflab/lab/dockpath"
	"github.com/dflab/dflab/lab/sim"
)

// BenchmarkDock is a lab from nothing until all gates of all its agents are open. lab-s is what that takes on the lab's clock from
// the agents' start on: 2 to 5 minutes with a real server.
func BenchmarkDock(b *testing.B) {
	for _, agents := range []int{1, 10, 100} {
		b.Run(fmt.Sprintf("agents=%d", agents), func(b *testing.B) {
			var passed time.Duration
			for b.Loop() {
				l, took := docked(b, fixtures.GuideLab(agents))
				passed += took
				l.Close()
			}
			b.ReportMetric(passed.Seconds()/float64(b.N), "lab-s")
		})
	}
}

// BenchmarkIdleDay is a day of docked agents to which nothing happens.
func BenchmarkIdleDay(b *testing.B) {
	for _, agents := range []int{1, 10} {
		b.Run(fmt.Sprintf("agents=%d", agents), func(b *testing.B) {
			for b.Loop() {
				b.StopTimer()
				l, _ := docked(b, fixtures.GuideLab(agents))
				b.StartTimer()
				wait(b, l, 24*time.Hour)
				b.StopTimer()
				l.Close()
				b.StartTimer()
			}
		})
	}
}

// BenchmarkDayOfAgeing is the slowest fault of the guide: the group of a docked host stops reporting hosts, the host ages out after
// aging_time, a day, and its agent is deleted for want of a host. Another host stays: a domain without any is not recorded.
func BenchmarkDayOfAgeing(b *testing.B) {
	ctx := context.Background()
	for b.Loop() {
		b.StopTimer()
		l, _ := docked(b, twoGroups())
		groups, err := l.API.Groups(ctx, controller.GroupFilter{ShortUUID: fixtures.GroupID})
		if err != nil {
			b.Fatal(err)
		}
		quiet := strings.Replace(fixtures.GroupConfig, "hypervisor_resource_enabled: true", "hypervisor_resource_enabled: false", 1)
		b.StartTimer()
		if err := l.API.UpdateGroupConfig(ctx, groups[0].Lcuuid, quiet); err != nil {
			b.Fatal(err)
		}
		wait(b, l, 24*time.Hour+10*time.Minute)
		b.StopTimer()
		if !wrote(l.Server.Log(), logline.ServerDeleteVTapNoVM) {
			dump(b, l)
			b.Fatal("the agent outlived its host")
		}
		l.Close()
		b.StartTimer()
	}
}

// twoGroups is the guide's lab with a second host in a group of its own.
func twoGroups() lab.Spec {
	const other = "g-aaaaaaaaaa"
	spec := fixtures.GuideLab(2)
	spec.Groups = append(spec.Groups, lab.Group{Name: "other", ID: other, Config: fixtures.GroupConfig})
	spec.Hosts[1].AgentConfig = strings.ReplaceAll(fixtures.AgentYAML, fixtures.GroupID, other)
	return spec
}

func wrote(log lab.Log, line *logline.Line) bool {
	lines, _ := log.Since(lab.Cursor{})
	return slices.ContainsFunc(lines, func(text string) bool {
		r, err := logline.ParseServer(text)
		_, is := line.Match(r.Message)
		return err == nil && is
	})
}

// BenchmarkLabMemory is what a lab of one docked agent holds on the heap, and what the process had from the system by then at most. A
// program's resident memory is what it says of itself: `dflab up & grep VmHWM /proc/$!/status`.
func BenchmarkLabMemory(b *testing.B) {
	var held, sys uint64
	for b.Loop() {
		before := memory()
		l, _ := docked(b, fixtures.GuideLab(1))
		after := memory()
		held, sys = held+after.HeapAlloc-before.HeapAlloc, max(sys, after.Sys)
		runtime.KeepAlive(l)
		l.Close()
	}
	b.ReportMetric(float64(held)/float64(b.N)/(1<<20), "MiB/lab")
	b.ReportMetric(float64(sys)/(1<<20), "MiB-sys")
}

func memory() (m runtime.MemStats) {
	runtime.GC()
	runtime.ReadMemStats(&m)
	return m
}

// docked is a lab with all agents docked, and the lab time that the agents took.
func docked(b *testing.B, spec lab.Spec) (*sim.Lab, time.Duration) {
	b.Helper()
	l := standing(b, spec, sim.Options{})
	start := l.Clock.Now()
	for _, h := range l.Hosts {
		w, err := dockpath.NewWatch(l.Lab, h.Name)
		if err != nil {
			b.Fatal(err)
		}
		if err := w.Await(context.Background(), dockpath.Docked, 10*time.Minute); err != nil {
			dump(b, l)
			b.Fatal(err)
		}
	}
	return l, l.Clock.Now().Sub(start)
}

func wait(b *testing.B, l *sim.Lab, d time.Duration) {
	b.Helper()
	if err := l.Clock.Wait(context.Background(), d); err != nil {
		b.Fatal(err)
	}
}
