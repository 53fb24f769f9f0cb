package controller

import (
	"context"
	"net/http"
	"net/url"
)

// States of an agent.
const (
	AgentLost    = 0
	AgentNormal  = 1
	AgentDisable = 2
	AgentPending = 3
)

// Agent is a registered agent (vtap), as GET /v1/vtaps/ answers. Times are "2006-01-02 15:04:05" in the server's zone.
type Agent struct {
	ID             int    `json:"ID"`
	Name           string `json:"NAME"`
	State          int    `json:"STATE"`
	Enable         int    `json:"ENABLE"`
	LaunchServer   string `json:"LAUNCH_SERVER"`
	LaunchServerID int    `json:"LAUNCH_SERVER_ID"`
	// Type is the agent type, 3 for a host of an agent_sync domain (CHOST_VM).
	Type             int    `json:"TYPE"`
	CtrlIP           string `json:"CTRL_IP"`
	CtrlMac          string `json:"CTRL_MAC"`
	ControllerIP     string `json:"CONTROLLER_IP"`
	AnalyzerIP       string `json:"ANALYZER_IP"`
	CurControllerIP  string `json:"CUR_CONTROLLER_IP"`
	CurAnalyzerIP    string `json:"CUR_ANALYZER_IP"`
	SyncedController string `json:"SYNCED_CONTROLLER_AT"`
	SyncedAnalyzer   string `json:"SYNCED_ANALYZER_AT"`
	// BootTime is Unix seconds, by the agent's clock.
	BootTime         int    `json:"BOOT_TIME"`
	Revision         string `json:"REVISION"`
	UpgradeRevision  string `json:"UPGRADE_REVISION"`
	CompleteRevision string `json:"COMPLETE_REVISION"`
	// Exceptions are single bits, the agent's below 1<<28 and the server's above (0x40000000: no analyzer allocated).
	Exceptions       []int64 `json:"EXCEPTIONS"`
	VTapGroupLcuuid  string  `json:"VTAP_GROUP_LCUUID"`
	VTapGroupName    string  `json:"VTAP_GROUP_NAME"`
	AZ               string  `json:"AZ"`
	AZName           string  `json:"AZ_NAME"`
	Region           string  `json:"REGION"`
	RegionName       string  `json:"REGION_NAME"`
	PodClusterID     int     `json:"POD_CLUSTER_ID"`
	PodClusterName   string  `json:"POD_CLUSTER_NAME"`
	CPUNum           int     `json:"CPU_NUM"`
	MemorySize       int64   `json:"MEMORY_SIZE"` // bytes
	Arch             string  `json:"ARCH"`
	ArchType         int     `json:"ARCH_TYPE"`
	OS               string  `json:"OS"`
	OSType           int     `json:"OS_TYPE"`
	KernelVersion    string  `json:"KERNEL_VERSION"`
	ProcessName      string  `json:"PROCESS_NAME"`
	CurrentK8sImage  string  `json:"CURRENT_K8S_IMAGE"`
	LicenseType      int     `json:"LICENSE_TYPE"`
	LicenseFunctions []int   `json:"LICENSE_FUNCTIONS"`
	EnableFeatures   []int   `json:"ENABLE_FEATURES"`
	DisableFeatures  []int   `json:"DISABLE_FEATURES"`
	FollowFeatures   []int   `json:"FOLLOW_GROUP_FEATURES"`
	FollowEnable     []int   `json:"FOLLOW_GROUP_ENABLE_FEATURES"`
	ExpectedRevision string  `json:"EXPECTED_REVISION"`
	UpgradePackage   string  `json:"UPGRADE_PACKAGE"`
	TapMode          int     `json:"TAP_MODE"`
	Lcuuid           string  `json:"LCUUID"`
	TeamID           int     `json:"TEAM_ID"`
}

// AgentFilter narrows a list of agents; empty fields don't.
type AgentFilter struct {
	Name, Type, GroupLcuuid, ControllerIP, AnalyzerIP string
}

func (f AgentFilter) query() url.Values {
	q := url.Values{}
	for key, value := range map[string]string{
		"name": f.Name, "type": f.Type, "vtap_group_lcuuid": f.GroupLcuuid, "controller_ip": f.ControllerIP, "analyzer_ip": f.AnalyzerIP,
	} {
		if value != "" {
			q.Set(key, value)
		}
	}
	return q
}

// AgentUpdate changes an agent; what is nil or empty stays as it is.
type AgentUpdate struct {
	Enable      *int   `json:"ENABLE,omitempty"`
	State       *int   `json:"STATE,omitempty"`
	GroupLcuuid string `json:"VTAP_GROUP_LCUUID,omitempty"`
	LicenseType *int   `json:"LICENSE_TYPE,omitempty"`
}

// Agents lists the registered agents.
func (c *Client) Agents(ctx context.Context, f AgentFilter) ([]Agent, error) {
	var agents []Agent
	err := c.do(ctx, call{method: http.MethodGet, path: "/v1/vtaps/", query: f.query()}, &agents)
	return agents, err
}

// UpdateAgent changes the agent with that lcuuid and returns it.
func (c *Client) UpdateAgent(ctx context.Context, lcuuid string, u AgentUpdate) (*Agent, error) {
	var a Agent
	if err := c.do(ctx, call{method: http.MethodPatch, path: "/v1/vtaps/" + url.PathEscape(lcuuid) + "/", body: u}, &a); err != nil {
		return nil, err
	}
	return &a, nil
}

// DeleteAgent deletes the agent with that lcuuid. An agent that still syncs is registered anew.
func (c *Client) DeleteAgent(ctx context.Context, lcuuid string) error {
	return c.do(ctx, call{method: http.MethodDelete, path: "/v1/vtaps/" + url.PathEscape(lcuuid) + "/"}, nil)
}
