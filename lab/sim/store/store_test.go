package store_test

import (
	"io"
	"net"
	"net/http"
	"net/url"
	"runtime"
	"testing"

	"github.com/dflab/dflab/lab/sim/store"
)

func TestFacesAreApart(t *testing.T) {
	s := newStore(t, store.Options{})
	s.ClickHouse().CreateDatabase("flow_log")
	base := serveClickHouse(t, s)
	db := openDSN(t, serve(t, s))
	if _, err := db.Exec("CREATE DATABASE deepflow"); err != nil {
		t.Fatal(err)
	}
	var n int
	if err := db.QueryRow("SELECT COUNT(*) FROM information_schema.schemata WHERE schema_name IN ('flow_log', 'deepflow')").Scan(&n); err != nil || n != 1 {
		t.Errorf("MySQL lists %d of the databases, want its own: %v", n, err)
	}
	r, err := http.Get(base + "/?query=" + url.QueryEscape("SELECT name FROM system.databases WHERE name IN ('flow_log', 'deepflow')"))
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	if b, _ := io.ReadAll(r.Body); string(b) != "flow_log\n" {
		t.Errorf("ClickHouse lists %q", b)
	}
}

func TestCloseEndsAll(t *testing.T) {
	s := newStore(t, store.Options{})
	var ended []chan error
	var addrs []string
	for _, serve := range []func(net.Listener) error{s.ServeMySQL, s.ServeClickHouse, s.ServeNative} {
		ln := listen(t)
		end := make(chan error, 1)
		go func() { end <- serve(ln) }()
		ended, addrs = append(ended, end), append(addrs, ln.Addr().String())
	}
	for _, a := range addrs { // all serve once they accept
		c, err := net.Dial("tcp", a)
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
	}
	r, err := http.Get("http://" + addrs[1] + "/ping")
	if err != nil {
		t.Fatal(err)
	}
	r.Body.Close()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	for i, end := range ended {
		if err := <-end; err != nil {
			t.Errorf("%s ended with %v", addrs[i], err)
		}
		if c, err := net.Dial("tcp", addrs[i]); err == nil {
			c.Close()
			t.Errorf("%s still listens", addrs[i])
		}
	}
	for _, serve := range []func(net.Listener) error{s.ServeMySQL, s.ServeClickHouse, s.ServeNative} {
		if err := serve(listen(t)); err == nil {
			t.Error("a closed store serves")
		}
	}
}

func TestOptions(t *testing.T) {
	if _, err := store.New(store.Options{Users: []store.User{{}}}); err == nil {
		t.Error("a user without name is taken")
	}
	s, err := store.New(store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if _, err := s.Connector(""); err == nil {
		t.Error("a connection without user")
	}
}

// BenchmarkStart is an empty store from New to the first answer, and its memory.
func BenchmarkStart(b *testing.B) {
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	var keep []*store.Store
	for b.Loop() {
		s, err := store.New(store.Options{Users: []store.User{{Name: "root"}}})
		if err != nil {
			b.Fatal(err)
		}
		keep = append(keep, s)
	}
	b.StopTimer()
	runtime.GC()
	runtime.ReadMemStats(&after)
	b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/float64(len(keep)), "heap-B/store")
	for _, s := range keep {
		s.Close()
	}
}
