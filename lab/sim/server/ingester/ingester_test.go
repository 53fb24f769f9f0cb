package ingester

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"net/netip"
	"strings"
	"testing"
	"time"

	"google.golang.org/protobuf/proto"

	"github.com/dflab/dflab/lab/clock"
	"github.com/dflab/dflab/lab/deepflow/config"
	"github.com/dflab/dflab/lab/deepflow/logline"
	"github.com/dflab/dflab/lab/deepflow/wire"
	"github.com/dflab/dflab/lab/deepflow/wire/flow"
	"github.com/dflab/dflab/lab/deepflow/wire/stats"
	"github.com/dflab/dflab/lab/sim/server/core"
	"github.com/dflab/dflab/lab/sim/store/clickhouse"
	"github.com/dflab/dflab/lab/vnet"
)

var start = time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)

// faceWriter writes to the store's ClickHouse face, as a lab does.
type faceWriter struct{ db *clickhouse.DB }

func (w faceWriter) CreateDatabase(name string) error {
	w.db.CreateDatabase(name)
	return nil
}

func (w faceWriter) CreateTable(database string, t Table) error {
	columns := make([]clickhouse.Column, 0, len(t.Columns))
	for _, c := range t.Columns {
		col := clickhouse.Col(c.Name, c.Type)
		col.Comment = c.Comment
		columns = append(columns, col)
	}
	return w.db.CreateTable(database, clickhouse.Table{Name: t.Name, Columns: columns, Engine: t.Engine, Of: t.Of})
}

func (w faceWriter) Insert(database, table string, columns []string, rows [][]any) error {
	return w.db.Insert(database, table, columns, rows)
}

// lab is an ingester with a clock, a log and a store.
type lab struct {
	*testing.T
	clock *clock.Clock
	core  *core.Core
	log   bytes.Buffer
	db    *clickhouse.DB
	s     *Service
}

func newLab(t *testing.T, storage bool) *lab {
	t.Helper()
	l := &lab{T: t, clock: clock.New(start)}
	l.core = &core.Core{
		Context: context.Background(), Clock: l.clock, Prefix: "server", Config: config.DefaultServer(),
		Rand: rand.New(rand.NewPCG(1, 2)), Started: start, Location: time.UTC,
	}
	l.core.Log = logline.NewServerLogger(&l.log, l.core.Now)
	l.db = clickhouse.New(l.clock.Now)
	var rows RowWriter
	if storage {
		rows = faceWriter{l.db}
	}
	l.s = New(l.core, rows)
	l.core.Post("test/start", l.s.Start)
	l.advance(0)
	return l
}

func (l *lab) advance(d time.Duration) {
	l.Helper()
	if err := l.clock.Advance(context.Background(), d); err != nil {
		l.Fatal(err)
	}
}

// turn runs fn as the network would call a handler.
func (l *lab) turn(fn func()) {
	l.Helper()
	l.clock.Lane("test/net").Post(fn)
	l.advance(0)
}

// query asks ClickHouse for the text of the result.
func (l *lab) query(sql string) string {
	l.Helper()
	res, err := l.db.Query("default", sql)
	if err != nil {
		return err.Error()
	}
	return fmt.Sprint(res.Rows)
}

// logged are the lines of the log, as messages.
func (l *lab) logged() []string {
	var messages []string
	for _, r := range logline.ReadServer(l.log.String()) {
		messages = append(messages, r.Message)
	}
	return messages
}

