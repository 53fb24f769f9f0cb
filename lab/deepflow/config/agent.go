package config

import (
	_ "embed"
	"sync"
)

//go:embed agent_6.6.9.tsv
var agentTable string

var agentType = sync.OnceValue(func() *serdeType { return parseSerdeTable("Config", agentTable) })

// Agent is deepflow-agent.yaml. Every key is optional and unknown keys are ignored.
// Source: agent/src/config/config.rs, struct Config, at v6.6.9.
type Agent struct {
	ControllerIPs            []string // addresses or names; empty makes the real agent panic at controller_ips[0]
	ControllerPort           uint16
	ControllerTLSPort        uint16 // used instead of ControllerPort when ControllerCertFilePrefix isn't empty
	ControllerCertFilePrefix string
	LogFile                  string
	KubernetesClusterID      string
	KubernetesClusterName    *string
	VTapGroupIDRequest       string // sent as agent_group_id_request; the agent doesn't check it
	ControllerDomainName     []string
	OverrideOSHostname       *string
	AsyncWorkerThreadNumber  uint16
	AgentUniqueIdentifier    AgentIDType
	PIDFile                  string
	TeamID                   string
	CgroupsDisabled          bool
}

// AgentIDType says what identifies an agent to the server.
type AgentIDType int

// The values of agent-unique-identifier: ip-and-mac (also ip_and_mac) and ip.
const (
	IPAndMAC AgentIDType = iota
	IP
)

// String is the name the agent's Debug form prints.
func (t AgentIDType) String() string {
	if t == IP {
		return "Ip"
	}
	return "IpMac"
}

// DefaultAgent is an agent with an empty deepflow-agent.yaml.
func DefaultAgent() *Agent {
	v, _ := agentType().decodeStruct(nil, "")
	return newAgent(v.(map[string]any))
}

// ParseAgent reads deepflow-agent.yaml as deepflow-agent does; Error.Real is what the agent writes to standard error
// before it exits with code 1. The agent first falls back to /etc/trident.yaml, and it resolves names in controller-ips,
// which need a machine and are left to the caller.
func ParseAgent(name string, b []byte) (*Agent, error) {
	v, err := decodeSerde(agentType(), b, name, "Error: yaml config invalid: ")
	if err != nil {
		return nil, err
	}
	return newAgent(v), nil
}

func newAgent(v map[string]any) *Agent {
	a := &Agent{
		ControllerIPs:            stringsOf(v, "controller-ips"),
		ControllerPort:           uint16(uintOf(v, "controller-port")),
		ControllerTLSPort:        uint16(uintOf(v, "controller-tls-port")),
		ControllerCertFilePrefix: stringOf(v, "controller-cert-file-prefix"),
		LogFile:                  stringOf(v, "log-file"),
		KubernetesClusterID:      stringOf(v, "kubernetes-cluster-id"),
		KubernetesClusterName:    optionOf(v, "kubernetes-cluster-name"),
		VTapGroupIDRequest:       stringOf(v, "vtap-group-id-request"),
		ControllerDomainName:     stringsOf(v, "controller-domain-name"),
		OverrideOSHostname:       optionOf(v, "override-os-hostname"),
		AsyncWorkerThreadNumber:  uint16(uintOf(v, "async-worker-thread-number")),
		PIDFile:                  stringOf(v, "pid-file"),
		TeamID:                   stringOf(v, "team-id"),
		CgroupsDisabled:          boolOf(v, "cgroups-disabled"),
	}
	if enumTextOf(v, "agent-unique-identifier") == "ip" {
		a.AgentUniqueIdentifier = IP
	}
	return a
}

func stringsOf(v map[string]any, key string) []string {
	list := lookup[[]any](v, key)
	texts := make([]string, len(list))
	for i, s := range list {
		texts[i], _ = s.(string)
	}
	return texts
}

func optionOf(v map[string]any, key string) *string {
	if s, ok := v[key].(string); ok {
		return &s
	}
	return nil
}
