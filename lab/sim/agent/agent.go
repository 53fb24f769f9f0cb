package agent

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/netip"
	"strings"
	"time"

	"github.com/dflab/dflab/lab/clock"
	"github.com/dflab/dflab/lab/deepflow/config"
	"github.com/dflab/dflab/lab/deepflow/logline"
	"github.com/dflab/dflab/lab/deepflow/release"
	pb "github.com/dflab/dflab/lab/deepflow/wire/agent"
	"github.com/dflab/dflab/lab/vnet"
)

// Options are what an agent process is started with.
type Options struct {
	Clock *clock.Clock
	// Host is the machine on the network. Its addresses have to be those of Machine's NICs.
	Host *vnet.Host
	// Name begins the names of the agent's lanes, "agent/host-1"; no other process may have it at the same time.
	Name    string
	Machine Machine
	// ConfigFile is the path of deepflow-agent.yaml as messages name it, Config its text; nil is a file that isn't there.
	ConfigFile string
	Config     []byte
	// Log is deepflow-agent.log, Stderr what the process prints before it has a log.
	Log    io.Writer
	Stderr io.Writer
	// Rand makes pids, jitter and figures; the same seed writes the same log.
	Rand    *rand.Rand
	Release *release.Release
}

// Exit codes of a process that doesn't come up. An agent that decides to restart exits with 0.
const (
	exitFailure = 1
	exitAborted = 134 // SIGABRT, from a panic
	exitKilled  = 143 // SIGTERM before there is a handler for it
)

const (
	identityTries = 3
	identityWait  = time.Second
)

// Agent is one agent process. Its methods are called in turns, or while nobody drives the clock.
type Agent struct {
	o      Options
	lane   clock.Lane
	state  *state
	log    *logline.Logger
	exited func(code int)
	dead   bool

	ctx     context.Context
	cancel  context.CancelFunc
	timers  map[timer]*clock.Timer
	channel *channel
	streams [taskCount]*stream
	data    vnet.FrameConn

	queue []event
	busy  bool
}

// Start starts an agent process. What it does happens in turns from now on; exited is called in a turn when the process ends by
// itself, not when it is killed. A restart is another Start. The error is for options that make no process.
func Start(o Options, exited func(code int)) (*Agent, error) {
	if o.Clock == nil || o.Host == nil || o.Machine == nil || o.Name == "" {
		return nil, errors.New("start agent: clock, host, machine and name are needed")
	}
	if o.Log == nil {
		o.Log = io.Discard
	}
	if o.Stderr == nil {
		o.Stderr = io.Discard
	}
	if o.Rand == nil {
		o.Rand = rand.New(rand.NewPCG(1, 2))
	}
	a := &Agent{o: o, lane: o.Clock.Lane(o.Name), exited: exited, timers: make(map[timer]*clock.Timer)}
	a.ctx, a.cancel = vnet.WithCancel(context.Background())
	a.log = logline.NewAgentLogger(o.Log, o.Clock.Now)
	a.lane.Post(a.boot)
	return a, nil
}

// Kill ends the process as SIGKILL does: connections die, nothing is said, exited isn't called.
func (a *Agent) Kill() {
	if a.dead {
		return
	}
	a.dead = true
	for _, t := range a.timers {
		t.Stop()
	}
	a.cancel()
	for _, st := range a.streams {
		st.leave()
	}
	a.channel.close()
	if a.data != nil {
		_ = a.data.Close()
	}
}

// Stop sends SIGTERM: an agent that is up takes its leave and exits with 0.
func (a *Agent) Stop() {
	if a.state == nil {
		a.finish(exitKilled)
		return
	}
	a.post(signalled{})
}

func (a *Agent) finish(code int) {
	if a.dead {
		return
	}
	a.Kill()
	a.lane.Post(func() { a.exited(code) })
}

// boot is the start up to the point where the log opens (agent/src/config/config.rs, Config::load; trident.rs, Trident::start).
func (a *Agent) boot() {
	if a.dead {
		return
	}
	file, err := a.readConfig()
	if err != nil {
		a.fail(err.Error())
		return
	}
	if len(file.ControllerIPs) == 0 {
		a.finish(exitAborted) // controller_ips[0]: the panic's text goes to a log that isn't open yet
		return
	}
	names := append([]string(nil), file.ControllerDomainName...)
	for i, controller := range file.ControllerIPs {
		addrs, err := lookupIn(a.o.Machine)(controller)
		if err != nil {
			_, _ = fmt.Fprintf(a.o.Stderr, "Custom { kind: Uncategorized, error: %q }\n", err)
			a.fail("Error: controller-ips invalid")
			return
		}
		if ip := addrs[0].String(); ip != controller {
			names = append(names, controller)
			file.ControllerIPs[i] = ip
		}
	}
	file.ControllerDomainName = names
	a.identify(file, identityTries)
}

