package replay

import (
	"fmt"
	"io/fs"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// Exit is a recorded start that ended (06_other): with which code, how long after the start, and what was logged.
type Exit struct {
	Name  string
	Code  int
	After time.Duration
	Lines []string
}

var exitLine = regexp.MustCompile(`^# server EXITED, exit code (\d+), after ([\d.]+) s$`)

// ReadExit reads a recording of 06_other.
func ReadExit(recordings fs.FS, name string) (*Exit, error) {
	text, err := fs.ReadFile(recordings, name)
	if err != nil {
		return nil, fmt.Errorf("read recording: %w", err)
	}
	lines := strings.Split(strings.TrimSpace(string(text)), "\n")
	m := exitLine.FindStringSubmatch(lines[0])
	if m == nil {
		return nil, fmt.Errorf("read %s: first line %q: want how the server exited", name, lines[0])
	}
	e := &Exit{Name: name, Lines: lines[1:]}
	if e.Code, err = strconv.Atoi(m[1]); err != nil {
		return nil, fmt.Errorf("read %s: exit code: %w", name, err)
	}
	seconds, err := strconv.ParseFloat(m[2], 64)
	if err != nil {
		return nil, fmt.Errorf("read %s: duration: %w", name, err)
	}
	e.After = time.Duration(seconds * float64(time.Second))
	return e, nil
}

// exitTolerance is how much sooner or later a server may exit than the recorded one.
const exitTolerance = 500 * time.Millisecond

// Compare holds an exit against the recorded one. Lines are compared by their shapes, up to the exit: each that was recorded
// has to be there, in the recorded order.
func (e *Exit) Compare(code int, after time.Duration, log []string) Result {
	r := Result{Recording: e.Name}
	r.same("exit code", e.Code, code)
	r.Near("time to exit", e.After, after, exitTolerance)
	var seen []string
	for _, line := range log {
		if shape, _, ok := Shape(line); ok {
			seen = append(seen, shape)
		}
	}
	for _, line := range e.Lines {
		shape, _, ok := Shape(line)
		if !ok {
			continue
		}
		found := false
		for i, s := range seen {
			if s == shape {
				seen, found = seen[i+1:], true
				break
			}
		}
		r.same("line "+shape, true, found)
	}
	return r
}

// Near compares durations, which may differ by the tolerance.
func (r *Result) Near(where string, recorded, seen, tolerance time.Duration) {
	r.Compared++
	if (seen - recorded).Abs() > tolerance {
		r.Diffs = append(r.Diffs, Diff{where, recorded.String(), seen.String()})
	}
}
