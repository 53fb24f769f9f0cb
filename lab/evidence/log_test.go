package evidence

import (
	"fmt"
	"strings"
	"testing"

	"github.com/dflab/dflab/lab/deepflow/logline"
)

func line(second int, message string) string {
	return fmt.Sprintf("2025-04-15 22:%02d:%02d.000 [WARN] [trisolaris.vtap] vtap.go:1 %s", second/60%60, second%60, message)
}

// Of what is said again and again the last place counts; the order of the log stays.
func TestLogKeepsTheLastWord(t *testing.T) {
	l := ServerLog([]string{line(1, "a"), line(2, "b"), "  of the message before", line(3, "a"), "2025-04-15 22:00:00.000 [GIN] 127.0.0.1 GET / 200 1ms"})
	want := Log{Total: 5, Lines: []LogLine{{Number: 2, Text: line(2, "b"), Times: 1}, {Number: 4, Text: line(3, "a"), Times: 2}}}
	if fmt.Sprint(l) != fmt.Sprint(want) {
		t.Errorf("got %v, want %v", l, want)
	}
}

// A log of any length takes no more than its distinct messages, and of those the latest.
func TestLogIsBounded(t *testing.T) {
	s := newScanner(logline.ParseServer)
	for i := range 3 * maxKept {
		s.add(line(i, fmt.Sprint("message ", i)))
	}
	l := s.log()
	if len(l.Lines) > maxKept || l.Total != 3*maxKept {
		t.Errorf("%d lines of %d kept", len(l.Lines), l.Total)
	}
	if last := l.Lines[len(l.Lines)-1]; last.Number != 3*maxKept {
		t.Errorf("last is line %d", last.Number)
	}
}

// Neither bytes that are no text nor lines without end hurt.
func TestLogOfForeignBytes(t *testing.T) {
	text := "\x00\xff\xfe\n" + line(1, strings.Repeat("x", 10*maxLineBytes)) + "\n" + line(2, "good") + "\n" + strings.Repeat("y", 10*maxLineBytes)
	l, err := ServerLogReader(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	if l.Total != 4 || len(l.Lines) != 2 || l.Lines[1].Number != 3 || len(l.Lines[0].Text) > maxLineBytes {
		t.Errorf("got %d lines of %d", len(l.Lines), l.Total)
	}
}

func FuzzLog(f *testing.F) {
	f.Add(line(1, "a") + "\n" + line(2, "b"))
	f.Fuzz(func(t *testing.T, text string) {
		l, err := ServerLogReader(strings.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		for i, at := range l.Lines {
			if at.Number > l.Total || i > 0 && at.Number <= l.Lines[i-1].Number {
				t.Fatalf("line %d of %d behind line %d", at.Number, l.Total, l.Lines[max(0, i-1)].Number)
			}
		}
		if _, err := AgentLogReader(strings.NewReader(text)); err != nil {
			t.Fatal(err)
		}
	})
}

func BenchmarkLog(b *testing.B) {
	var text strings.Builder
	for i := range 200_000 {
		text.WriteString(line(i, fmt.Sprint("failed to register agent(10.50.72.101-52:54:00:50:00:00) by querying DB table vinterface_ip, attempt ", i%5000)) + "\n")
	}
	b.SetBytes(int64(text.Len()))
	for b.Loop() {
		if _, err := ServerLogReader(strings.NewReader(text.String())); err != nil {
			b.Fatal(err)
		}
	}
}
