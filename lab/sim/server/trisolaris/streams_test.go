package trisolaris_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/netip"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"

	"github.com/dflab/dflab/lab/clock"
	"github.com/dflab/dflab/lab/deepflow/wire/agent"
	"github.com/dflab/dflab/lab/vnet"
)

// dialled is a world whose service listens in a network, and a client of it on another host.
type dialled struct {
	*world
	client agent.SynchronizerClient
	server *vnet.GRPCServer
}

func dial(t *testing.T, w *world) *dialled {
	t.Helper()
	n := vnet.New(w.clock)
	server, err := n.AddHost("server", netip.MustParseAddr("10.50.72.100"))
	must(t, err)
	host, err := n.AddHost("host", netip.MustParseAddr("10.50.72.101"))
	must(t, err)
	s, err := server.ServeGRPC(":20035", w.core.Lane("grpc"), w.tri.Register)
	must(t, err)
	conn, err := host.DialGRPC("10.50.72.100:20035")
	must(t, err)
	t.Cleanup(func() { _ = conn.Close() })
	return &dialled{world: w, client: agent.NewSynchronizerClient(conn), server: s}
}

// call makes a unary call as an agent does, while the clock runs.
func call[Q, A any](t *testing.T, d *dialled, f func(context.Context, Q, ...grpc.CallOption) (A, error), in Q) A {
	t.Helper()
	var out A
	done := false
	d.turn("call", func() {
		clock.Go(d.clock.Lane("test/answer"), func() (A, error) { return f(context.Background(), in) }, func(a A, err error) {
			must(t, err)
			out, done = a, true
		})
	})
	d.advance(time.Millisecond)
	if !done {
		t.Fatal("no answer")
	}
	return out
}

// recorded is a file of 09_more/streams: the messages of each kind, and the server's lines.
type recorded struct {
	messages map[string][]json.RawMessage
	lines    []string
}

func stream(t *testing.T, name string) recorded {
	t.Helper()
	messages, lines, _ := strings.Cut(read(t, "09_more", "streams", name), "--- server lines")
	r := recorded{messages: map[string][]json.RawMessage{}}
	for l := range strings.SplitSeq(messages, "\n") {
		var m map[string]json.RawMessage
		if json.Unmarshal([]byte(l), &m) != nil {
			continue
		}
		for k, v := range m {
			r.messages[k] = append(r.messages[k], v)
		}
	}
	for l := range strings.SplitSeq(lines, "\n") {
		if strings.HasPrefix(l, "2026-") && strings.Contains(l, "trisolaris") || strings.Contains(l, "genesis.grpc") || strings.Contains(l, "service.agent]") {
			r.lines = append(r.lines, l[24:])
		}
	}
	return r
}

func parse[M proto.Message](t *testing.T, b json.RawMessage, m M) M {
	t.Helper()
	must(t, protojson.UnmarshalOptions{DiscardUnknown: true}.Unmarshal(b, m))
	return m
}

var ports = regexp.MustCompile(`(10\.50\.72\.101|127\.0\.0\.1):[0-9]{4,5}`)

// sameLines compares the lines since the last call with those recorded, ports aside.
func (d *dialled) sameLines(t *testing.T, want []string) {
	t.Helper()
	var got []string
	for _, l := range d.lines() {
		if l != "" && !strings.Contains(l, "gpid data from timed") {
			got = append(got, ports.ReplaceAllString(l, "$1:P"))
		}
	}
	var masked []string
	for _, l := range want {
		if !strings.Contains(l, "vtap_discovery.go") {
			masked = append(masked, ports.ReplaceAllString(l, "$1:P"))
		}
	}
	if diff := firstDifference(masked, got); diff != "" {
		t.Error(diff)
	}
}

// agentC is a docked world whose agent has the address and id of the recorded agent c.
func agentC(t *testing.T) *dialled {
	t.Helper()
	w, _ := docked(t, "  chrony:\n    host: 127.0.0.1\n    port: 123\n")
	w.exec("UPDATE vtap SET id = 3")
	w.turn("refresh", func() { w.tri.Refresh("vtap") })
	d := dial(t, w)
	d.advance(time.Second)
	d.lines()
	return d
}

