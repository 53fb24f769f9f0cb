package agent

import (
	"net/netip"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/dflab/dflab/lab/deepflow/logline"
	"github.com/dflab/dflab/lab/vnet"
)

// The same agent over real gRPC writes the same log.
func TestRealGRPCMakesNoDifference(t *testing.T) {
	run := func(opts ...vnet.Option) string {
		l := newLab(t, docking(groupYAML(20035, serverIP)), opts...)
		l.serve("20035")
		l.ingest(l.server, "20033")
		l.start(agentFile)
		l.advance(4 * time.Minute)
		l.grpc.Stop()
		l.advance(2 * time.Minute)
		l.serve("20035")
		l.advance(2 * time.Minute)
		return l.log.String()
	}
	if diff := cmp.Diff(run(), run(vnet.WithRealGRPC())); diff != "" {
		t.Errorf("in process and over real gRPC (-in process +real):\n%s", diff)
	}
}

func TestBlackHoledController(t *testing.T) {
	l := newLab(t, docking(groupYAML(20035, serverIP)))
	l.serve("20035")
	l.net.BlackHole(netip.MustParseAddrPort(serverIP+":20035"), true)
	l.start(agentFile)
	l.advance(4 * time.Second)
	if l.count(logline.AgentDialFailed) > 0 {
		t.Error("a dial failed before its five seconds")
	}
	l.advance(2 * time.Second)
	l.inOrder("Dial server(10.50.72.100 20035) failed: transport error", "Grpc error from sync server 10.50.72.100 20035 unavailable")
	l.net.BlackHole(netip.MustParseAddrPort(serverIP+":20035"), false)
	l.advance(70 * time.Second)
	if len(l.fake.syncs) == 0 {
		t.Error("no Sync after the hole is gone")
	}
}

func TestBlackHoledIngester(t *testing.T) {
	l := newLab(t, docking(groupYAML(20035, serverIP)))
	l.serve("20035")
	l.ingest(l.server, "20033")
	l.net.BlackHole(netip.MustParseAddrPort(serverIP+":20033"), true)
	l.start(agentFile)
	l.advance(2 * time.Minute)
	if l.count(logline.AgentSenderConnectFailed) > 0 {
		t.Error("a connect failed before the kernel gives up")
	}
	l.advance(30 * time.Second)
	l.inOrder("sender tcp connection to 10.50.72.100:20033 failed")
}

func TestSecondController(t *testing.T) {
	l := newLab(t, docking(groupYAML(20035, serverIP)))
	l.serve("20035")
	l.start("controller-ips: [10.50.72.99, " + serverIP + "]\ncontroller-port: 20035\n")
	l.advance(3 * time.Minute)
	l.inOrder("rpc IP changed to controller 10.50.72.100 20035 from unavailable controller 10.50.72.99 20035", "UserConfig {")
}

// After a cut the agent finds its server again by itself.
func TestCutBetweenHostAndServer(t *testing.T) {
	l := newLab(t, docking(groupYAML(20035, serverIP)))
	l.serve("20035")
	l.ingest(l.server, "20033")
	l.start(agentFile)
	l.advance(4 * time.Minute)
	l.net.Cut(l.host, l.server)
	l.advance(3 * time.Minute)
	l.inOrder("Started agent components.", "Grpc error from sync server 10.50.72.100 20035 unavailable")
	l.net.Heal(l.host, l.server)
	before := len(l.fake.syncs)
	l.advance(4 * time.Minute)
	if len(l.fake.syncs) < before+2 {
		t.Errorf("%d Syncs in four minutes after the network is back", len(l.fake.syncs)-before)
	}
	if frames := len(l.fake.frames); l.fake.frames[frames-1].AgentID != 7 {
		t.Errorf("last frame %+v", l.fake.frames[frames-1].FrameHeader)
	}
}
