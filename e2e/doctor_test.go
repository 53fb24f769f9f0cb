package e2e

import (
	"context"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/dflab/dflab/fixtures"
	"github.com/dflab/dflab/lab"
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

// From evidence alone the doctor names each fault of the catalogue, and no other; and nothing in a healthy lab.
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
		}
	})

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
			GinkgoWriter.Println(doctor.Page(d, "en"))
			for _, h := range l.Hosts { // the other hosts are the control
				if h.Name != s.Subject {
					d := diagnose(ctx, l.Lab, h.Name)
					Expect(d.Codes()).To(BeEmpty(), doctor.Page(d, "en"))
				}
			}
		})
	}
})

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
