// Package server is the simulated deepflow-server: one process with controller, querier and ingester, its start-up, its ports,
// its log, its ends. It composes the modules below it and is the only package that knows them all; what a module does is the
// module's.
//
// A process lives on the lab clock and on a host of the virtual network, and dies without a trace: ports closed, timers gone,
// connections reset. Whether it is started again is the supervisor's business.
//
// Source: server/cmd/server/main.go, server/controller/controller at v6.6.9; recordings 01_startup, 02_db_version, 06_other.
package server

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"log"
	"math/rand/v2"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/dflab/dflab/lab/clock"
	"github.com/dflab/dflab/lab/deepflow/config"
	"github.com/dflab/dflab/lab/deepflow/logline"
	"github.com/dflab/dflab/lab/deepflow/release"
	"github.com/dflab/dflab/lab/sim/server/core"
	"github.com/dflab/dflab/lab/sim/server/rest"
	"github.com/dflab/dflab/lab/vnet"
)

// Options of a process. All but Env, Stdout and ClickHouse are required.
type Options struct {
	Clock *clock.Clock
	Host  *vnet.Host
	// Name prefixes the process's lanes, "server"; no other living process has it.
	Name     string
	Hostname string
	// Env is the environment: K8S_NODE_IP_FOR_DEEPFLOW, K8S_POD_IP_FOR_DEEPFLOW, TZ, ….
	Env map[string]string
	// ConfigFile names server.yaml and Config is what it holds; nil Config is a file that can't be read.
	ConfigFile string
	Config     []byte
	// Log is server.log; Stdout gets its coloured copy and what the process prints besides, as docker logs shows it.
	Log, Stdout io.Writer
	Rand        *rand.Rand
	Release     *release.Release
	// DB opens MySQL as the server reaches it; a Database of "" selects none. It need not connect.
	DB func(cfg config.MySQL) (*sql.DB, error)
	// ClickHouse reaches ClickHouse at start; the error is the dial's. What it returns stores the ingester's rows. It isn't
	// asked when storage is disabled, and may be nil then.
	ClickHouse func(cfg config.ClickHouse) (Rows, error)
}

// Server is one process.
type Server struct {
	options Options
	core    *core.Core
	rest    *rest.Server
	modules modules
	cancel  context.CancelFunc
	exited  func(code int)

	closers []func()
	dead    bool
}

// Start starts a process. What it does first runs as a turn of its own, so that Start may be called in a turn or outside.
// exited runs in a turn when the process ends by itself, once, and not after Kill. The error is for options that make no process.
func Start(o Options, exited func(code int)) (*Server, error) {
	if o.Clock == nil || o.Host == nil || o.Rand == nil || o.Release == nil || o.DB == nil || o.Log == nil {
		return nil, errors.New("start server: clock, host, rand, release, database and log are required")
	}
	if o.Stdout == nil {
		o.Stdout = io.Discard
	}
	location, err := time.LoadLocation(o.Env["TZ"])
	if err != nil {
		location = time.UTC // what Go makes of an unknown TZ
	}
	ctx, cancel := context.WithCancel(context.Background())
	s := &Server{options: o, cancel: cancel, exited: exited}
	s.core = &core.Core{
		Context: ctx, Clock: o.Clock, Prefix: o.Name, Release: o.Release, Rand: o.Rand,
		NodeIP: o.Env["K8S_NODE_IP_FOR_DEEPFLOW"], PodIP: o.Env["K8S_POD_IP_FOR_DEEPFLOW"], Hostname: o.Hostname,
		Started: o.Clock.Now(), Location: location,
	}
	if s.core.PodIP == "" {
		s.core.PodIP = "127.0.0.1"
	}
	s.core.Log = logline.NewServerLogger(o.Log, s.core.Now, logline.WithStdout(o.Stdout))
	s.core.Straight("main", s.main)
	return s, nil
}

// Kill ends the process as SIGKILL does. It is called in a turn, or while nobody drives the clock.
func (s *Server) Kill() { s.die() }

// Stop ends the process as SIGTERM does: it closes what it has open and exits with 0.
func (s *Server) Stop() { s.exit(0) }

// exit ends the process by itself.
func (s *Server) exit(code int) {
	if s.dead {
		return
	}
	s.die()
	if s.exited != nil {
		s.options.Clock.Lane(s.options.Name + "/exit").Post(func() { s.exited(code) })
	}
}

func (s *Server) die() {
	if s.dead {
		return
	}
	s.dead = true
	s.core.Stop()
	for i := len(s.closers) - 1; i >= 0; i-- {
		s.closers[i]()
	}
	s.closers = nil
	s.cancel()
}

// atEnd has close called when the process ends, the last one first.
func (s *Server) atEnd(close func()) { s.closers = append(s.closers, close) }

// main is the process up to where its three parts run by themselves.
func (s *Server) main(sleep core.Sleep) {
	o := s.options
	if o.Config == nil {
		// The real one mixes its two arguments up.
		fmt.Fprintf(o.Stdout, "Read config file path: open %s: no such file or directory, error: %s", o.ConfigFile, o.ConfigFile)
		s.exit(1)
		return
	}
	cfg, err := config.ParseServer(o.ConfigFile, o.Config)
	if err != nil {
		s.refuse(err)
		return
	}
	if !sleep(loadTime) {
		return
	}
	s.core.Config = cfg
	s.rest = rest.New(s.core, config.GroupTemplate(), o.Stdout)
	s.banner()
	s.serveDebug()
	s.core.Straight("ingester", s.ingester)
	s.core.Straight("querier", s.querier)
	s.core.Straight("controller", s.controller)
}

// refuse ends the process because of its configuration: the process's own reader prints why, a module's logs it.
func (s *Server) refuse(err error) {
	text := err.Error()
	if e := (*config.Error)(nil); errors.As(err, &e) {
		text = e.Real
	}
	if strings.HasPrefix(text, "Unmarshal yaml(") {
		fmt.Fprint(s.options.Stdout, text)
	} else {
		s.core.Log.Log(logline.ServerConfigRefused, text)
	}
	s.exit(1)
}

// listenHTTP serves h on a port of the host until the process ends.
func (s *Server) listenHTTP(port int, h http.Handler) error {
	ln, err := s.options.Host.Listen("tcp", fmt.Sprintf(":%d", port))
	if err != nil {
		return err
	}
	// No time limits: they would be in real time.
	server := &http.Server{Handler: h, ErrorLog: log.New(io.Discard, "", 0)}
	s.atEnd(func() {
		_ = ln.Close() // the port is free at once, whether Serve has begun or not
		_ = server.Close()
	})
	go s.serve(server, ln) // an outsider's goroutine: requests enter the lab through rest's turns
	return nil
}

func (s *Server) serve(server *http.Server, ln net.Listener) {
	_ = server.Serve(ln) // ends with the process
}
