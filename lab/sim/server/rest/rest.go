// Package rest is the controller's HTTP interface on port 20417, which deepflow-ctl and operators use: health while the process
// starts, then domains, agents, agent groups, group configuration, genesis views, caches and what else the docking guide
// touches. It answers byte for byte as deepflow-server 6.6.9 does, ids, times and generated uuids aside.
//
// It may import core, lab/deepflow and gin, the library of the real server, whose routing (redirects, 404 texts, binding
// errors) is thereby the same. What other modules own reaches it through the interfaces of Modules; it holds no state but the
// start-up stage.
package rest

import (
	"io"
	"net/http"
	"sync"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/dflab/dflab/lab/sim/server/core"
)

// Genesis is what agents reported about their hosts.
type Genesis interface {
	// View is DATA of GET /v1/sync/<kind>/; false if there is no such kind.
	View(kind string) (any, bool)
}

// Cloud runs the domains' tasks.
type Cloud interface {
	Trigger(domainLcuuid string) error
	Tasks() []Task
	// DeleteDomain deletes what the domain's recorder wrote and the domain's row.
	DeleteDomain(lcuuid string) error
}

// Task is one running cloud task as GET /v1/tasks/ lists it.
type Task struct {
	OrgID     int       `json:"org_id"`
	TeamID    int       `json:"team_id"`
	Lcuuid    string    `json:"lcuuid"`
	Name      string    `json:"name"`
	Type      int       `json:"type"`
	Interval  int       `json:"interval"`
	CreatedAt time.Time `json:"created_at"`
}

// Modules are the parts of the server that requests reach.
type Modules struct {
	Genesis Genesis
	Cloud   Cloud
	// Refresh rebuilds a cache of the agents' control plane: vtap, platform_data, group, analyzer, …
	Refresh func(kind string)
}

// Template is the template of group configurations of the release.
type Template interface {
	YAML() string
	// Validate is the real server's error for a configuration that it refuses, without its frame.
	Validate(yaml []byte) error
}

// Server answers the HTTP requests of one process.
type Server struct {
	core     *core.Core
	modules  Modules
	template Template
	stdout   io.Writer

	// engine has all routes; early is as the engine was before they were registered. See ServeHTTP.
	engine, early *gin.Engine
	askedEarly    bool
	registered    bool

	stage      string
	stageSince time.Time
}

// releaseMode silences gin's own output once for the process: the setting is global.
var releaseMode = sync.OnceFunc(func() { gin.SetMode(gin.ReleaseMode) })

// New is a server that answers nothing but GET /v1/health/. The ORM's complaints go to stdout.
func New(c *core.Core, template Template, stdout io.Writer) *Server {
	releaseMode()
	s := &Server{core: c, template: template, stdout: stdout}
	s.engine, s.early = s.newEngine(), s.newEngine()
	return s
}

func (s *Server) newEngine() *gin.Engine {
	e := gin.New()
	e.Use(gin.Recovery(), s.logAccess, orgHeader)
	e.GET("/v1/health/", s.health)
	return e
}

// RegisterRouters opens all other paths, at stage "Register routers init".
func (s *Server) RegisterRouters(m Modules) {
	s.modules, s.registered = m, true
	e := s.engine
	e.GET("/v1/election-leader/", s.leader)
	s.routeDebug(e)
	s.routeNodes(e)
	s.routeVtaps(e)
	s.routeGroups(e)
	s.routeGroupConfig(e)
	s.routeDomains(e)
	s.routeOrgs(e)
	e.PUT("v1/caches/", s.putCaches)
}

// ServeHTTP answers one request, as one turn.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	a := newAnswer(r)
	s.core.Lane("rest").Do(func() { s.answer(a) })
	a.send(w)
}

// answer runs the request's handlers, in a turn.
//
// gin keeps request contexts for reuse, sized for the routes known when a context was made. A context made before the routers
// were registered stores no path parameter, so that asking for health during start-up breaks later requests that have one:
// "record not found" for a group's configuration (recording 09_more/rest/health_stages). gin's pool is emptied by the
// garbage collector, which would make that a matter of chance, so the pool is replaced by the rule: once health was asked
// early, requests are served by a context of that time.
func (s *Server) answer(a *answer) {
	if s.core.Stopped() {
		a.status = 0 // the process died; the connection does too
		return
	}
	made := s.engine
	if s.askedEarly {
		made = s.early
	}
	s.askedEarly = s.askedEarly || !s.registered
	c := gin.CreateTestContextOnly(a, made)
	c.Request = a.request
	s.engine.HandleContext(c)
	c.Writer.WriteHeaderNow()
	a.Header().Set("Date", s.core.Clock.Now().UTC().Format(http.TimeFormat))
}
