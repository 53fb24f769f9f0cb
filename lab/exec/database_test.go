package exec_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/go-sql-driver/mysql"

	"github.com/dflab/dflab/fixtures"
	"github.com/dflab/dflab/lab/exec"
	"github.com/dflab/dflab/lab/rig"
)

func mysqlProgram() rig.Program {
	return rig.Program{
		Name: rig.MySQL, Source: rig.Source{Kind: rig.Exec}, Restart: true,
		Config: rig.File{Path: "/etc/my.cnf", Text: fixtures.MySQLConf},
		Files:  []rig.File{{Path: "/docker-entrypoint-initdb.d/init.sql", Text: fixtures.MySQLInit}},
		Dirs:   []string{"/var/lib/mysql"},
	}
}

func clickhouseProgram() rig.Program {
	return rig.Program{
		Name: rig.ClickHouse, Source: rig.Source{Kind: rig.Exec}, Restart: true,
		Config: rig.File{Path: "/etc/clickhouse-server/config.xml", Text: fixtures.ClickHouseConfig},
		Files:  []rig.File{{Path: "/etc/clickhouse-server/users.xml", Text: fixtures.ClickHouseUsers}},
		Dirs:   []string{"/var/lib/clickhouse", "/var/lib/clickhouse_storage"},
	}
}

// needs skips where this machine has no such database.
func needs(t *testing.T, h rig.Host, p rig.Program) rig.Part {
	t.Helper()
	part, err := h.Place(t.Context(), p)
	if errors.Is(err, exec.ErrNoDatabase) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("%s:\n%s", p.Name, strings.Join(lines(part), "\n"))
		}
	})
	return part
}

// open is MySQL at an address as root with the password of the guide.
func open(t *testing.T, h rig.Host, addr string) *sql.DB {
	t.Helper()
	c := mysql.NewConfig()
	c.User, c.Passwd, c.Net, c.Addr = "root", "deepflow", "tcp", addr
	c.Logger = &mysql.NopLogger{}
	c.DialFunc = h.DialContext
	connector, err := mysql.NewConnector(c)
	if err != nil {
		t.Fatal(err)
	}
	db := sql.OpenDB(connector)
	t.Cleanup(func() { db.Close() })
	return db
}

func TestMySQLOfThisMachine(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds: makes MySQL's system tables")
	}
	g := newGround(t)
	h := newHost(t, g, serverHost())
	p := needs(t, h, mysqlProgram())
	start(t, p)
	db := open(t, h, "10.50.72.100:30130")
	await(t, "MySQL", func() bool { return db.Ping() == nil })
	if _, err := db.Exec("CREATE DATABASE deepflow"); err != nil {
		t.Fatal(err)
	}
	var port int
	if err := open(t, h, "127.0.0.1:30130").QueryRow("SELECT @@port").Scan(&port); err != nil || port != 30130 {
		t.Errorf("as root@localhost: port %d, %v", port, err)
	}
	if err := p.Stop(t.Context()); err != nil {
		t.Fatal(err)
	}
	if s := p.State(); s.ExitCode != 0 {
		t.Errorf("stopped: %+v\n%s", s, strings.Join(lines(p), "\n"))
	}
	start(t, p)
	var name string
	await(t, "MySQL again", func() bool { return db.Ping() == nil })
	if err := db.QueryRow("SHOW DATABASES LIKE 'deepflow'").Scan(&name); err != nil {
		t.Errorf("data after a restart: %v", err)
	}
	p.Kill()
	await(t, "MySQL after a kill", func() bool { return db.PingContext(t.Context()) == nil && p.State().Restarts == 1 })
}

func TestClickHouseOfThisMachine(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds: starts ClickHouse")
	}
	g := newGround(t)
	h := newHost(t, g, serverHost())
	p := needs(t, h, clickhouseProgram())
	start(t, p)
	client := &http.Client{Transport: &http.Transport{DialContext: h.DialContext, DisableKeepAlives: true}}
	query := func(q string) (string, error) {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://10.50.72.100:8123/?query="+url.QueryEscape(q), nil)
		if err != nil {
			return "", err
		}
		resp, err := client.Do(req)
		if err != nil {
			return "", err
		}
		defer resp.Body.Close()
		b, err := io.ReadAll(resp.Body)
		if resp.StatusCode != http.StatusOK {
			err = fmt.Errorf("%s: %s", resp.Status, b)
		}
		return string(b), err
	}
	await(t, "ClickHouse", func() bool { out, err := query("SELECT 1"); return err == nil && out == "1\n" })
	if out, err := query("SELECT cluster FROM system.clusters"); err != nil || !strings.Contains(out, "df_cluster") {
		t.Errorf("clusters %q, %v", out, err)
	}
	if _, err := query("CREATE TABLE t (a Int32) ENGINE = MergeTree ORDER BY a"); err != nil {
		t.Error(err)
	}
	if err := h.Connect(context.Background(), "127.0.0.1:9000"); err != nil {
		t.Error(err)
	}
	if err := p.Stop(t.Context()); err != nil {
		t.Fatal(err)
	}
}
