package main

import (
	"context"
	"encoding/json"
	"errors"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/dflab/dflab/fixtures"
	"github.com/dflab/dflab/lab/deepflow/controller"
	"github.com/dflab/dflab/lab/deepflow/logline"
)

// program is a dflab that runs until it is told to end.
type program struct {
	stdout, stderr output
	end            context.CancelFunc
	code           chan int
}

func launch(t *testing.T, args ...string) *program {
	t.Helper()
	ctx, end := context.WithTimeout(t.Context(), patience)
	p := &program{end: end, code: make(chan int, 1)}
	go func() { p.code <- run(ctx, args, &p.stdout, &p.stderr) }()
	return p
}

// await polls until done, or fails the test with what the program has said.
func (p *program) await(t *testing.T, what string, done func() bool) {
	t.Helper()
	poll(t, what, func() bool {
		select {
		case code := <-p.code:
			t.Fatalf("%s: ended with %d\n%s\n%s", what, code, p.stdout.String(), p.stderr.String())
		default:
		}
		return done()
	})
}

// stop ends the program as Ctrl-C does and expects exit code 0.
func (p *program) stop(t *testing.T) {
	t.Helper()
	p.end()
	if code := <-p.code; code != exitOK {
		t.Errorf("exit code %d after the end of its context, want 0\n%s", code, p.stderr.String())
	}
}

// poll asks every few milliseconds.
func poll(t *testing.T, what string, done func() bool) {
	t.Helper()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	limit := time.After(patience)
	for !done() {
		select {
		case <-tick.C:
		case <-limit:
			t.Fatalf("%s: not within %v", what, patience)
		}
	}
}

// nothingLeft remembers the goroutines; what it returns expects as many again, once those that are ending have ended.
func nothingLeft(t *testing.T) func() {
	t.Helper()
	// The store's engine keeps goroutines of its own for good after its first use.
	warm := launch(t, "up", "--any-port", "--agents", "0", "-o", "json")
	warm.await(t, "lab stands", func() bool { return warm.stdout.String() != "" })
	warm.stop(t)
	before := settled()
	return func() {
		t.Helper()
		limit := time.Now().Add(10 * time.Second)
		for {
			now := runtime.NumGoroutine()
			if now <= before {
				return
			}
			if time.Now().After(limit) {
				stacks := make([]byte, 1<<20)
				t.Errorf("%d goroutines, %d before:\n%s", now, before, stacks[:runtime.Stack(stacks, true)])
				return
			}
			runtime.Gosched()
		}
	}
}

// settled is the number of goroutines once it stays the same.
func settled() int {
	n, same := runtime.NumGoroutine(), time.Now()
	for time.Since(same) < 100*time.Millisecond {
		runtime.Gosched()
		if now := runtime.NumGoroutine(); now != n {
			n, same = now, time.Now()
		}
	}
	return n
}

func refused(addr string) bool {
	c, err := net.Dial("tcp", addr)
	if err == nil {
		c.Close()
	}
	return errors.Is(err, syscall.ECONNREFUSED)
}

func TestUp(t *testing.T) {
	defer nothingLeft(t)()
	p := launch(t, "up", "--any-port", "-o", "json", "--agents", "2")
	p.await(t, "lab stands", func() bool { return strings.HasSuffix(p.stdout.String(), "\n}\n") })
	var report upReport
	if err := json.Unmarshal([]byte(p.stdout.String()), &report); err != nil {
		t.Fatalf("%v in %s", err, p.stdout.String())
	}
	if report.Release != "6.6.9" || len(report.Hosts) != 2 || len(report.Endpoints) != len(upPorts) {
		t.Errorf("printed %+v", report)
	}
	for i, e := range report.Endpoints {
		if e.Name != upPorts[i].name {
			t.Errorf("endpoint %d is %s, want %s", i, e.Name, upPorts[i].name)
		}
		host, _, err := net.SplitHostPort(e.Address)
		if err != nil || host != "127.0.0.1" {
			t.Errorf("%s at %s: want loopback", e.Name, e.Address)
		}
	}

	hc := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	api := controller.New("http://"+report.Endpoints[0].Address, hc)
	domains, err := api.Domains(t.Context(), "")
	if err != nil || len(domains) != 1 {
		t.Errorf("domains %v, %v: want the guide's", domains, err)
	}
	agents, err := api.Agents(t.Context(), controller.AgentFilter{})
	if err != nil || len(agents) != 2 {
		t.Errorf("agents %v, %v: want two", agents, err)
	}

	// A connection that an outsider keeps open doesn't keep the lab.
	c, err := net.Dial("tcp", report.Endpoints[1].Address)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	p.stop(t)
	for _, e := range report.Endpoints {
		if !refused(e.Address) {
			t.Errorf("%s still listens at %s", e.Name, e.Address)
		}
	}
}

