package e2e

import (
	"regexp"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/dflab/dflab/fixtures"
	"github.com/dflab/dflab/lab"
	"github.com/dflab/dflab/lab/deepflow/logline"
	"github.com/dflab/dflab/lab/dockpath"
	"github.com/dflab/dflab/lab/operator"
	"github.com/dflab/dflab/lab/sim"
)

// dockTime is more than a healthy dock takes on the lab clock: 2 to 5 minutes.
const dockTime = 8 * time.Minute

// Guide, Agent step 3 (the second of that number): the server needs an agent_sync domain to take in an agent.
var _ = Describe("missing agent_sync domain", Label("guide"), func() {
	It("stops a host before it is gathered, until the domain is created", func(ctx SpecContext) {
		By("control: a twin lab with the domain docks and shows none of the symptoms")
		twin := start(ctx, fixtures.GuideLab(1))
		Expect(watch(twin).Await(ctx, dockpath.Docked, dockTime)).To(Succeed())
		Expect(agentLines(twin, 0, logline.AgentStartedComponents)).NotTo(BeEmpty())

		By("inject: the same lab without it")
		spec := fixtures.GuideLab(2)
		spec.Domain = nil
		spec.Hosts[1].AgentConfig = withoutGroup(spec.Hosts[1].AgentConfig)
		l := start(ctx, spec)
		w := watch(l)

		By("symptom: the host reports itself and stops before \"gathered\"")
		Expect(w.Await(ctx, dockpath.Reported, dockTime)).To(Succeed())
		at, closed := w.FirstClosed(ctx)
		Expect(closed).To(BeTrue())
		Expect(at.Gate).To(Equal(dockpath.Gathered))
		symptoms(l)

		By("hold: still so after some more Syncs, which say the same")
		from := cursors(l)
		Expect(l.Clock.Wait(ctx, 5*time.Minute)).To(Succeed())
		at, _ = w.FirstClosed(ctx)
		Expect(at.Gate).To(Equal(dockpath.Gathered))
		Expect(serverLinesSince(l, from, logline.ServerNotFoundInCache)).To(HaveLen(10), "one a Sync, every 60 s, of two hosts")
		Expect(serverLinesSince(l, from, logline.ServerFinishRegister)).To(BeEmpty())

		By("fix: deepflow-ctl domain create, as documented")
		Expect(operator.CreateDomain(ctx, l.Lab, lab.Domain{Name: "legacy-host"})).To(Succeed())

		By("recovered: the host docks and the server has stopped complaining")
		Expect(w.Await(ctx, dockpath.Docked, dockTime)).To(Succeed())
		from = cursors(l)
		w.Mark(ctx)
		Expect(l.Clock.Wait(ctx, 5*time.Minute)).To(Succeed())
		Expect(serverLinesSince(l, from, logline.ServerNotFoundInCache)).To(BeEmpty())
		Expect(w.Await(ctx, dockpath.Docked, 2*time.Minute)).To(Succeed())
	})
})

// symptoms are the guide's: the server's not-found line with the lookups that fail, an agent that stays disabled, and the
// warning of the guide's picture. That one needs an agent without an ingester: a group with ingester_ip, such as the guide's
// own, gives it one before it is registered, so the host that asks for no group shows it and the other doesn't.
func symptoms(l *sim.Lab) {
	GinkgoHelper()
	Expect(serverLinesSince(l, evidence{}, logline.ServerNotFoundInCache)).NotTo(BeEmpty())
	Expect(serverLinesSince(l, evidence{}, logline.ServerRegisterNoVInterfaceIP)).NotTo(BeEmpty())
	Expect(serverLinesSince(l, evidence{}, logline.ServerRegisterNoIPResource)).NotTo(BeEmpty())
	for host := range l.Hosts {
		Expect(agentLines(l, host, logline.AgentStartedComponents)).To(BeEmpty())
		Expect(agentLines(l, host, logline.AgentPlatformResync)).NotTo(BeEmpty())
	}
	Expect(agentLines(l, 0, logline.AgentAnalyzerIPNotAssigned)).To(BeEmpty())
	Expect(agentLines(l, 1, logline.AgentAnalyzerIPNotAssigned)).NotTo(BeEmpty())
}

// withoutGroup is an agent file that asks for no group.
func withoutGroup(file string) string {
	return regexp.MustCompile(`(?m)^vtap-group-id-request:.*$`).ReplaceAllString(file, "")
}
