package controller

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
)

// Group is an agent group (vtap_group), as GET /v1/vtap-groups/ answers.
type Group struct {
	ID        int    `json:"ID"`
	Name      string `json:"NAME"`
	UpdatedAt string `json:"UPDATED_AT"`
	// ShortUUID is what agents ask for (vtap-group-id-request) and what deepflow-ctl calls the id: "g-" and ten letters or digits.
	ShortUUID          string   `json:"SHORT_UUID"`
	Lcuuid             string   `json:"LCUUID"`
	TeamID             int      `json:"TEAM_ID"`
	UserID             int      `json:"USER_ID"`
	VTapLcuuids        []string `json:"VTAP_LCUUIDS"`
	DisableVTapLcuuids []string `json:"DISABLE_VTAP_LCUUIDS"`
	PendingVTapLcuuids []string `json:"PENDING_VTAP_LCUUIDS"`
	LicenseFunctions   []int    `json:"LICENSE_FUNCTIONS"`
}

// GroupFilter narrows a list of groups; empty fields don't.
type GroupFilter struct{ Name, ShortUUID string }

// GroupSpec creates a group; with an empty ID the server makes one. The server accepts two groups of one name.
type GroupSpec struct {
	ID   string `json:"group_id"`
	Name string `json:"name"`
}

// Groups lists the agent groups.
func (c *Client) Groups(ctx context.Context, f GroupFilter) ([]Group, error) {
	q := url.Values{}
	if f.Name != "" {
		q.Set("name", f.Name)
	}
	if f.ShortUUID != "" {
		q.Set("short_uuid", f.ShortUUID)
	}
	var groups []Group
	err := c.do(ctx, call{method: http.MethodGet, path: "/v1/vtap-groups/", query: q}, &groups)
	return groups, err
}

// CreateGroup creates an agent group and returns it.
func (c *Client) CreateGroup(ctx context.Context, g GroupSpec) (*Group, error) {
	var group Group
	if err := c.do(ctx, call{method: http.MethodPost, path: "/v1/vtap-groups/", body: g}, &group); err != nil {
		return nil, err
	}
	return &group, nil
}

// DeleteGroup deletes the group with that lcuuid. The server answers success for the default group too (recording 03_rest).
func (c *Client) DeleteGroup(ctx context.Context, lcuuid string) error {
	return c.do(ctx, call{method: http.MethodDelete, path: "/v1/vtap-groups/" + url.PathEscape(lcuuid) + "/"}, nil)
}

// GroupConfig is the stored configuration of one group; YAML is what was posted, to the byte.
type GroupConfig struct {
	ID          int    `json:"ID"`
	Lcuuid      string `json:"LCUUID"`
	GroupLcuuid string `json:"AGENT_GROUP_LCUUID"`
	YAML        string `json:"YAML"`
	// CreatedAt and UpdatedAt are RFC 3339, unlike the other times of the API.
	CreatedAt string `json:"CREATED_AT"`
	UpdatedAt string `json:"UPDATED_AT"`
}

// GroupConfigs lists the configurations of all groups that have one.
func (c *Client) GroupConfigs(ctx context.Context) ([]GroupConfig, error) {
	var configs []GroupConfig
	err := c.do(ctx, call{method: http.MethodGet, path: configPath + "yaml"}, &configs)
	return configs, err
}

// GroupConfig is the configuration of the group with that lcuuid. A group without one is an *Error, 500 "record not found".
func (c *Client) GroupConfig(ctx context.Context, groupLcuuid string) (string, error) {
	var yaml string
	err := c.do(ctx, call{method: http.MethodGet, path: groupConfigPath(groupLcuuid)}, &yaml)
	return yaml, err
}

// CreateGroupConfig stores a group's configuration, replacing the one it has. An unknown key or a wrong type is an
// *Error, 500 "yaml validate failed: …".
func (c *Client) CreateGroupConfig(ctx context.Context, groupLcuuid, yaml string) error {
	return c.putConfig(ctx, http.MethodPost, groupLcuuid, yaml)
}

// UpdateGroupConfig replaces a group's configuration; it must have one.
func (c *Client) UpdateGroupConfig(ctx context.Context, groupLcuuid, yaml string) error {
	return c.putConfig(ctx, http.MethodPut, groupLcuuid, yaml)
}

func (c *Client) putConfig(ctx context.Context, method, groupLcuuid, yaml string) error {
	if yaml == "" {
		return fmt.Errorf("%s %s: configuration is empty", method, groupConfigPath(groupLcuuid))
	}
	return c.do(ctx, call{method: method, path: groupConfigPath(groupLcuuid), text: yaml}, nil)
}

// DeleteGroupConfig deletes a group's configuration; its agents fall back to the defaults.
func (c *Client) DeleteGroupConfig(ctx context.Context, groupLcuuid string) error {
	return c.do(ctx, call{method: http.MethodDelete, path: configPath + url.PathEscape(groupLcuuid)}, nil)
}

// Template is the template of group configurations: every key with its type, default and explanation, as YAML.
func (c *Client) Template(ctx context.Context) (string, error) {
	var yaml string
	err := c.do(ctx, call{method: http.MethodGet, path: configPath + "template/yaml"}, &yaml)
	return yaml, err
}

const configPath = "/v1/agent-group-configuration/"

func groupConfigPath(lcuuid string) string { return configPath + url.PathEscape(lcuuid) + "/yaml" }
