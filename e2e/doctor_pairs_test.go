package e2e

import (
	"context"
	"fmt"
	"net/netip"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/dflab/dflab/fixtures"
	"github.com/dflab/dflab/lab"
	"github.com/dflab/dflab/lab/deepflow/controller"
	"github.com/dflab/dflab/lab/doctor"
	"github.com/dflab/dflab/lab/operator"
	"github.com/dflab/dflab/lab/sim"
)

type act func(context.Context, *sim.Lab) error

// coreFault is one of the guide's faults or their cases. Those of one thing exclude each other.
type coreFault struct {
	code, name, thing string
	inject, mend      act
}

// coreFaults are in the order of the gates that they close. All are there before the agent starts.
var coreFaults = []coreFault{
	{"DF002", "db_version holds another value", "db_version", onDB("UPDATE db_version SET version = '7.0.1.8'"), onDB("UPDATE db_version SET version = '6.6.1.25'")},
	{"DF003", "db_version has no row", "db_version", onDB("DELETE FROM db_version"), onDB("INSERT INTO db_version (version) VALUES ('6.6.1.25')")},
	{"DF011", "controller-port is that of a mapping", "port", agentFile("20035", "30035"), agentFixed("30035", "20035")},
	{"DF030", "unknown agents are told no type", "type", serverFile("unkonw-vtap: 3", "unkonw-vtap: 0"), serverFile("unkonw-vtap: 0", "unkonw-vtap: 3")},
	{"DF040", "there is no agent_sync domain", "domain", dropDomain, makeDomain},
	{"DF041", "the domain is disabled", "domain", onRows("UPDATE domain SET enabled = 0"), onRows("UPDATE domain SET enabled = 1")},
	{"DF042", "the domain is another controller's", "domain", onRows("UPDATE domain SET controller_ip = '10.50.72.9'"), onRows("UPDATE domain SET controller_ip = '10.50.72.100'")},
	{"DF080", "the group doesn't exist", "group", agentFile(fixtures.GroupID, "g-TE8la86jlX"), agentFixed("g-TE8la86jlX", fixtures.GroupID)},
	{"DF085", "the NIC is outside of interface_regex", "NIC", nic("bond0", "10.50.72.101/16"), nic("eth0", "10.50.72.101/16")},
	{"DF088", "the address is external", "NIC", nic("eth0", "100.42.32.213/24"), nic("eth0", "10.50.72.101/16")},
}

func onRows(statement string) act {
	return func(ctx context.Context, l *sim.Lab) error {
		_, err := l.MySQL.ExecContext(ctx, statement)
		return err
	}
}

// onDB changes db_version and restarts the server, which reads it then.
func onDB(statement string) act {
	return func(ctx context.Context, l *sim.Lab) error {
		if err := onRows(statement)(ctx, l); err != nil {
			return err
		}
		return restarted(ctx, l.Server)
	}
}

func agentFixed(old, with string) act {
	return func(ctx context.Context, l *sim.Lab) error {
		if err := rewrite(l.Hosts[0].Agent, old, with); err != nil {
			return err
		}
		return restarted(ctx, l.Hosts[0].Agent)
	}
}

func dropDomain(ctx context.Context, l *sim.Lab) error {
	return l.API.DeleteDomain(ctx, l.Spec.Domain.Name)
}

func makeDomain(ctx context.Context, l *sim.Lab) error {
	return operator.CreateDomain(ctx, l.Lab, *l.Spec.Domain)
}

// nic gives the host that one NIC.
func nic(name, addr string) act {
	return func(_ context.Context, l *sim.Lab) error {
		return l.Hosts[0].Machine.SetNICs([]lab.NIC{{Name: name, MAC: l.Hosts[0].NICs[0].MAC, Addrs: []netip.Prefix{netip.MustParsePrefix(addr)}}})
	}
}

// Two faults at once: both are named as root causes; or the later one is hidden by the earlier, and named when that is mended. A fault
// that was mended is named no more, save that a registered agent stays in the group that it was registered in.
var _ = Describe("doctor, two faults at once", Label("guide", "doctor", "doctor-pairs"), func() {
	for i, a := range coreFaults {
		for _, b := range coreFaults[i+1:] {
			if a.thing == b.thing {
				continue
			}
			It(fmt.Sprintf("%s and %s: %s, and %s", a.code, b.code, a.name, b.name), func(ctx SpecContext) {
				l := doctorsLab(ctx, fixtures.GuideLab(1))
				Expect(b.inject(ctx, l)).To(Succeed())
				Expect(a.inject(ctx, l)).To(Succeed())
				Expect(l.StartAgents(ctx)).To(Succeed())
				Expect(l.Clock.Wait(ctx, settled)).To(Succeed())
				both := diagnose(ctx, l.Lab, l.Hosts[0].Name)
				Expect(both.Codes()).To(Or(Equal([]string{a.code, b.code}), Equal([]string{a.code})), doctor.Page(both, "en"))

				Expect(a.mend(ctx, l)).To(Succeed())
				Expect(l.Clock.Wait(ctx, settled)).To(Succeed())
				later := diagnose(ctx, l.Lab, l.Hosts[0].Name)
				want := []string{b.code}
				if a.code == "DF080" && registeredIn(ctx, l) == "default" {
					want = append([]string{"DF081"}, want...)
				}
				Expect(later.Codes()).To(Equal(want), "when %s is mended\n%s", a.code, doctor.Page(later, "en"))
				enter(matrixRow{Kind: pair, Name: a.code + " and " + b.code, Later: later.Codes()}, both)
			})
		}
	}
})

// registeredIn is the group of the registered agent.
func registeredIn(ctx context.Context, l *sim.Lab) string {
	agents, err := l.API.Agents(ctx, controller.AgentFilter{})
	Expect(err).NotTo(HaveOccurred())
	if len(agents) == 0 {
		return ""
	}
	return agents[0].VTapGroupName
}
