package evidence

import (
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// api answers as a controller without anything does, and keeps what it was asked.
func api(t *testing.T) (port int, asked *[]string) {
	t.Helper()
	asked = new([]string)
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		*asked = append(*asked, r.Method+" "+r.URL.Path)
		_, _ = w.Write([]byte(`{"OPT_STATUS":"SUCCESS","DESCRIPTION":"","DATA":[]}`))
	}))
	t.Cleanup(srv.Close)
	_, p, _ := net.SplitHostPort(srv.Listener.Addr().String())
	port, _ = strconv.Atoi(p)
	return port, asked
}

func write(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func free(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, port, _ := net.SplitHostPort(l.Addr().String())
	return port
}

// What there is is collected, and nothing is asked in a way that changes anything.
func TestCollectOnlyReads(t *testing.T) {
	port, asked := api(t)
	s := Collect(t.Context(), Options{
		Server: "127.0.0.1", APIPort: port, Timeout: time.Second,
		AgentFile: write(t, "agent.yaml", "controller-ips: [127.0.0.1]\ncontroller-port: "+free(t)+"\n"),
		AgentLog:  write(t, "agent.log", "no line of an agent\n"), ServerLog: write(t, "server.log", line(1, "a")+"\n"),
		ServerYAML: write(t, "server.yaml", "log-level: info\n"), IPAddress: write(t, "ip.txt", "1: lo: <LOOPBACK,UP>\n"), AgentHost: "host-1",
		Now: func() time.Time { return time.Unix(0, 0) },
	})
	for name, ok := range map[string]bool{
		"agent file": s.Agent.File.OK(), "agent log": s.Agent.Log.OK(), "ip address": s.Agent.IPAddress.OK(), "hostname": s.Agent.Hostname.Value == "host-1",
		"health": s.Server.Health.Value.OK, "domains": s.Server.Domains.OK(), "agents": s.Server.Agents.OK(), "groups": s.Server.Groups.OK(),
		"configurations": s.Server.Configs.OK(), "genesis": s.Server.VMs.OK() && s.Server.VNICs.OK() && s.Server.Networks.OK(), "server log": len(s.Server.Log.Value.Lines) == 1,
		"server.yaml": s.Server.YAML.OK(), "no MySQL": !s.MySQL.VTap.OK() && !s.MySQL.VTap.Asked, "no ClickHouse": !s.ClickHouse.Ping.OK(),
		"ports": len(s.Agent.Ports) > 4, "gRPC": s.Agent.GRPC.Value.Code == "Unavailable" || s.Agent.GRPC.Value.Code == "DeadlineExceeded",
	} {
		if !ok {
			t.Errorf("%s isn't what it should be: %+v", name, s)
		}
	}
	for _, a := range *asked {
		if !strings.HasPrefix(a, "GET ") {
			t.Errorf("it sent %s", a)
		}
	}
}

// That something isn't there is a fact, with what who was asked said.
func TestMissingIsAFact(t *testing.T) {
	closed, _ := strconv.Atoi(free(t))
	s := Collect(t.Context(), Options{
		Server: "127.0.0.1", APIPort: closed, Timeout: 300 * time.Millisecond, AgentFile: "/nowhere/agent.yaml", AgentLog: "/nowhere/agent.log", ServerLog: "/nowhere/server.log",
		ServerYAML: "/nowhere/server.yaml", IPAddress: "/nowhere/ip.txt", MySQL: "root@tcp(127.0.0.1:" + free(t) + ")/deepflow", ClickHouse: "http://127.0.0.1:" + free(t),
	})
	for name, is := range map[string]bool{
		"agent file": s.Agent.File.Failed(), "agent log": s.Agent.Log.Failed(), "server log": s.Server.Log.Failed(), "server.yaml": s.Server.YAML.Failed(),
		"ip address": s.Agent.IPAddress.Failed(), "health": s.Server.Health.Failed(), "domains": s.Server.Domains.Failed(), "MySQL": s.MySQL.DBVersion.Failed(), "ClickHouse": s.ClickHouse.Ping.Failed(),
	} {
		if !is {
			t.Errorf("%s: want it to have failed", name)
		}
	}
}

// A server that nobody named, and that doesn't answer an agent's host, isn't known to be down.
func TestGuessedServerIsNoFact(t *testing.T) {
	s := Collect(t.Context(), Options{Timeout: 300 * time.Millisecond, AgentFile: write(t, "agent.yaml", "controller-ips: [255.255.255.255]\n"), IPAddress: write(t, "ip.txt", "")})
	if s.Server.Health.Failed() || s.Server.Health.OK() || s.Server.Domains.Failed() {
		t.Errorf("health %+v, domains %+v", s.Server.Health, s.Server.Domains)
	}
	if !slices.ContainsFunc(s.Agent.Ports, func(p Item[Port]) bool { return p.Value.Address == "255.255.255.255:30035" && !p.Value.Open }) {
		t.Errorf("ports %+v", s.Agent.Ports)
	}
}

// What answers on the port needn't be a controller.
func TestForeignHTTPIsNoController(t *testing.T) {
	srv := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(srv.Close)
	_, p, _ := net.SplitHostPort(srv.Listener.Addr().String())
	port, _ := strconv.Atoi(p)
	s := Collect(t.Context(), Options{Server: "127.0.0.1", APIPort: port, Timeout: 300 * time.Millisecond, IPAddress: write(t, "ip.txt", "")})
	if s.Server.Health.OK() || !s.Server.Health.Failed() {
		t.Errorf("health %+v", s.Server.Health)
	}
}

// This machine's own interfaces read as `ip address show` does.
func TestInterfacesOfThisMachine(t *testing.T) {
	got := interfaces()
	if !got.OK() || !strings.Contains(got.Value, "lo:") {
		t.Errorf("got %+v", got)
	}
}

func TestCommandThatIsNotThere(t *testing.T) {
	o := Options{Timeout: time.Second}
	if got := o.command(context.Background(), "no-such-command-anywhere"); got.OK() || got.Failed() {
		t.Errorf("got %+v", got)
	}
}
