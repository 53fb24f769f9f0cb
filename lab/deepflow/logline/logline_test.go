package logline

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"
)

var shanghai = time.FixedZone("CST", 8*60*60)

func TestMatch(t *testing.T) {
	for _, c := range []struct {
		name    string
		line    *Line
		message string
		want    []string
		ok      bool
	}{
		{"two strings", ServerGenesisHost, "host (h) nat ip is () peer ip is (10.0.0.1), behind nat: (true), single vpc mode: (false)", []string{"h", "", "10.0.0.1", "true", "false"}, true},
		{"literal only", ServerStartVTapRegister, "start vtap register", []string{}, true},
		{"literal is anchored", ServerStartVTapRegister, "start vtap register now", nil, false},
		{"number", ServerUpdateVTapCount, "update vtap count(x)", nil, false},
		{"empty db version", ServerDBVersionMismatch, "[DB-deepflow] db_version current version:  != expected version: 6.6.1.25", []string{"deepflow", "db_version", "", "6.6.1.25"}, true},
		{"stray quote", AgentSyncError, `Grpc error from sync server 10.1.1.1 20035 unavailable Status { code: Cancelled, message: "grpc client not connected", source: None }" count 3`, []string{"10.1.1.1", "20035", `Status { code: Cancelled, message: "grpc client not connected", source: None }`, "3"}, true},
		{"multi-line argument", ServerControllerConfig, "controller config:\nlisten-port: 20417\n", []string{"listen-port: 20417\n"}, true},
		{"too few arguments", ServerAgentCmdNext, "agent(key: k) command context next, node ip(%!s(MISSING))", []string{"k", "%!s(MISSING)"}, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, ok := c.line.Match(c.message)
			if ok != c.ok || !slices.Equal(got, c.want) {
				t.Errorf("Match(%q) = %q, %t, want %q, %t", c.message, got, ok, c.want, c.ok)
			}
		})
	}
}

func TestServerLogger(t *testing.T) {
	at := time.Date(2026, 11, 22, 9, 30, 13, 57_400_000, time.UTC)
	var file, stdout strings.Builder
	g := NewServerLogger(&file, func() time.Time { return at.In(shanghai) }, WithStdout(&stdout))
	g.Log(ServerStage, "MySQL init", 1947659*time.Nanosecond)
	g.Log(ServerVTapGroupNotFound, "g-abcdefghij")
	g.Log(ServerAccess, "127.0.0.1", "GET", "/v1/health/", 503, 191756*time.Nanosecond, "")

	want := "2026-11-22 17:30:13.057 [INFO] [router] health.go:69 stage: MySQL init, time cost: 1.947659ms\n" +
		"2026-11-22 17:30:13.057 [ERRO] [trisolaris.vtap] vtap_discovery.go:132 vtap group(short_uuid=g-abcdefghij) not found\n" +
		"2026-11-22 17:30:13.057 [GIN] 127.0.0.1 GET /v1/health/ 503 191.756µs \n"
	if file.String() != want {
		t.Errorf("file is\n%s\nwant\n%s", file.String(), want)
	}
	coloured := "2026-11-22 17:30:13.057 [INFO]\x1b[0m [router]"
	if !strings.HasPrefix(stdout.String(), coloured) {
		t.Errorf("standard output starts %.60q, want %q", stdout.String(), coloured)
	}
	if !strings.Contains(stdout.String(), "\x1b[31m2026-11-22 17:30:13.057 [ERRO]\x1b[0m [trisolaris.vtap]") {
		t.Errorf("standard output has no coloured error: %q", stdout.String())
	}
	if got := ReadServer(stdout.String()); !slices.Equal(got, ReadServer(want)) {
		t.Errorf("standard output reads as %v, want the file's records", got)
	}
	if err := g.Err(); err != nil {
		t.Error(err)
	}
}

func TestAgentLogger(t *testing.T) {
	at := time.Date(2025, 4, 15, 23, 1, 2, 123_456_000, shanghai)
	var b strings.Builder
	g := NewAgentLogger(&b, func() time.Time { return at })
	g.Log(AgentAnalyzerIPNotAssigned)
	g.Log(AgentBanner)

	want := "[\x1b[38;5;208m2025-04-15 23:01:02.123456 +08:00\x1b[0m] \x1b[38;5;208mWARN\x1b[0m [src/sender/uniform_sender.rs:555] " +
		"\x1b[38;5;208m'analyzer_ip' is not assigned, please check whether the Agent is successfully registered\x1b[0m\n" +
		"[2025-04-15 23:01:02.123456 +08:00] INFO [src/trident.rs:614] ==================== Launching DeepFlow-Agent ====================\n"
	if b.String() != want {
		t.Errorf("file is\n%q\nwant\n%q", b.String(), want)
	}
	records := ReadAgent(b.String())
	if len(records) != 2 || !records[0].Time.Equal(at) || Find(records[0], AgentLines()) != AgentAnalyzerIPNotAssigned {
		t.Errorf("file reads as %v", records)
	}
}

