package agent

import (
	"errors"
	"math/rand/v2"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"

	"github.com/dflab/dflab/lab/clock"
	"github.com/dflab/dflab/lab/deepflow/config"
	"github.com/dflab/dflab/lab/deepflow/logline"
	"github.com/dflab/dflab/lab/deepflow/wire"
	pb "github.com/dflab/dflab/lab/deepflow/wire/agent"
)

// coreNow is the instant of the core's tests.
var coreNow = time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC)

func newCore(t *testing.T, file string) *state {
	t.Helper()
	f, err := config.ParseAgent("agent.yaml", []byte(file))
	if err != nil {
		t.Fatal(err)
	}
	o := Options{Clock: clock.New(coreNow), Machine: newMachine(), Rand: rand.New(rand.NewPCG(1, 1))}
	s, err := newState(o, f, identity{ip: netip.MustParseAddr(agentIP), mac: agentMAC})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// say runs an event and returns the messages it logs and the other actions.
func say(s *state, e event, at time.Duration) (messages []string, actions []action) {
	for _, a := range step(s, e, look(newMachine()), coreNow.Add(at)) {
		if l, ok := a.(writeLog); ok {
			messages = append(messages, l.message)
		} else {
			actions = append(actions, a)
		}
	}
	return messages, actions
}

// TestChooseServer walks the dispatcher of v6.6.9 through its eight situations.
func TestChooseServer(t *testing.T) {
	proxied := session{proxyIP: "10.0.0.9", proxyPort: 20035, hasProxy: true}
	with := func(c session, change func(*session)) session {
		c.ips, c.port = []string{"10.0.0.1", "10.0.0.2"}, 20035
		c.current, c.currentPort = "10.0.0.1", 20035
		change(&c)
		return c
	}
	none := func(*session) {}
	tests := []struct {
		name    string
		session session
		changed bool
		ip      string
		proxied bool
		line    string
	}{
		{name: "first access", session: with(session{}, func(c *session) { c.current = "" }), changed: true, ip: "10.0.0.1"},
		{name: "good, no proxy known", session: with(session{}, none), ip: "10.0.0.1"},
		{name: "good, another proxy", session: with(proxied, none), changed: true, ip: "10.0.0.9", proxied: true, line: "rpc IP changed to proxy 10.0.0.9 20035 from controller 10.0.0.1 20035"},
		{
			name: "good, the proxy is the controller", session: with(proxied, func(c *session) { c.proxyIP = "10.0.0.1" }), ip: "10.0.0.1", proxied: true,
			line: "rpc proxy 10.0.0.1 20035 and controller 10.0.0.1 20035 are the same, not updated",
		},
		{name: "failed", session: with(session{}, func(c *session) { c.failed = true }), changed: true, ip: "10.0.0.2", line: "rpc IP changed to controller 10.0.0.2 20035 from unavailable controller 10.0.0.1 20035"},
		{name: "failed on the last", session: with(session{}, func(c *session) { c.failed, c.index, c.current = true, 1, "10.0.0.2" }), changed: true, ip: "10.0.0.1", line: "rpc IP changed to controller 10.0.0.1 20035 from unavailable controller 10.0.0.2 20035"},
		{name: "proxied and good", session: with(proxied, func(c *session) { c.proxied, c.current = true, "10.0.0.9" }), ip: "10.0.0.9", proxied: true},
		{
			name: "proxied, the proxy moves", session: with(proxied, func(c *session) { c.proxied, c.current, c.proxyPort = true, "10.0.0.9", 30035 }), changed: true, ip: "10.0.0.9", proxied: true,
			line: "rpc Proxy changed to proxy 10.0.0.9 30035 from proxy 10.0.0.9 20035",
		},
		{name: "proxied and failed", session: with(proxied, func(c *session) { c.proxied, c.failed, c.current = true, true, "10.0.0.9" }), changed: true, ip: "10.0.0.1", line: "rpc IP changed to controller 10.0.0.1 from unavailable proxy 10.0.0.9"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := newCore(t, agentFile)
			s.session = tt.session
			if changed := s.choose(); changed != tt.changed {
				t.Errorf("changed %v", changed)
			}
			var lines []string
			for _, a := range s.out {
				lines = append(lines, a.(writeLog).message)
			}
			if got := strings.Join(lines, "\n"); got != tt.line {
				t.Errorf("logged %q, want %q", got, tt.line)
			}
			if s.session.current != tt.ip || s.session.proxied != tt.proxied {
				t.Errorf("now at %s, proxied %v", s.session.current, s.session.proxied)
			}
		})
	}
}

