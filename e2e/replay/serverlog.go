package replay

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/dflab/dflab/lab/deepflow/logline"
)

// lineMasks blank out what differs in a log line beyond Mask: ids, versions, ports, lengths.
var lineMasks = []struct {
	pattern *regexp.Regexp
	with    string
}{
	{regexp.MustCompile(`\b\d{10}\b`), "<version>"},
	{regexp.MustCompile(`\b(vtap_id|vtap id|agent_id|vtap count|org_id|launch_server_id|deviceid|vifid)(:? ?\(?)\d+`), "$1$2<id>"},
	{regexp.MustCompile(`(\d+\.\d+\.\d+\.\d+):\d{4,5}\b`), "$1:<port>"},
	{regexp.MustCompile(`\(\[\d+( \d+)*\]\)`), "([<ids>])"},
	{regexp.MustCompile(`"?request_id"?:\d+`), "request_id:<id>"},
	{regexp.MustCompile(`\bid(:|=| )\d+\b`), "id$1<id>"},
	{regexp.MustCompile(`(len|len=|length|length:|size|size:)( ?)\(?\d+\)?`), "$1$2<n>"},
}

func maskLine(message string) string {
	message = Mask(message)
	for _, m := range lineMasks {
		message = m.pattern.ReplaceAllString(message, m.with)
	}
	return strings.TrimRight(message, " \n")
}

// dockingPath are the modules that an agent's way to its data runs through. The others of a recorded log are not compared.
var dockingPath = regexp.MustCompile(`^(trisolaris\.(vtap|agentsynchronize|kubernetes)|genesis\.(grpc|updater)|router|http\.service(\.vtap|\.agent)?|monitor|monitor/vtap|monitor\.license)$`)

// OutOfScope are lines of parts that the simulated server doesn't have.
func OutOfScope(r logline.Record) bool { return !dockingPath.MatchString(r.Module) }

// Lines are the distinct shapes of a log in the order of their first writing.
type Lines struct {
	Shapes  []string
	Count   map[string]int
	First   map[string]time.Time
	modules map[string]bool
	// from and to are when the log's first and last lines were written.
	from, to time.Time
}

// AgentLines are the docking path's lines of a log that name the agent, by any of the names.
func AgentLines(log []string, names ...string) Lines {
	l := Lines{Count: map[string]int{}, First: map[string]time.Time{}, modules: map[string]bool{}}
	for _, line := range log {
		record, ok := readLine(line)
		if !ok {
			continue
		}
		if l.from.IsZero() {
			l.from = record.Time
		}
		l.to = record.Time
		if OutOfScope(record) || !slices.ContainsFunc(names, func(n string) bool { return mentions(record.Message, n) }) {
			continue
		}
		shape := shapeOf(record)
		l.modules[record.Module] = true
		if l.Count[shape]++; l.Count[shape] == 1 {
			l.Shapes, l.First[shape] = append(l.Shapes, shape), record.Time
		}
	}
	return l
}

// Within are the lines of a log that were written while the recorded one was.
func (l Lines) Within(log []string) (kept []string) {
	for _, line := range log {
		if r, ok := readLine(line); ok && r.Time.After(l.from.Add(-slack)) && r.Time.Before(l.to.Add(slack)) {
			kept = append(kept, line)
		}
	}
	return kept
}

// slack is how far apart two lines have to be for their order to mean something: the server does much side by side.
const slack = 2 * time.Second

// mentions: the text has the name, and not as the beginning of a longer one.
func mentions(text, name string) bool {
	for {
		i := strings.Index(text, name)
		if i < 0 {
			return false
		}
		rest := text[i+len(name):]
		if rest == "" || !strings.ContainsRune("0123456789", rune(rest[0])) {
			return true
		}
		text = rest
	}
}

// Compare holds the lines about one agent against the recorded: which shapes there are, in which order they come first, and
// whether those that come again and again do so about as often. Single times are not reliable, so a count may differ by a
// fifth and two. Modules that the recording was cut of are left out.
func (l Lines) Compare(recording, where string, seen Lines) Result {
	r := Result{Recording: recording}
	for _, shape := range l.Shapes {
		n := seen.Count[shape]
		r.Compared++
		switch w := l.Count[shape]; {
		case n == 0:
			r.Diffs = append(r.Diffs, Diff{where + "line " + shape, fmt.Sprintf("%d times", w), "nothing"})
		case abs(n-w) > 2+max(n, w)/5:
			r.Diffs = append(r.Diffs, Diff{where + "count of " + shape, fmt.Sprintf("%d times", w), fmt.Sprintf("%d times", n)})
		}
	}
	for _, shape := range seen.Shapes {
		if module, _, _ := strings.Cut(shape[1:], "]"); l.Count[shape] == 0 && l.modules[module] {
			r.Compared++
			r.Diffs = append(r.Diffs, Diff{where + "line " + shape, "nothing", fmt.Sprintf("%d times", seen.Count[shape])})
		}
	}
	for i, before := range l.Shapes {
		for _, after := range l.Shapes[i+1:] {
			if seen.Count[before] == 0 || seen.Count[after] == 0 || l.First[after].Sub(l.First[before]) < slack {
				continue
			}
			if r.Compared++; seen.First[before].After(seen.First[after]) {
				r.Diffs = append(r.Diffs, Diff{where + "order of " + before, "before " + after, "after it"})
			}
		}
	}
	return r
}

func abs(n int) int { return max(n, -n) }
