package rig

import (
	"net/netip"
	"slices"
	"strings"

	"github.com/dflab/dflab/lab"
)

// Rebase is the specification with its server at another address, in all of its files: what the guide's reader does with
// NODE_IP_FOR_DEEPFLOW. The specification itself is left as it is.
func Rebase(spec lab.Spec, ip netip.Addr) lab.Spec {
	old := spec.Server.IP.String()
	moved := func(text string) string { return strings.ReplaceAll(text, old, ip.String()) }
	spec.Server.IP, spec.Server.Config = ip, moved(spec.Server.Config)
	spec.Groups, spec.Hosts = slices.Clone(spec.Groups), slices.Clone(spec.Hosts)
	for i := range spec.Groups {
		spec.Groups[i].Config = moved(spec.Groups[i].Config)
	}
	for i := range spec.Hosts {
		spec.Hosts[i].AgentConfig = moved(spec.Hosts[i].AgentConfig)
	}
	return spec
}
