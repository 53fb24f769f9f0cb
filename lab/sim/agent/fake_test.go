package agent

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"net"
	"net/netip"
	"strings"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/protobuf/proto"

	"github.com/dflab/dflab/lab/clock"
	"github.com/dflab/dflab/lab/deepflow/logline"
	"github.com/dflab/dflab/lab/deepflow/wire"
	pb "github.com/dflab/dflab/lab/deepflow/wire/agent"
	"github.com/dflab/dflab/lab/vnet"
)

// machine is a host whose NICs a test may change.
type machine struct {
	hostname string
	nics     []wire.Interface
	routes   []Route
	flows    []Flow
	env      map[string]string
}

func (m *machine) Hostname() string             { return m.hostname }
func (m *machine) Interfaces() []wire.Interface { return m.nics }
func (m *machine) Routes() []Route              { return m.routes }
func (m *machine) Flows() []Flow                { return m.flows }
func (m *machine) Getenv(name string) (string, bool) {
	v, ok := m.env[name]
	return v, ok
}

func nic(index int, name, mac string, addrs ...string) wire.Interface {
	n := wire.Interface{Index: index, Name: name, MAC: mac}
	for _, a := range addrs {
		n.Addrs = append(n.Addrs, wire.InterfaceAddr{Addr: netip.MustParsePrefix(a)})
	}
	return n
}

var loopback = nic(1, "lo", zeroMAC, "127.0.0.1/8", "::1/128")

const (
	serverIP = "10.50.72.100"
	agentIP  = "10.50.72.101"
	agentMAC = "52:54:00:00:01:01"
)

func newMachine() *machine {
	return &machine{hostname: "host-1", nics: []wire.Interface{loopback, nic(2, "eth0", agentMAC, agentIP+"/24")}}
}

// fake is a Synchronizer that a test scripts.
type fake struct {
	pb.UnimplementedSynchronizerServer
	sync     func(n int, r *pb.SyncRequest) (*pb.SyncResponse, error)
	syncs    []*pb.SyncRequest
	genesis  []*pb.GenesisSyncRequest
	accepted uint64 // the version of a registered agent's report; without one a heartbeat is answered with 0
	pushes   []pb.Synchronizer_PushServer
	beats    int
	frames   []wire.Frame
}

func (f *fake) Sync(_ context.Context, r *pb.SyncRequest) (*pb.SyncResponse, error) {
	f.syncs = append(f.syncs, r)
	return f.sync(len(f.syncs), r)
}

func (f *fake) GenesisSync(_ context.Context, r *pb.GenesisSyncRequest) (*pb.GenesisSyncResponse, error) {
	f.genesis = append(f.genesis, r)
	switch {
	case r.GetAgentType() == pb.AgentType_TT_UNKNOWN:
		return &pb.GenesisSyncResponse{Version: r.Version}, nil
	case r.PlatformData != nil:
		if r.GetAgentId() != 0 {
			f.accepted = r.GetVersion()
		}
		return &pb.GenesisSyncResponse{Version: r.Version}, nil
	}
	return &pb.GenesisSyncResponse{Version: proto.Uint64(f.accepted)}, nil
}

func (f *fake) Push(_ *pb.SyncRequest, s pb.Synchronizer_PushServer) error {
	f.pushes = append(f.pushes, s)
	vnet.Park(s.Context())
	return nil
}

func (f *fake) RemoteExecute(s pb.Synchronizer_RemoteExecuteServer) error {
	for {
		if _, err := s.Recv(); err != nil {
			return nil
		}
		f.beats++
	}
}

// lab is one agent and one scripted server on a network of their own.
type lab struct {
	t      testing.TB
	clock  *clock.Clock
	net    *vnet.Network
	server *vnet.Host
	host   *vnet.Host
	fake   *fake
	grpc   *vnet.GRPCServer
	m      *machine
	log    bytes.Buffer
	stderr bytes.Buffer
	agent  *Agent
	exits  []int
}

func newLab(t testing.TB, sync func(n int, r *pb.SyncRequest) (*pb.SyncResponse, error), opts ...vnet.Option) *lab {
	t.Helper()
	l := &lab{t: t, clock: clock.New(time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC)), m: newMachine(), fake: &fake{sync: sync}}
	l.net = vnet.New(l.clock, opts...)
	var err error
	if l.server, err = l.net.AddHost("server", netip.MustParseAddr(serverIP)); err != nil {
		t.Fatal(err)
	}
	if l.host, err = l.net.AddHost("host-1", netip.MustParseAddr(agentIP)); err != nil {
		t.Fatal(err)
	}
	return l
}

func (l *lab) serve(port string) {
	l.t.Helper()
	l.serveAs(port, l.fake)
}

