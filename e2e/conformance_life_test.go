package e2e

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"net/netip"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/dflab/dflab/e2e/replay"
	"github.com/dflab/dflab/fixtures"
	"github.com/dflab/dflab/lab"
	"github.com/dflab/dflab/lab/deepflow/controller"
	"github.com/dflab/dflab/lab/deepflow/logline"
	"github.com/dflab/dflab/lab/deepflow/wire/agent"
	"github.com/dflab/dflab/lab/operator"
	"github.com/dflab/dflab/lab/sim"
)

// fastGroup is the group of 08_timers: the agent asks every second.
var fastGroup = lab.Group{Name: "fast", ID: "g-FAST000001", Config: `global:
  communication:
    ingester_ip: 127.0.0.1
    ingester_port: 20033
    proactive_request_interval: 1s
    proxy_controller_ip: 127.0.0.1
    proxy_controller_port: 20035
inputs:
  resources:
    private_cloud:
      hypervisor_resource_enabled: true
    push_interval: 1s
`}

// shortTimers is server.yaml with every timer at its minimum, as recorded.
func shortTimers() string {
	GinkgoHelper()
	text, err := fs.ReadFile(recordings, "08_timers/short.yaml")
	Expect(err).NotTo(HaveOccurred())
	return strings.Replace(string(text), "<path>", "/var/log/deepflow/server.log", 1)
}

// shortLab is a lab with short timers and the given groups, whose server is up.
func shortLab(ctx context.Context, start time.Time, nodeIP, config string, groups ...lab.Group) *sim.Lab {
	GinkgoHelper()
	l := emptyLab(ctx, start, nodeIP, config, groups)
	Expect(operator.SetUp(ctx, l.Lab)).To(Succeed())
	return l
}

// emptyLab is a lab whose server starts at that time on an empty database.
func emptyLab(ctx context.Context, start time.Time, nodeIP, config string, groups []lab.Group) *sim.Lab {
	GinkgoHelper()
	spec := fixtures.GuideLab(0)
	spec.Server = lab.Server{Hostname: "vm", IP: netip.MustParseAddr("10.50.72.100"), Config: config, Env: map[string]string{"K8S_NODE_IP_FOR_DEEPFLOW": nodeIP}}
	spec.Groups, spec.Domain = groups, nil
	l, err := sim.New(ctx, spec, sim.Options{Start: start})
	Expect(err).NotTo(HaveOccurred())
	DeferCleanup(func() { Expect(l.Close()).To(Succeed()) })
	return l
}

// every makes a conversation of Syncs and GenesisSyncs in a rhythm.
func every(step time.Duration, from, until time.Time, hello *agent.SyncRequest) *replay.Conversation {
	c := &replay.Conversation{Name: hello.GetHost(), Hello: hello}
	for t := from; !t.After(until); t = t.Add(step) {
		c.Turns = append(c.Turns, replay.Turn{At: t})
		g := &replay.GenesisCall{AgentType: "TT_PUBLIC_CLOUD", PlatformEnabled: true, SourceIP: hello.GetCtrlIp(), Version: uint64(from.Unix()), Whole: t.Equal(from)}
		c.Turns = append(c.Turns, replay.Turn{At: t.Add(2 * time.Millisecond), Genesis: g})
	}
	return c
}

// firstLine is when that line was written first after a moment; the zero time: never.
func firstLine(l *sim.Lab, after time.Time, of *logline.Line, names string) time.Time {
	log, _ := l.Server.Log().Since(lab.Cursor{})
	for _, text := range log {
		r, err := logline.ParseServer(text)
		if err != nil || r.Time.Before(after) || !strings.Contains(r.Message, names) {
			continue
		}
		if _, ok := of.Match(r.Message); ok {
			return r.Time
		}
	}
	return time.Time{}
}