func TestFailedDialLeavesTheChannel(t *testing.T) {
	s := newCore(t, agentFile)
	step(s, started{}, look(newMachine()), coreNow)
	step(s, dialed{task: taskSync}, look(newMachine()), coreNow)
	s.session.proxyIP, s.session.proxyPort, s.session.hasProxy = "10.0.0.9", 30035, true
	_, actions := say(s, fired{timerSync}, time.Minute)
	if len(actions) != 1 || actions[0].(dial).host != "10.0.0.9" {
		t.Fatalf("actions %v, want a dial of the proxy", actions)
	}
	messages, actions := say(s, dialed{taskSync, errTransport}, time.Minute)
	if diff := cmp.Diff([]string{"Dial server(10.0.0.9 30035) failed: transport error"}, messages); diff != "" {
		t.Error(diff)
	}
	if c, ok := actions[0].(call); !ok || c.task != taskSync {
		t.Errorf("actions %v, want the call over the old channel", actions)
	}
	if !s.session.failed {
		t.Error("the failed dial isn't remembered")
	}
}

func TestSyncFailuresWaitAMinute(t *testing.T) {
	s := newCore(t, agentFile)
	s.session.channel, s.session.current, s.session.currentPort = true, serverIP, 20035
	for i := 1; i <= 5; i++ {
		_, actions := say(s, answered{task: taskSync, err: status.Error(codes.Unavailable, "gone")}, 0)
		if diff := cmp.Diff([]action{setTimer{timerSync, time.Minute}}, actions, cmp.AllowUnexported(setTimer{})); diff != "" {
			t.Errorf("failure %d: %s", i, diff)
		}
	}
	if e := s.takeException(); e != uint64(pb.Exception_CONTROLLER_SOCKET_ERROR) {
		t.Errorf("exception %d", e)
	}
	if e := s.takeException(); e != 0 {
		t.Errorf("exception %d when it was reported already", e)
	}
}

func TestPushStream(t *testing.T) {
	opened := func() *state {
		s := newCore(t, agentFile)
		s.session.channel, s.session.current, s.session.currentPort = true, serverIP, 20035
		s.begin(taskPush, s.syncRequest())
		return s
	}
	again := func(actions []action) time.Duration {
		for _, a := range actions {
			if timer, ok := a.(setTimer); ok && timer.timer == timerPush {
				return timer.after
			}
		}
		return -1
	}
	full := &pb.SyncResponse{Status: pb.Status_SUCCESS.Enum(), UserConfig: proto.String("{}")}

	t.Run("unimplemented", func(t *testing.T) {
		messages, actions := say(opened(), ended{taskPush, status.Error(codes.Unimplemented, "unknown method Push"), true}, 0)
		if again(actions) != time.Minute || !strings.HasPrefix(messages[0], "Grpc error from trigger Status { code: Unimplemented, ") {
			t.Errorf("%v %v", messages, actions)
		}
	})
	t.Run("ended", func(t *testing.T) {
		messages, actions := say(opened(), ended{taskPush, nil, true}, 0)
		if again(actions) != roundTrip || len(messages) > 0 {
			t.Errorf("%v %v", messages, actions)
		}
	})
	t.Run("ended after FAILED", func(t *testing.T) {
		s := opened()
		messages, _ := say(s, received{taskPush, &pb.SyncResponse{Status: pb.Status_FAILED.Enum()}}, 0)
		if diff := cmp.Diff([]string{"server (ip: 10.50.72.100 port: 20035) responded with Failed"}, messages); diff != "" {
			t.Error(diff)
		}
		if _, actions := say(s, ended{taskPush, nil, false}, time.Second); again(actions) != 59*time.Second {
			t.Errorf("again after %v", again(actions))
		}
	})
	t.Run("ignored before the first Sync", func(t *testing.T) {
		if messages, actions := say(opened(), received{taskPush, full}, 0); len(messages)+len(actions) > 0 {
			t.Errorf("%v %v", messages, actions)
		}
	})
	t.Run("applied afterwards", func(t *testing.T) {
		s := opened()
		s.sync.aclVersion = 1
		messages, _ := say(s, received{taskPush, full}, 0)
		if len(messages) == 0 || !s.sync.seen {
			t.Errorf("%v", messages)
		}
	})
	t.Run("of another server", func(t *testing.T) {
		s := opened()
		say(s, received{taskPush, full}, 0)
		s.session.version++
		messages, actions := say(s, received{taskPush, full}, 0)
		if diff := cmp.Diff([]string{"grpc server changed"}, messages); diff != "" || again(actions) != roundTrip {
			t.Errorf("%s %v", diff, actions)
		}
	})
}

