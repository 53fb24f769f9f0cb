package vtap

import (
	"strconv"
	"strings"
)

// Licence functions (server/controller/common/const.go at v6.6.9).
const (
	networkMonitoring     = 2
	callMonitoring        = 3
	functionMonitoring    = 4
	applicationMonitoring = 5
	indicatorMonitoring   = 6
	databaseMonitoring    = 7
	logMonitoring         = 8
)

// parseFunctions reads column license_functions, "2,3,4,5,6,8".
func parseFunctions(text string) (map[int]bool, error) {
	all := map[int]bool{}
	if text == "" {
		return all, nil
	}
	for f := range strings.SplitSeq(text, ",") {
		n, err := strconv.Atoi(f)
		if err != nil {
			return map[int]bool{}, err
		}
		all[n] = true
	}
	return all, nil
}

// limit takes from the configuration what the licence doesn't allow. Between registration and the first licence check an agent has no
// function at all, so that it captures nothing (recording 04_grpc/a1; vtap_cache.go modifyVTapConfigByLicense at v6.6.9).
func limit(u *UserConfig, functions map[int]bool) {
	network := functions[networkMonitoring]
	call := functions[callMonitoring] || functions[databaseMonitoring]
	if !call && !network {
		u.Set("outputs.flow_metrics.filters.apm_metrics", false)
		u.Set("outputs.flow_log.filters.l7_capture_network_types", []int{-1})
	}
	if !network {
		u.Set("outputs.flow_metrics.filters.npm_metrics", false)
		u.Set("outputs.flow_log.filters.l4_capture_network_types", []int{-1})
	}
	const protocols = "processors.request_log.application_protocol_inference.enabled_protocols"
	switch {
	case network && !call:
		u.Set(protocols, []string{"HTTP", "DNS"})
	case !network && !call:
		u.Set(protocols, []string{})
	}
	if !call {
		u.Set("inputs.ebpf.disabled", true)
		u.Set("inputs.ebpf.file.io_event.collect_mode", 0)
	}
	if !functions[functionMonitoring] {
		u.Set("inputs.ebpf.profile.on_cpu.disabled", true)
		u.Set("inputs.ebpf.profile.off_cpu.disabled", true)
		u.Set("inputs.integration.feature_control.profile_integration_disabled", true)
	}
	if !functions[applicationMonitoring] {
		u.Set("inputs.integration.feature_control.trace_integration_disabled", true)
	}
	if !functions[indicatorMonitoring] {
		u.Set("inputs.integration.feature_control.metric_integration_disabled", true)
	}
	if !functions[logMonitoring] {
		u.Set("inputs.integration.feature_control.log_integration_disabled", true)
	}
}
