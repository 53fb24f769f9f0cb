package rest

import (
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/dflab/dflab/lab/deepflow/logline"
)

// VtapCreate is the body of POST /v1/vtaps/, a registration by hand.
type VtapCreate struct {
	Name            string `json:"NAME" binding:"required"`
	Type            int    `json:"TYPE" binding:"required"`
	CtrlIP          string `json:"CTRL_IP" binding:"required"`
	CtrlMac         string `json:"CTRL_MAC"`
	AZ              string `json:"AZ" binding:"required"`
	Region          string `json:"REGION" binding:"required"`
	VtapGroupLcuuid string `json:"VTAP_GROUP_LCUUID" binding:"required"`
	TeamID          int    `json:"TEAM_ID" binding:"required"`
}

// VtapUpdate only checks the types of PATCH /v1/vtaps/<lcuuid>/.
type VtapUpdate struct {
	Lcuuid           string `json:"LCUUID"`
	Enable           int    `json:"ENABLE"`
	State            int    `json:"STATE"`
	VtapGroupLcuuid  string `json:"VTAP_GROUP_LCUUID"`
	LicenseType      int    `json:"LICENSE_TYPE"`
	LicenseFunctions []int  `json:"LICENSE_FUNCTIONS"`
}

func (s *Server) createVtap(c *gin.Context) {
	var body VtapCreate
	if err := c.ShouldBindBodyWith(&body, jsonBody{}); err != nil {
		badRequest(c, "INVALID_PARAMETERS", err.Error())
		return
	}
	if err := orgDatabase(c); err != nil {
		respond(c, vtap{}, err)
		return
	}
	v, err := s.insertVtap(body)
	respond(c, v, err)
}

func (s *Server) insertVtap(body VtapCreate) (vtap, error) {
	if _, err := s.first("vtap.go:296", "SELECT id FROM vtap WHERE ctrl_ip = ? ORDER BY id LIMIT 1", body.CtrlIP); err == nil {
		return vtap{}, failure("RESOURCE_ALREADY_EXIST", "vtap (ctrl_ip: %s) already exist", body.CtrlIP)
	}
	if _, err := s.first("vtap.go:303", "SELECT id FROM vtap WHERE name = ? ORDER BY id LIMIT 1", body.Name); err == nil {
		return vtap{}, failure("RESOURCE_ALREADY_EXIST", "vtap (%s) already exist", body.Name)
	}
	const dedicated, tunnelDecap = 6, 9
	tapMode := 0
	switch body.Type {
	case dedicated:
		tapMode = 2
	case tunnelDecap:
		tapMode = 3
	}
	lcuuid, now := s.core.UUID(), s.now()
	err := s.exec("INSERT INTO vtap (lcuuid, name, type, state, enable, ctrl_ip, ctrl_mac, launch_server, az, region, vtap_group_lcuuid, team_id, tap_mode, "+
		"analyzer_ip, cur_analyzer_ip, controller_ip, cur_controller_ip, created_at, synced_controller_at, synced_analyzer_at) "+
		"VALUES (?, ?, ?, 1, 1, ?, ?, ?, ?, ?, ?, ?, ?, '', '', '', '', ?, ?, ?)",
		lcuuid, body.Name, body.Type, body.CtrlIP, body.CtrlMac, body.CtrlIP, body.AZ, body.Region, body.VtapGroupLcuuid, body.TeamID, tapMode, now, now, now)
	if err != nil {
		return vtap{}, err
	}
	return s.vtap(lcuuid)
}

// vtap is the first agent of that lcuuid: rows of one host may share it.
func (s *Server) vtap(lcuuid string) (vtap, error) {
	f := filter{}
	f.equal("lcuuid", lcuuid)
	list, err := s.vtaps(f)
	if err != nil {
		return vtap{}, err
	}
	if len(list) == 0 {
		return vtap{}, errNotFound
	}
	return list[0], nil
}

func (s *Server) updateVtap(c *gin.Context) {
	var check VtapUpdate
	if err := c.ShouldBindBodyWith(&check, jsonBody{}); err != nil {
		badRequest(c, "INVALID_PARAMETERS", err.Error())
		return
	}
	patch := map[string]any{}
	_ = c.ShouldBindBodyWith(&patch, jsonBody{}) // it was JSON a moment ago
	if err := orgDatabase(c); err != nil {
		respond(c, vtap{}, err)
		return
	}
	v, err := s.patchVtap(c.Param("lcuuid"), c.Param("name"), patch)
	respond(c, v, err)
}