func TestDataConnectionThrottlesItsFailures(t *testing.T) {
	s := newCore(t, agentFile)
	conf, err := parseApplied(groupYAML(20035, serverIP))
	if err != nil {
		t.Fatal(err)
	}
	s.life.config = conf
	x := s.senders[statsSender]
	frame := flight{x, []byte("frame")}
	s.prepare(x)

	s.now, s.out = coreNow, nil
	s.transmit(frame)
	if len(s.out) != 1 {
		t.Fatalf("actions %v, want a connect", s.out)
	}
	messages, _ := say(s, connected{errors.New("refused")}, 0)
	if diff := cmp.Diff([]string{"stats sender tcp connection to 10.50.72.100:20033 failed"}, messages); diff != "" {
		t.Error(diff)
	}
	if wait := s.data.interval; wait < 10*time.Second || wait > 14*time.Second {
		t.Errorf("tries again after %v, want 10 to 14 s", wait)
	}
	s.now, s.out = coreNow.Add(9*time.Second), nil
	if s.transmit(frame); len(s.out) > 0 {
		t.Errorf("%v within the wait", s.out)
	}
	s.now, s.out = coreNow.Add(15*time.Second), nil
	s.transmit(frame)
	if messages, _ := say(s, connected{errors.New("refused")}, 15*time.Second); len(messages) > 0 {
		t.Errorf("%v although the sender has dropped something since the last statistics", messages)
	}
	x.dropped = 0
	s.now, s.out = coreNow.Add(30*time.Second), nil
	s.transmit(frame)
	messages, actions := say(s, connected{}, 30*time.Second)
	if diff := cmp.Diff([]string{"stats sender tcp connection to 10.50.72.100:20033 succeed."}, messages); diff != "" || len(actions) == 0 {
		t.Errorf("%s %v", diff, actions)
	}
}

func TestFrameKeepsTheIdentityItWasBegunWith(t *testing.T) {
	s := newCore(t, agentFile)
	conf, err := parseApplied(groupYAML(20035, serverIP))
	if err != nil {
		t.Fatal(err)
	}
	s.life.config = conf
	s.data.up, s.data.host, s.data.port = true, serverIP, 20033
	x := s.senders[statsSender]
	s.now = coreNow
	s.put(x, wire.AgentStats, []byte("before"))
	conf.dynamic.agentID, conf.dynamic.teamID, conf.dynamic.organizeID = 7, 1, 1
	var ids []uint16
	for i := range 2 {
		s.out = nil
		if i > 0 {
			s.put(x, wire.AgentStats, []byte("after"))
		}
		s.queueIdle(x)
		for _, a := range s.out {
			if f, ok := a.(send); ok {
				var r wire.FrameReader
				frames, err := r.Feed(f.frame)
				if err != nil {
					t.Fatal(err)
				}
				ids = append(ids, frames[0].AgentID)
			}
		}
	}
	if diff := cmp.Diff([]uint16{0, 7}, ids); diff != "" {
		t.Error(diff)
	}
}

