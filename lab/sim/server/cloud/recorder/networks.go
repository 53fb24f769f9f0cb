package recorder

import (
	"strings"

	"github.com/dflab/dflab/lab/deepflow/logline"
	"github.com/dflab/dflab/lab/sim/server/cloud/diffbase"
	"github.com/dflab/dflab/lab/sim/server/cloud/model"
	"github.com/dflab/dflab/lab/sim/server/genesis/row"
)

func (r *Recorder) newNetwork() *updater[model.Network, networkRow, diffbase.Network, *networkRow, *diffbase.Network] {
	return &updater[model.Network, networkRow, diffbase.Network, *networkRow, *diffbase.Network]{
		Recorder: r, name: "network", soft: true, pooled: true, table: row.Of[networkRow]("vl2", r.zone), added: logline.ServerDiffBaseAddNetwork,
		lcuuid: func(c *model.Network) string { return c.Lcuuid },
		row: func(c *model.Network) (networkRow, bool) {
			vpc, ok := r.lookup.vpcID[c.VPCLcuuid]
			if !ok {
				r.log.Log(logline.ServerRecorderNetworkVPCNotFound, r.domain, "vpc", c.VPCLcuuid, "network", c.Lcuuid)
			}
			return networkRow{
				Base: Base{Lcuuid: c.Lcuuid}, Name: c.Name, Label: c.Label, State: networkCreated, TunnelID: c.TunnelID,
				SegmentationID: c.SegmentationID, Shared: c.Shared, NetType: c.NetType, SubDomain: c.SubDomainLcuuid, Domain: r.lcuuid,
				Region: c.RegionLcuuid, AZ: c.AZLcuuid, VPCID: vpc,
			}, ok
		},
		diff: r.networkDiff,
		remember: func(n *networkRow) diffbase.Network {
			return diffbase.Network{
				Name: n.Name, Label: n.Label, TunnelID: n.TunnelID, NetType: n.NetType, SegmentationID: n.SegmentationID,
				VPCLcuuid: r.lookup.vpcLcuuid[n.VPCID], RegionLcuuid: n.Region, AZLcuuid: n.AZ, SubDomainLcuuid: n.SubDomain,
			}
		},
		follow: func(b *diffbase.Network, c *model.Network) {
			b.Name, b.Label, b.TunnelID, b.NetType, b.SegmentationID = c.Name, c.Label, c.TunnelID, c.NetType, c.SegmentationID
			b.VPCLcuuid, b.RegionLcuuid, b.AZLcuuid = c.VPCLcuuid, c.RegionLcuuid, c.AZLcuuid
		},
		noted: func(n *networkRow) {
			r.lookup.networkID[n.Lcuuid], r.lookup.networkName[n.ID], r.lookup.networkVPC[n.ID] = n.ID, n.Lcuuid, n.VPCID
		},
		moved: func(c *model.Network) {
			if vpc, ok := r.lookup.vpcID[c.VPCLcuuid]; ok {
				r.lookup.networkVPC[r.lookup.networkID[c.Lcuuid]] = vpc
			}
		},
		forgotten: func(lcuuid string) {
			id := r.lookup.networkID[lcuuid]
			delete(r.lookup.networkName, id)
			delete(r.lookup.networkVPC, id)
			delete(r.lookup.networkID, lcuuid)
		},
	}
}

func (r *Recorder) networkDiff(b *diffbase.Network, c *model.Network) (changes, bool) {
	ch := changes{}
	if b.VPCLcuuid != c.VPCLcuuid {
		id, ok := r.lookup.vpcID[c.VPCLcuuid]
		if !ok {
			r.log.Log(logline.ServerRecorderNetworkNewVPCNotFound, r.domain, "vpc", c.VPCLcuuid, "network", c.Lcuuid)
			return nil, false
		}
		ch["epc_id"] = id
	}
	set(ch, "name", b.Name, c.Name)
	set(ch, "label", b.Label, c.Label)
	set(ch, "tunnel_id", b.TunnelID, c.TunnelID)
	set(ch, "segmentation_id", b.SegmentationID, c.SegmentationID)
	set(ch, "net_type", b.NetType, c.NetType)
	set(ch, "region", b.RegionLcuuid, c.RegionLcuuid)
	set(ch, "az", b.AZLcuuid, c.AZLcuuid)
	return ch, true
}

