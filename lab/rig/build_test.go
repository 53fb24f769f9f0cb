package rig_test

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/dflab/dflab/fixtures"
	"github.com/dflab/dflab/lab"
	"github.com/dflab/dflab/lab/rig"
)

// ground keeps account of what is asked of it. Its databases answer as soon as they run.
type ground struct {
	t      *testing.T
	did    []string
	parts  map[string]rig.Program
	refuse string // the part that can't be placed
	closed int
	click  *httptest.Server
}

func newGround(t *testing.T) *ground {
	g := &ground{t: t, parts: map[string]rig.Program{}}
	g.click = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("1\n")) }))
	t.Cleanup(g.click.Close)
	return g
}

func (g *ground) Notes() []string { return nil }

func (g *ground) Where() []string { return []string{"here"} }

func (g *ground) Close(context.Context) error { g.closed++; return nil }

func (g *ground) Host(_ context.Context, h lab.Host) (rig.Host, error) {
	g.did = append(g.did, "host "+h.Name)
	return &host{g: g}, nil
}

type host struct {
	rig.Host
	g *ground
}

var errRefused = errors.New("no image")

func (h *host) Place(_ context.Context, p rig.Program) (rig.Part, error) {
	if p.Name == h.g.refuse {
		return nil, errRefused
	}
	h.g.parts[p.Name] = p
	return &part{g: h.g, name: p.Name}, nil
}

// DialContext leads ClickHouse's port to the test's server. MySQL says that it doesn't know the database, as a fresh one does.
func (h *host) DialContext(ctx context.Context, _, addr string) (net.Conn, error) {
	if strings.HasSuffix(addr, ":8123") {
		return new(net.Dialer).DialContext(ctx, "tcp", h.g.click.Listener.Addr().String())
	}
	here, there := net.Pipe()
	go func() {
		defer there.Close()
		// An ERR packet in place of the greeting: 1049, 42000.
		_, _ = there.Write(append([]byte{25, 0, 0, 0, 0xff, 0x19, 0x04, 0x23}, "42000Unknown database"...))
	}()
	return here, nil
}

type part struct {
	rig.Part
	g    *ground
	name string
}

func (p *part) Name() string { return p.name }

func (p *part) Start(context.Context) error { p.g.did = append(p.g.did, "start "+p.name); return nil }

func sim() rig.Options {
	db := rig.Source{Kind: rig.Image, Ref: "db:1"}
	return rig.Options{Timing: rig.Fast, Sources: rig.Sources{MySQL: db, ClickHouse: db, Server: rig.Source{Kind: rig.Sim}, Agent: rig.Source{Kind: rig.Sim}}}
}

func TestBuildStartsDatabasesThenTheServerAndNoAgent(t *testing.T) {
	g := newGround(t)
	l, err := rig.Build(t.Context(), g, fixtures.GuideLab(2), sim())
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(g.did[1:3]) // the databases start in any order
	want := []string{"host deepflow-host", "start deepflow-clickhouse", "start deepflow-mysql", "start deepflow-server", "host host-1", "host host-2"}
	if !slices.Equal(g.did, want) {
		t.Errorf("did %v\nwant %v", g.did, want)
	}
	server := g.parts[rig.Server]
	if !slices.Contains(server.Env, "K8S_NODE_IP_FOR_DEEPFLOW=10.50.72.100") || !strings.Contains(server.Config.Text, "flush-timeout: 1") {
		t.Errorf("the server runs with %v and\n%s", server.Env, server.Config.Text)
	}
	if len(l.Hosts) != 2 || l.Hosts[1].Agent.Name() != "deepflow-agent-host-2" {
		t.Errorf("hosts: %v", l.Hosts)
	}
	if err := l.Close(); err != nil || g.closed != 1 {
		t.Errorf("close: %v, %d times", err, g.closed)
	}
}

func TestBuildLeavesNothingWhenAPartCantBeHad(t *testing.T) {
	for _, name := range []string{rig.MySQL, rig.ClickHouse, rig.Server, "deepflow-agent-host-1"} {
		g := newGround(t)
		g.refuse = name
		_, err := rig.Build(t.Context(), g, fixtures.GuideLab(1), sim())
		if !errors.Is(err, errRefused) || !strings.Contains(err.Error(), "place "+name) || g.closed != 1 {
			t.Errorf("%s: %v, closed %d times", name, err, g.closed)
		}
	}
}

func TestARealAgentGetsWhatTheGuidesContainerGets(t *testing.T) {
	g := newGround(t)
	o := sim()
	o.Sources.Agent = rig.Source{Kind: rig.Image, Ref: "deepflow-agent:v6.6"}
	if _, err := rig.Build(t.Context(), g, fixtures.GuideLab(1), o); err != nil {
		t.Fatal(err)
	}
	p := g.parts["deepflow-agent-host-1"]
	want := []string{"SYS_ADMIN", "SYS_RESOURCE", "SYS_PTRACE", "NET_ADMIN", "NET_RAW", "IPC_LOCK", "SYSLOG"}
	if !p.Privileged || !slices.Equal(p.Capabilities, want) || len(p.Mounts) != 2 || p.Args != nil {
		t.Errorf("got %+v", p)
	}
}
