// Package trisolaris is the control plane of the simulated deepflow-server for agents: it answers Sync, Push and the other methods of
// agent.Synchronizer, registers agents, and keeps tables controller, analyzer and vtap up to date. It follows
// server/controller/trisolaris at v6.6.9; what DeepFlow's packages are there, sub-packages are here: node, metadata, vtap, dbcache.
//
// It may import core, its sub-packages, lab/clock, lab/vnet and lab/deepflow. It doesn't take in what agents report about their hosts
// (genesis), makes no resources of it (cloud), and allocates nothing (monitor).
package trisolaris

import (
	"context"
	"fmt"
	"time"

	"google.golang.org/grpc"

	"github.com/dflab/dflab/lab/deepflow/logline"
	"github.com/dflab/dflab/lab/deepflow/wire/agent"
	"github.com/dflab/dflab/lab/sim/server/core"
	"github.com/dflab/dflab/lab/sim/server/trisolaris/dbcache"
	"github.com/dflab/dflab/lab/sim/server/trisolaris/metadata"
	"github.com/dflab/dflab/lab/sim/server/trisolaris/node"
	"github.com/dflab/dflab/lab/sim/server/trisolaris/vtap"
)

// Genesis answers agents' reports about their hosts.
type Genesis interface {
	GenesisSync(ctx context.Context, r *agent.GenesisSyncRequest) (*agent.GenesisSyncResponse, error)
}

// Service is the control plane of one server process. Its fields may be set before Start.
type Service struct {
	// Machine is what the server says about the machine it runs on.
	Machine node.Machine
	// ActiveAgents, if set, are the agents whose data the ingester got since it was asked last; they are asked for once a minute.
	ActiveAgents func() map[int]time.Time
	// NTP, if set, carries an agent's NTP packet to the configured time source and back. Without it nothing listens there.
	NTP func(ctx context.Context, addr string, request []byte) ([]byte, error)
	// CreateDomain, if set, creates the domain of a Kubernetes cluster that an agent reported.
	CreateDomain func(name, clusterID string) (lcuuid string, err error)

	c          *core.Core
	db         *dbcache.Cache
	genesis    Genesis
	meta       *metadata.MetaData
	agents     *vtap.Info
	nodes      *node.Info
	ingester   *node.Ingester
	kubernetes kubernetes
	pushes     pushes
	commands   map[string]*commander
	watched    map[string]uint64 // Kubernetes cluster to the version of its resources

	agent.UnimplementedSynchronizerServer
}

// New prepares the control plane; nothing happens before Start.
func New(c *core.Core, genesis Genesis) *Service {
	return &Service{Machine: node.DefaultMachine(), c: c, genesis: genesis, commands: map[string]*commander{}, watched: map[string]uint64{}}
}

// Register enters the service on a gRPC server.
func (s *Service) Register(r grpc.ServiceRegistrar) { agent.RegisterSynchronizerServer(r, s) }

// Start is stage "Trisolaris init": it reads the tables, fills the caches and begins the timers. The database must be open.
func (s *Service) Start() {
	s.build()
	l := s.c.Log
	chrony := s.c.Config.Controller.Trisolaris.Chrony
	l.Log(logline.ServerChronyConfig, chrony.Host, chrony.Port, chrony.Timeout)
	start := s.c.Started.Unix()
	l.Log(logline.ServerGetStartTimeSuccess, start)
	l.Log(logline.ServerGetOrgIDs, []int{defaultOrg})
	s.nodes.Announce()
	l.Log(logline.ServerFinishOrgDataInit, []int{defaultOrg})
	l.Log(logline.ServerStartOrgDataGenerate, defaultOrg, s.c.Config.Controller.MySQL.Database)
	s.meta.Init()
	s.kubernetes.refresh(s)
	s.nodes.Init()
	s.agents.Init()
	s.nodes.Register()
	s.timers()
}

// build makes the parts, which know each other.
func (s *Service) build() {
	s.db = dbcache.New(s.c)
	s.meta = metadata.New(s.c, s.db, s.c.Started.Unix(), metadata.Hooks{
		PlatformDataChanged: func() { s.agents.PlatformDataChanged() },
		IngesterDataChanged: func() { s.nodes.PlatformDataChanged() },
		Broadcast:           s.broadcast,
	})
	s.agents = vtap.New(s.c, s.db, s.meta, s.broadcast)
	s.nodes = node.New(s.c, s.db, s.Machine)
	s.ingester = node.NewIngester(s.nodes, func() (uint64, uint64, uint64) {
		return s.meta.IngesterVersion(), s.meta.IngesterPolicyVersion(), s.meta.StartVersion()
	}, func() map[int]time.Time {
		if s.ActiveAgents == nil {
			return nil
		}
		return s.ActiveAgents()
	}, s.agents.Active)
}

// timers begin in the order in which upstream's lines of one minute appear.
func (s *Service) timers() {
	s.c.Every("trisolaris/refresh", time.Minute, func() {
		s.c.Log.Log(logline.ServerStartRefreshIPsTimed)
		s.c.Log.Log(logline.ServerEndRefreshIPsTimed)
	})
	s.c.Every("trisolaris/org", seconds(s.c.Config.Controller.Trisolaris.ORGDataRefreshInterval), func() {
		s.c.Log.Log(logline.ServerStartCheckOrgDataTimed)
		s.c.Log.Log(logline.ServerEndCheckOrgDataTimed)
	})
	s.c.Every("trisolaris/kubernetes", time.Minute, func() { s.kubernetes.refresh(s) })
	s.meta.Start()
	s.nodes.Start()
	s.agents.Start()
	s.ingester.Start()
}

func seconds(n int) time.Duration { return time.Duration(n) * time.Second }

// Refresh rebuilds a cache at once: what PUT /v1/caches/?type=kind does. Kinds that have no cache are ignored.
func (s *Service) Refresh(kind string) {
	if s.agents == nil {
		return
	}
	switch kind {
	case "vtap":
		s.agents.Refresh()
	case "platform_data":
		s.meta.RefreshPlatformData()
	case "flow_acl":
		s.meta.RefreshPolicy()
	case "group":
		s.meta.RefreshGroup()
	case "tap_type", "capture_network_type":
		s.meta.RefreshTapType()
	case "analyzer":
		s.nodes.Refresh()
	}
}

// The community edition has one organisation and one team.
const (
	defaultOrg  = 1
	defaultTeam = 1
)

// team is the organisation and the team of a team id: only the empty one is known.
func team(id string) (org, number int) {
	if id == "" {
		return defaultOrg, defaultTeam
	}
	return 0, 0
}

// database is the error of an unexpected answer of the database, for lines that print one.
func database(err error) string { return fmt.Sprint(err) }
