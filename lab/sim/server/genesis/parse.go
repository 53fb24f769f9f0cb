package genesis

import (
	"fmt"
	"net/netip"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/dflab/dflab/lab/deepflow/logline"
	"github.com/dflab/dflab/lab/deepflow/wire"
	"github.com/dflab/dflab/lab/deepflow/wire/agent"
	"github.com/dflab/dflab/lab/sim/server/core"
)

// Numbers and words of server/controller/common/const.go and server/controller/genesis/common/const.go at v6.6.9.
const (
	typeWAN = 3 // of a network and of a NIC
	typeLAN = 4

	vmRunning    = 4
	deviceTypeVM = 1

	deviceKVMHost         = "kvm-host"
	deviceDockerHost      = "docker-host"
	devicePublicCloud     = "public-cloud"
	devicePhysicalMachine = "physical-machine"

	// hereLaunchServer is a workload's launch server; the cloud task drops it.
	hereLaunchServer = "127.0.0.1"
)

// DefaultRegion is the lcuuid of the region that every installation has.
const DefaultRegion = "ffffffff-ffff-ffff-ffff-ffffffffffff"

// Lcuuid is DeepFlow's identifier for a name: its version 5 UUID in the OID namespace (server/controller/common/uid.go at v6.6.9).
func Lcuuid(name string) string { return uuid.NewSHA1(uuid.NameSpaceOID, []byte(name)).String() }

// parser makes rows of reports. It lives as long as the process, as its ranges do: a changed local_ip_ranges needs a restart.
type parser struct {
	c          *core.Core
	hosts      ipRanges
	locals     ipRanges
	ignoredNIC *regexp.Regexp
}

func newParser(c *core.Core) *parser {
	p, cfg := &parser{c: c}, c.Config.Controller.Genesis
	for _, h := range cfg.HostIPs {
		if a, err := netip.ParseAddr(h); err == nil {
			p.hosts = append(p.hosts, ipRange{a, a})
			continue
		}
		r, err := parseRange(h)
		if err != nil {
			c.Log.Log(logline.ServerGenesisHostRangesInvalid, err)
			continue
		}
		p.hosts = append(p.hosts, r)
	}
	for _, l := range cfg.LocalIPRanges {
		r, err := parseRange(l)
		if err != nil {
			c.Log.Log(logline.ServerGenesisLocalRangesInvalid, err)
			continue
		}
		p.locals = append(p.locals, r)
	}
	var err error
	if p.ignoredNIC, err = regexp.Compile(cfg.IgnoreNICRegex); err != nil {
		c.Log.Log(logline.ServerGenesisIgnoreNICRegexInvalid, cfg.IgnoreNICRegex)
	}
	return p
}

// parse makes rows of an agent's report by the agent's type.
func (p *parser) parse(id uint32, peer string, r *agent.GenesisSyncRequest) Snapshot {
	var s Snapshot
	enabled := r.GetPlatformData().GetPlatformEnabled()
	device := deviceKVMHost
	switch r.GetAgentType() {
	case agent.AgentType_TT_PHYSICAL_MACHINE:
		device = devicePhysicalMachine
	case agent.AgentType_TT_PUBLIC_CLOUD:
		device = devicePublicCloud
	case agent.AgentType_TT_HOST_POD, agent.AgentType_TT_VM_POD, agent.AgentType_TT_K8S_SIDECAR:
		device = deviceDockerHost
	}
	switch {
	case device == deviceKVMHost:
		if a, err := netip.ParseAddr(peer); err == nil && p.hosts.contain(a) && enabled {
			s = p.kvmHost(id, peer, r)
		}
	case enabled:
		s = p.hostAsVM(id, peer, r)
	}
	if device == devicePhysicalMachine || device == devicePublicCloud {
		s.VIPs = p.vips(id, r)
	}
	s.Processes = p.processes(id, r)
	s.Vinterfaces = p.vinterfaces(id, peer, device, r)
	return s
}