var _ = Describe("recorded timers", Label("conformance"), func() {
	talk := func() *replay.Conversation {
		GinkgoHelper()
		text, err := fs.ReadFile(recordings, "08_timers/agent3.jsonl")
		Expect(err).NotTo(HaveOccurred())
		c, err := replay.ParseConversation("08_timers/agent3", bytes.NewReader(text), recordedDay)
		Expect(err).NotTo(HaveOccurred())
		return c
	}

	It("cold: how long each step of docking takes", func(ctx SpecContext) {
		// The recorded server took 4 s longer to make its tables, on a busy machine.
		l := shortLab(ctx, at("16:34:39.600"), "127.0.0.1", shortTimers(), fastGroup)
		// As in the recorded run, the agent's report is there when the domain's task gathers first.
		begin := at("16:34:49.500")
		Expect(l.Clock.Wait(ctx, begin.Sub(l.Clock.Now()))).To(Succeed())
		player := &replay.Player{Context: ctx, Lane: l.Driver().Lane("player"), Dial: dialer(l)}
		player.Schedule(every(time.Second, begin, begin.Add(80*time.Second), talk().Hello), replay.Situation{})
		Expect(l.Clock.Wait(ctx, 150*time.Millisecond)).To(Succeed())
		Expect(operator.CreateDomain(ctx, l.Lab, lab.Domain{Name: "legacy-host"})).To(Succeed())
		Expect(l.Clock.Wait(ctx, 2*time.Minute)).To(Succeed())
		r := replay.Result{Recording: "08_timers/measured-cold-and-lost3600.txt"}
		// The recorded lines, in their order, and how much later than the one before each came.
		last, lastRecorded := begin, begin
		for _, line := range []struct {
			what, recorded string
			line           *logline.Line
		}{
			{"registered", "16:34:52.531", logline.ServerFinishRegister},
			{"controller allocated", "16:35:50.886", logline.ServerAllocController},
			{"not connected", "16:36:18.690", logline.ServerSetVTapNotConnected},
			{"deleted", "16:36:19.692", logline.ServerDeleteCache},
		} {
			t := firstLine(l, begin, line.line, "")
			want := at(line.recorded)
			r.Near(line.what, want.Sub(lastRecorded), t.Sub(last), 2*time.Second)
			last, lastRecorded = t, want
		}
		report(r)
	})

	It("warm: an agent that is registered already", func(ctx SpecContext) {
		c := talk()
		l := shortLab(ctx, at("16:15:00.000"), "127.0.0.1", shortTimers(), fastGroup)
		Expect(operator.CreateDomain(ctx, l.Lab, lab.Domain{Name: "legacy-host"})).To(Succeed())
		before := &replay.Player{Context: ctx, Lane: l.Driver().Lane("before"), Dial: dialer(l)}
		before.Schedule(every(time.Second, at("16:15:30.000"), at("16:17:00.000"), c.Hello), replay.Situation{})
		Expect(l.Clock.Wait(ctx, at("16:17:02.000").Sub(l.Clock.Now()))).To(Succeed())
		Expect(l.Server.Stop(ctx)).To(Succeed())
		Expect(l.Clock.Wait(ctx, at("16:17:12.146").Sub(l.Clock.Now()))).To(Succeed())
		_, from := l.Server.Log().Since(lab.Cursor{})
		Expect(l.Server.Start(ctx)).To(Succeed())
		player := &replay.Player{Context: ctx, Lane: l.Driver().Lane("player"), Dial: dialer(l)}
		player.Schedule(c, replay.Situation{})
		Expect(l.Clock.Wait(ctx, at("16:19:00.000").Sub(l.Clock.Now()))).To(Succeed())
		for _, r := range player.Results() {
			report(r)
		}
		log, _ := l.Server.Log().Since(from)
		reportPaced("08_timers/shortened-run-server-lines.txt", at("16:17:12.146"), log)
	})
})

// reportPaced holds the lines of a short recorded log, all of them, against the lab's: each has to be there within two
// seconds of its recorded time.
func reportPaced(recording string, from time.Time, log []string) {
	GinkgoHelper()
	lines, err := readRecording(recording)
	Expect(err).NotTo(HaveOccurred())
	r := replay.Result{Recording: recording}
	for _, line := range lines {
		shape, record, ok := replay.Shape(line)
		if !ok {
			continue
		}
		best := time.Duration(1<<63 - 1)
		for _, text := range log {
			if s, seen, ok := replay.Shape(text); ok && s == shape {
				if d := seen.Time.Sub(record.Time); d.Abs() < best.Abs() {
					best = d
				}
			}
		}
		r.Near(fmt.Sprintf("%v after the beginning: line %s", record.Time.Sub(from).Round(time.Second), shape), 0, best, 2*time.Second)
	}
	report(r)
}

