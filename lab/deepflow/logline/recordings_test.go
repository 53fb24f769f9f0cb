package logline

import (
	"os"
	"strings"
	"testing"
)

// exceptions are recorded lines that the catalogue leaves out, with the reason.
var exceptions = map[string]string{
	"<path> udp.go:202": "the module is the path of the server's binary, masked by the recorder; not on the dock path",
}

// The recordings are of a deepflow-server 6.6.9: up to two lines of every statement that appears in them.
func TestEveryRecordedLineIsInTheCatalogue(t *testing.T) {
	text, err := os.ReadFile("testdata/server-6.6.9.log")
	if err != nil {
		t.Fatal(err)
	}
	records := ReadServer(string(text))
	if len(records) < 490 {
		t.Fatalf("%d records in the recording, want at least 490", len(records))
	}
	seen := map[*Line]bool{}
	for _, r := range records {
		if _, ok := exceptions[place(r)]; ok {
			continue
		}
		hits := matching(r)
		if len(hits) != 1 {
			t.Errorf("%s %q: matches %v, want exactly one line", place(r), excerpt(r.Message), hits)
			continue
		}
		if l := hits[0]; l.Level != r.Level {
			t.Errorf("%s: level %v, want the recorded %v", l, l.Level, r.Level)
		}
		if got := Find(r, ServerLines()); got != hits[0] {
			t.Errorf("Find(%s) = %v, want %v", place(r), got, hits[0])
		}
		seen[hits[0]] = true
	}
	for _, l := range ServerLines() {
		if l.Recorded && !seen[l] {
			t.Errorf("%s claims to be recorded and isn't in testdata", l)
		}
	}
}

// A record written again is the recorded line to the byte.
func TestRecordedLinesRenderAgain(t *testing.T) {
	text, err := os.ReadFile("testdata/server-6.6.9.log")
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, r := range ReadServer(string(text)) {
		b.WriteString(FormatServer(r) + "\n")
	}
	got, want := strings.Split(b.String(), "\n"), strings.Split(string(text), "\n")
	for i := range want {
		if i >= len(got) || got[i] != want[i] {
			t.Fatalf("line %d is rendered as %q, want %q", i+1, got[min(i, len(got)-1)], want[i])
		}
	}
}

func place(r Record) string {
	return Record{Module: r.Module, File: r.File, Line: r.Line}.at()
}

func matching(r Record) []*Line {
	var hits []*Line
	for _, l := range ServerLines() {
		if l.Module != r.Module || l.File != r.File || l.Line != r.Line {
			continue
		}
		if _, ok := l.Match(r.Message); ok {
			hits = append(hits, l)
		}
	}
	return hits
}
