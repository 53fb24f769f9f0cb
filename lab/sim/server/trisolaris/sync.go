package trisolaris

import (
	"context"
	"errors"

	"google.golang.org/protobuf/proto"

	"github.com/dflab/dflab/lab/deepflow/logline"
	"github.com/dflab/dflab/lab/deepflow/wire/agent"
	"github.com/dflab/dflab/lab/sim/server/trisolaris/vtap"
)

var errNotReady = errors.New("Agent cache data not ready") //nolint:staticcheck // upstream's text, which is logged

// Sync tells an agent what it is and what it is to do (services/grpc/agentsynchronize/sync_push.go at v6.6.9). It runs in a turn.
func (s *Service) Sync(ctx context.Context, in *agent.SyncRequest) (*agent.SyncResponse, error) {
	s.kubernetes.seen(s, ctx, in)
	org, teamID := team(in.GetTeamId())
	if org == 0 || s.agents == nil {
		s.c.Log.Log(logline.ServerVTapInfoNotFound, in.GetCtrlIp(), in.GetCtrlMac(), in.GetTeamId(), teamID)
		return s.refuse(in, ""), nil
	}
	if !s.agents.Ready() {
		s.c.Log.Log(logline.ServerCacheNotReady, errNotReady, in.GetCtrlIp(), in.GetCtrlMac(), in.GetTeamId(), teamID, in.GetHostIps(),
			in.GetProcessName(), in.GetRevision(), in.GetBootTime())
		return s.refuse(in, s.selfUpdateURL()), nil
	}
	c := s.agents.Find(in.GetCtrlIp(), in.GetCtrlMac())
	if c == nil {
		return s.unregistered(in, teamID), nil
	}
	have := s.versions(c)
	s.logVersions(in, teamID, have)
	c.Synced(in, s.c.Now())
	c.Remember(in, have)
	send := vtap.Versions{PlatformData: in.GetVersionPlatformData(), ACLs: in.GetVersionAcls(), Groups: in.GetVersionGroups()}
	r := s.answer(in, c, have, send, logline.ServerNoIngesterIP, logline.ServerSyncOpenKubernetesAPI)
	if c.Enabled() {
		r.SelfUpdateUrl = proto.String(s.selfUpdateURL())
		r.Revision = proto.String(c.ExpectedRevision)
	}
	return r, nil
}

func (s *Service) selfUpdateURL() string { return s.c.Config.Controller.Trisolaris.SelfUpdateURL }

// refuse is the answer FAILED: it has no configuration.
func (s *Service) refuse(in *agent.SyncRequest, selfUpdateURL string) *agent.SyncResponse {
	return &agent.SyncResponse{Status: agent.Status_FAILED.Enum(), Revision: proto.String(in.GetRevision()), SelfUpdateUrl: proto.String(selfUpdateURL)}
}

// versions are those of what the agent is to have.
func (s *Service) versions(c *vtap.Cache) vtap.Versions {
	return vtap.Versions{PlatformData: c.PlatformVersion(), ACLs: s.meta.PolicyVersion(c.Functions), Groups: s.meta.Groups.Version}
}

// logVersions logs what the agent has against what it is to have; when nothing differs upstream does so at level debug only.
func (s *Service) logVersions(in *agent.SyncRequest, teamID int, have vtap.Versions) {
	if have.PlatformData != 0 && have == (vtap.Versions{PlatformData: in.GetVersionPlatformData(), ACLs: in.GetVersionAcls(), Groups: in.GetVersionGroups()}) {
		return
	}
	s.c.Log.Log(logline.ServerVersionChange, in.GetCtrlIp(), in.GetCtrlMac(), in.GetTeamId(), teamID, in.GetHostIps(),
		have.PlatformData, in.GetVersionPlatformData(), have.ACLs, in.GetVersionAcls(), have.Groups, in.GetVersionGroups(),
		in.GetProcessName(), in.GetRevision(), in.GetBootTime())
}

