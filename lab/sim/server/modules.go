package server

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/dflab/dflab/lab/deepflow/logline"
	"github.com/dflab/dflab/lab/deepflow/wire"
	"github.com/dflab/dflab/lab/sim/server/cloud"
	"github.com/dflab/dflab/lab/sim/server/core"
	"github.com/dflab/dflab/lab/sim/server/genesis"
	"github.com/dflab/dflab/lab/sim/server/ingester"
	"github.com/dflab/dflab/lab/sim/server/migrator"
	"github.com/dflab/dflab/lab/sim/server/monitor"
	"github.com/dflab/dflab/lab/sim/server/rest"
	"github.com/dflab/dflab/lab/sim/server/trisolaris"
	"github.com/dflab/dflab/lab/vnet"
)

// Rows stores the rows of the ingester's tables.
type Rows = ingester.RowWriter

// modules are the parts of a process, nil until their stage.
type modules struct {
	genesis    *genesis.Service
	cloud      *cloud.Service
	trisolaris *trisolaris.Service
	monitor    *monitor.Service
	ingester   *ingester.Service

	activeSince time.Time // when the ingester was last asked for the agents that sent it data
}

// masterDelay is the first tick of the ticker that starts the master's jobs (hard-coded, server/controller/controller/master.go).
const masterDelay = time.Minute

// startModules runs the stages after the database, in the real order, and opens the port for agents.
func (s *Server) startModules(sleep core.Sleep) {
	for _, stage := range []struct {
		name string
		time time.Duration
		do   func() error
		line *logline.Line // what a failure of do logs
		keys string        // the intervals that the stage makes timers of
	}{
		{"Resource ID manager init", resourceIDTime, s.pingDatabase, logline.ServerResourceIDManagerFailed, ""},
		{"Redis init", 0, s.reachRedis, logline.ServerConnectRedisFailed, ""},
		{"Statsd init", statsdTime, nil, nil, ""},
		{"Genesis init", genesisTime, s.startGenesis, logline.ServerResourceIDManagerFailed, "controller.genesis."},
		{"TagRecorder init", tagRecorderTime, nil, nil, ""},
		{"Manager init", managerTime, s.startCloud, logline.ServerResourceIDManagerFailed, ""},
		{"Trisolaris init", trisolarisTime, s.startTrisolaris, nil, "controller.trisolaris."},
		{"Prometheus init", prometheusTime, nil, nil, "controller.prometheus."},
		{"Master function init", masterTime, s.awaitMaster, nil, ""},
		{"Register routers init", routersTime, s.registerRouters, nil, ""},
	} {
		if stage.name == "Redis init" && !s.core.Config.Controller.Redis.Enabled {
			continue
		}
		s.rest.Stage(stage.name)
		if !sleep(stage.time) {
			return
		}
		if stage.keys != "" && s.panics(stage.keys) {
			return
		}
		if stage.do == nil {
			continue
		}
		if err := stage.do(); err != nil {
			s.fail(sleep, stage.line, err)
			return
		}
	}
	s.rest.Stage(rest.StageOK)
	s.serveGRPC()
}

// pingDatabase stands for the reading of all tables with ids; the pools themselves are cloud's.
func (s *Server) pingDatabase() error { return s.core.DB.PingContext(s.core.Context) }

func (s *Server) startGenesis() error {
	g := genesis.New(s.core)
	g.Reach = func(address string) error {
		if reach := s.options.Host.Reach(address); reach != vnet.Reachable {
			return errors.New("dial tcp " + address + ": " + refusal(reach))
		}
		return nil
	}
	s.modules.genesis = g
	return g.Start()
}

func (s *Server) startCloud() error {
	s.modules.cloud = cloud.New(s.core, s.modules.genesis, func() { s.rest.Refresh("platform_data") })
	return s.modules.cloud.Start()
}

func (s *Server) startTrisolaris() error {
	t := trisolaris.New(s.core, s.modules.genesis)
	t.ActiveAgents = s.activeAgents
	t.CreateDomain = s.rest.CreateKubernetesDomain
	s.modules.trisolaris = t
	t.Start()
	return nil
}

func (s *Server) awaitMaster() error {
	s.modules.monitor = monitor.New(s.core, s.rest.Refresh)
	s.core.After("master", masterDelay, func() { s.core.Straight("master", s.master) })
	return nil
}

func (s *Server) registerRouters() error {
	m := &s.modules
	s.rest.RegisterRouters(rest.Modules{Genesis: m.genesis, Cloud: tasks{m.cloud}, Refresh: m.trisolaris.Refresh})
	return nil
}

// master begins the master's jobs, once: in STANDALONE mode this controller is the master and stays it. The database is
// migrated again before.
func (s *Server) master(sleep core.Sleep) {
	s.core.Log.Log(logline.ServerIAmMasterControllerAtStart, "")
	s.core.Log.Log(logline.ServerIAmMasterController, "")
	if err := migrator.New(s.core, s.open, s.options.Stdout).Migrate(sleep); err != nil {
		s.migrationFailed(sleep, err)
		return
	}
	if !s.panics("controller.monitor.", "controller.tagrecorder.", "controller.manager.") {
		s.modules.monitor.Start()
	}
}

// panics ends the process as Go's runtime does when a timer is made of an interval that isn't positive. keys are the sections
// whose timers are made now.
func (s *Server) panics(keys ...string) bool {
	for _, bad := range s.core.Config.Intervals() {
		for _, key := range keys {
			if strings.HasPrefix(bad.Key, key) {
				fmt.Fprint(s.options.Stdout, (&core.Panic{Value: strings.TrimPrefix(bad.Real, "panic: ")}).Text())
				s.exit(2)
				return true
			}
		}
	}
	return false
}

// activeAgents are the agents whose metrics the ingester got since it was asked last, with the time of the latest.
func (s *Server) activeAgents() map[int]time.Time {
	if s.modules.ingester == nil {
		return nil
	}
	since := s.modules.activeSince
	s.modules.activeSince = s.core.Now()
	active := map[int]time.Time{}
	for _, c := range s.modules.ingester.Counts() {
		if c.Type == wire.Metrics && c.Last.After(since) {
			active[int(c.AgentID)] = c.Last
		}
	}
	return active
}

// tasks shows the cloud module's tasks to REST.
type tasks struct{ *cloud.Service }

// Tasks lists the running tasks.
func (t tasks) Tasks() []rest.Task {
	var list []rest.Task
	for _, info := range t.Service.Tasks() {
		list = append(list, rest.Task(info))
	}
	return list
}
