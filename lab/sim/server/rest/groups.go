package rest

import (
	"regexp"

	"github.com/gin-gonic/gin"

	"github.com/dflab/dflab/lab/deepflow/logline"
)

// group is an agent group as answers show it.
type group struct {
	ID                 int      `json:"ID"`
	Name               string   `json:"NAME"`
	UpdatedAt          string   `json:"UPDATED_AT"`
	ShortUUID          string   `json:"SHORT_UUID"`
	Lcuuid             string   `json:"LCUUID"`
	TeamID             int      `json:"TEAM_ID"`
	UserID             int      `json:"USER_ID"`
	VtapLcuuids        []string `json:"VTAP_LCUUIDS"`
	DisableVtapLcuuids []string `json:"DISABLE_VTAP_LCUUIDS"`
	PendingVtapLcuuids []string `json:"PENDING_VTAP_LCUUIDS"`
	LicenseFunctions   []int    `json:"LICENSE_FUNCTIONS"`
}

// VtapGroupCreate is the body of POST /v1/vtap-groups/; keys in any case.
type VtapGroupCreate struct {
	Name        string   `json:"NAME"`
	State       int      `json:"STATE"`
	Enable      int      `json:"ENABLE"`
	VtapLcuuids []string `json:"VTAP_LCUUIDS"`
	GroupID     string   `json:"GROUP_ID"`
	TeamID      int      `json:"TEAM_ID"`
}

// VtapGroupUpdate only checks the types of PATCH /v1/vtap-groups/<lcuuid>/.
type VtapGroupUpdate struct {
	Name        string   `json:"NAME"`
	State       int      `json:"STATE"`
	Enable      int      `json:"ENABLE"`
	VtapLcuuids []string `json:"VTAP_LCUUIDS"`
}

// defaultGroup is the id of the group of agents that name no other.
const defaultGroup = 1

// allLicenses are the license functions of a new group.
const allLicenses = "1,2,3,4,5,6,7,8"

func (s *Server) routeGroups(e *gin.Engine) {
	e.GET("/v1/vtap-groups/:lcuuid/", org(s.getGroup))
	e.GET("/v1/vtap-groups/", org(s.getGroups))
	e.POST("/v1/vtap-groups/", s.createGroup)
	e.PATCH("/v1/vtap-groups/:lcuuid/", s.updateGroup)
	e.DELETE("/v1/vtap-groups/:lcuuid/", org(s.deleteGroup))
}

func (s *Server) getGroup(c *gin.Context) {
	f := filter{}
	f.equal("lcuuid", c.Param("lcuuid"))
	data, err := s.groups(f, false)
	respond(c, data, err)
}

func (s *Server) getGroups(c *gin.Context) {
	f := filter{}
	for _, key := range []string{"name", "short_uuid", "team_id", "user_id"} {
		if v, ok := c.GetQuery(key); ok {
			f.equal(key, v)
		}
	}
	_, deletable := c.GetQuery("can_deleted")
	data, err := s.groups(f, deletable)
	respond(c, data, err)
}

// groups lists groups with their agents: the default one first (left out if only deletable ones are wanted), then the newest (of one second: as created).
func (s *Server) groups(f filter, deletable bool) ([]group, error) {
	rows, err := s.query("SELECT * FROM vtap_group"+f.String()+" ORDER BY created_at DESC, id", f.args...)
	if err != nil {
		return nil, err
	}
	var list []group
	for _, r := range rows {
		if deletable && r.num("id") == defaultGroup {
			continue
		}
		g := group{
			ID: r.num("id"), Name: r["name"], UpdatedAt: r.time("updated_at"), ShortUUID: r["short_uuid"], Lcuuid: r["lcuuid"],
			TeamID: r.num("team_id"), UserID: r.num("user_id"), LicenseFunctions: r.ints("license_functions"),
			VtapLcuuids: []string{}, DisableVtapLcuuids: []string{}, PendingVtapLcuuids: []string{},
		}
		agents, err := s.query("SELECT lcuuid, state, enable FROM vtap WHERE vtap_group_lcuuid = ? ORDER BY id", g.Lcuuid)
		if err != nil {
			return nil, err
		}
		for _, a := range agents {
			g.VtapLcuuids = append(g.VtapLcuuids, a["lcuuid"])
			if a.num("state") == statePending {
				g.PendingVtapLcuuids = append(g.PendingVtapLcuuids, a["lcuuid"])
			} else if a.num("enable") == 0 {
				g.DisableVtapLcuuids = append(g.DisableVtapLcuuids, a["lcuuid"])
			}
		}
		if g.ID == defaultGroup {
			list = append([]group{g}, list...)
		} else {
			list = append(list, g)
		}
	}
	return list, nil
}

func (s *Server) group(lcuuid string) (group, error) {
	f := filter{}
	f.equal("lcuuid", lcuuid)
	list, err := s.groups(f, false)
	if err != nil {
		return group{}, err
	}
	if len(list) == 0 {
		return group{}, errNotFound
	}
	return list[0], nil
}

