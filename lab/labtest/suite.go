// Package labtest is what every provider of labs must do, as one suite: what an operator does to parts and hosts has the same effect
// whatever realises them. It may import lab, lab/operator, lab/deepflow and fixtures; providers' tests call Run.
package labtest

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/dflab/dflab/fixtures"
	"github.com/dflab/dflab/lab"
	"github.com/dflab/dflab/lab/operator"
)

// Spec is the lab that the suite wants: the guide's, with two hosts.
func Spec() lab.Spec { return fixtures.GuideLab(2) }

// limit bounds every wait, on the lab's clock: a server's restart takes 10 to 20 s, longer on a busy machine.
const limit = 2 * time.Minute

// Run tries everything on a lab of Spec whose server has been started; it sets the lab up itself. The lab is as before afterwards, save
// for its logs and its counts of exits and restarts. The steps are in one order because each needs a server that is up.
func Run(t *testing.T, l *lab.Lab) {
	s := suite{l}
	if err := operator.SetUp(t.Context(), l); err != nil {
		t.Fatal(err)
	}
	for _, step := range []struct {
		name string
		try  func(*testing.T)
	}{
		{"SQL is MySQL's", s.sql},
		{"ClickHouse answers over HTTP", s.clickhouse},
		{"a host has its NICs", s.nics},
		{"NICs change while everything runs", s.setNICs},
		{"a host that is cut off reaches nothing", s.cut},
		{"a process that ends has its exit code", s.exitCode},
		{"a killed part comes back", s.kill},
		{"a stopped part stays away", s.stop},
		{"a frozen part says nothing", s.pause},
		{"a file counts from the next start on", s.config},
		{"a database that is stopped keeps its rows", s.database},
	} {
		if !t.Run(step.name, step.try) {
			t.Fatal("the steps build on each other")
		}
	}
}

type suite struct{ *lab.Lab }

// eventually asks until the answer is nil.
func (s suite) eventually(t *testing.T, what string, ask func() error) {
	t.Helper()
	start := s.Clock.Now()
	for {
		err := ask()
		if err == nil {
			return
		}
		if s.Clock.Now().Sub(start) > limit {
			t.Fatalf("%s: still not after %v: %v", what, limit, err)
		}
		if err := s.Clock.Wait(t.Context(), 500*time.Millisecond); err != nil {
			t.Fatal(err)
		}
	}
}

func (s suite) serverUp(t *testing.T) {
	t.Helper()
	if err := operator.AwaitServer(t.Context(), s.Lab, limit); err != nil {
		t.Fatal(err)
	}
}

func (s suite) sql(t *testing.T) {
	var version string
	if err := s.MySQL.QueryRowContext(t.Context(), "SELECT version FROM db_version").Scan(&version); err != nil || version != "6.6.1.25" {
		t.Errorf("db_version is %q: %v", version, err)
	}
}

func (s suite) clickhouse(t *testing.T) {
	rows, err := s.ClickHouse.Query(t.Context(), "SELECT 1 + 1, 'a'")
	if err != nil || len(rows) != 1 || !slices.Equal(rows[0], []string{"2", "a"}) {
		t.Errorf("got %v: %v", rows, err)
	}
}

func (s suite) nics(t *testing.T) {
	h := s.Hosts[0]
	text := h.Machine.IPAddress()
	for _, want := range []string{": eth0", "link/ether " + h.NICs[0].MAC, "inet " + h.NICs[0].Addrs[0].String(), ": lo:"} {
		if !strings.Contains(text, want) {
			t.Errorf("ip address has no %q:\n%s", want, text)
		}
	}
	if err := h.Machine.Connect(t.Context(), s.grpc()); err != nil {
		t.Error(err)
	}
	if err := h.Machine.Connect(t.Context(), net.JoinHostPort(s.Spec.Server.IP.String(), "30035")); err == nil {
		t.Error("the host reaches a port that nobody listens on")
	}
}

func (s suite) grpc() string { return net.JoinHostPort(s.Spec.Server.IP.String(), "20035") }

func (s suite) setNICs(t *testing.T) {
	h := s.Hosts[0]
	changed := []lab.NIC{{Name: "bond0", MAC: "52:54:00:64:42:13", Addrs: []netip.Prefix{netip.MustParsePrefix("100.42.32.213/24")}}}
	if err := h.Machine.SetNICs(changed); err != nil {
		t.Fatal(err)
	}
	text := h.Machine.IPAddress()
	if strings.Contains(text, ": eth0") || !strings.Contains(text, ": bond0") || !strings.Contains(text, "inet 100.42.32.213/24") {
		t.Errorf("ip address:\n%s", text)
	}
	s.eventually(t, "reach the server from 100.42.32.213", func() error { return h.Machine.Connect(t.Context(), s.grpc()) })
	if err := h.Machine.SetNICs(h.NICs); err != nil {
		t.Fatal(err)
	}
	s.nics(t)
}