type fullDisk struct{}

var errFull = errors.New("no space left on device")

func (fullDisk) Write([]byte) (int, error) { return 0, errFull }

func TestLoggerKeepsTheFirstError(t *testing.T) {
	g := NewServerLogger(fullDisk{}, time.Now)
	g.Log(ServerStartVTapRegister)
	if !errors.Is(g.Err(), errFull) {
		t.Errorf("Err() = %v, want %v", g.Err(), errFull)
	}
}

func TestParseRejects(t *testing.T) {
	for _, line := range []string{
		"", "isrunningmodestandalone: true",
		"2026-11-22 23:30:13.057 [WHAT] [m] a.go:1 x",
		"2026-13-22 23:30:13.057 [INFO] [m] a.go:1 x",
		"2026-11-22 23:30:13.057 [INFO] [m] a.go:99999999999999999999 x",
		"2026-02-30 23:30:13.057 [GIN] x",
	} {
		if r, err := ParseServer(line); err == nil {
			t.Errorf("ParseServer(%q) = %v, want an error", line, r)
		}
		if r, err := ParseAgent(line); err == nil {
			t.Errorf("ParseAgent(%q) = %v, want an error", line, r)
		}
	}
}

func FuzzParseServer(f *testing.F) {
	f.Add("2026-11-22 23:30:13.057 [INFO] [router] health.go:69 stage: ok\n")
	f.Add("\x1b[31m2026-11-22 23:30:13.057 [ERRO]\x1b[0m [m] a.go:1 \x1b[")
	f.Add("2026-11-22 17:32:46.212 [GIN] 127.0.0.1 GET / 200 1ms ")
	f.Fuzz(func(t *testing.T, line string) {
		r, err := ParseServer(line)
		if err != nil {
			return
		}
		again, err := ParseServer(FormatServer(r))
		if err != nil || again != r {
			t.Errorf("%q reads as %+v, written and read again as %+v, %v", line, r, again, err)
		}
	})
}

func FuzzParseAgent(f *testing.F) {
	f.Add("[2025-04-15 23:01:02.123456 +08:00] WARN [src/a.rs:5] x")
	f.Add("[\x1b[38;5;208m2025-04-15 23:01:02.123456 +08:00\x1b[0m] WARN [src/a.rs:5] x")
	f.Fuzz(func(t *testing.T, line string) {
		r, err := ParseAgent(line)
		if err != nil {
			return
		}
		again, err := ParseAgent(FormatAgent(r))
		if err != nil || !again.Time.Equal(r.Time) || again.Message != r.Message || again.Level != r.Level || again.at() != r.at() {
			t.Errorf("%q reads as %+v, written and read again as %+v, %v", line, r, again, err)
		}
	})
}

func FuzzMatch(f *testing.F) {
	f.Add("10.0.0.1", "52:54:00:00:00:01", 7)
	f.Add("", "%!s(MISSING)", -1)
	f.Fuzz(func(t *testing.T, a, b string, n int) {
		for _, l := range []*Line{ServerAddCache, ServerRegisterNoVInterfaceIP, ServerUpdateVTapCount, AgentSenderConnectFailed, ServerPushNoCache} {
			var args []any
			for _, m := range verb.FindAllStringSubmatch(l.Format, -1) {
				switch {
				case m[4] == "d":
					args = append(args, n)
				case len(args) == 0:
					args = append(args, a)
				default:
					args = append(args, b)
				}
			}
			message := l.Message(args...)
			got, ok := l.Match(message)
			if !ok {
				t.Fatalf("%s doesn't match %q, which it rendered", l, message)
			}
			again := make([]any, len(got))
			for i, s := range got {
				again[i] = s
			}
			if back := strings.ReplaceAll(l.Format, "%d", "%s"); (&Line{Format: back}).Message(again...) != message {
				t.Errorf("%s: arguments %q don't render %q again", l, got, message)
			}
		}
	})
}
