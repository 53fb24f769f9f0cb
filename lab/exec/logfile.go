package exec

import (
	"bytes"
	"io"
	"os"
	"regexp"
	"strings"

	"github.com/dflab/dflab/lab"
)

// logFile is a part's log: a file that its processes append to, one after the other. Cursors are bytes of the file.
type logFile struct{ path string }

// colours are the escape sequences that make a terminal's text coloured.
var colours = regexp.MustCompile("\x1b\\[[0-9;?]*[A-Za-z]")

// Since returns the whole lines behind the cursor, without colours. A log that can't be read has no lines.
func (l logFile) Since(c lab.Cursor) ([]string, lab.Cursor) {
	f, err := os.Open(l.path)
	if err != nil {
		return nil, c
	}
	defer f.Close()
	rest, err := io.ReadAll(io.NewSectionReader(f, c.Offset, 1<<62))
	if err != nil {
		return nil, c
	}
	end := bytes.LastIndexByte(rest, '\n')
	if end < 0 {
		return nil, c
	}
	lines := strings.Split(colours.ReplaceAllString(string(rest[:end]), ""), "\n")
	for i, line := range lines {
		lines[i] = strings.TrimSuffix(line, "\r")
	}
	return lines, lab.Cursor{Offset: c.Offset + int64(end) + 1}
}

// open is the file for a process to append to. What the last one left without an end of line gets one.
func (l logFile) open() (*os.File, error) {
	f, err := os.OpenFile(l.path, os.O_APPEND|os.O_CREATE|os.O_RDWR, 0o644)
	if err != nil {
		return nil, err
	}
	last := make([]byte, 1)
	if info, err := f.Stat(); err == nil && info.Size() > 0 {
		if _, err := f.ReadAt(last, info.Size()-1); err == nil && last[0] != '\n' {
			_, _ = f.WriteString("\n")
		}
	}
	return f, nil
}