func (s suite) cut(t *testing.T) {
	h := s.Hosts[0]
	c, ok := h.Machine.(lab.Cable)
	if !ok {
		t.Fatalf("%T is no lab.Cable", h.Machine)
	}
	if err := c.Cut(); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
	defer cancel()
	if err := h.Machine.Connect(ctx, s.grpc()); err == nil {
		t.Error("a host that is cut off reaches the server")
	}
	if err := s.Hosts[1].Machine.Connect(t.Context(), s.grpc()); err != nil {
		t.Errorf("the other host: %v", err)
	}
	if err := c.Heal(); err != nil {
		t.Fatal(err)
	}
	s.eventually(t, "reach the server again", func() error { return h.Machine.Connect(t.Context(), s.grpc()) })
}

// exitCode: deepflow-agent ends with code 1 when its file is no YAML (agent/src/main.rs at v6.6.9).
func (s suite) exitCode(t *testing.T) {
	a := s.Hosts[0].Agent
	good := a.Config()
	a.SetConfig("controller-ips: [")
	if a.Config() != "controller-ips: [" {
		t.Fatalf("the file is %q", a.Config())
	}
	if err := a.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.eventually(t, "the agent ends, is started again and ends", func() error {
		if st := a.State(); st.Exits < 2 || st.ExitCode != 1 || st.Restarts < 1 {
			return fmt.Errorf("state %+v", st)
		}
		return nil
	})
	if err := a.Stop(t.Context()); err != nil {
		t.Fatal(err)
	}
	a.SetConfig(good)
}

func (s suite) kill(t *testing.T) {
	k, ok := s.Server.(lab.Killable)
	if !ok {
		t.Fatalf("%T can't be killed", s.Server)
	}
	before := s.Server.State()
	old, cursor := s.Server.Log().Since(lab.Cursor{})
	k.Kill()
	s.eventually(t, "the server is started again", func() error {
		if st := s.Server.State(); st.Exits != before.Exits+1 || !st.Running || st.Restarts != before.Restarts+1 {
			return fmt.Errorf("before %+v, now %+v", before, st)
		}
		return nil
	})
	s.serverUp(t)
	all, _ := s.Server.Log().Since(lab.Cursor{})
	fresh, _ := s.Server.Log().Since(cursor)
	if len(fresh) == 0 || len(all) != len(old)+len(fresh) || !slices.Equal(all[:len(old)], old) {
		t.Errorf("the log had %d lines, got %d more, has %d", len(old), len(fresh), len(all))
	}
}

func (s suite) stop(t *testing.T) {
	if err := s.Server.Stop(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := s.Server.Stop(t.Context()); err != nil {
		t.Errorf("stop again: %v", err)
	}
	if err := s.Clock.Wait(t.Context(), 3*time.Second); err != nil {
		t.Fatal(err)
	}
	if s.Server.State().Running {
		t.Error("it runs")
	}
	if err := s.Hosts[0].Machine.Connect(t.Context(), s.grpc()); err == nil {
		t.Error("its port is open")
	}
	if err := s.Server.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.serverUp(t)
}

func (s suite) pause(t *testing.T) {
	p, ok := s.Server.(lab.Pausable)
	if !ok {
		t.Skipf("%T can't be frozen", s.Server)
	}
	if err := p.Pause(t.Context()); err != nil {
		t.Fatal(err)
	}
	_, cursor := s.Server.Log().Since(lab.Cursor{})
	if err := s.Clock.Wait(t.Context(), 15*time.Second); err != nil {
		t.Fatal(err)
	}
	if said, _ := s.Server.Log().Since(cursor); len(said) > 1 { // one may have been on its way
		t.Errorf("it said %q", said)
	}
	if err := p.Resume(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.serverUp(t)
}

// config: the server's port is in its file. The running one doesn't look there.
func (s suite) config(t *testing.T) {
	good := s.Server.Config()
	s.Server.SetConfig(strings.Replace(good, "grpc-port: 20035", "grpc-port: 20036", 1))
	if err := s.Hosts[0].Machine.Connect(t.Context(), s.grpc()); err != nil {
		t.Errorf("before the restart: %v", err)
	}
	s.restart(t)
	moved := net.JoinHostPort(s.Spec.Server.IP.String(), "20036")
	s.eventually(t, "the server listens on 20036", func() error { return s.Hosts[0].Machine.Connect(t.Context(), moved) })
	s.Server.SetConfig(good)
	s.restart(t)
	s.serverUp(t)
}

func (s suite) restart(t *testing.T) {
	t.Helper()
	if err := s.Server.Stop(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := s.Server.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func (s suite) database(t *testing.T) {
	db := s.Databases["mysql"]
	if err := db.Stop(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := s.MySQL.PingContext(t.Context()); err == nil {
		t.Error("a stopped MySQL answers")
	}
	if err := db.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.eventually(t, "MySQL answers again", func() error { return s.MySQL.PingContext(t.Context()) })
	s.sql(t)
	s.serverUp(t)
}
