package exec_test

import (
	"net/netip"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/dflab/dflab/fixtures"
	"github.com/dflab/dflab/lab"
	"github.com/dflab/dflab/lab/deepflow/config"
	"github.com/dflab/dflab/lab/rig"
)

// A real deepflow-server on a host of namespaces, beside this machine's MySQL: run by hand, with the binary's path in
// DFLAB_TEST_DEEPFLOW_SERVER. It reads its schema from /etc/mysql/schema (6.6) of this machine.
func TestARealServer(t *testing.T) {
	binary := os.Getenv("DFLAB_TEST_DEEPFLOW_SERVER")
	if binary == "" {
		t.Skip("needs the path of a deepflow-server in DFLAB_TEST_DEEPFLOW_SERVER")
	}
	g := newGround(t)
	h := newHost(t, g, serverHost())
	w1 := newHost(t, g, lab.Host{Name: "w1", Traffic: true, NICs: []lab.NIC{{Name: "bond0", MAC: "0c:42:a1:00:00:01", Addrs: []netip.Prefix{netip.MustParsePrefix("100.42.32.213/24")}}}})
	db := needs(t, h, mysqlProgram())
	begin := time.Now()
	start(t, db)
	conn := open(t, h, "10.50.72.100:30130")
	await(t, "MySQL", func() bool { return conn.Ping() == nil })
	t.Logf("MySQL answers after %s", time.Since(begin).Round(10*time.Millisecond))

	text, err := config.Edit(fixtures.ServerYAML, map[string]any{"ingester.storage-disabled": true}, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	server := needs(t, h, rig.Program{
		Name: rig.Server, Source: rig.Source{Kind: rig.Exec, Ref: binary}, Restart: true,
		Env: []string{
			"DEEPFLOW_SERVER_RUNNING_MODE=STANDALONE", "K8S_POD_IP_FOR_DEEPFLOW=127.0.0.1", "K8S_NODE_IP_FOR_DEEPFLOW=10.50.72.100", "TZ=UTC",
		},
		Config: rig.File{Path: rig.ServerFile, Text: text},
		Dirs:   []string{"/var/log/deepflow"},
	})
	for _, life := range []string{"fresh database", "existing database"} {
		_, from := server.Log().Since(lab.Cursor{})
		begin = time.Now()
		start(t, server)
		await(t, "deepflow-server on 20035 ("+life+")", func() bool { return w1.Connect(t.Context(), "10.50.72.100:20035") == nil })
		t.Logf("%s: 20035 answers host w1 after %s", life, time.Since(begin).Round(10*time.Millisecond))
		log, _ := server.Log().Since(from)
		if len(log) == 0 || strings.Contains(strings.Join(log, ""), "\x1b") {
			t.Errorf("%d lines of log, or colours in them", len(log))
		}
		begin = time.Now()
		if err := server.Stop(t.Context()); err != nil {
			t.Fatal(err)
		}
		t.Logf("stopped after %s: %+v", time.Since(begin).Round(10*time.Millisecond), server.State())
	}
}
