package replay

import (
	"bufio"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// ReadRequests reads a file of requests as steps. Requests are HTTP as it is sent, each after a line "### what sent it". Their
// answers are in the golden file, in the same order, each after a line "### +12s METHOD path" with the time since begin: a line of
// status and content type, and the body.
func ReadRequests(requests fs.FS, name string, golden fs.FS, goldenName string, begin time.Time) ([]Step, error) {
	asked, err := blocks(requests, name)
	if err != nil {
		return nil, err
	}
	answers, err := blocks(golden, goldenName)
	if err != nil {
		return nil, err
	}
	if len(asked) != len(answers) {
		return nil, fmt.Errorf("read %s: %d requests, %d answers", name, len(asked), len(answers))
	}
	var steps []Step
	for i := range asked {
		step := Step{File: name, Title: asked[i].head}
		if step.REST, err = parseRequest(asked[i].text); err != nil {
			return nil, fmt.Errorf("read %s: %s: %w", name, step.Title, err)
		}
		after, err := step.REST.parseAnswer(answers[i])
		if err != nil {
			return nil, fmt.Errorf("read %s: %s: %w", goldenName, answers[i].head, err)
		}
		step.At = begin.Add(after)
		steps = append(steps, step)
	}
	return steps, nil
}

// block is what follows a line "### head".
type block struct{ head, text string }

var blockHead = regexp.MustCompile(`(?m)^### (.*)\n`)

func blocks(files fs.FS, name string) (all []block, err error) {
	b, err := fs.ReadFile(files, name)
	if err != nil {
		return nil, fmt.Errorf("read recording: %w", err)
	}
	text := string(b)
	heads := blockHead.FindAllStringSubmatchIndex(text, -1)
	for i, h := range heads {
		end := len(text)
		if i+1 < len(heads) {
			end = heads[i+1][0]
		}
		all = append(all, block{text[h[2]:h[3]], text[h[1]:end]})
	}
	return all, nil
}

func parseRequest(text string) (*Exchange, error) {
	r, err := http.ReadRequest(bufio.NewReader(strings.NewReader(text)))
	if err != nil {
		return nil, err
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	e := &Exchange{Method: r.Method, Path: r.RequestURI, Header: map[string]string{}, Body: string(body)}
	for k := range r.Header {
		if k != "Content-Length" {
			e.Header[k] = r.Header.Get(k)
		}
	}
	return e, nil
}

// parseAnswer reads an answer into the exchange and returns when it came.
func (e *Exchange) parseAnswer(b block) (time.Duration, error) {
	after, of, _ := strings.Cut(b.head, " ")
	if of != e.Method+" "+e.Path {
		return 0, fmt.Errorf("answer to %s %s wanted", e.Method, e.Path)
	}
	d, err := time.ParseDuration(after)
	if err != nil {
		return 0, err
	}
	first, body, _ := strings.Cut(b.text, "\n")
	status, contentType, _ := strings.Cut(first, " ")
	if e.Status, err = strconv.Atoi(status); err != nil {
		return 0, err
	}
	e.ContentType, e.Answer = contentType, strings.TrimRight(body, "\n")
	return d, nil
}
