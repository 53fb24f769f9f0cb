package recorder

import (
	"maps"
	"net/netip"
	"strings"

	"github.com/dflab/dflab/lab/deepflow/logline"
	"github.com/dflab/dflab/lab/sim/server/cloud/diffbase"
	"github.com/dflab/dflab/lab/sim/server/cloud/model"
	"github.com/dflab/dflab/lab/sim/server/genesis/row"
)

// Numbers of server/controller/common/const.go and recorder/common/const.go at v6.6.9.
const (
	typeWAN = 3 // of a NIC

	networkCreated = 2
	nicAttached    = 1
	hostComplete   = 2
	vpcTransparent = 2

	deviceVM   = 1
	deviceHost = 6

	wanISP = 7
)

// set notes a changed column.
func set[T comparable](c changes, column string, old, new T) {
	if old != new {
		c[column] = new
	}
}

func nothing[T any](T) {}

func (r *Recorder) newAZ() *updater[model.AZ, azRow, diffbase.AZ, *azRow, *diffbase.AZ] {
	return &updater[model.AZ, azRow, diffbase.AZ, *azRow, *diffbase.AZ]{
		Recorder: r, name: "az", soft: true, pooled: true, table: row.Of[azRow]("az", r.zone),
		lcuuid: func(c *model.AZ) string { return c.Lcuuid },
		row: func(c *model.AZ) (azRow, bool) {
			return azRow{Base: Base{Lcuuid: c.Lcuuid}, Name: c.Name, Label: c.Label, Region: c.RegionLcuuid, Domain: r.lcuuid}, true
		},
		diff: func(b *diffbase.AZ, c *model.AZ) (changes, bool) {
			ch := changes{}
			set(ch, "name", b.Name, c.Name)
			set(ch, "label", b.Label, c.Label)
			set(ch, "region", b.RegionLcuuid, c.RegionLcuuid)
			return ch, true
		},
		remember:  func(a *azRow) diffbase.AZ { return diffbase.AZ{Name: a.Name, Label: a.Label, RegionLcuuid: a.Region} },
		follow:    func(b *diffbase.AZ, c *model.AZ) { b.Name, b.Label, b.RegionLcuuid = c.Name, c.Label, c.RegionLcuuid },
		noted:     nothing[*azRow],
		moved:     nothing[*model.AZ],
		forgotten: nothing[string],
	}
}

func (r *Recorder) newVPC() *updater[model.VPC, vpcRow, diffbase.VPC, *vpcRow, *diffbase.VPC] {
	return &updater[model.VPC, vpcRow, diffbase.VPC, *vpcRow, *diffbase.VPC]{
		Recorder: r, name: "vpc", soft: true, pooled: true, table: row.Of[vpcRow]("epc", r.zone), added: logline.ServerDiffBaseAddVPC,
		lcuuid: func(c *model.VPC) string { return c.Lcuuid },
		row: func(c *model.VPC) (vpcRow, bool) {
			return vpcRow{
				Base: Base{Lcuuid: c.Lcuuid}, Name: c.Name, Label: c.Label, UID: c.Label, Domain: r.lcuuid, Region: c.RegionLcuuid,
				CIDR: c.CIDR, TunnelID: c.TunnelID, Mode: vpcTransparent,
			}, true
		},
		diff: func(b *diffbase.VPC, c *model.VPC) (changes, bool) {
			ch := changes{}
			set(ch, "name", b.Name, c.Name)
			set(ch, "label", b.Label, c.Label)
			set(ch, "region", b.RegionLcuuid, c.RegionLcuuid)
			set(ch, "cidr", b.CIDR, c.CIDR)
			set(ch, "tunnel_id", b.TunnelID, c.TunnelID)
			return ch, true
		},
		remember: func(v *vpcRow) diffbase.VPC {
			return diffbase.VPC{Name: v.Name, Label: v.Label, TunnelID: v.TunnelID, CIDR: v.CIDR, RegionLcuuid: v.Region}
		},
		follow: func(b *diffbase.VPC, c *model.VPC) {
			b.Name, b.Label, b.TunnelID, b.CIDR, b.RegionLcuuid = c.Name, c.Label, c.TunnelID, c.CIDR, c.RegionLcuuid
		},
		noted: func(v *vpcRow) { r.lookup.vpcID[v.Lcuuid], r.lookup.vpcLcuuid[v.ID] = v.ID, v.Lcuuid },
		moved: nothing[*model.VPC],
		forgotten: func(lcuuid string) {
			delete(r.lookup.vpcLcuuid, r.lookup.vpcID[lcuuid])
			delete(r.lookup.vpcID, lcuuid)
		},
	}
}

