package agent

import (
	"github.com/dflab/dflab/lab/deepflow/logline"
	pb "github.com/dflab/dflab/lab/deepflow/wire/agent"
)

func (s *state) pushDue() {
	s.begin(taskPush, s.syncRequest())
}

// pushed is a message of the Push stream (agent/src/rpc/synchronizer.rs, run_triggered_session).
func (s *state) pushed(r *pb.SyncResponse) {
	t := &s.tasks[taskPush]
	if t.fresh { // the stream's head came with it
		t.fresh, t.failures, s.session.failed = false, 0, false
		t.version = s.session.version
	}
	if s.session.version != t.version {
		s.log(logline.AgentGRPCServerChanged)
		t.open = false
		s.do(abandon{taskPush})
		s.after(timerPush, roundTrip)
		return
	}
	switch r.GetStatus() {
	case pb.Status_FAILED:
		s.raise(pb.Exception_CONTROLLER_SOCKET_ERROR)
		s.log(logline.AgentPushServerResponded, s.session.current, s.session.currentPort, "Failed")
		t.quiet = s.now.Add(retryInterval)
		return
	case pb.Status_HEARTBEAT:
		return
	}
	// Before the first Sync the server pushes versions without data: Sync has to ask.
	if s.sync.aclVersion+s.sync.groupVersion+s.sync.platformVersion == 0 {
		return
	}
	s.accept(r)
}

// pushEnded: a refused stream is repeated after a minute, one that ended or broke at once, or when the agent has slept over FAILED.
func (s *state) pushEnded(err error, refused bool) {
	t := &s.tasks[taskPush]
	t.open = false
	again := max(roundTrip, t.quiet.Sub(s.now))
	switch {
	case err == nil:
	case !refused && s.session.version != t.version:
		s.log(logline.AgentGRPCServerChanged)
	default:
		s.raise(pb.Exception_CONTROLLER_SOCKET_ERROR)
		t.failures++
		line := logline.AgentPushError
		if t.failures > warnings {
			line = logline.AgentPushErrorRepeated
		}
		s.log(line, statusDebug(err), t.failures)
		if refused {
			s.session.failed = true
			again = retryInterval
		}
	}
	s.after(timerPush, again)
}
