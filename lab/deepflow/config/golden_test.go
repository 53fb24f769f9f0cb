package config

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"gotest.tools/v3/golden"
)

// mistake is a text with one thing wrong.
type mistake struct{ name, text string }

// refusals prints what a parser says about each mistake: the real program's text and ours.
func refusals(t *testing.T, mistakes []mistake, parse func(string) error) string {
	t.Helper()
	var b strings.Builder
	for _, m := range mistakes {
		err := parse(m.text)
		var e *Error
		if !errors.As(err, &e) {
			t.Errorf("%s: accepted, or not an *Error: %v", m.name, err)
			continue
		}
		fmt.Fprintf(&b, "# %s\nreal: %s\nours: %s\n\n", m.name, e.Real, e)
	}
	return b.String()
}

func TestServerRefusals(t *testing.T) {
	golden.Assert(t, refusals(t, []mistake{
		{"a text for a number", "controller:\n  mysql:\n    port: abc\n"},
		{"one value for a list", "controller:\n  genesis:\n    local_ip_ranges: 10.0.0.0/8\n"},
		{"a list for a section", "controller:\n  mysql: []\n"},
		{"a port that doesn't fit", "ingester:\n  listen-port: 70000\n"},
		{"a negative interval for an unsigned key", "controller:\n  manager:\n    cloud_config_check_interval: -1\n"},
		{"a list for a text", "log-level: [a]\n"},
		{"two wrong values", "controller:\n  genesis:\n    aging_time: soon\n    queue_length: many\n"},
		{"a second colon", "controller:\n  mysql: host: mysql\n"},
		{"a tab", "controller:\n\tlisten-port: 20417\n"},
		{"a list for the file", "- controller\n"},
		{"querier", "querier:\n  listen-port: none\n"},
	}, func(s string) error { _, err := ParseServer("/etc/server.yaml", []byte(s)); return err }), "server_errors.txt")
}

func TestAgentRefusals(t *testing.T) {
	golden.Assert(t, refusals(t, []mistake{
		{"a text for a port", "controller-port: abc\n"},
		{"a quoted port", "controller-ips:\n- 10.50.72.100\ncontroller-port: \"20035\"\n"},
		{"a port that doesn't fit", "controller-port: 70000\n"},
		{"a negative port", "controller-port: -1\n"},
		{"a fraction for a port", "controller-port: 20035.5\n"},
		{"a port without a value", "controller-port:\n"},
		{"one value for a list", "controller-ips: 10.50.72.100\n"},
		{"a list in a list", "controller-ips:\n- 10.50.72.100\n- [10.50.72.101]\n"},
		{"an unknown identifier", "agent-unique-identifier: mac\n"},
		{"yes for true", "cgroups-disabled: yes\n"},
		{"a key twice", "log-file: a\ncontroller-port: 1\ncontroller-port: 2\n"},
		{"a mapping for a text", "log-file: {path: a}\n"},
		{"a list for the file", "- controller-ips\n"},
		{"a second colon", "controller-ips:\n- 10.50.72.100\ncontroller-port: 20035 vtap-group-id-request: g-TE8la86jlZ\n"},
		{"a tab", "controller-ips:\n\t- 10.50.72.100\n"},
		{"two documents", "---\nlog-file: a\n---\nlog-file: b\n"},
	}, func(s string) error { _, err := ParseAgent("deepflow-agent.yaml", []byte(s)); return err }), "agent_errors.txt")
}

func TestUserConfigRefusals(t *testing.T) {
	golden.Assert(t, refusals(t, []mistake{
		{"a quoted port", "global:\n  communication:\n    ingester_port: \"20033\"\n"},
		{"a duration without a unit", "global:\n  communication:\n    proactive_request_interval: 60\n"},
		{"null for a section", "global:\n  communication: ~\n"},
		{"an unknown capture mode", "inputs:\n  cbpf:\n    common:\n      capture_mode: 5\n"},
		{"an unknown socket type", "outputs:\n  socket:\n    data_socket_type: HTTP\n"},
		{"an unknown log level", "global:\n  self_monitoring:\n    log:\n      log_level: Loud\n"},
		{"an unknown socket version", "inputs:\n  cbpf:\n    af_packet:\n      tunning:\n        socket_version: 1\n"},
		{"a text among numbers", "outputs:\n  flow_log:\n    filters:\n      l4_capture_network_types: [0, all]\n"},
		{"a bad regular expression in a list", "inputs:\n  proc:\n    process_matcher:\n    - match_regex: (\n"},
		{"a number that isn't binary", "outputs:\n  npb:\n    custom_vxlan_flags: 256\n"},
		{"a list for a map", "processors:\n  request_log:\n    filters:\n      port_number_prefilters: [80]\n"},
		{"a text for a fraction", "global:\n  circuit_breakers:\n    relative_sys_load:\n      trigger_threshold: \"1\"\n"},
	}, func(s string) error { _, err := ParseUserConfig(s); return err }), "userconfig_errors.txt")
}

func TestGroupRefusals(t *testing.T) {
	golden.Assert(t, refusals(t, []mistake{
		{"unknown key, recording 03_rest/ctl_28", "global:\n  communication:\n    ingester_prot: 20033\n"},
		{"quoted port, recording 03_rest/http_exchanges", "global:\n  communication:\n    ingester_port: \"abc\"\n"},
		{"old format, recording 03_rest/ctl_31", "analyzer_port: 20033\n"},
		{"a section without content", "global:\n"},
		{"a text for a section", "inputs:\n  resources: none\n"},
		{"a mapping for a value", "global:\n  communication:\n    ingester_port: {a: 1}\n"},
		{"a text in a list of numbers", "outputs:\n  flow_log:\n    filters:\n      l4_capture_network_types: [all]\n"},
		{"one value for a list", "global:\n  tunning:\n    cpu_affinity: 1\n"},
		{"a number for a duration", "global:\n  communication:\n    proactive_request_interval: 60\n"},
		{"a text for a switch", "inputs:\n  resources:\n    private_cloud:\n      hypervisor_resource_enabled: \"true\"\n"},
		{"a text for a whole fraction", "global:\n  circuit_breakers:\n    relative_sys_load:\n      trigger_threshold: high\n"},
		{"a second colon", "global:\n  communication: ingester_port: 20033\n"},
		{"a key twice", "global: {}\nglobal: {}\n"},
		{"a list", "- global\n"},
	}, func(s string) error { return GroupTemplate().Validate([]byte(s)) }), "group_errors.txt")
}
