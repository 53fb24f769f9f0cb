package agent

import (
	"net/netip"
	"strings"
	"testing"
	"time"

	"google.golang.org/protobuf/proto"

	"github.com/dflab/dflab/lab/deepflow/logline"
	"github.com/dflab/dflab/lab/deepflow/wire"
	pb "github.com/dflab/dflab/lab/deepflow/wire/agent"
)

func TestWrongControllerPort(t *testing.T) {
	l := newLab(t, docking(groupYAML(20035, serverIP)))
	l.serve("20035")
	l.start(strings.Replace(agentFile, "20035", "30035", 1))
	l.advance(4 * time.Minute)
	l.inOrder(
		"Dial server(10.50.72.100 30035) failed: transport error", "Grpc error from trigger Status", "Grpc error from sync server 10.50.72.100 30035 unavailable",
		"rpc IP changed to controller 10.50.72.100 30035 from unavailable controller 10.50.72.100 30035",
		`send platform information with genesis_sync grpc call failed: status: Cancelled, message: "grpc client not connected", details: [], metadata: MetadataMap { headers: {} }`,
	)
	var level logline.Level
	for _, r := range l.records() {
		if strings.HasSuffix(r.Message, "count 4") && strings.Contains(r.Message, "sync server") {
			level = r.Level
		}
	}
	if level != logline.Error {
		t.Errorf("the fourth failure in a row has level %v, want an error", level)
	}
	if len(l.fake.syncs) != 0 {
		t.Errorf("%d requests reached the server on another port", len(l.fake.syncs))
	}
}

// The group's proxy is where nobody listens: the agent says that it goes there, and goes on over its old channel.
func TestWrongProxyKeepsTheOldChannel(t *testing.T) {
	l := newLab(t, docking(groupYAML(30035, serverIP)))
	l.serve("20035")
	l.start(agentFile)
	l.advance(10 * time.Minute)
	l.inOrder(
		`ProxyController update to Some("10.50.72.100"):30035`, "rpc IP changed to proxy 10.50.72.100 30035 from controller 10.50.72.100 20035",
		"Dial server(10.50.72.100 30035) failed: transport error", "rpc IP changed to controller 10.50.72.100 from unavailable proxy 10.50.72.100",
	)
	if n := len(l.fake.syncs); n < 10 {
		t.Errorf("%d Syncs in ten minutes: want one a minute over the old channel", n)
	}
	l.inOrder("Started agent components.")
	raised := false
	for _, r := range l.fake.syncs {
		raised = raised || r.GetException()&uint64(pb.Exception_CONTROLLER_SOCKET_ERROR) != 0
	}
	if !raised {
		t.Error("no Sync reports CONTROLLER_SOCKET_ERROR")
	}
}

// Without a group's configuration the agent's own defaults send it to 127.0.0.1, and data to nowhere.
func TestNoGroupConfiguration(t *testing.T) {
	l := newLab(t, func(int, *pb.SyncRequest) (*pb.SyncResponse, error) { return unregistered("{}\n"), nil })
	l.serve("20035")
	l.start(agentFile)
	l.advance(10 * time.Minute)
	l.inOrder(
		"analyzer_ip not set, remote log disabled", `ProxyController update to Some("127.0.0.1"):30035`,
		"stats sender update dest address from 127.0.0.1:30033 to 0.0.0.0:30033",
		"'analyzer_ip' is not assigned, please check whether the Agent is successfully registered",
	)
	if l.count(logline.AgentStartingComponents) != 0 {
		t.Error("components without being enabled")
	}
	warned := l.count(logline.AgentAnalyzerIPNotAssigned)
	if warned < 25 || warned > 60 {
		t.Errorf("%d 'analyzer_ip' warnings in ten minutes: want one each 10 to 24 s", warned)
	}
	for i, r := range l.fake.syncs[1:] {
		if r.GetException()&uint64(pb.Exception_ANALYZER_SOCKET_ERROR) == 0 {
			t.Errorf("Sync %d doesn't report ANALYZER_SOCKET_ERROR: %d", i+2, r.GetException())
		}
	}
}

