package rest

import (
	"fmt"
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"

	"github.com/dflab/dflab/lab/deepflow/logline"
)

// cacheAnswer is the envelope of trisolaris' own paths.
type cacheAnswer struct {
	OptStatus    string `json:"OPT_STATUS"`
	Description  string `json:"DESCRIPTION"`
	ErrorMessage string `json:"ERROR_MESSAGE"`
	Data         any    `json:"DATA"`
}

// putCaches rebuilds the caches that the request names, PUT /v1/caches/?type=vtap.
func (s *Server) putCaches(c *gin.Context) {
	org := c.GetInt(keyOrg)
	if v, ok := c.GetQuery("org_id"); ok {
		n, err := strconv.Atoi(v)
		if err != nil {
			c.JSON(http.StatusOK, cacheAnswer{OptStatus: "FAILED", ErrorMessage: err.Error()})
			return
		}
		org = n
	}
	if org > 1024 {
		c.JSON(http.StatusOK, cacheAnswer{OptStatus: "FAILED", ErrorMessage: fmt.Sprintf("check orgID(%d) failed", org)})
		return
	}
	for _, kind := range c.QueryArray("type") {
		if org == 1 {
			s.modules.Refresh(kind)
		}
	}
	c.JSON(http.StatusOK, cacheAnswer{OptStatus: "SUCCESS"})
}

// refreshVTap is Refresh after a change of what agents are told.
func (s *Server) refreshVTap() { s.Refresh("vtap") }

// Refresh tells the controllers to rebuild a cache, for other modules of the process, too. With one controller that is this process,
// which calls itself at its pod address, in a turn of its own as the real one does it in a goroutine. The real one knows its
// controllers from their table as it was at its start and every minute since (server/controller/trisolaris/refresh/refresh.go at
// v6.6.9), so that on a new database the refreshes of the first minute are dropped; here the table is read each time.
func (s *Server) Refresh(kind string) {
	s.core.Post("refresh", func() {
		ips := s.refreshIPs()
		if len(ips) == 0 {
			return
		}
		s.core.Log.Log(logline.ServerRefreshCache, ips, []string{}, 1, []string{kind})
		for range ips {
			r, err := http.NewRequestWithContext(s.core.Context, http.MethodPut, "/v1/caches/?org_id=1&type="+kind, http.NoBody)
			if err != nil {
				panic(fmt.Sprintf("rest: refresh of %q: %v", kind, err)) // kinds are constants
			}
			r.RemoteAddr = s.core.PodIP + ":0"
			s.answer(newAnswer(r))
		}
	})
}

// refreshIPs are the pod addresses of the controllers that answer for the agents' caches.
func (s *Server) refreshIPs() []string {
	rows, err := s.query("SELECT pod_ip FROM controller WHERE ip = ?", s.core.NodeIP)
	if err != nil {
		return nil // the database is down; the next timed refresh will tell
	}
	var ips []string
	for _, r := range rows {
		ips = append(ips, r["pod_ip"])
	}
	return ips
}
