package server

import (
	"errors"
	"net"
	"strconv"
	"time"

	"github.com/dflab/dflab/lab/deepflow/config"
	"github.com/dflab/dflab/lab/deepflow/logline"
	"github.com/dflab/dflab/lab/sim/server/core"
	"github.com/dflab/dflab/lab/sim/server/ingester"
	"github.com/dflab/dflab/lab/vnet"
)

// What the ingester's start takes.
const (
	clickHouseTime = 12 * time.Millisecond  // until it asks ClickHouse for the first time
	fatalTime      = 300 * time.Millisecond // until the process is gone after a fatal error
	orgIDsTime     = 40 * time.Millisecond  // until it asks the controller for the first time
	orgIDsRetry    = time.Minute            // hard-coded (server/libs/grpc: DEFAULT_SYNC_INTERVAL at v6.6.9)
	tablesTime     = 1500 * time.Millisecond
)

// ingester is the ingester's start. With storage it needs ClickHouse at once and the controller's answer, which never comes
// before a minute has passed: the first request meets a controller that is still starting.
func (s *Server) ingester(sleep core.Sleep) {
	cfg := &s.core.Config.Ingester
	if !cfg.IngesterEnabled {
		return
	}
	var rows Rows
	if cfg.StorageDisabled {
		s.serveData(nil)
	} else if rows = s.reachClickHouse(sleep); rows == nil {
		return
	}
	if !sleep(orgIDsTime) || !s.awaitOrgIDs(sleep) || cfg.StorageDisabled {
		return
	}
	if sleep(tablesTime) {
		s.serveData(rows)
	}
}

// reachClickHouse is what stores rows, or nil when the process ended or is about to.
func (s *Server) reachClickHouse(sleep core.Sleep) Rows {
	if !sleep(clickHouseTime) {
		return nil
	}
	cfg := s.core.Config.Ingester.ClickHouse()
	err := errors.New("no ClickHouse in this lab")
	if s.options.ClickHouse != nil {
		var rows Rows
		if rows, err = s.options.ClickHouse(cfg); err == nil {
			return rows
		}
	}
	address := net.JoinHostPort(cfg.Host, strconv.Itoa(int(cfg.Port)))
	s.core.Log.Log(logline.ServerDatasourceClickHouseFailed, "ck connection ping ("+address+") failed: "+err.Error())
	if sleep(fatalTime) {
		s.exit(1)
	}
	return nil
}

// awaitOrgIDs asks the controllers for the organisations, at once and then every minute; false when the process ended. Who waits for the
// answer says so every second: with storage the writer of the first table, without it both decoders of flow logs, as no writer
// keeps them from starting (recording 04_grpc).
func (s *Server) awaitOrgIDs(sleep core.Sleep) bool {
	cfg := &s.core.Config.Ingester
	waiting := 1
	if cfg.StorageDisabled {
		waiting = 2
	}
	for {
		for _, ip := range cfg.ControllerIPs {
			address := net.JoinHostPort(ip, strconv.Itoa(int(cfg.ControllerPort)))
			reach := s.options.Host.Reach(address)
			if reach == vnet.Reachable {
				s.core.Log.Log(logline.ServerOrgIDsChanged, []int{}, []int{1})
				return true
			}
			s.core.Log.Log(logline.ServerIngesterSyncFailed, ip, unavailable(address, reach))
		}
		s.core.Log.Log(logline.ServerRequestOrgIDsFailed, "No reachable server")
		for range orgIDsRetry / time.Second {
			for range waiting {
				s.core.Log.Log(logline.ServerWaitingForGetOrgIDs)
			}
			if !sleep(time.Second) {
				return false
			}
		}
	}
}

// unavailable is gRPC's error of a call to an address that doesn't answer.
func unavailable(address string, reach vnet.Reach) string {
	return `rpc error: code = Unavailable desc = connection error: desc = "transport: Error while dialing: dial tcp ` + address + ": " + refusal(reach) + `"`
}

// refusal is what a dial that meets reach says after the address.
func refusal(reach vnet.Reach) string {
	if reach == vnet.BlackHole {
		return reach.String()
	}
	return "connect: " + reach.String()
}

// reachRedis is stage "Redis init", where it is enabled. The lab has no Redis; one that listens is taken for one.
func (s *Server) reachRedis() error {
	cfg := s.core.Config.Controller.Redis
	host := ""
	if len(cfg.Host) > 0 {
		host = cfg.Host[0]
	}
	address := net.JoinHostPort(host, strconv.Itoa(int(cfg.Port)))
	if reach := s.options.Host.Reach(address); reach != vnet.Reachable {
		return errors.New("dial tcp " + address + ": " + refusal(reach))
	}
	return nil
}

// debugPort is where deepflow-server-ctl asks the ingester, UDP.
const debugPort = 39527

// serveDebug opens the debug port, which takes what comes and says nothing.
func (s *Server) serveDebug() {
	address := ":" + strconv.Itoa(debugPort)
	debug, err := s.options.Host.ServeDatagrams(address, s.core.Lane("debug"), func(net.Addr, []byte) {})
	if err == nil { // the real one goes on without it, too
		s.atEnd(debug.Stop)
	}
}

// serveGRPC opens 20035, after which agents are answered. A port that is taken ends the process with 1.
func (s *Server) serveGRPC() bool {
	port := s.core.Config.Controller.GrpcPort
	server, err := s.options.Host.ServeGRPC(":"+port, s.core.Lane("grpc"), s.modules.trisolaris.Register)
	if err != nil {
		s.core.Log.Log(logline.ServerGRPCListenFailed, err)
		s.exit(1)
		return false
	}
	s.atEnd(server.Stop)
	s.core.Log.Log(logline.ServerGRPCServing, port)
	return true
}

// serveData opens 20033 for the agents' data, TCP and UDP. A port that is taken ends the process with 255.
func (s *Server) serveData(rows Rows) {
	address := ":" + strconv.Itoa(int(s.core.Config.Ingester.ListenPort))
	service := ingester.New(s.core, rows, ingester.WithFlushTimeouts(flushTimeouts(&s.core.Config.Ingester)))
	s.modules.ingester = service
	datagrams, err := s.options.Host.ServeDatagrams(address, s.core.Lane("receiver/udp"), service.Datagram)
	if err != nil {
		s.core.Log.Log(logline.ServerUDPListenFailed, address, err)
		s.exit(255)
		return
	}
	s.atEnd(datagrams.Stop)
	frames, err := s.options.Host.ServeFrames(address, s.core.Lane("receiver/tcp"), service.Accept)
	if err != nil {
		s.core.Log.Log(logline.ServerTCPListenFailed, address, err)
		s.exit(255)
		return
	}
	s.atEnd(frames.Stop)
	service.Start()
}

func flushTimeouts(i *config.Ingester) ingester.FlushTimeouts {
	seconds := func(w config.CKWriter) time.Duration { return time.Duration(w.FlushTimeout) * time.Second }
	return ingester.FlushTimeouts{FlowLog: seconds(i.FlowLogCKWriter), ExtMetrics: seconds(i.ExtMetricsCKWriter), AppLog: seconds(i.AppLogCKWriter)}
}
