// Package monitor is the master controller's jobs for agents: which controller and ingester each talks to, the pseudo licence of the
// community edition, the check that an agent's host still exists, and the deletion of LOST agents. It follows server/controller/monitor
// and server/controller/http/service/rebalance at v6.6.9. It may import core, trisolaris/dbcache, logline; it answers no agent and
// refreshes no cache itself.
package monitor

import (
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/dflab/dflab/lab/deepflow/logline"
	"github.com/dflab/dflab/lab/sim/server/core"
	"github.com/dflab/dflab/lab/sim/server/trisolaris/dbcache"
)

// Service is the jobs of one server process. Its fields may be set before Start.
type Service struct {
	// Active asks a controller for its health, GET http://ip:port/v1/health/; the error is that of the request. Without it this
	// process's own addresses answer and no other does.
	Active func(ip string, port int) error
	// Traffic asks the querier at deepflow-server:20416 how much each agent sent. Without it that name doesn't resolve, as on a host
	// network.
	Traffic func(url, sql string) (map[string]int64, error)

	c       *core.Core
	db      *dbcache.Cache
	refresh func(kind string)

	controllers, analyzers *nodes
	counters               map[string]*counter
}

// New prepares the jobs; refresh makes the controllers rebuild a cache (PUT /v1/caches/). Nothing happens before Start.
func New(c *core.Core, refresh func(kind string)) *Service {
	return &Service{c: c, db: dbcache.New(c), refresh: refresh, counters: map[string]*counter{}}
}

// Start begins the jobs; the process calls it when it became the master, a minute after its start. Each job first runs an interval
// after that.
func (s *Service) Start() {
	cfg := s.c.Config.Controller.Monitor
	s.controllers, s.analyzers = newNodes(s, &controllerTexts), newNodes(s, &analyzerTexts)
	l := s.c.Log
	l.Log(logline.ServerControllerCheckStart)
	l.Log(logline.ServerAnalyzerCheckStart)
	l.Log(logline.ServerVTapCheckStart)
	l.Log(logline.ServerRebalanceCheckStart)
	l.Log(logline.ServerLicenseCheckStart)
	s.c.Every("monitor", seconds(cfg.LicenseCheckInterval), s.license)
	s.c.Every("monitor", seconds(cfg.HealthCheckInterval), s.health)
	s.c.Every("monitor", seconds(cfg.VTapCheckInterval), s.checkVTaps)
	s.startRebalance()
}

func seconds(n int) time.Duration { return time.Duration(n) * time.Second }

// health checks controllers and analyzers, and the agents' assignments to them.
func (s *Service) health() {
	for _, n := range []*nodes{s.controllers, s.analyzers} {
		n.healthCheck()
		n.vtapCheck()
		n.connectionCheck()
	}
}

func (s *Service) exec(l *logline.Line, q string, args ...any) error {
	_, err := s.db.Exec(q, args...)
	if err != nil && l != nil {
		s.c.Log.Log(l, err)
	}
	return err
}

// active asks a node for its health and logs why it has none.
func (s *Service) active(ip string, port int) bool {
	url := fmt.Sprintf("http://%s:%d/v1/health/", ip, port)
	ask := s.Active
	if ask == nil {
		ask = s.own
	}
	err := ask(ip, port)
	var status statusError
	switch {
	case errors.As(err, &status):
		s.c.Log.Log(logline.ServerHealthCurlStatus, url, int(status))
	case err != nil:
		s.c.Log.Log(logline.ServerHealthCurlFailed, url, fmt.Sprintf("Get %q: %v", url, err))
	}
	return err == nil
}

// own is the health of this process, which is up as long as it asks.
func (s *Service) own(ip string, port int) error {
	if port == s.c.Config.Controller.ListenPort && (ip == s.c.PodIP || ip == s.c.NodeIP) {
		return nil
	}
	return fmt.Errorf("dial tcp %s:%d: connect: connection refused", ip, port)
}

// statusError is an answer that isn't 200.
type statusError int

// Error is the status's text.
func (e statusError) Error() string { return http.StatusText(int(e)) }

// Status is the error of Active for an answer that isn't 200.
func Status(code int) error { return statusError(code) }