// kvmHost is the host of an agent in hypervisor mode, with its neighbours.
func (p *parser) kvmHost(id uint32, peer string, r *agent.GenesisSyncRequest) Snapshot {
	name := strings.Trim(r.GetPlatformData().GetRawHostname(), " \n")
	s := Snapshot{Hosts: []Host{{Hostname: name, Lcuuid: Lcuuid(name), IP: peer, VtapID: id, NodeIP: p.c.NodeIP}}}
	for _, l := range r.GetPlatformData().GetLldpInfo() {
		s.Lldps = append(s.Lldps, Lldp{
			Lcuuid: Lcuuid(peer + l.GetManagementAddress() + l.GetPortId()), HostIP: peer, VtapID: id, NodeIP: p.c.NodeIP,
			HostInterface: l.GetInterface(), SystemName: l.GetSystemName(), ManagementAddress: l.GetManagementAddress(),
			VinterfaceLcuuid: l.GetPortId(), VinterfaceDescription: l.GetPortDescription(), LastSeen: p.c.Now(),
		})
	}
	return s
}

// hostAsVM abstracts a workload host as a VM of its own VPC, with its NICs that have a global address.
func (p *parser) hostAsVM(id uint32, peer string, r *agent.GenesisSyncRequest) Snapshot {
	name := strings.Trim(r.GetPlatformData().GetRawHostname(), " \n")
	if name == "" {
		p.c.Log.Log(logline.ServerGenesisHostnameEmpty)
		return Snapshot{}
	}
	texts := r.GetPlatformData().GetRawIpAddrs()
	if len(texts) == 0 {
		p.c.Log.Log(logline.ServerGenesisIPAddrsEmpty)
		return Snapshot{}
	}
	cfg, now := p.c.Config.Controller.Genesis, p.c.Now()
	vpcName := cfg.DefaultVPCName
	behindNAT := peer != r.GetNatIp() // always: agents never fill nat_ip
	p.c.Log.Log(logline.ServerGenesisHost, name, r.GetNatIp(), peer, behindNAT, cfg.SingleVPCMode)
	if behindNAT && !cfg.SingleVPCMode {
		vpcName = "VPC-" + peer
	}
	vpc := VPC{Name: vpcName, Lcuuid: Lcuuid(vpcName), VtapID: id, NodeIP: p.c.NodeIP}
	vm := VM{
		Name: name, Label: name, Lcuuid: Lcuuid(name), VPCLcuuid: vpc.Lcuuid, LaunchServer: hereLaunchServer,
		State: vmRunning, CreatedAt: now, VtapID: id, NodeIP: p.c.NodeIP,
	}
	s := Snapshot{VMs: []VM{vm}, VPCs: []VPC{vpc}}
	networks := map[string]Network{}
	for _, nic := range wire.ParseIPAddress(texts[0]) {
		first, ok := firstGlobal(nic)
		if nic.MAC == "" || nic.Name == "lo" || !ok {
			continue
		}
		external, kind := p.external(nic), uint32(typeLAN)
		if external {
			kind = typeWAN
		}
		networkName := fmt.Sprintf("Network-%s/%d", first.Addr(), first.Bits())
		network, ok := networks[networkName]
		if !ok {
			network = Network{
				Lcuuid: Lcuuid(networkName), Name: networkName, SegmentationID: 1, VtapID: id, NodeIP: p.c.NodeIP,
				VPCLcuuid: vpc.Lcuuid, External: external, NetType: kind,
			}
			networks[networkName] = network
			s.Networks = append(s.Networks, network)
		}
		port := Port{
			Lcuuid: Lcuuid(name + nic.MAC), Type: kind, VtapID: id, NodeIP: p.c.NodeIP, Mac: nic.MAC, DeviceLcuuid: vm.Lcuuid,
			NetworkLcuuid: network.Lcuuid, VPCLcuuid: vpc.Lcuuid, DeviceType: deviceTypeVM,
		}
		s.Ports = append(s.Ports, port)
		s.IPs = append(s.IPs, p.portIPs(id, name, port.Lcuuid, nic, now)...)
	}
	return s
}

func (p *parser) portIPs(id uint32, host, port string, nic wire.Interface, now time.Time) []IP {
	var ips []IP
	for _, a := range nic.Addrs {
		if a.Scope != "global" && a.Scope != "host" {
			continue
		}
		ip := a.Addr.Addr().String()
		ips = append(ips, IP{
			Lcuuid: Lcuuid(host + ip + port), VinterfaceLcuuid: port, IP: ip, Masklen: uint32(a.Addr.Bits()),
			VtapID: id, NodeIP: p.c.NodeIP, LastSeen: now,
		})
	}
	return ips
}

