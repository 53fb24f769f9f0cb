package docker

import (
	"bytes"
	"regexp"
	"strings"
	"sync"
	"time"

	"github.com/dflab/dflab/lab"
)

// logLines is a part's log: whole lines without colours, in the order in which they were written.
type logLines struct {
	mu    sync.Mutex
	lines []string
}

var colour = regexp.MustCompile("\x1b\\[[0-9;?]*[A-Za-z]")

func (l *logLines) add(line string) {
	line = colour.ReplaceAllString(strings.TrimSuffix(line, "\r"), "")
	l.mu.Lock()
	defer l.mu.Unlock()
	l.lines = append(l.lines, line)
}

// Since returns the lines behind the cursor, whose offset is the number of lines before it.
func (l *logLines) Since(c lab.Cursor) ([]string, lab.Cursor) {
	l.mu.Lock()
	defer l.mu.Unlock()
	from := min(max(c.Offset, 0), int64(len(l.lines)))
	return append([]string(nil), l.lines[from:]...), lab.Cursor{Offset: int64(len(l.lines))}
}

// joiner puts an engine's log back together: messages come with their time, long lines in pieces, and after a lost connection some of
// them come again. One joiner serves one container for all its lives.
type joiner struct {
	to *logLines
	// began are the pieces of each stream's unfinished line.
	began [2]bytes.Buffer
	// recent are the messages of the last overlap; skip are those of them that are to come again on this connection.
	recent []message
	skip   map[message]int
	latest time.Time
}

// message is one as the engine keeps it: two of the same time, stream and text are counted.
type message struct {
	at     string
	stream int
	text   string
}

// logOverlap is how much is asked for again after a connection ended: times are taken before messages are put in order.
const logOverlap = 2 * time.Second

// reopen prepares for a new connection and says since when messages are wanted; the zero time is all.
func (j *joiner) reopen() time.Time {
	j.skip = map[message]int{}
	for _, m := range j.recent {
		j.skip[m]++
	}
	if j.latest.IsZero() {
		return time.Time{}
	}
	return j.latest.Add(-logOverlap)
}

// stream is the writer for one stream's messages; each Write is one message, as stdcopy hands them out.
func (j *joiner) stream(n int) writerFunc {
	return func(b []byte) (int, error) {
		j.take(n, b)
		return len(b), nil
	}
}

type writerFunc func(b []byte) (int, error)

func (f writerFunc) Write(b []byte) (int, error) { return f(b) }

func (j *joiner) take(n int, b []byte) {
	at, text, _ := strings.Cut(string(b), " ")
	t, err := time.Parse(time.RFC3339Nano, at)
	if err != nil {
		// Not stamped: nothing to recognise it by, so it is what it says.
		t, text = j.latest, string(b)
	}
	m := message{at, n, text}
	if j.skip[m] > 0 {
		j.skip[m]--
		return
	}
	if t.After(j.latest) {
		j.latest = t
	}
	j.remember(m)
	j.began[n].WriteString(text)
	if strings.HasSuffix(text, "\n") {
		line := j.began[n].String()
		j.began[n].Reset()
		j.to.add(strings.TrimSuffix(line, "\n"))
	}
}

// remember keeps what may come again. Times of RFC 3339 with nine digits are in order as text.
func (j *joiner) remember(m message) {
	j.recent = append(j.recent, m)
	if len(j.recent) < 64 {
		return
	}
	oldest := j.latest.Add(-2 * logOverlap)
	keep := j.recent[:0]
	for _, r := range j.recent {
		if at, err := time.Parse(time.RFC3339Nano, r.at); err == nil && !at.Before(oldest) {
			keep = append(keep, r)
		}
	}
	j.recent = keep
}
