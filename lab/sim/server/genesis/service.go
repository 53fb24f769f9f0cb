// Package genesis is the part of the simulated deepflow-server that takes in what agents report about their hosts: it
// answers GenesisSync, makes VMs, networks, ports and addresses of the reports, keeps them in memory and in the
// genesis_* tables, and gives them to the cloud tasks and to GET /v1/sync/<kind>/.
//
// It may import core, trisolaris/dbcache, lab/clock and lab/deepflow. It knows no domain and no recorder; agents of Kubernetes nodes and the
// VMs of KVM hosts are outside of it.
package genesis

import (
	"context"
	"fmt"
	"strings"
	"time"

	"google.golang.org/grpc/peer"
	"google.golang.org/protobuf/proto"

	"github.com/dflab/dflab/lab/deepflow/logline"
	"github.com/dflab/dflab/lab/deepflow/wire/agent"
	"github.com/dflab/dflab/lab/sim/server/core"
	"github.com/dflab/dflab/lab/sim/server/trisolaris/dbcache"
)

// defaultTeam is the team of an agent without a team id, the only one of the community edition.
const defaultTeam = 1

// Service is genesis of one server process.
type Service struct {
	c      *core.Core
	parser *parser
	sync   map[uint32]*syncState // by agent id; agents without one have none

	platform *platform
	reported map[uint32]Snapshot // by agent id: what a heartbeat renews
	storage  map[uint32]string   // genesis_storage: the node that an agent reports to
	dirty    bool
	revision uint64
	gathered gathered
	db       *dbcache.Cache

	// Reach says what a connection of this process to its own gRPC port ("127.0.0.1:20035") meets now: nil, or the dial's error
	// ("dial tcp 127.0.0.1:20035: connect: connection refused"). The cloud tasks fetch platform data through that port, which
	// opens after they started. Nil means that it can always be reached.
	Reach func(addr string) error
}

// syncState is the server's memory of one agent's reports; a restart forgets it, which makes agents report everything again.
type syncState struct {
	version uint64
	last    time.Time
}

// New prepares genesis; nothing happens before Start.
func New(c *core.Core) *Service {
	return &Service{
		c:        c,
		db:       dbcache.New(c),
		sync:     map[uint32]*syncState{},
		platform: newPlatform(c.Location),
		reported: map[uint32]Snapshot{},
		storage:  map[uint32]string{},
	}
}

// Start loads what the tables hold and begins the persistence and cleaning ticks.
func (s *Service) Start() error {
	cfg := s.c.Config.Controller.Genesis
	s.parser = newParser(s.c)
	if err := s.loadStorage(); err != nil {
		return err
	}
	if err := s.platform.load(s.c.Context, s.c.DB, s.c.NodeIP, s.c.Now(), seconds(cfg.AgingTime)); err != nil {
		return fmt.Errorf("load genesis: %w", err)
	}
	s.publish()
	s.c.Every("genesis/persist", time.Duration(cfg.DataPersistenceInterval)*time.Second, s.persist)
	s.c.Every("genesis/clean", seconds(cfg.AgingTime), s.clean)
	return nil
}

func seconds(s float64) time.Duration { return time.Duration(s * float64(time.Second)) }

// interesting are the agent types whose reports are looked at (isAgentInterestedHost in server/controller/genesis/grpc/agent_server.go
// at v6.6.9). An agent that has not been told its type is TT_UNKNOWN: its host stays unknown.
func interesting(t agent.AgentType) bool {
	switch t {
	case agent.AgentType_TT_PROCESS, agent.AgentType_TT_HOST_POD, agent.AgentType_TT_VM_POD,
		agent.AgentType_TT_PHYSICAL_MACHINE, agent.AgentType_TT_PUBLIC_CLOUD, agent.AgentType_TT_K8S_SIDECAR:
		return true
	}
	return false
}

// GenesisSync takes an agent's report or heartbeat and answers the version that the server holds. A report is answered with its own
// version, a heartbeat with the stored one, which is 0 for an agent without an id: it reports everything again
// (server/controller/genesis/grpc/agent_server.go at v6.6.9).
func (s *Service) GenesisSync(ctx context.Context, r *agent.GenesisSyncRequest) (*agent.GenesisSyncResponse, error) {
	remote := r.GetSourceIp()
	if remote == "" {
		if p, ok := peer.FromContext(ctx); ok {
			remote = p.Addr.String()
		}
	}
	version, id := r.GetVersion(), r.GetAgentId()
	if version == 0 {
		s.c.Log.Log(logline.ServerGenesisSyncVersionZero, remote)
		return &agent.GenesisSyncResponse{}, nil
	}
	if !interesting(r.GetAgentType()) {
		s.debug(logline.ServerGenesisSyncIgnored, r.GetAgentType(), remote, id)
		return answer(version), nil
	}
	if team := r.GetTeamId(); team != "" {
		// Teams other than the default one exist in the enterprise edition only.
		s.c.Log.Log(logline.ServerGenesisSyncTeamNotFound, remote, team)
		return answer(version), nil
	}
	local := s.localVersion(id, remote)
	if version == local || r.GetPlatformData() == nil {
		s.debug(logline.ServerGenesisSyncRenew, version, remote, id)
		s.renew(id)
		return answer(local), nil
	}
	s.c.Log.Log(logline.ServerGenesisSyncReceived, local, version, remote, id)
	if id != 0 {
		s.sync[id].version = version
	}
	s.update(id, s.parser.parse(id, remote, r))
	return answer(version), nil
}

func answer(version uint64) *agent.GenesisSyncResponse {
	return &agent.GenesisSyncResponse{Version: proto.Uint64(version)}
}

// localVersion is the version of the agent's last report, 0 when there was none, or when the agent was silent for so long that its
// NICs aged out.
func (s *Service) localVersion(id uint32, remote string) uint64 {
	if id == 0 {
		s.c.Log.Log(logline.ServerGenesisSyncVTapIDZero, remote)
		return 0
	}
	now, cfg := s.c.Now(), s.c.Config.Controller.Genesis
	state, ok := s.sync[id]
	if !ok {
		state = &syncState{last: now}
		s.sync[id] = state
	}
	if now.Sub(state.last) >= seconds(min(cfg.AgingTime, cfg.VinterfaceAgingTime)) {
		state.version = 0
	}
	state.last = now
	return state.version
}

// renew keeps what a registered agent reported from ageing. Nobody sees it before something is published.
func (s *Service) renew(id uint32) {
	if reported, ok := s.reported[id]; ok && id != 0 {
		s.platform.renew(s.c.Now(), reported)
	}
}

// update stores a report. That of a registered agent is published at once, that of another at the next persistence tick.
func (s *Service) update(id uint32, report Snapshot) {
	if id != 0 {
		s.reported[id] = report
	}
	if s.platform.update(s.c.Now(), report) && id != 0 {
		s.publish()
		s.claim(id)
	}
	s.dirty = true
}

func (s *Service) publish() {
	if s.platform.publish() {
		s.revision++
	}
}

// debug writes a line of level DEBUG when the configuration asks for such.
func (s *Service) debug(l *logline.Line, args ...any) {
	if strings.EqualFold(s.c.Config.LogLevel, "debug") {
		s.c.Log.Log(l, args...)
	}
}
