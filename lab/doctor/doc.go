// Package doctor tells from a snapshot of evidence what is wrong with a deployment: which findings there are, which of them are root
// causes and which follow from others, and what can't be told for want of evidence.
//
// A check is a pure function of a snapshot. It rests on what is there: evidence that is missing makes it say nothing, never guess. The
// doctor does no I/O and may import lab/evidence, lab/dockpath (for the gates), lab/deepflow and
// fixtures (for the guide's index); it knows no lab, no simulator and no
// scenario.
package doctor
