package replay

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"google.golang.org/grpc"

	"github.com/dflab/dflab/lab/clock"
	"github.com/dflab/dflab/lab/deepflow/logline"
	"github.com/dflab/dflab/lab/deepflow/wire/agent"
)

// Session plays the steps of recordings of one run again, each at its recorded time, against one server.
type Session struct {
	HTTP *http.Client
	Base string // of the REST API
	Lane clock.Lane
	// Dial connects as the agent of that address.
	Dial func(ctrlIP string) (grpc.ClientConnInterface, error)
	// Wait lets lab time pass until then.
	Wait func(ctx context.Context, until time.Time) error
	// Hello is the request of a Sync that the recording doesn't tell, by what its title calls the agent.
	Hello func(title string) *agent.SyncRequest
	Names Names

	results map[string]*Result
	open    []*stream
}

// result is where the outcome of a recording's steps goes.
func (s *Session) result(file string) *Result {
	if s.results == nil {
		s.results = map[string]*Result{}
	}
	if s.results[file] == nil {
		s.results[file] = &Result{Recording: file}
	}
	return s.results[file]
}

func (r *Result) add(more Result) {
	r.Compared += more.Compared
	r.Diffs = append(r.Diffs, more.Diffs...)
}

// Play does the steps in their order. Streams that the recordings leave open go on until Close.
func (s *Session) Play(ctx context.Context, steps []Step) error {
	for _, step := range steps {
		if err := s.Wait(ctx, step.At); err != nil {
			return err
		}
		if err := s.do(ctx, step); err != nil {
			return fmt.Errorf("%s: %s %s: %w", step.File, step.At.Format("15:04:05.000"), step.Title, err)
		}
	}
	return nil
}

func (s *Session) do(ctx context.Context, step Step) error {
	where := step.At.Format("15:04:05") + " " + step.Title
	r := s.result(step.File)
	switch {
	case step.REST != nil:
		status, contentType, body, err := s.request(ctx, *step.REST)
		if err != nil {
			return err
		}
		r.same(where+": status", step.REST.Status, status)
		r.same(where+": content type", step.REST.ContentType, contentType)
		r.add(s.Names.CompareJSON(where, step.REST.Answer, body))
	case step.RPC != nil:
		more, err := s.call(ctx, step.File, where, *step.RPC, step.Title)
		if err != nil {
			return err
		}
		r.add(more)
	default:
		l, ok := listings[step.Command]
		if !ok {
			return nil // help and the like: of deepflow-ctl, not of the server
		}
		_, _, body, err := s.request(ctx, Exchange{Method: http.MethodGet, Path: l.path})
		if err != nil {
			return err
		}
		r.add(l.compareList(where, step.Output, body, &s.Names))
	}
	return nil
}

// request sends a recorded request with this server's names in it. Redirects aren't followed.
func (s *Session) request(ctx context.Context, e Exchange) (status int, contentType, body string, err error) {
	req, err := http.NewRequestWithContext(ctx, e.Method, s.Base+s.Names.Translate(e.Path), strings.NewReader(s.Names.Translate(e.Body)))
	if err != nil {
		return 0, "", "", fmt.Errorf("repeat %s %s: %w", e.Method, e.Path, err)
	}
	for k, v := range e.Header {
		req.Header.Set(k, v)
	}
	once := *s.HTTP
	once.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	resp, err := once.Do(req)
	if err != nil {
		return 0, "", "", fmt.Errorf("repeat %s %s: %w", e.Method, e.Path, err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		return 0, "", "", fmt.Errorf("read answer to %s %s: %w", e.Method, e.Path, err)
	}
	return resp.StatusCode, resp.Header.Get("Content-Type"), strings.TrimRight(string(b), "\n"), nil
}

// Heard says which of the server's lines that were kept with the recording the server wrote, too: by place and shape.
func (s *Session) Heard(script *Script, log []string) {
	lines := make([]string, len(script.Lines))
	for i, line := range script.Lines {
		lines[i] = s.Names.Translate(line)
	}
	s.result(script.Name).Heard(lines, log)
}

// Heard compares the recorded lines of the docking path by being written, by place and shape.
func (r *Result) Heard(recorded, log []string) {
	seen := map[string]bool{}
	for _, line := range log {
		if shape, _, ok := Shape(line); ok {
			seen[shape] = true
		}
	}
	done := map[string]bool{}
	for _, line := range recorded {
		shape, record, ok := Shape(line)
		if !ok || done[shape] || OutOfScope(record) {
			continue
		}
		done[shape] = true
		if seen[shape] {
			r.same("line "+shape, "written", "written")
			continue
		}
		r.same("line "+shape, "written", "nothing")
	}
}

// Lists compares two lists element by element.
func (r *Result) Lists(where string, recorded, seen []string) {
	for i := range max(len(recorded), len(seen)) {
		r.same(fmt.Sprintf("%s %d", where, i+1), at(recorded, i), at(seen, i))
	}
}

// Results are those of all recordings that were played, in no order.
func (s *Session) Results() (all []Result) {
	for _, st := range s.open {
		s.result(st.file).add(st.compare())
	}
	s.open = nil
	for _, r := range s.results {
		all = append(all, *r)
	}
	Sort(all)
	return all
}

// Shape is a line of server.log as lines are compared: module, place and message with all that differs from run to run
// blanked out. ok is false for what isn't a line of the log.
func Shape(line string) (shape string, record logline.Record, ok bool) {
	r, ok := readLine(line)
	if !ok {
		return "", r, false
	}
	return shapeOf(r), r, true
}

func shapeOf(r logline.Record) string {
	return fmt.Sprintf("[%s] %s:%d %s", r.Module, r.File, r.Line, maskLine(r.Message))
}

// readLine reads a line, also one with the number before it that grep wrote: "1820:2026-…".
func readLine(line string) (logline.Record, bool) {
	if _, after, numbered := strings.Cut(line, ":2026-"); numbered && len(line)-len(after) < 16 {
		line = "2026-" + after
	}
	r, err := logline.ParseServer(line)
	return r, err == nil
}