// unregistered queues an attempt to register the agent and answers without an agent id.
func (s *Service) unregistered(in *agent.SyncRequest, teamID int) *agent.SyncResponse {
	if in.GetTeamId() == "" && s.c.Config.Controller.NoTeamIDRefused {
		s.c.Log.Log(logline.ServerTeamIDRefused, in.GetCtrlIp(), in.GetCtrlMac(), true)
		return s.refuse(in, "")
	}
	watch := in.GetKubernetesWatchPolicy()
	s.c.Log.Log(logline.ServerNotFoundInCache, in.GetCtrlIp(), in.GetCtrlMac(), in.GetTeamId(), teamID, in.GetHostIps(),
		in.GetKubernetesClusterId(), in.GetKubernetesForceWatch(), int32(watch), in.GetAgentGroupIdRequest(), in.GetProcessName(),
		in.GetRevision(), in.GetBootTime())
	if !in.GetKubernetesForceWatch() || watch != agent.KubernetesWatchPolicy_KWP_WATCH_ONLY {
		s.agents.Register(in, teamID)
	}
	return s.noAgent(in)
}

// noAgent is the answer to an agent that isn't registered: the configuration of the group that it asks for, and what it is to be taken
// for until it is known. If the server is told no such type, the agent stays TT_UNKNOWN, whose reports are ignored.
func (s *Service) noAgent(in *agent.SyncRequest) *agent.SyncResponse {
	d := &agent.DynamicConfig{Enabled: proto.Bool(false), KubernetesApiEnabled: proto.Bool(false)}
	u := s.agents.GroupConfig(in.GetAgentGroupIdRequest())
	if u == nil {
		u = vtap.NewUserConfig()
	}
	if cluster := in.GetKubernetesClusterId(); cluster != "" {
		d.AgentType = agent.AgentType_TT_VM_POD.Enum()
		if s.watches(in) {
			d.KubernetesApiEnabled = proto.Bool(true)
			s.c.Log.Log(logline.ServerNoAgentOpenKubernetesAPI, cluster, in.GetCtrlIp(), in.GetCtrlMac(), in.GetKubernetesForceWatch(),
				int32(in.GetKubernetesWatchPolicy()))
		}
	} else if t := s.c.Config.Controller.Trisolaris.TridentTypeForUnknowVtap; t != 0 {
		d.AgentType = agent.AgentType(t).Enum()
		u = u.Clone()
		u.Set(vtap.KeyHypervisorResourceEnabled, true)
	}
	return &agent.SyncResponse{Status: agent.Status_SUCCESS.Enum(), UserConfig: proto.String(u.YAML()), DynamicConfig: d}
}

// watches says whether the agent is the one that is to watch its Kubernetes cluster.
func (s *Service) watches(in *agent.SyncRequest) bool {
	policy := in.GetKubernetesWatchPolicy()
	if policy == agent.KubernetesWatchPolicy_KWP_WATCH_DISABLED {
		return false
	}
	force := in.GetKubernetesForceWatch() || policy == agent.KubernetesWatchPolicy_KWP_WATCH_ONLY
	return s.agents.WatchesCluster(in.GetKubernetesClusterId(), in.GetCtrlIp()+"-"+in.GetCtrlMac(), force)
}

// answer is what Sync and Push have in common for a registered agent. Data whose version the agent has, sent, is left out. A disabled
// agent gets its configuration only.
func (s *Service) answer(in *agent.SyncRequest, c *vtap.Cache, have, sent vtap.Versions, noIngester, openAPI *logline.Line) *agent.SyncResponse {
	d := s.dynamicConfig(in, c)
	if cluster := in.GetKubernetesClusterId(); cluster != "" && watchable(c.Type) && s.watches(in) {
		args := []any{cluster, in.GetCtrlIp(), in.GetCtrlMac(), in.GetTeamId(), defaultTeam, in.GetKubernetesForceWatch()}
		if openAPI == logline.ServerPushOpenKubernetesAPI {
			args = append(args, int32(in.GetKubernetesWatchPolicy()))
		}
		s.c.Log.Log(openAPI, args...)
		d.KubernetesApiEnabled = proto.Bool(true)
	}
	yaml, ingester := s.userConfig(in, c)
	if ingester == "" {
		d.Enabled = proto.Bool(false)
		s.c.Log.Log(noIngester, c.CtrlIP)
	}
	r := &agent.SyncResponse{Status: agent.Status_SUCCESS.Enum(), UserConfig: proto.String(yaml), DynamicConfig: d}
	if !c.Enabled() {
		return r
	}
	r.LocalSegments, r.RemoteSegments = c.LocalSegments, c.RemoteSegments
	r.VersionPlatformData, r.VersionGroups, r.VersionAcls = proto.Uint64(have.PlatformData), proto.Uint64(have.Groups), proto.Uint64(have.ACLs)
	// What the agent has is sent as present and empty; there are no ACLs, so that those it hasn't are absent.
	r.PlatformData, r.Groups = []byte{}, []byte{}
	if have.ACLs == sent.ACLs {
		r.FlowAcls = []byte{}
	}
	if have.PlatformData != sent.PlatformData {
		r.PlatformData = c.PlatformBytes()
	}
	if have.Groups != sent.Groups {
		r.Groups = s.meta.Groups.Data
	}
	return r
}

