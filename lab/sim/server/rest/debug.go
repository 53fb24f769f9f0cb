package rest

import (
	"errors"
	"fmt"
	"strconv"

	"github.com/gin-gonic/gin"
)

func (s *Server) routeDebug(e *gin.Engine) {
	e.GET("/v1/tasks/", s.getTasks)
	e.GET("/v1/tasks/:lcuuid/", s.getTasks)
	e.GET("/v1/trigger-domain/:lcuuid/", s.triggerDomain)
	e.GET("/v1/genesis/:type/", s.getGenesis)
	e.GET("/v1/sync/:type/", s.getGenesis)
	e.GET("/v1/genesis-storage/:vtapID/", orgOrBadRequest(s.getGenesisStorage))
}

func (s *Server) leader(c *gin.Context) {
	respond(c, map[string]string{
		"NODE_NAME": s.core.Hostname, "NODE_IP": s.core.NodeIP, "POD_NAME": s.core.Hostname, "POD_IP": s.core.PodIP,
	}, nil)
}

func (s *Server) getTasks(c *gin.Context) {
	var list []Task
	lcuuid := c.Param("lcuuid")
	for _, t := range s.modules.Cloud.Tasks() {
		if lcuuid == "" || t.Lcuuid == lcuuid {
			list = append(list, t)
		}
	}
	respond(c, list, nil)
}

func (s *Server) triggerDomain(c *gin.Context) {
	respond(c, nil, s.modules.Cloud.Trigger(c.Param("lcuuid")))
}

func (s *Server) getGenesis(c *gin.Context) {
	kind := c.Param("type")
	data, ok := s.modules.Genesis.View(kind)
	if !ok {
		respond(c, nil, errors.New("not found "+kind+" data"))
		return
	}
	respond(c, data, nil)
}

func (s *Server) getGenesisStorage(c *gin.Context) {
	id, err := strconv.Atoi(c.Param("vtapID"))
	if err != nil {
		respond(c, nil, fmt.Errorf("invalid vtap id (%s)", c.Param("vtapID")))
		return
	}
	r, err := s.first("debug.go:222", "SELECT * FROM genesis_storage WHERE vtap_id = ? LIMIT 1", id)
	if err != nil {
		respond(c, nil, err)
		return
	}
	respond(c, struct {
		VtapID int    `json:"VTAP_ID"`
		NodeIP string `json:"NODE_IP"`
	}{r.num("vtap_id"), r["node_ip"]}, nil)
}
