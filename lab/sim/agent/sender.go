package agent

import (
	"time"

	"github.com/dflab/dflab/lab/deepflow/logline"
	"github.com/dflab/dflab/lab/deepflow/wire"
	pb "github.com/dflab/dflab/lab/deepflow/wire/agent"
)

// sender is one of the agent's queues towards the ingester (agent/src/sender/uniform_sender.rs, UniformSender).
type sender struct {
	name    string
	id      int // counts from the start of the process
	running bool

	header owner  // as it will be written on the next frame that is begun
	buffer []byte // the frame that is being filled, from its head on; nil if none is
	size   int    // of what is in the frame
	usual  int    // length of the latest frame that waited for more records
	kind   wire.MessageType

	window     time.Time // of the ten seconds in which at least one frame is sent
	registered bool      // it has statistics of its own

	dropped, rx, tx, txBytes uint64
}

type wireRecord = []byte

// owner is what the head of a frame says about its sender.
type owner struct {
	agent uint16
	team  uint32
	org   uint16
}

// connection is the data connection, which all senders share (multiple_sockets_to_ingester false). It is made when there is
// something to send and noticed to be dead when something was sent.
type connection struct {
	host string
	port uint16

	up         bool
	dead       bool // the other end is gone; nobody has noticed
	lost       bool // one write has vanished since then
	connecting bool
	reconnect  bool // another destination was configured
	interval   time.Duration
	last       time.Time
	waiting    []flight
	current    flight
}

// flight is a frame on its way, with the sender that counts it.
type flight struct {
	from  *sender
	frame []byte
}

const (
	statsSender = iota
	logSender
	flowSender
	docSender
	protologSender
)

// senderNames are all senders in the order in which they are made, which gives them their ids. The first two are there from the start.
var senderNames = []string{
	"stats", "remote_logger", "3-flowlog-to-collector-sender", "3-doc-to-collector-sender", "2-protolog-to-collector-sender",
	"2-pcap-batch-to-sender", "2-packet-sequence-block-to-sender", "1-proc-event-to-sender", "1-profile-to-sender",
	"1-application-log-to-sender", "1-skywalking-to-sender", "1-datadog-to-sender", "1-otel-to-sender", "1-prometheus-to-sender",
	"1-telegraf-to-sender", "1-compressed-otel-to-sender",
}

// startOrder and stopOrder are the orders of AgentComponents::start and stop.
var (
	startOrder = []int{docSender, protologSender, flowSender, 6, 12, 15, 13, 14, 8, 7, 9, 10, 11, 5}
	stopOrder  = []int{flowSender, docSender, protologSender, 12, 15, 13, 14, 8, 7, 5, 9, 10, 11, 6}
)

const (
	maxBuffer       = 256 << 10
	recordOverhead  = 4  // bytes, the record's length
	frameOverhead   = 32 // bytes, more than a frame's head with one record's length
	sendWindow      = 10 * time.Second
	reconnectWait   = 10 * time.Second
	reconnectJitter = 5 // seconds
	brokenPipe      = "Broken pipe (os error 32)"
)

func newSender(id int, o owner, now time.Time) *sender {
	return &sender{name: senderNames[id], id: id, header: o, running: true, window: now}
}

// owner is the identity in the configuration in force.
func (s *state) owner() owner {
	d := s.life.config.dynamic
	return owner{agent: uint16(d.agentID), team: d.teamID, org: uint16(d.organizeID)}
}

// toFile tells that data goes to files, as before the first configuration.
func (s *state) toFile() bool { return s.life.config.user.Outputs.Socket.DataSocketType == "FILE" }

func (s *state) startSenders() {
	for id := len(s.senders); id < len(senderNames); id++ {
		s.senders = append(s.senders, newSender(id, s.owner(), s.now))
		s.senders[id].running = false
	}
	for _, id := range startOrder {
		x := s.senders[id]
		x.running, x.window = true, s.now
		s.log(logline.AgentSenderStarted, x.name, x.id)
	}
	s.after(timerHeaders, queueTimeout)
}

// stopSenders lets each send what it has.
func (s *state) stopSenders() {
	for _, id := range stopOrder {
		x := s.senders[id]
		x.running = false
		s.log(logline.AgentSenderNotified, x.id)
		s.flush(x)
		s.do(stopTimer{timerFlush + timer(id)})
	}
}

// configureSenders: idle senders notice a change when their queue has been silent for three seconds.
func (s *state) configureSenders() { s.after(timerHeaders, queueTimeout) }

func (s *state) headersDue() {
	if s.toFile() {
		return
	}
	for _, x := range s.senders {
		if x.running && len(x.buffer) == 0 {
			s.prepare(x)
		}
	}
}

