// Package e2e has the Ginkgo suites. Each spec is labelled: "guide" for the guide's faults, "conformance" for the simulated
// server held against the recordings, "determinism" for the same lab again and again.
package e2e

import (
	"testing"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

func TestE2E(t *testing.T) {
	RegisterFailHandler(Fail)
	RunSpecs(t, "dflab")
}
