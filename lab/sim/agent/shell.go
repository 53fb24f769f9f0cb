package agent

import (
	"errors"
	"io"
	"net"
	"net/netip"
	"strconv"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"

	"github.com/dflab/dflab/lab/clock"
	"github.com/dflab/dflab/lab/deepflow/logline"
	pb "github.com/dflab/dflab/lab/deepflow/wire/agent"
	"github.com/dflab/dflab/lab/vnet"
)

const (
	// dialTimeout is the connect timeout of the agent's gRPC.
	dialTimeout = 5 * time.Second
	// connectTimeout is Linux's for a TCP connect that nobody answers: six SYNs.
	connectTimeout = 127 * time.Second
)

// post lets an event happen to the agent and performs what it answers. Events that come of it happen in the same turn.
func (a *Agent) post(e event) {
	a.queue = append(a.queue, e)
	if a.busy {
		return
	}
	a.busy = true
	defer func() { a.busy = false }()
	for len(a.queue) > 0 && !a.dead {
		e := a.queue[0]
		a.queue = a.queue[1:]
		for _, act := range step(a.state, e, look(a.o.Machine), a.o.Clock.Now()) {
			if !a.dead {
				a.perform(act)
			}
		}
	}
}

// later posts in a turn of its own. Several of one instant keep their order.
func (a *Agent) later(d time.Duration, e func() event) {
	a.lane.Sub("net").After(d, func() {
		if !a.dead {
			a.post(e())
		}
	})
}

func (a *Agent) perform(act action) {
	switch act := act.(type) {
	case writeLog:
		a.log.Write(logline.Record{Level: act.level, File: act.line.File, Line: act.line.Line, Message: act.message})
	case setTimer:
		a.timers[act.timer].Stop()
		a.timers[act.timer] = a.lane.After(act.after, func() { a.post(fired{act.timer}) })
	case stopTimer:
		a.timers[act.timer].Stop()
	case dial:
		a.dial(act)
	case call:
		a.call(act)
	case open:
		a.open(act)
	case reply:
		a.reply(act)
	case abandon:
		a.streams[act.task].leave()
		a.streams[act.task] = nil
	case connect:
		a.connect(act)
	case disconnect:
		if a.data != nil {
			_ = a.data.Close()
			a.data = nil
		}
	case send:
		if a.data == nil || a.data.Send(act.frame) != nil {
			a.post(broken{})
		}
	case exit:
		a.finish(act.code)
	}
}

// channel is tonic's: bound to an address, it connects again by itself when its connection is gone. Streams keep it after it has
// been replaced.
type channel struct {
	addr    string
	conn    vnet.Conn
	broken  bool
	current bool
	streams int
}

func (c *channel) close() {
	if c != nil && c.conn != nil {
		_ = c.conn.Close()
		c.conn = nil
	}
}

// release closes a channel that nobody uses any more.
func (c *channel) release() {
	if c != nil && !c.current && c.streams == 0 {
		c.close()
	}
}

// failed marks the connection as gone where the error says so.
func (c *channel) failed(err error) {
	if status.Code(err) == codes.Unavailable {
		c.broken = true
	}
}

// ready connects again if need be.
func (c *channel) ready(h *vnet.Host) error {
	if c.conn != nil && !c.broken {
		return nil
	}
	switch r := h.Reach(c.addr); r {
	case vnet.Reachable:
		conn, err := h.DialGRPC(c.addr)
		if err != nil {
			return &connectError{kind: "ConnectionRefused", text: "Connection refused", code: 111}
		}
		c.close()
		c.conn, c.broken = conn, false
		return nil
	case vnet.BlackHole:
		return &connectError{}
	case vnet.Refused:
		return &connectError{kind: "ConnectionRefused", text: "Connection refused", code: 111}
	default:
		return &connectError{kind: "HostUnreachable", text: "No route to host", code: 113}
	}
}

// dial opens a channel, or takes the present one if it goes there already: the agent's own tasks each open one at their start, of
// which the last stays.
func (a *Agent) dial(d dial) {
	addrs, err := lookupIn(a.o.Machine)(d.host)
	if err != nil {
		a.later(0, func() event { return dialed{d.task, &dialError{resolve: true, text: err.Error()}} })
		return
	}
	addr := join(addrs[0], d.port)
	wait := time.Duration(0)
	if a.o.Host.Reach(addr) == vnet.BlackHole {
		wait = dialTimeout
	}
	a.later(wait, func() event { return dialed{d.task, a.install(addr, wait > 0)} })
}

func (a *Agent) install(addr string, timedOut bool) error {
	if c := a.channel; c != nil && c.addr == addr && !c.broken {
		return nil
	}
	next := &channel{addr: addr}
	if timedOut || next.ready(a.o.Host) != nil {
		return errTransport
	}
	if old := a.channel; old != nil {
		old.current = false
		old.release()
	}
	next.current = true
	a.channel = next
	return nil
}

