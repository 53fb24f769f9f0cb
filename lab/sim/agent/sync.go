package agent

import (
	"fmt"
	"strings"
	"time"

	"google.golang.org/protobuf/proto"

	"github.com/dflab/dflab/lab/deepflow/config"
	"github.com/dflab/dflab/lab/deepflow/logline"
	pb "github.com/dflab/dflab/lab/deepflow/wire/agent"
)

// syncState is what the answers to Sync and Push left behind (agent/src/rpc/synchronizer.rs, Status).
type syncState struct {
	hostname string
	interval time.Duration

	proxyIP   string
	proxyPort uint16
	hasProxy  bool

	platformVersion, aclVersion, groupVersion uint64
	interfaces, peers, cidrs, acls, groups    int
	localEPC                                  int32
	seen                                      bool // a configuration was accepted
}

const (
	defaultSyncInterval = 60 * time.Second
	defaultEscape       = time.Hour
	nameInterval        = 5 * time.Second
	epcInternet         = -2
	processName         = "deepflow-agent-ce"
)

func (s *state) syncDue() {
	name := s.see.hostname
	if s.file.OverrideOSHostname != nil {
		name = *s.file.OverrideOSHostname
	}
	if name != s.sync.hostname {
		s.log(logline.AgentHostnameChanged, s.sync.hostname, name)
		s.sync.hostname = name
	}
	if s.session.failed {
		id := fmt.Sprintf("AgentId { ip: %s, mac: %s, team_id: %q }", s.id.ip, s.id.mac, s.id.team)
		s.log(logline.AgentIdentity, "Local", id, name)
	}
	s.begin(taskSync, s.syncRequest())
}

// syncRequest is generate_sync_request: the same for Sync and Push. config_accepted is false for good: nothing sets it.
func (s *state) syncRequest() *pb.SyncRequest {
	identifier := pb.AgentIdentifier_IP_AND_MAC
	if s.file.AgentUniqueIdentifier == config.IP {
		identifier = pb.AgentIdentifier_IP
	}
	return &pb.SyncRequest{
		BootTime:              proto.Uint32(uint32(s.bootTime.Add(s.ntp.offset).Unix())),
		ConfigAccepted:        proto.Bool(false),
		State:                 pb.State_RUNNING.Enum(),
		Revision:              proto.String(s.build.revision()),
		Exception:             proto.Uint64(s.takeException()),
		ProcessName:           proto.String(processName),
		VersionPlatformData:   proto.Uint64(s.sync.platformVersion),
		VersionAcls:           proto.Uint64(s.sync.aclVersion),
		VersionGroups:         proto.Uint64(s.sync.groupVersion),
		CtrlIp:                proto.String(s.id.ip.String()),
		Host:                  proto.String(s.sync.hostname),
		HostIps:               s.see.hostIPs(),
		CtrlMac:               proto.String(s.id.mac),
		AgentGroupIdRequest:   proto.String(s.file.VTapGroupIDRequest),
		KubernetesForceWatch:  proto.Bool(s.env.inContainer && s.env.watchPolicy == pb.KubernetesWatchPolicy_KWP_WATCH_ONLY),
		AgentUniqueIdentifier: identifier.Enum(),
		TeamId:                proto.String(s.id.team),
		CpuNum:                proto.Uint32(s.system.CPUs),
		MemorySize:            proto.Uint64(s.system.Memory),
		Arch:                  proto.String(s.system.Arch),
		Os:                    proto.String(s.system.OS),
		KernelVersion:         proto.String(s.system.Kernel),
		KubernetesWatchPolicy: s.env.watchPolicy.Enum(),
		KubernetesClusterId:   proto.String(s.file.KubernetesClusterID),
		KubernetesClusterName: s.file.KubernetesClusterName,
	}
}

func (s *state) syncAnswered(response proto.Message, err error) {
	t := &s.tasks[taskSync]
	if err != nil {
		s.raise(pb.Exception_CONTROLLER_SOCKET_ERROR)
		s.session.failed = true
		t.failures++
		line := logline.AgentSyncError
		if t.failures > warnings {
			line = logline.AgentSyncErrorRepeated
		}
		s.log(line, s.session.current, s.session.currentPort, statusDebug(err), t.failures)
		s.after(timerSync, retryInterval)
		return
	}
	s.session.failed, t.failures = false, 0
	if s.accept(response.(*pb.SyncResponse)) {
		s.ntp.sync = true
		return
	}
	s.syncDone()
}

// warnings is how many failures in a row are a warning; then they are errors.
const warnings = 3

// syncDone ends a round of the Sync task.
func (s *state) syncDone() {
	c, y := &s.session, &s.sync
	if y.proxyIP != c.proxyIP || y.hasProxy != c.hasProxy || y.proxyPort != c.proxyPort {
		proxy := "None"
		if y.hasProxy {
			proxy = fmt.Sprintf("Some(%q)", y.proxyIP)
		}
		s.log(logline.AgentProxyUpdate, proxy, y.proxyPort)
		c.proxyIP, c.hasProxy, c.proxyPort = y.proxyIP, y.hasProxy, y.proxyPort
	}
	if next := s.life.config.user.Global.Communication.ProactiveRequestInterval; y.seen && next != y.interval {
		y.interval = next
		s.log(logline.AgentSyncIntervalSet, rustDuration(next))
	}
	s.after(timerSync, max(y.interval, roundTrip))
}

