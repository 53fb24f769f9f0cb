package evidence

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"github.com/dflab/dflab/lab"
)

// mysqlQueries are what is read of database deepflow.
var mysqlQueries = []struct {
	into  func(*MySQL) *Item[Rows]
	query string
}{
	{func(m *MySQL) *Item[Rows] { return &m.DBVersion }, "SELECT version FROM deepflow.db_version"},
	{func(m *MySQL) *Item[Rows] { return &m.VTap }, "SELECT id, name, type, state, enable, ctrl_ip, ctrl_mac, controller_ip, analyzer_ip, vtap_group_lcuuid, launch_server, lcuuid FROM deepflow.vtap"},
	{func(m *MySQL) *Item[Rows] { return &m.VM }, "SELECT id, name, domain FROM deepflow.vm WHERE deleted_at IS NULL"},
	{func(m *MySQL) *Item[Rows] { return &m.VInterface }, "SELECT id, mac, iftype, deviceid FROM deepflow.vinterface WHERE devicetype = 1"},
	{func(m *MySQL) *Item[Rows] { return &m.IP }, "SELECT ip, vifid FROM deepflow.vinterface_ip"},
	{func(m *MySQL) *Item[Rows] { return &m.WANIP }, "SELECT ip, vifid FROM deepflow.ip_resource"},
	{func(m *MySQL) *Item[Rows] { return &m.Domain }, "SELECT name, lcuuid, type, enabled, state, error_msg, controller_ip, synced_at FROM deepflow.domain"},
	{func(m *MySQL) *Item[Rows] { return &m.Group }, "SELECT id, name, short_uuid, lcuuid FROM deepflow.vtap_group"},
	{func(m *MySQL) *Item[Rows] { return &m.Config }, "SELECT agent_group_lcuuid, yaml FROM deepflow.agent_group_configuration"},
	{func(m *MySQL) *Item[Rows] { return &m.Controller }, "SELECT ip, name, state FROM deepflow.controller"},
	{func(m *MySQL) *Item[Rows] { return &m.Analyzer }, "SELECT ip, name, state FROM deepflow.analyzer"},
}

func collectMySQL(ctx context.Context, db *sql.DB) MySQL {
	var m MySQL
	// When the first can't connect, none can, and each would wait as long.
	if err := db.PingContext(ctx); err != nil {
		for _, q := range mysqlQueries {
			*q.into(&m) = failed[Rows](q.query, err)
		}
		return m
	}
	for _, q := range mysqlQueries {
		rows, err := query(ctx, db, q.query)
		*q.into(&m) = got(q.query, rows, err)
	}
	return m
}

func noMySQL(why string) MySQL {
	var m MySQL
	for _, q := range mysqlQueries {
		*q.into(&m) = missing[Rows](q.query, why)
	}
	return m
}

// query reads all rows of a SELECT as text.
func query(ctx context.Context, db *sql.DB, text string) (Rows, error) {
	answer, err := db.QueryContext(ctx, text)
	if err != nil {
		return nil, err
	}
	defer answer.Close()
	columns, err := answer.Columns()
	if err != nil {
		return nil, err
	}
	rows := Rows{}
	for answer.Next() {
		values := make([]sql.NullString, len(columns))
		into := make([]any, len(columns))
		for i := range values {
			into[i] = &values[i]
		}
		if err := answer.Scan(into...); err != nil {
			return nil, err
		}
		row := map[string]string{}
		for i, c := range columns {
			row[strings.ToLower(c)] = values[i].String
		}
		rows = append(rows, row)
	}
	return rows, answer.Err()
}

const (
	pingQuery  = "SELECT 1"
	flowsQuery = "SELECT agent_id, count(), toUnixTimestamp(now()) - max(toUnixTimestamp(time)) FROM flow_log.l4_flow_log GROUP BY agent_id"
)

func collectClickHouse(ctx context.Context, ch lab.ClickHouse) ClickHouse {
	var c ClickHouse
	_, err := ch.Query(ctx, pingQuery)
	c.Ping = got(pingQuery, "1", err)
	if err != nil {
		c.Flows = failed[Rows](flowsQuery, err)
		return c
	}
	answer, err := ch.Query(ctx, flowsQuery)
	rows := Rows{}
	for _, r := range answer {
		if len(r) != 3 {
			err = fmt.Errorf("want three columns, got %d", len(r))
			break
		}
		rows = append(rows, map[string]string{"agent_id": r[0], "rows": r[1], "age": r[2]})
	}
	c.Flows = got(flowsQuery, rows, err)
	return c
}

func noClickHouse(why string) ClickHouse {
	return ClickHouse{Ping: missing[string](pingQuery, why), Flows: missing[Rows](flowsQuery, why)}
}
