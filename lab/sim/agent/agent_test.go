package agent

import (
	"net/netip"
	"testing"
	"time"

	"google.golang.org/protobuf/proto"

	"github.com/dflab/dflab/lab/deepflow/logline"
	"github.com/dflab/dflab/lab/deepflow/wire"
	pb "github.com/dflab/dflab/lab/deepflow/wire/agent"
	pbflow "github.com/dflab/dflab/lab/deepflow/wire/flow"
)

// docking answers as unregistered twice, then as registered.
func docking(group string) func(int, *pb.SyncRequest) (*pb.SyncResponse, error) {
	return func(n int, r *pb.SyncRequest) (*pb.SyncResponse, error) {
		if n <= 2 {
			return unregistered(group), nil
		}
		return registered(group, r), nil
	}
}

func TestDocking(t *testing.T) {
	l := newLab(t, docking(groupYAML(20035, serverIP)))
	l.m.flows = []Flow{{
		NIC: "eth0", Protocol: 6, Client: netip.MustParseAddrPort(agentIP + ":45000"), Server: netip.MustParseAddrPort(serverIP + ":20033"),
		Sent: Rate{Packets: 2, Bytes: 600}, Received: Rate{Packets: 1, Bytes: 66},
	}}
	l.serve("20035")
	l.ingest(l.server, "20033")
	l.start(agentFile)
	l.advance(5 * time.Minute)

	l.inOrder(
		"static_config Config {", "Launching DeepFlow-Agent", "Brief tag: CE|v6.6|3b8884d646", "Environment variables: \"K8S_NODE_IP_FOR_DEEPFLOW= ",
		"agent 10.50.72.101/52:54:00:00:01:01 running in Managed mode, ctrl_ip 10.50.72.101 ctrl_mac 52:54:00:00:01:01",
		`hostname changed from "" to "host-1"`, "Started remote executor", "PlatformSynchronizer started", "Platform information changed to version",
		"will send whole message", "UserConfig {", `Update inputs.cbpf.af_packet.interface_regex from "" to "^(tap`, "guard started",
		`ProxyController update to Some("10.50.72.100"):20035`,
		"rpc proxy 10.50.72.100 20035 and controller 10.50.72.100 20035 are the same, not updated",
		"stats sender update dest address from 127.0.0.1:30033 to 10.50.72.100:20033", "sender tcp connection to 10.50.72.100:20033 succeed.",
		"Update global.common.agent_id from 0 to 7.", "Start check process...", "Dispatcher0 Adding VMs: [00:00:00:00:00:00, 52:54:00:00:01:01] by [1, 2]",
		"Starting agent components.", "Start dispatcher 0", "Started agent components.",
		"stats id 0 update agent id from 0 to 7, team id from 0 to 1, organization id from 0 to 1.",
	)
	seen := map[wire.MessageType]int{}
	var flows []*pbflow.TaggedFlow
	for _, f := range l.fake.frames {
		seen[f.Type]++
		records, err := f.Records()
		if err != nil {
			t.Fatal(err)
		}
		if f.Type == wire.L4FlowLog {
			for _, r := range records {
				var flow pbflow.TaggedFlow
				if err := proto.Unmarshal(r, &flow); err != nil {
					t.Fatal(err)
				}
				flows = append(flows, &flow)
			}
		}
	}
	if seen[wire.AgentStats] < 20 || seen[wire.AgentLog] == 0 || len(flows) == 0 {
		t.Fatalf("frames %v", seen)
	}
	if last := l.fake.frames[len(l.fake.frames)-1]; last.AgentID != 7 || last.TeamID != 1 {
		t.Errorf("last frame %+v", last.FrameHeader)
	}
	if f := flows[0].Flow; f.FlowKey.VtapId != 7 || f.FlowKey.PortDst != 20033 || f.MetricsPeerSrc.ByteCount != 36000 || f.MetricsPeerSrc.L3EpcId != 3 {
		t.Errorf("flow %v", f)
	}
	if first := l.fake.syncs[0]; first.GetConfigAccepted() || first.GetState() != pb.State_RUNNING || first.GetCtrlMac() != agentMAC || first.GetAgentGroupIdRequest() != "g-abcdefghij" {
		t.Errorf("first request %v", first)
	}
	if l.fake.beats < 9 {
		t.Errorf("%d heartbeats of RemoteExecute in 5 minutes", l.fake.beats)
	}
}

func TestNothingListens(t *testing.T) {
	l := newLab(t, docking("{}"))
	l.start(agentFile)
	l.advance(301 * time.Second)
	l.inOrder(
		"Dial server(10.50.72.100 20035) failed: transport error",
		`Grpc error from sync server 10.50.72.100 20035 unavailable Status { code: Cancelled, message: "grpc client not connected", source: None }" count 1`,
		`PacketCaptureType: Local, AgentId: AgentId { ip: 10.50.72.101, mac: 52:54:00:00:01:01, team_id: "" }, Hostname: host-1`,
	)
	if w, e := l.count(logline.AgentSyncError), len(l.records()); w != 6 || e == 0 {
		t.Errorf("%d failed Syncs in five minutes, want 6 a minute apart", w)
	}
	if l.count(logline.AgentAnalyzerIPNotAssigned) != 0 {
		t.Error("the 'analyzer_ip' warning without a configuration")
	}
	l.advance(3300 * time.Second)
	l.inOrder("as max escape time expired", "Gracefully stopping", "Agent state changed to Terminated", "Gracefully stopped")
	if len(l.exits) != 1 || l.exits[0] != 0 {
		t.Errorf("exits %v", l.exits)
	}
}
