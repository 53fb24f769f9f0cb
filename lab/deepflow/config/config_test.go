package config

import (
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"gotest.tools/v3/golden"
)

func TestServerLeniency(t *testing.T) {
	s, err := ParseServer("/etc/server.yaml", []byte(strings.Join([]string{
		"controller:",
		"  election-namespace: deepflow", // unknown
		"  grpc-port: 20035",             // a number for a string
		"  reporting-disabled: yes",
		"  kubeconfig:",
		"  mysql:",
		"    host: ${NODE_IP_FOR_DEEPFLOW}",
		"    user-password:", // present and empty: not the default
		"  trisolaris:",
		"    trident-type-for-unkonw-vtap: 3",
		"ingester:",
		"  ckdb:",
		"    cluster-name:",
	}, "\n")))
	if err != nil {
		t.Fatal(err)
	}
	c := s.Controller
	if c.GrpcPort != "20035" || !c.ReportingDisabled || c.MySQL.Host != "${NODE_IP_FOR_DEEPFLOW}" || c.MySQL.UserPassword != "" {
		t.Errorf("controller: %+v", c)
	}
	if c.MySQL.Port != 30130 || c.Trisolaris.VTapCacheRefreshInterval != 300 {
		t.Error("keys beside the given ones lost their defaults")
	}
	if c.Trisolaris.TridentTypeForUnknowVtap != 3 {
		t.Error("the legacy spelling isn't effective")
	}
	if got := s.Ingester.ClickHouse(); got.Host != "127.0.0.1" || got.Port != 9000 || s.Ingester.CKDB.ClusterName != "df_cluster" {
		t.Errorf("ingester: %+v %+v", got, s.Ingester.CKDB)
	}
}

func TestTheNewSpellingWins(t *testing.T) {
	s, err := ParseServer("", []byte("controller:\n  trisolaris:\n    trident-type-for-unknow-vtap: 5\n    trident-type-for-unkonw-vtap: 3\n"))
	if err != nil || s.Controller.Trisolaris.TridentTypeForUnknowVtap != 5 {
		t.Errorf("got %v, %v", s, err)
	}
}

func TestIntervalsThatPanic(t *testing.T) {
	s, err := ParseServer("/etc/server.yaml", []byte("controller:\n  monitor:\n    vtap_check_interval: 0\n    rebalance_check_interval: 0\n    auto_rebalance_vtap: false\n"))
	if err != nil {
		t.Fatal(err)
	}
	bad := s.Intervals()
	if len(bad) != 1 || bad[0].Key != "controller.monitor.vtap_check_interval" || bad[0].Line != 3 || bad[0].Real != "panic: non-positive interval for NewTicker" {
		t.Errorf("got %v", bad)
	}
	if bad := DefaultServer().Intervals(); len(bad) != 0 {
		t.Errorf("defaults: %v", bad)
	}
	// A section that is present and empty loses all its defaults.
	s, err = ParseServer("", []byte("controller:\n  trisolaris:\n"))
	if err != nil || len(s.Intervals()) != 5 {
		t.Errorf("empty section: %v, %v", s.Intervals(), err)
	}
}

func TestAgentLeniency(t *testing.T) {
	a, err := ParseAgent("", []byte("controller-ips: [10.50.72.100]\nteam-id:\nlog-file: 7\nvtap-group-id-request: ~\nkubernetes-cluster-name: ~\nunknown: [1]\n"))
	if err != nil {
		t.Fatal(err)
	}
	if a.TeamID != "" || a.LogFile != "7" || a.VTapGroupIDRequest != "~" || a.KubernetesClusterName != nil || a.ControllerPort != 30035 {
		t.Errorf("got %+v", a)
	}
	for _, empty := range []string{"", "# nothing\n", "---\n"} {
		a, err := ParseAgent("", []byte(empty))
		if err != nil || a.ControllerPort != 30035 || len(a.ControllerIPs) != 0 {
			t.Errorf("%q: %+v, %v", empty, a, err)
		}
	}
}

