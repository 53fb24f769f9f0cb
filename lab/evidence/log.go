package evidence

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/dflab/dflab/lab/deepflow/logline"
)

// Log is what a log says, without its repetitions: of each message the last line that has it. So the last word on anything is there
// however long the log is.
type Log struct {
	// Lines are in the log's order.
	Lines []LogLine `json:"lines"`
	// Total counts the lines of the log.
	Total int `json:"total"`
}

// LogLine is a line of a log file.
type LogLine struct {
	// Number counts from 1.
	Number int    `json:"number"`
	Text   string `json:"text"`
	// Times is how often the same was said.
	Times int `json:"times"`
}

// Limits of what is kept of a log: a log grows for months.
const (
	maxLineBytes = 8 << 10  // of a line; the rest is cut off
	maxKept      = 20 << 10 // distinct messages; older ones go first
)

// scanner reads one log.
type scanner struct {
	parse func(string) (logline.Record, error)
	last  map[string]LogLine
	total int
}

func newScanner(parse func(string) (logline.Record, error)) *scanner {
	return &scanner{parse: parse, last: map[string]LogLine{}}
}

// ServerLog takes lines of server.log.
func ServerLog(lines []string) Log { return scanLines(lines, logline.ParseServer) }

// AgentLog takes lines of deepflow-agent.log.
func AgentLog(lines []string) Log { return scanLines(lines, logline.ParseAgent) }

func scanLines(lines []string, parse func(string) (logline.Record, error)) Log {
	s := newScanner(parse)
	for _, l := range lines {
		s.add(l)
	}
	return s.log()
}

// read takes a whole log, lines of any length.
func (s *scanner) read(r io.Reader) (Log, error) {
	b := bufio.NewReaderSize(r, maxLineBytes)
	for {
		line, tooLong, err := b.ReadLine()
		if err != nil {
			if errors.Is(err, io.EOF) {
				return s.log(), nil
			}
			return s.log(), fmt.Errorf("read line %d: %w", s.total+1, err)
		}
		s.add(string(line))
		for tooLong && err == nil {
			_, tooLong, err = b.ReadLine()
		}
	}
}

// add takes one line. Lines that begin no record belong to the one before and are left out.
func (s *scanner) add(line string) {
	s.total++
	r, err := s.parse(line)
	if err != nil || r.Level == logline.Unset {
		return
	}
	key := r.Module + "\x00" + r.Message
	s.last[key] = LogLine{Number: s.total, Text: line, Times: s.last[key].Times + 1}
	if len(s.last) > 2*maxKept {
		s.forget()
	}
}

// forget drops the messages whose last line is the oldest.
func (s *scanner) forget() {
	kept := s.sorted()
	from := kept[len(kept)-maxKept].Number
	for key, l := range s.last {
		if l.Number < from {
			delete(s.last, key)
		}
	}
}

func (s *scanner) sorted() []LogLine {
	lines := make([]LogLine, 0, len(s.last))
	for _, l := range s.last {
		lines = append(lines, l)
	}
	slices.SortFunc(lines, func(a, b LogLine) int { return a.Number - b.Number })
	return lines
}

func (s *scanner) log() Log {
	if len(s.last) > maxKept {
		s.forget()
	}
	return Log{Lines: s.sorted(), Total: s.total}
}
