package e2e

import (
	"context"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/dflab/dflab/fixtures"
	"github.com/dflab/dflab/scenarios"
	"github.com/dflab/dflab/scenarios/run"
	"github.com/dflab/dflab/tools/parts"
)

// The catalogue, each case a spec.
var _ = Describe("scenario", Label("guide", "scenarios"), func() {
	for _, s := range catalogue() {
		It(s.Name()+": "+s.Title.EN, Label(s.Paragraph), func(ctx SpecContext) {
			r := prove(ctx, s)
			AddReportEntry("result", r)
			Expect(r.Status).To(Equal(run.Proven), r.Reason)
		})
	}
})

func catalogue() []*scenarios.Scenario {
	all, err := scenarios.Catalogue()
	if err != nil {
		panic(err)
	}
	return all
}

// prove runs one scenario on the embedded lab.
func prove(ctx context.Context, s *scenarios.Scenario) run.Result {
	r := run.Runner{Provider: parts.EmbeddedProvider(), Spec: fixtures.GuideLab, Release: "6.6.9", Seed: 1}
	return r.Run(ctx, []*scenarios.Scenario{s}).Scenarios[0]
}
