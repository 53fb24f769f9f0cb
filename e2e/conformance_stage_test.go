package e2e

import (
	"context"
	"fmt"
	"io/fs"
	"net/netip"
	"path"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/dflab/dflab/e2e/replay"
	"github.com/dflab/dflab/lab"
	"github.com/dflab/dflab/lab/deepflow/controller"
	"github.com/dflab/dflab/lab/operator"
	"github.com/dflab/dflab/lab/sim"
)

// What a recorded run left behind beside its conversations: the server's log, and rows that were printed at some moment.
var traces = []struct {
	stage string
	logs  []string // of the whole run
	until string   // the last line's time
	rows  []moment
}{
	{"a", []string{"server_phase2_domain_created.log", "server_phase3_100range_restart.log"}, "15:46:15.000", []moment{
		{"15:42:30.000", "db_rows_after_registration.txt"}, {"15:47:00.000", "db_rows_after_100.42.32.0_added_and_restart.txt"},
	}},
	{"d", []string{"server_phase4_type0.log"}, "15:51:20.000", []moment{{"15:48:00.000", "db_rows_type0.txt"}}},
	{"e", []string{"server_phase5_aging_dup.log"}, "16:00:00.000", nil},
}

// moment is when rows were read into a file.
type moment struct{ at, file string }

var _ = Describe("traces of recorded runs", Label("conformance"), func() {
	for _, t := range traces {
		It("stage "+t.stage, func(ctx SpecContext) {
			stage := stageOf(t.stage)
			talks, err := stage.Conversations(recordings)
			Expect(err).NotTo(HaveOccurred())
			l := prepareStage(ctx, stage)
			var steps []event
			for _, m := range t.rows {
				steps = append(steps, event{at(m.at), func() {
					r, err := replay.CompareRows(ctx, recordings, path.Join(stage.Folder, m.file), l.MySQL)
					Expect(err).NotTo(HaveOccurred())
					report(r)
				}})
			}
			if t.stage == "e" {
				steps = append(steps, deleteDomain(ctx, l)...)
			}
			steps = append(steps, event{at(t.until), func() {}})
			for _, r := range runStage(ctx, l, stage, talks, steps) {
				report(r)
			}
			log, _ := l.Server.Log().Since(lab.Cursor{})
			for _, name := range t.logs {
				reportAgentLines(path.Join(stage.Folder, name), log, talks)
			}
			for i, talk := range talks {
				name := path.Join(stage.Folder, stage.Agents[i].Name+".server.log")
				if _, err := fs.Stat(recordings, name); err == nil {
					reportAgentLines(name, log, []*replay.Conversation{talk})
				}
			}
		})
	}
})

// deleteDomain does what the end of the run's log shows: the domain is deleted, and with it, a minute later, every agent.
func deleteDomain(ctx context.Context, l *sim.Lab) []event {
	return []event{
		{at("15:57:45.000"), func() {
			domains, err := l.API.Domains(ctx, "legacy-host")
			Expect(err).NotTo(HaveOccurred())
			Expect(domains).To(HaveLen(1))
			Expect(l.API.DeleteDomain(ctx, domains[0].Lcuuid)).To(Succeed())
		}},
		{at("15:58:30.000"), func() {
			text, err := fs.ReadFile(recordings, "04_grpc/agent_list_after_domain_delete.txt")
			Expect(err).NotTo(HaveOccurred())
			agents, err := l.API.Agents(ctx, controller.AgentFilter{})
			Expect(err).NotTo(HaveOccurred())
			r := replay.Result{Recording: "04_grpc/agent_list_after_domain_delete.txt", Compared: 1}
			if len(agents) > 0 {
				r.Diffs = append(r.Diffs, replay.Diff{Where: "agents", Recorded: string(text), Seen: fmt.Sprint(len(agents))})
			}
			report(r)
		}},
	}
}

// scheduleUnkept plays the two agents of stage a whose conversations weren't kept.
func scheduleUnkept(player *replay.Player, a1 *replay.Conversation) {
	nic := func(name, mac, addr string) lab.NIC {
		return lab.NIC{Name: name, MAC: mac, Addrs: []netip.Prefix{netip.MustParsePrefix(addr)}}
	}
	group := a1.Hello.GetAgentGroupIdRequest()
	player.Schedule(like(a1, "a5-ip-mismatch", "52:54:00:50:72:05", group, "10.50.72.205"), replay.Situation{
		NICs: []lab.NIC{nic("eth0", "52:54:00:50:72:05", "10.50.72.105/24")},
	})
	player.Schedule(like(a1, "a14-two-nics", "52:54:00:50:72:14", group, "10.50.72.114", "100.42.32.14"), replay.Situation{
		NICs: []lab.NIC{nic("eth0", "52:54:00:50:72:14", "10.50.72.114/24"), nic("eth1", "52:54:00:50:72:24", "100.42.32.14/24")},
	})
}

// event is something that is done at a moment of lab time.
type event struct {
	at time.Time
	do func()
}

// runStage lets everything happen that was recorded of a run, and more at the moments of events, which are in order. It returns
// what came of the conversations.
func runStage(ctx context.Context, l *sim.Lab, stage replay.Stage, talks []*replay.Conversation, more []event) []replay.Result {
	GinkgoHelper()
	player := &replay.Player{Context: ctx, Lane: l.Driver().Lane("player"), Dial: dialer(l)}
	for i, talk := range talks {
		player.Schedule(talk, stage.Agents[i])
	}
	if stage.Name == "a" {
		unkept := &replay.Player{Context: ctx, Lane: l.Driver().Lane("unkept"), Dial: dialer(l)}
		scheduleUnkept(unkept, talks[0])
	}
	waitUntil := func(t time.Time) {
		for len(more) > 0 && more[0].at.Before(t) {
			if d := more[0].at.Sub(l.Clock.Now()); d > 0 {
				Expect(l.Clock.Wait(ctx, d)).To(Succeed())
			}
			more[0].do()
			more = more[1:]
		}
		if d := t.Sub(l.Clock.Now()); d > 0 {
			Expect(l.Clock.Wait(ctx, d)).To(Succeed())
		}
	}
	if !stage.Domain.IsZero() {
		waitUntil(stage.Domain)
		Expect(operator.CreateDomain(ctx, l.Lab, lab.Domain{Name: "legacy-host"})).To(Succeed())
	}
	if !stage.Restart.IsZero() {
		waitUntil(stage.Restart.Add(-300 * time.Millisecond))
		Expect(l.Server.Stop(ctx)).To(Succeed())
		stage.Ranges = append(stage.Ranges, stage.RestartRanges...)
		l.Server.SetConfig(stageConfig(stage))
		Expect(l.Server.Start(ctx)).To(Succeed())
	}
	end := player.Last().Add(5 * time.Second)
	for _, e := range more {
		if e.at.After(end) {
			end = e.at.Add(time.Second)
		}
	}
	waitUntil(end)
	return player.Results()
}