func (r *Recorder) newHost() *updater[model.Host, hostRow, diffbase.Host, *hostRow, *diffbase.Host] {
	return &updater[model.Host, hostRow, diffbase.Host, *hostRow, *diffbase.Host]{
		Recorder: r, name: "host", soft: true, pooled: true, table: row.Of[hostRow]("host_device", r.zone),
		lcuuid: func(c *model.Host) string { return c.Lcuuid },
		row: func(c *model.Host) (hostRow, bool) {
			return hostRow{
				Base: Base{Lcuuid: c.Lcuuid}, Name: c.Name, IP: c.IP, Hostname: c.Hostname, Type: c.Type, HType: c.HType,
				VCPUNum: c.VCPUNum, MemTotal: c.MemTotal, ExtraInfo: c.ExtraInfo, UserName: "root", UserPasswd: "deepflow",
				State: hostComplete, AZ: c.AZLcuuid, Region: c.RegionLcuuid, Domain: r.lcuuid, SyncedAt: r.now(),
			}, true
		},
		diff: func(b *diffbase.Host, c *model.Host) (changes, bool) {
			ch := changes{}
			set(ch, "name", b.Name, c.Name)
			set(ch, "ip", b.IP, c.IP)
			set(ch, "hostname", b.Hostname, c.Hostname)
			set(ch, "htype", b.HType, c.HType)
			set(ch, "vcpu_num", b.VCPUNum, c.VCPUNum)
			set(ch, "mem_total", b.MemTotal, c.MemTotal)
			set(ch, "extra_info", b.ExtraInfo, c.ExtraInfo)
			set(ch, "region", b.RegionLcuuid, c.RegionLcuuid)
			set(ch, "az", b.AZLcuuid, c.AZLcuuid)
			return ch, true
		},
		remember: func(h *hostRow) diffbase.Host {
			return diffbase.Host{
				Name: h.Name, IP: h.IP, Hostname: h.Hostname, HType: h.HType, VCPUNum: h.VCPUNum, MemTotal: h.MemTotal,
				ExtraInfo: h.ExtraInfo, RegionLcuuid: h.Region, AZLcuuid: h.AZ,
			}
		},
		follow: func(b *diffbase.Host, c *model.Host) {
			b.Name, b.IP, b.Hostname, b.HType, b.VCPUNum = c.Name, c.IP, c.Hostname, c.HType, c.VCPUNum
			b.MemTotal, b.ExtraInfo, b.RegionLcuuid, b.AZLcuuid = c.MemTotal, c.ExtraInfo, c.RegionLcuuid, c.AZLcuuid
		},
		noted:     func(h *hostRow) { r.lookup.hostID[h.IP] = h.ID },
		moved:     nothing[*model.Host],
		forgotten: nothing[string],
	}
}

func (r *Recorder) newVM() *updater[model.VM, vmRow, diffbase.VM, *vmRow, *diffbase.VM] {
	return &updater[model.VM, vmRow, diffbase.VM, *vmRow, *diffbase.VM]{
		Recorder: r, name: "vm", soft: true, pooled: true, table: row.Of[vmRow]("vm", r.zone),
		added: logline.ServerDiffBaseAddVM, updated: logline.ServerDiffBaseUpdateVM,
		lcuuid:   func(c *model.VM) string { return c.Lcuuid },
		row:      r.vmToAdd,
		diff:     r.vmDiff,
		remember: r.vmBase,
		follow: func(b *diffbase.VM, c *model.VM) {
			b.Name, b.Label, b.IP, b.Hostname, b.State, b.HType = c.Name, c.Label, c.IP, c.Hostname, c.State, c.HType
			b.LaunchServer, b.VPCLcuuid, b.RegionLcuuid, b.AZLcuuid = c.LaunchServer, c.VPCLcuuid, c.RegionLcuuid, c.AZLcuuid
			b.CloudTags, b.NetworkLcuuid = c.CloudTags, c.NetworkLcuuid
			if id, ok := r.lookup.hostID[c.LaunchServer]; ok && c.LaunchServer != "" {
				b.HostID = id
			}
		},
		noted: func(v *vmRow) {
			r.lookup.vmID[v.Lcuuid], r.lookup.vmLcuuid[v.ID], r.lookup.vmVPC[v.ID] = v.ID, v.Lcuuid, v.VPCID
		},
		moved: nothing[*model.VM],
		forgotten: func(lcuuid string) {
			delete(r.lookup.vmLcuuid, r.lookup.vmID[lcuuid])
			delete(r.lookup.vmVPC, r.lookup.vmID[lcuuid])
			delete(r.lookup.vmID, lcuuid)
		},
	}
}

