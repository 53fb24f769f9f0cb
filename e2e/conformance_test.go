package e2e

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"os"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"google.golang.org/grpc"

	"github.com/dflab/dflab/e2e/replay"
	"github.com/dflab/dflab/fixtures"
	"github.com/dflab/dflab/lab"
	"github.com/dflab/dflab/lab/operator"
	"github.com/dflab/dflab/lab/sim"
)

// recordings are those of fixtures/recordings.
var recordings = os.DirFS("../fixtures/recordings")

// The conversations of recorded agents, played again in lab time against a server that starts when the recorded one did.
var _ = Describe("recorded conversations", Label("conformance"), func() {
	all, err := replay.Stages()
	if err != nil {
		panic(err)
	}
	for _, stage := range all {
		if stage.Name != "f" {
			continue // played where what else they left behind is compared: its traces, the recorded session
		}
		It("stage "+stage.Name, func(ctx SpecContext) {
			p := playStage(ctx, stage)
			for _, r := range p.Results() {
				report(r)
			}
		})
	}
})

// playStage sets the stage up and lets everything happen that was recorded.
func playStage(ctx context.Context, stage replay.Stage) *replay.Player {
	GinkgoHelper()
	talks, err := stage.Conversations(recordings)
	Expect(err).NotTo(HaveOccurred())
	l := prepareStage(ctx, stage)
	player := &replay.Player{Context: ctx, Lane: l.Driver().Lane("player"), Dial: dialer(l)}
	for i, talk := range talks {
		player.Schedule(talk, stage.Agents[i])
	}
	waitUntil := func(t time.Time) {
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
	waitUntil(player.Last().Add(5 * time.Second))
	return player
}

// prepareStage has the database that the recorded server found, made by a run before it, and then starts the server at the
// recorded time.
func prepareStage(ctx context.Context, stage replay.Stage) *sim.Lab {
	GinkgoHelper()
	spec := fixtures.GuideLab(0)
	spec.Server = lab.Server{Hostname: "vm", IP: netip.MustParseAddr("10.50.72.100"), Config: stageConfig(stage), Env: map[string]string{"K8S_NODE_IP_FOR_DEEPFLOW": stage.NodeIP}}
	spec.Groups, spec.Domain = stage.Groups, nil
	if stage.Domain.IsZero() && !stage.NoDomain {
		spec.Domain = &lab.Domain{Name: "legacy-host"}
	}
	l, err := sim.New(ctx, spec, sim.Options{Start: stage.Start.Add(-5 * time.Minute)})
	Expect(err).NotTo(HaveOccurred())
	DeferCleanup(func() { Expect(l.Close()).To(Succeed()) })
	Expect(operator.SetUp(ctx, l.Lab)).To(Succeed())
	Expect(l.Clock.Wait(ctx, 2*time.Second)).To(Succeed())
	Expect(l.Server.Stop(ctx)).To(Succeed())
	Expect(l.Clock.Wait(ctx, stage.Start.Sub(l.Clock.Now()))).To(Succeed())
	Expect(l.Server.Start(ctx)).To(Succeed())
	return l
}

// stageConfig is server.yaml as the recorded server had it.
func stageConfig(s replay.Stage) string {
	aging := s.AgingTime
	if aging == 0 {
		aging = 86400
	}
	quoted := []string{}
	for _, r := range s.Ranges {
		quoted = append(quoted, fmt.Sprintf("%q", r))
	}
	return fmt.Sprintf(`log-file: /var/log/deepflow/server.log
log-level: info
controller:
  reporting-disabled: true
  grpc-port: 20035
  listen-port: 20417
  mysql: {database: deepflow, host: 127.0.0.1, port: 30130, timeout: 30, user-name: root, user-password: deepflow}
  genesis: {local_ip_ranges: [%s], aging_time: %d}
  trisolaris:
    trident-type-for-unkonw-vtap: %d
    chrony: {host: 127.0.0.1, port: 123, timeout: 1}
ingester:
  storage-disabled: true
  ckdb: {external: false, host: 127.0.0.1, port: 9000}
querier:
  listen-port: 20416
`, strings.Join(quoted, ", "), aging, s.UnknownType)
}

// dialer connects as a host of that address, which it adds to the network.
func dialer(l *sim.Lab) func(string) (grpc.ClientConnInterface, error) {
	return func(ip string) (grpc.ClientConnInterface, error) {
		h := l.Network.Host("agent-" + ip)
		if h == nil {
			var err error
			if h, err = l.Network.AddHost("agent-"+ip, netip.MustParseAddr(ip)); err != nil {
				return nil, err
			}
		}
		return h.DialGRPC(net.JoinHostPort(l.Spec.Server.IP.String(), "20035"))
	}
}

// deepflow-ctl's requests, sent again in their order.
var _ = Describe("recorded REST exchanges", Label("conformance"), func() {
	It("03_rest/http_exchanges.log", func(ctx SpecContext) {
		stage := replay.Stage{Start: time.Date(2026, 11, 22, 15, 35, 50, 0, time.UTC), NodeIP: "127.0.0.1", UnknownType: 3, NoDomain: true}
		l := prepareStage(ctx, stage)
		Expect(operator.AwaitServer(ctx, l.Lab, time.Minute)).To(Succeed())
		sendExchanges(ctx, inLab(l))
	})
})

// sendExchanges sends the requests of a fresh server's recording, one a second.
func sendExchanges(ctx context.Context, t *target) {
	GinkgoHelper()
	exchanges, err := replay.ReadExchanges(recordings)
	Expect(err).NotTo(HaveOccurred())
	r := replay.Result{Recording: "03_rest/http_exchanges.log"}
	var names replay.Names
	for _, e := range exchanges {
		diffs, compared, err := e.Send(t.http, t.base, &names)
		Expect(err).NotTo(HaveOccurred())
		r.Compared += compared
		r.Diffs = append(r.Diffs, diffs...)
		Expect(t.wait(ctx, t.clock.Now().Add(time.Second))).To(Succeed())
	}
	report(r)
}
