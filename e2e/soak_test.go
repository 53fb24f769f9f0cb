package e2e

import (
	"os"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/dflab/dflab/fixtures"
	"github.com/dflab/dflab/scenarios/run"
	"github.com/dflab/dflab/tools/parts"
)

// repetitions of the catalogue that `make soak` asks for.
const repetitions = 100

// None flaky: the same outcome, gate and verdict every time, with the machine idle and with four busy loops running.
var _ = Describe("scenarios again and again", Label("soak"), Ordered, func() {
	for _, loaded := range []bool{false, true} {
		name := "idle"
		if loaded {
			name = "with four busy loops"
		}
		It(name, func(ctx SpecContext) {
			if os.Getenv("DFLAB_SOAK") == "" {
				Skip("takes minutes: make soak")
			}
			if loaded {
				defer load(4)()
			}
			all := catalogue()
			r := run.Runner{Provider: parts.EmbeddedProvider(), Spec: fixtures.GuideLab, Release: "6.6.9", Seed: 1}
			var first run.Report
			for i := range repetitions {
				report := r.Run(ctx, all)
				Expect(report.Failures()).To(BeZero(), "repetition %d: %+v", i, report.Scenarios)
				if i == 0 {
					first = report
				}
				for j, s := range report.Scenarios {
					Expect(s.FirstClosedGate).To(Equal(first.Scenarios[j].FirstClosedGate), s.Name())
					Expect(s.Claim).To(Equal(first.Scenarios[j].Claim), s.Name())
				}
			}
		})
	}
})
