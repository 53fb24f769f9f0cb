package config

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
	return &Agent{
		ControllerPort:          30035,
		ControllerTLSPort:       30135,
		LogFile:                 "/var/log/deepflow-agent/deepflow-agent.log",
		AsyncWorkerThreadNumber: 16,
	}
}