func TestLogBackhaulHasAnHourlyLimit(t *testing.T) {
	s := newCore(t, agentFile)
	conf, err := parseApplied(groupYAML(20035, serverIP) + "    proc:\n        enabled: false\n")
	if err != nil {
		t.Fatal(err)
	}
	conf.user.Global.Limits.MaxLogBackhaulRate = 3
	s.life.config = conf
	x := s.senders[logSender]
	at := func(d time.Duration, n int) (texts []string) {
		s.now, x.window = coreNow.Add(d), coreNow.Add(d) // nothing is flushed
		for range n {
			s.log(logline.AgentGuardStarted)
		}
		var reader wire.FrameReader
		wire.SetSize(x.buffer)
		frames, err := reader.Feed(x.buffer)
		if err != nil {
			t.Fatal(err)
		}
		records, err := frames[0].Records()
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range records {
			_, text, _ := strings.Cut(string(r), "]: ")
			texts = append(texts, strings.TrimSpace(text))
		}
		x.buffer = nil
		return texts
	}
	line := "[INFO] src/utils/guard.rs:563 guard started"
	if diff := cmp.Diff([]string{line, line, line, "[WARN] Log threshold is exceeding, current config is 3."}, at(time.Second, 6)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"[WARN] Log threshold exceeded, lost 3 logs.", line}, at(time.Hour, 1)); diff != "" {
		t.Error(diff)
	}
}

func TestRemoteExecute(t *testing.T) {
	s := newCore(t, agentFile)
	s.session.channel = true
	s.begin(taskExec, nil)
	ask := func(r *pb.RemoteExecRequest) *pb.RemoteExecResponse {
		t.Helper()
		r.RequestId = proto.Uint64(5)
		for _, a := range step(s, received{taskExec, r}, look(newMachine()), coreNow) {
			if a, ok := a.(reply); ok {
				return a.message.(*pb.RemoteExecResponse)
			}
		}
		t.Fatal("no reply")
		return nil
	}
	list := ask(&pb.RemoteExecRequest{ExecType: pb.ExecutionType_LIST_COMMAND.Enum()})
	ids := map[string]string{}
	for _, c := range list.Commands {
		ids[c.GetCmd()] = c.GetIdent()
	}
	if ids["ip address"] != "system_ip_a5s" || ids["top -b -n 1 -c -w 512"] != "system_top_-b_-n_1_-c_-w_512" {
		t.Errorf("commands %v", ids)
	}
	run := ask(&pb.RemoteExecRequest{ExecType: pb.ExecutionType_RUN_COMMAND.Enum(), CommandIdent: proto.String(ids["ip address"])})
	if !strings.Contains(string(run.CommandResult.Content), "link/ether "+agentMAC) || run.CommandResult.GetMd5() == "" || run.GetRequestId() != 5 {
		t.Errorf("ip address: %v", run)
	}
	if r := ask(&pb.RemoteExecRequest{ExecType: pb.ExecutionType_RUN_COMMAND.Enum(), CommandIdent: proto.String("rm")}); r.GetErrmsg() != "command not found for id rm" {
		t.Errorf("unknown command: %v", r)
	}
	if r := ask(&pb.RemoteExecRequest{ExecType: pb.ExecutionType_LIST_NAMESPACE.Enum()}); len(r.LinuxNamespaces) != 1 {
		t.Errorf("namespaces: %v", r)
	}
}

func TestRustDuration(t *testing.T) {
	for d, want := range map[time.Duration]string{
		time.Minute: "60s", 1500 * time.Millisecond: "1.5s", 100 * time.Millisecond: "100ms", 79005 * time.Nanosecond: "79.005µs", 0: "0ns", 3 * time.Nanosecond: "3ns", time.Second + time.Nanosecond: "1.000000001s",
	} {
		if got := rustDuration(d); got != want {
			t.Errorf("%d: %s, want %s", d, got, want)
		}
	}
}

func TestByteSize(t *testing.T) {
	for n, want := range map[uint64]string{768 << 20: "768.0 MiB", 1 << 30: "1.0 GiB", 512: "512 B", 1536: "1.5 KiB"} {
		if got := byteSize(n); got != want {
			t.Errorf("%d: %s, want %s", n, got, want)
		}
	}
}
