package agent

import (
	"math/rand/v2"
	"time"

	"google.golang.org/protobuf/proto"

	"github.com/dflab/dflab/lab/deepflow/config"
	"github.com/dflab/dflab/lab/deepflow/logline"
	pb "github.com/dflab/dflab/lab/deepflow/wire/agent"
)

// state is all that an agent process knows. It is small: ten thousand of them fit into one process.
type state struct {
	file     *config.Agent // with controller names resolved
	names    []string      // the controllers that were given as names
	system   SystemInfo
	build    build
	env      environment
	id       identity
	bootTime time.Time
	pid      int
	rand     *rand.Rand

	session   session
	tasks     [taskCount]taskState
	sync      syncState
	genesis   genesisState
	ntp       ntpState
	life      lifecycle
	senders   []*sender
	data      connection
	stats     statistics
	backhaul  backhaul
	nicNames  nicNames
	exception uint64

	now time.Time
	see sight
	out []action
}

// build is what an agent binary says of itself.
type build struct{ branch, commit, count string }

// revision is "<branch> <count>-<commit>", as the server stores it.
func (b build) revision() string { return b.branch + " " + b.count + "-" + b.commit }

// environment is the part of the process environment that the agent looks at.
type environment struct {
	inContainer bool
	text        string // all variables, as the log prints them
	watchPolicy pb.KubernetesWatchPolicy
}

// An event is something that happened to an agent; step says what it does about it.
type event any

type (
	// started: the process is up, its file read, its identity found.
	started struct{}
	// fired: a timer that setTimer set is due.
	fired struct{ timer timer }
	// dialed: the dial of a task ended. err is nil, or says why there is no channel.
	dialed struct {
		task task
		err  error
	}
	// answered: a unary call ended.
	answered struct {
		task     task
		response proto.Message
		err      error
	}
	// received: a message of a stream.
	received struct {
		task    task
		message proto.Message
	}
	// ended: a stream ended; refused tells that it did before anything was received.
	ended struct {
		task    task
		err     error
		refused bool
	}
	// connected: the connect of the data connection ended.
	connected struct{ err error }
	// broken: the data connection died.
	broken struct{}
	// signalled: the process got SIGTERM.
	signalled struct{}
)

// An action is something that the shell is to do.
type action any

type (
	// writeLog writes a line to the log.
	writeLog struct {
		line    *logline.Line
		level   logline.Level
		message string
	}
	// setTimer lets fired{timer} happen after a while, instead of when it was set before.
	setTimer struct {
		timer timer
		after time.Duration
	}
	stopTimer struct{ timer timer }
	// dial opens a channel to a controller, which replaces the present one if it succeeds; answered by dialed.
	dial struct {
		task task
		host string
		port uint16
	}
	// call makes a unary call on the channel; answered by answered.
	call struct {
		task    task
		request proto.Message
	}
	// open opens a stream on the channel; followed by received and ended.
	open struct {
		task    task
		request proto.Message // nil for a stream that the agent sends on later
	}
	// reply sends on the stream of a task.
	reply struct {
		task    task
		message proto.Message
	}
	// abandon ends a stream from the agent's side; nothing of it is received any more.
	abandon struct{ task task }
	// connect opens the data connection; answered by connected.
	connect struct {
		host string
		port uint16
	}
	// disconnect closes the data connection.
	disconnect struct{}
	// send writes a frame on the data connection.
	send struct{ frame []byte }
	// exit ends the process.
	exit struct{ code int }
)

// A timer is one of the waits of an agent. Setting it again replaces it.
type timer int

const (
	timerSync timer = iota
	timerPush
	timerExec
	timerHeartbeat
	timerGenesis
	timerNTP
	timerGPID
	timerEscape
	timerGuard
	timerNames
	timerStats
	timerFlows
	timerHeaders
	timerExit
	timerFlush // and one more for each sender
)

const (
	// roundTrip is what an exchange takes at least. It keeps loops without a wait of the agent's own from standing still in lab time.
	roundTrip = time.Millisecond
	// retryInterval is RPC_RETRY_INTERVAL: a failed call of Sync, Push or RemoteExecute is repeated after it, always the same.
	retryInterval = 60 * time.Second
	// queueTimeout is how long a sender waits for more before it flushes.
	queueTimeout = 3 * time.Second
)

