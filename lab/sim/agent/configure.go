package agent

import (
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/dflab/dflab/lab/deepflow/config"
	"github.com/dflab/dflab/lab/deepflow/logline"
	pb "github.com/dflab/dflab/lab/deepflow/wire/agent"
)

// standalone is the configuration that every agent begins with, although it is managed: data goes to files, to an ingester
// on this host, from no NIC (agent/src/config/config.rs, set_standalone). The first configuration is compared with it.
const standalone = `
global: {communication: {ingester_ip: 127.0.0.1}}
inputs: {cbpf: {af_packet: {interface_regex: ""}}}
outputs:
  socket: {data_socket_type: FILE}
  flow_log: {filters: {l4_capture_network_types: [3], l7_capture_network_types: [3]}}
  flow_metrics: {filters: {npm_metrics_concurrent: true}}
`

func standaloneConfig() (*applied, error) {
	c, err := parseApplied(standalone)
	if err != nil {
		return nil, fmt.Errorf("parse standalone configuration: %w", err)
	}
	c.dynamic.enabled = true
	return c, nil
}

// apply is ConfigHandler::on_config: it logs what changes and puts it in force, or lets the agent restart. It tells whether
// the configuration is in force.
func (s *state) apply(next *applied) bool {
	l := &s.life
	first, old := !l.first, l.config
	l.first = true
	if unspecified(s.destinationOf(next)) {
		s.log(logline.AgentRemoteLogDisabled)
	}
	if first {
		s.log(logline.AgentUserConfig, userConfigText(next.flat()))
	}
	if next.dynamic.hostname == "" {
		next.dynamic.hostname = old.dynamic.hostname
	}
	restart, restartDispatcher := s.logChanges(old, next)
	if a, b := old.user.Global.Limits.MaxMemory, next.user.Global.Limits.MaxMemory; a != b {
		s.log(logline.AgentMemoryLimit, byteSize(b))
	}
	if a, b := old.user.Global.Limits.MaxMillicpus, next.user.Global.Limits.MaxMillicpus; a != b {
		s.log(logline.AgentCPULimit, strconv.FormatFloat(float64(b)/1000, 'f', -1, 64))
	}
	if restart && !first {
		s.log(logline.AgentConfigRestartAgent)
		s.leave()
		return false
	}
	restartDispatcher = restartDispatcher || old.dynamic.agentID != next.dynamic.agentID
	l.config = next
	s.clear(pb.Exception_INVALID_CONFIGURATION)
	if c := l.components; c != nil && c.running && restartDispatcher {
		s.log(logline.AgentConfigRestartDispatcher)
		if c.dispatcher != nil {
			s.stopDispatcher()
			s.startDispatcher()
		}
	}
	s.configureSenders()
	return true
}

// logChanges writes a line for each key that changes, in the agent's order, and tells what has to be restarted for them.
func (s *state) logChanges(old, next *applied) (restart, restartDispatcher bool) {
	before := make(map[string]string)
	var after []config.KeyValue
	if old.text != next.text {
		for _, kv := range old.flat() {
			before[kv.Key] = kv.Value
		}
		after = next.flat()
		slices.SortStableFunc(after, func(a, b config.KeyValue) int { return updateLine(a.Key) - updateLine(b.Key) })
	}
	for _, section := range []string{"inputs.", "global.", "dev.", "outputs.", "plugins.", "processors."} {
		if section == "global." {
			s.logDynamicChanges(old.dynamic, next.dynamic)
		}
		for _, kv := range after {
			if !strings.HasPrefix(kv.Key, section) || before[kv.Key] == kv.Value {
				continue
			}
			s.logUpdated(kv.Key, 0, before[kv.Key], kv.Value)
			restart = restart || restartsAgent(kv.Key)
			restartDispatcher = restartDispatcher || restartsDispatcher[kv.Key]
		}
	}
	return restart, restartDispatcher
}

// updateLine is where the agent compares the key: it compares them in the order of its source.
func updateLine(key string) int {
	if lines := logline.AgentUpdates(key); len(lines) > 0 {
		return lines[0].Line
	}
	return 0
}

// logUpdated writes the nth of the key's statements. A key that the agent has none for is written at the place of the first key's.
func (s *state) logUpdated(key string, nth int, old, next any) {
	if lines := logline.AgentUpdates(key); nth < len(lines) {
		s.log(lines[nth], old, next)
		return
	}
	s.log(logline.AgentConfigUpdate, key, old, next)
}

