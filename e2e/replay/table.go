package replay

import (
	"fmt"
	"io"
	"text/tabwriter"
)

// Result is what came of comparing one recording.
type Result struct {
	Recording string
	Compared  int
	Diffs     []Diff
	// Skipped says why nothing was compared, if so.
	Skipped string
}

// Equal is how many of the compared things were the same.
func (r Result) Equal() int { return r.Compared - len(r.Diffs) }

// WriteTable prints recording, compared, equal, differing; a line each, sums last.
func WriteTable(w io.Writer, results []Result) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "compared\tequal\tdiffering\t  recording\t")
	var sum Result
	var differing int
	for _, r := range results {
		note := ""
		if r.Skipped != "" {
			note = "  (" + r.Skipped + ")"
		}
		fmt.Fprintf(t, "%d\t%d\t%d\t  %s%s\t\n", r.Compared, r.Equal(), len(r.Diffs), r.Recording, note)
		sum.Compared += r.Compared
		differing += len(r.Diffs)
	}
	fmt.Fprintf(t, "%d\t%d\t%d\t  all\t\n", sum.Compared, sum.Compared-differing, differing)
	if err := t.Flush(); err != nil {
		return fmt.Errorf("write table: %w", err)
	}
	return nil
}
