package vtap

import (
	"fmt"

	"github.com/dflab/dflab/lab/deepflow/logline"
	"github.com/dflab/dflab/lab/sim/server/trisolaris/dbcache"
)

// Device types of column vinterface.devicetype.
const (
	deviceVM      = 1
	devicePod     = 10
	devicePodNode = 14
)

// bareMetal says whether a vm's htype means a physical machine.
func bareMetal(htype int) bool { return htype == 2 || htype == 4 || htype == 6 }

func workload(vm *dbcache.VM) int {
	if bareMetal(vm.HType) {
		return typeWorkloadP
	}
	return typeWorkloadV
}

// onHypervisor looks for a host_device. Its lines are logged for every agent that isn't on one, also when it registers afterwards.
func (r *registration) onHypervisor() *found {
	host, err := r.i.db.HostByIPs(r.hostIPs)
	if host == nil {
		r.log(logline.ServerRegisterNoHostIP, r.agent(), r.hostIPs, orNotFound(err))
		if host, err = r.i.db.HostByName(r.host); host == nil {
			r.log(logline.ServerRegisterNoHostName, r.agent(), r.host, orNotFound(err))
			return nil
		}
	}
	kind := typeKVM
	if host.HType == 5 {
		kind = typeHyperV
	}
	return &found{
		kind: kind, name: fmt.Sprintf("%s-H%d", host.Name, host.ID), launchServer: host.IP, launchServerID: host.ID,
		az: host.AZ, region: host.Region, lcuuid: r.i.c.UUID(),
	}
}

func orNotFound(err error) error {
	if err == nil {
		return errNotFound
	}
	return err
}

// onPodNode looks for a Kubernetes node.
func (r *registration) onPodNode() *found {
	nodes, err := r.i.db.PodNodesByIPs(r.hostIPs)
	if err != nil || len(nodes) == 0 {
		if nodes, err = r.i.db.PodNodesByName(r.host); err != nil || len(nodes) == 0 {
			r.log(logline.ServerRegisterNoPodNode, r.agent(), r.hostIPs, r.host)
			return nil
		}
	}
	ids, vms := []int{}, map[int]int{}
	for _, n := range nodes {
		ids = append(ids, n.ID)
		if vm, err := r.i.db.VMOfPodNode(n.ID); err == nil && vm != 0 {
			vms[n.ID] = vm
		}
	}
	vif, err := r.i.db.VInterfaceOfDevices(r.ctrlMac, r.region, devicePodNode, ids)
	if vif == nil {
		r.log(logline.ServerRegisterNoPodNodeVInterface, r.agent(), r.ctrlMac, r.region, devicePodNode, ids, orNotFound(err))
		if vif = r.vmOfNodes(ids, vms); vif == nil {
			return nil
		}
	}
	for _, n := range nodes {
		vm, onVM := vms[n.ID]
		if vif.DeviceType == devicePodNode && vif.DeviceID == n.ID || vif.DeviceType == deviceVM && onVM && vm == vif.DeviceID {
			return r.podNode(&n, vm, onVM)
		}
	}
	r.log(logline.ServerRegisterPodNodeNotFound, r.agent())
	return nil
}

