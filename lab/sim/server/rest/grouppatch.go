package rest

import (
	"fmt"

	"github.com/gin-gonic/gin"

	"github.com/dflab/dflab/lab/deepflow/logline"
)

func (s *Server) updateGroup(c *gin.Context) {
	var check VtapGroupUpdate
	if err := c.ShouldBindBodyWith(&check, jsonBody{}); err != nil {
		badRequest(c, "INVALID_PARAMETERS", err.Error())
		return
	}
	patch := map[string]any{}
	if err := c.ShouldBindBodyWith(&patch, jsonBody{}); err != nil {
		badRequest(c, "SERVER_ERROR", err.Error())
		return
	}
	if err := orgDatabase(c); err != nil {
		respond(c, group{}, err)
		return
	}
	g, err := s.patchGroup(c.Param("lcuuid"), patch)
	respond(c, g, err)
}

// patchGroup renames a group, sets state or enable of its agents, or says which agents it has. Like the real one it doesn't
// write the name of a request that also names agents.
func (s *Server) patchGroup(lcuuid string, patch map[string]any) (group, error) {
	old, err := s.first("vtap_group.go:274", "SELECT * FROM vtap_group WHERE lcuuid = ? ORDER BY id LIMIT 1", lcuuid)
	if err != nil {
		return group{}, fmt.Errorf("vtap_group (%s) not found", lcuuid)
	}
	s.core.Log.Log(logline.ServerUpdateVTapGroup, s.database(), old["name"], patch)
	for key, column := range map[string]string{"STATE": "state", "ENABLE": "enable"} {
		if v, ok := patch[key]; ok {
			if err := s.exec("UPDATE vtap SET "+column+" = ? WHERE vtap_group_lcuuid = ?", whole(v), lcuuid); err != nil {
				return group{}, err
			}
		}
	}
	team := old.num("team_id")
	set := map[string]any{}
	for key, column := range map[string]string{"NAME": "name", "TEAM_ID": "team_id", "USER_ID": "user_id"} {
		if v, ok := patch[key]; ok {
			set[column] = v
		}
	}
	if v, ok := patch["TEAM_ID"]; ok {
		f, ok := v.(float64)
		if !ok {
			return group{}, fmt.Errorf("get team id(type=%T) error", v)
		}
		team = int(f)
	}
	if lcuuids, ok := patch["VTAP_LCUUIDS"].([]any); ok {
		if err := s.moveAgents(old, team, lcuuids); err != nil {
			return group{}, err
		}
	} else if len(set) > 0 {
		set["updated_at"] = s.now()
		if err := s.update("vtap_group", old["id"], sortedKeys(set), set); err != nil {
			return group{}, err
		}
	}
	g, err := s.group(lcuuid)
	s.refreshVTap()
	return g, err
}

// moveAgents makes the agents of lcuuids the group's; those it had and that aren't named go to the default group.
func (s *Server) moveAgents(g row, team int, lcuuids []any) error {
	if err := s.checkGroupSize(len(lcuuids)); err != nil {
		return err
	}
	wanted := make([]string, 0, len(lcuuids))
	for _, l := range lcuuids {
		wanted = append(wanted, fmt.Sprint(l))
	}
	agents, err := s.groupAgents(wanted)
	if err != nil {
		return err
	}
	stays := map[string]bool{}
	for _, a := range agents {
		stays[a["id"]] = true
	}
	fallback, err := s.first("", "SELECT lcuuid FROM vtap_group WHERE id = ?", defaultGroup)
	if err != nil {
		return failure("RESOURCE_NOT_FOUND", "default vtap_group not found")
	}
	had, err := s.query("SELECT id FROM vtap WHERE vtap_group_lcuuid = ? ORDER BY id", g["lcuuid"])
	if err != nil {
		return err
	}
	for _, a := range had {
		if stays[a["id"]] {
			continue
		}
		s.core.Log.Log(logline.ServerUpdateVTapGroupLcuuid, s.database(), g["lcuuid"], fallback["lcuuid"])
		if err := s.exec("UPDATE vtap SET vtap_group_lcuuid = ? WHERE id = ?", fallback["lcuuid"], a["id"]); err != nil {
			return err
		}
	}
	for _, a := range agents {
		if a["vtap_group_lcuuid"] == g["lcuuid"] {
			continue
		}
		if a.num("team_id") != team {
			return fmt.Errorf("agent(%s) team(%d) must equal to agent group team(%d)", a["name"], a.num("team_id"), team)
		}
		s.core.Log.Log(logline.ServerMoveVTapToGroup, s.database(), a["vtap_group_lcuuid"], g["lcuuid"])
		if err := s.exec("UPDATE vtap SET vtap_group_lcuuid = ? WHERE id = ?", g["lcuuid"], a["id"]); err != nil {
			return err
		}
	}
	return nil
}

func (s *Server) groupAgents(lcuuids []string) ([]row, error) {
	f := filter{}
	f.in("lcuuid", lcuuids)
	return s.query("SELECT * FROM vtap"+f.String()+" ORDER BY id", f.args...)
}

func teamError(agent, group int) error {
	return fmt.Errorf("agent team(%d) must equal to agent group team(%d)", agent, group)
}
