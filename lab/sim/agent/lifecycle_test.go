package agent

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"net/netip"
	"strings"
	"testing"
	"time"

	"google.golang.org/protobuf/proto"
	"gotest.tools/v3/golden"

	"github.com/dflab/dflab/lab/deepflow/logline"
	pb "github.com/dflab/dflab/lab/deepflow/wire/agent"
)

// TestLogOfDocking holds the whole order of a docking agent's log, without the second and further lines of what is printed over many.
func TestLogOfDocking(t *testing.T) {
	l := newLab(t, docking(groupYAML(20035, serverIP)))
	l.serve("20035")
	l.ingest(l.server, "20033")
	l.start(agentFile)
	l.advance(4 * time.Minute)
	var b strings.Builder
	for _, r := range l.records() {
		first, _, _ := strings.Cut(r.Message, "\n")
		fmt.Fprintf(&b, "%s %s:%d %s\n", r.Time.Format("15:04:05.000"), r.File, r.Line, first)
	}
	golden.Assert(t, b.String(), "docking.log")
}

// An agent that is registered when it starts is enabled by its first configuration, and builds its components with the second.
func TestSecondConfigurationBuildsComponents(t *testing.T) {
	l := newLab(t, func(_ int, r *pb.SyncRequest) (*pb.SyncResponse, error) {
		return registered(groupYAML(20035, serverIP), r), nil
	})
	l.serve("20035")
	l.start(agentFile)
	l.advance(59 * time.Second)
	l.inOrder("UserConfig {", "Agent state changed from Disabled to Running (enabled: true melted_down: false)")
	if l.count(logline.AgentStartingComponents) > 0 {
		t.Error("components with the first configuration")
	}
	l.advance(2 * time.Second)
	l.inOrder("Starting agent components.", "Started agent components.")
	l.advance(time.Minute)
	if v := l.fake.syncs[1].GetVersionPlatformData(); v != 1795334401 {
		t.Errorf("second request has version %d, want what the server sent", v)
	}
	if v := l.fake.syncs[2].GetVersionPlatformData(); v != 0 {
		t.Errorf("third request has version %d, want 0: new components ask for everything again", v)
	}
}

// The answers between registration and licence switch eBPF off: a key that restarts the agent, each way.
func TestMissingLicenceRestarts(t *testing.T) {
	l := newLab(t, func(n int, r *pb.SyncRequest) (*pb.SyncResponse, error) {
		if n == 1 {
			return unregistered(groupYAML(20035, serverIP)), nil
		}
		return registered(groupYAML(20035, serverIP)+"    ebpf:\n        disabled: true\n", r), nil
	})
	l.serve("20035")
	l.start(agentFile)
	l.advance(70 * time.Second)
	l.inOrder("Update inputs.ebpf.disabled from false to true.", "Change configuration and restart agent...", "Gracefully stopped")
	if len(l.exits) != 1 || l.exits[0] != 0 {
		t.Errorf("exits %v", l.exits)
	}
}

func TestDisabledAndEnabledAgain(t *testing.T) {
	l := newLab(t, func(n int, r *pb.SyncRequest) (*pb.SyncResponse, error) {
		a := registered(groupYAML(20035, serverIP), r)
		if n == 3 {
			a.DynamicConfig.Enabled = proto.Bool(false)
		}
		return a, nil
	})
	l.serve("20035")
	l.ingest(l.server, "20033")
	l.start(agentFile)
	l.advance(150 * time.Second)
	l.inOrder("Started agent components.", "Stopped dispatcher 0", "Stopped agent components.", "Update global.common.enabled from true to false, dispatcher stop...")
	frames := len(l.fake.frames)
	l.advance(25 * time.Second)
	if n := len(l.fake.frames); n > frames {
		t.Errorf("%d frames while disabled", n-frames)
	}
	l.advance(2 * time.Minute)
	l.inOrder("Stopped agent components.", "Starting agent components.", "Start dispatcher 0", "Started agent components.")
	if len(l.fake.frames) == frames {
		t.Error("no frames after being enabled again")
	}
}

func TestOverriddenHostnameAndContainer(t *testing.T) {
	l := newLab(t, docking(groupYAML(20035, serverIP)))
	l.m.env = map[string]string{"IN_CONTAINER": "yes"}
	l.serve("20035")
	l.start(agentFile + "override-os-hostname: alias\nagent-unique-identifier: ip\nteam-id: t-1\n")
	l.advance(time.Minute)
	l.inOrder(
		"IN_CONTAINER=yes", "use K8S_NODE_IP_FOR_DEEPFLOW env ip as destination_ip(10.50.72.101)", "agent 10.50.72.101/52:54:00:00:01:01/t-1 running",
		`hostname changed from "" to "alias"`, "don't initialize cgroups controller, because agent is running in container",
	)
	r := l.fake.syncs[0]
	if r.GetHost() != "alias" || r.GetAgentUniqueIdentifier() != pb.AgentIdentifier_IP || r.GetTeamId() != "t-1" {
		t.Errorf("request %v", r)
	}
	if g := l.fake.genesis[0].GetPlatformData().GetRawHostname(); g != "alias" {
		t.Errorf("reported hostname %s", g)
	}
}