func (s *Server) patchVtap(lcuuid, name string, patch map[string]any) (vtap, error) {
	var old row
	var err error
	switch {
	case lcuuid != "":
		if old, err = s.first("vtap.go:370", "SELECT * FROM vtap WHERE lcuuid = ? ORDER BY id LIMIT 1", lcuuid); err != nil {
			return vtap{}, failure("RESOURCE_NOT_FOUND", "vtap (%s) not found", lcuuid)
		}
	case name != "":
		if old, err = s.first("vtap.go:374", "SELECT * FROM vtap WHERE name = ? ORDER BY id LIMIT 1", name); err != nil {
			return vtap{}, failure("RESOURCE_NOT_FOUND", "vtap (%s) not found", name)
		}
	default:
		return vtap{}, failure("INVALID_PARAMETERS", "must specify name or lcuuid")
	}
	s.core.Log.Log(logline.ServerUpdateVTap, s.database(), old["name"], patch)
	set := map[string]any{}
	var columns []string
	for _, key := range []string{"ENABLE", "STATE", "VTAP_GROUP_LCUUID", "LICENSE_TYPE"} {
		if v, ok := patch[key]; ok {
			column := strings.ToLower(key)
			columns, set[column] = append(columns, column), v
		}
	}
	if err := s.update("vtap", old["id"], columns, set); err != nil {
		return vtap{}, err
	}
	if patch["ENABLE"] == 0.0 {
		if err := s.exec("DELETE FROM kubernetes_cluster WHERE value = ?", old["ctrl_ip"]+"-"+old["ctrl_mac"]); err != nil {
			return vtap{}, err
		}
	}
	v, err := s.vtap(old["lcuuid"])
	s.refreshVTap()
	return v, err
}

func (s *Server) deleteVtap(c *gin.Context) {
	data, err := s.removeVtap(c.Param("lcuuid"))
	respond(c, data, err)
}

func (s *Server) removeVtap(lcuuid string) (map[string]string, error) {
	old, err := s.first("vtap.go:583", "SELECT id, name FROM vtap WHERE lcuuid = ? ORDER BY id LIMIT 1", lcuuid)
	if err != nil {
		return map[string]string{}, failure("RESOURCE_NOT_FOUND", "vtap (%s) not found", lcuuid)
	}
	s.core.Log.Log(logline.ServerDeleteVTap, s.database(), old["name"])
	if err := s.exec("DELETE FROM vtap WHERE id = ?", old["id"]); err != nil {
		return nil, err
	}
	return map[string]string{"LCUUID": lcuuid}, nil // no cache is refreshed: the agent is known until the next timed one
}

func (s *Server) batchUpdateVtaps(c *gin.Context) {
	var check map[string][]VtapUpdate
	if err := c.ShouldBindBodyWith(&check, jsonBody{}); err != nil {
		badRequest(c, "INVALID_PARAMETERS", err.Error())
		return
	}
	var body map[string][]map[string]any
	_ = c.ShouldBindBodyWith(&body, jsonBody{}) // it was JSON a moment ago
	s.batch(c, len(body["DATA"]), "SUCCEED_LCUUID", func(i int) (string, error) {
		lcuuid, ok := body["DATA"][i]["LCUUID"].(string)
		if !ok {
			return "", nil
		}
		_, err := s.patchVtap(lcuuid, "", body["DATA"][i])
		return lcuuid, err
	})
}

func (s *Server) batchDeleteVtaps(c *gin.Context) {
	var body map[string][]map[string]string
	_ = c.ShouldBindBodyWith(&body, jsonBody{}) // no JSON is no DATA
	if _, ok := body["DATA"]; !ok {
		badRequest(c, "INVALID_PARAMETERS", "No DATA in request body")
		return
	}
	s.batch(c, len(body["DATA"]), "DELETE_LCUUID", func(i int) (string, error) {
		lcuuid, ok := body["DATA"][i]["LCUUID"]
		if !ok {
			return "", nil
		}
		_, err := s.removeVtap(lcuuid)
		return lcuuid, err
	})
}

// batch does n things and answers with the lcuuids that succeeded and failed; one failure makes the answer a 500.
func (s *Server) batch(c *gin.Context, n int, succeeded string, do func(i int) (lcuuid string, err error)) {
	lists := map[string][]string{succeeded: nil, "FAILED_LCUUID": nil}
	description := ""
	for i := range n {
		lcuuid, err := do(i)
		switch {
		case err != nil:
			description += err.Error()
			lists["FAILED_LCUUID"] = append(lists["FAILED_LCUUID"], lcuuid)
		case lcuuid != "":
			lists[succeeded] = append(lists[succeeded], lcuuid)
		}
	}
	if description != "" {
		respond(c, lists, failure("SERVER_ERROR", "%s", description))
		return
	}
	respond(c, lists, nil)
}

func (s *Server) database() string { return s.core.Config.Controller.MySQL.Database }
