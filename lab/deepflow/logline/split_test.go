package logline

import (
	"fmt"
	"regexp"
	"testing"
)

var (
	serverForm = regexp.MustCompile(`(?s)\A(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}) \[(DEBU|INFO|NOTI|WARN|ERRO|CRIT)\] \[([^\]\s]+)\] ([^\s:]+):(\d{1,18}) (.*)\z`)
	accessForm = regexp.MustCompile(`(?s)\A(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}) \[GIN\] (.*)\z`)
	agentForm  = regexp.MustCompile(`(?s)\A\[(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6} [+-]\d\d:\d\d)\] (TRACE|DEBUG|INFO|WARN|ERROR) \[([^\]\s:]+):(\d{1,18})\] (.*)\z`)
)

// Records are split by hand as these expressions would do it.
func FuzzSplit(f *testing.F) {
	for _, line := range []string{
		"2026-11-22 23:30:13.057 [INFO] [router] health.go:69 stage: ok", "2026-11-22 17:32:46.212 [GIN] 127.0.0.1 GET / 200 1ms ",
		"2026-11-22 23:30:13.057 [ERRO] [a.b] c.go:1  [x] y:2 \n z", "2026-11-22 23:30:13,057 [INFO] [m] a.go:1 x",
		"2026-11-22 23:30:13.057 [INFO] [] a.go:1 x", "2026-11-22 23:30:13.057 [INFO] [m] :1 x", "2026-11-22 23:30:13.057 [INFO] [m] a.go: x",
		"[2026-11-22 23:30:13.057000 +08:00] INFO [src/trident.rs:69] message", "[2026-11-22 23:30:13.057000 -08:00] WARN [src/a]b.rs:69] m",
		"[2026-11-22 23:30:13.057000 +08:00] ERROR [src/trident.rs:] message", "[2026-11-22 23:30:13.057000 +08:00] INFO [a:1]message",
	} {
		f.Add(line)
	}
	f.Fuzz(func(t *testing.T, line string) {
		want, got := "", ""
		if m := accessForm.FindStringSubmatch(line); m != nil {
			want = fmt.Sprintf("%q", []string{m[1], "", accessModule, "", "0", m[2]})
		} else if m := serverForm.FindStringSubmatch(line); m != nil {
			want = fmt.Sprintf("%q", []string{m[1], m[2], m[3], m[4], number(m[5]), m[6]})
		}
		if r, at, ok := splitServer(line); ok {
			got = fmt.Sprintf("%q", []string{at, serverTags[r.Level], r.Module, r.File, fmt.Sprint(r.Line), r.Message})
		}
		if got != want {
			t.Errorf("server line %q: %s, want %s", line, got, want)
		}
		want, got = "", ""
		if m := agentForm.FindStringSubmatch(line); m != nil {
			want = fmt.Sprintf("%q", []string{m[1], m[2], m[3], number(m[4]), m[5]})
		}
		if r, at, ok := splitAgent(line); ok {
			got = fmt.Sprintf("%q", []string{at, agentTags[r.Level], r.File, fmt.Sprint(r.Line), r.Message})
		}
		if got != want {
			t.Errorf("agent line %q: %s, want %s", line, got, want)
		}
	})
}

// number is a number without leading zeros.
func number(digits string) string {
	var n int
	_, _ = fmt.Sscan(regexp.MustCompile(`^0+(\d)`).ReplaceAllString(digits, "$1"), &n)
	return fmt.Sprint(n)
}