func TestUnaryCallsAsRecorded(t *testing.T) {
	d := agentC(t)
	for _, name := range []string{"query_ntp_no_chrony", "query_ntp_no_data", "gpidsync_registered_empty", "gpidsync_unregistered", "k8s_cluster_id_empty", "k8s_cluster_id_valid", "k8s_api_sync"} {
		t.Run(name, func(t *testing.T) {
			r := stream(t, name+".txt")
			var got, want proto.Message
			switch {
			case r.messages["Query request"] != nil:
				got = call(t, d, d.client.Query, parse(t, r.messages["Query request"][0], &agent.NtpRequest{}))
				want = parse(t, r.messages["Query response"][0], &agent.NtpResponse{})
			case r.messages["GPIDSync request"] != nil:
				got = call(t, d, d.client.GPIDSync, parse(t, r.messages["GPIDSync request"][0], &agent.GPIDSyncRequest{}))
				want = parse(t, r.messages["GPIDSync response"][0], &agent.GPIDSyncResponse{})
			case r.messages["KubernetesAPISync request"] != nil:
				got = call(t, d, d.client.KubernetesAPISync, parse(t, r.messages["KubernetesAPISync request"][0], &agent.KubernetesAPISyncRequest{}))
				want = parse(t, r.messages["KubernetesAPISync response"][0], &agent.KubernetesAPISyncResponse{})
			default:
				got = call(t, d, d.client.GetKubernetesClusterID, parse(t, r.messages["GetKubernetesClusterID request"][0], &agent.KubernetesClusterIDRequest{}))
				want = parse(t, r.messages["GetKubernetesClusterID response"][0], &agent.KubernetesClusterIDResponse{})
			}
			if !proto.Equal(got, want) {
				t.Errorf("answered %v, recorded %v", got, want)
			}
			d.sameLines(t, r.lines)
		})
	}
}

// collect reads a stream of the server in turns.
type collect[M any] struct {
	got []M
	end error
}

func openStream[Q, M any](t *testing.T, d *dialled, f func(context.Context, Q, ...grpc.CallOption) (grpc.ServerStreamingClient[M], error), in Q) (*collect[*M], context.CancelFunc) {
	t.Helper()
	ctx, cancel := vnet.WithCancel(context.Background())
	c := &collect[*M]{}
	d.turn("open", func() {
		s, err := f(ctx, in)
		must(t, err)
		vnet.Recv[*M](d.clock.Lane("test/recv"), s, func(m *M) { c.got = append(c.got, m) }, func(err error) { c.end = err })
	})
	d.advance(time.Millisecond)
	return c, cancel
}

func TestFailingStreamsAsRecorded(t *testing.T) {
	d := agentC(t)
	for _, name := range []string{"upgrade_registered", "upgrade_unregistered", "plugin_registered", "plugin_unregistered"} {
		t.Run(name, func(t *testing.T) {
			r := stream(t, name+".txt")
			var states []agent.Status
			var end error
			if q := r.messages["Upgrade request"]; q != nil {
				c, _ := openStream(t, d, d.client.Upgrade, parse(t, q[0], &agent.UpgradeRequest{}))
				for _, m := range c.got {
					states = append(states, m.GetStatus())
				}
				end = c.end
			} else {
				c, _ := openStream(t, d, d.client.Plugin, parse(t, r.messages["Plugin request"][0], &agent.PluginRequest{}))
				for _, m := range c.got {
					states = append(states, m.GetStatus())
				}
				end = c.end
			}
			if !slices.Equal(states, []agent.Status{agent.Status_FAILED}) || !errors.Is(end, io.EOF) {
				t.Errorf("messages %v, end %v", states, end)
			}
			d.sameLines(t, r.lines)
		})
	}
}

