package rig

import (
	"net/netip"
	"slices"
	"strings"

	"github.com/dflab/dflab/lab"
)

// Rebase is the specification on one existing machine: its server at that address, in all of its files, as the guide's reader does with
// NODE_IP_FOR_DEEPFLOW, and every host by the machine's name, which is what an agent there reports. The specification itself is left as
// it is.
func Rebase(spec lab.Spec, ip netip.Addr, hostname string) lab.Spec {
	old := spec.Server.IP.String()
	moved := func(text string) string { return strings.ReplaceAll(text, old, ip.String()) }
	spec.Server.IP, spec.Server.Config = ip, moved(spec.Server.Config)
	spec.Groups, spec.Hosts = slices.Clone(spec.Groups), slices.Clone(spec.Hosts)
	for i := range spec.Groups {
		spec.Groups[i].Config = moved(spec.Groups[i].Config)
	}
	for i := range spec.Hosts {
		spec.Hosts[i].AgentConfig, spec.Hosts[i].Hostname = moved(spec.Hosts[i].AgentConfig), hostname
	}
	return spec
}
