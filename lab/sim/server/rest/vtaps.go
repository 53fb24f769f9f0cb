package rest

import (
	"slices"
	"strings"

	"github.com/gin-gonic/gin"
)

// vtap is an agent as answers show it.
type vtap struct {
	ID                        int     `json:"ID"`
	Name                      string  `json:"NAME"`
	State                     int     `json:"STATE"`
	Enable                    int     `json:"ENABLE"`
	LaunchServer              string  `json:"LAUNCH_SERVER"`
	LaunchServerID            int     `json:"LAUNCH_SERVER_ID"`
	Type                      int     `json:"TYPE"`
	CtrlIP                    string  `json:"CTRL_IP"`
	CtrlMac                   string  `json:"CTRL_MAC"`
	ControllerIP              string  `json:"CONTROLLER_IP"`
	AnalyzerIP                string  `json:"ANALYZER_IP"`
	CurControllerIP           string  `json:"CUR_CONTROLLER_IP"`
	CurAnalyzerIP             string  `json:"CUR_ANALYZER_IP"`
	SyncedControllerAt        string  `json:"SYNCED_CONTROLLER_AT"`
	SyncedAnalyzerAt          string  `json:"SYNCED_ANALYZER_AT"`
	BootTime                  int     `json:"BOOT_TIME"`
	Revision                  string  `json:"REVISION"`
	UpgradeRevision           string  `json:"UPGRADE_REVISION"`
	CompleteRevision          string  `json:"COMPLETE_REVISION"`
	Exceptions                []int64 `json:"EXCEPTIONS"`
	VtapGroupLcuuid           string  `json:"VTAP_GROUP_LCUUID"`
	VtapGroupName             string  `json:"VTAP_GROUP_NAME"`
	AZ                        string  `json:"AZ"`
	AZName                    string  `json:"AZ_NAME"`
	Region                    string  `json:"REGION"`
	RegionName                string  `json:"REGION_NAME"`
	PodClusterID              int     `json:"POD_CLUSTER_ID"`
	PodClusterName            string  `json:"POD_CLUSTER_NAME"`
	CPUNum                    int     `json:"CPU_NUM"`
	MemorySize                int64   `json:"MEMORY_SIZE"`
	Arch                      string  `json:"ARCH"`
	ArchType                  int     `json:"ARCH_TYPE"`
	Os                        string  `json:"OS"`
	OsType                    int     `json:"OS_TYPE"`
	KernelVersion             string  `json:"KERNEL_VERSION"`
	ProcessName               string  `json:"PROCESS_NAME"`
	CurrentK8sImage           string  `json:"CURRENT_K8S_IMAGE"`
	LicenseType               int     `json:"LICENSE_TYPE"`
	LicenseFunctions          []int   `json:"LICENSE_FUNCTIONS"`
	EnableFeatures            []int   `json:"ENABLE_FEATURES"`
	DisableFeatures           []int   `json:"DISABLE_FEATURES"`
	FollowGroupFeatures       []int   `json:"FOLLOW_GROUP_FEATURES"`
	FollowGroupEnableFeatures []int   `json:"FOLLOW_GROUP_ENABLE_FEATURES"`
	ExpectedRevision          string  `json:"EXPECTED_REVISION"`
	UpgradePackage            string  `json:"UPGRADE_PACKAGE"`
	TapMode                   int     `json:"TAP_MODE"`
	Lcuuid                    string  `json:"LCUUID"`
	TeamID                    int     `json:"TEAM_ID"`
}

// Agent states as column state has them; stateDisabled is shown for an agent that isn't enabled.
const (
	stateDisabled = 2
	statePending  = 3
)

func (s *Server) routeVtaps(e *gin.Engine) {
	e.GET("/v1/vtaps/:lcuuid/", org(s.getVtap))
	e.GET("/v1/vtaps/", org(s.getVtaps))
	e.POST("/v1/vtaps/", s.createVtap)
	e.PATCH("/v1/vtaps/:lcuuid/", s.updateVtap)
	e.PATCH("/v1/vtaps-by-name/:name/", s.updateVtap)
	e.DELETE("/v1/vtaps/:lcuuid/", org(s.deleteVtap))
	e.POST("/v1/vtaps/batch/", s.batchUpdateVtaps)
	e.DELETE("/v1/vtaps/batch/", s.batchDeleteVtaps)
}

func (s *Server) getVtap(c *gin.Context) {
	f := filter{}
	f.equal("lcuuid", c.Param("lcuuid"))
	data, err := s.vtaps(f)
	respond(c, data, err)
}

// getVtaps filters by what the real one reads: name (repeatable), not names.
func (s *Server) getVtaps(c *gin.Context) {
	f := filter{}
	for _, key := range []string{"type", "vtap_group_lcuuid", "controller_ip", "analyzer_ip", "team_id"} {
		if v, ok := c.GetQuery(key); ok {
			f.equal(key, v)
		}
	}
	if names := c.QueryArray("name"); len(names) > 0 {
		f.in("name", names)
	}
	data, err := s.vtaps(f)
	respond(c, data, err)
}

// vtaps lists agents by id; nil if there is none.
func (s *Server) vtaps(f filter) ([]vtap, error) {
	rows, err := s.query("SELECT * FROM vtap"+f.String()+" ORDER BY id", f.args...)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	n, err := s.vtapNames()
	if err != nil {
		return nil, err
	}
	list := make([]vtap, 0, len(rows))
	for _, r := range rows {
		list = append(list, n.vtap(r))
	}
	return list, nil
}

// names are the rows that an agent's row refers to, by lcuuid (repositories: by name).
type names struct{ groups, regions, azs, repos map[string]row }

