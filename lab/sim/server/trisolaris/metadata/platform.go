package metadata

import (
	"fmt"
	"math/rand"
	"net"
	"strconv"
	"strings"

	"google.golang.org/protobuf/proto"

	"github.com/dflab/dflab/lab/deepflow/logline"
	"github.com/dflab/dflab/lab/deepflow/wire/agent"
	"github.com/dflab/dflab/lab/sim/server/trisolaris/dbcache"
)

// Data is one set of platform data with its version.
type Data struct {
	Version uint64
	// Bytes is a serialised agent.PlatformData, ready to be sent.
	Bytes []byte

	name, lcuuid string
	kind         int
	hash         uint64
	interfaces   []*agent.Interface
	cidrs        []*agent.Cidr
	merged       []string
}

// Kinds of platform data, as they are logged.
const (
	allSimple = 1 + iota
	allSimpleExceptPod
	domainAll
	domainExceptPod
	domainOnlyPod
	ofDomains       = 6
	ofVTapCluster   = 7
	ofDomainCluster = 8
)

// Platform is the platform data of all domains and of each.
type Platform struct {
	All, ExceptPod                  *Data
	noDomain                        *Data
	domains, domainsExceptPod, pods map[string]*Data
}

// seal serialises the data.
func (d *Data) seal(m *MetaData) {
	b, err := proto.Marshal(&agent.PlatformData{Interfaces: d.interfaces, Cidrs: d.cidrs})
	if err != nil {
		m.c.Log.Log(logline.ServerAgentPlatformDataMarshalFailed, err)
		return
	}
	d.Bytes, d.hash = b, hash(b)
}

// String is what the log shows of the data.
func (d *Data) text(processes bool) string {
	gprocess := ""
	if processes {
		gprocess = ", gprocess_info: 0"
	}
	return fmt.Sprintf("name: %s, lcuuid: %s, data_type: %d, version: %d, platform_data_hash: %d, interfaces: %d, peer_connections: 0, cidrs: %d%s, merge_domains: %s",
		d.name, d.lcuuid, d.kind, d.Version, d.hash, len(d.interfaces), len(d.cidrs), gprocess, d.merged)
}

// merge adds other's interfaces and networks; the versions add up, so that the sum moves when either does.
func (d *Data) merge(other *Data) {
	if other == nil {
		return
	}
	d.interfaces = append(d.interfaces, other.interfaces...)
	d.cidrs = append(d.cidrs, other.cidrs...)
	d.Version += other.Version
	if other.name != "" {
		d.merged = append(d.merged, other.name)
	}
}

// OfDomains is the data of the named domains only: a group's domain list. Unknown domains are returned.
func (m *MetaData) OfDomains(lcuuids []string, exceptPod bool) (d *Data, unknown []string) {
	d = &Data{name: "platformDataType1", kind: ofDomains}
	from := m.Platform.domains
	if exceptPod {
		d = &Data{name: "platformDataType3", kind: ofDomainCluster}
		from = m.Platform.domainsExceptPod
	}
	for _, lcuuid := range lcuuids {
		if from[lcuuid] == nil {
			unknown = append(unknown, lcuuid)
			continue
		}
		d.merge(from[lcuuid])
	}
	d.Version += m.Platform.noDomain.Version
	d.seal(m)
	return d, unknown
}

// OfCluster is the data of all domains without the pods of clusters that the agent isn't in.
func (m *MetaData) OfCluster() *Data {
	d := &Data{name: "platformDataType2", kind: ofVTapCluster}
	d.merge(m.Platform.ExceptPod)
	d.seal(m)
	return d
}

// generation makes one half's platform data and remembers what it was made from.
type generation struct {
	m        *MetaData
	texts    texts
	offset   uint64 // of the next version, in millions
	raw      *raw
	platform Platform
	changes  uint64
	known    map[string]bool // regions and AZs that the ingester's half has data of
}

// areas: the ingester's half also has the pods of each region and of each AZ, which take a version each when they appear.
func (g *generation) areas() {
	if !g.texts.gprocess {
		return
	}
	if g.known == nil {
		g.known = map[string]bool{}
	}
	see := func(lcuuid string) {
		if !g.known[lcuuid] {
			g.known[lcuuid] = true
			g.offset++
		}
	}
	for _, r := range g.raw.tables.Regions {
		see("region " + r.Lcuuid)
	}
	for _, a := range g.raw.tables.AZs {
		see("az " + a.Lcuuid)
	}
}

