package doctor

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"gotest.tools/v3/golden"
)

// docs/doctor.md lists the codes as they are.
func TestCodesAreDocumented(t *testing.T) {
	const path, begin, end = "../../docs/doctor.md", "<!-- codes: written by go test ./lab/doctor -update -->\n", "<!-- end -->"
	var b strings.Builder
	b.WriteString("\n| code | severity | closes | finding | 发现 |\n|---|---|---|---|---|\n")
	for _, c := range All() {
		name := c.Title.EN
		if c.Symptom {
			name += " (symptom: a root cause only where none is found before it)"
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s |\n", c.Code, c.Severity, c.GateName(), name, c.Title.ZH)
	}
	b.WriteString("\n")
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, ok := strings.Cut(string(text), begin)
	listed, after, ok2 := strings.Cut(rest, end)
	if !ok || !ok2 {
		t.Fatalf("%s has no place for the codes", path)
	}
	if golden.FlagUpdate() {
		if err := os.WriteFile(path, []byte(before+begin+b.String()+end+after), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if listed != b.String() {
		t.Errorf("%s lists\n%s\nwant\n%s", path, listed, b.String())
	}
}
