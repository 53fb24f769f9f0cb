package replay

import (
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"strconv"
	"strings"
)

// Exchange is one recorded request of deepflow-ctl and its answer (03_rest/http_exchanges.log).
type Exchange struct {
	Method, Path string
	Header       map[string]string
	Body         string
	Status       int
	ContentType  string
	Answer       string
}

// ReadExchanges reads http_exchanges.log.
func ReadExchanges(recordings fs.FS) ([]Exchange, error) {
	text, err := fs.ReadFile(recordings, "03_rest/http_exchanges.log")
	if err != nil {
		return nil, fmt.Errorf("read recording: %w", err)
	}
	var all []Exchange
	var into *string
	for line := range strings.Lines(string(text)) {
		head, ok := strings.CutPrefix(line, "### ")
		if !ok {
			if into != nil {
				*into += line
			}
			continue
		}
		head = strings.TrimRight(head, "\n")
		into = nil
		switch key, value, _ := strings.Cut(head, ": "); {
		case key == "request headers":
			if err := json.Unmarshal([]byte(value), &all[len(all)-1].Header); err != nil {
				return nil, fmt.Errorf("read request headers %q: %w", value, err)
			}
		case key == "request body":
			e := &all[len(all)-1]
			if value != "null" {
				e.Body, into = value+"\n", &e.Body
			}
		case key == "status":
			e := &all[len(all)-1]
			status, contentType, _ := strings.Cut(value, " content-type: ")
			if e.Status, err = strconv.Atoi(status); err != nil {
				return nil, fmt.Errorf("read status %q: %w", value, err)
			}
			e.ContentType = contentType
		case key == "response body":
			e := &all[len(all)-1]
			e.Answer, into = value, &e.Answer
		default:
			method, path, ok := strings.Cut(head, " ")
			if !ok {
				return nil, fmt.Errorf("read request line %q: want METHOD PATH", head)
			}
			all = append(all, Exchange{Method: method, Path: path})
		}
	}
	for i := range all {
		all[i].Body = strings.TrimSuffix(all[i].Body, "\n") // the recorder ended the line
		all[i].Answer = strings.TrimRight(all[i].Answer, "\n")
	}
	return all, nil
}

// Names maps what the recorded server generated to what this one did: uuids and short ids that later requests carry.
type Names struct{ forward map[string]string }

// Translate puts this server's names in the place of the recorded ones.
func (n *Names) Translate(text string) string {
	for old, now := range n.forward {
		text = strings.ReplaceAll(text, old, now)
	}
	return text
}

// Learn pairs the generated names of two answers that are otherwise alike.
func (n *Names) Learn(recorded, seen string) {
	if n.forward == nil {
		n.forward = map[string]string{}
	}
	for _, m := range masks[:3] {
		old, now := m.pattern.FindAllString(recorded, -1), m.pattern.FindAllString(seen, -1)
		if len(old) != len(now) || m.with == "<time>" {
			continue
		}
		for i := range old {
			n.forward[old[i]] = now[i]
		}
	}
}

// Send repeats the exchange against a server and says what differs.
func (e Exchange) Send(hc *http.Client, base string, names *Names) (diffs []Diff, compared int, err error) {
	req, err := http.NewRequest(e.Method, base+names.Translate(e.Path), strings.NewReader(names.Translate(e.Body)))
	if err != nil {
		return nil, 0, fmt.Errorf("repeat %s %s: %w", e.Method, e.Path, err)
	}
	for k, v := range e.Header {
		req.Header.Set(k, v)
	}
	resp, err := hc.Do(req)
	if err != nil {
		return nil, 0, fmt.Errorf("repeat %s %s: %w", e.Method, e.Path, err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		return nil, 0, fmt.Errorf("read answer to %s %s: %w", e.Method, e.Path, err)
	}
	var r Result
	where := e.Method + " " + e.Path
	r.same(where+": status", e.Status, resp.StatusCode)
	r.same(where+": content type", e.ContentType, resp.Header.Get("Content-Type"))
	// The recording replaced the template's text, which is a file of its own (template-keys).
	if !strings.Contains(e.Answer, "<the template as YAML text") {
		r.same(where+": body", Mask(e.Answer), Mask(string(body)))
		names.Learn(e.Answer, string(body))
	}
	return r.Diffs, r.Compared, nil
}
