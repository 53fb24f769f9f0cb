package sim

import (
	"bytes"
	"io"
	"slices"
	"sort"
	"sync"

	"github.com/dflab/dflab/lab"
)

// logFile is a part's log in memory. It grows through restarts, as a file does. copyTo gets what is written, too.
type logFile struct {
	mu     sync.Mutex
	lines  []string // whole ones
	ends   []int64  // offset behind each
	rest   []byte   // of the line that has no end yet
	copyTo io.Writer
}

// Write appends to the log.
func (f *logFile) Write(b []byte) (int, error) {
	f.mu.Lock()
	f.rest = append(f.rest, b...)
	rest := f.rest
	for {
		line, more, ended := bytes.Cut(rest, []byte("\n"))
		if !ended {
			break
		}
		f.ends = append(f.ends, f.start(len(f.lines))+int64(len(line))+1)
		f.lines = append(f.lines, string(line))
		rest = more
	}
	f.rest = append(f.rest[:0], rest...)
	f.mu.Unlock()
	if f.copyTo != nil {
		return f.copyTo.Write(b)
	}
	return len(b), nil
}

// start is the offset of the i-th line.
func (f *logFile) start(i int) int64 {
	if i == 0 {
		return 0
	}
	return f.ends[i-1]
}

// Since returns the whole lines behind the cursor.
func (f *logFile) Since(c lab.Cursor) ([]string, lab.Cursor) {
	f.mu.Lock()
	defer f.mu.Unlock()
	i := sort.Search(len(f.ends), func(i int) bool { return f.ends[i] > c.Offset })
	if i == len(f.lines) {
		return nil, c
	}
	lines := slices.Clone(f.lines[i:])
	lines[0] = lines[0][c.Offset-f.start(i):]
	return lines, lab.Cursor{Offset: f.ends[len(f.ends)-1]}
}