func (s *Server) createGroup(c *gin.Context) {
	var body VtapGroupCreate
	if err := c.ShouldBindBodyWith(&body, jsonBody{}); err != nil {
		badRequest(c, "INVALID_POST_DATA", err.Error())
		return
	}
	if body.TeamID == 0 {
		body.TeamID = 1
	}
	if err := orgDatabase(c); err != nil {
		respond(c, group{}, err)
		return
	}
	g, err := s.insertGroup(body, c.GetInt(keyUser))
	respond(c, g, err)
}

func (s *Server) insertGroup(body VtapGroupCreate, user int) (group, error) {
	if err := s.checkGroupLimits(len(body.VtapLcuuids)); err != nil {
		return group{}, err
	}
	agents, err := s.groupAgents(body.VtapLcuuids)
	if err != nil {
		return group{}, err
	}
	for _, a := range agents {
		if a.num("team_id") != body.TeamID {
			return group{}, teamError(a.num("team_id"), body.TeamID)
		}
	}
	short := "g-" + s.shortID()
	if err := s.checkShortID(body.GroupID); err != nil {
		return group{}, failure("INVALID_POST_DATA", "%v", err)
	}
	if body.GroupID != "" {
		short = body.GroupID
	}
	lcuuid, now := s.core.UUID(), s.now()
	err = s.exec("INSERT INTO vtap_group (lcuuid, short_uuid, name, team_id, user_id, license_functions, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
		lcuuid, short, body.Name, body.TeamID, user, allLicenses, now, now)
	if err != nil {
		return group{}, err
	}
	for _, a := range agents {
		if err := s.exec("UPDATE vtap SET vtap_group_lcuuid = ?, team_id = ? WHERE id = ?", lcuuid, body.TeamID, a["id"]); err != nil {
			return group{}, err
		}
	}
	g, err := s.group(lcuuid)
	s.refreshVTap()
	return g, err
}

func (s *Server) checkGroupLimits(agents int) error {
	spec := s.core.Config.Controller.Spec
	rows, err := s.query("SELECT COUNT(*) AS n FROM vtap_group")
	if err != nil {
		return err
	}
	if rows[0].num("n") > spec.VTapGroupMax {
		return failure("RESOURCE_NUM_EXCEEDED", "vtap_group count exceeds (limit %d)", spec.VTapGroupMax)
	}
	return s.checkGroupSize(agents)
}

func (s *Server) checkGroupSize(agents int) error {
	if limit := s.core.Config.Controller.Spec.VTapMaxPerGroup; agents > limit {
		return failure("SELECTED_RESOURCES_NUM_EXCEEDED", "vtap count exceeds (limit %d)", limit)
	}
	return nil
}

// shortIDs is what a chosen short id must look like.
var shortIDs = regexp.MustCompile(`^g-[A-Za-z0-9]{10}$`)

func (s *Server) checkShortID(id string) error {
	if id == "" {
		return nil
	}
	if !shortIDs.MatchString(id) {
		return failure("INVALID_POST_DATA", "id(%s) invalid, requires g- prefix, number and letter length 10, such as g-1yhIguXABC", id)
	}
	rows, err := s.query("SELECT id FROM vtap_group WHERE short_uuid = ?", id)
	if err != nil {
		return err
	}
	if len(rows) > 0 {
		return failure("RESOURCE_ALREADY_EXIST", "id(%s) already exist", id)
	}
	return nil
}

func (s *Server) deleteGroup(c *gin.Context) {
	data, err := s.removeGroup(c.Param("lcuuid"))
	respond(c, data, err)
}

// removeGroup moves the group's agents to the default group and deletes it with its configuration. The default group can be
// deleted too, which leaves its agents in a group that isn't there.
func (s *Server) removeGroup(lcuuid string) (map[string]string, error) {
	g, err := s.first("vtap_group.go:440", "SELECT name FROM vtap_group WHERE lcuuid = ? ORDER BY id LIMIT 1", lcuuid)
	if err != nil {
		return map[string]string{}, failure("RESOURCE_NOT_FOUND", "vtap_group (%s) not found", lcuuid)
	}
	fallback, err := s.first("vtap_group.go:453", "SELECT lcuuid, team_id FROM vtap_group WHERE id = ?", defaultGroup)
	if err != nil {
		return map[string]string{}, failure("RESOURCE_NOT_FOUND", "default vtap_group not found")
	}
	s.core.Log.Log(logline.ServerDeleteVTapGroup, s.database(), g["name"])
	if err := s.exec("UPDATE vtap SET vtap_group_lcuuid = ?, team_id = ? WHERE vtap_group_lcuuid = ?", fallback["lcuuid"], fallback.num("team_id"), lcuuid); err != nil {
		return nil, err
	}
	for _, statement := range []string{
		"DELETE FROM vtap_group WHERE lcuuid = ?",
		"DELETE FROM vtap_group_configuration WHERE vtap_group_lcuuid = ?",
		"DELETE FROM agent_group_configuration WHERE agent_group_lcuuid = ?",
	} {
		if err := s.exec(statement, lcuuid); err != nil {
			return nil, err
		}
	}
	s.refreshVTap()
	return map[string]string{"LCUUID": lcuuid}, nil
}
