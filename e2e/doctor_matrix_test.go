package e2e

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	"github.com/onsi/ginkgo/v2/types"
	. "github.com/onsi/gomega"

	"github.com/dflab/dflab/lab/doctor"
)

// doctorMatrix is where it is written down what the doctor makes of each fault.
const doctorMatrix = "../docs/doctor-matrix.md"

// matrixEntry is the name of the report entries that carry rows to the end of the suite.
const matrixEntry = "doctor matrix"

// The kinds of rows, in their order.
const (
	healthyLab = iota
	scenario
	single
	pair
)

// matrixRow is what the doctor made of one lab.
type matrixRow struct {
	Kind int
	Name string
	// Roots are the codes of the root causes, Masked those shown under them, Later the root causes when the first fault is mended.
	Roots, Masked, Later []string
}

func enter(r matrixRow, d *doctor.Diagnosis) {
	r.Roots = d.Codes()
	for _, root := range d.Roots {
		for _, m := range root.Masked {
			r.Masked = append(r.Masked, m.Code)
		}
	}
	AddReportEntry(matrixEntry, r, ReportEntryVisibilityNever)
}

var _ = ReportAfterSuite("doctor matrix", func(suite Report) {
	var rows []matrixRow
	for _, spec := range suite.SpecReports {
		if ours, _ := spec.MatchesLabelFilter("doctor"); !ours {
			continue
		}
		if !spec.State.Is(types.SpecStatePassed) {
			return // only a whole run is written down
		}
		for _, e := range spec.ReportEntries {
			if e.Name == matrixEntry {
				r, here := e.Value.GetRawValue().(matrixRow)
				if !here { // from another process of a parallel run
					Expect(json.Unmarshal([]byte(e.Value.AsJSON), &r)).To(Succeed())
				}
				rows = append(rows, r)
			}
		}
	}
	if len(rows) == 0 {
		return
	}
	doc := writeMatrix(rows)
	if *update {
		Expect(os.WriteFile(doctorMatrix, doc, 0o644)).To(Succeed())
		return
	}
	written, err := os.ReadFile(doctorMatrix)
	Expect(err).NotTo(HaveOccurred())
	Expect(string(written)).To(Equal(string(doc)), "docs/doctor-matrix.md is not what this run says: go test ./e2e -ginkgo.label-filter=doctor -update")
})

func writeMatrix(rows []matrixRow) []byte {
	slices.SortFunc(rows, func(a, b matrixRow) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Name, b.Name))
	})
	var b bytes.Buffer
	b.WriteString("# What the doctor makes of each fault\n\nWritten by `go test ./e2e -ginkgo.label-filter=doctor -update` from embedded labs: evidence is what an operator has.\n" +
		"Codes are explained in [doctor.md](doctor.md).\n")
	heads := []string{"A healthy lab", "Scenarios of the catalogue", "Other faults", "Two faults at once"}
	for kind, head := range heads {
		columns := []string{"fault", "root causes", "shown under them"}
		if kind == pair {
			columns = append(columns, "root causes when the first is mended")
		}
		fmt.Fprintf(&b, "\n## %s\n\n| %s |\n|%s\n", head, strings.Join(columns, " | "), strings.Repeat("---|", len(columns)))
		for _, r := range rows {
			if r.Kind != kind {
				continue
			}
			cells := []string{r.Name, codes(r.Roots), codes(r.Masked)}
			if kind == pair {
				cells = append(cells, codes(r.Later))
			}
			fmt.Fprintf(&b, "| %s |\n", strings.Join(cells, " | "))
		}
	}
	b.WriteString("\nPairs that exclude each other aren't there: the two of db_version, the three of the domain, the two of the NIC.\n" +
		"Of an agent that registered in group default while its file asked for a group that doesn't exist, correcting the file leaves DF081.\n")
	return b.Bytes()
}

func codes(all []string) string {
	if len(all) == 0 {
		return "none"
	}
	return strings.Join(all, " ")
}
