package sim

import (
	"fmt"
	"strings"
	"testing"

	"github.com/dflab/dflab/lab"
)

func TestLogFileGivesEachWholeLineOnce(t *testing.T) {
	var f logFile
	var written, read []string
	var at lab.Cursor
	more := func() {
		lines, next := f.Since(at)
		read, at = append(read, lines...), next
	}
	more()
	for i := range 3000 {
		line := fmt.Sprintf("line %d %s", i, strings.Repeat("x", i%200))
		written = append(written, line)
		fmt.Fprint(&f, line)
		more() // a line without its end isn't there yet
		fmt.Fprint(&f, "\n")
		if i%7 == 0 {
			more()
		}
	}
	big := strings.Repeat("b", 200<<10)
	fmt.Fprintln(&f, big)
	written = append(written, big)
	more()
	if strings.Join(read, "\n") != strings.Join(written, "\n") {
		t.Errorf("read %d lines of %d, or not as they were written", len(read), len(written))
	}
	if lines, _ := f.Since(lab.Cursor{}); len(lines) != len(written) {
		t.Errorf("%d lines from the start, want %d", len(lines), len(written))
	}
	if lines, next := f.Since(lab.Cursor{Offset: at.Offset + 10}); lines != nil || next.Offset != at.Offset+10 {
		t.Errorf("behind the end: %d lines, cursor %d", len(lines), next.Offset)
	}
}