// An agent that stops calling, comes back, and asks for another group: the second half of 09_more, with short timers.
var _ = Describe("recorded life", Label("conformance"), func() {
	It("09_more with short timers: LOST and back, another group", func(ctx SpecContext) {
		stage := stageOf("netns")
		talks, err := stage.Conversations(recordings)
		Expect(err).NotTo(HaveOccurred())
		config := strings.Replace(shortTimers(), "local_ip_ranges: [10.0.0.0/8]", "local_ip_ranges: [10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, 169.254.0.0/15, 224.0.0.0-240.255.255.255]", 1)
		config = strings.Replace(config, "vtap_auto_delete: {enabled: true", "vtap_auto_delete: {enabled: false", 1)
		l := shortLab(ctx, at("17:16:30.000"), "10.50.72.100", config, stage.Groups...)
		Expect(operator.CreateDomain(ctx, l.Lab, lab.Domain{Name: "legacy-host"})).To(Succeed())
		player := &replay.Player{Context: ctx, Lane: l.Driver().Lane("player"), Dial: dialer(l)}
		play := func(hello *agent.SyncRequest, step time.Duration, spans ...string) {
			for i := 0; i < len(spans); i += 2 {
				player.Schedule(every(step, at(spans[i]), at(spans[i+1]), hello), replay.Situation{NICs: []lab.NIC{namespaceNIC(hello)}})
			}
		}
		a, b, c, w := like(talks[0], "host-a", "52:54:00:50:72:03", "", "10.50.72.103"), like(talks[1], "host-b", "52:54:00:50:72:02", "", "10.50.72.102"), talks[2], talks[3]
		n := like(talks[3], "host-n", "52:54:00:64:42:14", "", "100.42.32.214")
		d := like(talks[2], "host-d", "52:54:00:50:72:05", "g-TE8la86jlZ", "10.50.72.105")
		// When each called, as far as the server's lines tell.
		play(n.Hello, 10*time.Second, "17:17:02.400", "17:19:52.400")
		play(a.Hello, 10*time.Second, "17:17:00.100", "17:22:09.000")
		play(d.Hello, 10*time.Second, "17:17:00.200", "17:22:10.000")
		play(b.Hello, 10*time.Second, "17:17:00.300", "17:22:10.000")
		play(w.Hello, 10*time.Second, "17:17:00.400", "17:26:50.400")
		play(w.Hello, time.Second, "17:26:57.000", "17:28:10.000")
		play(c.Hello, 10*time.Second, "17:17:00.500", "17:26:40.500")
		play(c.Hello, time.Second, "17:26:57.200", "17:27:04.200", "17:27:14.300", "17:27:54.300")
		wait := func(until string) { Expect(l.Clock.Wait(ctx, at(until).Sub(l.Clock.Now()))).To(Succeed()) }
		wait("17:25:20.000")

		s := inLab(l).session()
		s.Hello = func(string) *agent.SyncRequest { return w.Hello }
		groups, err := l.API.Groups(ctx, controller.GroupFilter{Name: "legacy-host"})
		Expect(err).NotTo(HaveOccurred())
		s.Names.Learn("154ffa21-02d6-406b-96ef-d0174e9b6124", groups[0].Lcuuid)
		var scripts []*replay.Script
		for _, name := range []string{"lost_and_back_ctl.txt", "lost_and_back_rest.txt", "group_id_request_change.txt"} {
			script, err := replay.ReadScript(recordings, "09_more/life/"+name, recordedDay)
			Expect(err).NotTo(HaveOccurred())
			scripts = append(scripts, script)
		}
		Expect(s.Play(ctx, replay.Merge(scripts...))).To(Succeed())
		wait("17:28:10.000")
		log, _ := l.Server.Log().Since(lab.Cursor{})
		s.Heard(scripts[2], log)
		for _, r := range s.Results() {
			report(r)
		}
		reportPaced("09_more/life/lost_and_back_server_lines.log", at("17:26:56.652"), log)
	})
})

var _ = Describe("recorded restart", Label("conformance"), func() {
	It("of a server whose agents call every half second", func(ctx SpecContext) {
		stage := stageOf("netns")
		talks, err := stage.Conversations(recordings)
		Expect(err).NotTo(HaveOccurred())
		stage.Domain = time.Time{}
		stage.Groups[1].Config = strings.Replace(stage.Groups[1].Config, "global:\n", "global:\n  limits:\n    max_millicpus: 900\n", 1)
		l := prepareStage(ctx, stage)
		player := &replay.Player{Context: ctx, Lane: l.Driver().Lane("before"), Dial: dialer(l)}
		agents := append(talks, like(talks[3], "host-n", "52:54:00:64:42:14", "", "100.42.32.214"))
		for _, talk := range agents {
			player.Schedule(talk, replay.Situation{NICs: []lab.NIC{namespaceNIC(talk.Hello)}})
		}
		wait := func(until string) { Expect(l.Clock.Wait(ctx, at(until).Sub(l.Clock.Now()))).To(Succeed()) }
		wait("17:23:07.000")

		const recording = "09_more/life/restart_registered_agents_0.5s_sync.txt"
		text, err := fs.ReadFile(recordings, recording)
		Expect(err).NotTo(HaveOccurred())
		_, ofC, _ := strings.Cut(string(text), "--- agent c\n")
		ofC, _, _ = strings.Cut(ofC, "\n--- ")
		c, err := replay.ParseConversation(recording, strings.NewReader(ofC), recordedDay)
		Expect(err).NotTo(HaveOccurred())
		again := &replay.Player{Context: ctx, Lane: l.Driver().Lane("player"), Dial: dialer(l)}
		again.Schedule(c, replay.Situation{NICs: []lab.NIC{namespaceNIC(c.Hello)}})
		wait("17:23:10.968")
		Expect(l.Server.Stop(ctx)).To(Succeed())
		wait("17:23:12.850") // 8.5 s before 20035 was open
		Expect(l.Server.Start(ctx)).To(Succeed())
		wait("17:23:21.340")
		s := inLab(l).session()
		script, err := replay.ReadScript(recordings, "09_more/life/restart_stock_timers.txt", recordedDay)
		Expect(err).NotTo(HaveOccurred())
		Expect(s.Play(ctx, script.Steps)).To(Succeed())
		wait("17:24:00.000")
		for _, r := range append(s.Results(), again.Results()...) {
			report(r)
		}
	})
})