func (a *Agent) readConfig() (*config.Agent, error) {
	if a.o.Config == nil {
		return nil, errors.New("Error: yaml config invalid: " + noSuchFile)
	}
	file, err := config.ParseAgent(a.o.ConfigFile, a.o.Config)
	if err != nil {
		return nil, errors.New(realText(err))
	}
	return file, nil
}

func (a *Agent) fail(text string) {
	_, _ = fmt.Fprintln(a.o.Stderr, text)
	a.finish(exitFailure)
}

// identify looks for the way to the first controller, three times with a second between.
func (a *Agent) identify(file *config.Agent, tries int) {
	if a.dead {
		return
	}
	dst, err := netip.ParseAddr(file.ControllerIPs[0])
	if err != nil {
		a.fail("Error: controller-ips invalid")
		return
	}
	ip, mac, err := findSelf(a.o.Machine, dst)
	switch {
	case err == nil:
		a.run(file, identity{ip: ip, mac: mac, team: file.TeamID})
	case errors.Is(err, errInterfaceEnv):
		a.fail("Error: get ctrl ip and mac failed: " + err.Error())
	case tries > 1:
		a.lane.After(identityWait, func() { a.identify(file, tries-1) })
	default:
		a.lane.After(identityWait, func() { a.fail("Error: get ctrl ip and mac failed: " + errIdentity.Error()) })
	}
}

func (a *Agent) run(file *config.Agent, id identity) {
	s, err := newState(a.o, file, id)
	if err != nil {
		a.fail("Error: " + err.Error())
		return
	}
	a.state = s
	a.post(started{})
}

// newState is the state of a process whose log has just opened.
func newState(o Options, file *config.Agent, id identity) (*state, error) {
	base, err := standaloneConfig()
	if err != nil {
		return nil, err
	}
	now := o.Clock.Now()
	s := &state{
		file: file, names: file.ControllerDomainName, system: systemOf(o.Machine), build: buildOf(o.Release), env: environmentOf(o.Machine),
		id: id, bootTime: now, pid: 300 + o.Rand.IntN(30000), rand: o.Rand,
		session: session{ips: append([]string(nil), file.ControllerIPs...), port: controllerPort(file), proxyPort: defaultControllerPort},
		sync:    syncState{interval: defaultSyncInterval, proxyPort: defaultControllerPort, localEPC: epcInternet},
		life:    lifecycle{melted: true, config: base},
		data:    connection{host: "127.0.0.1", port: base.user.Global.Communication.IngesterPort, interval: reconnectWait},
	}
	s.stats.hostname = o.Machine.Hostname()
	if file.OverrideOSHostname != nil {
		s.stats.hostname = *file.OverrideOSHostname
	}
	s.stats.host = s.stats.hostname
	s.senders = []*sender{newSender(statsSender, owner{}, now), newSender(logSender, owner{}, now)}
	return s, nil
}

func controllerPort(f *config.Agent) uint16 {
	if f.ControllerCertFilePrefix != "" {
		return f.ControllerTLSPort
	}
	return f.ControllerPort
}

// defaultRevision is what an agent of release 6.6.9 calls itself.
const defaultRevision = "v6.6 11500-3b8884d646b3b73e4f88097f6899e2b27d8e61b4"

// buildOf is what the release's binary says of itself: "<branch> <count>-<commit>".
func buildOf(r *release.Release) build {
	revision := defaultRevision
	if r != nil && r.Revision != "" {
		revision = r.Revision
	}
	branch, rest, _ := strings.Cut(revision, " ")
	count, commit, _ := strings.Cut(rest, "-")
	return build{branch: branch, count: count, commit: commit}
}

// Environment variables that the agent prints at its start, in its order (agent/src/utils/environment.rs, get_env).
var printedEnv = []string{
	"K8S_NODE_IP_FOR_DEEPFLOW", "CTRL_NETWORK_INTERFACE", "K8S_POD_IP_FOR_DEEPFLOW", "IN_CONTAINER", "K8S_WATCH_POLICY", "K8S_NAMESPACE_FOR_DEEPFLOW",
}

func environmentOf(m Machine) environment {
	var e environment
	for i, name := range printedEnv {
		value, ok := getenv(m, name)
		if i > 0 {
			e.text += " "
		}
		e.text += name + "=" + value
		switch {
		case name == "IN_CONTAINER":
			e.inContainer = ok
		case name == "K8S_WATCH_POLICY" && value == "watch-only":
			e.watchPolicy = pb.KubernetesWatchPolicy_KWP_WATCH_ONLY
		case name == "K8S_WATCH_POLICY" && value == "watch-disabled":
			e.watchPolicy = pb.KubernetesWatchPolicy_KWP_WATCH_DISABLED
		}
	}
	return e
}
