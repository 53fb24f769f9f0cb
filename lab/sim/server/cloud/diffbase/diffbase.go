// Package diffbase is the recorder's memory of what the database holds, as far as it compares it with gathered resources. Names and
// order of types and fields are those of server/controller/recorder/cache/diffbase at v6.6.9, because log lines print them. The
// package imports nothing of the module and holds no behaviour.
package diffbase

// DiffBase is common to all: Sequence is the refresh that saw the resource last.
type DiffBase struct {
	Sequence int
	Lcuuid   string
}

// Common gives access to the common part.
func (d *DiffBase) Common() *DiffBase { return d }

// AZ of table az.
type AZ struct {
	DiffBase
	Name         string
	Label        string
	RegionLcuuid string
}

// Host of table host_device.
type Host struct {
	DiffBase
	Name         string
	IP           string
	Hostname     string
	HType        int
	VCPUNum      int
	MemTotal     int
	ExtraInfo    string
	RegionLcuuid string
	AZLcuuid     string
}

// VM of table vm.
type VM struct {
	DiffBase
	Name          string
	Label         string
	IP            string
	Hostname      string
	State         int
	HType         int
	LaunchServer  string
	HostID        int
	VPCLcuuid     string
	RegionLcuuid  string
	AZLcuuid      string
	CloudTags     map[string]string
	NetworkLcuuid string
}

// VPC of table epc.
type VPC struct {
	DiffBase
	Name         string
	Label        string
	TunnelID     int
	CIDR         string
	RegionLcuuid string
}

// Network of table vl2.
type Network struct {
	DiffBase
	Name            string
	Label           string
	TunnelID        int
	NetType         int
	SegmentationID  int
	VPCLcuuid       string
	RegionLcuuid    string
	AZLcuuid        string
	SubDomainLcuuid string
}

// Subnet of table vl2_net.
type Subnet struct {
	DiffBase
	Name            string
	Label           string
	SubDomainLcuuid string
}

// VInterface of table vinterface.
type VInterface struct {
	DiffBase
	Name            string
	Type            int
	TapMac          string
	NetnsID         uint32
	VtapID          uint32
	VPCID           int
	DeviceType      int
	DeviceLcuuid    string
	NetworkLcuuid   string
	RegionLcuuid    string
	SubDomainLcuuid string
}

// WANIP of table ip_resource.
type WANIP struct {
	DiffBase
	RegionLcuuid    string
	SubDomainLcuuid string
	SubnetLcuuid    string
}

// LANIP of table vinterface_ip.
type LANIP struct {
	DiffBase
	SubDomainLcuuid string
	SubnetLcuuid    string
}

// VIP of table vip.
type VIP struct {
	DiffBase
	IP     string
	VTapID uint32
}

// Process of table process.
type Process struct {
	DiffBase
	Name        string
	OSAPPTags   string
	ContainerID string
	DeviceType  int
	DeviceID    int
}
