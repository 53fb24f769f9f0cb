package rest

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/dflab/dflab/lab/deepflow/logline"
)

// DomainCreate is the body of POST /v1/domains/. Its name and its fields show in the log and in binding errors, as those of
// the other bodies do, which is why they are exported.
type DomainCreate struct {
	Name                string         `json:"NAME" binding:"required"`
	Type                int            `json:"TYPE" binding:"required"`
	TeamID              int            `json:"TEAM_ID"`
	KubernetesClusterID string         `json:"CLUSTER_ID"`
	IconID              int            `json:"ICON_ID"`
	ControllerIP        string         `json:"CONTROLLER_IP"`
	Config              map[string]any `json:"CONFIG"`
}

// DomainUpdate only checks the types of PATCH /v1/domains/<lcuuid>/.
type DomainUpdate struct {
	Name         string         `json:"NAME"`
	Enabled      int            `json:"ENABLED"`
	IconID       int            `json:"ICON_ID"`
	UserID       int            `json:"USER_ID"`
	ControllerIP string         `json:"CONTROLLER_IP"`
	Config       map[string]any `json:"CONFIG"`
}

func (s *Server) createDomain(c *gin.Context) {
	var body DomainCreate
	if err := c.ShouldBindBodyWith(&body, jsonBody{}); err != nil {
		badRequest(c, "INVALID_POST_DATA", err.Error())
		return
	}
	if body.TeamID == 0 {
		body.TeamID = 1
	}
	if err := orgDatabase(c); err != nil {
		badRequest(c, "GET_ORG_DB_FAIL", err.Error())
		return
	}
	d, err := s.insertDomain(body, c.GetInt(keyUser))
	respond(c, d, err)
}

func (s *Server) insertDomain(body DomainCreate, user int) (*domain, error) {
	if err := s.checkNewDomain(body); err != nil {
		return nil, err
	}
	displayName := s.core.UUID()
	if body.KubernetesClusterID != "" {
		displayName = nameUUID(body.KubernetesClusterID)
	}
	lcuuid := nameUUID(displayName)
	if body.Config == nil {
		body.Config = map[string]any{}
	}
	if err := s.completeConfig(&body); err != nil {
		return nil, err
	}
	cluster := ""
	if body.Type == typeKubernetes {
		if cluster = body.KubernetesClusterID; cluster == "" {
			cluster = "d-" + s.shortID()
		}
	}
	config, err := json.Marshal(body.Config)
	if err != nil {
		return nil, fmt.Errorf("encode configuration of domain %s: %w", body.Name, err)
	}
	s.core.Log.Log(logline.ServerCreateDomain, body)
	now := s.now()
	err = s.exec("INSERT INTO domain (name, team_id, user_id, display_name, type, icon_id, state, enabled, error_msg, cluster_id, "+
		"controller_ip, config, lcuuid, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, 1, 1, '', ?, ?, ?, ?, ?, ?)",
		body.Name, body.TeamID, user, displayName, body.Type, body.IconID, cluster,
		body.Config["controller_ip"], string(config), lcuuid, now, now)
	if err != nil {
		return nil, failure("SERVER_ERROR", "create domain (%s) failed", body.Name)
	}
	return s.domain(lcuuid)
}

func (s *Server) domain(lcuuid string) (*domain, error) {
	f := filter{}
	f.equal("lcuuid", lcuuid)
	list, err := s.domains(f)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	return &list[0], nil
}

// clusterIDs is what a Kubernetes cluster's id must look like.
var clusterIDs = regexp.MustCompile(`^d-[A-Za-z0-9]{10}$`)

func (s *Server) checkNewDomain(body DomainCreate) error {
	for _, table := range []string{"domain", "sub_domain"} {
		rows, err := s.query("SELECT id FROM "+table+" WHERE BINARY name = ?", body.Name)
		if err != nil {
			return err
		}
		if len(rows) > 0 {
			return failure("RESOURCE_ALREADY_EXIST", "%s (%s) already exist", table, body.Name)
		}
	}
	id := body.KubernetesClusterID
	if id == "" {
		return nil
	}
	if !clusterIDs.MatchString(id) {
		return failure("INVALID_PARAMETERS", "domain cluster_id (%s) invalid", id)
	}
	for _, table := range []string{"domain", "sub_domain"} {
		rows, err := s.query("SELECT name FROM "+table+" WHERE BINARY cluster_id = ?", id)
		if err != nil {
			return err
		}
		if len(rows) > 0 {
			return failure("RESOURCE_ALREADY_EXIST", "domain cluster_id (%s) already exist in %s (%s)", id, table, rows[0]["name"])
		}
	}
	return nil
}

// completeConfig fills in region and controller where the request names none, and refuses a second agent_sync domain in a region.
func (s *Server) completeConfig(body *DomainCreate) error {
	region, _ := body.Config["region_uuid"].(string)
	if region == "" {
		rows, err := s.query("SELECT lcuuid FROM region WHERE deleted_at IS NULL")
		if err != nil {
			return err
		}
		if len(rows) != 1 {
			return failure("INVALID_PARAMETERS", "can not find region, please specify or create one")
		}
		region = rows[0]["lcuuid"]
		body.Config["region_uuid"] = region
	}
	if body.Type == typeAgentSync {
		others, err := s.agentSyncRegions("")
		if err != nil {
			return err
		}
		for _, other := range others {
			if other["region"] == region {
				return failure("RESOURCE_ALREADY_EXIST", "only one agent_sync can exist in the region (%s)", region)
			}
		}
	}
	if ip, _ := body.Config["controller_ip"].(string); ip == "" {
		rows, err := s.query("SELECT controller_ip FROM az_controller_connection WHERE region = ? ORDER BY id", region)
		if err != nil {
			return err
		}
		if len(rows) == 0 {
			return failure("INVALID_PARAMETERS", "can not find controller ip, please specify or create one")
		}
		body.Config["controller_ip"] = rows[0]["controller_ip"]
	}
	for _, key := range secretKeys {
		if _, ok := body.Config[key]; ok {
			return failure("SERVER_ERROR", "not support current type domain in standalone mode")
		}
	}
	return nil
}

