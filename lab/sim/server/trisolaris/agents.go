package trisolaris

import (
	"context"
	"crypto/md5"
	"fmt"
	"net"
	"net/netip"
	"strconv"

	"google.golang.org/grpc"
	"google.golang.org/protobuf/proto"

	"github.com/dflab/dflab/lab/deepflow/logline"
	"github.com/dflab/dflab/lab/deepflow/wire/agent"
	"github.com/dflab/dflab/lab/sim/server/trisolaris/dbcache"
)

// port is a port number as the configuration has it, in text.
func port(text string) int {
	n, _ := strconv.Atoi(text)
	return n
}

// GenesisSync is answered by genesis.
func (s *Service) GenesisSync(ctx context.Context, in *agent.GenesisSyncRequest) (*agent.GenesisSyncResponse, error) {
	return s.genesis.GenesisSync(ctx, in)
}

// Query relays an NTP packet to the configured time source. Whatever goes wrong, the answer is empty.
func (s *Service) Query(ctx context.Context, in *agent.NtpRequest) (*agent.NtpResponse, error) {
	s.c.Log.Log(logline.ServerNTPRequest, in.GetCtrlIp())
	chrony := s.c.Config.Controller.Trisolaris.Chrony
	none := &agent.NtpResponse{}
	ip, err := netip.ParseAddr(chrony.Host)
	if err != nil && s.NTP == nil {
		s.c.Log.Log(logline.ServerNTPProxyFailed, &net.DNSError{Err: "no such host", Name: chrony.Host, IsNotFound: true})
		return none, nil
	}
	if in.GetRequest() == nil {
		s.c.Log.Log(logline.ServerNTPNoRequestData, in.GetCtrlIp())
		return none, nil
	}
	addr := net.JoinHostPort(chrony.Host, strconv.Itoa(int(chrony.Port)))
	if s.NTP == nil {
		local := netip.AddrPortFrom(ip, uint16(32768+s.c.Rand.IntN(28000)))
		s.c.Log.Log(logline.ServerNTPReceiveFailed, nil, fmt.Sprintf("read udp %s->%s: recvfrom: connection refused", local, addr))
		return none, nil
	}
	answer, err := s.NTP(ctx, addr, in.GetRequest())
	if err != nil {
		s.c.Log.Log(logline.ServerNTPReceiveFailed, nil, err)
		return none, nil
	}
	return &agent.NtpResponse{Response: answer}, nil
}

// GPIDSync gives the global ids of the processes behind connections. No process is known here, so that every id is 0.
func (s *Service) GPIDSync(_ context.Context, in *agent.GPIDSyncRequest) (*agent.GPIDSyncResponse, error) {
	none := &agent.GPIDSyncResponse{}
	if org, _ := team(in.GetTeamId()); org == 0 || s.agents == nil {
		return none, nil
	}
	if in.GetAgentId() == 0 {
		if c := s.agents.Exact(in.GetCtrlIp(), in.GetCtrlMac()); c != nil {
			s.c.Log.Log(logline.ServerGPIDSyncDebug, in.GetCtrlIp(), in.GetCtrlMac(), c.ID, in.GetTeamId())
			return none, nil
		}
		s.c.Log.Log(logline.ServerGPIDSyncInvalid, in.GetCtrlIp(), in.GetCtrlMac(), in.GetTeamId(), in.GetAgentId())
		return none, nil
	}
	s.c.Log.Log(logline.ServerGPIDSyncReceived, in.GetCtrlIp(), in.GetCtrlMac(), in.GetAgentId(), in.GetTeamId(), len(in.GetEntries()))
	for _, e := range in.GetEntries() {
		known := proto.Clone(e).(*agent.GPIDSyncEntry)
		known.Pid_0, known.Pid_1, known.PidReal = proto.Uint32(0), proto.Uint32(0), proto.Uint32(0)
		none.Entries = append(none.Entries, known)
	}
	s.c.Log.Log(logline.ServerGPIDSyncResponse, len(none.GetEntries()), in.GetCtrlIp(), in.GetCtrlMac(), in.GetAgentId(), in.GetTeamId())
	return none, nil
}

// ShareGPIDLocalData is what another server asks for; there is nothing to share.
func (s *Service) ShareGPIDLocalData(_ context.Context, in *agent.ShareGPIDSyncRequests) (*agent.ShareGPIDSyncRequests, error) {
	s.c.Log.Log(logline.ServerGPIDShareReceived, in.GetServerIp())
	return &agent.ShareGPIDSyncRequests{}, nil
}

// packet is how much of a file one message carries.
const packet = 1 << 20

// Upgrade sends an agent the build that it is to run.
func (s *Service) Upgrade(in *agent.UpgradeRequest, stream grpc.ServerStreamingServer[agent.UpgradeResponse]) error {
	s.c.Lane("trisolaris/upgrade/" + streamName(in.GetCtrlIp(), stream)).Do(func() {
		if s.c.Stopped() {
			return
		}
		for _, r := range s.upgrade(in) {
			if err := stream.Send(r); err != nil {
				s.c.Log.Log(logline.ServerUpgradeSendEndFailed, in.GetCtrlIp()+"-"+in.GetCtrlMac(), in.GetTeamId(), defaultTeam, err)
				return
			}
		}
	})
	return nil
}