// step is the agent: it takes what happened, changes the state and returns what is to be done, in order.
func step(s *state, e event, see sight, now time.Time) []action {
	s.now, s.see, s.out = now, see, nil
	if s.life.exited {
		return nil
	}
	switch e := e.(type) {
	case started:
		s.start()
	case fired:
		s.fire(e.timer)
	case dialed:
		s.dialed(e.task, e.err)
	case answered:
		s.answered(e)
	case received:
		s.received(e)
	case ended:
		s.ended(e)
	case connected:
		s.dataConnected(e.err)
	case broken:
		s.data.dead = true
	case signalled:
		s.terminate()
	}
	return s.out
}

func (s *state) fire(t timer) {
	switch t {
	case timerSync:
		s.syncDue()
	case timerPush:
		s.pushDue()
	case timerExec:
		s.begin(taskExec, nil)
	case timerHeartbeat:
		s.heartbeatDue()
	case timerGenesis:
		s.genesisDue()
	case timerNTP:
		s.ntpDue()
	case timerGPID:
		s.gpidDue()
	case timerEscape:
		s.escapeDue()
	case timerGuard:
		s.recover()
	case timerNames:
		s.namesDue()
	case timerStats:
		s.statsDue()
	case timerFlows:
		s.flowsDue()
	case timerHeaders:
		s.headersDue()
	case timerExit:
		s.terminate()
	default:
		if i := int(t - timerFlush); i < len(s.senders) {
			s.queueIdle(s.senders[i])
		}
	}
}

func (s *state) answered(e answered) {
	switch e.task {
	case taskSync:
		s.syncAnswered(e.response, e.err)
	case taskGenesis:
		s.genesisAnswered(e.response, e.err)
	case taskNTP:
		s.ntpAnswered(e.response, e.err)
	case taskGPID:
		s.gpidAnswered(e.err)
	}
}

func (s *state) received(e received) {
	switch m := e.message.(type) {
	case *pb.SyncResponse:
		s.pushed(m)
	case *pb.RemoteExecRequest:
		s.execRequested(m)
	}
}

func (s *state) ended(e ended) {
	switch e.task {
	case taskPush:
		s.pushEnded(e.err, e.refused)
	case taskExec:
		s.execEnded(e.err, e.refused)
	}
}

func (s *state) do(a action) { s.out = append(s.out, a) }

func (s *state) after(t timer, d time.Duration) { s.do(setTimer{t, d}) }

func (s *state) log(l *logline.Line, args ...any) { s.logAs(l.Level, l, args...) }

func (s *state) logAs(level logline.Level, l *logline.Line, args ...any) {
	message := l.Message(args...)
	s.do(writeLog{l, level, message})
	s.countLog(level)
	s.backhaulLog(level, l, message)
}

func (s *state) raise(e pb.Exception) { s.exception |= uint64(e) }

func (s *state) clear(e pb.Exception) { s.exception &^= uint64(e) }

// autoClear are the exceptions that one SyncRequest reports once (agent/src/exception.rs). Push and Sync share them.
const autoClear = uint64(pb.Exception_NPB_NO_GW_ARP | pb.Exception_ANALYZER_NO_GW_ARP | pb.Exception_NPB_BPS_THRESHOLD_EXCEEDED |
	pb.Exception_RX_PPS_THRESHOLD_EXCEEDED | pb.Exception_PROCESS_THRESHOLD_EXCEEDED | pb.Exception_THREAD_THRESHOLD_EXCEEDED |
	pb.Exception_LOG_FILE_EXCEEDED | pb.Exception_CONTROLLER_SOCKET_ERROR | pb.Exception_ANALYZER_SOCKET_ERROR |
	pb.Exception_INTEGRATION_SOCKET_ERROR | pb.Exception_NPB_SOCKET_ERROR)

func (s *state) takeException() uint64 {
	e := s.exception
	s.exception &^= autoClear
	return e
}