func (r *Recorder) vmBase(v *vmRow) diffbase.VM {
	return diffbase.VM{
		Name: v.Name, Label: v.Label, IP: v.IP, Hostname: v.Hostname, State: v.State, HType: v.HType, LaunchServer: v.LaunchServer,
		HostID: v.HostID, VPCLcuuid: r.lookup.vpcLcuuid[v.VPCID], RegionLcuuid: v.Region, AZLcuuid: v.AZ, CloudTags: v.CloudTags,
		NetworkLcuuid: r.lookup.networkName[v.NetworkID],
	}
}

func (r *Recorder) vmToAdd(c *model.VM) (vmRow, bool) {
	vpc, ok := r.lookup.vpcID[c.VPCLcuuid]
	if !ok {
		r.log.Log(logline.ServerRecorderVMVPCNotFound, r.domain, "vpc", c.VPCLcuuid, "vm", c.Lcuuid)
		return vmRow{}, false
	}
	v := vmRow{
		Base: Base{Lcuuid: c.Lcuuid}, Name: c.Name, Label: c.Label, IP: c.IP, Hostname: c.Hostname, UID: c.Label, State: c.State,
		HType: c.HType, LaunchServer: c.LaunchServer, Domain: r.lcuuid, Region: c.RegionLcuuid, AZ: c.AZLcuuid, VPCID: vpc,
		CloudTags: c.CloudTags, NetworkID: r.vmNetwork(c),
	}
	if c.LaunchServer != "" {
		v.HostID = r.lookup.hostID[c.LaunchServer]
	}
	v.CreatedAt = c.CreatedAt
	return v, true
}

// vmNetwork is the id of the VM's network. A new VM's networks come after the VM, so it gets its network one refresh later.
func (r *Recorder) vmNetwork(c *model.VM) int {
	id, ok := r.lookup.networkID[c.NetworkLcuuid]
	if !ok && c.NetworkLcuuid != "" {
		r.log.Log(logline.ServerRecorderVMNetworkNotFound, r.domain, "network", c.NetworkLcuuid, "vm", c.Lcuuid)
	}
	return id
}

func (r *Recorder) vmDiff(b *diffbase.VM, c *model.VM) (changes, bool) {
	ch := changes{}
	if b.VPCLcuuid != c.VPCLcuuid {
		id, ok := r.lookup.vpcID[c.VPCLcuuid]
		if !ok {
			r.log.Log(logline.ServerRecorderVMNewVPCNotFound, r.domain, "vpc", c.VPCLcuuid, "vm", c.Lcuuid)
			return nil, false
		}
		ch["epc_id"] = id
	}
	set(ch, "name", b.Name, c.Name)
	set(ch, "label", b.Label, c.Label)
	set(ch, "ip", b.IP, c.IP)
	set(ch, "hostname", b.Hostname, c.Hostname)
	set(ch, "state", b.State, c.State)
	set(ch, "htype", b.HType, c.HType)
	set(ch, "launch_server", b.LaunchServer, c.LaunchServer)
	if c.LaunchServer != "" {
		set(ch, "host_id", b.HostID, r.lookup.hostID[c.LaunchServer])
	}
	set(ch, "region", b.RegionLcuuid, c.RegionLcuuid)
	set(ch, "az", b.AZLcuuid, c.AZLcuuid)
	if !maps.Equal(b.CloudTags, c.CloudTags) {
		ch["cloud_tags"] = tags(c.CloudTags)
	}
	if b.NetworkLcuuid != c.NetworkLcuuid {
		ch["vl2id"] = r.vmNetwork(c)
	}
	return ch, true
}

