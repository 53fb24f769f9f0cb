package controller

import (
	"context"
	"net/http"
	"net/url"
)

// Kinds of genesis data.
const (
	KindVM         = "vm"
	KindVPC        = "vpc"
	KindHost       = "host"
	KindNetwork    = "network"
	KindPort       = "port"
	KindIP         = "ip"
	KindVIP        = "vip"
	KindLLDP       = "lldp"
	KindVInterface = "vinterface"
	KindProcess    = "process"
)

// GenesisVM is a host that an agent reported, before any domain made it a resource.
type GenesisVM struct {
	State        int    `json:"STATE"`
	VTapID       int    `json:"VTAP_ID"`
	Lcuuid       string `json:"LCUUID"`
	Name         string `json:"NAME"`
	Label        string `json:"LABEL"`
	VPCLcuuid    string `json:"VPC_LCUUID"`
	LaunchServer string `json:"LAUNCH_SERVER"`
	NodeIP       string `json:"NODE_IP"`
	CreatedAt    string `json:"CREATED_AT"` // RFC 3339
}

// GenesisVPC is the VPC that genesis invents for a host behind NAT.
type GenesisVPC struct {
	VTapID int    `json:"VTAP_ID"`
	Lcuuid string `json:"LCUUID"`
	Name   string `json:"NAME"`
	NodeIP string `json:"NODE_IP"`
}

// GenesisPort is a NIC of a host. Type 3 is WAN, 4 LAN.
type GenesisPort struct {
	Type          int    `json:"TYPE"`
	DeviceType    int    `json:"DEVICETYPE"`
	VTapID        int    `json:"VTAP_ID"`
	Lcuuid        string `json:"LCUUID"`
	MAC           string `json:"MAC"`
	DeviceLcuuid  string `json:"DEVICE_LCUUID"`
	NetworkLcuuid string `json:"NETWORK_LCUUID"`
	VPCLcuuid     string `json:"VPC_LCUUID"`
	NodeIP        string `json:"NODE_IP"`
}

// GenesisNetwork is a subnet of a host's NIC; external when an address is outside of local_ip_ranges.
type GenesisNetwork struct {
	SegmentationID int    `json:"SEGMENTATION_ID"`
	NetType        int    `json:"NET_TYPE"`
	VTapID         int    `json:"VTAP_ID"`
	External       bool   `json:"EXTERNAL"`
	Name           string `json:"NAME"`
	Lcuuid         string `json:"LCUUID"`
	VPCLcuuid      string `json:"VPC_LCUUID"`
	NodeIP         string `json:"NODE_IP"`
}

// GenesisIP is an address of a NIC.
type GenesisIP struct {
	Masklen          int    `json:"MASKLEN"`
	VTapID           int    `json:"VTAP_ID"`
	IP               string `json:"IP"`
	Lcuuid           string `json:"LCUUID"`
	VInterfaceLcuuid string `json:"VINTERFACE_LCUUID"`
	NodeIP           string `json:"NODE_IP"`
	LastSeen         string `json:"LAST_SEEN"` // RFC 3339
}

// GenesisVInterface is a NIC as the agent reported it, whatever its type.
type GenesisVInterface struct {
	TeamID              int    `json:"TEAM_ID"`
	NetnsID             int    `json:"NETNS_ID"`
	VTapID              int    `json:"VTAP_ID"`
	Lcuuid              string `json:"LCUUID"`
	Name                string `json:"NAME"`
	IPs                 string `json:"IPS"` // "10.50.72.102/24,fe80::1/64"
	MAC                 string `json:"MAC"`
	TapName             string `json:"TAP_NAME"`
	TapMAC              string `json:"TAP_MAC"`
	DeviceLcuuid        string `json:"DEVICE_LCUUID"`
	DeviceName          string `json:"DEVICE_NAME"`
	DeviceType          string `json:"DEVICE_TYPE"`
	IfType              string `json:"IF_TYPE"`
	HostIP              string `json:"HOST_IP"`
	KubernetesClusterID string `json:"KUBERNETES_CLUSTER_ID"`
	NodeIP              string `json:"NODE_IP"`
	LastSeen            string `json:"LAST_SEEN"` // RFC 3339
}

// GenesisHost is a hypervisor that an agent reported.
type GenesisHost struct {
	VTapID   int    `json:"VTAP_ID"`
	Lcuuid   string `json:"LCUUID"`
	Hostname string `json:"HOSTNAME"`
	IP       string `json:"IP"`
	NodeIP   string `json:"NODE_IP"`
}

// GenesisView decodes the rows of one kind into rows, a pointer to a slice: *[]GenesisVM for KindVM, and so on.
func (c *Client) GenesisView(ctx context.Context, kind string, rows any) error {
	return c.do(ctx, call{method: http.MethodGet, path: "/v1/sync/" + url.PathEscape(kind) + "/"}, rows)
}

// Task is a running cloud task.
type Task struct {
	OrgID     int    `json:"org_id"`
	TeamID    int    `json:"team_id"`
	Lcuuid    string `json:"lcuuid"`
	Name      string `json:"name"`
	Type      int    `json:"type"`
	Interval  int    `json:"interval"`   // seconds
	CreatedAt string `json:"created_at"` // RFC 3339
}

// Tasks lists the cloud tasks that this controller runs; an enabled domain without one is never gathered.
func (c *Client) Tasks(ctx context.Context) ([]Task, error) {
	var tasks []Task
	err := c.do(ctx, call{method: http.MethodGet, path: "/v1/tasks/"}, &tasks)
	return tasks, err
}