func (r *Recorder) newSubnet() *updater[model.Subnet, subnetRow, diffbase.Subnet, *subnetRow, *diffbase.Subnet] {
	return &updater[model.Subnet, subnetRow, diffbase.Subnet, *subnetRow, *diffbase.Subnet]{
		Recorder: r, name: "subnet", table: row.Of[subnetRow]("vl2_net", r.zone),
		lcuuid: func(c *model.Subnet) string { return c.Lcuuid },
		row: func(c *model.Subnet) (subnetRow, bool) {
			network, ok := r.lookup.networkID[c.NetworkLcuuid]
			if !ok {
				r.log.Log(logline.ServerRecorderSubnetNetworkNotFound, r.domain, "network", c.NetworkLcuuid, "subnet", c.Lcuuid)
				return subnetRow{}, false
			}
			prefix, mask, err := prefixAndMask(c.CIDR)
			if err != nil {
				r.log.Log(logline.ServerRecorderSubnetCIDRInvalid, r.domain, "subnet", c.CIDR, err)
				return subnetRow{}, false
			}
			return subnetRow{
				Base: Base{Lcuuid: c.Lcuuid}, Name: c.Name, Label: c.Label, Prefix: prefix, Netmask: mask, SubDomain: c.SubDomainLcuuid,
				NetworkID: network, Domain: r.lcuuid,
			}, true
		},
		diff: func(b *diffbase.Subnet, c *model.Subnet) (changes, bool) {
			ch := changes{}
			set(ch, "name", b.Name, c.Name)
			set(ch, "label", b.Label, c.Label)
			return ch, true
		},
		remember: func(s *subnetRow) diffbase.Subnet {
			return diffbase.Subnet{Name: s.Name, Label: s.Label, SubDomainLcuuid: s.SubDomain}
		},
		follow:    func(b *diffbase.Subnet, c *model.Subnet) { b.Name, b.Label = c.Name, c.Label },
		noted:     nothing[*subnetRow],
		moved:     nothing[*model.Subnet],
		forgotten: nothing[string],
	}
}

func (r *Recorder) newVInterface() *updater[model.VInterface, vinterfaceRow, diffbase.VInterface, *vinterfaceRow, *diffbase.VInterface] {
	return &updater[model.VInterface, vinterfaceRow, diffbase.VInterface, *vinterfaceRow, *diffbase.VInterface]{
		Recorder: r, name: "vinterface", table: row.Of[vinterfaceRow]("vinterface", r.zone),
		lcuuid: func(c *model.VInterface) string { return c.Lcuuid },
		row:    r.vinterfaceToAdd,
		diff:   r.vinterfaceDiff,
		remember: func(v *vinterfaceRow) diffbase.VInterface {
			return diffbase.VInterface{
				Name: v.Name, Type: v.Type, TapMac: v.TapMac, NetnsID: v.NetnsID, VtapID: v.VtapID, VPCID: v.VPCID, DeviceType: v.DeviceType,
				DeviceLcuuid: r.lookup.vmLcuuid[v.DeviceID], NetworkLcuuid: r.lookup.networkName[v.NetworkID], RegionLcuuid: v.Region,
				SubDomainLcuuid: v.SubDomain,
			}
		},
		follow: func(b *diffbase.VInterface, c *model.VInterface) {
			b.Name, b.Type, b.TapMac, b.NetnsID, b.VtapID, b.VPCID = c.Name, c.Type, c.TapMac, c.NetnsID, c.VTapID, c.VPCID
			b.DeviceLcuuid, b.NetworkLcuuid, b.RegionLcuuid = c.DeviceLcuuid, c.NetworkLcuuid, c.RegionLcuuid
		},
		noted: func(v *vinterfaceRow) { r.lookup.nic[v.Lcuuid] = nic{id: v.ID, kind: v.Type, networkID: v.NetworkID} },
		moved: func(c *model.VInterface) {
			n := r.lookup.nic[c.Lcuuid]
			n.kind = c.Type
			r.lookup.nic[c.Lcuuid] = n
		},
		forgotten: func(lcuuid string) { delete(r.lookup.nic, lcuuid) },
	}
}

func (r *Recorder) vinterfaceToAdd(c *model.VInterface) (vinterfaceRow, bool) {
	network, ok := r.lookup.networkID[c.NetworkLcuuid]
	if !ok {
		r.log.Log(logline.ServerRecorderVInterfaceNetworkNotFound, r.domain, "network", c.NetworkLcuuid, "vinterface", c.Lcuuid)
		return vinterfaceRow{}, false
	}
	device, ok := r.lookup.vmID[c.DeviceLcuuid]
	if !ok {
		r.log.Log(logline.ServerRecorderVInterfaceDeviceNotFound, r.domain, c.DeviceType, c.DeviceLcuuid, "vinterface", c.Lcuuid)
		return vinterfaceRow{}, false
	}
	vpc, _ := r.lookup.nicVPC(c.DeviceLcuuid, network)
	return vinterfaceRow{
		Base: Base{Lcuuid: c.Lcuuid}, Name: c.Name, Type: c.Type, State: nicAttached, NetworkID: network, Mac: strings.ToLower(c.Mac),
		TapMac: strings.ToLower(c.TapMac), DeviceType: c.DeviceType, DeviceID: device, VPCID: vpc, SubDomain: c.SubDomainLcuuid,
		Domain: r.lcuuid, Region: c.RegionLcuuid, NetnsID: c.NetnsID, VtapID: c.VTapID,
	}, true
}