func (r *Recorder) newVIP() *updater[model.VIP, vipRow, diffbase.VIP, *vipRow, *diffbase.VIP] {
	return &updater[model.VIP, vipRow, diffbase.VIP, *vipRow, *diffbase.VIP]{
		Recorder: r, name: "vip", table: row.Of[vipRow]("vip", r.zone),
		lcuuid: func(c *model.VIP) string { return c.Lcuuid },
		row: func(c *model.VIP) (vipRow, bool) {
			return vipRow{Base: Base{Lcuuid: c.Lcuuid}, IP: c.IP, VTapID: c.VTapID, Domain: r.lcuuid}, true
		},
		diff: func(b *diffbase.VIP, c *model.VIP) (changes, bool) {
			ch := changes{}
			set(ch, "ip", b.IP, c.IP)
			set(ch, "vtap_id", b.VTapID, c.VTapID)
			return ch, true
		},
		remember:  func(v *vipRow) diffbase.VIP { return diffbase.VIP{IP: v.IP, VTapID: v.VTapID} },
		follow:    func(b *diffbase.VIP, c *model.VIP) { b.IP, b.VTapID = c.IP, c.VTapID },
		noted:     nothing[*vipRow],
		moved:     nothing[*model.VIP],
		forgotten: nothing[string],
	}
}

// device is what a process runs on: the VM or hypervisor of its agent.
func (r *Recorder) device(vtapID uint32) (kind, id int) {
	v := r.vtaps[int(vtapID)]
	switch v.Type {
	case 1, 2, 10: // KVM, ESXI, HYPER_V
		kind = deviceHost
	case 3, 5: // CHOST_VM, CHOST_BM
		kind = deviceVM
	}
	return kind, v.LaunchServerID
}

func (r *Recorder) newProcess() *updater[model.Process, processRow, diffbase.Process, *processRow, *diffbase.Process] {
	return &updater[model.Process, processRow, diffbase.Process, *processRow, *diffbase.Process]{
		Recorder: r, name: "process", soft: true, pooled: true, table: row.Of[processRow]("process", r.zone),
		lcuuid: func(c *model.Process) string { return c.Lcuuid },
		row: func(c *model.Process) (processRow, bool) {
			kind, id := r.device(c.VTapID)
			return processRow{
				Base: Base{Lcuuid: c.Lcuuid}, Name: c.Name, VTapID: c.VTapID, PID: c.PID, ProcessName: c.ProcessName,
				CommandLine: c.CommandLine, UserName: c.UserName, ContainerID: c.ContainerID, OSAPPTags: c.OSAPPTags, Domain: r.lcuuid,
				NetnsID: c.NetnsID, DeviceType: kind, DeviceID: id, VMID: id, VPCID: r.lookup.vmVPC[id], StartTime: r.now(),
			}, true
		},
		diff: func(b *diffbase.Process, c *model.Process) (changes, bool) {
			ch := changes{}
			set(ch, "name", b.Name, c.Name)
			set(ch, "os_app_tags", b.OSAPPTags, c.OSAPPTags)
			set(ch, "container_id", b.ContainerID, c.ContainerID)
			if kind, id := r.device(c.VTapID); b.DeviceType != kind || b.DeviceID != id {
				ch["devicetype"], ch["deviceid"] = kind, id
			}
			return ch, true
		},
		remember: func(p *processRow) diffbase.Process {
			return diffbase.Process{Name: p.Name, OSAPPTags: p.OSAPPTags, ContainerID: p.ContainerID, DeviceType: p.DeviceType, DeviceID: p.DeviceID}
		},
		follow: func(b *diffbase.Process, c *model.Process) {
			b.Name, b.OSAPPTags, b.ContainerID = c.Name, c.OSAPPTags, c.ContainerID
			b.DeviceType, b.DeviceID = r.device(c.VTapID)
		},
		noted:     nothing[*processRow],
		moved:     nothing[*model.Process],
		forgotten: nothing[string],
	}
}

// ipText is an address in its canonical form, "" when it is none.
func ipText(s string) string {
	a, err := netip.ParseAddr(strings.TrimSpace(s))
	if err != nil {
		return ""
	}
	return a.String()
}