// version is a new first version: the time plus a million for each that the process gave before, plus a number below 10000 from a
// source seeded with the second (agentmetadata/platform_data.go at v6.6.9; recording 04_grpc/server_phase1 has the same numbers).
func (g *generation) version() uint64 {
	now := g.m.c.Now().Unix()
	v := g.offset*1_000_000 + uint64(now) + uint64(rand.New(rand.NewSource(now)).Intn(10000))
	g.offset++
	return v
}

func (g *generation) init(r *raw) {
	g.raw = r
	g.generate(true)
}

// refresh makes the data anew if rows that count changed, and says whether it did.
func (g *generation) refresh(t *Tables) bool {
	c := compare(&g.raw.tables, t)
	if !sameRows(&g.raw.tables, t) {
		g.raw = newRaw(t)
	}
	if c == unchanged {
		return false
	}
	g.m.c.Log.Log(g.texts.changed[c])
	g.generate(false)
	return true
}

// sameRows says whether t holds the very slices of a.
func sameRows(a, t *Tables) bool {
	return sameSlice(a.VMs, t.VMs) && sameSlice(a.VInterfaces, t.VInterfaces) && sameSlice(a.LANIPs, t.LANIPs) &&
		sameSlice(a.WANIPs, t.WANIPs) && sameSlice(a.Networks, t.Networks) && sameSlice(a.Subnets, t.Subnets) && sameSlice(a.VPCs, t.VPCs) &&
		sameSlice(a.Regions, t.Regions) && sameSlice(a.AZs, t.AZs) && sameSlice(a.Domains, t.Domains)
}

func sameSlice[T any](a, b []T) bool {
	return len(a) == len(b) && (len(a) == 0 || &a[0] == &b[0])
}

func (g *generation) generate(first bool) {
	all, byDomain := g.interfaces()
	cidrs, domainCIDRs := g.cidrs()
	p := &g.platform
	old := *p
	g.areas()
	p.All = g.next(old.All, &Data{kind: allSimple, interfaces: all, cidrs: cidrs})
	g.m.c.Log.Log(g.texts.all, g.fields(p.All)...)
	p.ExceptPod = g.next(old.ExceptPod, &Data{kind: allSimpleExceptPod, interfaces: all, cidrs: cidrs})
	g.m.c.Log.Log(g.texts.exceptPod, g.fields(p.ExceptPod)...)
	if first {
		p.noDomain = g.next(nil, &Data{name: "no domain"})
	}
	p.domains = g.domains(old.domains, domainAll, byDomain, domainCIDRs)
	p.domainsExceptPod = g.domains(old.domainsExceptPod, domainExceptPod, byDomain, domainCIDRs)
	p.pods = g.domains(old.pods, domainOnlyPod, nil, domainCIDRs)
	g.changes++
	if first {
		g.changes = 0
	}
	g.m.c.Log.Log(g.texts.cost, cost)
}

func (g *generation) fields(d *Data) []any {
	f := []any{d.name, d.lcuuid, d.kind, d.Version, d.hash, len(d.interfaces), 0, len(d.cidrs)}
	if g.texts.gprocess {
		f = append(f, 0)
	}
	return append(f, d.merged)
}

// next gives d its version: the old one if the content is the same, then old itself, else one more.
func (g *generation) next(old, d *Data) *Data {
	d.seal(g.m)
	switch {
	case old == nil:
		d.Version = g.version()
	case old.hash == d.hash:
		return old
	default:
		d.Version = old.Version + 1
	}
	return d
}

func (g *generation) domains(old map[string]*Data, kind int, interfaces map[string][]*agent.Interface, cidrs map[string][]*agent.Cidr) map[string]*Data {
	all := map[string]*Data{}
	for _, domain := range g.raw.tables.Domains {
		d := &Data{name: domain.Name, lcuuid: domain.Lcuuid, kind: kind, interfaces: interfaces[domain.Lcuuid], cidrs: cidrs[domain.Lcuuid]}
		d.seal(g.m)
		was := old[domain.Lcuuid]
		switch {
		case was == nil:
			d.Version = g.version()
		case was.hash == d.hash:
			d.Version = was.Version
		default:
			d.Version = was.Version + 1
			g.m.c.Log.Log(g.texts.domainChanged, was.text(g.texts.gprocess), d.text(g.texts.gprocess))
		}
		all[domain.Lcuuid] = d
	}
	return all
}

