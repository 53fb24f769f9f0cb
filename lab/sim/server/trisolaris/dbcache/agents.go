package dbcache

import "time"

// VTap is a row of table vtap: an agent.
type VTap struct {
	ID                 int
	Name               string
	RawHostname        string
	State              int
	Enable             int
	Type               int
	CtrlIP             string
	CtrlMac            string
	AnalyzerIP         string
	CurAnalyzerIP      string
	ControllerIP       string
	CurControllerIP    string
	LaunchServer       string
	LaunchServerID     int
	AZ                 string
	Region             string
	Revision           string
	SyncedControllerAt time.Time
	SyncedAnalyzerAt   time.Time
	BootTime           int
	Exceptions         int64
	GroupLcuuid        string
	CPUNum             int
	MemorySize         int64
	Arch               string
	OS                 string
	KernelVersion      string
	ProcessName        string
	CurrentK8sImage    string
	LicenseType        int
	LicenseFunctions   string
	TapMode            int
	ExpectedRevision   string
	UpgradePackage     string
	TeamID             int
	Lcuuid             string
}

// Key is what the agent's cache is found by: ctrl_ip-ctrl_mac, or ctrl_ip alone while the row has no ctrl_mac.
func (v *VTap) Key() string {
	if v.CtrlMac == "" {
		return v.CtrlIP
	}
	return v.CtrlIP + "-" + v.CtrlMac
}

const vtapColumns = "id, name, raw_hostname, state, enable, type, ctrl_ip, ctrl_mac, analyzer_ip, cur_analyzer_ip, controller_ip, " +
	"cur_controller_ip, launch_server, launch_server_id, az, region, revision, synced_controller_at, synced_analyzer_at, boot_time, " +
	"exceptions, vtap_group_lcuuid, cpu_num, memory_size, arch, os, kernel_version, process_name, current_k8s_image, license_type, " +
	"license_functions, tap_mode, expected_revision, upgrade_package, team_id, lcuuid"

func (c *Cache) vtapFields(v *VTap) []any {
	loc := c.c.Location
	return []any{
		&v.ID, &v.Name, or0(&v.RawHostname), or0(&v.State), or0(&v.Enable), or0(&v.Type), &v.CtrlIP, or0(&v.CtrlMac),
		or0(&v.AnalyzerIP), or0(&v.CurAnalyzerIP), or0(&v.ControllerIP), or0(&v.CurControllerIP), or0(&v.LaunchServer),
		or0(&v.LaunchServerID), or0(&v.AZ), or0(&v.Region), or0(&v.Revision),
		when{&v.SyncedControllerAt, loc},
		when{&v.SyncedAnalyzerAt, loc},
		or0(&v.BootTime), or0(&v.Exceptions), or0(&v.GroupLcuuid), or0(&v.CPUNum), or0(&v.MemorySize),
		or0(&v.Arch), or0(&v.OS), or0(&v.KernelVersion), or0(&v.ProcessName), or0(&v.CurrentK8sImage), or0(&v.LicenseType),
		or0(&v.LicenseFunctions), or0(&v.TapMode), or0(&v.ExpectedRevision), or0(&v.UpgradePackage), or0(&v.TeamID), or0(&v.Lcuuid),
	}
}

// VTaps are the agents.
func (c *Cache) VTaps() ([]VTap, error) { return read(c, "vtap", vtapColumns, false, c.vtapFields) }

// FindVTap asks the database for the agent of that address and MAC; nil if there is none.
func (c *Cache) FindVTap(ctrlIP, ctrlMac string) (*VTap, error) {
	rows, err := query(c, "SELECT "+vtapColumns+" FROM vtap WHERE ctrl_ip = ? AND ctrl_mac = ? ORDER BY id LIMIT 1", c.vtapFields, ctrlIP, ctrlMac)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	return &rows[0], nil
}

// VTapGroup is a row of table vtap_group: an agent group. Group 1 is the default.
type VTapGroup struct {
	ID                                  int
	Lcuuid, ShortUUID, LicenseFunctions string
}

// VTapGroups are the agent groups.
func (c *Cache) VTapGroups() ([]VTapGroup, error) {
	return read(c, "vtap_group", "id, lcuuid, short_uuid, license_functions", false, func(g *VTapGroup) []any {
		return []any{&g.ID, or0(&g.Lcuuid), or0(&g.ShortUUID), or0(&g.LicenseFunctions)}
	})
}

// GroupYAML is a row of table agent_group_configuration: what the user posted for a group.
type GroupYAML struct {
	GroupLcuuid, YAML string
}

// GroupYAMLs are the posted group configurations.
func (c *Cache) GroupYAMLs() ([]GroupYAML, error) {
	return read(c, "agent_group_configuration", "agent_group_lcuuid, yaml", false, func(g *GroupYAML) []any {
		return []any{&g.GroupLcuuid, or0(&g.YAML)}
	})
}

// GroupConfig is a row of the legacy table vtap_group_configuration, which mirrors the posted configuration. A group without a row
// here has no configuration, whatever agent_group_configuration holds.
type GroupConfig struct {
	GroupLcuuid          string
	SyncInterval         int // seconds, 0 for unset
	TapMode              int
	PodClusterInternalIP int
	Domains              string
}

// GroupConfigs are the mirrored group configurations.
func (c *Cache) GroupConfigs() ([]GroupConfig, error) {
	return read(c, "vtap_group_configuration", "vtap_group_lcuuid, sync_interval, tap_mode, pod_cluster_internal_ip, domains", false,
		func(g *GroupConfig) []any {
			return []any{or0(&g.GroupLcuuid), or0(&g.SyncInterval), or0(&g.TapMode), or0(&g.PodClusterInternalIP), or0(&g.Domains)}
		})
}

// KubernetesCluster is a row of table kubernetes_cluster: which agent watches a cluster.
type KubernetesCluster struct {
	ID               int
	ClusterID, Value string
	SyncedAt         time.Time
}

// KubernetesClusters are the watched clusters.
func (c *Cache) KubernetesClusters() ([]KubernetesCluster, error) {
	return read(c, "kubernetes_cluster", "id, cluster_id, value, synced_at", false, func(k *KubernetesCluster) []any {
		return []any{&k.ID, &k.ClusterID, &k.Value, when{&k.SyncedAt, c.c.Location}}
	})
}
