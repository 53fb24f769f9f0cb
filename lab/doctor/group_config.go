package doctor

import (
	"fmt"
	"strings"

	"github.com/dflab/dflab/lab/deepflow/config"
)

// agentConfig is what the agent makes of its group's configuration, with what the server fills in.
type agentConfig struct {
	group  group
	yaml   string
	source string
	user   *config.UserConfig
	err    error
	// ingesterIP and proxyIP are the effective ones; "" when nobody sets them.
	ingesterIP, proxyIP string
}

// agentConfig is the effective configuration of the agent; ok is false when its group or the configurations aren't known.
func (f *facts) agentConfig() (a agentConfig, ok bool) {
	if f.config == nil {
		return agentConfig{}, false
	}
	return *f.config, true
}

func (f *facts) readConfig() *agentConfig {
	var a agentConfig
	var ok bool
	if a.group, a.yaml, ok = f.groupConfig(); !ok {
		return nil
	}
	a.source = f.configSource(a.group)
	if a.user, a.err = config.ParseUserConfig(a.yaml); a.err != nil {
		return &a
	}
	at := a.user.Global.Communication
	a.ingesterIP = at.IngesterIP
	if _, set := config.Lookup(a.yaml, proxyIP); set {
		a.proxyIP = at.ProxyControllerIP
	}
	if f.row != nil {
		if a.ingesterIP == "" {
			a.ingesterIP = f.row.analyzerIP
		}
		if a.proxyIP == "" {
			a.proxyIP = f.row.controllerIP
		}
	}
	return &a
}

// Keys of a group's configuration.
const (
	proxyIP        = "global.communication.proxy_controller_ip"
	proxyPort      = "global.communication.proxy_controller_port"
	ingesterIP     = "global.communication.ingester_ip"
	ingesterPort   = "global.communication.ingester_port"
	hypervisorKey  = "inputs.resources.private_cloud.hypervisor_resource_enabled"
	interfaceRegex = "inputs.cbpf.af_packet.interface_regex"
)

// fact is a key of the configuration as evidence, with its line, or its default.
func (a agentConfig) fact(key string, effective any) Fact {
	last := key[strings.LastIndexByte(key, '.')+1:]
	if v, set := config.Lookup(a.yaml, key); set {
		f := yamlFact(a.source, a.yaml, last)
		if strings.HasSuffix(f.Text, "not set") { // written with dots, or in one line
			f.Text = fmt.Sprintf("%s: %v", key, v)
		}
		return f
	}
	if strings.TrimSpace(a.yaml) == "" {
		return Fact{a.source, fmt.Sprintf("the group has no configuration; default %s: %v", last, effective)}
	}
	return Fact{a.source, fmt.Sprintf("%s isn't set; default %v", last, effective)}
}
