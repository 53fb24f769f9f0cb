package docker

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/moby/moby/client"
	tclog "github.com/testcontainers/testcontainers-go/log"
)

// TestMain switches testcontainers' reaper as Connect does: the tests without an engine make it read its settings, once, before that.
func TestMain(m *testing.M) {
	switchRyuk(context.Background())
	os.Exit(m.Run())
}

// fakeEngine answers as an engine of API 1.41 does, from memory.
type fakeEngine struct {
	mu sync.Mutex
	// images are references that are there; pulls are the stream's lines of a pull by reference, after which the image is there.
	images []string
	pulls  map[string][]string
	// containers, volumes, networks are labelled things by name.
	containers, volumes, networks map[string]map[string]string
	// stuck are names that can't be removed.
	stuck   []string
	removed []string
	// events are streams, one for each connection, each a list of JSON messages.
	events [][]string
	since  []string
	// logs are a container's log as each connection gives it; after the last one the container is gone.
	logs      [][]byte
	logsSince []string
}

var version = regexp.MustCompile(`^/v1\.\d+`)

func newFake(t *testing.T, f *fakeEngine) *Engine {
	t.Helper()
	tclog.SetDefault(tclog.NewNoopLogger()) // as Connect does
	s := httptest.NewServer(f)
	t.Cleanup(s.Close)
	cli, err := client.New(client.WithHost(strings.Replace(s.URL, "http", "tcp", 1)))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cli.Close() })
	return &Engine{cli: cli}
}

func (f *fakeEngine) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	path := version.ReplaceAllString(r.URL.Path, "")
	w.Header().Set("Api-Version", "1.41")
	switch {
	case path == "/_ping":
	case path == "/images/create":
		f.pull(w, r.URL.Query())
	case path == "/images/json":
		answer(w, []any{})
	case strings.HasPrefix(path, "/images/"):
		f.mu.Lock()
		there := slices.Contains(f.images, strings.TrimSuffix(strings.TrimPrefix(path, "/images/"), "/json"))
		f.mu.Unlock()
		if !there {
			refuse(w, http.StatusNotFound, "No such image")
			return
		}
		answer(w, map[string]any{"Id": "sha256:1"})
	case strings.HasSuffix(path, "/logs"):
		f.tellLog(w, r)
	case path == "/events":
		f.tellEvents(w, r)
	case r.Method == http.MethodDelete:
		f.remove(w, path)
	case path == "/containers/json":
		answer(w, things(f.containers, func(name string, labels map[string]string) map[string]any {
			return map[string]any{"Id": name, "Names": []string{"/" + name}, "Labels": labels}
		}))
	case path == "/volumes":
		answer(w, map[string]any{"Volumes": things(f.volumes, func(name string, labels map[string]string) map[string]any {
			return map[string]any{"Name": name, "Labels": labels}
		})})
	case path == "/networks":
		answer(w, things(f.networks, func(name string, labels map[string]string) map[string]any {
			return map[string]any{"Id": name, "Name": name, "Labels": labels}
		}))
	default:
		refuse(w, http.StatusNotImplemented, r.Method+" "+path)
	}
}

func answer(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(v)
}

func refuse(w http.ResponseWriter, code int, text string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(code)
	_ = json.NewEncoder(w).Encode(map[string]string{"message": text})
}

// things are answers in the order of names.
func things(m map[string]map[string]string, f func(string, map[string]string) map[string]any) []any {
	var names []string
	for n := range m {
		names = append(names, n)
	}
	slices.Sort(names)
	all := []any{}
	for _, n := range names {
		all = append(all, f(n, m[n]))
	}
	return all
}

func (f *fakeEngine) pull(w http.ResponseWriter, q map[string][]string) {
	ref := q["fromImage"][0] + ":" + q["tag"][0]
	lines, known := f.pulls[ref]
	if !known {
		refuse(w, http.StatusInternalServerError, "Get https://registry.invalid/v2/: no such host")
		return
	}
	failed := false
	for _, l := range lines {
		fmt.Fprintln(w, l)
		failed = failed || strings.Contains(l, "errorDetail")
	}
	if !failed {
		f.mu.Lock()
		f.images = append(f.images, ref)
		f.mu.Unlock()
	}
}

func (f *fakeEngine) remove(w http.ResponseWriter, path string) {
	name := path[strings.LastIndexByte(path, '/')+1:]
	f.mu.Lock()
	defer f.mu.Unlock()
	if slices.Contains(f.stuck, name) {
		refuse(w, http.StatusInternalServerError, "device or resource busy")
		return
	}
	f.removed = append(f.removed, name)
	w.WriteHeader(http.StatusNoContent)
}

// tellEvents gives the next stream and closes the connection; after the last one it stays open.
func (f *fakeEngine) tellEvents(w http.ResponseWriter, r *http.Request) {
	f.mu.Lock()
	n := len(f.since)
	f.since = append(f.since, r.URL.Query().Get("since"))
	f.mu.Unlock()
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(http.StatusOK)
	if n < len(f.events) {
		for _, e := range f.events[n] {
			fmt.Fprintln(w, e)
		}
	}
	w.(http.Flusher).Flush()
	if n >= len(f.events)-1 {
		<-r.Context().Done()
	}
}

// tellLog gives the next connection's bytes and breaks it.
func (f *fakeEngine) tellLog(w http.ResponseWriter, r *http.Request) {
	f.mu.Lock()
	n := len(f.logsSince)
	f.logsSince = append(f.logsSince, r.URL.Query().Get("since"))
	f.mu.Unlock()
	if n >= len(f.logs) {
		refuse(w, http.StatusNotFound, "No such container")
		return
	}
	w.WriteHeader(http.StatusOK)
	_, _ = w.Write(f.logs[n])
	w.(http.Flusher).Flush()
	panic(http.ErrAbortHandler)
}
