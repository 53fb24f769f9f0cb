package agent

import (
	"hash/fnv"
	"io"
	"reflect"
	"slices"
	"strings"
	"time"

	"google.golang.org/protobuf/proto"

	"github.com/dflab/dflab/lab/deepflow/logline"
	"github.com/dflab/dflab/lab/deepflow/wire"
	pb "github.com/dflab/dflab/lab/deepflow/wire/agent"
)

// genesisState is the report of the host (agent/src/platform/synchronizer.rs).
type genesisState struct {
	version, peer uint64
	digest        uint64
	whole         bool // the call under way carries the report
	begun         bool
	first         *pb.GenesisSyncRequest // made, not yet sent
	seen          hostText
}

// hostText is a host as it was reported last.
type hostText struct {
	hostname string
	nics     []wire.Interface
	text     string
	digest   uint64
}

// hostText is the host in the words of `ip address show`, which are made anew when something has changed.
func (s *state) hostText() hostText {
	h := &s.genesis.seen
	if h.text == "" || h.hostname != s.see.hostname || !reflect.DeepEqual(h.nics, s.see.nics) {
		text := wire.RenderIPAddress(s.see.nics)
		*h = hostText{hostname: s.see.hostname, nics: slices.Clone(s.see.nics), text: text, digest: s.digest(text)}
	}
	return *h
}

// startGenesis makes the first report with the configuration of the start, before any answer to Sync is applied, so that its agent type is
// unknown. Looking at the host takes until the other tasks have dialled.
func (s *state) startGenesis() {
	s.genesis.version = uint64(s.now.Unix())
	s.genesisDue()
}

// genesisDue looks at the host and reports it.
func (s *state) genesisDue() {
	if first := s.genesis.first; first != nil {
		s.genesis.first = nil
		s.begin(taskGenesis, first)
		return
	}
	host := s.hostText()
	if host.digest != s.genesis.digest {
		s.genesis.digest = host.digest
		s.genesis.version++
		s.log(logline.AgentPlatformChanged, s.genesis.version)
	}
	s.report(host.text)
}

// digest leaves out the lines that change by themselves.
func (s *state) digest(text string) uint64 {
	h := fnv.New64a()
	if s.file.OverrideOSHostname == nil {
		_, _ = io.WriteString(h, s.see.hostname)
	}
	for line := range strings.Lines(text) {
		if !strings.Contains(line, "valid_lft") {
			_, _ = io.WriteString(h, line)
		}
	}
	return h.Sum64()
}

// report sends the whole report while the server has another version of it, else a heartbeat.
func (s *state) report(text string) {
	g, c := &s.genesis, s.life.config
	request := &pb.GenesisSyncRequest{
		Version:             proto.Uint64(g.version),
		AgentType:           c.dynamic.agentType.Enum(),
		SourceIp:            proto.String(s.id.ip.String()),
		AgentId:             proto.Uint32(c.dynamic.agentID),
		KubernetesClusterId: proto.String(s.file.KubernetesClusterID),
		TeamId:              proto.String(s.id.team),
	}
	if g.whole = g.version != g.peer; g.whole {
		s.log(logline.AgentPlatformSendWhole, g.version)
		hostname := s.see.hostname
		if s.file.OverrideOSHostname != nil {
			hostname = *s.file.OverrideOSHostname
		}
		request.PlatformData = &pb.GenesisPlatformData{
			PlatformEnabled: proto.Bool(c.user.Inputs.Resources.PrivateCloud.HypervisorResourceEnabled),
			RawHostname:     proto.String(hostname),
			RawIpNetns:      []string{"default"},
			RawIpAddrs:      []string{text},
		}
		request.ProcessData = &pb.GenesisProcessData{}
	}
	if !s.genesis.begun {
		s.genesis.begun, s.genesis.first = true, request
		s.after(timerGenesis, roundTrip)
		return
	}
	s.begin(taskGenesis, request)
}

func (s *state) genesisAnswered(response proto.Message, err error) {
	g := &s.genesis
	if err != nil {
		s.raise(pb.Exception_CONTROLLER_SOCKET_ERROR)
		what := "heartbeat"
		if g.whole {
			what = "information"
		}
		s.log(logline.AgentPlatformSendFailed, what, statusText(err))
		s.after(timerGenesis, s.pushInterval())
		return
	}
	g.peer = response.(*pb.GenesisSyncResponse).GetVersion()
	if g.version != g.peer {
		s.log(logline.AgentPlatformResync, g.version, g.peer)
		s.after(timerGenesis, roundTrip)
		return
	}
	s.after(timerGenesis, s.pushInterval())
}

func (s *state) pushInterval() time.Duration {
	return max(s.life.config.user.Inputs.Resources.PushInterval, roundTrip)
}
