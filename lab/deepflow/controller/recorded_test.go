package controller

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// exchange is one request of deepflow-ctl to a real server of 6.6.9 and its answer (recording 03_rest).
type exchange struct {
	method, target string
	header         map[string]string
	body           string
	status         int
	answer         string
}

var exchangeForm = regexp.MustCompile(`(?s)^### ([A-Z]+) (\S+)\n### request headers: (\{.*?\})\n### request body: (.*)\n### status: (\d+)[^\n]*\n### response body: (.*?)\n*$`)

func exchanges(t *testing.T) []exchange {
	t.Helper()
	text, err := os.ReadFile("testdata/exchanges.txt")
	if err != nil {
		t.Fatal(err)
	}
	var all []exchange
	for _, block := range regexp.MustCompile(`(?m)^### (?:GET|POST|PUT|PATCH|DELETE) /`).FindAllStringIndex(string(text), -1) {
		rest := string(text)[block[0]:]
		if next := regexp.MustCompile(`\n### (?:GET|POST|PUT|PATCH|DELETE) /`).FindStringIndex(rest); next != nil {
			rest = rest[:next[0]]
		}
		m := exchangeForm.FindStringSubmatch(rest)
		if m == nil {
			t.Fatalf("exchange not understood: %.200s", rest)
		}
		status, err := strconv.Atoi(m[5])
		if err != nil {
			t.Fatal(err)
		}
		e := exchange{method: m[1], target: m[2], body: m[4], status: status, answer: m[6]}
		if err := json.Unmarshal([]byte(m[3]), &e.header); err != nil {
			t.Fatal(err)
		}
		all = append(all, e)
	}
	return all
}

// find is the recorded exchange with that request and status; among several, the one whose body holds part.
func find(t *testing.T, method, target string, status int, part string) exchange {
	t.Helper()
	for _, e := range exchanges(t) {
		if e.method == method && e.target == target && e.status == status && strings.Contains(e.body, part) {
			return e
		}
	}
	t.Fatalf("no recording of %s %s with status %d and %q", method, target, status, part)
	return exchange{}
}

// replay serves one recorded exchange and checks that the request is the recorded one.
func replay(t *testing.T, e exchange) *Client {
	t.Helper()
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != e.method || r.URL.RequestURI() != e.target {
			t.Errorf("request is %s %s, want %s %s", r.Method, r.URL.RequestURI(), e.method, e.target)
		}
		for _, name := range []string{"Accept", "Content-Type", "X-Org-Id", "X-User-Id", "X-User-Type"} {
			if got := r.Header.Get(name); got != e.header[name] {
				t.Errorf("header %s is %q, want %q", name, got, e.header[name])
			}
		}
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		if strings.TrimSpace(string(body)) != strings.TrimSpace(e.body) {
			t.Errorf("body is %q, want %q", body, e.body)
		}
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		w.WriteHeader(e.status)
		if _, err := io.WriteString(w, e.answer); err != nil {
			t.Error(err)
		}
	}))
	t.Cleanup(srv.Close)
	return New(srv.URL+"/", srv.Client())
}

// serve answers every request with the body of a file, and gives back the requests.
func serve(t *testing.T, status int, body string) (*Client, *[]string) {
	t.Helper()
	var requests []string
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		requests = append(requests, r.Method+" "+r.URL.RequestURI()+" "+string(b))
		w.WriteHeader(status)
		if _, err := io.WriteString(w, body); err != nil {
			t.Error(err)
		}
	}))
	t.Cleanup(srv.Close)
	return New(srv.URL, srv.Client()), &requests
}
