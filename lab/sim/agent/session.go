package agent

import (
	"errors"
	"fmt"
	"time"

	"google.golang.org/protobuf/proto"

	"github.com/dflab/dflab/lab/deepflow/logline"
	pb "github.com/dflab/dflab/lab/deepflow/wire/agent"
)

// A task is one of the agent's loops that call the server. All share one channel and one idea of which server is current.
type task int

const (
	taskPush task = iota
	taskSync
	taskExec
	taskGenesis
	taskNTP
	taskGPID
	taskCount
)

func (t task) String() string {
	return [taskCount]string{"push", "sync", "exec", "genesis", "ntp", "gpid"}[t]
}

// taskState is where a task stands between two events.
type taskState struct {
	request  proto.Message // made before the dial, sent after it
	open     bool          // its stream is open
	fresh    bool          // nothing was received on it
	version  uint64        // of the session when the stream was opened
	failures int           // in a row
	quiet    time.Time     // until when the task sleeps over a FAILED
}

// session is the choice of the controller: those of the file in turn, and the proxy that the server names
// (agent/src/rpc/session.rs, ServerDispatcher, at v6.6.9).
type session struct {
	ips       []string
	port      uint16
	proxyIP   string
	proxyPort uint16
	hasProxy  bool

	current     string
	currentPort uint16
	index       int
	proxied     bool
	failed      bool   // the last request failed
	channel     bool   // there is a channel, perhaps to the server before current
	version     uint64 // counts dials, successful or not
}

const defaultControllerPort = 30035

// errNotConnected is the status of a call without a channel.
var errNotConnected = errors.New("grpc client not connected")

// A dialError is why a channel could not be opened.
type dialError struct {
	resolve bool // the name didn't resolve
	text    string
}

func (e *dialError) Error() string { return e.text }

// errTransport is a dial that met nobody: refused, timed out or without a route, which tonic doesn't tell apart.
var errTransport = &dialError{text: "transport error"}

// choose is update_current_ip: it runs before every call of every task and tells whether the server changed.
func (s *state) choose() bool {
	c := &s.session
	controller := c.ips[c.index]
	switch {
	case c.current == "":
		c.current, c.currentPort = controller, c.port
		return true
	case c.proxied && c.failed:
		s.log(logline.AgentControllerFromProxy, controller, c.current)
		c.current, c.currentPort, c.proxied = controller, c.port, false
		return true
	case c.proxied:
		if c.proxyPort == c.currentPort && c.proxyIP == c.current {
			return false
		}
		s.log(logline.AgentProxyChanged, c.proxyIP, c.proxyPort, c.current, c.currentPort)
	case c.failed:
		c.index = (c.index + 1) % len(c.ips)
		controller = c.ips[c.index]
		s.log(logline.AgentControllerFromController, controller, c.port, c.current, c.currentPort)
		c.current, c.currentPort = controller, c.port
		return true
	case !c.hasProxy:
		return false
	default:
		c.proxied = true
		if c.proxyPort == c.currentPort && c.proxyIP == c.current {
			s.log(logline.AgentProxySameAsController, c.proxyIP, c.proxyPort, c.proxyIP, c.proxyPort)
			return false
		}
		s.log(logline.AgentProxyFromController, c.proxyIP, c.proxyPort, c.current, c.currentPort)
	}
	c.current, c.currentPort = c.proxyIP, c.proxyPort
	return true
}

// begin starts a call of the task: the server is chosen, dialled where it changed, then called.
func (s *state) begin(t task, request proto.Message) {
	s.tasks[t].request = request
	if s.choose() || !s.session.channel {
		s.do(dial{t, s.session.current, s.session.currentPort})
		return
	}
	s.proceed(t)
}

// dialed: a failed dial leaves the channel of before in place, and the call that follows goes over it.
func (s *state) dialed(t task, err error) {
	c := &s.session
	if err == nil {
		c.channel = true
	} else {
		s.raise(pb.Exception_CONTROLLER_SOCKET_ERROR)
		c.failed = true
		var d *dialError
		if errors.As(err, &d) && d.resolve {
			s.log(logline.AgentResolveFailed, c.current, c.currentPort, d.text)
		} else {
			s.log(logline.AgentDialFailed, c.current, c.currentPort, err)
		}
	}
	c.version++
	s.proceed(t)
}

func (s *state) proceed(t task) {
	state := &s.tasks[t]
	request := state.request
	state.request = nil
	if !s.session.channel {
		s.session.failed = true
		s.notConnected(t)
		return
	}
	if i := endpointOf[t]; i >= 0 {
		s.stats.calls[i]++
	}
	switch t {
	case taskPush, taskExec:
		state.open, state.fresh, state.version = true, true, s.session.version
		s.do(open{t, request})
		if t == taskExec {
			s.heartbeatDue()
		}
	default:
		s.do(call{t, request})
	}
}

func (s *state) notConnected(t task) {
	switch t {
	case taskPush:
		s.pushEnded(errNotConnected, true)
	case taskExec:
		// No line: the executor only waits.
		s.after(timerExec, retryInterval)
	default:
		s.answered(answered{task: t, err: errNotConnected})
	}
}

// namesDue looks the controllers' names up again; a change begins with the first controller and a new identity
// (agent/src/trident.rs, DomainNameListener).
func (s *state) namesDue() {
	changed := false
	for i, name := range s.names {
		addrs, err := s.see.lookup(name)
		if err != nil || i >= len(s.session.ips) {
			continue
		}
		current := s.session.ips[i]
		same := false
		for _, a := range addrs {
			same = same || a.String() == current
		}
		changed = !same
		if changed {
			s.log(logline.AgentDomainNameChanged, name, current, addrs[0])
			s.session.ips[i] = addrs[0].String()
		}
	}
	s.after(timerNames, nameInterval)
	if !changed {
		return
	}
	first, err := s.see.lookup(s.session.ips[0])
	if err != nil {
		return
	}
	ip, mac, err := s.see.findIdentity(first[0])
	if err != nil {
		s.log(logline.AgentGetCtrlIPAndMacFailed, err)
		s.leave()
		return
	}
	s.log(logline.AgentNodeIPFromEnv, ip)
	s.id.ip, s.id.mac = ip, mac
	c := &s.session
	c.index, c.current, c.currentPort, c.proxied, c.failed = 0, "", 0, false, false
	s.sync.proxyIP, s.sync.hasProxy, s.sync.proxyPort = "", false, defaultControllerPort
}

// server is the current server in Rust's debug form.
func (s *state) server() string {
	return fmt.Sprintf("(%q, %d)", s.session.current, s.session.currentPort)
}
