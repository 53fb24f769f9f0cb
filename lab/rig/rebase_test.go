package rig_test

import (
	"net/netip"
	"strings"
	"testing"

	"github.com/dflab/dflab/fixtures"
	"github.com/dflab/dflab/lab/rig"
)

func TestRebaseMovesTheServerInEveryFile(t *testing.T) {
	before := fixtures.GuideLab(2)
	spec := rig.Rebase(before, netip.MustParseAddr("192.0.2.7"), "node7")
	for name, text := range map[string]string{
		"server.yaml": spec.Server.Config, "group": spec.Groups[0].Config, "agent file": spec.Hosts[1].AgentConfig,
	} {
		if strings.Contains(text, "10.50.72.100") || !strings.Contains(text, "192.0.2.7") {
			t.Errorf("%s:\n%s", name, text)
		}
	}
	if h := spec.Hosts[0]; h.Hostname != "node7" || h.Name != "host-1" {
		t.Errorf("the host is %s, called %s", h.Name, h.Hostname)
	}
	if spec.Server.IP.String() != "192.0.2.7" || before.Server.Config != fixtures.ServerYAML || before.Hosts[0].AgentConfig != fixtures.AgentYAML {
		t.Error("the specification is moved, and the one it was made of isn't")
	}
}
