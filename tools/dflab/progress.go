package main

import (
	"fmt"
	"io"
	"os"
	"strings"
	"sync"

	"github.com/mattn/go-isatty"

	runner "github.com/dflab/dflab/scenarios/run"
)

// progress shows a run: a line a scenario when it ends, and on a terminal a last line that tells what goes on.
type progress struct {
	out, status io.Writer // status is nil when nobody looks
	flags       runFlags

	mu    sync.Mutex
	going map[string]string // scenario → phase
	order []string
}

func newProgress(out, status io.Writer, f runFlags) *progress {
	p := &progress{out: out, flags: f, going: map[string]string{}}
	if file, ok := status.(*os.File); ok && isatty.IsTerminal(file.Fd()) {
		p.status = status
	}
	return p
}

// Started is told of a scenario that begins.
func (p *progress) Started(name string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.order = append(p.order, name)
	p.going[name] = "…"
}

// Entered is told of a phase that begins.
func (p *progress) Entered(name, phase string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.going[name] = phase
	p.show()
}

// Ended prints the scenario's line.
func (p *progress) Ended(r runner.Result) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.going, r.Name())
	p.clear()
	if p.flags.output == "text" {
		fmt.Fprintln(p.out, line(r))
	}
	p.show()
}

// tell shows what takes time before a run.
func (p *progress) tell(what string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.clear()
	if p.status != nil {
		fmt.Fprint(p.status, what)
	}
}

func (p *progress) clear() {
	if p.status != nil {
		fmt.Fprint(p.status, "\r\x1b[K")
	}
}

func (p *progress) show() {
	if p.status == nil {
		return
	}
	var going []string
	for _, name := range p.order {
		if phase, ok := p.going[name]; ok {
			going = append(going, name+": "+phase)
		}
	}
	p.clear()
	fmt.Fprint(p.status, strings.Join(going, "   "))
}

// line is what a scenario's end looks like: status, name, phases with their wall times, verdict.
func line(r runner.Result) string {
	var phases []string
	for _, ph := range r.Phases {
		mark := fmt.Sprintf("%dms", ph.WallMS)
		if ph.Status != "passed" {
			mark = strings.ToUpper(ph.Status)
		}
		phases = append(phases, ph.Name+" "+mark)
	}
	text := fmt.Sprintf("%-7s %-24s %s", r.Status, r.Name(), strings.Join(phases, "  "))
	if r.Claim.Verdict != "" {
		text += fmt.Sprintf("  → %s (%s)", r.Claim.Verdict, r.Claim.Basis)
	}
	return strings.TrimRight(text, " ")
}

// summary says what came of the run, failures first with their evidence and the command that repeats them.
func (p *progress) summary(report runner.Report) error {
	counts := map[string]int{}
	for _, r := range report.Scenarios {
		counts[r.Status]++
		if r.Status == runner.Skipped {
			fmt.Fprintf(p.out, "\nskipped %s: %s\n", r.Name(), r.Reason)
		}
	}
	for _, r := range report.Scenarios {
		if r.Status != runner.Failed {
			continue
		}
		fmt.Fprintf(p.out, "\nfailed %s: %s\n", r.Name(), r.Reason)
		if r.FirstClosedGate != "" {
			fmt.Fprintf(p.out, "  first closed gate: %s\n", r.FirstClosedGate)
		}
		if n := len(r.Phases); n > 0 {
			for _, e := range r.Phases[n-1].Evidence {
				fmt.Fprintf(p.out, "  %s\n", e)
			}
		}
		fmt.Fprintf(p.out, "  again: dflab run %s --release %s%s --seed %d\n", r.Name(), report.Release, p.flags.Again(), report.Seed)
	}
	for _, n := range report.Notes {
		fmt.Fprintf(p.out, "\nnote: %s\n", n)
	}
	_, err := fmt.Fprintf(p.out, "\n%d proven, %d failed, %d skipped on release %s, parts %s, seed %d, in %.1f s\n",
		counts[runner.Proven], counts[runner.Failed], counts[runner.Skipped], report.Release, report.Preset, report.Seed, float64(report.WallMS)/1000)
	if err != nil {
		return fmt.Errorf("print summary: %w", err)
	}
	return nil
}