func (s *Service) upgrade(in *agent.UpgradeRequest) []*agent.UpgradeResponse {
	key, id := in.GetCtrlIp()+"-"+in.GetCtrlMac(), in.GetTeamId()
	org, number := team(id)
	failed := []*agent.UpgradeResponse{{Status: agent.Status_FAILED.Enum()}}
	s.c.Log.Log(logline.ServerUpgradeStart, key, id)
	if org == 0 || s.agents == nil {
		s.c.Log.Log(logline.ServerUpgradeInfoNotFound, key, id, number)
		return failed
	}
	c := s.agents.Exact(in.GetCtrlIp(), in.GetCtrlMac())
	if c == nil {
		s.c.Log.Log(logline.ServerUpgradeCacheNotFound, key, id, number)
		return failed
	}
	build, err := s.storedBuild(c.UpgradePackage, c.ExpectedRevision)
	if err != nil {
		s.c.Log.Log(logline.ServerUpgradeFailed, key, id, number, err)
		return failed
	}
	defer s.c.Log.Log(logline.ServerUpgradeFinished, key, id, number)
	if pod(c.Type) {
		return []*agent.UpgradeResponse{{Status: agent.Status_SUCCESS.Enum(), K8SImage: proto.String(build.K8sImage)}}
	}
	var all []*agent.UpgradeResponse
	each(build.Image, func(part []byte, sum string, total uint64, count uint32) {
		all = append(all, &agent.UpgradeResponse{
			Status: agent.Status_SUCCESS.Enum(), Content: part, Md5: proto.String(sum),
			TotalLen: proto.Uint64(total), PktCount: proto.Uint32(count),
		})
	})
	return all
}

// storedBuild is the stored build of that name, if it is the revision that is expected.
func (s *Service) storedBuild(name, revision string) (*dbcache.Package, error) {
	if name == "" {
		return nil, fmt.Errorf("image(%s) file does not exist", name)
	}
	p, err := s.db.AgentPackage(name)
	if err != nil {
		return nil, fmt.Errorf("get vtapRepo(name=%s) failed, %w", name, err)
	}
	if p == nil {
		return nil, fmt.Errorf("get vtapRepo(name=%s) failed, record not found", name)
	}
	if have := p.RevCount + "-" + p.CommitID; have != revision {
		return nil, fmt.Errorf("get vtapRepo(name=%s) failed, dbRevision(%s) != expectedRevision(%s)", name, have, revision)
	}
	return p, nil
}

// each cuts a file into packets.
func each(file []byte, f func(part []byte, sum string, total uint64, count uint32)) {
	sum, count := fmt.Sprintf("%x", md5.Sum(file)), uint32((len(file)+packet-1)/packet)
	for from := 0; from < len(file); from += packet {
		f(file[from:min(from+packet, len(file))], sum, uint64(len(file)), count)
	}
}

// Plugin sends an agent a plugin that its configuration names.
func (s *Service) Plugin(in *agent.PluginRequest, stream grpc.ServerStreamingServer[agent.PluginResponse]) error {
	s.c.Lane("trisolaris/plugin/" + streamName(in.GetCtrlIp(), stream)).Do(func() {
		if s.c.Stopped() {
			return
		}
		for _, r := range s.plugin(in) {
			if err := stream.Send(r); err != nil {
				s.c.Log.Log(logline.ServerPluginSendFailed, in.GetCtrlIp()+"-"+in.GetCtrlMac(), in.GetTeamId(), err)
				return
			}
		}
	})
	return nil
}

func (s *Service) plugin(in *agent.PluginRequest) []*agent.PluginResponse {
	key, id := in.GetCtrlIp()+"-"+in.GetCtrlMac(), in.GetTeamId()
	failed := []*agent.PluginResponse{{Status: agent.Status_FAILED.Enum()}}
	if org, _ := team(id); org == 0 || s.agents == nil || s.agents.Exact(in.GetCtrlIp(), in.GetCtrlMac()) == nil {
		s.c.Log.Log(logline.ServerPluginAgentNotFound, key, id)
		return failed
	}
	s.c.Log.Log(logline.ServerPluginRequest, key, id)
	if in.PluginType == nil || in.GetPluginName() == "" {
		s.c.Log.Log(logline.ServerPluginInvalid, int32(in.GetPluginType()), in.GetPluginName())
		return failed
	}
	p, err := s.db.Plugin(in.GetPluginName(), int(in.GetPluginType()))
	if p == nil {
		text := "record not found"
		if err != nil {
			text = database(err)
		}
		s.c.Log.Log(logline.ServerPluginNotFound, in.GetPluginType().String(), in.GetPluginName(), text)
		return failed
	}
	defer s.c.Log.Log(logline.ServerPluginSent, key, id)
	var all []*agent.PluginResponse
	each(p.Image, func(part []byte, sum string, total uint64, count uint32) {
		all = append(all, &agent.PluginResponse{
			Status: agent.Status_SUCCESS.Enum(), Content: part, Md5: proto.String(sum),
			TotalLen: proto.Uint64(total), PktCount: proto.Uint32(count), UpdateTime: proto.Uint32(uint32(p.UpdatedAt)),
		})
	})
	return all
}