func (l *lab) serveAs(port string, server pb.SynchronizerServer) {
	l.t.Helper()
	g, err := l.server.ServeGRPC(net.JoinHostPort(serverIP, port), l.clock.Lane("server"), func(r grpc.ServiceRegistrar) {
		pb.RegisterSynchronizerServer(r, server)
	})
	if err != nil {
		l.t.Fatal(err)
	}
	l.grpc = g
}

// ingest takes data frames in on port.
func (l *lab) ingest(h *vnet.Host, port string) *vnet.FrameServer {
	l.t.Helper()
	s, err := h.ServeFrames(":"+port, l.clock.Lane("ingester"), func(net.Addr) vnet.FrameHandler { return &sink{f: l.fake} })
	if err != nil {
		l.t.Fatal(err)
	}
	return s
}

type sink struct {
	f *fake
	r wire.FrameReader
}

func (s *sink) Data(b []byte) bool {
	frames, err := s.r.Feed(b)
	s.f.frames = append(s.f.frames, frames...)
	return err != nil
}

func (s *sink) Closed(error) {}

const agentFile = "controller-ips:\n  - " + serverIP + "\ncontroller-port: 20035\nvtap-group-id-request: g-abcdefghij\n"

func (l *lab) start(file string) {
	l.t.Helper()
	a, err := Start(Options{
		Clock: l.clock, Host: l.host, Name: "agent/host-1", Machine: l.m, ConfigFile: "/etc/deepflow-agent.yaml", Config: []byte(file),
		Log: &l.log, Stderr: &l.stderr, Rand: rand.New(rand.NewPCG(7, 7)),
	}, func(code int) { l.exits = append(l.exits, code) })
	if err != nil {
		l.t.Fatal(err)
	}
	l.agent = a
	l.t.Cleanup(a.Kill)
}

func (l *lab) advance(d time.Duration) {
	l.t.Helper()
	if err := l.clock.Advance(context.Background(), d); err != nil {
		l.t.Fatal(err)
	}
}

// records are the log so far.
func (l *lab) records() []logline.Record {
	l.t.Helper()
	var rs []logline.Record
	for _, text := range strings.Split(strings.TrimSpace(l.log.String()), "\n") {
		if r, err := logline.ParseAgent(text); err == nil {
			rs = append(rs, r)
		}
	}
	return rs
}

func (l *lab) count(line *logline.Line) int {
	n := 0
	for _, r := range l.records() {
		if _, ok := line.Match(r.Message); ok && r.File == line.File {
			n++
		}
	}
	return n
}

// inOrder fails unless the log has messages that contain the texts, in this order.
func (l *lab) inOrder(texts ...string) {
	l.t.Helper()
	rs, i := l.records(), 0
	for _, text := range texts {
		for i < len(rs) && !strings.Contains(rs[i].Message, text) {
			i++
		}
		if i == len(rs) {
			l.t.Fatalf("no %q after the lines before it in\n%s", text, l.log.String())
		}
		i++
	}
}

// unregistered is what a server without the agent answers; group is the requested group's YAML.
func unregistered(group string) *pb.SyncResponse {
	return &pb.SyncResponse{
		Status: pb.Status_SUCCESS.Enum(), UserConfig: proto.String(group),
		DynamicConfig: &pb.DynamicConfig{KubernetesApiEnabled: proto.Bool(false), Enabled: proto.Bool(false), AgentType: pb.AgentType_TT_PUBLIC_CLOUD.Enum()},
	}
}

// registered is what it answers to agent 7.
func registered(group string, r *pb.SyncRequest) *pb.SyncResponse {
	return &pb.SyncResponse{
		Status: pb.Status_SUCCESS.Enum(), UserConfig: proto.String(group), Revision: proto.String(""), SelfUpdateUrl: proto.String("grpc"),
		VersionPlatformData: proto.Uint64(1795334401), VersionAcls: proto.Uint64(1795334400), VersionGroups: proto.Uint64(1795334400),
		DynamicConfig: &pb.DynamicConfig{
			KubernetesApiEnabled: proto.Bool(false), Enabled: proto.Bool(true), AgentType: pb.AgentType_TT_PUBLIC_CLOUD.Enum(),
			AgentId: proto.Uint32(7), TeamId: proto.Uint32(1), OrganizeId: proto.Uint32(1), VpcId: proto.Uint32(3), RegionId: proto.Uint32(1),
			Hostname: proto.String("host-1-W1"),
		},
	}
}

// groupYAML is the guide's group: everything on the server's own ports.
func groupYAML(port int, ingester string) string {
	return fmt.Sprintf(`global:
    communication:
        ingester_ip: %s
        ingester_port: 20033
        proxy_controller_ip: %s
        proxy_controller_port: %d
inputs:
    resources:
        private_cloud:
            hypervisor_resource_enabled: true
`, ingester, serverIP, port)
}
