// Package run carries out experiments: control, inject, symptom, hold, fix, recovered. It computes status, verdict and basis
// from what it saw. It works on any provider's labs and may import lab, lab/dockpath, lab/operator and scenarios.
package run
