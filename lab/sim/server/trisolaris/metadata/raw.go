package metadata

import (
	"slices"

	"github.com/dflab/dflab/lab/sim/server/trisolaris/dbcache"
)

const (
	deviceVM = 1
	typeWAN  = 3
)

// raw is the tables, indexed.
type raw struct {
	tables    Tables
	regions   map[string]int // lcuuid to id
	tunnels   map[int]int    // VPC to its tunnel
	vms       map[int]*dbcache.VM
	ips       map[int][]address // NIC to its addresses, WAN ones first
	noVif     []dbcache.IP      // addresses of no NIC
	subnets   map[int][]*dbcache.Subnet
	deviceVif []*dbcache.VInterface // NICs on devices of a known kind
}

type address struct {
	ip      string
	netmask int
	wan     bool
}

func newRaw(t *Tables) *raw {
	r := &raw{
		tables: *t, regions: map[string]int{}, tunnels: map[int]int{}, vms: map[int]*dbcache.VM{},
		ips: map[int][]address{}, subnets: map[int][]*dbcache.Subnet{},
	}
	for _, v := range t.Regions {
		r.regions[v.Lcuuid] = v.ID
	}
	for _, v := range t.VPCs {
		r.tunnels[v.ID] = v.TunnelID
	}
	for i, v := range t.VMs {
		r.vms[v.ID] = &t.VMs[i]
	}
	r.address(t.WANIPs, true)
	r.address(t.LANIPs, false)
	for i, v := range t.Subnets {
		r.subnets[v.NetworkID] = append(r.subnets[v.NetworkID], &t.Subnets[i])
	}
	for i, v := range t.VInterfaces {
		if knownDevice(v.DeviceType) {
			r.deviceVif = append(r.deviceVif, &t.VInterfaces[i])
		}
	}
	return r
}

func (r *raw) address(rows []dbcache.IP, wan bool) {
	for _, v := range rows {
		if v.VInterfaceID == 0 {
			r.noVif = append(r.noVif, v)
			continue
		}
		r.ips[v.VInterfaceID] = append(r.ips[v.VInterfaceID], address{v.IP, v.Netmask, wan})
	}
}

// knownDevice says whether NICs of that device type count for segments: vm, vrouter, host, DHCP port, pod, pod service, Redis, RDS,
// pod node, load balancer, NAT gateway.
func knownDevice(t int) bool {
	return slices.Contains([]int{1, 5, 6, 9, 10, 11, 12, 13, 14, 15, 16}, t)
}

// change names what made the platform data be made anew.
type change int

const (
	unchanged change = iota
	vmChanged
	networkCountChanged
	networkTypeChanged
	networkChanged
	subnetChanged
	netmaskChanged
	vpcChanged
	tunnelChanged
	lanVifsChanged
	wanVifsChanged
	lanIPsChanged
	wanIPsChanged
	regionChanged
	azChanged
)

// compare is the first thing, in upstream's order, in which b differs from a. It looks at little: a NIC that changes type or MAC, for
// one, makes no difference (PlatformRawData.equal in agentmetadata/raw_data.go at v6.6.9).
func compare(a, b *Tables) change {
	switch {
	case differ(a.VMs, b.VMs, func(v dbcache.VM) int { return v.ID }):
		return vmChanged
	case len(a.Networks) != len(b.Networks):
		return networkCountChanged
	}
	if c := compareNetworks(a.Networks, b.Networks); c != unchanged {
		return c
	}
	vif := func(v dbcache.IP) int { return v.VInterfaceID }
	ip := func(v dbcache.IP) string { return v.IP }
	switch {
	case !slices.EqualFunc(a.Subnets, b.Subnets, func(x, y dbcache.Subnet) bool { return x.Prefix == y.Prefix }):
		return subnetChanged
	case !slices.EqualFunc(a.Subnets, b.Subnets, func(x, y dbcache.Subnet) bool { return x.Netmask == y.Netmask }):
		return netmaskChanged
	case differ(a.VPCs, b.VPCs, func(v dbcache.VPC) int { return v.ID }):
		return vpcChanged
	case differ(a.VPCs, b.VPCs, func(v dbcache.VPC) int { return v.TunnelID }):
		return tunnelChanged
	case differ(a.LANIPs, b.LANIPs, vif):
		return lanVifsChanged
	case differ(a.WANIPs, b.WANIPs, vif):
		return wanVifsChanged
	case differ(a.LANIPs, b.LANIPs, ip):
		return lanIPsChanged
	case differ(a.WANIPs, b.WANIPs, ip):
		return wanIPsChanged
	case differ(a.Regions, b.Regions, func(v dbcache.Region) string { return v.Lcuuid }):
		return regionChanged
	case differ(a.AZs, b.AZs, func(v dbcache.AZ) string { return v.Lcuuid }):
		return azChanged
	}
	return unchanged
}

func compareNetworks(a, b []dbcache.Network) change {
	types := map[int]int{}
	for _, v := range a {
		types[v.ID] = v.NetType
	}
	for _, v := range b {
		t, ok := types[v.ID]
		if !ok {
			return networkChanged
		}
		if t != v.NetType {
			return networkTypeChanged
		}
	}
	return unchanged
}

// differ says whether the two slices have different sets of keys.
func differ[T any, K comparable](a, b []T, key func(T) K) bool {
	if len(a) > 0 && len(b) > 0 && len(a) == len(b) && &a[0] == &b[0] {
		return false
	}
	in := map[K]bool{}
	for _, v := range a {
		in[key(v)] = false
	}
	for _, v := range b {
		k := key(v)
		if _, ok := in[k]; !ok {
			return true
		}
		in[k] = true
	}
	for _, seen := range in {
		if !seen {
			return true
		}
	}
	return false
}
