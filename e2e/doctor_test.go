package e2e

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/dflab/dflab/fixtures"
	"github.com/dflab/dflab/lab"
	"github.com/dflab/dflab/lab/deepflow/controller"
	"github.com/dflab/dflab/lab/dockpath"
	"github.com/dflab/dflab/lab/doctor"
	collect "github.com/dflab/dflab/lab/evidence"
	"github.com/dflab/dflab/lab/operator"
	"github.com/dflab/dflab/lab/sim"
	"github.com/dflab/dflab/scenarios"
)

// rootCauses are the codes that the doctor has to give to the catalogue's scenarios. A scenario that isn't here fails its spec: every
// fault of the catalogue has a check.
var rootCauses = map[string][]string{
	"db-version":             {"DF002"},
	"db-version/migration":   {"DF002"},
	"db-version/row-missing": {"DF003"},
	"missing-domain":         {"DF040"},
	"group-id":               {"DF080"},
	"nic-regex":              {"DF085"},
	"external-ip":            {"DF088"},
}

// settled is more than an agent needs on a server that is up, and than a server's restarts need to show.
const settled = 8 * time.Minute

// From evidence alone the doctor names each fault of the catalogue, and no other; and nothing in a healthy lab. What it says to paste
// mends each.
var _ = Describe("doctor", Label("guide", "doctor"), func() {
	It("finds nothing in a healthy lab", func(ctx SpecContext) {
		l := doctorsLab(ctx, fixtures.GuideLab(2))
		Expect(l.StartAgents(ctx)).To(Succeed())
		Expect(watch(l).Await(ctx, dockpath.Docked, settled)).To(Succeed())
		for _, h := range l.Hosts {
			Expect(l.Clock.Wait(ctx, 2*time.Minute)).To(Succeed())
			d := diagnose(ctx, l.Lab, h.Name)
			Expect(d.Roots).To(BeEmpty(), doctor.Page(d, "en"))
			Expect(d.Untold).To(BeEmpty(), doctor.Page(d, "en"))
			enter(matrixRow{Kind: healthyLab, Name: "healthy, " + h.Name}, d)
		}
	})

	for _, fault := range doctorFaults {
		It("names "+fault.code+": "+fault.name, func(ctx SpecContext) {
			l := doctorsLab(ctx, fixtures.GuideLab(1))
			if fault.before != nil {
				Expect(fault.before(ctx, l)).To(Succeed())
			}
			Expect(l.StartAgents(ctx)).To(Succeed())
			if fault.docked != nil {
				Expect(watch(l).Await(ctx, dockpath.Docked, settled)).To(Succeed())
				Expect(fault.docked(ctx, l)).To(Succeed())
			}
			if fault.starting != nil {
				Expect(l.Clock.Wait(ctx, time.Second)).To(Succeed())
				Expect(fault.starting(ctx, l)).To(Succeed())
			}
			Expect(l.Clock.Wait(ctx, settled)).To(Succeed())
			d := diagnose(ctx, l.Lab, l.Hosts[0].Name)
			Expect(d.Codes()).To(Equal([]string{fault.code}), doctor.Page(d, "en"))
			enter(matrixRow{Kind: single, Name: fault.name}, d)
			mends(ctx, l, l.Hosts[0].Name, d)
		})
	}

	for _, s := range catalogue() {
		It("names the root cause of "+s.Name(), func(ctx SpecContext) {
			want, known := rootCauses[s.Name()]
			Expect(known).To(BeTrue(), "no check for scenario %s: write one, and add it to rootCauses", s.Name())
			l := doctorsLab(ctx, fixtures.GuideLab(s.Hosts))
			if s.Applies == scenarios.WhileDocked {
				Expect(l.StartAgents(ctx)).To(Succeed())
				Expect(watch(l).Await(ctx, dockpath.Docked, settled)).To(Succeed())
			}
			for _, v := range s.Fault {
				_, err := v.Do(ctx, l.Lab)
				Expect(err).NotTo(HaveOccurred(), v.String())
			}
			if s.Applies == scenarios.BeforeDocking {
				Expect(l.StartAgents(ctx)).To(Succeed())
			}
			Expect(l.Clock.Wait(ctx, settled)).To(Succeed())
			d := diagnose(ctx, l.Lab, s.Subject)
			Expect(d.Codes()).To(Equal(want), doctor.Page(d, "en"))
			enter(matrixRow{Kind: scenario, Name: s.Name()}, d)
			for _, h := range l.Hosts { // the other hosts are the control
				if h.Name != s.Subject {
					d := diagnose(ctx, l.Lab, h.Name)
					Expect(d.Codes()).To(BeEmpty(), doctor.Page(d, "en"))
				}
			}
			mends(ctx, l, s.Subject, d)
		})
	}
})

// doctorFault is a fault outside of the catalogue, put in before the agent starts, a second after, or when it is docked.
type doctorFault struct {
	code, name               string
	before, starting, docked func(context.Context, *sim.Lab) error
}

// rewrite changes a part's file by a replacement that has to take place.
func rewrite(part lab.Configured, old, with string) error {
	text := part.Config()
	if !strings.Contains(text, old) {
		return fmt.Errorf("no %q in %q", old, text)
	}
	part.SetConfig(strings.Replace(text, old, with, 1))
	return nil
}

func restarted(ctx context.Context, part lab.Runnable) error {
	return errors.Join(part.Stop(ctx), part.Start(ctx))
}

