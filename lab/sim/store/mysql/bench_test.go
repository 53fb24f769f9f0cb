package mysql_test

import (
	"database/sql"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/dflab/dflab/lab/sim/store/mysql"
)

func open(tb testing.TB, database string) (*mysql.Server, *sql.DB) {
	tb.Helper()
	root := mysql.User{Name: "root", Password: "deepflow"}
	s := mysql.New(mysql.Options{Now: func() time.Time { return time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC) }, Users: []mysql.User{root}})
	tb.Cleanup(func() { s.Close() })
	c, err := s.Connector(root, "")
	if err != nil {
		tb.Fatal(err)
	}
	admin := sql.OpenDB(c)
	if _, err := admin.Exec("CREATE DATABASE " + database); err != nil {
		tb.Fatal(err)
	}
	admin.Close()
	if c, err = s.Connector(root, database); err != nil {
		tb.Fatal(err)
	}
	db := sql.OpenDB(c)
	tb.Cleanup(func() { db.Close() })
	return s, db
}

func exec(tb testing.TB, db *sql.DB, query string, args ...any) {
	tb.Helper()
	if _, err := db.Exec(query, args...); err != nil {
		tb.Fatalf("%s: %v", query, err)
	}
}

// vtap has about the columns of DeepFlow's vtap table and 20 rows.
func vtap(tb testing.TB, db *sql.DB) {
	exec(tb, db, `CREATE TABLE vtap (id INTEGER NOT NULL AUTO_INCREMENT PRIMARY KEY, name VARCHAR(256) NOT NULL, state INTEGER DEFAULT 1,
		enable INTEGER DEFAULT 1, type INTEGER DEFAULT 0, ctrl_ip CHAR(64) NOT NULL, ctrl_mac CHAR(64), tap_mac CHAR(64), analyzer_ip CHAR(64) NOT NULL,
		cur_analyzer_ip CHAR(64) NOT NULL, controller_ip CHAR(64) NOT NULL, cur_controller_ip CHAR(64) NOT NULL, launch_server CHAR(64) NOT NULL,
		launch_server_id INTEGER, az CHAR(64) DEFAULT '', region CHAR(64) DEFAULT '', revision VARCHAR(256), synced_controller_at DATETIME DEFAULT NULL,
		synced_analyzer_at DATETIME DEFAULT NULL, boot_time INTEGER DEFAULT 0, exceptions BIGINT UNSIGNED DEFAULT 0, vtap_lcuuid CHAR(64) DEFAULT NULL,
		vtap_group_lcuuid CHAR(64) DEFAULT NULL, lcuuid CHAR(64), created_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
		KEY ctrl (ctrl_ip, ctrl_mac)) ENGINE=innodb AUTO_INCREMENT=1 DEFAULT CHARSET=utf8`)
	for i := range 20 {
		exec(tb, db, "INSERT INTO vtap (name, ctrl_ip, ctrl_mac, analyzer_ip, cur_analyzer_ip, controller_ip, cur_controller_ip, launch_server) VALUES (?, ?, ?, '10.1.1.1', '10.1.1.1', '10.1.1.1', '10.1.1.1', '')",
			fmt.Sprintf("host-%d-W1", i), fmt.Sprintf("10.0.0.%d", i), fmt.Sprintf("00:00:00:00:00:%02x", i))
	}
}

func BenchmarkSelectPoint(b *testing.B) {
	_, db := open(b, "deepflow")
	db.SetMaxOpenConns(1)
	vtap(b, db)
	for b.Loop() {
		var name string
		if err := db.QueryRow("SELECT name FROM vtap WHERE id = ?", 7).Scan(&name); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkSelectPrepared(b *testing.B) {
	_, db := open(b, "deepflow")
	db.SetMaxOpenConns(1)
	vtap(b, db)
	st, err := db.Prepare("SELECT name FROM vtap WHERE id = ?")
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		var name string
		if err := st.QueryRow(7).Scan(&name); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkSelectAllColumns(b *testing.B) {
	_, db := open(b, "deepflow")
	db.SetMaxOpenConns(1)
	vtap(b, db)
	for b.Loop() {
		rows, err := db.Query("SELECT * FROM vtap WHERE ctrl_ip = ? AND ctrl_mac = ?", "10.0.0.7", "00:00:00:00:00:07")
		if err != nil {
			b.Fatal(err)
		}
		rows.Close()
	}
}

func BenchmarkUpdatePoint(b *testing.B) {
	_, db := open(b, "deepflow")
	db.SetMaxOpenConns(1)
	vtap(b, db)
	for b.Loop() {
		exec(b, db, "UPDATE vtap SET synced_controller_at = ?, boot_time = boot_time + 1 WHERE id = ?", time.Now(), 7)
	}
}

func BenchmarkInsert(b *testing.B) {
	_, db := open(b, "deepflow")
	db.SetMaxOpenConns(1)
	exec(b, db, "CREATE TABLE t (id INT AUTO_INCREMENT PRIMARY KEY, name VARCHAR(64), v INT)")
	for b.Loop() {
		exec(b, db, "INSERT INTO t (name, v) VALUES (?, ?)", "n", 1)
	}
}

// BenchmarkFourWriters inserts 10,000 rows from each of four connections per round; the figure is for one row.
func BenchmarkFourWriters(b *testing.B) {
	_, db := open(b, "deepflow")
	db.SetMaxOpenConns(4)
	const writers, rows = 4, 10000
	for b.Loop() {
		exec(b, db, "DROP TABLE IF EXISTS t")
		exec(b, db, "CREATE TABLE t (id INT AUTO_INCREMENT PRIMARY KEY, name VARCHAR(64), v INT, UNIQUE KEY nk (name))")
		var wg sync.WaitGroup
		for w := range writers {
			wg.Go(func() {
				for n := range rows {
					if _, err := db.Exec("INSERT INTO t (name, v) VALUES (?, ?)", fmt.Sprint(w, "-", n), n); err != nil {
						b.Error(err)
						return
					}
				}
			})
		}
		wg.Wait()
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/writers/rows, "ns/row")
}