func TestUpgradeSendsTheBuild(t *testing.T) {
	d := agentC(t)
	d.exec("INSERT INTO vtap_repo (name, rev_count, commit_id, image) VALUES ('agent.tar', '11600', 'abc', ?)", make([]byte, 1<<20+7))
	d.exec("UPDATE vtap SET expected_revision = '11600-abc', upgrade_package = 'agent.tar'")
	// The server reads these columns when it starts.
	w2 := d.again()
	d2 := dial(t, w2)
	in := request(ipA, macA, "host-a", group1)
	if got := w2.sync(in).GetRevision(); got != "11600-abc" {
		t.Errorf("expected revision %q", got)
	}
	c, _ := openStream(t, d2, d2.client.Upgrade, &agent.UpgradeRequest{CtrlIp: proto.String(ipA), CtrlMac: proto.String(macA)})
	if len(c.got) != 2 || len(c.got[1].GetContent()) != 7 || c.got[0].GetTotalLen() != 1<<20+7 || c.got[0].GetPktCount() != 2 || !errors.Is(c.end, io.EOF) {
		t.Errorf("%d messages, end %v", len(c.got), c.end)
	}
}

func TestRemoteExecuteAsRecorded(t *testing.T) {
	w, _ := docked(t, "")
	d := dial(t, w)
	d.lines()
	r := stream(t, "remoteexec_unregistered_heartbeats.txt")
	var s grpc.BidiStreamingClient[agent.RemoteExecResponse, agent.RemoteExecRequest]
	c := &collect[*agent.RemoteExecRequest]{}
	d.turn("open", func() {
		var err error
		s, err = d.client.RemoteExecute(context.Background())
		must(t, err)
		vnet.Recv[*agent.RemoteExecRequest](d.clock.Lane("test/recv"), s, func(m *agent.RemoteExecRequest) { c.got = append(c.got, m) }, func(err error) { c.end = err })
	})
	for _, m := range r.messages["agent sends RemoteExecResponse"] {
		d.turn("beat", func() { must(t, s.Send(parse(t, m, &agent.RemoteExecResponse{}))) })
		d.advance(3 * time.Second)
	}
	d.turn("close", func() { must(t, s.CloseSend()) })
	d.advance(time.Second)
	if len(c.got) != 3 || c.got[2].GetRequestId() != 0 || c.got[2].RequestId == nil {
		t.Errorf("requests %v", c.got)
	}
	if st := status.Convert(c.end); st.Code().String() != "Unknown" || st.Message() != "EOF" {
		t.Errorf("the call ends with %v", c.end)
	}
	want := slices.DeleteFunc(r.lines, func(l string) bool { return strings.Contains(l, "trisolaris.vtap]") })
	var got []string
	for _, l := range d.lines() {
		if strings.Contains(l, "10.50.72.102-52:54:00:50:72:ee") || strings.Contains(l, "heart beat") {
			got = append(got, l)
		}
	}
	if diff := firstDifference(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestPush: the first message comes at once, one more at every change, to agents that aren't registered too; a stream whose agent is
// gone is found at the next change.
func TestPush(t *testing.T) {
	w, in := docked(t, "")
	d := dial(t, w)
	in.VersionPlatformData, in.VersionAcls, in.VersionGroups = nil, nil, nil
	known, _ := openStream(t, d, d.client.Push, in)
	stranger := request("10.50.72.102", "52:54:00:50:72:ee", "host-unreg", group1)
	unknown, leave := openStream(t, d, d.client.Push, stranger)
	other := request("10.50.72.102", "52:54:00:50:72:ee", "host-unreg", group1)
	other.ProcessName = proto.String("curl")
	if c, _ := openStream(t, d, d.client.Push, other); len(c.got) != 0 || !errors.Is(c.end, io.EOF) {
		t.Errorf("a process of another name gets %v, end %v", c.got, c.end)
	}
	first := known.got
	if len(first) != 1 || first[0].GetDynamicConfig().GetAgentId() != 1 || len(first[0].GetPlatformData()) == 0 || len(first[0].GetGroups()) != 33 || first[0].SelfUpdateUrl != nil {
		t.Fatalf("first push: %v", first)
	}
	if len(unknown.got) != 1 || unknown.got[0].GetDynamicConfig().AgentId != nil {
		t.Fatalf("first push to a stranger: %v", unknown.got)
	}
	d.lines()
	d.exec("UPDATE agent_group_configuration SET yaml = ?", groupYAML+"  x:\n    z: 1\n")
	d.turn("refresh", func() { d.tri.Refresh("vtap") })
	d.advance(time.Millisecond)
	if len(known.got) != 2 || !strings.Contains(known.got[1].GetUserConfig(), "z: 1") || len(known.got[1].GetPlatformData()) != 0 || known.got[1].FlowAcls == nil {
		t.Errorf("push of a changed configuration: %v", known.got[1:])
	}
	if l := d.lines(); len(unknown.got) != 2 || !find(l, "sync_push.go:625 no find vtap(10.50.72.102 52:54:00:50:72:ee) cache") {
		t.Errorf("push to a stranger: %d messages, lines %q", len(unknown.got), l)
	}
	d.turn("leave", leave)
	d.advance(time.Second)
	if l := d.lines(); find(l, "exit agent push") {
		t.Error("the server knows at once that the agent left")
	}
	d.turn("refresh", func() { d.tri.Refresh("vtap") })
	d.advance(time.Millisecond)
	if l := d.lines(); !find(l, "exit agent push%!(EXTRA string=10.50.72.102, string=52:54:00:50:72:ee)") || len(known.got) != 3 {
		t.Errorf("after the next change: %d messages, lines %q", len(known.got), l)
	}
}

// TestPushOfPlatformData: a change of the domain's resources is pushed two seconds after the recorder asks.
func TestPushOfPlatformData(t *testing.T) {
	w, in := docked(t, "")
	d := dial(t, w)
	c, _ := openStream(t, d, d.client.Push, in)
	before := c.got[0].GetVersionPlatformData()
	d.host(14, "host-b", "10.50.72.102", "52:54:00:50:72:02")
	d.turn("recorder", func() { d.tri.Refresh("platform_data") })
	d.advance(1900 * time.Millisecond)
	if len(c.got) != 1 {
		t.Errorf("pushed %d messages early", len(c.got))
	}
	d.advance(200 * time.Millisecond)
	if len(c.got) != 2 || c.got[1].GetVersionPlatformData() != before+1 || len(c.got[1].GetPlatformData()) == 0 {
		t.Errorf("pushed %v", c.got[1:])
	}
}

// TestRestart: after a restart the first answer is complete, as the cache is filled before the port opens, and versions begin anew.
func TestRestart(t *testing.T) {
	w, in := docked(t, "")
	before := w.sync(in)
	w2 := w.again()
	after := w2.sync(request(ipA, macA, "host-a", group1))
	if after.GetVersionGroups() != uint64(w2.core.Started.Unix()) || after.GetVersionGroups() == before.GetVersionGroups() {
		t.Errorf("groups version %d", after.GetVersionGroups())
	}
	if !proto.Equal(before.GetDynamicConfig(), after.GetDynamicConfig()) || before.GetUserConfig() != after.GetUserConfig() || len(after.GetPlatformData()) == 0 {
		t.Errorf("before\n%v\nafter\n%v", before, after)
	}
}

// TestSameSeedSameLog: two runs write the same log, byte for byte.
func TestSameSeedSameLog(t *testing.T) {
	var logs []string
	for range 2 {
		w, _ := docked(t, "")
		for i, ip := range []string{"10.50.72.110", "10.50.72.109", "10.50.72.108"} {
			w.host(20+i, "host-"+ip, ip, "52:54:00:00:00:0"+ip[len(ip)-1:])
			w.sync(request(ip, "52:54:00:00:00:0"+ip[len(ip)-1:], "host-"+ip, group1))
		}
		w.advance(10 * time.Minute)
		logs = append(logs, w.log.String())
	}
	if d := firstDifference(strings.Split(logs[0], "\n"), strings.Split(logs[1], "\n")); d != "" {
		t.Error(d)
	}
}
