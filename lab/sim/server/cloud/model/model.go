// Package model is what a cloud task gathers: the resources of one domain before the recorder compares them with the database.
// Names and order of types and fields are those of server/controller/cloud/model/model.go at v6.6.9, because the recorder's log lines
// print them. The package imports the standard library only and holds no behaviour.
package model

import "time"

// AZ is an availability zone.
type AZ struct {
	Lcuuid       string
	Label        string
	Name         string
	RegionLcuuid string
}

// Host is a hypervisor.
type Host struct {
	Lcuuid       string
	Name         string
	IP           string
	Hostname     string
	Type         int
	HType        int
	VCPUNum      int
	MemTotal     int // MiB
	ExtraInfo    string
	AZLcuuid     string
	RegionLcuuid string
}

// VM is a cloud host; a workload host is abstracted as one.
type VM struct {
	Lcuuid        string
	Name          string
	Label         string
	IP            string
	Hostname      string
	HType         int
	State         int
	LaunchServer  string
	CreatedAt     time.Time
	VPCLcuuid     string
	AZLcuuid      string
	RegionLcuuid  string
	CloudTags     map[string]string
	NetworkLcuuid string
}

// VPC is a row of epc.
type VPC struct {
	Lcuuid       string
	Name         string
	Label        string
	TunnelID     int
	CIDR         string
	RegionLcuuid string
}

// Network is a row of vl2. NetType is 3 (WAN) or 4 (LAN).
type Network struct {
	Lcuuid          string
	Name            string
	Label           string
	SegmentationID  int
	TunnelID        int
	Shared          bool
	External        bool
	IsVIP           bool
	NetType         int
	VPCLcuuid       string
	AZLcuuid        string
	RegionLcuuid    string
	SubDomainLcuuid string
}

// Subnet is a row of vl2_net.
type Subnet struct {
	Lcuuid          string
	Name            string
	Label           string
	CIDR            string
	GatewayIP       string
	NetworkLcuuid   string
	VPCLcuuid       string
	SubDomainLcuuid string
}

// VInterface is a NIC. Type is 3 (WAN) or 4 (LAN).
type VInterface struct {
	Lcuuid          string
	Name            string
	Type            int
	Mac             string
	TapMac          string
	DeviceLcuuid    string
	DeviceType      int
	NetworkLcuuid   string
	VPCLcuuid       string
	RegionLcuuid    string
	NetnsID         uint32
	VTapID          uint32
	SubDomainLcuuid string
	VPCID           int
}

// IP is an address of a NIC; the NIC's type decides on its table.
type IP struct {
	Lcuuid           string
	VInterfaceLcuuid string
	IP               string
	SubnetLcuuid     string
	RegionLcuuid     string
	SubDomainLcuuid  string
}

// VIP is a row of vip.
type VIP struct {
	Lcuuid string
	IP     string
	VTapID uint32
}

// Process is a process on a host with a registered agent.
type Process struct {
	Lcuuid          string
	Name            string
	VTapID          uint32
	PID             uint64
	ProcessName     string
	CommandLine     string
	UserName        string
	StartTime       time.Time
	OSAPPTags       string
	NetnsID         uint32
	ContainerID     string
	SubDomainLcuuid string
}

// Resource is everything of a domain. Unless Verified it says only what is wrong.
type Resource struct {
	Verified     bool
	ErrorState   int
	ErrorMessage string
	SyncAt       time.Time

	AZs         []AZ
	VPCs        []VPC
	Hosts       []Host
	VMs         []VM
	Networks    []Network
	Subnets     []Subnet
	VInterfaces []VInterface
	IPs         []IP
	VIPs        []VIP
	Processes   []Process
}
