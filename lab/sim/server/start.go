package server

import (
	"database/sql"
	"errors"
	"fmt"
	"net"
	"strconv"
	"time"

	"github.com/dflab/dflab/lab/deepflow/logline"
	"github.com/dflab/dflab/lab/sim/server/core"
	"github.com/dflab/dflab/lab/sim/server/migrator"
	"github.com/dflab/dflab/lab/sim/server/rest"
	"github.com/dflab/dflab/lab/vnet"
)

// What the stages of a start take (recording 02_db_version/a2, rounded). The election is a ticker of five seconds even where
// there is none.
const (
	loadTime        = 200 * time.Millisecond // from exec to the first log line
	electionTime    = 5 * time.Second
	mysqlTime       = 1500 * time.Microsecond
	resourceIDTime  = 3 * time.Second
	statsdTime      = 500 * time.Nanosecond
	genesisTime     = 120 * time.Microsecond
	tagRecorderTime = 800 * time.Microsecond
	managerTime     = 60 * time.Microsecond
	trisolarisTime  = 100 * time.Microsecond
	prometheusTime  = 210 * time.Millisecond
	masterTime      = 40 * time.Microsecond
	routersTime     = time.Millisecond
	beforeExit      = time.Second // the real one sleeps before it exits
)

// banner is what the process logs at once. The dumps of the configurations that follow the real banners are left out.
func (s *Server) banner() {
	log, host := s.core.Log, s.core.Hostname
	log.Log(logline.ServerFreeOSMemoryDisabled)
	log.Log(logline.ServerIngesterBanner)
	log.Log(logline.ServerEnvironment,
		"K8S_NODE_NAME_FOR_DEEPFLOW", host, "K8S_NODE_IP_FOR_DEEPFLOW", s.core.NodeIP,
		"K8S_POD_NAME_FOR_DEEPFLOW", host, "K8S_POD_IP_FOR_DEEPFLOW", s.core.PodIP,
		"K8S_NAMESPACE_FOR_DEEPFLOW", "", "DEEPFLOW_SERVER_RUNNING_MODE", "STANDALONE")
	log.Log(logline.ServerCACertNotReadable, "/run/secrets/kubernetes.io/serviceaccount/ca.crt")
	log.Log(logline.ServerQuerierBanner)
	log.Log(logline.ServerControllerBanner)
}

// controller is the controller's start (server/controller/controller/controller.go at v6.6.9). Every failure ends the process
// with code 0.
func (s *Server) controller(sleep core.Sleep) {
	c := s.core
	for _, port := range []struct {
		value string
		line  *logline.Line
	}{{c.Config.Controller.GrpcPort, logline.ServerGRPCPortNotPort}, {c.Config.Controller.GrpcNodePort, logline.ServerGRPCNodePortNotPort}} {
		if _, err := strconv.Atoi(port.value); err != nil {
			s.fail(sleep, port.line)
			return
		}
	}
	if err := s.listenHTTP(c.Config.Controller.ListenPort, s.rest); err != nil {
		c.Straight("http", func(sleep core.Sleep) { s.fail(sleep, logline.ServerHTTPStartFailed, err) }) // beside the start, as the real one's goroutine
	}
	s.rest.Stage("Election init")
	if !sleep(electionTime) {
		return
	}
	if !s.database(sleep) {
		return
	}
	s.startModules(sleep)
}

// fail logs why the process can't go on and ends it a second later.
func (s *Server) fail(sleep core.Sleep, line *logline.Line, args ...any) {
	s.core.Log.Log(line, args...)
	if sleep(beforeExit) {
		s.exit(0)
	}
}

// database migrates MySQL and opens the process's session. It is false when the process ended or is about to.
func (s *Server) database(sleep core.Sleep) bool {
	s.rest.Stage(rest.StageMigration)
	m := migrator.New(s.core, s.open, s.options.Stdout)
	if err := m.Migrate(sleep); err != nil {
		s.migrationFailed(sleep, err)
		return false
	}
	s.rest.Stage("MySQL init")
	db, err := m.Session(sleep)
	if err == nil {
		if !sleep(mysqlTime) {
			db.Close()
			return false
		}
		if err = m.CheckVersion(db); err != nil {
			db.Close()
		}
	}
	if err != nil {
		s.fail(sleep, logline.ServerInitMySQLFailed, err)
		return false
	}
	db.SetMaxOpenConns(int(s.core.Config.Controller.MySQL.MaxOpenConns))
	db.SetMaxIdleConns(int(s.core.Config.Controller.MySQL.MaxIdleConns))
	s.core.DB = db
	s.atEnd(func() { _ = db.Close() })
	return true
}

func (s *Server) migrationFailed(sleep core.Sleep, err error) {
	var panicked *core.Panic
	var stopped migrator.Stopped
	switch {
	case errors.As(err, &stopped):
	case errors.As(err, &panicked):
		s.rest.Stage(rest.StageOK) // deferred in the real one
		fmt.Fprint(s.options.Stdout, panicked.Text())
		s.exit(2)
	default:
		s.fail(sleep, logline.ServerMigrateMySQLFailed, err)
	}
}

// open reaches MySQL. A connect into a black hole hangs for the configured timeout first.
func (s *Server) open(sleep core.Sleep, database string) (*sql.DB, error) {
	cfg := s.core.Config.Controller.MySQL
	cfg.Database = database
	if s.options.Host.Reach(net.JoinHostPort(cfg.Host, strconv.Itoa(int(cfg.Port)))) == vnet.BlackHole {
		if !sleep(time.Duration(cfg.TimeOut) * time.Second) {
			return nil, migrator.Stopped{}
		}
	}
	db, err := s.options.DB(cfg)
	if err != nil {
		return nil, err
	}
	if err := db.PingContext(s.core.Context); err != nil {
		db.Close()
		return nil, err
	}
	return db, nil
}
