package replay

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Step is one thing that was done to the recorded server, with what came of it: one of REST, Command and RPC.
type Step struct {
	File  string // the recording
	At    time.Time
	Title string
	REST  *Exchange
	// Command is a deepflow-ctl command, without the flags that name the server; Output is what it printed.
	Command, Output string
	RPC             *RPC
}

// RPC is a recorded gRPC call other than those of a conversation.
type RPC struct {
	Method  string
	Request json.RawMessage   // nil: the recording doesn't tell
	Answers []json.RawMessage // one of a unary method
	// Sends are the messages of a client that streams, with their times; Closes is when it half-closed, the zero time: never.
	Sends  []Sent
	Closes time.Time
	// Status is the code that the call ended with, OK or another's name, and Message its text.
	Status, Message string
}

// Sent is a message of a client's stream.
type Sent struct {
	At      time.Time
	Message json.RawMessage
}

// Script is a recording made of steps, and the server's lines that were kept with them.
type Script struct {
	Name  string
	Steps []Step
	Lines []string
}

var (
	stepHead = regexp.MustCompile(`^(===|---) (\d\d:\d\d:\d\d\.\d{3}) (.*)`)
	ctlFlags = regexp.MustCompile(` --api-port 20417 -i 127\.0\.0\.1$`)
	callLine = regexp.MustCompile(`^\{".*"t":"\d\d:\d\d:\d\d\.\d{3}"\}$`)
	rpcLine  = regexp.MustCompile(`^\{"(\w+) (request|response|message)":`)
)

// ReadScript reads a recording of 09_more that is made of blocks: "=== time title" with a REST exchange or a command,
// "--- time title" or nothing with a gRPC call, "--- server lines". day is the date of its times.
func ReadScript(recordings fs.FS, name string, day time.Time) (*Script, error) {
	text, err := fs.ReadFile(recordings, name)
	if err != nil {
		return nil, fmt.Errorf("read recording: %w", err)
	}
	r := scriptReader{script: &Script{Name: name}, day: day}
	for n, line := range strings.Split(strings.TrimSuffix(string(text), "\n"), "\n") {
		if err := r.line(line); err != nil {
			return nil, fmt.Errorf("read %s:%d: %w", name, n+1, err)
		}
	}
	for i := range r.script.Steps {
		if e := r.script.Steps[i].REST; e != nil {
			e.Body, e.Answer = strings.TrimRight(e.Body, "\n"), strings.TrimRight(e.Answer, "\n")
		}
	}
	r.script.Steps = slices.DeleteFunc(r.script.Steps, func(s Step) bool { return s.REST == nil && s.Command == "" && s.RPC == nil })
	return r.script, nil
}

type scriptReader struct {
	script   *Script
	day      time.Time
	at       time.Time // of the block, where the lines don't tell
	title    string
	into     *string // where lines without a mark belong
	inServer bool
}

func (r *scriptReader) step() *Step { return &r.script.Steps[len(r.script.Steps)-1] }

func (r *scriptReader) begin(at time.Time) *Step {
	r.script.Steps = append(r.script.Steps, Step{File: r.script.Name, At: at, Title: r.title})
	return r.step()
}

func (r *scriptReader) line(line string) error {
	switch {
	case stepHead.MatchString(line):
		m := stepHead.FindStringSubmatch(line)
		at, err := timeOfDay(r.day, m[2])
		if err != nil {
			return err
		}
		r.at, r.title, r.into, r.inServer = at, m[3], nil, false
		if m[1] == "===" {
			r.begin(at)
		}
		return nil
	case strings.HasPrefix(line, "--- "):
		r.into, r.inServer = nil, line == "--- server lines"
		return nil
	case r.inServer:
		r.script.Lines = append(r.script.Lines, line)
		return nil
	case callLine.MatchString(line):
		return r.call(line)
	case strings.HasPrefix(line, "# ") && r.into == nil:
		r.title = strings.TrimPrefix(line, "# ")
		return nil
	case len(r.script.Steps) == 0:
		return nil
	}
	return r.exchange(line)
}

