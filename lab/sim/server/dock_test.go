package server_test

import (
	"context"
	"net/http"
	"net/netip"
	"strings"
	"testing"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/dflab/dflab/lab/clock"
	"github.com/dflab/dflab/lab/deepflow/wire/agent"
	"github.com/dflab/dflab/lab/sim/server/genesis/genesistest"
	"github.com/dflab/dflab/lab/vnet"
)

// standIn speaks as the recordings' stand-in for an agent does: Sync and GenesisSync every ten seconds.
type standIn struct {
	conn   vnet.Conn
	lane   clock.Lane
	answer *agent.SyncResponse
	// registered and configured are when the first answer had an agent id, and enabled it.
	registered, configured time.Time
	created                time.Time // when the domain was
	failed                 codes.Code
}

func (a *standIn) run() {
	clock.Go(a.lane, func() (*agent.SyncResponse, error) {
		unique := agent.AgentIdentifier_IP_AND_MAC
		name, ip, mac, host, empty := "deepflow-agent-ce", "10.50.72.101", "52:54:00:50:72:01", "host-1", ""
		return agent.NewSynchronizerClient(a.conn).Sync(context.Background(), &agent.SyncRequest{
			ProcessName: &name, CtrlIp: &ip, CtrlMac: &mac, Host: &host, HostIps: []string{ip}, AgentUniqueIdentifier: &unique,
			AgentGroupIdRequest: &empty, TeamId: &empty,
		})
	}, func(r *agent.SyncResponse, err error) {
		if a.failed = status.Code(err); err != nil {
			return
		}
		a.answer = r
		now := a.lane.Clock().Now()
		if a.registered.IsZero() && r.GetDynamicConfig().GetAgentId() != 0 {
			a.registered = now
		}
		if a.configured.IsZero() && r.GetDynamicConfig().GetEnabled() {
			a.configured = now
		}
		clock.Go(a.lane, func() (*agent.GenesisSyncResponse, error) {
			report := genesistest.Report(r.GetDynamicConfig().GetAgentId(), "host-1", "10.50.72.101", 7, genesistest.NIC("eth0", "52:54:00:50:72:01", "10.50.72.101/24"))
			return agent.NewSynchronizerClient(a.conn).GenesisSync(context.Background(), report)
		}, func(*agent.GenesisSyncResponse, error) {})
	})
	a.lane.After(10*time.Second, a.run)
}

// dock starts the stand-in on host-1, creates the domain four minutes later and waits three minutes.
func (f *fixture) dock() *standIn {
	f.t.Helper()
	host, err := f.network.AddHost("host-1", netip.MustParseAddr("10.50.72.101"))
	f.check(err)
	conn, err := host.DialGRPC("10.50.72.100:20035")
	f.check(err)
	a := &standIn{conn: conn, lane: f.clock.Lane("agent")}
	a.lane.Post(a.run)
	f.advance(4 * time.Minute)
	if a.answer == nil || !a.registered.IsZero() {
		f.t.Fatalf("before the domain: answer %v, registered %v; want an answer and no registration", a.answer, a.registered)
	}
	hc := &http.Client{Transport: &http.Transport{DialContext: f.host.DialContext, DisableKeepAlives: true}}
	resp, err := hc.Post("http://10.50.72.100:20417/v1/domains/", "application/json", strings.NewReader(`{"NAME":"legacy-host","TYPE":23}`))
	f.check(err)
	resp.Body.Close()
	a.created = f.clock.Now()
	f.advance(3 * time.Minute)
	return a
}

// TestDock docks one host from nothing: no domain, nothing; with one, registered and then configured within the recorded times
// (04_grpc: 53 and 103 s after the domain's creation, of a server that had been running for some minutes).
func TestDock(t *testing.T) {
	f := newFixture(t)
	f.up()
	a := f.dock()
	created := a.created
	if took := a.registered.Sub(created); a.registered.IsZero() || took > 130*time.Second {
		t.Errorf("registered %v after the domain; log\n%s", took, tail(f.log.String(), 60))
	}
	if took := a.configured.Sub(created); a.configured.IsZero() || took > 3*time.Minute {
		t.Errorf("configured %v after the domain; log\n%s", took, tail(f.log.String(), 60))
	}
	t.Logf("registered %v, configured %v after the domain", a.registered.Sub(created), a.configured.Sub(created))
	if !strings.Contains(a.answer.GetUserConfig(), "ingester_ip: 10.50.72.100") {
		t.Errorf("configuration %q lacks the ingester's address", a.answer.GetUserConfig())
	}
	for path, want := range map[string]string{
		"/v1/vtaps/":           `"NAME":"host-1-W1","STATE":1`,
		"/v2/domains/":         `"VM_COUNT":1`,
		"/v1/sync/vm/":         `"NAME":"host-1"`,
		"/v1/controllers/":     `"VTAP_COUNT":1`,
		"/v1/tasks/":           `"name":"legacy-host"`,
		"/v1/vtap-groups/":     `"VTAP_LCUUIDS":["`,
		"/v1/election-leader/": `{"NODE_IP":"10.50.72.100","NODE_NAME":"vm","POD_IP":"127.0.0.1","POD_NAME":"vm"}`,
	} {
		if code, body := f.get(path); code != 200 || !strings.Contains(body, want) {
			t.Errorf("%s: %d %s, want %s in it", path, code, body, want)
		}
	}
}

// TestRestart kills a server with a docked agent: its calls fail, and the next process knows it at once.
func TestRestart(t *testing.T) {
	f := newFixture(t)
	s := f.up()
	a := f.dock()
	s.Kill()
	f.advance(15 * time.Second)
	if a.failed != codes.Unavailable {
		t.Errorf("the agent's calls end with %v, want Unavailable", a.failed)
	}
	f.up()
	conn, err := f.network.Host("host-1").DialGRPC("10.50.72.100:20035")
	f.check(err)
	a.conn, a.registered = conn, time.Time{}
	up := f.clock.Now()
	f.advance(15 * time.Second)
	if took := a.registered.Sub(up); a.registered.IsZero() || took > 10*time.Second {
		t.Errorf("known to the next process %v after it is up; log\n%s", took, tail(f.log.String(), 40))
	}
	if n := strings.Count(f.log.String(), "not found in cache"); n != 0 {
		t.Errorf("%d times not found in the cache of the next process", n)
	}
}

func tail(text string, n int) string {
	lines := strings.Split(text, "\n")
	return strings.Join(lines[max(0, len(lines)-n):], "\n")
}
