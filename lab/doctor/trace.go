package doctor

import (
	"fmt"
	"slices"
	"strings"
)

// Stands is the first closed gate; closed is false when none is known to be.
func (d *Diagnosis) Stands() (s Station, closed bool) {
	if i := slices.IndexFunc(d.Path, func(s Station) bool { return s.State == Closed }); i >= 0 {
		return d.Path[i], true
	}
	return Station{}, false
}

// Trace is the dock path of the agent as a page: each gate with its evidence; at the first closed one the root causes that close it, and
// what may still open it.
func Trace(d *Diagnosis, lang string) string {
	var b strings.Builder
	in := func(t Text) string { return t.In(lang) }
	fmt.Fprintf(&b, "dflab trace · DeepFlow %s", d.Release)
	if d.Agent != "" {
		fmt.Fprintf(&b, " · %s %s", in(words.agent), d.Agent)
	}
	b.WriteString("\n\n")
	at, closed := d.Stands()
	for _, s := range d.Path {
		fmt.Fprintf(&b, "%s %s\n", pad(in(words.state[s.State]), 8), gateIn(s.Gate, lang))
		for _, f := range s.Evidence {
			fmt.Fprintf(&b, "         %s: %s\n", f.Source, strings.ReplaceAll(f.Text, "\n", " "))
		}
		if !closed || s.Gate != at.Gate {
			continue
		}
		for _, r := range d.Roots {
			if r.Gate != None && r.Gate <= s.Gate {
				fmt.Fprintf(&b, "         %s %s: %s\n", in(words.root), r.Code, in(r.Says))
			}
		}
		fmt.Fprintf(&b, "         %s: %s\n", in(words.next), in(next(s.Gate)))
	}
	if !closed {
		b.WriteString("\n" + in(words.noneClosed) + "\n")
	}
	return b.String()
}
