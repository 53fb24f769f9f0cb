package trisolaris

import (
	"strings"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/peer"
	"google.golang.org/grpc/status"

	"github.com/dflab/dflab/lab/deepflow/logline"
	"github.com/dflab/dflab/lab/deepflow/wire/agent"
	"github.com/dflab/dflab/lab/sim/server/trisolaris/vtap"
	"github.com/dflab/dflab/lab/vnet"
)

// errGone is gRPC's answer to a message on a stream whose client is gone.
var errGone = status.Error(codes.Unavailable, "transport is closing")

// pushes are the open Push streams, in the order in which they came.
type pushes struct {
	open    []*push
	waiting int // broadcasts to be done
}

// push is one agent's stream. One whose agent is gone is only noticed when it is sent to.
type push struct {
	request *agent.SyncRequest
	stream  grpc.ServerStreamingServer[agent.SyncResponse]
	gone    bool
}

// Push sends an agent its configuration and data at once, and again whenever any agent's may have changed. It returns at once for
// processes that aren't agents, by their name.
func (s *Service) Push(in *agent.SyncRequest, stream grpc.ServerStreamingServer[agent.SyncResponse]) error {
	if name := in.GetProcessName(); !strings.HasPrefix(name, "trident") && !strings.HasPrefix(name, "deepflow-agent") {
		return nil
	}
	lane := s.c.Lane("trisolaris/push/" + streamName(in.GetCtrlIp(), stream))
	p := &push{request: in, stream: stream}
	stay := false
	lane.Do(func() {
		if !s.c.Stopped() {
			stay = s.first(p)
		}
	})
	if !stay {
		return nil
	}
	vnet.Park(stream.Context())
	lane.Do(func() { p.gone = true })
	return nil
}

// streamName tells two streams of one agent apart.
func streamName(name string, stream grpc.ServerStream) string {
	if p, ok := peer.FromContext(stream.Context()); ok {
		return name + "/" + p.Addr.String()
	}
	return name
}

// first sends all data and keeps the stream.
func (s *Service) first(p *push) bool {
	in := p.request
	if org, _ := team(in.GetTeamId()); org == 0 {
		s.c.Log.Log(logline.ServerPushNoOrg, in.GetTeamId())
		if err := p.stream.Send(&agent.SyncResponse{Status: agent.Status_FAILED.Enum()}); err != nil {
			s.c.Log.Log(logline.ServerPushFirstFailed, err)
		}
		return false
	}
	if err := p.stream.Send(s.pushResponse(in, true)); err != nil {
		s.c.Log.Log(logline.ServerPushFirstFailed, err)
		return false
	}
	s.pushes.open = append(s.pushes.open, p)
	return true
}

// broadcast pushes to all agents in a turn of its own. A stream that is being sent to misses broadcasts that come meanwhile, so that
// more than two at once are two.
func (s *Service) broadcast() {
	if s.pushes.waiting == 2 {
		return
	}
	s.pushes.waiting++
	s.c.Post("trisolaris/push", func() {
		s.pushes.waiting--
		kept := s.pushes.open[:0]
		for _, p := range s.pushes.open {
			r := s.pushResponse(p.request, false)
			err := errGone
			if !p.gone {
				err = p.stream.Send(r)
			}
			if err != nil {
				s.c.Log.Log(logline.ServerPushFailed, err)
				s.c.Log.Log(logline.ServerExitAgentPush, p.request.GetCtrlIp(), p.request.GetCtrlMac())
				continue
			}
			kept = append(kept, p)
		}
		clear(s.pushes.open[len(kept):])
		s.pushes.open = kept
	})
}

// pushResponse is the message for an agent now; all leaves nothing out.
func (s *Service) pushResponse(in *agent.SyncRequest, all bool) *agent.SyncResponse {
	_, teamID := team(in.GetTeamId())
	noCache := logline.ServerPushNoCache
	if all {
		noCache = logline.ServerPushFirstNoCache
	}
	if s.agents == nil || !s.agents.Ready() {
		s.c.Log.Log(logline.ServerPushFailed, errNotReady)
		return s.refuse(in, s.selfUpdateURL())
	}
	c := s.agents.Find(in.GetCtrlIp(), in.GetCtrlMac())
	if c == nil {
		r := s.noAgent(in)
		s.c.Log.Log(noCache, in.GetCtrlIp(), in.GetCtrlMac())
		return r
	}
	have := s.versions(c)
	args := []any{
		in.GetCtrlIp(), in.GetCtrlMac(), in.GetTeamId(), teamID, have.PlatformData, c.Pushed.PlatformData, have.ACLs, c.Pushed.ACLs, 0,
		have.Groups, c.Pushed.Groups, in.GetProcessName(), in.GetRevision(), in.GetBootTime(),
	}
	if have != c.Pushed {
		s.c.Log.Log(logline.ServerPushVersionChange, args...)
	}
	sent := c.Pushed
	if all {
		s.c.Log.Log(logline.ServerPushFirst, logline.ServerPushVersionChange.Message(args...))
		sent = vtap.Versions{}
	}
	return s.answer(in, c, have, sent, logline.ServerPushNoIngesterIP, logline.ServerPushOpenKubernetesAPI)
}