func TestTermination(t *testing.T) {
	l := newLab(t, docking(groupYAML(20035, serverIP)))
	l.serve("20035")
	l.start(agentFile)
	l.advance(time.Minute)
	l.agent.Stop()
	l.advance(time.Second)
	l.inOrder("Gracefully stopping", "Agent terminate with state: (InnerState { enabled: false, melted_down: false }, None)", "Gracefully stopped")
	if len(l.exits) != 1 || l.exits[0] != 0 {
		t.Errorf("exits %v", l.exits)
	}
}

// named is a machine that knows the controller by name.
type named struct {
	*machine
	addr string
}

func (n *named) LookupHost(name string) ([]netip.Addr, error) {
	if name != "controller.lab" {
		return nil, errors.New("unknown")
	}
	return []netip.Addr{netip.MustParseAddr(n.addr)}, nil
}

// The controller's name is looked up every five seconds; when it moves, the agent follows.
func TestControllerByName(t *testing.T) {
	l := newLab(t, docking(groupYAML(20035, serverIP)))
	l.serve("20035")
	n := &named{l.m, "10.50.72.99"}
	a, err := Start(Options{
		Clock: l.clock, Host: l.host, Name: "agent/host-1", Machine: n, Config: []byte("controller-ips: [controller.lab]\ncontroller-port: 20035\n"), Log: &l.log, Stderr: &l.stderr,
	}, func(code int) { l.exits = append(l.exits, code) })
	if err != nil {
		t.Fatal(err)
	}
	defer a.Kill()
	l.advance(20 * time.Second)
	n.addr = serverIP
	l.advance(2 * time.Minute)
	l.inOrder(
		"Resolve controller domain name controller.lab 10.50.72.99", "Dial server(10.50.72.99 20035) failed",
		"Domain name controller.lab ip 10.50.72.99 change to 10.50.72.100", "UserConfig {",
	)
}

// ntpFake answers clock comparisons as a server whose clock is ahead.
type ntpFake struct {
	*fake
	ahead time.Duration
	now   func() time.Time
}

func (f *ntpFake) Query(_ context.Context, r *pb.NtpRequest) (*pb.NtpResponse, error) {
	b := make([]byte, ntpSize)
	b[0] = 3<<3 | ntpServer
	copy(b[24:32], r.GetRequest()[40:48])
	at := f.now().Add(f.ahead)
	for _, i := range []int{32, 40} {
		binary.BigEndian.PutUint32(b[i:], uint32(at.Unix()+ntpEpoch))
		binary.BigEndian.PutUint32(b[i+4:], uint32(uint64(at.Nanosecond())<<32/uint64(time.Second))+1)
	}
	return &pb.NtpResponse{Response: b}, nil
}

func TestNTP(t *testing.T) {
	group := strings.Replace(groupYAML(20035, serverIP), "global:\n", "global:\n    ntp:\n        enabled: true\n", 1)
	l := newLab(t, func(_ int, r *pb.SyncRequest) (*pb.SyncResponse, error) { return registered(group, r), nil })
	l.serveAs("20035", &ntpFake{l.fake, 90 * time.Second, l.clock.Now})
	l.start(agentFile)
	l.advance(3 * time.Minute)
	l.inOrder("Waitting for NTP ...", "NTP Set time offset 90s.", "ProxyController update to")
	first, last := l.fake.syncs[0].GetBootTime(), l.fake.syncs[len(l.fake.syncs)-1].GetBootTime()
	if last-first != 90 {
		t.Errorf("boot time moved by %d s, want 90", last-first)
	}
}

// A server without chrony answers with nothing, and the agent waits.
func TestNTPWithoutAnAnswer(t *testing.T) {
	group := strings.Replace(groupYAML(20035, serverIP), "global:\n", "global:\n    ntp:\n        enabled: true\n", 1)
	l := newLab(t, func(_ int, r *pb.SyncRequest) (*pb.SyncResponse, error) { return registered(group, r), nil })
	l.serve("20035")
	l.start(agentFile)
	l.advance(3 * time.Minute)
	l.inOrder("Waitting for NTP ...", "ntp request failed with: Status { code: Unimplemented")
	if n := len(l.fake.syncs); n != 1 {
		t.Errorf("%d Syncs, want none while the first comparison is missing", n)
	}
}