func (r *Recorder) vinterfaceDiff(b *diffbase.VInterface, c *model.VInterface) (changes, bool) {
	ch := changes{}
	if b.NetworkLcuuid != c.NetworkLcuuid {
		id, ok := r.lookup.networkID[c.NetworkLcuuid]
		if !ok {
			r.log.Log(logline.ServerRecorderVInterfaceNewNetworkNotFound, r.domain, "network", c.NetworkLcuuid, "vinterface", c.Lcuuid)
			return nil, false
		}
		ch["subnetid"] = id
	}
	if b.DeviceLcuuid != c.DeviceLcuuid {
		id, ok := r.lookup.vmID[c.DeviceLcuuid]
		if !ok {
			r.log.Log(logline.ServerRecorderVInterfaceNewDeviceNotFound, "vm", c.DeviceLcuuid, "vinterface", c.Lcuuid)
			return nil, false
		}
		ch["deviceid"] = id
	}
	set(ch, "name", b.Name, c.Name)
	set(ch, "tap_mac", b.TapMac, c.TapMac)
	set(ch, "region", b.RegionLcuuid, c.RegionLcuuid)
	set(ch, "iftype", b.Type, c.Type)
	set(ch, "netns_id", b.NetnsID, c.NetnsID)
	set(ch, "vtap_id", b.VtapID, c.VTapID)
	vpc, ok := r.lookup.nicVPC(c.DeviceLcuuid, r.lookup.networkID[c.NetworkLcuuid])
	c.VPCID = vpc
	if ok {
		set(ch, "epc_id", b.VPCID, vpc)
	}
	return ch, true
}

func (r *Recorder) newWANIP() *updater[model.IP, wanIPRow, diffbase.WANIP, *wanIPRow, *diffbase.WANIP] {
	return &updater[model.IP, wanIPRow, diffbase.WANIP, *wanIPRow, *diffbase.WANIP]{
		Recorder: r, name: "wan_ip", table: row.Of[wanIPRow]("ip_resource", r.zone),
		lcuuid: func(c *model.IP) string { return c.Lcuuid },
		row: func(c *model.IP) (wanIPRow, bool) {
			n, ip := r.lookup.nic[c.VInterfaceLcuuid], ipText(c.IP)
			if ip == "" {
				r.log.Log(logline.ServerRecorderWANIPInvalid, "wan_ip", c.Lcuuid, c.IP)
				return wanIPRow{}, false
			}
			w := wanIPRow{
				Base: Base{Lcuuid: c.Lcuuid}, IP: ip, Domain: r.lcuuid, SubDomain: c.SubDomainLcuuid, VInterfaceID: n.id,
				Region: c.RegionLcuuid, ISP: wanISP, Netmask: 32, Gateway: "0.0.0.0",
			}
			if strings.Contains(c.IP, ":") {
				w.Netmask, w.Gateway = 128, "::"
			}
			return w, true
		},
		diff: func(b *diffbase.WANIP, c *model.IP) (changes, bool) {
			ch := changes{}
			set(ch, "region", b.RegionLcuuid, c.RegionLcuuid)
			return ch, true
		},
		remember: func(w *wanIPRow) diffbase.WANIP {
			return diffbase.WANIP{RegionLcuuid: w.Region, SubDomainLcuuid: w.SubDomain}
		},
		follow:    func(b *diffbase.WANIP, c *model.IP) { b.RegionLcuuid = c.RegionLcuuid },
		noted:     nothing[*wanIPRow],
		moved:     nothing[*model.IP],
		forgotten: nothing[string],
	}
}

func (r *Recorder) newLANIP() *updater[model.IP, lanIPRow, diffbase.LANIP, *lanIPRow, *diffbase.LANIP] {
	return &updater[model.IP, lanIPRow, diffbase.LANIP, *lanIPRow, *diffbase.LANIP]{
		Recorder: r, name: "lan_ip", table: row.Of[lanIPRow]("vinterface_ip", r.zone),
		lcuuid: func(c *model.IP) string { return c.Lcuuid },
		row: func(c *model.IP) (lanIPRow, bool) {
			n, ip := r.lookup.nic[c.VInterfaceLcuuid], ipText(c.IP)
			if ip == "" {
				r.log.Log(logline.ServerRecorderLANIPInvalid, "lan_ip", c.Lcuuid, c.IP)
				return lanIPRow{}, false
			}
			return lanIPRow{
				Base: Base{Lcuuid: c.Lcuuid}, IP: ip, Domain: r.lcuuid, SubDomain: c.SubDomainLcuuid, NetworkID: n.networkID, VInterfaceID: n.id,
			}, true
		},
		diff:      func(*diffbase.LANIP, *model.IP) (changes, bool) { return nil, true },
		remember:  func(l *lanIPRow) diffbase.LANIP { return diffbase.LANIP{SubDomainLcuuid: l.SubDomain} },
		follow:    func(b *diffbase.LANIP, c *model.IP) { b.SubnetLcuuid = c.SubnetLcuuid },
		noted:     nothing[*lanIPRow],
		moved:     nothing[*model.IP],
		forgotten: nothing[string],
	}
}
