package e2e

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	"github.com/onsi/ginkgo/v2/types"
	. "github.com/onsi/gomega"

	"github.com/dflab/dflab/e2e/replay"
)

// update writes docs/fidelity.md instead of comparing it.
var update = flag.Bool("update", false, "write docs/fidelity.md from this run of the conformance suite")

// fidelity is where the suite's outcome is written down.
const fidelity = "../docs/fidelity.md"

// comparison is the name of the report entries that carry results to the end of the suite.
const comparison = "comparison"

// report files what came of a recording. At its end the spec fails if there are differences that aren't known.
func report(r replay.Result) {
	GinkgoHelper()
	AddReportEntry(comparison, r, ReportEntryVisibilityNever)
	known, err := replay.KnownDifferences()
	Expect(err).NotTo(HaveOccurred())
	var text strings.Builder
	for _, d := range replay.Unknown(r, known) {
		fmt.Fprintf(&text, "\n%s | %s", r.Recording, d)
	}
	DeferCleanup(func() {
		if text.Len() > 0 {
			GinkgoWriter.Print(text.String())
			Fail("differences that aren't in known.yaml, of " + r.Recording + ":" + text.String())
		}
	})
}

var _ = ReportAfterSuite("conformance", func(suite Report) {
	var results []replay.Result
	whole := true
	for _, spec := range suite.SpecReports {
		if labels, _ := spec.MatchesLabelFilter("conformance"); !labels {
			continue
		}
		whole = whole && !spec.State.Is(types.SpecStateSkipped|types.SpecStatePending)
		for _, e := range spec.ReportEntries {
			if e.Name == comparison {
				r, here := e.Value.GetRawValue().(replay.Result)
				if !here { // from another process of a parallel run
					Expect(json.Unmarshal([]byte(e.Value.AsJSON), &r)).To(Succeed())
				}
				results = append(results, r)
			}
		}
	}
	if len(results) == 0 {
		return
	}
	known, err := replay.KnownDifferences()
	Expect(err).NotTo(HaveOccurred())
	replay.Sort(results)
	fmt.Println()
	Expect(replay.WriteTable(os.Stdout, results)).To(Succeed())
	if !whole {
		return
	}
	Expect(replay.Stale(results, known)).To(BeEmpty(), "known differences that no longer show: take them out of known.yaml")
	missing, err := replay.Missing(recordings, results)
	Expect(err).NotTo(HaveOccurred())
	Expect(missing).To(BeEmpty(), "recordings that nothing was compared with: compare them or list them in skipped.yaml")
	var doc bytes.Buffer
	Expect(replay.WriteFidelity(&doc, results, known)).To(Succeed())
	if *update {
		Expect(os.WriteFile(fidelity, doc.Bytes(), 0o644)).To(Succeed())
		return
	}
	written, err := os.ReadFile(fidelity)
	Expect(err).NotTo(HaveOccurred())
	Expect(string(written)).To(Equal(doc.String()), "docs/fidelity.md is not what this run says: go test ./e2e -update")
})
