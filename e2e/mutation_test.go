package e2e

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/dflab/dflab/scenarios"
	"github.com/dflab/dflab/scenarios/run"
	"github.com/dflab/dflab/scenarios/verb"
)

// wrongFixes are, for every scenario and case, something that looks like its fix and isn't.
var wrongFixes = map[string][]verb.Verb{
	// One too low: the last issue file runs again and leaves 7.0.1.8 behind.
	"db-version":           {&verb.SQL{Table: "db_version", Run: "UPDATE db_version SET version = '6.6.1.24'"}},
	"db-version/migration": {restart("server", "")},
	// The guide's UPDATE matches nothing in an empty table.
	"db-version/row-missing": {&verb.SQL{Table: "db_version", Run: "UPDATE db_version SET version = '6.6.1.25'"}},
	// server.yaml is read at start only.
	"external-ip": {&verb.ServerConfig{Add: map[string][]any{"controller.genesis.local_ip_ranges": {"100.42.32.0/24"}}}},
	// Correcting only the file doesn't move an agent that has registered into the default group.
	"group-id": {
		&verb.AgentConfig{OnHostNamed: "host-1", Set: map[string]any{"vtap-group-id-request": "g-TE8la86jlZ"}},
		restart("agent", "host-1"),
	},
	"missing-domain": {restart("agent", "host-1")},
	// A regex that is wider, and still matches no NIC of the host.
	"nic-regex": {&verb.GroupConfig{Group: "legacy-host", Set: map[string]any{"inputs.cbpf.af_packet.interface_regex": "^(em.*|eth.*|lo)$"}}},
}

func restart(part, host string) verb.Verb {
	return &verb.Restart{Named: verb.Named{Part: part, OnHostNamed: host}}
}

// An experiment that can't fail proves nothing.
var _ = Describe("mutated scenario", Label("mutation"), func() {
	for _, s := range catalogue() {
		It(s.Name()+" without its fault fails: no symptom", func(ctx SpecContext) {
			m := *s
			m.Fault = nil
			failsIn(prove(ctx, &m), "symptom")
		})
		It(s.Name()+" without its fix fails: no recovery", func(ctx SpecContext) {
			m := *s
			m.Fix = scenarios.Fix{}
			failsIn(prove(ctx, &m), "recovered")
		})
		It(s.Name()+" with a wrong fix fails: no recovery", func(ctx SpecContext) {
			Expect(wrongFixes).To(HaveKey(s.Name()), "every scenario and case needs a wrong fix here")
			m := *s
			m.Fix = scenarios.Fix{Documented: wrongFixes[s.Name()]}
			failsIn(prove(ctx, &m), "recovered")
		})
	}
})

func failsIn(r run.Result, phase string) {
	GinkgoHelper()
	Expect(r.Status).To(Equal(run.Failed))
	Expect(r.Phases[len(r.Phases)-1].Name).To(Equal(phase), r.Reason)
}
