package logline

import "testing"

func TestAgentUpdates(t *testing.T) {
	n := 0
	for key, lines := range agentUpdateLines() {
		n += len(lines)
		for _, l := range lines {
			m := l.Message("a", "b")
			if _, ok := AgentConfigUpdate.Match(m); !ok {
				t.Errorf("%s: AgentConfigUpdate doesn't match %q", key, m)
			}
		}
	}
	if n != 227 {
		t.Errorf("%d statements, want the 227 of handler.rs", n)
	}
	for _, c := range []struct {
		key, want string
		lines     []int
	}{
		{"inputs.cbpf.af_packet.bpf_filter_disabled", "Update inputs.cbpf.af_packet.bpf_filter_disabled from 1 to 2.", []int{2582}},
		{"global.common.region_id", "Update global.common.region_id from 1 to 2.", []int{3599, 3606}},
		{"inputs.cbpf.special_network.physical_switch.sflow_ports", "Update inputs.cbpf.special_network.physical_switch.sflow_ports  from 1 to 2.", []int{2828}},
		{"no.such.key", "", nil},
	} {
		lines := AgentUpdates(c.key)
		if len(lines) != len(c.lines) {
			t.Fatalf("%s has %d statements, want %d", c.key, len(lines), len(c.lines))
		}
		for i, l := range lines {
			if l.Line != c.lines[i] || l.Message(1, 2) != c.want {
				t.Errorf("%s: line %d, %q", c.key, l.Line, l.Message(1, 2))
			}
		}
	}
}