// vmOfNodes is the NIC of a vm that one of the nodes runs on.
func (r *registration) vmOfNodes(nodes []int, vms map[int]int) *dbcache.VInterface {
	var ids []int
	for _, n := range nodes {
		if vm, ok := vms[n]; ok {
			ids = append(ids, vm)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	vif, err := r.i.db.VInterfaceOfDevices(r.ctrlMac, r.region, deviceVM, ids)
	if vif == nil {
		r.log(logline.ServerRegisterNoPodNodeVMVInterface, r.agent(), r.ctrlMac, r.region, deviceVM, ids, orNotFound(err))
	}
	return vif
}

func (r *registration) podNode(n *dbcache.PodNode, vmID int, onVM bool) *found {
	kind := TypePodHost
	if onVM {
		vm, err := r.i.db.FirstVM([]int{vmID})
		if vm == nil {
			r.log(logline.ServerRegisterNoConnectedVM, r.agent(), vmID, orNotFound(err))
			return nil
		}
		if !bareMetal(vm.HType) {
			kind = TypePodVM
		}
	}
	return &found{
		kind: kind, name: fmt.Sprintf("%s-P%d", n.Name, n.ID), launchServer: n.IP, launchServerID: n.ID,
		az: n.AZ, region: n.Region, lcuuid: n.Lcuuid,
	}
}

// addresses are the NICs that have one of the agent's addresses, LAN ones first, and which.
func (r *registration) addresses() (vifs []int, lan, wan map[int]string) {
	lan, wan = map[int]string{}, map[int]string{}
	rows, err := r.i.db.LANIPsOf(r.hostIPs)
	if len(rows) == 0 {
		r.log(logline.ServerRegisterNoVInterfaceIP, r.agent(), r.hostIPs)
		r.failed(err)
	}
	for _, row := range rows {
		vifs, lan[row.VInterfaceID] = append(vifs, row.VInterfaceID), row.IP
	}
	rows, err = r.i.db.WANIPsOf(r.hostIPs)
	if len(rows) == 0 {
		r.log(logline.ServerRegisterNoIPResource, r.agent(), r.hostIPs)
		r.failed(err)
	}
	for _, row := range rows {
		vifs, wan[row.VInterfaceID] = append(vifs, row.VInterfaceID), row.IP
	}
	return vifs, lan, wan
}

func (r *registration) failed(err error) {
	if err != nil {
		r.log(logline.ServerRegisterLookUpFailed, err)
	}
}

// onPod looks for a pod. An agent_sync domain has none, so that it only ever logs.
func (r *registration) onPod() *found {
	vifs, _, _ := r.addresses()
	if len(vifs) == 0 {
		return nil
	}
	rows, err := r.i.db.VInterfacesOf(r.ctrlMac, r.region, devicePod, vifs)
	if len(rows) == 0 {
		r.log(logline.ServerRegisterNoPodVInterface, r.agent(), r.ctrlMac, r.region, devicePod, vifs)
		r.failed(err)
		return nil
	}
	var ids []int
	for _, row := range rows {
		ids = append(ids, row.DeviceID)
	}
	r.log(logline.ServerRegisterNoPod, r.agent(), ids, errNotFound)
	return nil
}

// onHost looks for a host that an agent_sync domain knows: a NIC with the agent's MAC that has one of its addresses.
func (r *registration) onHost() *found {
	vifs, lan, wan := r.addresses()
	if len(vifs) == 0 {
		return nil
	}
	rows, err := r.i.db.VInterfacesOf(r.ctrlMac, r.region, deviceVM, vifs)
	if len(rows) == 0 {
		r.log(logline.ServerRegisterNoVInterface, r.agent(), r.ctrlMac, r.region, deviceVM, vifs)
		r.failed(err)
		return nil
	}
	ids, vifOf := devices(rows)
	vm, err := r.i.db.FirstVM(ids)
	if vm == nil {
		r.log(logline.ServerRegisterNoVM, r.agent(), ids, orNotFound(err))
		return nil
	}
	return r.vm(vm, addressOf(vifOf, vm.ID, lan, wan))
}

func (r *registration) vm(vm *dbcache.VM, address string) *found {
	return &found{
		kind: workload(vm), name: fmt.Sprintf("%s-W%d", vm.Name, vm.ID), launchServer: address, launchServerID: vm.ID,
		az: vm.AZ, region: vm.Region, lcuuid: vm.Lcuuid,
	}
}

func devices(rows []dbcache.VInterface) (ids []int, vifOf map[int]int) {
	vifOf = map[int]int{}
	for _, row := range rows {
		ids, vifOf[row.DeviceID] = append(ids, row.DeviceID), row.ID
	}
	return ids, vifOf
}

func addressOf(vifOf map[int]int, device int, lan, wan map[int]string) string {
	if ip := lan[vifOf[device]]; ip != "" {
		return ip
	}
	return wan[vifOf[device]]
}

// onMirroredHost looks for a vm whose hypervisor is known, as traffic mirrored by it is captured there.
func (r *registration) onMirroredHost() *found {
	vifs, lan, wan := r.addresses()
	if len(vifs) == 0 {
		return nil
	}
	rows, err := r.i.db.VInterfacesOf(r.ctrlMac, r.region, deviceVM, vifs)
	if len(rows) == 0 {
		r.log(logline.ServerRegisterNoHostVMVInterface, r.agent(), r.ctrlMac, r.region, deviceVM, vifs)
		r.failed(err)
		return nil
	}
	ids, vifOf := devices(rows)
	var servers []string
	vms := map[string]*dbcache.VM{}
	for _, id := range ids {
		vm, _ := r.i.db.FirstVM([]int{id})
		switch {
		case vm == nil:
		case vm.LaunchServer == "":
			r.log(logline.ServerRegisterNoLaunchServer, r.agent(), vm.ID)
		case vms[vm.LaunchServer] == nil:
			servers, vms[vm.LaunchServer] = append(servers, vm.LaunchServer), vm
		}
	}
	if len(servers) == 0 {
		return nil
	}
	host, err := r.i.db.HostByIPs(servers)
	if host == nil {
		r.log(logline.ServerRegisterNoHost, r.agent(), servers)
		r.failed(err)
		return nil
	}
	vm := vms[host.IP]
	if vm == nil {
		r.log(logline.ServerRegisterHostHasNoVM, r.agent(), host.IP)
		return nil
	}
	return r.vm(vm, addressOf(vifOf, vm.ID, lan, wan))
}

// onDedicated needs no host, only an availability zone in the region.
func (r *registration) onDedicated() *found {
	azs, err := r.i.db.AZs()
	if err == nil {
		for _, az := range azs {
			if az.Region == r.region {
				return &found{kind: typeDedicated, name: r.host, launchServer: r.ctrlIP, az: az.Lcuuid, region: r.region, lcuuid: r.i.c.UUID()}
			}
		}
	}
	r.log(logline.ServerRegisterNoAZ, r.agent(), r.region)
	return nil
}

// byIP registers by ctrl_ip alone (agent-unique-identifier: ip). Upstream doesn't note here by what it registered.
func (r *registration) byIP() *dbcache.VTap {
	vif := r.vifOfCtrlIP()
	if vif == 0 {
		return nil
	}
	nic, err := r.i.db.VInterfaceByID(vif)
	if nic == nil {
		r.log(logline.ServerRegisterByIPNoVInterface, r.agent(), vif)
		r.log(logline.ServerRegisterLookUpFailed, orNotFound(err))
		return nil
	}
	vm, err := r.i.db.FirstVM([]int{nic.DeviceID})
	if vm == nil {
		r.log(logline.ServerRegisterByIPNoVM, r.agent(), nic.DeviceID)
		r.log(logline.ServerRegisterLookUpFailed, orNotFound(err))
		return nil
	}
	return r.insert(r.vm(vm, r.ctrlIP))
}

// vifOfCtrlIP is the NIC of ctrl_ip, 0 if none has it.
func (r *registration) vifOfCtrlIP() int {
	if rows, err := r.i.db.LANIPsOf([]string{r.ctrlIP}); err == nil && len(rows) > 0 {
		return rows[0].VInterfaceID
	}
	r.log(logline.ServerRegisterByIPNoVInterfaceIP, r.agent(), r.ctrlIP)
	r.log(logline.ServerRegisterByIPVInterfaceIPError)
	if rows, err := r.i.db.WANIPsOf([]string{r.ctrlIP}); err == nil && len(rows) > 0 {
		return rows[0].VInterfaceID
	}
	r.log(logline.ServerRegisterByIPNoIPResource, r.agent(), r.ctrlIP)
	r.log(logline.ServerRegisterByIPIPResourceError)
	return 0
}
