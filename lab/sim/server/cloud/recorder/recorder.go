// Package recorder keeps the resource tables (az, epc, host_device, vm, vl2, vl2_net, vinterface, ip_resource, vinterface_ip, vip,
// process) equal to what a domain's cloud task gathered. It compares with its memory of the tables, so that nothing gathered
// anew costs nothing; the memory is read from the tables at start and every hour.
//
// It may import lab/deepflow and the packages model, diffbase and genesis/row; it knows no genesis and no timers.
package recorder

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/dflab/dflab/lab/deepflow/logline"
	"github.com/dflab/dflab/lab/sim/server/cloud/diffbase"
	"github.com/dflab/dflab/lab/sim/server/cloud/model"
	"github.com/dflab/dflab/lab/sim/server/genesis/row"
)

// The errors of Refresh, in the words that the log has.
var (
	ErrNotVerified = errors.New("data is not verified")
	ErrDataMissing = errors.New("data is missing")
)

// Options is what a Recorder works with.
type Options struct {
	Context context.Context
	DB      row.DB
	Log     *logline.Logger
	Now     func() time.Time
	Zone    *time.Location
	IDs     *IDs
	// Domain and Lcuuid are the domain's. The name stays in the log lines when the domain is renamed.
	Domain, Lcuuid string
}

// VTap is what processes need of an agent: its type and the id of the VM it runs on.
type VTap struct {
	ID, Type, LaunchServerID int
}

// Recorder is the recorder of one domain.
type Recorder struct {
	ctx    context.Context
	db     row.DB
	log    *logline.Logger
	now    func() time.Time
	zone   *time.Location
	ids    *IDs
	domain string
	lcuuid string

	sequence int
	work     int // what the last comparison found to do
	lookup   *lookup
	vtaps    map[int]VTap

	az         *updater[model.AZ, azRow, diffbase.AZ, *azRow, *diffbase.AZ]
	vpc        *updater[model.VPC, vpcRow, diffbase.VPC, *vpcRow, *diffbase.VPC]
	host       *updater[model.Host, hostRow, diffbase.Host, *hostRow, *diffbase.Host]
	vm         *updater[model.VM, vmRow, diffbase.VM, *vmRow, *diffbase.VM]
	network    *updater[model.Network, networkRow, diffbase.Network, *networkRow, *diffbase.Network]
	subnet     *updater[model.Subnet, subnetRow, diffbase.Subnet, *subnetRow, *diffbase.Subnet]
	vinterface *updater[model.VInterface, vinterfaceRow, diffbase.VInterface, *vinterfaceRow, *diffbase.VInterface]
	wanIP      *updater[model.IP, wanIPRow, diffbase.WANIP, *wanIPRow, *diffbase.WANIP]
	lanIP      *updater[model.IP, lanIPRow, diffbase.LANIP, *lanIPRow, *diffbase.LANIP]
	vip        *updater[model.VIP, vipRow, diffbase.VIP, *vipRow, *diffbase.VIP]
	process    *updater[model.Process, processRow, diffbase.Process, *processRow, *diffbase.Process]
}

// New makes the recorder of a domain and reads what the tables hold of it.
func New(o Options) (*Recorder, error) {
	o.Log.Log(logline.ServerNewRecorder, o.Lcuuid)
	r := &Recorder{
		ctx: o.Context, db: o.DB, log: o.Log, now: nowIn(o.Now, o.Zone), zone: o.Zone, ids: o.IDs, domain: o.Domain, lcuuid: o.Lcuuid,
	}
	r.az, r.vpc, r.host, r.vm = r.newAZ(), r.newVPC(), r.newHost(), r.newVM()
	r.network, r.subnet, r.vinterface = r.newNetwork(), r.newSubnet(), r.newVInterface()
	r.wanIP, r.lanIP, r.vip, r.process = r.newWANIP(), r.newLANIP(), r.newVIP(), r.newProcess()
	return r, r.Reload()
}