// without stops a database and restarts the server.
func without(database string) func(context.Context, *sim.Lab) error {
	return func(ctx context.Context, l *sim.Lab) error {
		return errors.Join(l.Databases[database].Stop(ctx), restarted(ctx, l.Server))
	}
}

// regrouped gives the guide's group a configuration.
func regrouped(config string) func(context.Context, *sim.Lab) error {
	return func(ctx context.Context, l *sim.Lab) error {
		groups, err := l.API.Groups(ctx, controller.GroupFilter{ShortUUID: fixtures.GroupID})
		if err != nil {
			return err
		}
		return l.API.UpdateGroupConfig(ctx, groups[0].Lcuuid, config)
	}
}

// agentSet changes the registered agent.
func agentSet(u controller.AgentUpdate) func(context.Context, *sim.Lab) error {
	return func(ctx context.Context, l *sim.Lab) error {
		agents, err := l.API.Agents(ctx, controller.AgentFilter{})
		if err != nil {
			return err
		}
		_, err = l.API.UpdateAgent(ctx, agents[0].Lcuuid, u)
		return err
	}
}

func agentFile(old, with string) func(context.Context, *sim.Lab) error {
	return func(_ context.Context, l *sim.Lab) error { return rewrite(l.Hosts[0].Agent, old, with) }
}

func serverFile(old, with string) func(context.Context, *sim.Lab) error {
	return func(ctx context.Context, l *sim.Lab) error {
		if err := rewrite(l.Server, old, with); err != nil {
			return err
		}
		if err := restarted(ctx, l.Server); err != nil {
			return err
		}
		return operator.AwaitServer(ctx, l.Lab, settled)
	}
}

var none int

var doctorFaults = []doctorFault{
	{code: "DF004", name: "MySQL is down", docked: without("mysql")},
	{code: "DF005", name: "ClickHouse is down", docked: without("clickhouse")},
	{code: "DF008", name: "the server is stopped", docked: func(ctx context.Context, l *sim.Lab) error { return l.Server.Stop(ctx) }},
	{code: "DF010", name: "the agent's file is empty", before: func(_ context.Context, l *sim.Lab) error { l.Hosts[0].Agent.SetConfig(""); return nil }},
	{code: "DF010", name: "the agent's file is no YAML", before: agentFile("controller-ips:", "controller-ips: [")},
	{code: "DF011", name: "the agent's file has the port of a mapping", before: agentFile("20035", "30035")},
	{code: "DF012", name: "the agent's file has another address", before: agentFile("10.50.72.100", "10.50.72.1")},
	{code: "DF014", name: "the agent is stopped", docked: func(ctx context.Context, l *sim.Lab) error { return l.Hosts[0].Agent.Stop(ctx) }},
	{code: "DF021", name: "the agent's file has a team-id", before: agentFile("controller-port", "team-id: t-0123456789\ncontroller-port")},
	{code: "DF030", name: "the server tells unknown agents no type", before: serverFile("trident-type-for-unkonw-vtap: 3", "trident-type-for-unkonw-vtap: 0")},
	{code: "DF041", name: "the domain is disabled", before: func(ctx context.Context, l *sim.Lab) error {
		domains, err := l.API.Domains(ctx, "")
		if err != nil {
			return err
		}
		_, err = l.API.UpdateDomain(ctx, domains[0].Lcuuid, controller.DomainUpdate{Enabled: &none})
		return err
	}},
	{code: "DF042", name: "the domain is another controller's", before: func(ctx context.Context, l *sim.Lab) error {
		_, err := l.MySQL.ExecContext(ctx, "UPDATE domain SET controller_ip = '10.50.72.9'")
		return err
	}},
	{code: "DF050", name: "the NIC has another MAC than when the agent started", starting: func(_ context.Context, l *sim.Lab) error {
		nics := slices.Clone(l.Hosts[0].NICs)
		nics[0].MAC = "52:54:00:99:99:99"
		return l.Hosts[0].Machine.SetNICs(nics)
	}},
	{code: "DF060", name: "the agent is disabled", docked: agentSet(controller.AgentUpdate{Enable: &none})},
	{code: "DF061", name: "agents wait for consent", before: serverFile("  trisolaris:\n", "  trisolaris:\n    vtap-auto-register: false\n")},
	{code: "DF070", name: "the group's configuration has the guide's placeholder", before: regrouped(fixtures.GroupConfigLiteral)},
	{code: "DF073", name: "the group doesn't enable hypervisor_resource_enabled", before: regrouped(strings.Replace(fixtures.GroupConfig, "enabled: true", "enabled: false", 1))},
	{code: "DF082", name: "the group has the ports of a mapping", before: regrouped(strings.NewReplacer("20033", "30033", "20035", "30035").Replace(fixtures.GroupConfig))},
}

// doctorsLab is an embedded lab that is set up; its agents don't run.
func doctorsLab(ctx context.Context, spec lab.Spec) *sim.Lab {
	GinkgoHelper()
	l, err := sim.New(ctx, spec, sim.Options{})
	Expect(err).NotTo(HaveOccurred())
	DeferCleanup(func() { Expect(l.Close()).To(Succeed()) })
	Expect(operator.SetUp(ctx, l.Lab)).To(Succeed())
	return l
}

func diagnose(ctx context.Context, l *lab.Lab, host string) *doctor.Diagnosis {
	GinkgoHelper()
	s, err := collect.FromLab(ctx, l, host)
	Expect(err).NotTo(HaveOccurred())
	d, err := doctor.Diagnose(s, doctor.Options{})
	Expect(err).NotTo(HaveOccurred())
	return d
}
