package agent

import (
	"fmt"
	"net/netip"
	"time"

	"github.com/dflab/dflab/lab/deepflow/config"
	"github.com/dflab/dflab/lab/deepflow/logline"
	pb "github.com/dflab/dflab/lab/deepflow/wire/agent"
)

// lifecycle is the agent's state machine (agent/src/trident.rs, AgentState and Trident::run). It runs while it is enabled by the server
// and not melted down; the guard, which first looks when a configuration has come, undoes the melt-down of the start.
type lifecycle struct {
	enabled bool
	melted  bool
	guarded bool // the guard has started
	first   bool // no configuration was applied yet

	config     *applied // in force
	pending    *applied // accepted, not yet applied
	components *components
	listeners  int // of policy changes

	leaving bool // exits within a second
	aborted bool // the main loop ended with an error
	exited  bool
}

// components is what an agent builds when it first runs with a configuration: senders of data and, where NICs match, a dispatcher.
type components struct {
	running    bool
	dispatcher *dispatcher
	lastID     int
}

// leaveDelay passes between the decision to end and SIGTERM (agent/src/utils, notify_exit).
const leaveDelay = time.Second

// start is what a process does once its logger is up, in the order of its log.
func (s *state) start() {
	s.log(logline.AgentStaticConfig, staticConfigText(s.file))
	s.log(logline.AgentBanner)
	s.log(logline.AgentBriefTag, "CE|"+s.build.branch+"|"+s.build.commit)
	s.log(logline.AgentEnvironment, s.env.text)
	if s.env.inContainer {
		s.log(logline.AgentNodeIPFromEnv, s.id.ip)
	}
	s.log(logline.AgentRunning, s.id, "Managed", s.id.ip, s.id.mac)
	s.startStats()
	s.after(timerEscape, defaultEscape)
	s.pushDue()
	s.syncDue()
	s.log(logline.AgentRemoteExecutorStarted)
	s.begin(taskExec, nil)
	if len(s.names) > 0 {
		s.log(logline.AgentResolveController, s.names[0], s.file.ControllerIPs[0])
		s.after(timerNames, nameInterval)
	}
	switch {
	case s.env.inContainer:
		s.log(logline.AgentNoCgroupsInContainer)
	case s.file.CgroupsDisabled:
		s.log(logline.AgentCgroupsDisabled)
	}
	s.log(logline.AgentPlatformStarted)
	s.startGenesis()
}

func (l *lifecycle) running() bool { return l.enabled && !l.melted }

func (l *lifecycle) name() string {
	if l.running() {
		return "Running"
	}
	return "Disabled"
}

// updateConfig hands an accepted configuration to the main loop. It may change the state without a line about it.
func (s *state) updateConfig(c *applied) {
	if s.life.leaving {
		return
	}
	s.life.enabled, s.life.pending = c.dynamic.enabled, c
	s.wake()
}

// recover is the guard's finding that nothing is exceeded.
func (s *state) recover() {
	l := &s.life
	before := l.name()
	l.melted = false
	if after := l.name(); before != after {
		s.log(logline.AgentStateRunning, before, after, l.enabled, l.melted)
		s.wake()
	}
}

func (s *state) disable() {
	l := &s.life
	before := l.name()
	l.enabled = false
	if after := l.name(); before != after {
		s.log(logline.AgentStateDisabled, before, after, l.enabled, l.melted)
		s.wake()
	}
}

// wake is a round of the main loop. While disabled a configuration is applied but nothing is built: an agent that is enabled by its
// first configuration builds its components with the second.
func (s *state) wake() {
	l := &s.life
	if l.aborted || l.exited {
		return
	}
	next := l.pending
	l.pending = nil
	if !l.running() {
		s.stopComponents()
		if next != nil {
			s.apply(next)
			s.statsConfigured()
			s.guard()
		}
		return
	}
	if next == nil {
		s.startComponents()
		return
	}
	built := l.components != nil
	if !s.apply(next) {
		return
	}
	switch {
	case built:
		s.startComponents()
		s.reviewDispatcher()
	default:
		if err := s.buildComponents(); err != nil {
			s.log(logline.AgentLaunchFailed, err)
			l.aborted = true
			s.leave()
			return
		}
	}
	s.statsConfigured()
	s.guard()
}

func (s *state) guard() {
	if !s.life.guarded {
		s.life.guarded = true
		s.log(logline.AgentGuardStarted)
		s.after(timerGuard, roundTrip)
	}
}