// put queues records of one kind. The first of a batch that begins a new window is sent at once, the others when the queue has been
// silent for three seconds.
func (s *state) put(x *sender, kind wire.MessageType, records ...wireRecord) {
	if !x.running || len(records) == 0 {
		return
	}
	x.rx += uint64(len(records))
	if s.toFile() {
		x.registered = true
		return
	}
	now := false
	if s.now.Sub(x.window) >= sendWindow {
		x.window, now = s.now, true
	}
	for _, r := range records {
		if len(x.buffer) == 0 {
			x.begin(kind, len(r), now)
		}
		x.buffer, x.size = wire.AppendRecord(x.buffer, r), x.size+recordOverhead+len(r)
		if now || x.size > maxBuffer {
			now, x.registered = false, true
			s.prepare(x)
			s.flush(x)
		}
	}
	s.after(timerFlush+timer(x.id), queueTimeout)
}

// begin begins a frame: of one record of that length, or of what comes within some seconds.
func (x *sender) begin(kind wire.MessageType, length int, alone bool) {
	x.kind = kind
	room := max(length, x.usual)
	if alone {
		room = length
	}
	h := wire.FrameHeader{Type: kind, AgentID: x.header.agent, TeamID: x.header.team, OrgID: x.header.org}
	x.buffer = wire.AppendHeader(make([]byte, 0, room+frameOverhead), h)
}

func (s *state) queueIdle(x *sender) {
	if s.toFile() {
		return
	}
	s.prepare(x)
	x.usual = len(x.buffer)
	s.flush(x)
}

// prepare takes destination and identity over from the configuration.
func (s *state) prepare(x *sender) {
	host, port := s.destination(), s.life.config.user.Global.Communication.IngesterPort
	c := &s.data
	if c.host != host || c.port != port {
		s.log(logline.AgentSenderUpdateDest, x.name, c.host, c.port, host, port)
		c.host, c.port, c.reconnect, c.last = host, port, true, time.Time{}
	}
	if o := s.owner(); o != x.header {
		s.log(logline.AgentSenderUpdateID, x.name, x.id, x.header.agent, o.agent, x.header.team, o.team, x.header.org, o.org)
		x.header = o
	}
}

// flush sends what is buffered. The frame's head is the one with which it was begun.
func (s *state) flush(x *sender) {
	if len(x.buffer) == 0 {
		return
	}
	frame := x.buffer
	wire.SetSize(frame)
	x.buffer, x.size = nil, 0
	s.transmit(flight{x, frame})
}

// transmit writes a frame, on a new connection if need be. Between two tries to connect frames are lost without a word.
func (s *state) transmit(f flight) {
	c := &s.data
	if c.connecting {
		c.waiting = append(c.waiting, f)
		return
	}
	if c.up && !c.reconnect {
		s.write(f)
		return
	}
	if c.up {
		c.up = false
		s.do(disconnect{})
	}
	if c.last.Add(c.interval).After(s.now) {
		return
	}
	c.last, c.connecting, c.current = s.now, true, f
	s.do(connect{c.host, c.port})
}

// dataConnected: a failure is told unless the sender has dropped something since the last statistics.
func (s *state) dataConnected(err error) {
	c := &s.data
	f := c.current
	c.connecting, c.current = false, flight{}
	if err != nil {
		if f.from.dropped == 0 {
			s.raise(pb.Exception_ANALYZER_SOCKET_ERROR)
			if c.host == "" || c.host == "0.0.0.0" {
				s.log(logline.AgentAnalyzerIPNotAssigned)
			} else {
				s.log(logline.AgentSenderConnectFailed, f.from.name, c.host, c.port)
			}
		}
		f.from.dropped++
		c.interval = reconnectWait + time.Duration(s.rand.IntN(reconnectJitter))*time.Second
	} else {
		s.log(logline.AgentSenderConnected, f.from.name, c.host, c.port)
		c.up, c.dead, c.lost, c.reconnect, c.interval = true, false, false, false, 0
		s.write(f)
	}
	waiting := c.waiting
	c.waiting = nil
	for _, f := range waiting {
		s.transmit(f)
	}
}

// write: of a connection whose other end is gone the first write vanishes, the second fails.
func (s *state) write(f flight) {
	c := &s.data
	if c.dead && c.lost {
		if f.from.dropped == 0 {
			s.raise(pb.Exception_ANALYZER_SOCKET_ERROR)
			s.log(logline.AgentSenderWriteFailed, f.from.name, c.host, c.port, brokenPipe)
		}
		f.from.dropped++
		c.up = false
		s.do(disconnect{})
		return
	}
	f.from.tx++
	f.from.txBytes += uint64(len(f.frame))
	if c.dead {
		c.lost = true
		return
	}
	s.do(send{f.frame})
}
