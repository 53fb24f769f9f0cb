package config

import (
	_ "embed"
	"slices"
	"strings"
	"sync"
	"time"
)

//go:embed userconfig_6.6.9.tsv
var userConfigTable string

var userConfigType = sync.OnceValue(func() *serdeType { return parseSerdeTable("UserConfig", userConfigTable) })

// UserConfig is what an agent makes of the user_config of a SyncResponse: serde defaults for what is absent, unknown
// keys ignored, nothing range-checked. The fields are the keys the agent acts on where docking is concerned;
// Flat lists all of them. Source: agent/src/config/config.rs, struct UserConfig, at v6.6.9.
type UserConfig struct {
	Global  Global
	Inputs  Inputs
	Outputs Outputs

	values map[string]any
}

// Global is section global.
type Global struct {
	Limits         Limits
	NTP            NTP
	Communication  Communication
	SelfMonitoring SelfMonitoring
}

// Limits is global.limits. The YAML's megabytes are bytes here.
type Limits struct {
	MaxMillicpus               uint32
	MaxMemory                  uint64 // bytes
	MaxLogBackhaulRate         uint32 // lines an hour
	MaxLocalLogFileSize        uint32 // bytes
	LocalLogRetention          time.Duration
	MaxSockets                 uint64
	MaxSocketsTolerateInterval time.Duration
}

// NTP is global.ntp.
type NTP struct {
	Enabled  bool
	MaxDrift time.Duration
	MinDrift time.Duration
}

// Communication is global.communication.
type Communication struct {
	ProactiveRequestInterval time.Duration // period of Sync
	MaxEscapeDuration        time.Duration // without an answer for so long the agent restarts
	ProxyControllerIP        string        // "" means the first of controller-ips
	ProxyControllerPort      uint16
	IngesterIP               string // "" means none
	IngesterPort             uint16
	GrpcBufferSize           uint64 // bytes
	RequestViaNatIP          bool
}

// SelfMonitoring is global.self_monitoring.
type SelfMonitoring struct {
	Log      Log
	Interval time.Duration // period of the agent's own statistics
}

// Log is global.self_monitoring.log.
type Log struct {
	LogLevel           string // ERROR, WARN, INFO, DEBUG or TRACE
	LogFile            string
	LogBackhaulEnabled bool
}

// Inputs is section inputs.
type Inputs struct {
	Proc      Proc
	Cbpf      Cbpf
	Ebpf      Ebpf
	Resources Resources
}

// Proc is inputs.proc.
type Proc struct {
	Enabled      bool
	SyncInterval time.Duration // period of GPIDSync
}

// Cbpf is inputs.cbpf.
type Cbpf struct {
	Common   CbpfCommon
	AfPacket AfPacket
}

// CbpfCommon is inputs.cbpf.common.
type CbpfCommon struct{ CaptureMode int } // 0 local, 1 mirror, 2 analyzer

// AfPacket is inputs.cbpf.af_packet.
type AfPacket struct {
	InterfaceRegex  string
	ExtraNetnsRegex string
	ExtraBPFFilter  string
}

// Ebpf is inputs.ebpf.
type Ebpf struct{ Disabled bool }

// Resources is inputs.resources.
type Resources struct {
	PushInterval time.Duration // period of GenesisSync
	PrivateCloud PrivateCloud
}

// PrivateCloud is inputs.resources.private_cloud.
type PrivateCloud struct{ HypervisorResourceEnabled bool }

// Outputs is section outputs.
type Outputs struct {
	Socket  Socket
	FlowLog FlowLog
}

// Socket is outputs.socket: TCP, UDP, FILE, RAW_UDP or ZMQ.
type Socket struct {
	DataSocketType            string
	NpbSocketType             string
	RawUDPQosBypass           bool
	MultipleSocketsToIngester bool
}

// FlowLog is outputs.flow_log.
type FlowLog struct{ Filters FlowLogFilters }

// FlowLogFilters is outputs.flow_log.filters: network types (agent's TapType numbers), 0 is any, -1 none.
type FlowLogFilters struct {
	L4CaptureNetworkTypes []int
	L7CaptureNetworkTypes []int
}

// KeyValue is one dotted key with its value as the agent's Debug form prints it.
type KeyValue struct{ Key, Value string }

// DefaultUserConfig is what an agent makes of an empty user_config ("{}").
func DefaultUserConfig() *UserConfig {
	v, _ := userConfigType().decodeStruct(nil, "")
	return newUserConfig(v.(map[string]any))
}

// ParseUserConfig reads a user_config text as the agent does. Error.Real is the reason, which the agent logs as
// `invalid response from {…} with invalid config: <reason>`.
func ParseUserConfig(text string) (*UserConfig, error) {
	v, err := decodeSerde(userConfigType(), []byte(text), "", "")
	if err != nil {
		return nil, err
	}
	return newUserConfig(v), nil
}

