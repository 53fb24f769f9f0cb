package sim

import (
	"io"
	"strings"
	"sync"

	"github.com/dflab/dflab/lab"
)

// logFile is a part's log in memory. It grows through restarts, as a file does. copyTo gets what is written, too.
type logFile struct {
	mu     sync.Mutex
	blocks [][]byte // full ones of blockSize, and the last
	copyTo io.Writer
}

const blockSize = 64 << 10

// Write appends to the log.
func (f *logFile) Write(b []byte) (int, error) {
	f.mu.Lock()
	for rest := b; len(rest) > 0; {
		switch n := len(f.blocks); {
		case n == 0:
			f.blocks = append(f.blocks, nil)
		case len(f.blocks[n-1]) == blockSize:
			f.blocks = append(f.blocks, make([]byte, 0, blockSize))
		}
		last := &f.blocks[len(f.blocks)-1]
		n := min(len(rest), blockSize-len(*last))
		*last, rest = append(*last, rest[:n]...), rest[n:]
	}
	f.mu.Unlock()
	if f.copyTo != nil {
		return f.copyTo.Write(b)
	}
	return len(b), nil
}

// Since returns the whole lines behind the cursor.
func (f *logFile) Since(c lab.Cursor) ([]string, lab.Cursor) {
	text := f.behind(c.Offset)
	end := strings.LastIndexByte(text, '\n')
	if end < 0 {
		return nil, c
	}
	return strings.Split(text[:end], "\n"), lab.Cursor{Offset: c.Offset + int64(end) + 1}
}

// behind is what was written behind the offset.
func (f *logFile) behind(offset int64) string {
	f.mu.Lock()
	defer f.mu.Unlock()
	i, at := int(offset/blockSize), int(offset%blockSize)
	if i >= len(f.blocks) {
		return ""
	}
	first := f.blocks[i]
	first = first[min(at, len(first)):]
	var text strings.Builder
	text.Grow(len(first) + (len(f.blocks)-i-1)*blockSize)
	text.Write(first)
	for _, b := range f.blocks[i+1:] {
		text.Write(b)
	}
	return text.String()
}