// Reload reads the tables anew; it undoes nothing that others did to them, the next refresh does.
func (r *Recorder) Reload() error {
	r.lookup = newLookup()
	const learned = "domain = ? AND create_method = 0"
	for _, load := range []func() error{
		func() error { return r.az.load(learned, r.lcuuid) },
		func() error { return r.vpc.load(learned, r.lcuuid) },
		func() error { return r.host.load(learned, r.lcuuid) },
		func() error { return r.network.load(learned, r.lcuuid) },
		func() error { return r.vm.load(learned, r.lcuuid) },
		func() error { return r.vip.load("domain = ?", r.lcuuid) },
		func() error { return r.subnet.load("domain = ?", r.lcuuid) },
		func() error { return r.vinterface.load(learned, r.lcuuid) },
		func() error { return r.wanIP.load(learned, r.lcuuid) },
		func() error { return r.lanIP.load(learned, r.lcuuid) },
		func() error { return r.process.load("domain = ?", r.lcuuid) },
	} {
		if err := load(); err != nil {
			return fmt.Errorf("load recorder cache: %w", err)
		}
	}
	return nil
}

// Check says whether the gathered data may be recorded, with the line that the real server writes when not.
func (r *Recorder) Check(data *model.Resource) error {
	switch {
	case !data.Verified:
		r.log.Log(logline.ServerDomainNotVerified, r.domain)
		return ErrNotVerified
	case len(data.Networks) == 0 || len(data.VInterfaces) == 0:
		r.log.Log(logline.ServerDomainHasNoNetworks, r.domain)
		return ErrDataMissing
	case len(data.VMs) == 0:
		r.log.Log(logline.ServerDomainHasNoVMs, r.domain)
		return ErrDataMissing
	}
	return nil
}

// Refresh records the data and says whether anything changed that agents' platform data is made of. With same, the data is what
// the last refresh recorded completely, and there is nothing to compare.
func (r *Recorder) Refresh(data *model.Resource, vtaps []VTap, same bool) (platformChanged bool) {
	r.log.Log(logline.ServerDomainRefreshStarted, r.domain)
	r.log.Log(logline.ServerRecorderVTapsRefreshed, len(vtaps))
	if same {
		return false
	}
	r.sequence++
	r.work = 0
	r.vtaps = map[int]VTap{}
	for _, v := range vtaps {
		r.vtaps[v.ID] = v
	}
	r.addAndUpdate(data)
	r.remove()
	for _, changed := range []func() bool{
		r.az.takeChanged, r.host.takeChanged, r.vm.takeChanged, r.network.takeChanged, r.vinterface.takeChanged, r.process.takeChanged,
	} {
		platformChanged = changed() || platformChanged
	}
	if platformChanged {
		r.log.Log(logline.ServerDomainDataChangedRefresh, r.domain)
	}
	return platformChanged
}

// addAndUpdate goes through the resources in the order of their dependencies.
func (r *Recorder) addAndUpdate(data *model.Resource) {
	r.az.addAndUpdate(data.AZs)
	r.vpc.addAndUpdate(data.VPCs)
	r.host.addAndUpdate(data.Hosts)
	r.vm.addAndUpdate(data.VMs)
	r.network.addAndUpdate(data.Networks)
	r.subnet.addAndUpdate(data.Subnets)
	r.vinterface.addAndUpdate(data.VInterfaces)
	wan, lan := r.split(data.IPs)
	r.wanIP.addAndUpdate(wan)
	r.lanIP.addAndUpdate(lan)
	r.vip.addAndUpdate(data.VIPs)
	r.process.addAndUpdate(data.Processes)
}

// remove goes through the resources in the reverse order.
func (r *Recorder) remove() {
	r.vip.remove()
	r.wanIP.remove()
	r.lanIP.remove()
	r.vinterface.remove()
	r.subnet.remove()
	r.network.remove()
	r.vm.remove()
	r.host.remove()
	r.vpc.remove()
	r.az.remove()
	r.process.remove()
}

// split sorts addresses by their NIC's type, as the NIC was just recorded.
func (r *Recorder) split(ips []model.IP) (wan, lan []model.IP) {
	for _, ip := range ips {
		n, ok := r.lookup.nic[ip.VInterfaceLcuuid]
		switch {
		case !ok:
			r.work++
			r.log.Log(logline.ServerRecorderIPVInterfaceNotFound, "vinterface", ip.VInterfaceLcuuid, "cloud ip", ip.Lcuuid)
		case n.kind == typeWAN:
			wan = append(wan, ip)
		default:
			lan = append(lan, ip)
		}
	}
	return wan, lan
}

// Domain is the domain's name in the recorder's lines.
func (r *Recorder) Domain() string { return r.domain }

// HasAZ says whether the availability zone is one of the domain's.
func (r *Recorder) HasAZ(lcuuid string) bool {
	_, ok := r.az.bases[lcuuid]
	return ok
}

// Settled says whether the last comparison found nothing to do.
func (r *Recorder) Settled() bool { return r.work == 0 }
