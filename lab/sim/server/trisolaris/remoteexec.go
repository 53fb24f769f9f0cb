package trisolaris

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"google.golang.org/grpc"
	"google.golang.org/protobuf/proto"

	"github.com/dflab/dflab/lab/deepflow/logline"
	"github.com/dflab/dflab/lab/deepflow/wire/agent"
)

// commander is one agent's RemoteExecute stream: the server sends commands on it, the agent answers and beats every 30 s.
type commander struct {
	key    string
	stream grpc.BidiStreamingServer[agent.RemoteExecResponse, agent.RemoteExecRequest]
}

// RemoteExecute holds the stream on which operators' commands reach an agent. Every heartbeat is answered with request id 0; when the
// agent sends no more, the call ends with EOF as an error (remote_execute.go at v6.6.9).
func (s *Service) RemoteExecute(stream grpc.BidiStreamingServer[agent.RemoteExecResponse, agent.RemoteExecRequest]) error {
	lane := s.c.Lane("trisolaris/remoteexec/" + streamName("", stream))
	m := &commander{stream: stream}
	for {
		in, err := stream.Recv()
		var failed error
		lane.Do(func() {
			if s.c.Stopped() {
				failed = errGone
				return
			}
			if err != nil {
				failed = s.hangUp(m, err)
				return
			}
			failed = s.executed(m, in)
		})
		if failed != nil {
			return failed
		}
	}
}

// executed takes in one message of the agent.
func (s *Service) executed(m *commander, in *agent.RemoteExecResponse) error {
	if in.GetAgentId() == nil {
		s.c.Log.Log(logline.ServerRemoteExecNoAgentInfo)
		return nil
	}
	key := in.GetAgentId().GetIp() + "-" + in.GetAgentId().GetMac()
	first := m.key == ""
	if first {
		m.key = key
		s.c.Log.Log(logline.ServerRemoteExecCalled, key)
		s.c.Log.Log(logline.ServerRemoteExecAdded, key)
		if s.commands[key] == nil {
			s.c.Log.Log(logline.ServerAgentCmdAdd, key)
		}
		s.commands[key] = m
	}
	beat := in.CommandResult == nil && in.LinuxNamespaces == nil && in.Commands == nil && in.Errmsg == nil
	if beat {
		s.c.Log.Log(logline.ServerRemoteExecHeartbeat, heartbeatText(in))
	}
	if first {
		s.c.Log.Log(logline.ServerRemoteExecInitDone, key)
	}
	if beat {
		return s.send(m, &agent.RemoteExecRequest{RequestId: proto.Uint64(0)})
	}
	if in.RequestId == nil {
		s.c.Log.Log(logline.ServerRemoteExecRequestIDNotFound, key)
		return nil
	}
	s.c.Log.Log(logline.ServerRemoteExecRequestNotFound, key, in.GetRequestId())
	return nil
}

func (s *Service) send(m *commander, r *agent.RemoteExecRequest) error {
	text, err := json.Marshal(struct {
		RequestID uint64 `json:"request_id"`
	}{r.GetRequestId()})
	if err != nil {
		return fmt.Errorf("write request: %w", err)
	}
	s.c.Log.Log(logline.ServerRemoteExecRequest, m.key, string(text))
	if err := m.stream.Send(r); err != nil {
		s.c.Log.Log(logline.ServerRemoteExecSendFailed, err, r)
		return err
	}
	return nil
}

// heartbeatText is gogo's text of a message that has an agent id and maybe a request id.
func heartbeatText(in *agent.RemoteExecResponse) string {
	id := in.GetAgentId()
	var b strings.Builder
	field := func(name string, v *string) {
		if v != nil {
			fmt.Fprintf(&b, "%s:%q ", name, *v)
		}
	}
	b.WriteString("agent_id:<")
	field("ip", id.Ip)
	field("mac", id.Mac)
	field("team_id", id.TeamId)
	b.WriteString("> ")
	if in.RequestId != nil {
		fmt.Fprintf(&b, "request_id:%d ", in.GetRequestId())
	}
	return b.String()
}

// hangUp ends the stream. The error is the call's.
func (s *Service) hangUp(m *commander, err error) error {
	if errors.Is(err, io.EOF) {
		s.c.Log.Log(logline.ServerRemoteExecStreamError, m.key, err)
		s.c.Log.Log(logline.ServerRemoteExecRequestFailed, err)
	} else {
		err = m.stream.Context().Err()
		if err == nil {
			err = errGone
		}
		s.c.Log.Log(logline.ServerRemoteExecSendContextDone, m.key, err)
		s.c.Log.Log(logline.ServerRemoteExecReceiveContextDone, m.key, err)
	}
	s.c.Log.Log(logline.ServerRemoteExecReceiveDone, m.key)
	s.c.Log.Log(logline.ServerAgentCmdRemoveAll, m.key)
	if s.commands[m.key] == m {
		delete(s.commands, m.key)
		s.c.Log.Log(logline.ServerAgentCmdDelete, m.key)
	}
	return err
}
