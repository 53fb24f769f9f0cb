package sim

import (
	"bytes"
	"io"
	"strings"
	"sync"

	"github.com/dflab/dflab/lab"
)

// logFile is a part's log in memory. It grows through restarts, as a file does. copyTo gets what is written, too.
type logFile struct {
	mu     sync.Mutex
	text   []byte
	copyTo io.Writer
}

// Write appends to the log.
func (f *logFile) Write(b []byte) (int, error) {
	f.mu.Lock()
	f.text = append(f.text, b...)
	f.mu.Unlock()
	if f.copyTo != nil {
		return f.copyTo.Write(b)
	}
	return len(b), nil
}

// Since returns the whole lines behind the cursor.
func (f *logFile) Since(c lab.Cursor) ([]string, lab.Cursor) {
	f.mu.Lock()
	defer f.mu.Unlock()
	rest := f.text[min(c.Offset, int64(len(f.text))):]
	end := bytes.LastIndexByte(rest, '\n')
	if end < 0 {
		return nil, c
	}
	return strings.Split(string(rest[:end]), "\n"), lab.Cursor{Offset: c.Offset + int64(end) + 1}
}