// A lab that is ended while it is built ends as one that stands.
func TestUpEndedAtOnce(t *testing.T) {
	defer nothingLeft(t)()
	p := launch(t, "up", "--any-port", "--agents", "50")
	p.stop(t)
}

// A simulated server and a simulated agent on this machine's own network reach each other.
func TestServerAndAgent(t *testing.T) {
	defer nothingLeft(t)()
	dir := t.TempDir()
	api, data, querier, grpc := freePort(t), freePort(t), freePort(t), freePort(t)
	serverFile, agentFile := filepath.Join(dir, "server.yaml"), filepath.Join(dir, "agent.yaml")
	for name, text := range map[string]string{
		serverFile: fixtures.ServerYAML,
		agentFile:  "controller-ips: [127.0.0.1]\ncontroller-port: " + grpc + "\n",
	} {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	serverLog := filepath.Join(dir, "server.log")
	server := launch(t, "sim", "server", "-f", serverFile, "--api-port", api, "--grpc-port", grpc, "--data-port", data,
		"--querier-port", querier, "--hostname", "deepflow-host", "--log", serverLog, "--speed", "20")
	server.await(t, "gRPC port opens", func() bool { return !refused("127.0.0.1:" + grpc) })
	agent := launch(t, "sim", "agent", "-f", agentFile, "--speed", "20")

	agent.await(t, "agent's Sync arrives", func() bool { return has(t, serverLog, logline.ServerNotFoundInCache) })
	agent.await(t, "agent takes the answer's configuration", func() bool {
		return strings.Contains(agent.stdout.String(), "Grpc finish update")
	})
	for _, addr := range otherAddresses(t) {
		for _, port := range []string{api, grpc, querier} {
			if !refused(net.JoinHostPort(addr, port)) {
				t.Errorf("port %s is open on %s, too: nobody asked for that", port, addr)
			}
		}
	}
	agent.stop(t)
	server.stop(t)
	for _, port := range []string{api, grpc, data, querier} {
		if !refused("127.0.0.1:" + port) {
			t.Errorf("port %s is still open", port)
		}
	}
}

// A part that ends by itself ends dflab with its own exit code, and says why in its log.
func TestPartsOwnExit(t *testing.T) {
	defer nothingLeft(t)()
	file := filepath.Join(t.TempDir(), "agent.yaml")
	if err := os.WriteFile(file, []byte("controller-ips: []\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if code, _, stderr := dflab(t, "sim", "agent", "-f", file); code != 134 || stderr != "" {
		t.Errorf("exit code %d, standard error %q: want the agent's own 134", code, stderr)
	}
}

// Left to itself, a part ends as the real one does of a file that isn't there or can't be read.
func TestUncheckedFiles(t *testing.T) {
	defer nothingLeft(t)()
	dir := t.TempDir()
	broken := filepath.Join(dir, "broken.yaml")
	if err := os.WriteFile(broken, []byte("controller:\n  mysql: host: mysql\ncontroller-ips: \"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{"server", "agent"} {
		for _, file := range []string{broken, filepath.Join(dir, "missing.yaml")} {
			code, stdout, stderr := dflab(t, "sim", part, "-f", file, "--unchecked")
			if code != 1 || stdout+stderr == "" || strings.Contains(stderr, "dflab: read") {
				t.Errorf("sim %s -f %s: exit code %d, %q, %q: want 1 and the part's own words", part, filepath.Base(file), code, stdout, stderr)
			}
		}
	}
}

func has(t *testing.T, file string, line *logline.Line) bool {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil && !errors.Is(err, os.ErrNotExist) { // another program may have the port that the server's was awaited on
		t.Fatal(err)
	}
	for l := range strings.Lines(string(text)) {
		if r, err := logline.ParseServer(strings.TrimSuffix(l, "\n")); err == nil {
			if _, ok := line.Match(r.Message); ok {
				return true
			}
		}
	}
	return false
}

// otherAddresses are those of this machine beside loopback, without the ones that need a zone.
func otherAddresses(t *testing.T) []string {
	t.Helper()
	all, err := net.InterfaceAddrs()
	if err != nil {
		t.Fatal(err)
	}
	var others []string
	for _, a := range all {
		if n, ok := a.(*net.IPNet); ok && n.IP.To4() != nil && !n.IP.IsLoopback() {
			others = append(others, n.IP.String())
		}
	}
	return others
}
