package main

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"os"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"gotest.tools/v3/golden"

	"github.com/dflab/dflab/fixtures"
)

// patience is far more than anything here takes.
const patience = time.Minute

// dflab runs the program to its end.
func dflab(t *testing.T, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	var out, errs bytes.Buffer
	code = run(ctx, args, &out, &errs)
	if ctx.Err() != nil {
		t.Errorf("dflab %v: still running after %v", args, patience)
	}
	return code, out.String(), errs.String()
}

// Whatever the user can mend ends with 2, a line that says what is there and what is right, and nothing else.
func TestRefusals(t *testing.T) {
	defer nothingLeft(t)()
	t.Chdir(t.TempDir())
	taken := occupied(t)
	for name, text := range map[string]string{
		"server.yaml": fixtures.ServerYAML, "agent.yaml": fixtures.AgentYAML,
		"port.yaml":     "controller:\n  listen-port: abc\n",
		"list.yaml":     "controller:\n  genesis:\n    local_ip_ranges: 10.0.0.0/8\n",
		"broken.yaml":   "controller:\n  mysql: host: mysql\n",
		"wrong.yaml":    "controller-ips: 10.50.72.100\n",
		"quoted.yaml":   "controller-ips: [10.50.72.100]\ncontroller-port: \"20035\"\n",
		"nameless.yaml": "nics: [{name: eth0, addrs: [10.50.72.101/24]}]\n",
		"bare.yaml":     "name: host-1\n",
		"tabbed.yaml":   "controller-ips:\n\t- 10.50.72.100\n",
	} {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	// Of the commands that reach their ports, each takes one that is in use.
	serverPorts := "--grpc-port=" + freePort(t) + " --data-port=" + freePort(t) + " --querier-port=" + freePort(t)
	var told strings.Builder
	for _, args := range []string{
		"--nope",
		"nope",
		"upp",
		"up --nope",
		"up now",
		"up --agents x",
		"up --agents -1",
		"up --agents 201",
		"up --speed fast",
		"up --speed 0",
		"up --speed -1",
		"up --speed NaN",
		"up --speed Inf",
		"up --seed -1",
		"up -o yaml",
		"up --listen here --any-port",
		"up --listen 192.0.2.1 --any-port",
		"version now",
		"sim",
		"sim querier",
		"sim server now",
		"sim server -f missing.yaml",
		"sim server -f port.yaml",
		"sim server -f list.yaml",
		"sim server -f broken.yaml",
		"sim server -f server.yaml --node-ip here",
		"sim server -f server.yaml --listen here",
		"sim server -f server.yaml --api-port 65536",
		"sim server -f server.yaml --api-port " + taken,
		"sim server -f server.yaml --api-port " + freePort(t) + " " + serverPorts + " --release 1.2",
		"sim server -f server.yaml --api-port " + freePort(t) + " " + serverPorts + " --speed 0",
		"sim server -f server.yaml --api-port " + freePort(t) + " " + serverPorts + " --mysql-port " + taken,
		"sim server -f server.yaml --api-port " + freePort(t) + " " + serverPorts + " --clickhouse-port " + taken,
		"sim server -f server.yaml --api-port " + freePort(t) + " " + serverPorts + " --log missing/server.log",
		"sim agent now",
		"sim agent -f missing.yaml",
		"sim agent -f wrong.yaml",
		"sim agent -f quoted.yaml",
		"sim agent -f tabbed.yaml",
		"sim agent -f agent.yaml --release 1.2",
		"sim agent -f agent.yaml --speed 0",
		"sim agent -f agent.yaml --log missing/agent.log",
		"sim agent -f agent.yaml --reach 10.50.72.100",
		"sim agent -f agent.yaml --host missing.yaml",
		"sim agent -f agent.yaml --host nameless.yaml",
		"sim agent -f agent.yaml --host bare.yaml",
		"sim agent -f agent.yaml --host agent.yaml",
	} {
		code, stdout, stderr := dflab(t, strings.Fields(args)...)
		if code != exitUsage {
			t.Errorf("dflab %s: exit code %d, want %d", args, code, exitUsage)
		}
		if stdout != "" || !strings.HasPrefix(stderr, "dflab: ") {
			t.Errorf("dflab %s: standard output %q, standard error %q: want an error only", args, stdout, stderr)
		}
		fmt.Fprintf(&told, "$ dflab %s\n%s\n", args, stderr)
	}
	t.Chdir(sources)
	golden.Assert(t, ports.ReplaceAllStringFunc(told.String(), func(s string) string {
		if strings.HasSuffix(s, taken) {
			return strings.TrimSuffix(s, taken) + "TAKEN"
		}
		return regexp.MustCompile(`\d+$`).ReplaceAllString(s, "FREE")
	}), "refusals.txt")
}

// sources is where this test's golden files are.
var sources = func() string {
	dir, err := os.Getwd()
	if err != nil {
		panic(err)
	}
	return dir
}()

// ports matches a port that this machine chose: of five digits, not the guide's 200xx, nor the highest.
var ports = regexp.MustCompile(`(?:port[ =]|127\.0\.0\.1:)(?:[1-57-9]\d{4}|6[0-46-9]\d{3}|65[0-46-9]\d\d)`)

// A port of the guide that is in use ends `dflab up` before anything has started.
func TestUpWithPortInUse(t *testing.T) {
	defer nothingLeft(t)()
	last := upPorts[len(upPorts)-1]
	ln, err := net.Listen("tcp", "127.0.0.1:"+strconv.Itoa(last.port))
	if err == nil {
		defer ln.Close()
	} // else it is in use already, which is as good
	code, stdout, stderr := dflab(t, "up", "--agents", "0")
	if code != exitUsage || stdout != "" || !strings.Contains(stderr, "address already in use (--any-port takes free ones)") {
		t.Errorf("exit code %d, standard output %q, standard error %q", code, stdout, stderr)
	}
}

func TestHelpAndVersion(t *testing.T) {
	var told strings.Builder
	for _, args := range []string{"--help", "up --help", "sim --help", "sim server --help", "sim agent --help", "list --help", "run --help", "version"} {
		code, stdout, stderr := dflab(t, strings.Fields(args)...)
		if code != exitOK || stderr != "" {
			t.Errorf("dflab %s: exit code %d, standard error %q", args, code, stderr)
		}
		fmt.Fprintf(&told, "$ dflab %s\n%s\n", args, stdout)
	}
	golden.Assert(t, regexp.MustCompile(`(?m)^dflab .*, go.*$`).ReplaceAllString(told.String(), "dflab VERSION, GO OS/ARCH"), "help.txt")
}

// freePort is a port that nobody listens on just now.
func freePort(t *testing.T) string {
	t.Helper()
	ln, err := openPort("127.0.0.1", 0)
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	return portOf(ln)
}

// occupied is a port that somebody listens on until the test ends.
func occupied(t *testing.T) string {
	t.Helper()
	ln, err := openPort("127.0.0.1", 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ln.Close() })
	return portOf(ln)
}

func portOf(ln net.Listener) string { return strconv.Itoa(ln.Addr().(*net.TCPAddr).Port) }

// output is what a running program has printed so far.
type output struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (o *output) Write(b []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.Write(b)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.String()
}
