package recorder

import "time"

// The rows of the resource tables. Field order and embedding follow server/controller/db/mysql/model/platform_rsc_model.go at v6.6.9,
// because log lines print rows. Columns that the recorder never fills are left out of the structs and keep the table's defaults.

// Base identifies a row.
type Base struct {
	ID     int    `db:"id"`
	Lcuuid string `db:"lcuuid"`
}

// OperatedTime is kept by the recorder.
type OperatedTime struct {
	CreatedAt time.Time `db:"created_at"`
	UpdatedAt time.Time `db:"updated_at"`
}

// DeletedAt is set on rows that are deleted but kept.
type DeletedAt struct {
	Time  time.Time `db:"deleted_at"`
	Valid bool
}

// SoftDeleteBase is in rows that are deleted by setting deleted_at.
type SoftDeleteBase struct {
	OperatedTime
	DeletedAt DeletedAt
}

func (b *Base) base() *Base                     { return b }
func (o *OperatedTime) operated() *OperatedTime { return o }

type azRow struct {
	Base
	SoftDeleteBase
	Name         string `db:"name"`
	CreateMethod int    `db:"create_method"`
	Label        string `db:"label"`
	Region       string `db:"region"`
	Domain       string `db:"domain"`
}

type vpcRow struct {
	Base
	SoftDeleteBase
	Name         string `db:"name"`
	CreateMethod int    `db:"create_method"`
	Label        string `db:"label"`
	Alias        string `db:"alias"`
	Domain       string `db:"domain"`
	Region       string `db:"region"`
	AZ           string `db:"az"`
	TunnelID     int    `db:"tunnel_id"`
	Mode         int    `db:"mode"`
	CIDR         string `db:"cidr"`
	UID          string `db:"uid"`
}

type hostRow struct {
	Base
	SoftDeleteBase
	Type         int       `db:"type"`
	State        int       `db:"state"`
	Name         string    `db:"name"`
	Alias        string    `db:"alias"`
	Description  string    `db:"description"`
	IP           string    `db:"ip"`
	Hostname     string    `db:"hostname"`
	HType        int       `db:"htype"`
	CreateMethod int       `db:"create_method"`
	UserName     string    `db:"user_name"`
	UserPasswd   string    `db:"user_passwd"`
	VCPUNum      int       `db:"vcpu_num"`
	MemTotal     int       `db:"mem_total"`
	AZ           string    `db:"az"`
	Region       string    `db:"region"`
	Domain       string    `db:"domain"`
	SyncedAt     time.Time `db:"synced_at"`
	ExtraInfo    string    `db:"extra_info"`
}

type vmRow struct {
	Base
	SoftDeleteBase
	State        int    `db:"state"`
	Name         string `db:"name"`
	Alias        string `db:"alias"`
	Label        string `db:"label"`
	IP           string `db:"ip"`
	Hostname     string `db:"hostname"`
	CreateMethod int    `db:"create_method"`
	HType        int    `db:"htype"`
	LaunchServer string `db:"launch_server"`
	HostID       int    `db:"host_id"`
	VPCID        int    `db:"epc_id"`
	Domain       string `db:"domain"`
	AZ           string `db:"az"`
	Region       string `db:"region"`
	UID          string `db:"uid"`
	CloudTags    tags   `db:"cloud_tags"`
	NetworkID    int    `db:"vl2id"`
}

type networkRow struct {
	Base
	SoftDeleteBase
	State          int    `db:"state"`
	NetType        int    `db:"net_type"`
	Name           string `db:"name"`
	CreateMethod   int    `db:"create_method"`
	Label          string `db:"label"`
	Alias          string `db:"alias"`
	Description    string `db:"description"`
	SubDomain      string `db:"sub_domain"`
	Domain         string `db:"domain"`
	Region         string `db:"region"`
	AZ             string `db:"az"`
	ISP            int    `db:"isp"`
	VPCID          int    `db:"epc_id"`
	SegmentationID int    `db:"segmentation_id"`
	TunnelID       int    `db:"tunnel_id"`
	Shared         bool   `db:"shared"`
	Topped         int    `db:"topped"`
	IsVIP          int    `db:"is_vip"`
}

type subnetRow struct {
	Base
	OperatedTime
	Prefix    string `db:"prefix"`
	Netmask   string `db:"netmask"`
	NetworkID int    `db:"vl2id"`
	NetIndex  int    `db:"net_index"`
	Name      string `db:"name"`
	Label     string `db:"label"`
	SubDomain string `db:"sub_domain"`
	Domain    string `db:"domain"`
}

type vinterfaceRow struct {
	Base
	OperatedTime
	Name         string `db:"name"`
	Index        int    `db:"ifindex"`
	State        int    `db:"state"`
	CreateMethod int    `db:"create_method"`
	Type         int    `db:"iftype"`
	Mac          string `db:"mac"`
	VMac         string `db:"vmac"`
	TapMac       string `db:"tap_mac"`
	NetworkID    int    `db:"subnetid"`
	VlanTag      int    `db:"vlantag"`
	DeviceType   int    `db:"devicetype"`
	DeviceID     int    `db:"deviceid"`
	NetnsID      uint32 `db:"netns_id"`
	VtapID       uint32 `db:"vtap_id"`
	VPCID        int    `db:"epc_id"`
	SubDomain    string `db:"sub_domain"`
	Domain       string `db:"domain"`
	Region       string `db:"region"`
}

type lanIPRow struct {
	Base
	OperatedTime
	IP           string `db:"ip"`
	Netmask      string `db:"netmask"`
	Gateway      string `db:"gateway"`
	CreateMethod int    `db:"create_method"`
	NetworkID    int    `db:"vl2id"`
	NetIndex     int    `db:"net_index"`
	SubDomain    string `db:"sub_domain"`
	Domain       string `db:"domain"`
	VInterfaceID int    `db:"vifid"`
	SubnetID     int    `db:"vl2_net_id"`
	ISP          int    `db:"isp"`
}

type wanIPRow struct {
	Base
	OperatedTime
	IP           string `db:"ip"`
	Alias        string `db:"alias"`
	Netmask      int    `db:"netmask"`
	Gateway      string `db:"gateway"`
	CreateMethod int    `db:"create_method"`
	ISP          int    `db:"isp"`
	VInterfaceID int    `db:"vifid"`
	SubnetID     int    `db:"vl2_net_id"`
	SubDomain    string `db:"sub_domain"`
	Domain       string `db:"domain"`
	Region       string `db:"region"`
}

type vipRow struct {
	Base
	OperatedTime
	IP     string `db:"ip"`
	Domain string `db:"domain"`
	VTapID uint32 `db:"vtap_id"`
}

type processRow struct {
	Base
	SoftDeleteBase
	Name        string    `db:"name"`
	VTapID      uint32    `db:"vtap_id"`
	PID         uint64    `db:"pid"`
	DeviceType  int       `db:"devicetype"`
	DeviceID    int       `db:"deviceid"`
	PodNodeID   int       `db:"pod_node_id"`
	VMID        int       `db:"vm_id"`
	VPCID       int       `db:"epc_id"`
	ProcessName string    `db:"process_name"`
	CommandLine string    `db:"command_line"`
	UserName    string    `db:"user_name"`
	StartTime   time.Time `db:"start_time"`
	OSAPPTags   string    `db:"os_app_tags"`
	ContainerID string    `db:"container_id"`
	NetnsID     uint32    `db:"netns_id"`
	SubDomain   string    `db:"sub_domain"`
	Domain      string    `db:"domain"`
}
