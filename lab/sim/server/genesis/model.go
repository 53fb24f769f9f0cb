package genesis

import "time"

// The rows of the genesis_* tables, which are also the rows of GET /v1/sync/<kind>/: column names, JSON keys and their order are those
// of server/controller/model/model.go at v6.6.9. VtapID is 0 for what an unregistered agent reported.

// Host is a KVM host, a row of genesis_host.
type Host struct {
	VtapID   uint32 `db:"vtap_id" json:"VTAP_ID"`
	Lcuuid   string `db:"lcuuid" json:"LCUUID"`
	Hostname string `db:"hostname" json:"HOSTNAME"`
	IP       string `db:"ip" json:"IP"`
	NodeIP   string `db:"node_ip" json:"NODE_IP"`
}

// IP is an address of a port, a row of genesis_ip.
type IP struct {
	Masklen          uint32    `db:"masklen" json:"MASKLEN"`
	VtapID           uint32    `db:"vtap_id" json:"VTAP_ID"`
	IP               string    `db:"ip" json:"IP"`
	Lcuuid           string    `db:"lcuuid" json:"LCUUID"`
	VinterfaceLcuuid string    `db:"vinterface_lcuuid" json:"VINTERFACE_LCUUID"`
	NodeIP           string    `db:"node_ip" json:"NODE_IP"`
	LastSeen         time.Time `db:"last_seen" json:"LAST_SEEN"`
}

// VIP is an address on a host's loopback NIC that is no loopback address, a row of genesis_vip.
type VIP struct {
	VtapID uint32 `db:"vtap_id" json:"VTAP_ID"`
	IP     string `db:"ip" json:"IP"`
	Lcuuid string `db:"lcuuid" json:"LCUUID"`
	NodeIP string `db:"node_ip" json:"NODE_IP"`
}

// Lldp is a neighbour of a KVM host, a row of genesis_lldp.
type Lldp struct {
	VtapID                uint32    `db:"vtap_id" json:"VTAP_ID"`
	Lcuuid                string    `db:"lcuuid" json:"LCUUID"`
	HostIP                string    `db:"host_ip" json:"HOST_IP"`
	HostInterface         string    `db:"host_interface" json:"HOST_INTERFACE"`
	SystemName            string    `db:"system_name" json:"SYSTEM_NAME"`
	ManagementAddress     string    `db:"management_address" json:"MANAGEMENT_ADDRESS"`
	VinterfaceLcuuid      string    `db:"vinterface_lcuuid" json:"VINTERFACE_LCUUID"`
	VinterfaceDescription string    `db:"vinterface_description" json:"VINTERFACE_DESCRIPTION"`
	NodeIP                string    `db:"node_ip" json:"NODE_IP"`
	LastSeen              time.Time `db:"last_seen" json:"LAST_SEEN"`
}

// Network is what a NIC's first global address is in, a row of genesis_network. NetType is 3 (WAN) or 4 (LAN).
type Network struct {
	SegmentationID uint32 `db:"segmentation_id" json:"SEGMENTATION_ID"`
	NetType        uint32 `db:"net_type" json:"NET_TYPE"`
	VtapID         uint32 `db:"vtap_id" json:"VTAP_ID"`
	External       bool   `db:"external" json:"EXTERNAL"`
	Name           string `db:"name" json:"NAME"`
	Lcuuid         string `db:"lcuuid" json:"LCUUID"`
	VPCLcuuid      string `db:"vpc_lcuuid" json:"VPC_LCUUID"`
	NodeIP         string `db:"node_ip" json:"NODE_IP"`
}

// Port is a NIC of a VM, a row of genesis_port. Type is 3 (WAN) or 4 (LAN).
type Port struct {
	Type          uint32 `db:"type" json:"TYPE"`
	DeviceType    uint32 `db:"device_type" json:"DEVICETYPE"`
	VtapID        uint32 `db:"vtap_id" json:"VTAP_ID"`
	Lcuuid        string `db:"lcuuid" json:"LCUUID"`
	Mac           string `db:"mac" json:"MAC"`
	DeviceLcuuid  string `db:"device_lcuuid" json:"DEVICE_LCUUID"`
	NetworkLcuuid string `db:"network_lcuuid" json:"NETWORK_LCUUID"`
	VPCLcuuid     string `db:"vpc_lcuuid" json:"VPC_LCUUID"`
	NodeIP        string `db:"node_ip" json:"NODE_IP"`
}