func TestUserConfig(t *testing.T) {
	u, err := ParseUserConfig("global:\n  communication:\n    ingester_ip: ${DEEPFLOW_SERVER_IP}\n    ingester_port: 0\n    proactive_request_interval: 1m 30s\n" +
		"  limits: {max_memory: 1}\n  unknown: 1\ninputs:\noutputs: {socket: {data_socket_type: \"\"}}\n")
	if err != nil {
		t.Fatal(err)
	}
	c := u.Global.Communication
	if c.IngesterIP != "${DEEPFLOW_SERVER_IP}" || c.IngesterPort != 0 || c.ProactiveRequestInterval != 90*time.Second || c.ProxyControllerPort != 30035 {
		t.Errorf("communication: %+v", c)
	}
	if u.Global.Limits.MaxMemory != 1<<20 || u.Outputs.Socket.DataSocketType != "FILE" || u.Inputs.Resources.PushInterval != 10*time.Second {
		t.Errorf("got %+v", u)
	}
	var changed []string
	was := DefaultUserConfig().Flat()
	now := u.Flat()
	for i := range now {
		if now[i] != was[i] {
			changed = append(changed, now[i].Key+" from "+was[i].Value+" to "+now[i].Value)
		}
	}
	want := []string{
		`global.communication.ingester_ip from "" to "${DEEPFLOW_SERVER_IP}"`,
		`global.communication.ingester_port from 30033 to 0`,
		`global.communication.proactive_request_interval from 60s to 90s`,
		`global.limits.max_memory from 805306368 to 1048576`,
		`outputs.socket.data_socket_type from Tcp to File`,
	}
	if !slices.Equal(changed, want) {
		t.Errorf("changes:\n%s\nwant\n%s", strings.Join(changed, "\n"), strings.Join(want, "\n"))
	}
}

func TestDefaultsOfAnAgent(t *testing.T) {
	var b strings.Builder
	for _, kv := range DefaultUserConfig().Flat() {
		b.WriteString(kv.Key + " " + kv.Value + "\n")
	}
	golden.Assert(t, b.String(), "userconfig_defaults.txt")
}

func TestTemplateIsValidAndReadByAgents(t *testing.T) {
	text := GroupTemplate().YAML()
	golden.Assert(t, text, "template.yaml")
	if err := GroupTemplate().Validate([]byte(text)); err != nil {
		t.Errorf("its own template: %v", err)
	}
	u, err := ParseUserConfig(strings.Replace(text, "idle_memory_trimming: true", "idle_memory_trimming: false", 1))
	if err != nil {
		t.Fatal(err)
	}
	was := DefaultUserConfig().Flat()
	for i, kv := range u.Flat() { // the agent's defaults lack the filter of custom protocols
		if kv != was[i] && kv.Key != "processors.request_log.filters.tag_filters" {
			t.Errorf("%s: template %s, agent %s", kv.Key, kv.Value, was[i].Value)
		}
	}
}