// accept is on_response, for Sync and Push. It tells whether the agent first has to compare its clock; what is left to do follows then.
func (s *state) accept(r *pb.SyncResponse) (wait bool) {
	s.checkRevision(r)
	switch r.GetStatus() {
	case pb.Status_FAILED:
		s.log(logline.AgentServerResponded, s.server(), "Failed")
	case pb.Status_HEARTBEAT:
		return false
	}
	if r.UserConfig == nil {
		s.log(logline.AgentResponseWithoutConfig, s.server())
		return false
	}
	next, err := s.parse(r.GetUserConfig())
	if err != nil {
		s.log(logline.AgentResponseInvalidConfig, s.server(), realText(err))
		s.raise(pb.Exception_INVALID_CONFIGURATION)
		return false
	}
	next.dynamic = dynamicOf(r.DynamicConfig)
	s.after(timerEscape, next.user.Global.Communication.MaxEscapeDuration)
	s.follow(next)
	wait = next.user.Global.NTP.Enabled && !s.sync.seen
	updated := s.update(r, next)
	if wait {
		s.log(logline.AgentWaitingForNTP)
		s.ntp.held = append(s.ntp.held, held{next, updated})
		return true
	}
	s.accepted(held{next, updated})
	return false
}

// held is an accepted configuration on its way to the main loop.
type held struct {
	config  *applied
	updated bool // policies came with it
}

func (s *state) accepted(h held) {
	if h.updated {
		s.logUpdate()
	}
	s.sync.seen = true
	s.updateConfig(h.config)
}

// parse reads a user_config; the same text as before is not read again.
func (s *state) parse(text string) (*applied, error) {
	if last := s.life.config; last.text == text {
		return &applied{text: text, user: last.user}, nil
	}
	return parseApplied(text)
}

// checkRevision sees whether the server wants another version of the agent.
func (s *state) checkRevision(r *pb.SyncResponse) {
	want := r.GetRevision()
	if want == "" || strings.Contains(s.build.revision(), want) || r.SelfUpdateUrl == nil {
		return
	}
	if url := r.GetSelfUpdateUrl(); strings.ToLower(strings.TrimSpace(url)) != "grpc" {
		s.log(logline.AgentUpgradeOnlyGRPC, url)
		return
	}
	s.log(logline.AgentUpgradeTriggered, s.build.revision(), want)
}

// follow takes over where the next calls go to and how often. An empty proxy means the first controller of the file, with the
// proxy's port all the same.
func (s *state) follow(c *applied) {
	com := c.user.Global.Communication
	s.sync.hasProxy, s.sync.proxyIP, s.sync.proxyPort = true, com.ProxyControllerIP, com.ProxyControllerPort
	if s.sync.proxyIP == "" {
		s.sync.proxyIP = s.file.ControllerIPs[0]
	}
	s.ntpEnabled(c.user.Global.NTP.Enabled)
}

// update takes platform data, groups and access lists over where their versions changed.
func (s *state) update(r *pb.SyncResponse, c *applied) bool {
	y, updated := &s.sync, false
	if v := r.GetVersionPlatformData(); v != 0 && v != y.platformVersion {
		var p pb.PlatformData
		if err := proto.Unmarshal(r.GetPlatformData(), &p); err != nil {
			s.log(logline.AgentInvalidPlatformData)
			p.Reset()
		}
		s.log(logline.AgentUpdatePlatformData, y.platformVersion, v)
		y.platformVersion, y.interfaces, y.peers, y.cidrs = v, len(p.GetInterfaces()), len(p.GetPeerConnections()), len(p.GetCidrs())
		updated = true
	}
	if v := r.GetVersionGroups(); v != 0 && v != y.groupVersion {
		var g pb.Groups
		if err := proto.Unmarshal(r.GetGroups(), &g); err != nil {
			s.log(logline.AgentInvalidIPGroups)
			g.Reset()
		}
		s.log(logline.AgentUpdateIPGroups, y.groupVersion, v)
		y.groupVersion, y.groups = v, len(g.GetGroups())
		updated = true
	}
	if v := r.GetVersionAcls(); v != 0 && v != y.aclVersion {
		var a pb.FlowAcls
		if err := proto.Unmarshal(r.GetFlowAcls(), &a); err != nil {
			s.log(logline.AgentInvalidACLs)
			a.Reset()
		}
		s.log(logline.AgentUpdateFlowACLs, y.aclVersion, v)
		y.aclVersion, y.acls = v, len(a.GetFlowAcl())
		updated = true
	}
	if epc := int32(c.dynamic.vpcID); epc != y.localEPC {
		y.localEPC, updated = epc, true
	}
	return updated
}

func (s *state) logUpdate() {
	y := &s.sync
	s.log(logline.AgentGRPCVersions, y.groupVersion, y.platformVersion, y.aclVersion)
	s.clear(pb.Exception_TOO_MANY_POLICIES)
	cost := 20*time.Microsecond + time.Duration(s.rand.IntN(200_000))
	s.log(logline.AgentGRPCFinishUpdate, rustDuration(cost), s.life.listeners, y.groups, y.interfaces, y.peers, y.cidrs, y.acls)
}

// resetVersions lets the next answer carry everything again, for a module that is new to it.
func (s *state) resetVersions() {
	s.sync.aclVersion, s.sync.groupVersion, s.sync.platformVersion = 0, 0, 0
	s.log(logline.AgentResetVersions)
}

// escapeDue: no configuration was accepted for max_escape_duration.
func (s *state) escapeDue() {
	s.disable()
	s.log(logline.AgentEscapeExpired)
	s.leave()
}