// Vinterface is any NIC of a host that has a MAC, a row of genesis_vinterface; the control plane reads its tap.
type Vinterface struct {
	TeamID              uint32    `db:"team_id" json:"TEAM_ID"`
	NetnsID             uint32    `db:"netns_id" json:"NETNS_ID"`
	VtapID              uint32    `db:"vtap_id" json:"VTAP_ID"`
	Lcuuid              string    `db:"lcuuid" json:"LCUUID"`
	Name                string    `db:"name" json:"NAME"`
	IPs                 string    `db:"ips" json:"IPS"`
	Mac                 string    `db:"mac" json:"MAC"`
	TapName             string    `db:"tap_name" json:"TAP_NAME"`
	TapMac              string    `db:"tap_mac" json:"TAP_MAC"`
	DeviceLcuuid        string    `db:"device_lcuuid" json:"DEVICE_LCUUID"`
	DeviceName          string    `db:"device_name" json:"DEVICE_NAME"`
	DeviceType          string    `db:"device_type" json:"DEVICE_TYPE"`
	IFType              string    `db:"if_type" json:"IF_TYPE"`
	HostIP              string    `db:"host_ip" json:"HOST_IP"`
	KubernetesClusterID string    `db:"kubernetes_cluster_id" json:"KUBERNETES_CLUSTER_ID"`
	NodeIP              string    `db:"node_ip" json:"NODE_IP"`
	LastSeen            time.Time `db:"last_seen" json:"LAST_SEEN"`
}

// VM is what a workload host is abstracted to, a row of genesis_vm.
type VM struct {
	State        uint32    `db:"state" json:"STATE"`
	VtapID       uint32    `db:"vtap_id" json:"VTAP_ID"`
	Lcuuid       string    `db:"lcuuid" json:"LCUUID"`
	Name         string    `db:"name" json:"NAME"`
	Label        string    `db:"label" json:"LABEL"`
	VPCLcuuid    string    `db:"vpc_lcuuid" json:"VPC_LCUUID"`
	LaunchServer string    `db:"launch_server" json:"LAUNCH_SERVER"`
	NodeIP       string    `db:"node_ip" json:"NODE_IP"`
	CreatedAt    time.Time `db:"created_at" json:"CREATED_AT"`
}

// VPC is a row of genesis_vpc: one for each host, unless single_vpc_mode is on.
type VPC struct {
	VtapID uint32 `db:"vtap_id" json:"VTAP_ID"`
	Lcuuid string `db:"lcuuid" json:"LCUUID"`
	Name   string `db:"name" json:"NAME"`
	NodeIP string `db:"node_ip" json:"NODE_IP"`
}

// Process is a process that a registered agent reported, a row of genesis_process.
type Process struct {
	NetnsID     uint32    `db:"netns_id" json:"NETNS_ID"`
	VtapID      uint32    `db:"vtap_id" json:"VTAP_ID"`
	PID         uint64    `db:"pid" json:"PID"`
	Lcuuid      string    `db:"lcuuid" json:"LCUUID"`
	Name        string    `db:"name" json:"NAME"`
	ProcessName string    `db:"process_name" json:"PROCESS_NAME"`
	CMDLine     string    `db:"cmd_line" json:"CMD_LINE"`
	ContainerID string    `db:"container_id" json:"CONTAINER_ID"`
	User        string    `db:"user" json:"USER"`
	OSAPPTags   string    `db:"os_app_tags" json:"OS_APP_TAGS"`
	NodeIP      string    `db:"node_ip" json:"NODE_IP"`
	StartTime   time.Time `db:"start_time" json:"START_TIME"`
}

// Snapshot is platform data at one moment, each kind in the order of its lcuuids.
type Snapshot struct {
	VIPs        []VIP
	VMs         []VM
	VPCs        []VPC
	Hosts       []Host
	Lldps       []Lldp
	Ports       []Port
	Networks    []Network
	IPs         []IP
	Vinterfaces []Vinterface
	Processes   []Process
}

func (v *VIP) id() (string, uint32)        { return v.Lcuuid, v.VtapID }
func (v *VM) id() (string, uint32)         { return v.Lcuuid, v.VtapID }
func (v *VPC) id() (string, uint32)        { return v.Lcuuid, v.VtapID }
func (h *Host) id() (string, uint32)       { return h.Lcuuid, h.VtapID }
func (l *Lldp) id() (string, uint32)       { return l.Lcuuid, l.VtapID }
func (p *Port) id() (string, uint32)       { return p.Lcuuid, p.VtapID }
func (n *Network) id() (string, uint32)    { return n.Lcuuid, n.VtapID }
func (i *IP) id() (string, uint32)         { return i.Lcuuid, i.VtapID }
func (v *Vinterface) id() (string, uint32) { return v.Lcuuid, v.VtapID }
func (p *Process) id() (string, uint32)    { return p.Lcuuid, p.VtapID }

// seen is the row's own time of the last report, nil for rows without one.
func (v *VIP) seen() *time.Time        { return nil }
func (v *VM) seen() *time.Time         { return nil }
func (v *VPC) seen() *time.Time        { return nil }
func (h *Host) seen() *time.Time       { return nil }
func (l *Lldp) seen() *time.Time       { return &l.LastSeen }
func (p *Port) seen() *time.Time       { return nil }
func (n *Network) seen() *time.Time    { return nil }
func (i *IP) seen() *time.Time         { return &i.LastSeen }
func (v *Vinterface) seen() *time.Time { return &v.LastSeen }
func (p *Process) seen() *time.Time    { return nil }