func (s *Service) dynamicConfig(in *agent.SyncRequest, c *vtap.Cache) *agent.DynamicConfig {
	kind := agent.AgentType(c.Type)
	if in.GetKubernetesClusterId() != "" {
		kind = agent.AgentType_TT_VM_POD
	}
	return &agent.DynamicConfig{
		AgentType: kind.Enum(), Enabled: proto.Bool(c.Enabled()), KubernetesApiEnabled: proto.Bool(false), Hostname: proto.String(c.Name),
		RegionId: proto.Uint32(uint32(c.RegionID)), PodClusterId: proto.Uint32(uint32(c.PodClusterID)), VpcId: proto.Uint32(uint32(c.VPCID)),
		AgentId: proto.Uint32(uint32(c.ID)), TeamId: proto.Uint32(uint32(c.TeamID)), OrganizeId: proto.Uint32(defaultOrg),
	}
}

// watchable are the agent types that may watch a Kubernetes cluster.
func watchable(kind int) bool {
	switch agent.AgentType(kind) {
	case agent.AgentType_TT_PUBLIC_CLOUD, agent.AgentType_TT_PHYSICAL_MACHINE:
		return true
	}
	return pod(kind)
}

func pod(kind int) bool {
	switch agent.AgentType(kind) {
	case agent.AgentType_TT_HOST_POD, agent.AgentType_TT_VM_POD, agent.AgentType_TT_K8S_SIDECAR:
		return true
	}
	return false
}

// userConfig is the agent's configuration as YAML, and the ingester in it. The server's own tsdb-ip wins over everything, NAT
// addresses over what the group sets.
func (s *Service) userConfig(in *agent.SyncRequest, c *vtap.Cache) (yaml, ingester string) {
	u, changed := c.UserConfig(), false
	set := func(path string, v any) {
		if !changed {
			u, changed = u.Clone(), true
		}
		u.Set(path, v)
	}
	if ip := s.c.Config.Controller.Trisolaris.TsdbIP; ip != "" {
		set(vtap.KeyIngesterIP, ip)
	}
	if s.c.Config.Controller.AllAgentConnectToNatIP || u.Bool(vtap.KeyRequestViaNATIP) {
		set(vtap.KeyProxyControllerIP, s.nodes.ControllerNATIP(c.ControllerIP))
		set(vtap.KeyIngesterIP, s.nodes.AnalyzerNATIP(c.AnalyzerIP))
	}
	if pod(c.Type) && in.GetKubernetesClusterId() == "" { // this process is in no cluster: the agent is in the same one if it names none
		set(vtap.KeyProxyControllerIP, s.nodes.ControllerPodIP(c.ControllerIP))
		set(vtap.KeyProxyControllerPort, port(s.c.Config.Controller.GrpcPort))
		set(vtap.KeyIngesterIP, s.nodes.AnalyzerPodIP(c.AnalyzerIP))
		set(vtap.KeyIngesterPort, port(s.c.Config.Controller.IngesterPort))
	}
	if u.String(vtap.KeyProxyControllerIP) == "" {
		s.c.Log.Log(logline.ServerNoProxyControllerIP, c.CtrlIP)
	}
	if !c.Enabled() {
		set(vtap.KeyHypervisorResourceEnabled, false)
	}
	if !changed {
		return c.YAML(), u.String(vtap.KeyIngesterIP)
	}
	return u.YAML(), u.String(vtap.KeyIngesterIP)
}