func (s *Server) vtapNames() (n names, err error) {
	for _, t := range []struct {
		into       *map[string]row
		query, key string
	}{
		{&n.groups, "SELECT lcuuid, name, license_functions FROM vtap_group", "lcuuid"},
		{&n.regions, "SELECT lcuuid, name FROM region WHERE deleted_at IS NULL", "lcuuid"},
		{&n.azs, "SELECT lcuuid, name, region FROM az WHERE deleted_at IS NULL", "lcuuid"},
		{&n.repos, "SELECT name, branch, rev_count FROM vtap_repo", "name"},
	} {
		rows, err := s.query(t.query)
		if err != nil {
			return n, err
		}
		*t.into = make(map[string]row, len(rows))
		for _, r := range rows {
			(*t.into)[r[t.key]] = r
		}
	}
	return n, nil
}

func (n names) vtap(r row) vtap {
	v := vtap{
		ID: r.num("id"), Name: r["name"], Lcuuid: r["lcuuid"], Enable: r.num("enable"), State: r.num("state"), Type: r.num("type"),
		LaunchServer: r["launch_server"], LaunchServerID: r.num("launch_server_id"), CtrlIP: r["ctrl_ip"], CtrlMac: r["ctrl_mac"],
		ControllerIP: r["controller_ip"], AnalyzerIP: r["analyzer_ip"], CurControllerIP: r["cur_controller_ip"], CurAnalyzerIP: r["cur_analyzer_ip"],
		SyncedControllerAt: r.time("synced_controller_at"), SyncedAnalyzerAt: r.time("synced_analyzer_at"),
		BootTime: r.num("boot_time"), CPUNum: r.num("cpu_num"), MemorySize: r.num64("memory_size"),
		Arch: r["arch"], ArchType: archType(r["arch"]), Os: r["os"], OsType: osType(r["os"]), KernelVersion: r["kernel_version"],
		ProcessName: r["process_name"], CurrentK8sImage: r["current_k8s_image"], LicenseType: r.num("license_type"),
		ExpectedRevision: r["expected_revision"], UpgradePackage: r["upgrade_package"], TapMode: r.num("tap_mode"), TeamID: r.num("team_id"),
		CompleteRevision: r["revision"], Exceptions: bits(r.num64("exceptions")),
		LicenseFunctions: r.ints("license_functions"), EnableFeatures: r.ints("enable_features"),
		DisableFeatures: r.ints("disable_features"), FollowGroupFeatures: r.ints("follow_group_features"),
		AZ: r["az"], AZName: n.azs[r["az"]]["name"],
		VtapGroupLcuuid: r["vtap_group_lcuuid"], VtapGroupName: n.groups[r["vtap_group_lcuuid"]]["name"], Region: r["region"],
	}
	if v.Enable == 0 {
		v.State = stateDisabled
	}
	if parts := strings.Split(r["revision"], "-"); len(parts) >= 2 {
		v.Revision, v.CompleteRevision = parts[0], parts[1]
	}
	if repo, ok := n.repos[v.UpgradePackage]; ok && v.UpgradePackage != "" {
		v.UpgradeRevision = repo["branch"] + " " + repo["rev_count"]
	}
	if group, ok := n.groups[v.VtapGroupLcuuid]; ok {
		ofGroup := group.ints("license_functions")
		for _, f := range v.FollowGroupFeatures {
			if slices.Contains(v.LicenseFunctions, f) && slices.Contains(ofGroup, f) {
				v.FollowGroupEnableFeatures = append(v.FollowGroupEnableFeatures, f)
			}
		}
	}
	if v.Region == "" {
		v.Region = n.azs[v.AZ]["region"]
	}
	v.RegionName = n.regions[v.Region]["name"]
	v.onlyIfSynced(r)
	return v
}

// onlyIfSynced leaves out launch server, and times that are those of the row's making, of agents that are no host's, container's
// or hypervisor's (dedicated ones and tunnel decapsulators).
func (v *vtap) onlyIfSynced(r row) {
	const dedicated, tunnelDecap, hyperVNetwork = 6, 9, 11
	if v.Type != dedicated && v.Type != tunnelDecap && v.Type != hyperVNetwork && v.Type != 0 {
		return
	}
	v.LaunchServer, v.LaunchServerID = "", 0
	if r["created_at"] >= r["synced_controller_at"] {
		v.SyncedControllerAt = ""
	}
	if r["created_at"] >= r["synced_analyzer_at"] {
		v.SyncedAnalyzerAt = ""
	}
}

// bits are the powers of two that exceptions is the sum of; nil for 0.
func bits(exceptions int64) (list []int64) {
	for bit := int64(1); bit <= exceptions; bit <<= 1 {
		if exceptions&bit != 0 {
			list = append(list, bit)
		}
	}
	return list
}

// Types of processors and operating systems (server/controller/common/const.go at v6.6.9).
func archType(arch string) int {
	for _, t := range []struct {
		part string
		code int
	}{{"x86", 1}, {"amd64", 1}, {"i686", 1}, {"i386", 1}, {"aarch", 2}, {"arm", 2}} {
		if strings.Contains(strings.ToLower(arch), t.part) {
			return t.code
		}
	}
	return 0
}

func osType(os string) int {
	for _, t := range []struct {
		part string
		code int
	}{{"centos", 1}, {"red hat", 2}, {"redhat", 2}, {"ubuntu", 3}, {"suse", 4}, {"windows", 5}, {"cuttlefish", 6}} {
		if strings.Contains(strings.ToLower(os), t.part) {
			return t.code
		}
	}
	return 0
}
