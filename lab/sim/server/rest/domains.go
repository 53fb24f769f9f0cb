package rest

import (
	"encoding/json"
	"net/url"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/dflab/dflab/lab/deepflow/logline"
)

// domain is a domain as answers show it.
type domain struct {
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
	VTapCtrlMAC    string         `json:"VTAP_CTRL_MAC"`
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

// Domain types (server/controller/common/const.go at v6.6.9).
const (
	typeKubernetes = 11
	typeAgentSync  = 23
)

func (s *Server) routeDomains(e *gin.Engine) {
	e.GET("/v2/domains/:lcuuid/", orgOrBadRequest(s.getDomain))
	e.GET("/v2/domains/", orgOrBadRequest(s.getDomains))
	e.POST("/v1/domains/", s.createDomain)
	e.PATCH("/v1/domains/:lcuuid/", s.updateDomain)
	e.DELETE("/v1/domains/:name-or-uuid/", orgOrBadRequest(func(c *gin.Context) { s.deleteDomain(c, c.Param("name-or-uuid")) }))
	e.DELETE("/v1/domains/", orgOrBadRequest(s.deleteDomainByName))
}

func (s *Server) getDomain(c *gin.Context) {
	f := filter{}
	f.equal("lcuuid", c.Param("lcuuid"))
	s.listDomains(c, f)
}

func (s *Server) getDomains(c *gin.Context) {
	f := filter{}
	if name, ok := c.GetQuery("name"); ok {
		f.equal("BINARY name", name)
	}
	s.listDomains(c, f)
}

func (s *Server) listDomains(c *gin.Context, f filter) {
	for _, key := range []string{"user_id", "team_id"} {
		if v, ok := c.GetQuery(key); ok {
			n, err := strconv.Atoi(v)
			if err != nil {
				badRequest(c, "INVALID_PARAMETERS", err.Error())
				return
			}
			f.equal(key, n)
		}
	}
	data, err := s.domains(f)
	respond(c, data, err)
}

// domains lists domains, the newest first (of one second: as created), with what was counted of their resources; nil if there is none.
func (s *Server) domains(f filter) ([]domain, error) {
	rows, err := s.query("SELECT * FROM domain"+f.String()+" ORDER BY created_at DESC, id", f.args...)
	if err != nil {
		return nil, err
	}
	var list []domain
	for _, r := range rows {
		d := domain{
			ID: r["cluster_id"], Name: r["name"], DisplayName: r["display_name"], ClusterID: r["cluster_id"],
			Type: r.num("type"), Enabled: r.num("enabled"), State: r.num("state"), ErrorMsg: r["error_msg"],
			ControllerIP: r["controller_ip"], IconID: r.num("icon_id"), TeamID: r.num("team_id"), UserID: r.num("user_id"),
			CreatedAt: r["created_at"], SyncedAt: r["synced_at"], Lcuuid: r["lcuuid"], Config: map[string]any{},
		}
		_ = json.Unmarshal([]byte(r["config"]), &d.Config) // the real one shows what it could read, too
		maskSecrets(d.Config)
		if err := s.countDomain(&d); err != nil {
			return nil, err
		}
		if err := s.connectDomain(&d); err != nil {
			return nil, err
		}
		list = append(list, d)
	}
	return list, nil
}

func (s *Server) countDomain(d *domain) error {
	azs, err := s.query("SELECT region FROM az WHERE domain = ? AND deleted_at IS NULL", d.Lcuuid)
	if err != nil {
		return err
	}
	regions := map[string]bool{}
	for _, az := range azs {
		regions[az["region"]] = true
	}
	d.AZCount, d.RegionCount = len(azs), len(regions)
	for _, count := range []struct {
		table string
		into  *int
	}{{"vm", &d.VMCount}, {"pod", &d.PodCount}} { // deleted ones count too, as in the real one
		rows, err := s.query("SELECT COUNT(id) AS n FROM "+count.table+" WHERE domain = ?", d.Lcuuid)
		if err != nil {
			return err
		}
		*count.into = rows[0].num("n")
	}
	return nil
}

// connectDomain fills in the controller's name and, for Kubernetes, the agent that watches the cluster.
func (s *Server) connectDomain(d *domain) error {
	controllers, err := s.query("SELECT name FROM controller WHERE ip = ?", d.ControllerIP)
	if err != nil {
		return err
	}
	for _, r := range controllers {
		d.ControllerName = r["name"]
	}
	if d.Type != typeKubernetes {
		d.K8sEnabled = 1
		subs, err := s.query("SELECT name FROM sub_domain WHERE domain = ?", d.Lcuuid)
		for _, r := range subs {
			d.PodClusters = append(d.PodClusters, r["name"])
		}
		return err
	}
	clusters, err := s.query("SELECT value FROM kubernetes_cluster WHERE cluster_id = ?", d.ClusterID)
	if err != nil || len(clusters) == 0 {
		return err
	}
	ip, mac, found := strings.Cut(clusters[0]["value"], "-")
	if !found {
		return nil
	}
	agents, err := s.query("SELECT name, ctrl_ip, ctrl_mac FROM vtap WHERE ctrl_ip = ? AND ctrl_mac = ?", ip, mac)
	if err != nil || len(agents) == 0 {
		return err
	}
	d.VTapName, d.VTapCtrlIP, d.VTapCtrlMAC = agents[0]["name"], agents[0]["ctrl_ip"], agents[0]["ctrl_mac"]
	d.Config["vtap_id"] = d.VTapName
	return nil
}

func (s *Server) deleteDomainByName(c *gin.Context) {
	_, name, found := strings.Cut(c.Request.URL.RawQuery, "name=")
	if !found { // the real one indexes past the end here; gin's recovery answers 500 with no body
		c.AbortWithStatus(500)
		return
	}
	if unescaped, err := url.QueryUnescape(name); err == nil {
		name = unescaped
	}
	s.deleteDomain(c, name)
}

func (s *Server) deleteDomain(c *gin.Context, nameOrUUID string) {
	data, err := s.removeDomain(nameOrUUID)
	respond(c, data, err)
}

func (s *Server) removeDomain(nameOrUUID string) (map[string]string, error) {
	byID, err := s.query("SELECT name, lcuuid FROM domain WHERE lcuuid = ?", nameOrUUID)
	if err != nil {
		return nil, err
	}
	byName, err := s.query("SELECT name, lcuuid FROM domain WHERE name = ?", nameOrUUID)
	if err != nil {
		return nil, err
	}
	var d row
	switch {
	case len(byID) > 0 && len(byName) > 0:
		return nil, failure("PARAMETER_ILLEGAL", "remove domain (name: %s, uuid: %s) conflict", nameOrUUID, nameOrUUID)
	case len(byID) > 0:
		d = byID[0]
	case len(byName) > 1:
		return nil, failure("PARAMETER_ILLEGAL", "duplicate domain (name: %s)", nameOrUUID)
	case len(byName) > 0:
		d = byName[0]
	default:
		return nil, failure("RESOURCE_NOT_FOUND", "domain (uuid or name: %s) not found", nameOrUUID)
	}
	s.core.Log.Log(logline.ServerDeleteDomainStarted, d["name"])
	if err := s.modules.Cloud.DeleteDomain(d["lcuuid"]); err != nil {
		return nil, err
	}
	s.core.Log.Log(logline.ServerDeleteDomainCompleted, d["name"])
	return map[string]string{"LCUUID": d["lcuuid"]}, nil
}

// secretKeys are configuration keys of clouds whose values answers hide.
var secretKeys = [...]string{"admin_password", "secret_key", "client_secret", "password", "boss_secret_key", "manage_one_password", "token", "app_secret"}

func maskSecrets(config map[string]any) {
	for _, key := range secretKeys {
		if _, ok := config[key]; ok {
			config[key] = "******"
		}
	}
}
