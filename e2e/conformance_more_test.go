package e2e

import (
	"context"
	"io/fs"
	"net"
	"net/http"
	"net/netip"
	"path"
	"slices"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"google.golang.org/protobuf/proto"

	"github.com/dflab/dflab/e2e/replay"
	"github.com/dflab/dflab/lab"
	"github.com/dflab/dflab/lab/deepflow/wire/agent"
)

// recordedDay is the date of all recordings.
var recordedDay = time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)

// at is a moment of that day, as recordings write it.
func at(text string) time.Time {
	GinkgoHelper()
	t, err := time.Parse("15:04:05.000", text)
	Expect(err).NotTo(HaveOccurred())
	return recordedDay.Add(t.Sub(time.Date(0, 1, 1, 0, 0, 0, 0, time.UTC)))
}

// Whatever was done to the server of 09_more with stock timers, done again in its order: REST, commands, streams, with the
// agents calling all the while.
var _ = Describe("recorded session", Label("conformance"), func() {
	It("09_more with stock timers", func(ctx SpecContext) {
		stage := stageOf("netns")
		stage.Groups, stage.Domain, stage.NoDomain = nil, time.Time{}, true
		stage.Start = at("17:14:11.000") // 8.2 s before the minute at which its domain task ran
		playSession(ctx, inLab(prepareStage(ctx, stage)))
	})
})

// playSession lets the agents of the recorded session call, does its steps and holds the server's lines against the recorded.
func playSession(ctx context.Context, t *target) {
	GinkgoHelper()
	stage := stageOf("netns")
	talks, err := stage.Conversations(recordings)
	Expect(err).NotTo(HaveOccurred())
	player := t.player(ctx)
	for _, talk := range talks {
		player.Schedule(talk, replay.Situation{NICs: []lab.NIC{namespaceNIC(talk.Hello)}})
	}
	n := like(talks[3], "host-n", "52:54:00:64:42:14", "", "100.42.32.214")
	unkept := &replay.Player{Context: ctx, Lane: t.clock.Lane("unkept"), Dial: t.dial}
	unkept.Schedule(n, replay.Situation{NICs: []lab.NIC{namespaceNIC(n.Hello)}})
	s := t.session()
	s.Hello = func(title string) *agent.SyncRequest {
		for i, talk := range talks {
			if strings.Contains(title, "agent "+strings.TrimPrefix(stage.Agents[i].Name, "agent_")) {
				return talk.Hello
			}
		}
		Fail("no agent in " + title)
		return nil
	}
	scripts := stockScripts()
	Expect(s.Play(ctx, replay.Merge(append(scripts, notRecorded())...))).To(Succeed())
	log := t.log()
	for _, script := range scripts {
		if len(script.Lines) > 0 {
			s.Heard(script, log)
		}
	}
	for _, r := range append(s.Results(), player.Results()...) {
		if r.Recording != "" {
			report(r)
		}
	}
	reportAgentLines("09_more/netns/server_lines.log", log, talks)
}

// namespaceNIC is eth0 of an agent's network namespace: its address and the link-local one that the kernel makes of the MAC.
func namespaceNIC(hello *agent.SyncRequest) lab.NIC {
	mac, err := net.ParseMAC(hello.GetCtrlMac())
	Expect(err).NotTo(HaveOccurred())
	local := netip.AddrFrom16([16]byte{0xfe, 0x80, 8: mac[0] ^ 2, mac[1], mac[2], 0xff, 0xfe, mac[3], mac[4], mac[5]})
	return lab.NIC{Name: "eth0", MAC: hello.GetCtrlMac(), Addrs: []netip.Prefix{
		netip.PrefixFrom(netip.MustParseAddr(hello.GetCtrlIp()), 24), netip.PrefixFrom(local, 64),
	}}
}

func stageOf(name string) replay.Stage {
	GinkgoHelper()
	all, err := replay.Stages()
	Expect(err).NotTo(HaveOccurred())
	for _, s := range all {
		if s.Name == name {
			return s
		}
	}
	Fail("no stage " + name)
	return replay.Stage{}
}

// stockScripts are the recordings of 09_more made of steps, without those of the run with short timers.
func stockScripts() (all []*replay.Script) {
	GinkgoHelper()
	for _, of := range [][2]string{{"09_more/netns", "0*.txt"}, {"09_more/rest", "*.txt"}, {"09_more/streams", "*"}} {
		scripts, err := replay.Scripts(recordings, of[0], of[1], recordedDay)
		Expect(err).NotTo(HaveOccurred())
		for _, s := range scripts {
			switch path.Base(s.Name) {
			case "health_stages.txt", "ctl_agent_update_delete.txt", "query_ntp_with_chrony.txt":
				continue // a start of its own; short timers; needs a chrony that answers
			}
			all = append(all, s)
		}
	}
	return all
}

// like is an agent whose conversation wasn't kept: it calls when the other did, as what the server's lines and rows tell of it.
func like(talk *replay.Conversation, host, mac, group string, ips ...string) *replay.Conversation {
	c := *talk
	c.Name = host
	c.Hello = proto.Clone(talk.Hello).(*agent.SyncRequest)
	c.Hello.Host, c.Hello.CtrlIp, c.Hello.CtrlMac, c.Hello.HostIps = proto.String(host), proto.String(ips[0]), proto.String(mac), ips
	c.Hello.AgentGroupIdRequest = proto.String(group)
	c.Turns = slices.Clone(talk.Turns)
	for i, t := range c.Turns {
		if t.Genesis != nil {
			g := *t.Genesis
			g.SourceIP = ips[0]
			c.Turns[i].Genesis = &g
		}
	}
	return &c
}

// notRecorded are calls that the recordings show the effect of, but not themselves: agent c was put into a group without a
// configuration and back.
func notRecorded() *replay.Script {
	patch := func(when, group string) replay.Step {
		return replay.Step{At: at(when), Title: "not recorded", REST: &replay.Exchange{
			Method: http.MethodPatch, Path: "/v1/vtaps/0572c2e6-7141-5e6d-a216-96886deed92e/",
			Header: map[string]string{"Content-Type": "application/json"}, Body: `{"VTAP_GROUP_LCUUID":"` + group + `"}`,
		}}
	}
	return &replay.Script{Steps: []replay.Step{
		patch("17:20:31.270", "01621a25-e698-11f1-b655-525400507200"), patch("17:20:33.000", "154ffa21-02d6-406b-96ef-d0174e9b6124"),
	}}
}

// reportAgentLines holds the lines of a recorded log that name the agents against the lab's.
func reportAgentLines(recording string, log []string, talks []*replay.Conversation) {
	GinkgoHelper()
	text, err := readRecording(recording)
	Expect(err).NotTo(HaveOccurred())
	r := replay.Result{Recording: recording}
	for _, talk := range talks {
		names := []string{talk.Hello.GetCtrlIp(), talk.Hello.GetCtrlMac(), talk.Hello.GetHost()}
		want := replay.AgentLines(text, names...)
		got := replay.AgentLines(want.Within(log), names...)
		one := want.Compare(recording, talk.Hello.GetHost()+": ", got)
		r.Compared += one.Compared
		r.Diffs = append(r.Diffs, one.Diffs...)
	}
	report(r)
}

func readRecording(name string) ([]string, error) {
	b, err := fs.ReadFile(recordings, name)
	return strings.Split(strings.TrimRight(string(b), "\n"), "\n"), err
}