// logDynamicChanges: a change of the pod cluster is printed as one of the region, as the agent does.
func (s *state) logDynamicChanges(old, next dynamic) {
	change := func(key string, a, b any) {
		if a != b {
			s.logUpdated("global."+key, 0, a, b)
		}
	}
	change("common.kubernetes_api_enabled", old.kubernetesAPI, next.kubernetesAPI)
	if old.enabled != next.enabled {
		line := logline.AgentDispatcherDisabled
		if next.enabled {
			line = logline.AgentDispatcherEnabled
		}
		s.log(line, old.enabled, next.enabled)
	}
	change("common.region_id", old.regionID, next.regionID)
	if old.podClusterID != next.podClusterID {
		s.logUpdated("global.common.region_id", 1, old.podClusterID, next.podClusterID)
	}
	change("common.vpc_id", old.vpcID, next.vpcID)
	change("common.agent_id", old.agentID, next.agentID)
	change("common.team_id", old.teamID, next.teamID)
	change("common.organize_id", old.organizeID, next.organizeID)
	change("common.agent_type", agentTypeName(old.agentType), agentTypeName(next.agentType))
	change("common.secret_key", strconv.Quote(old.secretKey), strconv.Quote(next.secretKey))
	change("self_monitoring.hostname", strconv.Quote(old.hostname), strconv.Quote(next.hostname))
}

// destination is where data goes: the ingester, or the unspecified address of the controller's family when there is none.
func (s *state) destination() string { return s.destinationOf(s.life.config) }

func (s *state) destinationOf(c *applied) string {
	if ip := c.user.Global.Communication.IngesterIP; ip != "" {
		return ip
	}
	if a, err := netip.ParseAddr(s.file.ControllerIPs[0]); err == nil && a.Is6() {
		return "::"
	}
	return "0.0.0.0"
}

func unspecified(ip string) bool { return ip == "0.0.0.0" || ip == "::" }

// hotKeys take effect without a restart, and so do those below hotPrefixes; every other key restarts the agent when it changes after the first configuration
// (agent/src/config/handler.rs, on_config).
var hotKeys = map[string]bool{
	"inputs.cbpf.af_packet.extra_netns_regex":                        true,
	"inputs.cbpf.af_packet.interface_regex":                          true,
	"inputs.cbpf.af_packet.tunning.socket_version":                   true,
	"inputs.cbpf.preprocess.tunnel_decap_protocols":                  true,
	"inputs.cbpf.tunning.max_capture_packet_size":                    true,
	"inputs.cbpf.tunning.max_capture_pps":                            true,
	"inputs.resources.push_interval":                                 true,
	"inputs.resources.private_cloud.vm_mac_source":                   true,
	"inputs.resources.private_cloud.vm_xml_directory":                true,
	"inputs.proc.enabled":                                            true,
	"global.alerts.process_threshold":                                true,
	"global.alerts.thread_threshold":                                 true,
	"global.communication.request_via_nat_ip":                        true,
	"global.communication.ingester_ip":                               true,
	"global.communication.ingester_port":                             true,
	"global.communication.max_escape_duration":                       true,
	"global.communication.proactive_request_interval":                true,
	"global.communication.proxy_controller_ip":                       true,
	"global.communication.proxy_controller_port":                     true,
	"global.ntp.enabled":                                             true,
	"global.self_monitoring.debug.enabled":                           true,
	"global.self_monitoring.interval":                                true,
	"global.self_monitoring.log.log_backhaul_enabled":                true,
	"global.self_monitoring.log.log_level":                           true,
	"global.tunning.page_cache_reclaim_percentage":                   true,
	"outputs.socket.multiple_sockets_to_ingester":                    true,
	"outputs.socket.data_socket_type":                                true,
	"outputs.socket.npb_socket_type":                                 true,
	"outputs.flow_metrics.enabled":                                   true,
	"outputs.npb.traffic_global_dedup":                               true,
	"outputs.npb.extra_vlan_header":                                  true,
	"outputs.npb.max_mtu":                                            true,
	"outputs.npb.max_tx_throughput":                                  true,
	"outputs.npb.raw_udp_vlan_tag":                                   true,
	"processors.request_log.tag_extraction.tracing_tag":              true,
	"processors.request_log.tunning.payload_truncation":              true,
	"processors.request_log.tunning.session_aggregate_slot_capacity": true,
}

var hotPrefixes = []string{
	"global.circuit_breakers.", "global.common.", "global.limits.", "outputs.flow_log.filters.", "outputs.flow_log.throttles.",
	"outputs.flow_metrics.filters.", "plugins.",
}

var restartsDispatcher = map[string]bool{
	"inputs.cbpf.af_packet.tunning.socket_version":         true,
	"outputs.flow_metrics.filters.inactive_ip_aggregation": true,
	"outputs.flow_metrics.filters.npm_metrics_concurrent":  true,
	"outputs.flow_metrics.enabled":                         true,
	"global.limits.max_memory":                             true,
}

func restartsAgent(key string) bool {
	if hotKeys[key] {
		return false
	}
	for _, p := range hotPrefixes {
		if strings.HasPrefix(key, p) {
			return false
		}
	}
	return true
}
