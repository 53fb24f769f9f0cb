package config

import "time"

// DefaultUserConfig is what an agent makes of an empty user_config ("{}").
func DefaultUserConfig() *UserConfig {
	return &UserConfig{
		Global: Global{
			Limits: Limits{
				MaxMillicpus: 1000, MaxMemory: 768 << 20, MaxLogBackhaulRate: 300, MaxLocalLogFileSize: 1000 << 20,
				LocalLogRetention: 300 * 24 * time.Hour, MaxSockets: 1024, MaxSocketsTolerateInterval: time.Minute,
			},
			NTP: NTP{MaxDrift: 300 * time.Second, MinDrift: 10 * time.Second},
			Communication: Communication{
				ProactiveRequestInterval: time.Minute, MaxEscapeDuration: time.Hour,
				ProxyControllerIP: "127.0.0.1", ProxyControllerPort: 30035, IngesterPort: 30033, GrpcBufferSize: 5 << 20,
			},
			SelfMonitoring: SelfMonitoring{
				Log:      Log{LogLevel: "INFO", LogFile: "/var/log/deepflow-agent/deepflow-agent.log", LogBackhaulEnabled: true},
				Interval: 10 * time.Second,
			},
		},
		Inputs: Inputs{
			Cbpf:      Cbpf{AfPacket: AfPacket{InterfaceRegex: `^(tap.*|cali.*|veth.*|eth.*|en[osipx].*|lxc.*|lo|[0-9a-f]+_h)$`}},
			Resources: Resources{PushInterval: 10 * time.Second},
		},
		Outputs: Outputs{
			Socket:  Socket{DataSocketType: "TCP", NpbSocketType: "RAW_UDP"},
			FlowLog: FlowLog{Filters: FlowLogFilters{L4CaptureNetworkTypes: []int{0}, L7CaptureNetworkTypes: []int{0}}},
		},
	}
}