// On Linux a connect to 0.0.0.0 reaches this host: where something listens there is no warning.
func TestUnassignedIngesterOnTheServersHost(t *testing.T) {
	l := newLab(t, func(int, *pb.SyncRequest) (*pb.SyncResponse, error) { return unregistered("{}\n"), nil })
	l.serve("20035")
	l.ingest(l.host, "30033")
	l.start(agentFile)
	l.advance(2 * time.Minute)
	l.inOrder("stats sender tcp connection to 0.0.0.0:30033 succeed.")
	if l.count(logline.AgentAnalyzerIPNotAssigned) != 0 {
		t.Error("a warning although the connect reached something")
	}
}

func TestFailedAnswer(t *testing.T) {
	l := newLab(t, func(_ int, r *pb.SyncRequest) (*pb.SyncResponse, error) {
		return &pb.SyncResponse{Status: pb.Status_FAILED.Enum(), Revision: r.Revision, SelfUpdateUrl: proto.String("grpc")}, nil
	})
	l.serve("20035")
	l.start(agentFile)
	l.advance(2*time.Minute + time.Second)
	l.inOrder(`server (("10.50.72.100", 20035)) responded with Failed`, `invalid response from ("10.50.72.100", 20035) without config`)
	if n := l.count(logline.AgentServerResponded); n != 3 {
		t.Errorf("%d FAILED answers in two minutes, want 3", n)
	}
	l.advance(time.Hour)
	l.inOrder("as max escape time expired, deepflow-agent restart...")
}

func TestInvalidConfiguration(t *testing.T) {
	l := newLab(t, func(n int, _ *pb.SyncRequest) (*pb.SyncResponse, error) {
		if n == 1 {
			return unregistered("global:\n  communication:\n    ingester_port: many\n"), nil
		}
		return unregistered(groupYAML(20035, serverIP)), nil
	})
	l.serve("20035")
	l.start(agentFile)
	l.advance(3 * time.Minute)
	l.inOrder(`invalid response from ("10.50.72.100", 20035) with invalid config: `, "UserConfig {")
	if e := l.fake.syncs[1].GetException(); e&uint64(pb.Exception_INVALID_CONFIGURATION) == 0 {
		t.Errorf("exception %d after an invalid configuration", e)
	}
	if e := l.fake.syncs[2].GetException(); e&uint64(pb.Exception_INVALID_CONFIGURATION) != 0 {
		t.Errorf("exception %d after a valid one", e)
	}
}

// bond0 is outside the default expression, lo is not: the dispatcher runs, and sees nothing of bond0.
func TestInterfaceRegex(t *testing.T) {
	withRegex := func(expr string) string {
		return groupYAML(20035, serverIP) + "    cbpf:\n        af_packet:\n            interface_regex: '" + expr + "'\n"
	}
	tests := []struct {
		name, group string
		lines       []string
		flows       bool
		warns       bool
	}{
		{name: "default", group: groupYAML(20035, serverIP), lines: []string{"Dispatcher0 Adding VMs: [00:00:00:00:00:00] by [1]", "Start dispatcher 0"}},
		{name: "no loopback", group: withRegex("^eth.*$"), lines: []string{"tap-interface-regex(^eth.*$) do not match any interface in Root", "Started agent components."}, warns: true},
		{name: "the documented fix", group: withRegex("^(bond.*|eth.*)$"), lines: []string{"Dispatcher0 Adding VMs: [52:54:00:00:01:01] by [2]", "Start dispatcher 0"}, flows: true},
		{name: "anchored at the end only", group: withRegex("ond0"), lines: []string{"Start dispatcher 0"}, flows: true},
		{name: "invalid", group: withRegex("(bond"), lines: []string{"get interfaces by name regex in Root failed: regex parse error"}},
		{name: "empty", group: withRegex(""), lines: []string{"tap-interface-regex is empty, skip packet dispatcher"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l := newLab(t, docking(tt.group))
			l.m.nics[1].Name = "bond0"
			l.m.flows = []Flow{{NIC: "bond0", Protocol: 17, Client: netip.MustParseAddrPort(serverIP + ":1"), Server: netip.MustParseAddrPort(agentIP + ":2"), Sent: Rate{Packets: 1, Bytes: 100}}}
			l.serve("20035")
			l.ingest(l.server, "20033")
			l.start(agentFile)
			l.advance(6 * time.Minute)
			l.inOrder(tt.lines...)
			flows := 0
			for _, f := range l.fake.frames {
				if f.Type == wire.L4FlowLog {
					flows++
				}
			}
			if (flows > 0) != tt.flows {
				t.Errorf("%d frames with flow logs", flows)
			}
			if n := l.count(logline.AgentNoInterfaceMatches); (n > 2) != tt.warns {
				t.Errorf("%d warnings that no interface matches, one is due with each configuration", n)
			}
		})
	}
}