// external says whether any address of the NIC, those of link scope too, is outside of local_ip_ranges. Without ranges every NIC is
// external.
func (p *parser) external(nic wire.Interface) bool {
	for _, a := range nic.Addrs {
		if !p.locals.contain(a.Addr.Addr()) {
			return true
		}
	}
	return false
}

func firstGlobal(nic wire.Interface) (netip.Prefix, bool) {
	for _, a := range nic.Addrs {
		if a.Scope == "global" {
			return a.Addr, true
		}
	}
	return netip.Prefix{}, false
}

// vinterfaces lists all NICs of all reported namespaces that have a MAC and whose names ignore_nic_regex doesn't match.
func (p *parser) vinterfaces(id uint32, peer, device string, r *agent.GenesisSyncRequest) []Vinterface {
	texts, spaces := r.GetPlatformData().GetRawIpAddrs(), r.GetPlatformData().GetRawIpNetns()
	if len(texts) == 0 {
		p.c.Log.Log(logline.ServerGenesisVIPsNoIPAddrs)
		return nil
	}
	if len(spaces) == 0 {
		texts, spaces = texts[:1], []string{""}
	}
	if len(texts) != len(spaces) {
		p.c.Log.Log(logline.ServerGenesisNetnsMismatch)
		return nil
	}
	var all []Vinterface
	now, suffix := p.c.Now(), strconv.Itoa(int(id))
	for _, text := range texts {
		for _, nic := range wire.ParseIPAddress(text) {
			if nic.Name == "lo" || nic.MAC == "" || p.ignoredNIC != nil && p.ignoredNIC.MatchString(nic.Name) {
				continue
			}
			if device == deviceDockerHost && len(nic.Addrs) == 0 {
				continue
			}
			lcuuid := Lcuuid(nic.Name + nic.MAC + suffix)
			all = append(all, Vinterface{
				Name: nic.Name, Mac: nic.MAC, TapName: nic.Name, TapMac: nic.MAC, IPs: addrList(nic), Lcuuid: lcuuid,
				DeviceLcuuid: lcuuid, DeviceType: device, HostIP: peer, LastSeen: now, VtapID: id, NodeIP: p.c.NodeIP,
				KubernetesClusterID: r.GetKubernetesClusterId(), TeamID: defaultTeam,
			})
		}
	}
	return all
}

func addrList(nic wire.Interface) string {
	var all []string
	for _, a := range nic.Addrs {
		if a.Addr.Bits() != 0 {
			all = append(all, a.Addr.String())
		}
	}
	return strings.Join(all, ",")
}

// vips lists the addresses on the loopback NICs that are no loopback addresses.
func (p *parser) vips(id uint32, r *agent.GenesisSyncRequest) []VIP {
	texts := r.GetPlatformData().GetRawIpAddrs()
	if len(texts) == 0 {
		p.c.Log.Log(logline.ServerGenesisVIPNoIPAddrs)
		return nil
	}
	var all []VIP
	for _, text := range texts {
		for _, nic := range wire.ParseIPAddress(text) {
			for _, a := range nic.Addrs {
				if nic.Name != "lo" || a.Addr.Addr().IsLoopback() {
					continue
				}
				ip := a.Addr.Addr().String()
				all = append(all, VIP{Lcuuid: Lcuuid(ip + strconv.Itoa(int(id))), IP: ip, VtapID: id, NodeIP: p.c.NodeIP})
			}
		}
	}
	return all
}

// processes lists what a registered agent reported; an agent without an id has none.
func (p *parser) processes(id uint32, r *agent.GenesisSyncRequest) []Process {
	if id == 0 {
		return nil
	}
	var all []Process
	for _, e := range r.GetProcessData().GetProcessEntries() {
		var tags []string
		for _, t := range e.GetOsAppTags() {
			tags = append(tags, t.GetKey()+":"+t.GetValue())
		}
		all = append(all, Process{
			Lcuuid: Lcuuid(strconv.FormatUint(e.GetPid(), 10) + strconv.Itoa(int(id))), PID: e.GetPid(), NetnsID: e.GetNetnsId(),
			Name: e.GetName(), ProcessName: e.GetProcessName(), CMDLine: e.GetCmdline(), User: e.GetUser(),
			ContainerID: e.GetContainerId(), VtapID: id, NodeIP: p.c.NodeIP, OSAPPTags: strings.Join(tags, ", "),
			StartTime: time.Unix(int64(e.GetStartTime()), 0).In(p.c.Location),
		})
	}
	return all
}
