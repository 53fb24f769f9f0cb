package genesis

import (
	"context"
	"time"

	"github.com/dflab/dflab/lab/sim/server/genesis/row"
)

// platform is everything genesis knows, kind by kind.
type platform struct {
	vips        *kind[VIP, *VIP]
	vms         *kind[VM, *VM]
	vpcs        *kind[VPC, *VPC]
	hosts       *kind[Host, *Host]
	lldps       *kind[Lldp, *Lldp]
	ports       *kind[Port, *Port]
	networks    *kind[Network, *Network]
	ips         *kind[IP, *IP]
	vinterfaces *kind[Vinterface, *Vinterface]
	processes   *kind[Process, *Process]
}

func newPlatform(zone *time.Location) *platform {
	return &platform{
		vips:        newKind[VIP]("genesis_vip", zone),
		vms:         newKind[VM]("genesis_vm", zone),
		vpcs:        newKind[VPC]("genesis_vpc", zone),
		hosts:       newKind[Host]("genesis_host", zone),
		lldps:       newKind[Lldp]("genesis_lldp", zone),
		ports:       newKind[Port]("genesis_port", zone),
		networks:    newKind[Network]("genesis_network", zone),
		ips:         newKind[IP]("genesis_ip", zone),
		vinterfaces: newKind[Vinterface]("genesis_vinterface", zone),
		processes:   newKind[Process]("genesis_process", zone),
	}
}

func (p *platform) update(now time.Time, s Snapshot) (any bool) {
	p.vips.update(now, s.VIPs)
	p.vms.update(now, s.VMs)
	p.vpcs.update(now, s.VPCs)
	p.hosts.update(now, s.Hosts)
	p.lldps.update(now, s.Lldps)
	p.ports.update(now, s.Ports)
	p.networks.update(now, s.Networks)
	p.ips.update(now, s.IPs)
	p.vinterfaces.update(now, s.Vinterfaces)
	p.processes.update(now, s.Processes)
	return len(s.VIPs)+len(s.VMs)+len(s.VPCs)+len(s.Hosts)+len(s.Lldps)+len(s.Ports)+len(s.Networks)+
		len(s.IPs)+len(s.Vinterfaces)+len(s.Processes) > 0
}

func (p *platform) renew(now time.Time, s Snapshot) {
	p.vips.renew(now, s.VIPs)
	p.vms.renew(now, s.VMs)
	p.vpcs.renew(now, s.VPCs)
	p.hosts.renew(now, s.Hosts)
	p.lldps.renew(now, s.Lldps)
	p.ports.renew(now, s.Ports)
	p.networks.renew(now, s.Networks)
	p.ips.renew(now, s.IPs)
	p.vinterfaces.renew(now, s.Vinterfaces)
	p.processes.renew(now, s.Processes)
}

// age drops old rows, of one kind a call: the real server's chain of || stops at the first kind that lost rows, so the following
// kinds keep theirs until the next tick. Hosts never age (server/controller/genesis/store/sync/store.go at v6.6.9, run).
func (p *platform) age(now time.Time, timeout, vinterfaceTimeout time.Duration) bool {
	return p.vips.age(now, timeout) || p.vms.age(now, timeout) || p.vpcs.age(now, timeout) || p.lldps.age(now, timeout) ||
		p.ports.age(now, timeout) || p.networks.age(now, timeout) || p.ips.age(now, timeout) || p.processes.age(now, timeout) ||
		p.vinterfaces.age(now, vinterfaceTimeout)
}

func (p *platform) publish() bool {
	changed := false
	for _, publish := range []func() bool{
		p.vips.publish, p.vms.publish, p.vpcs.publish, p.hosts.publish, p.lldps.publish,
		p.ports.publish, p.networks.publish, p.ips.publish, p.vinterfaces.publish, p.processes.publish,
	} {
		changed = publish() || changed
	}
	return changed
}

func (p *platform) visible() Snapshot {
	return Snapshot{
		VIPs: p.vips.visible(), VMs: p.vms.visible(), VPCs: p.vpcs.visible(), Hosts: p.hosts.visible(), Lldps: p.lldps.visible(),
		Ports: p.ports.visible(), Networks: p.networks.visible(), IPs: p.ips.visible(),
		Vinterfaces: p.vinterfaces.visible(), Processes: p.processes.visible(),
	}
}

func (p *platform) load(ctx context.Context, db row.DB, node string, now time.Time, timeout time.Duration) error {
	for _, load := range []func(context.Context, row.DB, string, time.Time, time.Duration) error{
		p.vips.load, p.vms.load, p.vpcs.load, p.hosts.load, p.ports.load,
		p.lldps.load, p.ips.load, p.networks.load, p.vinterfaces.load, p.processes.load,
	} {
		if err := load(ctx, db, node, now, timeout); err != nil {
			return err
		}
	}
	return nil
}

func (p *platform) save(ctx context.Context, db row.DB, node string, storage map[uint32]string) error {
	for _, save := range []func(context.Context, row.DB, string, map[uint32]string) error{
		p.vips.save, p.vms.save, p.vpcs.save, p.hosts.save, p.ports.save,
		p.lldps.save, p.ips.save, p.networks.save, p.vinterfaces.save, p.processes.save,
	} {
		if err := save(ctx, db, node, storage); err != nil {
			return err
		}
	}
	return nil
}
