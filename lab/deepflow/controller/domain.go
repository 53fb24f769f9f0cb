package controller

import (
	"context"
	"net/http"
	"net/url"
)

// TypeAgentSync is the type of an agent_sync domain, which makes resources of the hosts that agents report.
const TypeAgentSync = 23

// States of a domain. A new domain is normal at once; SyncedAt tells whether it ever gathered anything.
const (
	DomainNormal    = 1
	DomainException = 3
	DomainWarning   = 4
)

// Domain is a cloud, as GET /v2/domains/ answers. Times are "2006-01-02 15:04:05" in the server's zone, empty for never.
type Domain struct {
	// ID is the cluster id of a Kubernetes domain, otherwise empty.
	ID             string         `json:"ID"`
	Name           string         `json:"NAME"`
	DisplayName    string         `json:"DISPLAY_NAME"`
	ClusterID      string         `json:"CLUSTER_ID"`
	Type           int            `json:"TYPE"`
	Enabled        int            `json:"ENABLED"`
	State          int            `json:"STATE"`
	ErrorMsg       string         `json:"ERROR_MSG"`
	ControllerIP   string         `json:"CONTROLLER_IP"`
	ControllerName string         `json:"CONTROLLER_NAME"`
	VTapName       string         `json:"VTAP_NAME"`
	VTapCtrlIP     string         `json:"VTAP_CTRL_IP"`
	VTapCtrlMac    string         `json:"VTAP_CTRL_MAC"`
	IconID         int            `json:"ICON_ID"`
	TeamID         int            `json:"TEAM_ID"`
	UserID         int            `json:"USER_ID"`
	K8sEnabled     int            `json:"K8S_ENABLED"`
	Config         map[string]any `json:"CONFIG"`
	AZCount        int            `json:"AZ_COUNT"`
	RegionCount    int            `json:"REGION_COUNT"`
	VMCount        int            `json:"VM_COUNT"`
	PodCount       int            `json:"POD_COUNT"`
	PodClusters    []string       `json:"POD_CLUSTERS"`
	CreatedAt      string         `json:"CREATED_AT"`
	SyncedAt       string         `json:"SYNCED_AT"`
	Lcuuid         string         `json:"LCUUID"`
}

// DomainSpec creates a domain.
type DomainSpec struct {
	Name string `json:"NAME"`
	Type int    `json:"TYPE"`
	// Config may hold region_uuid, controller_ip and sync_timer (seconds); the server fills in the first two.
	Config map[string]any `json:"CONFIG,omitempty"`
}

// DomainUpdate changes a domain; what is nil or empty stays as it is.
type DomainUpdate struct {
	Name         string         `json:"NAME,omitempty"`
	Type         int            `json:"TYPE,omitempty"`
	Enabled      *int           `json:"ENABLED,omitempty"`
	IconID       *int           `json:"ICON_ID,omitempty"`
	ControllerIP string         `json:"CONTROLLER_IP,omitempty"`
	Config       map[string]any `json:"CONFIG,omitempty"`
}

// Domains lists the domains: all, or those of that name.
func (c *Client) Domains(ctx context.Context, name string) ([]Domain, error) {
	var domains []Domain
	err := c.do(ctx, call{method: http.MethodGet, path: "/v2/domains/", query: filter("name", name)}, &domains)
	return domains, err
}

// CreateDomain creates a domain and returns it as the server made it.
func (c *Client) CreateDomain(ctx context.Context, d DomainSpec) (*Domain, error) {
	var domain Domain
	if err := c.do(ctx, call{method: http.MethodPost, path: "/v1/domains/", body: d, noOrg: true}, &domain); err != nil {
		return nil, err
	}
	return &domain, nil
}

// UpdateDomain changes the domain with that lcuuid and returns it.
func (c *Client) UpdateDomain(ctx context.Context, lcuuid string, u DomainUpdate) (*Domain, error) {
	var domain Domain
	if err := c.do(ctx, call{method: http.MethodPatch, path: "/v1/domains/" + url.PathEscape(lcuuid) + "/", body: u, noOrg: true}, &domain); err != nil {
		return nil, err
	}
	return &domain, nil
}

// DeleteDomain deletes the domain with that lcuuid or name, and with it the resources that it made.
func (c *Client) DeleteDomain(ctx context.Context, lcuuid string) error {
	return c.do(ctx, call{method: http.MethodDelete, path: "/v1/domains/" + url.PathEscape(lcuuid) + "/", noOrg: true}, nil)
}

// TriggerDomain makes the domain's cloud task gather now.
func (c *Client) TriggerDomain(ctx context.Context, lcuuid string) error {
	return c.do(ctx, call{method: http.MethodGet, path: "/v1/trigger-domain/" + url.PathEscape(lcuuid) + "/"}, nil)
}

// filter is the query of one key, nil when the value is empty.
func filter(key, value string) url.Values {
	if value == "" {
		return nil
	}
	return url.Values{key: {value}}
}