// buildComponents is Components::new and its start.
func (s *state) buildComponents() error {
	s.log(logline.AgentCheckProcess)
	s.log(logline.AgentCheckCoreFile)
	s.log(logline.AgentCheckControllerIP)
	s.checkControllerIPs()
	s.log(logline.AgentCheckFreeSpace)
	links := s.links()
	s.log(logline.AgentFeatureFlags, "NONE")
	s.listen()
	ingester := s.life.config.user.Global.Communication.IngesterIP
	s.log(logline.AgentAnalyzerIP, ingester, s.destination())
	if _, err := s.see.lookup(s.destination()); err != nil {
		return err
	}
	s.life.components = &components{}
	if len(links) > 0 {
		s.newDispatcher(links)
	}
	s.listen() // the bandwidth watcher
	s.startComponents()
	return nil
}

// listen adds a listener of policy changes.
func (s *state) listen() {
	s.life.listeners++
	s.resetVersions()
}

// checkControllerIPs ends an agent whose controllers are of both families. It goes on until SIGTERM comes.
func (s *state) checkControllerIPs() {
	v4, v6 := 0, 0
	for _, ip := range s.file.ControllerIPs {
		if a, err := netip.ParseAddr(ip); err == nil && a.Is4() {
			v4++
		} else {
			v6++
		}
	}
	if v4 > 0 && v6 > 0 {
		s.log(logline.AgentControllerIPsMixed, debugStrings(s.file.ControllerIPs))
		s.leave()
	}
}

func (s *state) startComponents() {
	c := s.life.components
	if c == nil || c.running {
		return
	}
	c.running = true
	s.log(logline.AgentStartingComponents)
	s.startStats()
	s.startSenders()
	if c.dispatcher != nil {
		s.startDispatcher()
	}
	s.startGPID()
	s.log(logline.AgentStartedComponents)
}

func (s *state) stopComponents() {
	c := s.life.components
	if c == nil || !c.running {
		return
	}
	c.running = false
	if c.dispatcher != nil {
		s.stopDispatcher()
	}
	s.stopSenders()
	s.stopStats()
	s.do(stopTimer{timerGPID})
	s.log(logline.AgentStoppedComponents)
}

// leave is notify_exit: the process sends itself SIGTERM a second later, whatever the code, so that the exit code is 0.
func (s *state) leave() {
	if !s.life.leaving {
		s.life.leaving = true
		s.after(timerExit, leaveDelay)
	}
}

// terminate is SIGTERM, the process's own or another's.
func (s *state) terminate() {
	l := &s.life
	s.log(logline.AgentGracefullyStopping)
	s.log(logline.AgentStateTerminated, "Terminated")
	pending := "None"
	if l.pending != nil {
		pending = "Some(ChangedConfig)"
	}
	s.log(logline.AgentTerminated, fmt.Sprintf("(InnerState { enabled: %t, melted_down: %t }, %s)", l.enabled, l.melted, pending))
	if l.components != nil && !l.aborted {
		s.stopComponents()
		s.log(logline.AgentPlatformStopped)
	}
	s.log(logline.AgentGracefullyStopped)
	l.exited = true
	s.do(exit{0})
}

// dynamic is the part of the configuration that the server sends beside the YAML.
type dynamic struct {
	kubernetesAPI                                              bool
	enabled                                                    bool
	regionID, podClusterID, vpcID, agentID, teamID, organizeID uint32
	agentType                                                  pb.AgentType
	secretKey, hostname                                        string
}

func dynamicOf(d *pb.DynamicConfig) dynamic {
	return dynamic{
		kubernetesAPI: d.GetKubernetesApiEnabled(), enabled: d.GetEnabled(),
		regionID: d.GetRegionId(), podClusterID: d.GetPodClusterId(), vpcID: d.GetVpcId(), agentID: d.GetAgentId(),
		teamID: d.GetTeamId(), organizeID: d.GetOrganizeId(), agentType: d.GetAgentType(),
		secretKey: d.GetSecretKey(), hostname: d.GetHostname(),
	}
}

// applied is a configuration as the agent holds it: the text that the server sent and what it acts on. All keys are read from the
// text again when they are needed, at a change: an agent keeps a kilobyte, not fifty.
type applied struct {
	text    string
	user    *config.UserConfig
	dynamic dynamic
}

func parseApplied(text string) (*applied, error) {
	u, err := config.ParseUserConfig(text)
	if err != nil {
		return nil, err
	}
	return &applied{text: text, user: &config.UserConfig{Global: u.Global, Inputs: u.Inputs, Outputs: u.Outputs}}, nil
}

// flat are all keys with their values.
func (a *applied) flat() []config.KeyValue {
	u, err := config.ParseUserConfig(a.text)
	if err != nil {
		return nil // it was read before
	}
	return u.Flat()
}