// ingester_ip as the guide's template leaves it: the shell's variable, which nobody replaces.
func TestLiteralIngester(t *testing.T) {
	l := newLab(t, docking(groupYAML(20035, "${DEEPFLOW_SERVER_IP}")))
	l.serve("20035")
	l.start(agentFile)
	l.advance(3 * time.Minute)
	l.inOrder(
		"sender tcp connection to ${DEEPFLOW_SERVER_IP}:20033 failed", "static analyzer ip: '${DEEPFLOW_SERVER_IP}' actual analyzer ip '${DEEPFLOW_SERVER_IP}'",
		"Launching deepflow-agent failed: failed to lookup address information: Name or service not known, deepflow-agent restart...", "Gracefully stopped",
	)
	if len(l.exits) != 1 || l.exits[0] != 0 {
		t.Errorf("exits %v, want one with 0", l.exits)
	}
}

func TestServerDiesAndComesBack(t *testing.T) {
	l := newLab(t, docking(groupYAML(20035, serverIP)))
	l.serve("20035")
	ingester := l.ingest(l.server, "20033")
	l.start(agentFile)
	l.advance(4 * time.Minute)
	l.grpc.Stop()
	ingester.Stop()
	l.advance(2 * time.Minute)
	l.inOrder("Started agent components.", "Grpc error from trigger", "sender tcp stream write data to 10.50.72.100:20033 failed: Broken pipe (os error 32)",
		"sender tcp connection to 10.50.72.100:20033 failed", "Grpc error from sync server 10.50.72.100 20035 unavailable Status { code: Unavailable")
	before := len(l.fake.syncs)
	l.serve("20035")
	l.ingest(l.server, "20033")
	frames := len(l.fake.frames)
	l.advance(2*time.Minute + time.Second)
	if len(l.fake.syncs) <= before || len(l.fake.frames) <= frames {
		t.Errorf("%d Syncs and %d frames after the server is back", len(l.fake.syncs)-before, len(l.fake.frames)-frames)
	}
}

// A key that can't change at run time ends the agent, which its supervisor starts again.
func TestConfigurationChangeRestarts(t *testing.T) {
	l := newLab(t, func(n int, r *pb.SyncRequest) (*pb.SyncResponse, error) {
		group := groupYAML(20035, serverIP)
		if n > 2 {
			group = strings.Replace(group, "hypervisor_resource_enabled: true", "hypervisor_resource_enabled: false", 1)
		}
		return registered(group, r), nil
	})
	l.serve("20035")
	l.start(agentFile)
	l.advance(3 * time.Minute)
	l.inOrder(
		"Agent state changed from Disabled to Running (enabled: true melted_down: false)", "Started agent components.",
		"Update inputs.resources.private_cloud.hypervisor_resource_enabled from true to false.", "Change configuration and restart agent...",
		"Gracefully stopping", "Stopped agent components.", "PlatformSynchronizer stopped", "Gracefully stopped",
	)
	if len(l.exits) != 1 {
		t.Errorf("exits %v", l.exits)
	}
}

// The report follows a NIC at the next poll; the identity stays until the agent starts again.
func TestNICChangesWhileRunning(t *testing.T) {
	l := newLab(t, docking(groupYAML(20035, serverIP)))
	l.serve("20035")
	l.start(agentFile)
	l.advance(25 * time.Second)
	version := l.fake.genesis[0].GetVersion()
	l.m.nics = []wire.Interface{loopback, nic(2, "eth0", "52:54:00:00:09:09", agentIP+"/24")}
	l.advance(60 * time.Second)
	last := l.fake.genesis[len(l.fake.genesis)-1]
	if last.GetVersion() != version+1 {
		t.Errorf("version %d after a change of %d", last.GetVersion(), version)
	}
	reported := false
	for _, g := range l.fake.genesis {
		reported = reported || g.PlatformData != nil && strings.Contains(g.PlatformData.RawIpAddrs[0], "52:54:00:00:09:09")
	}
	if !reported {
		t.Error("the new MAC was not reported")
	}
	if mac := l.fake.syncs[len(l.fake.syncs)-1].GetCtrlMac(); mac != agentMAC {
		t.Errorf("ctrl_mac %s, want that of the start", mac)
	}
}

