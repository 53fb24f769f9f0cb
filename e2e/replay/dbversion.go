package replay

import (
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/dflab/dflab/lab/deepflow/logline"
)

// Start is one recorded start of the server on a prepared database (02_db_version).
type Start struct {
	Name string // a1_older_6.6.1.22
	SQL  string // run before the start; "" where the file says nothing
	// Up: the server came up; otherwise it exited with Code.
	Up      bool
	Code    int
	Ports   []string // listening afterwards, sorted
	Version []string // db_version.version afterwards
	Lines   []string // module, file:line and message of the log, masked
	Panic   bool     // a Go panic is among what it printed
}

var (
	exited = regexp.MustCompile(`EXITED, exit code (\d+)`)
	port   = regexp.MustCompile(`\*:(\d+)`)
)

// ReadStart reads one file of 02_db_version.
func ReadStart(recordings fs.FS, name string) (*Start, error) {
	text, err := fs.ReadFile(recordings, path.Join("02_db_version", name+".txt"))
	if err != nil {
		return nil, fmt.Errorf("read recording: %w", err)
	}
	s := &Start{Name: name}
	section := ""
	for line := range strings.Lines(string(text)) {
		line = strings.TrimRight(line, "\n")
		switch {
		case strings.HasPrefix(line, "# SQL before start:"):
			s.SQL = strings.TrimSpace(strings.TrimPrefix(line, "# SQL before start:"))
		case strings.HasPrefix(line, "# server is UP"):
			s.Up = true
		case exited.MatchString(line):
			fmt.Sscan(exited.FindStringSubmatch(line)[1], &s.Code)
		case strings.HasPrefix(line, "# ports:"):
			for _, m := range port.FindAllStringSubmatch(line, -1) {
				s.Ports = append(s.Ports, m[1])
			}
			slices.Sort(s.Ports)
		case strings.HasPrefix(line, "# "):
			section = line
		case strings.HasPrefix(section, "# db_version afterwards"):
			if cells := strings.Split(line, "\t"); len(cells) == 3 && cells[0] != "version" {
				s.Version = append(s.Version, cells[0])
			}
		case strings.HasPrefix(line, "panic: "):
			s.Panic = true
			s.Lines = append(s.Lines, line)
		case strings.HasPrefix(section, "# log lines"):
			if l, ok := StartLine(line); ok {
				s.Lines = append(s.Lines, l)
			}
		}
	}
	return s, nil
}

// compareModules are those that the recorded starts were cut to.
var compareModules = regexp.MustCompile(`^(db\.mysql.*|controller|router)$`)

// outOfScope are lines of those modules whose job the simulated server doesn't have: usage reports' compression.
var outOfScope = []string{"compress time comsumed"}

// StartLine is a line of server.log as starts are compared by it: module, place and masked message. ok is false for lines of
// other modules and for the dump of the configuration.
func StartLine(line string) (text string, ok bool) {
	r, err := logline.ParseServer(line)
	if err != nil || !compareModules.MatchString(r.Module) || strings.HasPrefix(r.Message, "controller config:") {
		return "", false
	}
	for _, o := range outOfScope {
		if strings.Contains(r.Message, o) {
			return "", false
		}
	}
	return fmt.Sprintf("[%s] %s:%d %s", r.Module, r.File, r.Line, Mask(r.Message)), true
}

// Compare holds what a server did against the recorded start.
func (s *Start) Compare(seen Start) Result {
	r := Result{Recording: "02_db_version/" + s.Name}
	r.same("comes up", s.Up, seen.Up)
	if !s.Up {
		r.same("exit code", s.Code, seen.Code)
	}
	r.same("db_version", s.Version, seen.Version)
	r.same("ports", s.Ports, seen.Ports)
	for i := range max(len(s.Lines), len(seen.Lines)) {
		r.same(fmt.Sprintf("log line %d", i+1), at(s.Lines, i), at(seen.Lines, i))
	}
	return r
}

func at(lines []string, i int) string {
	if i < len(lines) {
		return lines[i]
	}
	return "nothing"
}

func (r *Result) same(where string, recorded, seen any) {
	r.Compared++
	if w, g := fmt.Sprint(recorded), fmt.Sprint(seen); w != g {
		r.Diffs = append(r.Diffs, Diff{where, w, g})
	}
}
