package dbcache

// Named is what several resources have in common.
type Named struct {
	ID     int
	Name   string
	Lcuuid string
}

// Region is a row of table region.
type Region struct{ Named }

// Regions are the regions.
func (c *Cache) Regions() ([]Region, error) {
	return read(c, "region", "id, name, lcuuid", true, func(r *Region) []any {
		return []any{&r.ID, or0(&r.Name), or0(&r.Lcuuid)}
	})
}

// AZ is a row of table az.
type AZ struct {
	Named
	Region, Domain string
}

// AZs are the availability zones.
func (c *Cache) AZs() ([]AZ, error) {
	return read(c, "az", "id, name, lcuuid, region, domain", true, func(r *AZ) []any {
		return []any{&r.ID, or0(&r.Name), or0(&r.Lcuuid), or0(&r.Region), or0(&r.Domain)}
	})
}

// Domain is a row of table domain.
type Domain struct {
	Named
	Type         int // 11 kubernetes, 23 agent_sync
	ClusterID    string
	Config       string // JSON
	Enabled      int
	ControllerIP string
}

// Domains are the domains.
func (c *Cache) Domains() ([]Domain, error) {
	return read(c, "domain", "id, name, lcuuid, type, cluster_id, config, enabled, controller_ip", false, func(r *Domain) []any {
		return []any{
			&r.ID, or0(&r.Name), or0(&r.Lcuuid), or0(&r.Type), or0(&r.ClusterID), or0(&r.Config), or0(&r.Enabled),
			or0(&r.ControllerIP),
		}
	})
}

// VM is a row of table vm. HType 2, 4 and 6 are bare metal.
type VM struct {
	Named
	Domain, AZ, Region string
	VPCID              int
	HType              int
	LaunchServer       string
}

const vmColumns = "id, name, lcuuid, domain, az, region, epc_id, htype, launch_server"

func vmFields(r *VM) []any {
	return []any{&r.ID, or0(&r.Name), or0(&r.Lcuuid), or0(&r.Domain), or0(&r.AZ), or0(&r.Region), or0(&r.VPCID), or0(&r.HType), or0(&r.LaunchServer)}
}

// VMs are the hosts.
func (c *Cache) VMs() ([]VM, error) {
	return read(c, "vm", vmColumns, true, vmFields)
}

// VInterface is a row of table vinterface. Type 3 is WAN, 4 LAN; device type 1 is a vm.
type VInterface struct {
	ID                        int
	Name, Mac, VMac           string
	Type                      int
	DeviceType, DeviceID      int
	NetworkID                 int
	Domain, SubDomain, Region string
	Lcuuid                    string
}

const vifColumns = "id, name, mac, vmac, iftype, devicetype, deviceid, subnetid, domain, sub_domain, region, lcuuid"

func vifFields(r *VInterface) []any {
	return []any{
		&r.ID, or0(&r.Name), or0(&r.Mac), or0(&r.VMac), or0(&r.Type), or0(&r.DeviceType), or0(&r.DeviceID), or0(&r.NetworkID),
		or0(&r.Domain), or0(&r.SubDomain), or0(&r.Region), or0(&r.Lcuuid),
	}
}

// VInterfaces are the NICs.
func (c *Cache) VInterfaces() ([]VInterface, error) {
	return read(c, "vinterface", vifColumns, false, vifFields)
}

// IP is an address of a NIC: a row of vinterface_ip (LAN) or of ip_resource (WAN). Netmask is a prefix length, of WAN rows only.
type IP struct {
	ID           int
	IP           string
	VInterfaceID int
	NetworkID    int
	Netmask      int
	Domain       string
}

// LANIPs is table vinterface_ip.
func (c *Cache) LANIPs() ([]IP, error) {
	return read(c, "vinterface_ip", "id, ip, vifid, vl2id, domain", false, func(r *IP) []any {
		return []any{&r.ID, or0(&r.IP), or0(&r.VInterfaceID), or0(&r.NetworkID), or0(&r.Domain)}
	})
}

// WANIPs is table ip_resource.
func (c *Cache) WANIPs() ([]IP, error) {
	return read(c, "ip_resource", "id, ip, vifid, netmask, domain", false, func(r *IP) []any {
		return []any{&r.ID, or0(&r.IP), or0(&r.VInterfaceID), or0(&r.Netmask), or0(&r.Domain)}
	})
}

// Network is a row of table vl2. NetType 3 is WAN.
type Network struct {
	ID                        int
	NetType                   int
	VPCID                     int
	TunnelID                  int
	IsVIP                     int
	Domain, SubDomain, Region string
}

// Networks are the networks.
func (c *Cache) Networks() ([]Network, error) {
	return read(c, "vl2", "id, net_type, epc_id, tunnel_id, is_vip, domain, sub_domain, region", true, func(r *Network) []any {
		return []any{&r.ID, or0(&r.NetType), or0(&r.VPCID), or0(&r.TunnelID), or0(&r.IsVIP), or0(&r.Domain), or0(&r.SubDomain), or0(&r.Region)}
	})
}

// Subnet is a row of table vl2_net.
type Subnet struct {
	ID              int
	Prefix, Netmask string
	NetworkID       int
}

// Subnets are the subnets.
func (c *Cache) Subnets() ([]Subnet, error) {
	return read(c, "vl2_net", "id, prefix, netmask, vl2id", false, func(r *Subnet) []any {
		return []any{&r.ID, or0(&r.Prefix), or0(&r.Netmask), or0(&r.NetworkID)}
	})
}

// VPC is a row of table epc.
type VPC struct {
	ID       int
	TunnelID int
}

// VPCs are the VPCs.
func (c *Cache) VPCs() ([]VPC, error) {
	return read(c, "epc", "id, tunnel_id", true, func(r *VPC) []any {
		return []any{&r.ID, or0(&r.TunnelID)}
	})
}
