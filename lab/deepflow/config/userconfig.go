package config

import "time"

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
type Proc struct{ Enabled bool }

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