// interfaces are all NICs, in order of id, and the same by domain.
func (g *generation) interfaces() (all []*agent.Interface, byDomain map[string][]*agent.Interface) {
	byDomain = map[string][]*agent.Interface{}
	for i := range g.raw.tables.VInterfaces {
		vif := &g.raw.tables.VInterfaces[i]
		vm := g.raw.vms[vif.DeviceID]
		if vif.DeviceType != deviceVM || vm == nil {
			g.m.c.Log.Log(g.texts.noDevice, vif.Lcuuid, vif.Domain, vif.DeviceType, vif.DeviceID)
			continue
		}
		p := g.toProto(vif, vm)
		all = append(all, p)
		byDomain[vif.Domain] = append(byDomain[vif.Domain], p)
	}
	if p := g.unattached(); p != nil {
		all = append(all, p)
	}
	return all, byDomain
}

func (g *generation) toProto(vif *dbcache.VInterface, vm *dbcache.VM) *agent.Interface {
	kind := agent.DeviceType(vif.DeviceType)
	iftype := uint32(vif.Type)
	if g.m.c.Config.Controller.NoIPOverlapping {
		iftype = typeWAN
	}
	p := &agent.Interface{
		Id: proto.Uint32(uint32(vif.ID)), Mac: proto.Uint64(g.mac(vif.Mac)), DeviceType: &kind, EpcId: proto.Uint32(uint32(vm.VPCID)),
		IfType: proto.Uint32(iftype), RegionId: proto.Uint32(uint32(g.raw.regions[vif.Region])),
		PodClusterId: proto.Uint32(0), PodNodeId: proto.Uint32(0), IsVipInterface: proto.Bool(false),
	}
	if strings.HasPrefix(strings.ToLower(vif.Name), "hostnic") {
		return p // NICs that containers use
	}
	for _, a := range g.raw.ips[vif.ID] {
		ip := ipResource(a.ip, a.netmask)
		if a.wan { // of LAN addresses agents get no subnet
			ip.SubnetId = proto.Uint32(uint32(vif.NetworkID))
		}
		p.IpResources = append(p.IpResources, ip)
	}
	return p
}

// unattached is the pseudo NIC of addresses that belong to no NIC.
func (g *generation) unattached() *agent.Interface {
	if len(g.raw.noVif) == 0 {
		return nil
	}
	p := &agent.Interface{IfType: proto.Uint32(typeWAN), IsVipInterface: proto.Bool(false)}
	for _, a := range g.raw.noVif {
		p.IpResources = append(p.IpResources, ipResource(a.IP, 0))
	}
	return p
}

func ipResource(ip string, netmask int) *agent.IpResource {
	if netmask == 0 {
		netmask = 32
		if strings.Contains(ip, ":") {
			netmask = 128
		}
	}
	return &agent.IpResource{Ip: proto.String(ip), Masklen: proto.Uint32(uint32(netmask))}
}

func (g *generation) mac(text string) uint64 {
	n, err := strconv.ParseUint(strings.NewReplacer(" ", "", ".", "", ":", "", "-", "").Replace(text), 16, 64)
	if err != nil {
		g.m.c.Log.Log(g.texts.badMac, err, text)
	}
	return n
}

// cidrs are the subnets of all networks, in order of network and subnet.
func (g *generation) cidrs() (all []*agent.Cidr, byDomain map[string][]*agent.Cidr) {
	byDomain = map[string][]*agent.Cidr{}
	for _, network := range g.raw.tables.Networks {
		tunnel := network.TunnelID
		if t := g.raw.tunnels[network.VPCID]; t != 0 {
			tunnel = t
		}
		kind := agent.CidrType_LAN
		if g.m.c.Config.Controller.NoIPOverlapping || network.NetType == typeWAN {
			kind = agent.CidrType_WAN
		}
		for _, subnet := range g.raw.subnets[network.ID] {
			length := masklen(subnet.Netmask)
			if subnet.Prefix == "" || length == 0 || subnet.Prefix == "0.0.0.0" && length == 32 || subnet.Prefix == "::" && length == 128 {
				continue
			}
			c := &agent.Cidr{
				Prefix: proto.String(fmt.Sprintf("%s/%d", subnet.Prefix, length)), Type: &kind, EpcId: proto.Int32(int32(network.VPCID)),
				RegionId: proto.Uint32(uint32(g.raw.regions[network.Region])), TunnelId: proto.Uint32(uint32(tunnel)), IsVip: proto.Bool(network.IsVIP != 0),
			}
			all = append(all, c)
			byDomain[network.Domain] = append(byDomain[network.Domain], c)
		}
	}
	return all, byDomain
}

// masklen is the length of a netmask in address notation; 0 if it is none.
func masklen(mask string) int {
	ip := net.ParseIP(mask)
	if ip == nil {
		return 0
	}
	b := []byte(ip)
	if v4 := ip.To4(); v4 != nil && !strings.Contains(mask, ":") {
		b = v4
	}
	n, _ := net.IPMask(b).Size()
	return n
}
