package agent

import (
	"crypto/md5"
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	"google.golang.org/protobuf/proto"

	"github.com/dflab/dflab/lab/deepflow/logline"
	"github.com/dflab/dflab/lab/deepflow/wire"
	pb "github.com/dflab/dflab/lab/deepflow/wire/agent"
)

// The RemoteExecute stream (agent/src/rpc/remote_exec.rs): the agent sends its id every half a minute and answers what it is asked.
const (
	heartbeatInterval = 30 * time.Second
	minBatch          = 1024
)

// commands are those that an agent offers on a host; of them `ip address` has an output here, the others' programs are missing,
// as in an image without procps.
var commands = []struct{ text, kind string }{
	{"lsns", "system"}, {"top -b -n 1 -c -w 512", "system"}, {"ps auxf", "system"}, {ipAddressCommand, "system"},
}

const (
	ipAddressCommand = "ip address"
	noSuchFile       = "No such file or directory (os error 2)"
)

// commandID names a command on the wire: its kind, then each word, of which the longer ones keep their ends and their length
// (agent/crates/public/src/rpc.rs, gen_id).
func commandID(kind, text string) string {
	id := kind
	for word := range strings.FieldsSeq(text) {
		prefix := word[:len(word)-len(strings.TrimLeft(word, "-"))]
		word = word[len(prefix):]
		if n := len(word); n > 3 {
			word = fmt.Sprintf("%s%d%s", word[:1], n-2, word[n-1:])
		}
		id += "_" + prefix + word
	}
	return id
}

func (s *state) agentID() *pb.AgentId {
	return &pb.AgentId{Ip: proto.String(s.id.ip.String()), Mac: proto.String(s.id.mac), TeamId: proto.String(s.id.team)}
}

func (s *state) heartbeatDue() {
	if s.tasks[taskExec].open {
		s.do(reply{taskExec, &pb.RemoteExecResponse{AgentId: s.agentID()}})
		s.after(timerHeartbeat, heartbeatInterval)
	}
}

func (s *state) execEnded(err error, refused bool) {
	t := &s.tasks[taskExec]
	t.open = false
	s.do(stopTimer{timerHeartbeat})
	if err == nil {
		s.after(timerExec, roundTrip)
		return
	}
	s.raise(pb.Exception_CONTROLLER_SOCKET_ERROR)
	s.log(logline.AgentRemoteExecuteFailed, statusDebug(err))
	if refused {
		s.after(timerExec, retryInterval)
		return
	}
	s.after(timerExec, roundTrip)
}

func (s *state) execRequested(r *pb.RemoteExecRequest) {
	t := &s.tasks[taskExec]
	t.fresh = false
	if s.session.version != t.version {
		s.log(logline.AgentGRPCServerChanged)
		t.open = false
		s.do(stopTimer{timerHeartbeat})
		s.do(abandon{taskExec})
		s.after(timerExec, roundTrip)
		return
	}
	if r.ExecType == nil {
		return
	}
	answer := &pb.RemoteExecResponse{AgentId: s.agentID(), RequestId: r.RequestId}
	switch r.GetExecType() {
	case pb.ExecutionType_LIST_COMMAND:
		for _, c := range commands {
			answer.Commands = append(answer.Commands, &pb.RemoteCommand{
				Cmd: proto.String(c.text), OutputFormat: pb.OutputFormat_TEXT.Enum(), Ident: proto.String(commandID(c.kind, c.text)), TypeName: proto.String(c.kind),
			})
		}
	case pb.ExecutionType_LIST_NAMESPACE:
		answer.LinuxNamespaces = []*pb.LinuxNamespace{{
			Id: proto.Uint64(4026531840), NsType: proto.String("net"), User: proto.String("root"), Pid: proto.Uint32(1), Cmd: proto.String("/sbin/init"),
		}}
	case pb.ExecutionType_RUN_COMMAND:
		s.runCommand(r)
		return
	}
	s.do(reply{taskExec, answer})
}

func (s *state) runCommand(r *pb.RemoteExecRequest) {
	if r.CommandIdent == nil {
		s.commandFailed(r, "command_ident not specified in run command request")
		return
	}
	for _, c := range commands {
		if commandID(c.kind, c.text) != r.GetCommandIdent() {
			continue
		}
		if c.text != ipAddressCommand {
			s.commandFailed(r, fmt.Sprintf("command '%s' execute failed: %s", c.text, noSuchFile))
			return
		}
		s.sendOutput(r, []byte(wire.RenderIPAddress(s.see.nics)))
		return
	}
	s.commandFailed(r, "command not found for id "+r.GetCommandIdent())
}

func (s *state) commandFailed(r *pb.RemoteExecRequest, why string) {
	s.log(logline.AgentCommandFailed, why)
	s.do(reply{taskExec, &pb.RemoteExecResponse{
		AgentId: s.agentID(), RequestId: r.RequestId, Errmsg: proto.String(why), CommandResult: &pb.CommandResult{},
	}})
}

// sendOutput sends what a command printed in batches; the last one carries the MD5 of all.
func (s *state) sendOutput(r *pb.RemoteExecRequest, out []byte) {
	batch := max(minBatch, int(r.GetBatchLen()))
	sum := md5.Sum(out)
	total := len(out)
	count := (max(total, 1)-1)/batch + 1
	for {
		n := min(batch, len(out))
		result := &pb.CommandResult{
			Errno: proto.Int32(0), Content: out[:n], TotalLen: proto.Uint64(uint64(total)), PktCount: proto.Uint32(uint32(count)),
		}
		out = out[n:]
		if len(out) == 0 {
			result.Md5 = proto.String(hex.EncodeToString(sum[:]))
		}
		s.do(reply{taskExec, &pb.RemoteExecResponse{AgentId: s.agentID(), RequestId: r.RequestId, CommandResult: result}})
		if len(out) == 0 {
			return
		}
	}
}