func TestGenesisOfAnUnregisteredAgent(t *testing.T) {
	l := newLab(t, func(int, *pb.SyncRequest) (*pb.SyncResponse, error) {
		return unregistered(groupYAML(20035, serverIP)), nil
	})
	l.serve("20035")
	l.start(agentFile)
	l.advance(65 * time.Second)
	first := l.fake.genesis[0]
	if first.PlatformData == nil || first.PlatformData.GetPlatformEnabled() || first.GetAgentType() != pb.AgentType_TT_UNKNOWN {
		t.Errorf("first report, before the configuration: %v", first)
	}
	last := l.fake.genesis[len(l.fake.genesis)-1]
	if last.PlatformData == nil || !last.PlatformData.GetPlatformEnabled() || last.GetAgentType() != pb.AgentType_TT_PUBLIC_CLOUD {
		t.Errorf("last report: %v", last)
	}
	if n := l.count(logline.AgentPlatformResync); n < 5 {
		t.Errorf("%d resyncs in a minute, one is due every ten seconds", n)
	}
}

func TestStartFailures(t *testing.T) {
	tests := []struct {
		name, file, stderr string
		change             func(*lab)
		code               int
		after              time.Duration
	}{
		{name: "wrong type", file: "controller-port: abc\n", stderr: "Error: yaml config invalid: ", code: 1},
		{name: "a name nobody knows", file: "controller-ips: [no.such.name]\n", stderr: "Error: controller-ips invalid", code: 1},
		{name: "no controllers", file: "", code: 134},
		{name: "no way", file: agentFile, change: func(l *lab) { l.m.nics = []wire.Interface{loopback} }, stderr: "Error: get ctrl ip and mac failed: failed getting control ip and mac, deepflow-agent restart...", code: 1, after: 3 * time.Second},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l := newLab(t, docking("{}"))
			if tt.change != nil {
				tt.change(l)
			}
			l.start(tt.file)
			if tt.after > 0 {
				l.advance(tt.after - time.Millisecond)
				if len(l.exits) > 0 {
					t.Error("gave up too early")
				}
			}
			l.advance(time.Second)
			if len(l.exits) != 1 || l.exits[0] != tt.code {
				t.Errorf("exits %v, want %d", l.exits, tt.code)
			}
			if !strings.Contains(l.stderr.String(), tt.stderr) || l.log.Len() > 0 {
				t.Errorf("stderr %q, log %q", l.stderr.String(), l.log.String())
			}
		})
	}
}

func TestMixedFamilies(t *testing.T) {
	l := newLab(t, func(_ int, r *pb.SyncRequest) (*pb.SyncResponse, error) {
		return registered(groupYAML(20035, serverIP), r), nil
	})
	l.serve("20035")
	l.start("controller-ips: [" + serverIP + ", 'fd00::1']\ncontroller-port: 20035\n")
	l.advance(2 * time.Minute)
	l.inOrder(`controller ip(["10.50.72.100", "fd00::1"]) is not support both IPv4 and IPv6, deepflow-agent restart...`, "Gracefully stopped")
}

func TestKilledAgentIsSilent(t *testing.T) {
	l := newLab(t, docking(groupYAML(20035, serverIP)))
	l.serve("20035")
	l.start(agentFile)
	l.advance(3 * time.Minute)
	l.agent.Kill()
	before, syncs := l.log.Len(), len(l.fake.syncs)
	l.advance(5 * time.Minute)
	if l.log.Len() != before || len(l.fake.syncs) != syncs || len(l.exits) != 0 {
		t.Errorf("a killed agent wrote %q, exits %v", l.log.String()[before:], l.exits)
	}
}

func TestSameSeedSameLog(t *testing.T) {
	run := func() string {
		l := newLab(t, docking(groupYAML(20035, serverIP)))
		l.serve("20035")
		l.start(agentFile)
		l.advance(8 * time.Minute)
		return l.log.String()
	}
	if a, b := run(), run(); a != b || a == "" {
		t.Errorf("two runs with one seed differ:\n%s\n---\n%s", a, b)
	}
}