// agentSyncRegions lists name and region of the agent_sync domains but one.
func (s *Server) agentSyncRegions(except string) ([]row, error) {
	rows, err := s.query("SELECT name, config FROM domain WHERE type = ? AND lcuuid <> ?", typeAgentSync, except)
	for _, r := range rows {
		var config struct {
			Region string `json:"region_uuid"`
		}
		if err := json.Unmarshal([]byte(r["config"]), &config); err != nil {
			return nil, failure("SERVER_ERROR", "%v", err)
		}
		r["region"] = config.Region
	}
	return rows, err
}

func (s *Server) updateDomain(c *gin.Context) {
	var check DomainUpdate
	if err := c.ShouldBindBodyWith(&check, jsonBody{}); err != nil {
		badRequest(c, "INVALID_PARAMETERS", err.Error())
		return
	}
	patch := map[string]any{}
	_ = c.ShouldBindBodyWith(&patch, jsonBody{}) // it was JSON a moment ago
	if err := orgDatabase(c); err != nil {
		badRequest(c, "GET_ORG_DB_FAIL", err.Error())
		return
	}
	d, err := s.patchDomain(c.Param("lcuuid"), patch)
	respond(c, d, err)
}

func (s *Server) patchDomain(lcuuid string, patch map[string]any) (*domain, error) {
	old, err := s.first("", "SELECT * FROM domain WHERE lcuuid = ? ORDER BY id LIMIT 1", lcuuid)
	if err != nil {
		return nil, failure("RESOURCE_NOT_FOUND", "domain (%s) not found", lcuuid)
	}
	set := map[string]any{}
	for key, column := range map[string]string{
		"USER_ID": "user_id", "NAME": "name", "ENABLED": "enabled", "ICON_ID": "icon_id", "CONTROLLER_IP": "controller_ip",
	} {
		if v, ok := patch[key]; ok {
			set[column] = v
		}
	}
	if config, ok := patch["CONFIG"].(map[string]any); ok {
		if err := s.patchConfig(old, config, set); err != nil {
			return nil, err
		}
	}
	s.core.Log.Log(logline.ServerUpdateDomain, old["name"], patch)
	if len(set) > 0 {
		set["updated_at"] = s.now()
	}
	if err := s.update("domain", old["id"], sortedKeys(set), set); err != nil {
		return nil, err
	}
	return s.domain(lcuuid)
}

func (s *Server) patchConfig(old row, config, set map[string]any) error {
	before := map[string]any{}
	_ = json.Unmarshal([]byte(old["config"]), &before) // unreadable is empty, as in the real one
	if ip, ok := config["controller_ip"]; ok {
		set["controller_ip"] = ip
	}
	if region, ok := config["region_uuid"]; ok {
		if _, ok := region.(string); !ok {
			return failure("INVALID_PARAMETERS", "region lcuuid must be string")
		}
		if old.num("type") == typeAgentSync {
			others, err := s.agentSyncRegions(old["lcuuid"])
			if err != nil {
				return err
			}
			for _, other := range others {
				if other["region"] == region {
					return failure("RESOURCE_ALREADY_EXIST", "region (%s) already exist agent sync doamin (%s)", region, other["name"])
				}
			}
		}
		if region != before["region_uuid"] {
			s.core.Log.Log(logline.ServerDeleteDomainSoftDeleted, old["name"])
		}
	}
	for _, key := range secretKeys {
		if v, ok := config[key]; ok && v == "******" {
			config[key] = before[key]
		}
	}
	b, err := json.Marshal(config)
	if err != nil {
		return fmt.Errorf("encode configuration of domain %s: %w", old["name"], err)
	}
	set["config"] = string(b)
	return nil
}

// nameUUID is the version 5 UUID that DeepFlow makes of a name (server/controller/common/uid.go at v6.6.9).
func nameUUID(name string) string { return uuid.NewSHA1(uuid.NameSpaceOID, []byte(name)).String() }

// shortID is ten random letters and digits, the body of a group's or a cluster's short id.
func (s *Server) shortID() string {
	const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
	b := make([]byte, 10)
	for i := range b {
		b[i] = letters[s.core.Rand.IntN(len(letters))]
	}
	return string(b)
}

func sortedKeys(m map[string]any) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// CreateKubernetesDomain creates the domain of a Kubernetes cluster that an agent reported, with the defaults of the real one.
func (s *Server) CreateKubernetesDomain(name, clusterID string) (lcuuid string, err error) {
	const kubernetesIcon = 14
	d, err := s.insertDomain(DomainCreate{
		Name: name, Type: typeKubernetes, TeamID: 1, KubernetesClusterID: clusterID, IconID: kubernetesIcon,
		Config: map[string]any{
			"node_port_name_regex": "^(cni|flannel|vxlan.calico|tunl|en[ospx])", "vtap_id": "",
			"pod_net_ipv4_cidr_max_mask": 16, "pod_net_ipv6_cidr_max_mask": 64,
		},
	}, 1)
	if err != nil {
		return "", err
	}
	return d.Lcuuid, nil
}