func TestGroupLeniency(t *testing.T) {
	for _, text := range []string{
		"", "{}", "# nothing",
		"global: {circuit_breakers: {relative_sys_load: {trigger_threshold: 2}}}",                 // int for float
		"global: {communication: {ingester_port: 20033.7}}",                                       // float for int
		"global: {communication: {ingester_ip: \"${DEEPFLOW_SERVER_IP}\", ingester_port: 99999}}", // nothing is ranged
		"processors: {request_log: {filters: {port_number_prefilters: {HTTP: 80, Mine: [1]}}}}",   // a dict takes anything
		"global: {tunning: {cpu_affinity: [a, {b: c}]}}",                                          // a list whose default is empty
	} {
		if err := GroupTemplate().Validate([]byte(text)); err != nil {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestIPRanges(t *testing.T) {
	ranges, bad := ParseIPRanges([]string{"10.0.0.0/8", "192.168.001.7/24", "224.0.0.0-240.255.255.255", "fe80::/10", "10.1.1.1", "10.0.0.0/33", "x-10.0.0.1", "10.0.0.1-y", "10.0.0.2-10.0.0.1", "10.0.0.1-::1"})
	want := []string{
		`no hyphen in range "10.1.1.1"`, `no hyphen in range "10.0.0.0/33"`, `invalid From IP "x" in range "x-10.0.0.1"`,
		`invalid To IP "y" in range "10.0.0.1-y"`, `range 10.0.0.2 to 10.0.0.1 not valid`, `range 10.0.0.1 to ::1 not valid`,
	}
	var got []string
	for _, err := range bad {
		got = append(got, err.Error())
	}
	if !slices.Equal(got, want) {
		t.Errorf("bad:\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	for addr, in := range map[string]bool{
		"10.50.72.101": true, "11.0.0.0": false, "192.168.1.255": true, "192.168.2.0": false, "240.255.255.255": true, "241.0.0.0": false,
		"100.42.32.213": false, "fe80::1": true, "fe80::1%eth0": false, "::ffff:10.1.1.1": false, "fec0::1": false,
	} {
		if got := ranges.Contains(netip.MustParseAddr(addr)); got != in {
			t.Errorf("Contains(%s) = %v", addr, got)
		}
	}
}

func TestEffectiveAgainstRecordings(t *testing.T) {
	const guide = "global:\n  communication:\n    ingester_port: 20033  # x\n    ingester_ip: \"10.50.72.100\"\n    proxy_controller_port: 20035\n    proxy_controller_ip: \"10.50.72.100\"\n" +
		"inputs:\n  resources:\n    private_cloud:\n      hypervisor_resource_enabled: true\n"
	forced := map[string]any{"inputs.resources.private_cloud.hypervisor_resource_enabled": true}
	addresses := map[string]any{"global.communication.ingester_ip": "10.50.72.100", "global.communication.proxy_controller_ip": "10.50.72.100"}
	unlicensed := map[string]any{
		"inputs.ebpf.disabled": true, "inputs.ebpf.file.io_event.collect_mode": 0,
		"inputs.ebpf.profile.on_cpu.disabled": true, "inputs.ebpf.profile.off_cpu.disabled": true,
		"inputs.integration.feature_control.profile_integration_disabled": true, "inputs.integration.feature_control.trace_integration_disabled": true,
		"inputs.integration.feature_control.metric_integration_disabled": true, "inputs.integration.feature_control.log_integration_disabled": true,
		"outputs.flow_log.filters.l4_capture_network_types": []int{-1}, "outputs.flow_log.filters.l7_capture_network_types": []int{-1},
		"outputs.flow_metrics.filters.apm_metrics": false, "outputs.flow_metrics.filters.npm_metrics": false,
		"processors.request_log.application_protocol_inference.enabled_protocols": []string{},
	}
	unlicensedNoAddress := map[string]any{"global.communication.ingester_ip": "", "global.communication.proxy_controller_ip": ""}
	for k, v := range unlicensed {
		unlicensedNoAddress[k] = v
	}
	for _, tc := range []struct {
		agent, group string
		overrides    []map[string]any
	}{
		{"a", "", []map[string]any{forced, unlicensedNoAddress, addresses}},
		{"b", "", []map[string]any{forced, unlicensedNoAddress, addresses}},
		{"c", guide, []map[string]any{forced, unlicensed, nil, {"global.limits.max_millicpus": 900}}},
		{"w", guide, []map[string]any{forced, unlicensed, nil, {"global.limits.max_millicpus": 900}}},
	} {
		recorded := recordedUserConfigs(t, tc.agent)
		if len(recorded) != len(tc.overrides) {
			t.Fatalf("%s: %d texts recorded, want %d", tc.agent, len(recorded), len(tc.overrides))
		}
		for i, overrides := range tc.overrides {
			got, err := Effective(tc.group, overrides)
			if err != nil || got != recorded[i] {
				t.Errorf("agent %s, text %d: %v\n%s\nrecorded\n%s", tc.agent, i, err, got, recorded[i])
			}
		}
	}
}

// recordedUserConfigs are the texts of recording 09_more/netns/user_config_<agent>.txt.
func recordedUserConfigs(t *testing.T, agent string) []string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("..", "..", "..", "fixtures", "recordings", "09_more", "netns", "user_config_"+agent+".txt"))
	if err != nil {
		t.Fatal(err)
	}
	var texts []string
	for _, part := range strings.Split(string(b), "--- user_config\n")[1:] {
		text, _, _ := strings.Cut(part, "=== ")
		texts = append(texts, text)
	}
	return texts
}

func TestEffectiveRules(t *testing.T) {
	for name, tc := range map[string]struct {
		group     string
		overrides map[string]any
		want      string
	}{
		"nothing":               {"", nil, "{}\n"},
		"keys are lower-cased":  {"Global:\n  NTP: {Enabled: true}\n", nil, "global:\n    ntp:\n        enabled: true\n"},
		"empty things vanish":   {"global:\n  ntp: {}\ninputs: ~\n", nil, "{}\n"},
		"lists stay":            {"a: []\nb: [{C: 1}]\n", nil, "a: []\nb:\n    - c: 1\n"},
		"an override wins":      {"a: {b: 1, c: 2}\n", map[string]any{"A.b": 3}, "a:\n    b: 3\n    c: 2\n"},
		"an override of a leaf": {"a: 1\n", map[string]any{"a.b": 3}, "a:\n    b: 3\n"},
		"numbers are rewritten": {"a: 0b101\nb: 1e3\nc: \"5\"\n", nil, "a: 5\nb: 1000\nc: \"5\"\n"},
	} {
		if got, err := Effective(tc.group, tc.overrides); err != nil || got != tc.want {
			t.Errorf("%s: %v\n%s\nwant\n%s", name, err, got, tc.want)
		}
	}
	got, err := Effective("a: b: c\n", map[string]any{"x": 1})
	if err == nil || err.Error() != "While parsing config: yaml: mapping values are not allowed in this context" || got != "x: 1\n" {
		t.Errorf("a text that can't be read: %q, %v", got, err)
	}
}

func TestLookup(t *testing.T) {
	const text = "global:\n  communication:\n    ingester_ip: \"\"\n    ingester_port: ~\n"
	if v, ok := Lookup(text, "global.communication.ingester_ip"); !ok || v != "" {
		t.Errorf("an empty text is set: %v %v", v, ok)
	}
	for _, key := range []string{"global.communication.ingester_port", "global.communication.proxy_controller_ip"} {
		if v, ok := Lookup(text, key); ok {
			t.Errorf("%s: %v", key, v)
		}
	}
}
