package rest

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"gopkg.in/yaml.v3"
)

// mirrored are the keys of a group's configuration that the table of releases before 6.6 also holds, and that the server still
// reads there: above all sync_interval, of which eight make an agent LOST (server/agent_config at v6.6.9).
var mirrored = [...]struct {
	key, column string
	convert     func(any) (any, bool)
}{
	{"global.communication.proactive_request_interval", "sync_interval", seconds},
	{"global.communication.max_escape_duration", "max_escape_seconds", seconds},
	{"global.communication.proxy_controller_ip", "proxy_controller_ip", text},
	{"global.communication.proxy_controller_port", "proxy_controller_port", number},
	{"global.communication.ingester_ip", "analyzer_ip", text},
	{"global.communication.ingester_port", "analyzer_port", number},
	{"global.communication.request_via_nat_ip", "nat_ip_enabled", flag},
	{"global.limits.max_millicpus", "max_millicpus", number},
	{"global.limits.max_memory", "max_memory", number},
	{"global.limits.max_log_backhaul_rate", "log_threshold", number},
	{"global.tunning.max_threads", "thread_threshold", number},
	{"global.ntp.enabled", "ntp_enabled", flag},
	{"global.self_monitoring.log.log_level", "log_level", text},
	{"inputs.resources.push_interval", "platform_sync_interval", seconds},
	{"inputs.resources.private_cloud.hypervisor_resource_enabled", "platform_enabled", flag},
	{"inputs.cbpf.af_packet.interface_regex", "tap_interface_regex", text},
	{"inputs.cbpf.common.capture_mode", "tap_mode", number},
	{"outputs.flow_log.throttles.l4_throttle", "l4_log_collect_nps_threshold", number},
	{"outputs.flow_log.throttles.l7_throttle", "l7_log_collect_nps_threshold", number},
}

// mirrorValues are what the old table has of a configuration, in the order of mirrored; nil for keys that aren't set.
func mirrorValues(config string) ([]any, error) {
	var tree map[string]any
	if err := yaml.Unmarshal([]byte(config), &tree); err != nil {
		return nil, err
	}
	var values []any
	for _, m := range mirrored {
		value, ok := m.convert(lookup(tree, strings.Split(m.key, ".")))
		if !ok {
			value = nil
		}
		values = append(values, value)
	}
	return values, nil
}

// mirrorConfig writes the old table's row of a group; keys that aren't set are NULL there.
func (s *Server) mirrorConfig(group, config string) error {
	values, err := mirrorValues(config)
	if err != nil {
		return fmt.Errorf("read configuration of group %s: %w", group, err)
	}
	var columns []string
	for _, m := range mirrored {
		columns = append(columns, m.column)
	}
	old, err := s.query("SELECT id FROM vtap_group_configuration WHERE vtap_group_lcuuid = ?", group)
	if err != nil {
		return err
	}
	if len(old) > 0 {
		return s.exec("UPDATE vtap_group_configuration SET "+strings.Join(columns, " = ?, ")+" = ? WHERE id = ?", append(values, old[0]["id"])...)
	}
	return s.exec("INSERT INTO vtap_group_configuration ("+strings.Join(columns, ", ")+", vtap_group_lcuuid, lcuuid) VALUES (?"+
		strings.Repeat(", ?", len(columns)+1)+")", append(values, group, s.core.UUID())...)
}

func lookup(tree any, path []string) any {
	for _, key := range path {
		m, ok := tree.(map[string]any)
		if !ok {
			return nil
		}
		tree = m[key]
	}
	return tree
}

func text(v any) (any, bool) {
	t, ok := v.(string)
	return t, ok
}

func number(v any) (any, bool) {
	n, ok := v.(int)
	return n, ok
}

func flag(v any) (any, bool) {
	b, ok := v.(bool)
	if b {
		return 1, ok
	}
	return 0, ok
}

func seconds(v any) (any, bool) {
	t, ok := v.(string)
	if !ok {
		return number(v)
	}
	if days, found := strings.CutSuffix(t, "d"); found {
		d, err := time.ParseDuration(days + "h")
		return int((d * 24).Seconds()), err == nil
	}
	d, err := time.ParseDuration(t)
	return int(d.Seconds()), err == nil
}

// yamlToJSON is YAML text as JSON text; nothing is an empty object.
func yamlToJSON(config string) (rawJSON, error) {
	if config == "" {
		return rawJSON("{}"), nil
	}
	var tree any
	if err := yaml.Unmarshal([]byte(config), &tree); err != nil {
		return rawJSON{}, fmt.Errorf("read configuration: %w", err)
	}
	b, err := json.Marshal(tree)
	if err != nil {
		return rawJSON{}, fmt.Errorf("encode configuration: %w", err)
	}
	return b, nil
}

// wholeNumbers makes integers of JSON's numbers where they are whole, so that YAML shows 20033 and not 20033.0.
func wholeNumbers(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for k, e := range v {
			v[k] = wholeNumbers(e)
		}
	case []any:
		for i, e := range v {
			v[i] = wholeNumbers(e)
		}
	case float64:
		return whole(v)
	}
	return v
}