func (l *lab) wantLog(want ...string) {
	l.Helper()
	if got := l.logged(); strings.Join(got, "\n") != strings.Join(want, "\n") {
		l.Errorf("log is\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

var peer = net.TCPAddrFromAddrPort(netip.MustParseAddrPort("10.50.72.101:40000"))

func record(t *testing.T, m proto.Message) []byte {
	t.Helper()
	b, err := proto.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func frame(typ wire.MessageType, agent uint16, records ...[]byte) []byte {
	return wire.AppendFrame(nil, wire.FrameHeader{Type: typ, AgentID: agent, TeamID: 1, OrgID: 1}, records...)
}

func monitorStats(at time.Time) *stats.Stats {
	return &stats.Stats{
		Timestamp: uint64(at.Unix()), Name: "deepflow_agent_monitor", TagNames: []string{"host"}, TagValues: []string{"host-W1"},
		MetricsFloatNames: []string{"cpu_percent"}, MetricsFloatValues: []float64{0.5},
	}
}

func TestStatsAreStored(t *testing.T) {
	l := newLab(t, true)
	c := l.s.accept(peer)
	l.turn(func() { c.Data(frame(wire.AgentStats, 1, record(t, monitorStats(start)))) })
	const count = "SELECT count() FROM deepflow_tenant.deepflow_collector WHERE virtual_table_name = 'deepflow_agent_monitor' AND tag_values[indexOf(tag_names,'host')] = 'host-W1'"
	if got := l.query(count); got != "[[0]]" {
		t.Errorf("rows before the first tick: %s, want none", got)
	}
	l.advance(time.Second)
	if got := l.query(count); got != "[[1]]" {
		t.Errorf("rows after the first tick: %s, want one", got)
	}
	// The next batch waits until more than the flush timeout has passed since the first.
	l.turn(func() { c.Data(frame(wire.AgentStats, 1, record(t, monitorStats(start)))) })
	l.advance(10 * time.Second)
	if got := l.query(count); got != "[[1]]" {
		t.Errorf("rows 10 s after the first batch: %s, want still one", got)
	}
	l.advance(time.Second)
	if got := l.query(count); got != "[[2]]" {
		t.Errorf("rows 11 s after the first batch: %s, want two", got)
	}
	l.wantLog("TCP client (10.50.72.101:40000) connect success, set read buffer 4194304.")
}

func TestCollectSenderKeepsTheOldMetricName(t *testing.T) {
	m := &stats.Stats{Name: "deepflow_agent_collect_sender", MetricsFloatNames: []string{"rx", "tx_bytes"}, MetricsFloatValues: []float64{1, 7}}
	row := collectorRow(m, 1)
	if got := fmt.Sprint(row[5:]); got != "[[rx tx_bytes tx-bytes] [1 7 7]]" {
		t.Errorf("metrics are %s, want tx-bytes beside tx_bytes", got)
	}
}

func TestAgentLogIsStored(t *testing.T) {
	l := newLab(t, true)
	c := l.s.accept(peer)
	line := wire.SyslogDetail{
		Time: start, Host: "host-W1", Tag: "host", PID: 7, Level: "WARN", Source: "src/sender/uniform_sender.rs:555", Message: "not assigned",
	}.Append(nil)
	l.turn(func() { c.Data(frame(wire.AgentLog, 3, line, []byte("garbage"), []byte("more garbage"))) })
	l.advance(time.Second)
	got := l.query("SELECT agent_id, _type, severity_number, body, app_service, attribute_values FROM application_log.log")
	if want := "[[3 agent 4 not assigned\n host-W1 [host-W1 src/sender/uniform_sender.rs:555]]]"; got != want {
		t.Errorf("rows are %q, want %q", got, want)
	}
	l.wantLog("TCP client (10.50.72.101:40000) connect success, set read buffer 4194304.", "syslog parse failed: log parts is 1")
}

func tcpFlow() *flow.TaggedFlow {
	return &flow.TaggedFlow{Flow: &flow.Flow{
		FlowKey:        &flow.FlowKey{VtapId: 5, TapType: 3, TapPort: 1<<60 | 0x507201, IpSrc: 0x0a324865, IpDst: 0x0a324864, PortSrc: 40000, PortDst: 20035, Proto: 6},
		MetricsPeerSrc: &flow.FlowMetricsPeer{PacketCount: 3, ByteCount: 300, L3EpcId: 4},
		MetricsPeerDst: &flow.FlowMetricsPeer{PacketCount: 2, ByteCount: 200, L3EpcId: -2},
		StartTime:      uint64(start.Add(-time.Minute).UnixNano()), EndTime: uint64(start.UnixNano()), Duration: uint64(time.Minute),
		EthType: 0x800, CloseType: 5, TapSide: 1, FlowId: 9, HasPerfStats: 1,
		PerfStats: &flow.FlowPerfStats{Tcp: &flow.TCPPerfStats{Rtt: 120, SynCount: 1}, L7Protocol: 20},
	}}
}

func TestFlowLogIsStored(t *testing.T) {
	l := newLab(t, true)
	c := l.s.accept(peer)
	l.turn(func() { c.Data(frame(wire.L4FlowLog, 5, record(t, tcpFlow()), record(t, &flow.TaggedFlow{}))) })
	l.advance(time.Second)
	got := l.query("SELECT ip4_0, ip4_1, client_port, server_port, protocol, observation_point, packet_tx, byte_rx, l3_epc_id_1, rtt, l7_protocol, status, duration, capture_nic, capture_nic_type, is_ipv4, ip6_0 " +
		"FROM flow_log.l4_flow_log WHERE agent_id = 5")
	if want := "[[10.50.72.101 10.50.72.100 40000 20035 6 c 3 200 -2 120 20 0 60000000 5272065 1 1 ::]]"; got != want {
		t.Errorf("rows are %s, want %s", got, want)
	}
	if last := l.logged()[1]; last != "invalid flow <nil>" {
		t.Errorf("a record without flow is logged as %q, want invalid flow", last)
	}
}

// Every column that a row fills is a column of its table, and none is given twice.
func TestRowsFitTheirTables(t *testing.T) {
	columns := map[string]map[string]bool{}
	for _, sc := range schemas() {
		for _, tab := range sc.tables {
			columns[sc.database+"."+tab.Name] = map[string]bool{}
			for _, c := range tab.Columns {
				columns[sc.database+"."+tab.Name][c.Name] = true
			}
		}
	}
	rows := map[*target]int{
		collectorTable: len(collectorRow(&stats.Stats{}, 1)),
		logTable:       len((&Service{}).logRow(wire.SyslogDetail{}, wire.FrameHeader{})),
		l4Table:        len(l4Row(tcpFlow().Flow, 1, 1)),
	}
	for w, n := range rows {
		if n != len(w.columns) {
			t.Errorf("%s: a row has %d values for %d columns", w.table, n, len(w.columns))
		}
		seen := map[string]bool{}
		for _, c := range w.columns {
			if !columns[w.database+"."+w.table+"_local"][c] || seen[c] {
				t.Errorf("%s: column %s is unknown or given twice", w.table, c)
			}
			seen[c] = true
		}
	}
}

func TestTablesOfTheDockPathExist(t *testing.T) {
	l := newLab(t, true)
	for _, table := range []string{
		"flow_log.l4_flow_log", "flow_log.l4_flow_log_local", "flow_log.l7_flow_log", "flow_metrics.`network.1s`", "flow_metrics.`network.1m`",
		"flow_metrics.`network_map.1s`", "flow_metrics.`application_map.1s`", "flow_metrics.`traffic_policy.1m`", "ext_metrics.metrics",
		"deepflow_tenant.deepflow_collector", "deepflow_admin.deepflow_server", "application_log.log",
	} {
		if got := l.query("SELECT count() FROM " + table); got != "[[0]]" {
			t.Errorf("%s: %s, want an empty table", table, got)
		}
	}
	if got := l.query("SELECT comment FROM system.columns WHERE database = 'flow_log' AND table = 'l4_flow_log_local' AND name = 'time'"); got != "[[v6.6.3.0]]" {
		t.Errorf("comment of time is %s, want the table version", got)
	}
	// A restarted server finds its tables.
	l.log.Reset()
	l.core.Post("test/again", New(l.core, faceWriter{l.db}).Start)
	l.advance(0)
	l.wantLog()
}

// down is a ClickHouse that isn't reachable until up is set.
type down struct {
	faceWriter
	up *bool
}

var errRefused = errors.New("connection refused")

func (d down) CreateDatabase(name string) error {
	if !*d.up {
		return errRefused
	}
	return d.faceWriter.CreateDatabase(name)
}

func (d down) CreateTable(database string, t Table) error {
	if !*d.up {
		return errRefused
	}
	return d.faceWriter.CreateTable(database, t)
}

func TestTablesAreCreatedLater(t *testing.T) {
	l := newLab(t, false)
	up := false
	l.s = New(l.core, down{faceWriter{l.db}, &up}, WithFlushTimeouts(FlushTimeouts{}))
	l.core.Post("test/start", l.s.Start)
	l.advance(0)
	l.log.Reset()
	c := l.s.accept(peer)
	send := func() {
		l.turn(func() { c.Data(frame(wire.AgentStats, 1, record(t, monitorStats(start)))) })
		l.advance(time.Second)
	}
	send()
	l.wantLog("TCP client (10.50.72.101:40000) connect success, set read buffer 4194304.",
		"create table (deepflow_tenant.deepflow_collector_local) failed, drop (1) items: connection refused")
	up = true
	send()
	if got := l.query("SELECT count() FROM deepflow_tenant.deepflow_collector"); got != "[[1]]" {
		t.Errorf("rows are %s, want that of the second frame", got)
	}
}

// fullDisk takes no rows.
type fullDisk struct{ faceWriter }

func (fullDisk) Insert(string, string, []string, [][]any) error { return errors.New("disk is full") }

func TestFailedWritesAreLoggedOncePerStatistics(t *testing.T) {
	l := newLab(t, true)
	l.s.rows = fullDisk{faceWriter{l.db}}
	c := l.s.accept(peer)
	for range 30 {
		l.turn(func() { c.Data(frame(wire.AgentStats, 1, record(t, monitorStats(start)))) })
		l.advance(time.Second)
	}
	want := "write table (deepflow_tenant.deepflow_collector_local) failed, drop (11) items: disk is full"
	var failed []string
	for _, m := range l.logged() {
		if strings.HasPrefix(m, "write table") {
			failed = append(failed, m)
		}
	}
	if len(failed) != 3 || failed[1] != want {
		t.Errorf("failures are logged as %q, want three, the second %q", failed, want)
	}
}

func TestTruncatedPayloads(t *testing.T) {
	l := newLab(t, true)
	whole := record(t, monitorStats(start))
	cut := frame(wire.AgentStats, 1, whole, whole)
	payload := cut[headerSize : len(cut)-3]
	short := append(append([]byte{}, cut[:headerSize]...), payload...)
	short[3] = byte(len(short))
	c := l.s.accept(peer)
	l.turn(func() { c.Data(short) })
	l.advance(time.Second)
	if got := l.query("SELECT count() FROM deepflow_tenant.deepflow_collector"); got != "[[1]]" {
		t.Errorf("rows are %s, want the whole record's", got)
	}
	if last := l.logged()[1]; !strings.HasPrefix(last, "deepflow stats decode failed, offset=") {
		t.Errorf("log ends with %q, want decode failed", last)
	}
}

func TestOverTheVirtualNetwork(t *testing.T) {
	l := newLab(t, true)
	n := vnet.New(l.clock)
	server, err := n.AddHost("server", netip.MustParseAddr("10.50.72.100"))
	if err != nil {
		t.Fatal(err)
	}
	agent, err := n.AddHost("agent", netip.MustParseAddr("10.50.72.101"))
	if err != nil {
		t.Fatal(err)
	}
	srv, err := server.ServeFrames(":20033", l.core.Lane("receiver/tcp"), l.s.Accept)
	if err != nil {
		t.Fatal(err)
	}
	defer srv.Stop()
	var conn vnet.FrameConn
	var closed error
	lane := l.clock.Lane("agent/sender")
	lane.Post(func() {
		conn, err = agent.DialFrames("10.50.72.100:20033", lane, func(e error) { closed = e })
		if err == nil {
			err = conn.Send(frame(wire.AgentStats, 1, record(t, monitorStats(start))))
		}
	})
	l.advance(2 * time.Second)
	if err != nil {
		t.Fatal(err)
	}
	if got := l.query("SELECT count() FROM deepflow_tenant.deepflow_collector"); got != "[[1]]" {
		t.Errorf("rows are %s, want one", got)
	}
	lane.Post(func() { err = conn.Send([]byte("GET / HTTP/1.1\r\n\r\n")) })
	l.advance(time.Second)
	if err != nil || closed == nil {
		t.Errorf("after a bad header send = %v, closed = %v, want a closed connection", err, closed)
	}
}