// exchange reads a line of a REST block or of a command.
func (r *scriptReader) exchange(line string) error {
	s := r.step()
	if command, ok := strings.CutPrefix(line, "$ deepflow-ctl "); ok {
		s.Command, r.into = ctlFlags.ReplaceAllString(command, ""), &s.Output
		return nil
	}
	if s.Command != "" && strings.HasPrefix(line, "[exit code ") {
		r.into = nil
		return nil
	}
	if sent, ok := strings.CutPrefix(line, "> "); ok {
		switch key, value, _ := strings.Cut(sent, ": "); {
		case s.REST == nil:
			method, path, _ := strings.Cut(sent, " ")
			s.REST = &Exchange{Method: method, Path: path, Header: map[string]string{}}
		case key == "body":
			s.REST.Body, r.into = value+"\n", &s.REST.Body
		default:
			s.REST.Header[key] = value
		}
		return nil
	}
	if got, ok := strings.CutPrefix(line, "< "); ok && s.REST != nil {
		r.into = nil
		switch status, isStatus := strings.CutPrefix(got, "HTTP/1.1 "); {
		case isStatus:
			code, _, _ := strings.Cut(status, " ")
			var err error
			if s.REST.Status, err = strconv.Atoi(code); err != nil {
				return fmt.Errorf("status %q: %w", got, err)
			}
		case strings.HasPrefix(got, "Content-Type: "):
			s.REST.ContentType = strings.TrimPrefix(got, "Content-Type: ")
		} // Date and curl's exit aren't kept
		r.into = nil
		return nil
	}
	if r.into == nil && s.REST != nil && s.REST.Status != 0 {
		r.into = &s.REST.Answer
	}
	if r.into != nil {
		*r.into += line + "\n"
	}
	return nil
}

// call reads a line about a gRPC call.
func (r *scriptReader) call(line string) error {
	var fields map[string]json.RawMessage
	if err := json.Unmarshal([]byte(line), &fields); err != nil {
		return err
	}
	var clock string
	if err := json.Unmarshal(fields["t"], &clock); err != nil {
		return fmt.Errorf("time of %.40q: %w", line, err)
	}
	at, err := timeOfDay(r.day, clock)
	if err != nil {
		return err
	}
	if m := rpcLine.FindStringSubmatch(line); m != nil {
		body := fields[m[1]+" "+m[2]]
		if m[2] == "request" || !r.calling(m[1]) {
			r.begin(at).RPC = &RPC{Method: m[1]}
		}
		call := r.step().RPC
		if m[2] == "request" {
			call.Request = body
		} else {
			call.Answers = append(call.Answers, body)
		}
		return nil
	}
	if note := string(fields["note"]); note == `"stream opened"` {
		r.begin(at).RPC = &RPC{Method: "RemoteExecute"}
	}
	if len(r.script.Steps) == 0 || r.step().RPC == nil {
		return nil
	}
	call := r.step().RPC
	for key, body := range fields {
		switch {
		case strings.HasPrefix(key, "agent sends "):
			call.Sends = append(call.Sends, Sent{at, body})
		case strings.HasPrefix(key, "server sends "):
			call.Answers = append(call.Answers, body)
		case strings.HasPrefix(string(body), `"agent half-closes`):
			call.Closes = at
		}
	}
	if _, ended := fields["stream_end"]; ended {
		call.Status = "OK"
	}
	if status, ok := fields["status"]; ok {
		var end struct{ Code, Message string }
		if err := json.Unmarshal(status, &end); err != nil {
			return fmt.Errorf("status: %w", err)
		}
		call.Status, call.Message = end.Code, end.Message
	}
	return nil
}

// calling: the last step is a call of that method which hasn't ended.
func (r *scriptReader) calling(method string) bool {
	return len(r.script.Steps) > 0 && r.step().RPC != nil && r.step().RPC.Method == method && r.step().RPC.Status == ""
}

// Merge puts the steps of several recordings of one run in the order of their times.
func Merge(scripts ...*Script) (all []Step) {
	for _, s := range scripts {
		all = append(all, s.Steps...)
	}
	slices.SortStableFunc(all, func(a, b Step) int { return a.At.Compare(b.At) })
	return all
}

// Scripts reads all recordings of a folder that match the pattern.
func Scripts(recordings fs.FS, folder, pattern string, day time.Time) ([]*Script, error) {
	names, err := fs.Glob(recordings, path.Join(folder, pattern))
	if err != nil {
		return nil, fmt.Errorf("list recordings: %w", err)
	}
	var all []*Script
	for _, name := range names {
		s, err := ReadScript(recordings, name, day)
		if err != nil {
			return nil, err
		}
		all = append(all, s)
	}
	return all, nil
}