func newUserConfig(v map[string]any) *UserConfig {
	return &UserConfig{
		Global: newGlobal(v),
		Inputs: Inputs{
			Proc: Proc{Enabled: boolOf(v, "inputs.proc.enabled"), SyncInterval: durationOf(v, "inputs.proc.sync_interval")},
			Cbpf: Cbpf{
				Common: CbpfCommon{CaptureMode: int(enumTextOf(v, "inputs.cbpf.common.capture_mode")[0] - '0')},
				AfPacket: AfPacket{
					InterfaceRegex:  stringOf(v, "inputs.cbpf.af_packet.interface_regex"),
					ExtraNetnsRegex: stringOf(v, "inputs.cbpf.af_packet.extra_netns_regex"),
					ExtraBPFFilter:  stringOf(v, "inputs.cbpf.af_packet.extra_bpf_filter"),
				},
			},
			Ebpf: Ebpf{Disabled: boolOf(v, "inputs.ebpf.disabled")},
			Resources: Resources{
				PushInterval: durationOf(v, "inputs.resources.push_interval"),
				PrivateCloud: PrivateCloud{HypervisorResourceEnabled: boolOf(v, "inputs.resources.private_cloud.hypervisor_resource_enabled")},
			},
		},
		Outputs: newOutputs(v),
		values:  v,
	}
}

func newGlobal(v map[string]any) Global {
	const limits, comm, log = "global.limits.", "global.communication.", "global.self_monitoring.log."
	return Global{
		Limits: Limits{
			MaxMillicpus:               uint32(uintOf(v, limits+"max_millicpus")),
			MaxMemory:                  uintOf(v, limits+"max_memory"),
			MaxLogBackhaulRate:         uint32(uintOf(v, limits+"max_log_backhaul_rate")),
			MaxLocalLogFileSize:        uint32(uintOf(v, limits+"max_local_log_file_size")),
			LocalLogRetention:          durationOf(v, limits+"local_log_retention"),
			MaxSockets:                 uintOf(v, limits+"max_sockets"),
			MaxSocketsTolerateInterval: durationOf(v, limits+"max_sockets_tolerate_interval"),
		},
		NTP: NTP{
			Enabled:  boolOf(v, "global.ntp.enabled"),
			MaxDrift: durationOf(v, "global.ntp.max_drift"),
			MinDrift: durationOf(v, "global.ntp.min_drift"),
		},
		Communication: Communication{
			ProactiveRequestInterval: durationOf(v, comm+"proactive_request_interval"),
			MaxEscapeDuration:        durationOf(v, comm+"max_escape_duration"),
			ProxyControllerIP:        stringOf(v, comm+"proxy_controller_ip"),
			ProxyControllerPort:      uint16(uintOf(v, comm+"proxy_controller_port")),
			IngesterIP:               stringOf(v, comm+"ingester_ip"),
			IngesterPort:             uint16(uintOf(v, comm+"ingester_port")),
			GrpcBufferSize:           uintOf(v, comm+"grpc_buffer_size"),
			RequestViaNatIP:          boolOf(v, comm+"request_via_nat_ip"),
		},
		SelfMonitoring: SelfMonitoring{
			Log: Log{
				LogLevel:           strings.ToUpper(lookup[enumValue](v, log+"log_level").debug),
				LogFile:            stringOf(v, log+"log_file"),
				LogBackhaulEnabled: boolOf(v, log+"log_backhaul_enabled"),
			},
			Interval: durationOf(v, "global.self_monitoring.interval"),
		},
	}
}

func newOutputs(v map[string]any) Outputs {
	const socket, filters = "outputs.socket.", "outputs.flow_log.filters."
	return Outputs{
		Socket: Socket{
			DataSocketType:            socketName(v, socket+"data_socket_type"),
			NpbSocketType:             socketName(v, socket+"npb_socket_type"),
			RawUDPQosBypass:           boolOf(v, socket+"raw_udp_qos_bypass"),
			MultipleSocketsToIngester: boolOf(v, socket+"multiple_sockets_to_ingester"),
		},
		FlowLog: FlowLog{Filters: FlowLogFilters{
			L4CaptureNetworkTypes: intsOf(v, filters+"l4_capture_network_types"),
			L7CaptureNetworkTypes: intsOf(v, filters+"l7_capture_network_types"),
		}},
	}
}

// socketName reads an empty text as FILE, as the agent does.
func socketName(v map[string]any, key string) string {
	if s := enumTextOf(v, key); s != "" {
		return s
	}
	return "FILE"
}

func intsOf(v map[string]any, key string) []int {
	list := lookup[[]any](v, key)
	ints := make([]int, len(list))
	for i, n := range list {
		signed, _ := n.(int64)
		ints[i] = int(signed)
	}
	return ints
}

// Flat lists all keys sorted, values as Rust's {:?} prints them: "" for an empty string, 60s, [0], Tcp.
// Lists and maps are one value. It is what `Update <key> from <old> to <new>.` compares.
func (u UserConfig) Flat() []KeyValue {
	var all []KeyValue
	var walk func(t *serdeType, v map[string]any, path string)
	walk = func(t *serdeType, v map[string]any, path string) {
		for _, f := range t.fields {
			key := join(path, f.name)
			if f.typ.kind == kindStruct {
				walk(f.typ, v[f.name].(map[string]any), key)
				continue
			}
			all = append(all, KeyValue{key, f.typ.debug(v[f.name])})
		}
	}
	values := u.values
	if values == nil { // a UserConfig that nobody parsed
		values = DefaultUserConfig().values
	}
	walk(userConfigType(), values, "")
	slices.SortFunc(all, func(a, b KeyValue) int { return strings.Compare(a.Key, b.Key) })
	return all
}
