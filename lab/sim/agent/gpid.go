package agent

import (
	"google.golang.org/protobuf/proto"

	"github.com/dflab/dflab/lab/deepflow/logline"
	pb "github.com/dflab/dflab/lab/deepflow/wire/agent"
)

// startGPID begins the exchange of process ids, which only workloads and Kubernetes nodes have
// (agent/src/platform/platform_synchronizer/linux.rs), every inputs.proc.sync_interval. The lab's hosts have no processes to report, so
// the exchange is empty.
func (s *state) startGPID() { s.after(timerGPID, s.life.config.user.Inputs.Proc.SyncInterval) }

func (s *state) gpidDue() {
	c := s.life.config
	if !c.user.Inputs.Proc.Enabled || !hasProcesses(c.dynamic.agentType) {
		s.startGPID()
		return
	}
	s.begin(taskGPID, &pb.GPIDSyncRequest{
		CtrlIp: proto.String(s.id.ip.String()), CtrlMac: proto.String(s.id.mac), TeamId: proto.String(s.id.team),
		AgentId: proto.Uint32(c.dynamic.agentID),
	})
}

func (s *state) gpidAnswered(err error) {
	if err != nil {
		s.log(logline.AgentGPIDSyncFailed, statusText(err))
	}
	s.startGPID()
}

func hasProcesses(t pb.AgentType) bool {
	switch t {
	case pb.AgentType_TT_PUBLIC_CLOUD, pb.AgentType_TT_PHYSICAL_MACHINE, pb.AgentType_TT_HOST_POD, pb.AgentType_TT_VM_POD, pb.AgentType_TT_K8S_SIDECAR:
		return true
	}
	return false
}
