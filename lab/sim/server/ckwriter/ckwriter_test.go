package ckwriter

import (
	"errors"
	"net"
	"os"
	"reflect"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/dflab/dflab/lab/deepflow/config"
	"github.com/dflab/dflab/lab/sim/server/ingester"
)

var (
	local = ingester.Table{Name: "network.1m_local", Engine: "MergeTree", Columns: []ingester.Column{
		{Name: "time", Type: "DateTime('Asia/Shanghai')", Comment: "v6.6.3.0"},
		{Name: "start_time", Type: "DateTime64(6, 'Asia/Shanghai')"},
		{Name: "host", Type: "LowCardinality(String)"},
		{Name: "tag_names", Type: "Array(LowCardinality(String))"},
		{Name: "agent_id", Type: "UInt16"},
		{Name: "acl_gids", Type: "Array(UInt16)"},
	}}
	shown = ingester.Table{Name: "network.1m", Engine: "Distributed", Of: "network.1m_local"}
)

func TestCreateTable(t *testing.T) {
	for _, c := range []struct {
		name    string
		dialect dialect
		table   ingester.Table
		want    string
	}{
		{
			"modern", dialect{}, local, "CREATE TABLE IF NOT EXISTS `flow_metrics`.`network.1m_local` (`time` DateTime('Asia/Shanghai') COMMENT 'v6.6.3.0', " +
				"`start_time` DateTime64(6, 'Asia/Shanghai'), `host` LowCardinality(String), `tag_names` Array(LowCardinality(String)), `agent_id` UInt16, " +
				"`acl_gids` Array(UInt16)) ENGINE = MergeTree PARTITION BY toYYYYMMDD(time) ORDER BY time",
		},
		{
			"plain", dialect{plain: true}, local, "CREATE TABLE IF NOT EXISTS `flow_metrics`.`network.1m_local` (`time` DateTime('Asia/Shanghai') COMMENT 'v6.6.3.0', " +
				"`start_time` DateTime('Asia/Shanghai'), `host` String, `tag_names` Array(String), `agent_id` UInt16, " +
				"`acl_gids` Array(UInt16)) ENGINE = MergeTree PARTITION BY toYYYYMMDD(time) ORDER BY time",
		},
		{
			"without cluster", dialect{plain: true}, shown, "CREATE TABLE IF NOT EXISTS `flow_metrics`.`network.1m` AS `flow_metrics`.`network.1m_local` " +
				`ENGINE = Merge('flow_metrics', '^network\\.1m_local$')`,
		},
		{
			"with cluster", dialect{cluster: "df_cluster"}, shown, "CREATE TABLE IF NOT EXISTS `flow_metrics`.`network.1m` AS `flow_metrics`.`network.1m_local` " +
				"ENGINE = Distributed('df_cluster', 'flow_metrics', 'network.1m_local', rand())",
		},
	} {
		if diff := cmp.Diff(c.want, c.dialect.createTable("flow_metrics", c.table)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
}

func TestFit(t *testing.T) {
	now := time.Unix(1795382652, 0)
	for _, c := range []struct{ value, column, want any }{
		{int32(-2), int32(0), int32(-2)},
		{uint64(7), float64(0), float64(7)},
		{uint16(7), uint32(0), uint32(7)},
		{[]uint32{1, 2}, []uint16{}, []uint16{1, 2}},
		{[]string(nil), []string{}, []string(nil)},
		{"10.50.72.101", net.IP{}, "10.50.72.101"},
		{now, time.Time{}, now},
	} {
		if diff := cmp.Diff(c.want, fit(c.value, reflect.TypeOf(c.column))); diff != "" {
			t.Errorf("%v for %T: %s", c.value, c.column, diff)
		}
	}
	if got := fit(nil, reflect.TypeOf("")); got != nil {
		t.Errorf("nothing made %v", got)
	}
}

// The error of a ClickHouse that isn't there is the dial's: its text is in the real server's log.
func TestNobodyThere(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := ln.Addr().String()
	ln.Close()
	_, err = Open(at(t, addr), "df_cluster")
	if !errors.Is(err, syscall.ECONNREFUSED) || err.Error() != "dial tcp "+addr+": connect: connection refused" {
		t.Errorf("got %v", err)
	}
}

func at(t *testing.T, addr string) config.ClickHouse {
	t.Helper()
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		t.Fatal(err)
	}
	n, err := strconv.ParseUint(port, 10, 16)
	if err != nil {
		t.Fatal(err)
	}
	return config.ClickHouse{Host: host, Port: uint32(n), UserName: "default"}
}

// Against a real ClickHouse, as tools/ci/databases.sh starts one.
func TestReal(t *testing.T) {
	addr := os.Getenv("DFLAB_TEST_CLICKHOUSE_ADDR")
	if addr == "" {
		t.Skip("DFLAB_TEST_CLICKHOUSE_ADDR names no server")
	}
	w, err := Open(at(t, addr), "df_cluster")
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	const database = "dflab_ckwriter"
	if err := w.conn.Exec(t.Context(), "DROP DATABASE IF EXISTS "+database); err != nil {
		t.Fatal(err)
	}
	for range 2 { // the second time all of it is there
		if err := errors.Join(w.CreateDatabase(database), w.CreateTable(database, local), w.CreateTable(database, shown)); err != nil {
			t.Fatal(err)
		}
	}
	now := time.Unix(1795382652, 0)
	err = w.Insert(database, local.Name, []string{"time", "host", "agent_id", "acl_gids"}, [][]any{
		{now, "host-1", uint16(1), []uint32{1, 2}},
		{now, "host-2", uint8(2), []uint16(nil)},
	})
	if err != nil {
		t.Fatal(err)
	}
	var n uint64
	query := "SELECT sum(agent_id) FROM " + database + ".`network.1m` WHERE time >= toDateTime(1795382652) AND host IN ('host-1', 'host-2')"
	if err := w.conn.QueryRow(t.Context(), query).Scan(&n); err != nil || n != 3 {
		t.Errorf("read %d, %v", n, err)
	}
	err = w.Insert(database, "nope", []string{"time"}, [][]any{{now}})
	if err == nil || !strings.Contains(err.Error(), "code: 60") {
		t.Errorf("insert into no table: %v", err)
	}
	if err := w.Insert(database, local.Name, []string{"time"}, [][]any{{"no time"}}); err == nil {
		t.Error("a text is a time")
	}
	if err := w.Insert(database, local.Name, []string{"time"}, [][]any{{now}}); err != nil {
		t.Errorf("after an error: %v", err)
	}
}
