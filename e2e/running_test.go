package e2e

import (
	"os"
	"slices"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/dflab/dflab/e2e/replay"
	"github.com/dflab/dflab/lab"
	"github.com/dflab/dflab/lab/operator"
)

// The same recordings, held against a server that runs already: in real time, 8 minutes for the session and 6 for the stage. The
// first exchanges end as they began; each of the others needs a fresh server, so that one of them is done and the rest skipped.
var _ = Describe("running server", Ordered, ContinueOnFailure, Label("conformance", "running"), func() {
	if os.Getenv(envServer) == "" {
		return // no specs, rather than skipped ones: the suite without a running server is whole
	}

	It("03_rest/http_exchanges.log", func(ctx SpecContext) {
		r := runningServer()
		r.fresh()
		r.nodeIP("127.0.0.1")
		begin := at("15:36:00.000")
		sendExchanges(ctx, r.from(ctx, begin, begin))
	})

	It("09_more with stock timers", func(ctx SpecContext) {
		r := runningServer()
		r.fresh()
		r.nodeIP("10.50.72.100")
		playSession(ctx, r.from(ctx, at("17:14:30.000"), at("17:14:19.200")))
	})

	It("stage a until its restart", func(ctx SpecContext) {
		r := runningServer()
		r.fresh()
		stage := stageOf("a")
		r.nodeIP(stage.NodeIP)
		talks, err := stage.Conversations(recordings)
		Expect(err).NotTo(HaveOccurred())
		t := r.from(ctx, stage.Start.Add(8*time.Second), at("15:39:02.520"))
		for _, g := range stage.Groups {
			_, err := operator.CreateGroup(ctx, &lab.Lab{API: t.api}, g)
			Expect(err).NotTo(HaveOccurred())
		}
		player := t.player(ctx)
		for i, talk := range talks {
			talk.Turns = slices.DeleteFunc(talk.Turns, func(turn replay.Turn) bool { return !turn.At.Before(stage.Restart.Add(-time.Second)) })
			player.Schedule(talk, stage.Agents[i])
		}
		Expect(t.wait(ctx, stage.Domain)).To(Succeed())
		Expect(operator.CreateDomain(ctx, &lab.Lab{API: t.api}, lab.Domain{Name: "legacy-host"})).To(Succeed())
		Expect(t.wait(ctx, stage.Restart)).To(Succeed())
		for _, r := range player.Results() {
			report(r)
		}
		reportAgentLines("04_grpc/server_phase2_domain_created.log", t.log(), talks)
	})

	It("ctl_requests", func(ctx SpecContext) {
		r := runningServer()
		r.fresh()
		r.nodeIP("10.50.72.100")
		begin := at("19:40:50.000")
		sendCtlRequests(ctx, r.from(ctx, begin, begin))
	})
})