func (a *Agent) call(c call) {
	ch := a.channel
	if err := ch.ready(a.o.Host); err != nil {
		a.later(waitOf(err), func() event { return answered{task: c.task, err: err} })
		return
	}
	client := pb.NewSynchronizerClient(ch.conn)
	clock.Go(a.lane.Sub(c.task.String()), func() (proto.Message, error) {
		switch r := c.request.(type) {
		case *pb.SyncRequest:
			return client.Sync(a.ctx, r)
		case *pb.GenesisSyncRequest:
			return client.GenesisSync(a.ctx, r)
		case *pb.NtpRequest:
			return client.Query(a.ctx, r)
		case *pb.GPIDSyncRequest:
			return client.GPIDSync(a.ctx, r)
		}
		return nil, status.Error(codes.Internal, "no method for the request")
	}, func(response proto.Message, err error) {
		ch.failed(err)
		if !a.dead {
			a.post(answered{c.task, response, err})
		}
	})
}

// waitOf is how long it takes to learn that nobody answers.
func waitOf(err error) time.Duration {
	var c *connectError
	if errors.As(err, &c) && c.code == 0 {
		return dialTimeout
	}
	return 0
}

// stream is an open stream of a task.
type stream struct {
	channel *channel
	cancel  func()
	send    func(proto.Message) error
	used    bool // something was received
	left    bool
}

func (st *stream) leave() {
	if st == nil || st.left {
		return
	}
	st.left = true
	st.channel.streams--
	st.cancel()
	st.channel.release()
}

func (a *Agent) open(o open) {
	ch := a.channel
	if err := ch.ready(a.o.Host); err != nil {
		a.later(waitOf(err), func() event { return ended{o.task, err, true} })
		return
	}
	ctx, cancel := vnet.WithCancel(a.ctx)
	st := &stream{channel: ch, cancel: cancel}
	ch.streams++
	a.streams[o.task] = st
	client, lane := pb.NewSynchronizerClient(ch.conn), a.lane.Sub(o.task.String())
	var err error
	if request, ok := o.request.(*pb.SyncRequest); ok {
		s, e := client.Push(ctx, request)
		if err = e; err == nil {
			vnet.Recv(lane, s, func(m *pb.SyncResponse) { a.arrived(o.task, st, m) }, func(err error) { a.over(o.task, st, err) })
		}
	} else {
		s, e := client.RemoteExecute(ctx)
		if err = e; err == nil {
			st.send = func(m proto.Message) error { return s.Send(m.(*pb.RemoteExecResponse)) }
			vnet.Recv(lane, s, func(m *pb.RemoteExecRequest) { a.arrived(o.task, st, m) }, func(err error) { a.over(o.task, st, err) })
		}
	}
	if err != nil {
		a.later(0, func() event { a.forget(o.task, st); ch.failed(err); return ended{o.task, err, true} })
	}
}

func (a *Agent) arrived(t task, st *stream, m proto.Message) {
	if st.left || a.dead {
		return
	}
	st.used = true
	a.post(received{t, m})
}

func (a *Agent) over(t task, st *stream, err error) {
	if st.left || a.dead {
		return
	}
	st.channel.failed(err)
	a.forget(t, st)
	if errors.Is(err, io.EOF) {
		err = nil
	}
	a.post(ended{t, err, !st.used})
}

func (a *Agent) forget(t task, st *stream) {
	st.leave()
	if a.streams[t] == st {
		a.streams[t] = nil
	}
}

// reply sends on a task's stream. That it is gone shows when its end arrives.
func (a *Agent) reply(r reply) {
	if st := a.streams[r.task]; st != nil && st.send != nil {
		_ = st.send(r.message)
	}
}

// connect opens the data connection. The unspecified address is this host, as the kernel has it.
func (a *Agent) connect(c connect) {
	addrs, err := lookupIn(a.o.Machine)(c.host)
	if err != nil {
		a.post(connected{err})
		return
	}
	ip := addrs[0]
	switch {
	case ip == netip.IPv4Unspecified():
		ip = netip.AddrFrom4([4]byte{127, 0, 0, 1})
	case ip == netip.IPv6Unspecified():
		ip = netip.IPv6Loopback()
	}
	addr := join(ip, c.port)
	if a.o.Host.Reach(addr) == vnet.BlackHole {
		a.lane.Sub("data").After(connectTimeout, func() {
			if !a.dead {
				a.post(connected{errTransport})
			}
		})
		return
	}
	var conn vnet.FrameConn
	conn, err = a.o.Host.DialFrames(addr, a.lane.Sub("data"), func(error) {
		if !a.dead && a.data == conn {
			a.post(broken{})
		}
	})
	if err == nil {
		a.data = conn
	}
	a.post(connected{err})
}

func join(ip netip.Addr, port uint16) string {
	return net.JoinHostPort(ip.String(), strconv.Itoa(int(port)))
}
