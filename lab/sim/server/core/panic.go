package core

import (
	"fmt"
	"strings"
)

// Panic is a Go panic of the real server that the simulated one reproduces: the process writes its text to standard output
// (docker logs shows standard error there too) and ends with code 2.
type Panic struct {
	Value  string
	Frames []Frame
}

// Frame is one call of the panic's stack.
type Frame struct {
	Func, File string
	Line       int
}

// Error is the first line of Text.
func (p *Panic) Error() string { return "panic: " + p.Value }

// Text is what the Go runtime prints. Arguments and addresses, which differ on every run, are left out.
func (p *Panic) Text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "panic: %s\n\ngoroutine 1 [running]:\n", p.Value)
	for _, f := range p.Frames {
		fmt.Fprintf(&b, "%s(...)\n\t%s:%d\n", f.Func, f.File, f.Line)
	}
	return b.String()
}
