package docker

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/moby/moby/api/types/events"

	"github.com/dflab/dflab/lab"
)

const mysqlRef = "registry.cn-hongkong.aliyuncs.com/deepflow-ce/mysql:8.0.31"

func TestSweepTakesTheDead(t *testing.T) {
	me, err := Self(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	// This process's id was another process's at another time.
	dead, foreign := me, me
	dead.Started -= 1_000_000
	foreign.Machine = "another-machine"
	labels := func(lab string, o Owner, part string) map[string]string {
		return map[string]string{LabelLab: lab, LabelOwner: o.String(), LabelPart: part}
	}
	f := &fakeEngine{
		containers: map[string]map[string]string{
			"a-host": labels("1", dead, partHost), "b-agent": labels("1", dead, "deepflow-agent"), "c-stuck": labels("1", dead, partWire),
			"d-living": labels("2", me, "deepflow-agent"), "e-foreign": labels("3", foreign, partHost),
			"f-nobody": {LabelLab: "4", LabelOwner: "?"},
		},
		volumes:  map[string]map[string]string{"v-dead": labels("1", dead, "deepflow-mysql"), "v-living": labels("2", me, "deepflow-mysql")},
		networks: map[string]map[string]string{"n-dead": labels("1", dead, "")},
		stuck:    []string{"c-stuck"},
	}
	e := newFake(t, f)
	removed, err := e.Sweep(t.Context(), false)
	if err == nil || !strings.Contains(err.Error(), "remove container c-stuck of lab 1: ") {
		t.Errorf("got error %v, want the stuck container's", err)
	}
	// The host goes after those that live in its namespaces.
	if d := cmp.Diff([]string{"b-agent", "f-nobody", "a-host", "v-dead", "n-dead"}, f.removed); d != "" {
		t.Error(d)
	}
	if len(removed) != 5 || removed[0].String() != "container b-agent of lab 1" {
		t.Errorf("told: %v", removed)
	}
	f.removed, f.stuck = nil, nil
	if _, err := e.Sweep(t.Context(), true); err != nil {
		t.Fatal(err)
	}
	if len(f.removed) != 9 {
		t.Errorf("all: removed %v, want nine", f.removed)
	}
}

func TestOwner(t *testing.T) {
	me, err := Self(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if me.Gone(t.Context()) {
		t.Errorf("%s is gone, and is this process", me)
	}
	got, err := ParseOwner(me.String())
	if err != nil || got != me {
		t.Errorf("%s read back is %v, %v", me, got, err)
	}
	never := me
	never.PID = 1<<22 + 1 // beyond what Linux gives out
	if !never.Gone(t.Context()) {
		t.Errorf("%s isn't gone", never)
	}
}

func FuzzParseOwner(f *testing.F) {
	for _, s := range []string{"", "vm:1:2", "a:b:c", "::", "vm:0:1", "a:b:7:8", "vm:-1:2"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		o, err := ParseOwner(s)
		if err != nil {
			return
		}
		if again, err := ParseOwner(o.String()); err != nil || again != o {
			t.Errorf("%q is %v, and then %v, %v", s, o, again, err)
		}
	})
}

// TestEventsThroughLostConnections: what is sent again is counted once, and what happened meanwhile isn't lost.
func TestEventsThroughLostConnections(t *testing.T) {
	event := func(action string, at int64, code int) string {
		return fmt.Sprintf(`{"Type":"container","Action":%q,"Actor":{"ID":"c","Attributes":{"exitCode":"%d"}},"timeNano":%d}`, action, code, at)
	}
	const second = int64(1e9)
	f := &fakeEngine{events: [][]string{
		{event("start", 10*second, 0), event("die", 11*second, 7)},
		{event("die", 11*second, 7), event("start", 11*second+1, 0), event("die", 12*second, 9)},
		{event("die", 12*second, 9), event("start", 13*second, 0)},
	}}
	e := newFake(t, f)
	ctx, cancel := context.WithCancel(t.Context())
	w := newWatcher()
	ended := make(chan struct{})
	w.watch(ctx, e, "1", func() { close(ended) })
	if !w.await(t.Context(), "c", func(l life) bool { return l.starts == 3 }) {
		t.Fatal("not three starts")
	}
	l, _ := w.of("c")
	if !l.running || l.exits != 2 || l.exitCode != 9 || l.since.Unix() != 13 {
		t.Errorf("got %+v", l)
	}
	cancel()
	<-ended
	if d := cmp.Diff([]string{"", "10.000000000", "11.000000000"}, f.since); d != "" {
		t.Error(d)
	}
}

func TestWatcherCodeThatIsNoNumber(t *testing.T) {
	w := newWatcher()
	w.take(events.Message{Action: events.ActionDie, Actor: events.Actor{ID: "c"}})
	if l, _ := w.of("c"); l.exitCode != -1 {
		t.Errorf("exit code %d, want -1", l.exitCode)
	}
}

// TestJoiner: pieces of a line, both streams at once, and a connection that is lost in the middle of a line.
func TestJoiner(t *testing.T) {
	log := &logLines{}
	j := &joiner{to: log}
	const t1, t2, t3 = "2026-11-22T10:00:00.000000001Z", "2026-11-22T10:00:00.000000002Z", "2026-11-22T10:00:05.000000000Z"
	send := func(stream int, at, text string) {
		if _, err := j.stream(stream).Write([]byte(at + " " + text)); err != nil {
			t.Fatal(err)
		}
	}
	if !j.reopen().IsZero() {
		t.Error("the first connection isn't from the beginning")
	}
	send(0, t1, "\x1b[31mfirst\x1b[0m\r\n")
	send(0, t2, "long ")
	send(1, t2, "other stream\n")
	send(1, t2, "other stream\n")
	// Lost. What was sent comes again, and then the rest.
	if got := j.reopen().Format("15:04:05"); got != "09:59:58" {
		t.Errorf("asked again from %s", got)
	}
	send(0, t1, "\x1b[31mfirst\x1b[0m\r\n")
	send(0, t2, "long ")
	send(1, t2, "other stream\n")
	send(1, t2, "other stream\n")
	send(1, t2, "other stream\n")
	send(0, t2, "line\n")
	send(0, t3, "")
	send(0, t3, "\n")
	got, c := log.Since(lab.Cursor{Offset: 1})
	if d := cmp.Diff([]string{"other stream", "other stream", "other stream", "long line", ""}, got); d != "" {
		t.Error(d)
	}
	if rest, again := log.Since(c); len(rest) != 0 || again != c {
		t.Errorf("behind the end: %q, %v", rest, again)
	}
	if all, _ := log.Since(lab.Cursor{}); all[0] != "first" {
		t.Errorf("colours stayed: %q", all[0])
	}
}

// TestLogThroughLostConnections: the connection breaks in the middle of a message, and the next one begins earlier.
func TestLogThroughLostConnections(t *testing.T) {
	frame := func(stream byte, text string) []byte {
		return append([]byte{stream, 0, 0, 0, 0, 0, 0, byte(len(text))}, text...)
	}
	a := frame(1, "2026-11-22T10:00:00.000000001Z one\n")
	b := frame(2, "2026-11-22T10:00:03.000000000Z two\n")
	c := frame(1, "2026-11-22T10:00:03.000000000Z three\n")
	f := &fakeEngine{logs: [][]byte{slices.Concat(a, b[:20]), slices.Concat(a, b), slices.Concat(b, c)}}
	g := &Ground{engine: newFake(t, f), watch: newWatcher()}
	g.watch.take(events.Message{Action: events.ActionStart, Actor: events.Actor{ID: "c"}}) // a running container's log is asked for sooner
	log := &logLines{}
	g.follow(t.Context(), "c", log)
	got, _ := log.Since(lab.Cursor{})
	if d := cmp.Diff([]string{"one", "two", "three"}, got); d != "" {
		t.Error(d)
	}
	if len(f.logsSince) != 4 || f.logsSince[0] != "" || !strings.HasSuffix(f.logsSince[1], "8.000000001") || !strings.HasSuffix(f.logsSince[2], "1.000000000") {
		t.Errorf("asked since %q", f.logsSince)
	}
}

// TestJoinerForgets: what can't come again isn't kept.
func TestJoinerForgets(t *testing.T) {
	j := &joiner{to: &logLines{}}
	for i := range 1000 {
		at := fmt.Sprintf("2026-11-22T10:%02d:%02d.000000000Z", i/60, i%60)
		j.take(0, []byte(at+" line\n"))
	}
	if len(j.recent) > 64 {
		t.Errorf("%d messages are kept", len(j.recent))
	}
}

func TestRefusals(t *testing.T) {
	no := errors.New("Error response from daemon: failed to create shim task: OCI runtime create failed: runc create failed: " +
		"unable to start container process: unable to apply caps: operation not permitted: unknown")
	if !isRefusal(no) || isRefusal(errors.New("exec: not found")) || isRefusal(nil) {
		t.Error("refusals aren't told apart")
	}
	var r refusals
	want := privileges{true, []string{"CAP_SYS_ADMIN", "SYS_ADMIN", "SYS_RESOURCE"}}
	got, notes := r.allowed("agent", want)
	if !got.privileged || len(notes) != 0 {
		t.Errorf("at first: %+v, %q", got, notes)
	}
	try := func(_ context.Context, c string) error {
		if c == "SYS_RESOURCE" {
			return no
		}
		return nil
	}
	for range 2 {
		again, err := r.learn(t.Context(), got, no, try)
		if err != nil || !again {
			t.Fatalf("learned nothing: %v", err)
		}
		got, notes = r.allowed("agent", want)
	}
	if d := cmp.Diff([]string{"SYS_ADMIN"}, got.capabilities); d != "" || got.privileged {
		t.Error(got, d)
	}
	if d := cmp.Diff([]string{
		"agent: privileged mode is refused (unable to apply caps: operation not permitted): it runs with its capabilities alone",
		"agent: capability SYS_RESOURCE is refused (unable to apply caps: operation not permitted): it runs without",
	}, notes); d != "" {
		t.Error(d)
	}
	// Nothing is left to go without: the start's error stands.
	if again, err := r.learn(t.Context(), privileges{false, []string{"SYS_ADMIN"}}, no, try); again || err != nil {
		t.Errorf("again %v, %v", again, err)
	}
	if _, err := r.learn(t.Context(), privileges{false, []string{"SYS_ADMIN"}}, no, func(context.Context, string) error { return errors.New("gone") }); err == nil {
		t.Error("a probe that says nothing was taken for an answer")
	}
}

func TestNoEngineSaysWhatHelps(t *testing.T) {
	t.Setenv("DOCKER_HOST", "unix:///run/other.sock")
	for want, cause := range map[string]error{
		"join the group docker":   fs.ErrPermission,
		"Docker 19.03 (API 1.40)": errors.New("API version 1.30 is not supported by this client"),
		"systemctl start docker":  errors.New("Cannot connect\nat all"),
	} {
		err := noEngine(cause)
		text := err.Error()
		for _, w := range []string{want, "DOCKER_HOST=unix:///run/other.sock", "--parts embedded needs none"} {
			if !strings.Contains(text, w) || strings.Contains(text, "\n") {
				t.Errorf("no %q in %q", w, text)
			}
		}
		if !errors.Is(err, ErrNoEngine) || !errors.Is(err, cause) {
			t.Errorf("%v is neither", err)
		}
	}
}

func TestConnectTakesNoOtherEngine(t *testing.T) {
	t.Setenv("DOCKER_HOST", "unix://"+filepath.Join(t.TempDir(), "none.sock"))
	if _, err := Connect(t.Context()); !errors.Is(err, ErrNoEngine) {
		t.Errorf("got %v", err)
	}
}

func TestSelfMustBeStatic(t *testing.T) {
	text := filepath.Join(t.TempDir(), "script")
	if err := os.WriteFile(text, []byte("#!/bin/sh\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	cases := map[string]string{text: "not a Linux binary"}
	if runtime.GOOS == "linux" {
		cases["/bin/sh"] = "linked dynamically"
	}
	for path, want := range cases {
		_, err := newFake(t, &fakeEngine{}).EnsureSelf(t.Context(), path)
		if err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "CGO_ENABLED=0") {
			t.Errorf("%s: got %v, want %q", path, err, want)
		}
	}
}
