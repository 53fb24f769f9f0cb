package cloud

import (
	"cmp"
	"maps"
	"net/netip"
	"slices"

	"github.com/dflab/dflab/lab/sim/server/cloud/model"
	"github.com/dflab/dflab/lab/sim/server/genesis"
)

// Names and numbers of server/controller/common/const.go at v6.6.9.
const (
	defaultRegionName = "系统默认"

	hostKVM      = 3
	hostOfVMs    = 1
	hostVCPUs    = 8
	hostMemoryMB = 16384
	vmOfCloud    = 1
	deviceVM     = 1
)

// assemble makes a domain's resources of genesis' data, in the order of their lcuuids (server/controller/cloud/genesis at v6.6.9). An
// agent_sync domain takes all agents' data; domain names only its availability zone, and only outside of the default region.
func assemble(s genesis.Snapshot, region, domain string) model.Resource {
	azName := defaultRegionName
	if region != genesis.DefaultRegion {
		azName = domain
	}
	az := model.AZ{Lcuuid: genesis.Lcuuid(azName), RegionLcuuid: region, Name: azName}
	r := model.Resource{AZs: []model.AZ{az}}
	for _, v := range s.VPCs {
		r.VPCs = append(r.VPCs, model.VPC{Lcuuid: v.Lcuuid, Name: v.Name, RegionLcuuid: region})
	}
	for _, h := range s.Hosts {
		r.Hosts = append(r.Hosts, model.Host{
			Lcuuid: genesis.Lcuuid(h.IP), IP: h.IP, Name: h.Hostname, HType: hostKVM, VCPUNum: hostVCPUs, MemTotal: hostMemoryMB,
			Type: hostOfVMs, AZLcuuid: az.Lcuuid, RegionLcuuid: region,
		})
	}
	for _, n := range s.Networks {
		if n.SegmentationID == 0 {
			continue
		}
		r.Networks = append(r.Networks, model.Network{
			Lcuuid: n.Lcuuid, Name: n.Name, SegmentationID: int(n.SegmentationID), VPCLcuuid: n.VPCLcuuid, External: n.External,
			NetType: int(n.NetType), AZLcuuid: az.Lcuuid, RegionLcuuid: region,
		})
	}
	for _, p := range s.Ports {
		if p.DeviceLcuuid == "" || p.NetworkLcuuid == "" {
			continue
		}
		r.VInterfaces = append(r.VInterfaces, model.VInterface{
			Lcuuid: p.Lcuuid, Type: int(p.Type), Mac: p.Mac, VPCLcuuid: p.VPCLcuuid, RegionLcuuid: region, DeviceType: int(p.DeviceType),
			DeviceLcuuid: p.DeviceLcuuid, NetworkLcuuid: p.NetworkLcuuid,
		})
	}
	for _, v := range s.VMs {
		launch := v.LaunchServer
		if launch == "127.0.0.1" {
			launch = ""
		}
		r.VMs = append(r.VMs, model.VM{
			Lcuuid: v.Lcuuid, Name: v.Name, Label: v.Label, HType: vmOfCloud, VPCLcuuid: v.VPCLcuuid, State: int(v.State),
			LaunchServer: launch, CreatedAt: v.CreatedAt, AZLcuuid: az.Lcuuid, RegionLcuuid: region, CloudTags: map[string]string{},
		})
	}
	assembleIPs(&r, s, region)
	placeVMs(&r)
	return r
}

// assembleIPs makes addresses and the subnets around them. An address that several NICs report, on whatever hosts, stays with the one
// that was seen last: the real server means to compare within a VPC, but looks the VPC up by the wrong key
// (generateIPsAndSubnets in server/controller/cloud/genesis/genesis.go at v6.6.9).
func assembleIPs(r *model.Resource, s genesis.Snapshot, region string) {
	ports := map[string]genesis.Port{}
	for _, p := range s.Ports {
		ports[p.Lcuuid] = p
	}
	latest := map[string]genesis.IP{}
	for _, ip := range s.IPs {
		if old, ok := latest[ip.IP]; !ok || ip.LastSeen.After(old.LastSeen) {
			latest[ip.IP] = ip
		}
	}
	ips := slices.SortedFunc(maps.Values(latest), func(a, b genesis.IP) int { return cmp.Compare(a.Lcuuid, b.Lcuuid) })
	seen := map[string]bool{}
	for _, ip := range ips {
		addr, err := netip.ParseAddr(ip.IP)
		if err != nil {
			continue
		}
		cidr := netip.PrefixFrom(addr, int(ip.Masklen)).Masked().String()
		port := ports[ip.VinterfaceLcuuid]
		subnet := genesis.Lcuuid(port.NetworkLcuuid + cidr)
		if !seen[subnet] && port.NetworkLcuuid != "" {
			seen[subnet] = true
			r.Subnets = append(r.Subnets, model.Subnet{
				Lcuuid: subnet, Name: "subnet_" + subnet[:11], CIDR: cidr, NetworkLcuuid: port.NetworkLcuuid, VPCLcuuid: port.VPCLcuuid,
			})
		}
		if ip.VinterfaceLcuuid != "" {
			r.IPs = append(r.IPs, model.IP{
				Lcuuid: ip.Lcuuid, VInterfaceLcuuid: ip.VinterfaceLcuuid, IP: ip.IP, SubnetLcuuid: subnet, RegionLcuuid: region,
			})
		}
	}
}

// placeVMs gives each VM its first address, as text, and that address's network (suffixResourceOperation in
// server/controller/cloud/cloud.go at v6.6.9).
func placeVMs(r *model.Resource) {
	nicIP := map[string]string{}
	for _, ip := range r.IPs {
		nicIP[ip.VInterfaceLcuuid] = ip.IP
	}
	networks, ips := map[string]string{}, map[string][]string{}
	for _, n := range r.VInterfaces {
		if ip := nicIP[n.Lcuuid]; ip != "" && n.DeviceType == deviceVM {
			networks[n.VPCLcuuid+ip] = n.NetworkLcuuid
			ips[n.DeviceLcuuid] = append(ips[n.DeviceLcuuid], ip)
		}
	}
	for i := range r.VMs {
		vm := &r.VMs[i]
		if all := ips[vm.Lcuuid]; len(all) > 0 {
			vm.IP = slices.Min(all)
		}
		vm.NetworkLcuuid = networks[vm.VPCLcuuid+vm.IP]
	}
}
