package mysql_test

import (
	"context"
	"database/sql"
	"fmt"
	"testing"
)

// An UPDATE by key is planned without the engine's planner. With its condition in parentheses the engine plans it: both must do the same.
func TestUpdatesByKeyAreThoseOfTheEngine(t *testing.T) {
	ctx := context.Background()
	var dbs [2]*sql.DB
	for i := range dbs {
		_, dbs[i] = open(t, "deepflow")
		for _, q := range []string{
			"CREATE TABLE t (id INT AUTO_INCREMENT PRIMARY KEY, name VARCHAR(8) NOT NULL DEFAULT '', lcuuid CHAR(64), small TINYINT UNSIGNED, " +
				"at DATETIME, kind ENUM('a','b'), big BIGINT, UNIQUE KEY lcuuid (lcuuid), UNIQUE KEY small (small))",
			"CREATE TABLE moved (id INT PRIMARY KEY, v INT, up DATETIME DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP)",
			"CREATE TABLE twice (a INT, b INT, v INT CHECK (v < 10), PRIMARY KEY (a, b))",
			"INSERT INTO t (name, lcuuid, small) VALUES ('one', 'Uuid-1', 1), ('two', 'uuid-2', 2), ('three', NULL, NULL)",
			"INSERT INTO moved VALUES (1, 1, '2020-01-01 00:00:00')",
			"INSERT INTO twice VALUES (1, 1, 1), (1, 2, 1)",
		} {
			if _, err := dbs[i].ExecContext(ctx, q); err != nil {
				t.Fatalf("%s: %v", q, err)
			}
		}
	}
	for _, u := range [][2]string{
		{"t SET name = 'x'", "id = 1"},
		{"t SET name = 'x'", "id = 1"}, // nothing changes
		{"t SET name = 'y', at = '2026-01-02 03:04:05', big = 12345678901, kind = 'b'", "lcuuid = 'uuid-1'"},
		{"t SET NAME = 'z'", "LCUUID = 'UUID-2 '"},
		{"t SET lcuuid = 'new', lcuuid = 'newer'", "small = 2"},
		{"t SET name = 7, big = '8', small = '9'", "id = '2'"},
		{"t SET name = 'gone'", "id = 99"},
		{"t SET name = 'gone'", "id = 99999999999"},
		{"t SET small = 300", "id = 1"},
		{"t SET small = -1", "id = 1"},
		{"t SET name = 'much too long'", "id = 1"},
		{"t SET name = NULL", "id = 1"},
		{"t SET at = 'never'", "id = 1"},
		{"t SET big = 'many'", "id = 1"},
		{"t SET kind = 'c'", "id = 1"},
		{"t SET small = 9", "id = 1"}, // another row's
		{"t SET id = 2", "id = 1"},
		{"t SET id = 7", "id = 3"},
		{"t SET nothing = 2", "id = 1"},
		{"nothing SET id = 2", "id = 1"},
		{"t SET name = 'x'", "nothing = 1"},
		{"t SET name = 'x'", "lcuuid = 1"},
		{"t SET name = 'x'", "name = 'y'"},
		{"t SET name = lcuuid", "id = 1"},
		{"moved SET v = 2", "id = 1"},
		{"moved SET v = 3, up = '2021-01-01 00:00:00'", "id = 1"},
		{"twice SET v = 2", "a = 1"},
		{"twice SET v = 20", "a = 1"},
	} {
		var got [2]string
		for i, db := range dbs {
			where := u[1]
			if i == 1 {
				where = "(" + where + ")"
			}
			res, err := db.ExecContext(ctx, "UPDATE "+u[0]+" WHERE "+where)
			got[i] = fmt.Sprint(err)
			if err == nil {
				n, _ := res.RowsAffected()
				got[i] = fmt.Sprint(n, " rows")
			}
			for _, table := range []string{"t", "moved", "twice"} {
				got[i] += "\n" + fmt.Sprint(texts(t, db, "SELECT * FROM "+table))
			}
		}
		if got[0] != got[1] {
			t.Errorf("UPDATE %s WHERE %s:\n%s\nthe engine:\n%s", u[0], u[1], got[0], got[1])
		}
	}
}

func TestUpdateByKeyInATransaction(t *testing.T) {
	ctx := context.Background()
	_, db := open(t, "deepflow")
	for _, q := range []string{"CREATE TABLE t (id INT PRIMARY KEY, v INT)", "INSERT INTO t VALUES (1, 1)"} {
		if _, err := db.ExecContext(ctx, q); err != nil {
			t.Fatal(err)
		}
	}
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tx.ExecContext(ctx, "UPDATE t SET v = 2 WHERE id = 1"); err != nil {
		t.Fatal(err)
	}
	if got := texts(t, db, "SELECT v FROM t"); fmt.Sprint(got) != "[[1]]" {
		t.Errorf("before the commit: %v", got)
	}
	if err := tx.Commit(); err != nil {
		t.Fatal(err)
	}
	if got := texts(t, db, "SELECT v FROM t"); fmt.Sprint(got) != "[[2]]" {
		t.Errorf("after the commit: %v", got)
	}
}

func texts(t *testing.T, db *sql.DB, query string) (all [][]string) {
	t.Helper()
	rows, err := db.QueryContext(context.Background(), query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	columns, _ := rows.Columns()
	for rows.Next() {
		values := make([]sql.NullString, len(columns))
		to := make([]any, len(columns))
		for i := range values {
			to[i] = &values[i]
		}
		if err := rows.Scan(to...); err != nil {
			t.Fatal(err)
		}
		line := make([]string, len(columns))
		for i, v := range values {
			line[i] = v.String
			if !v.Valid {
				line[i] = "NULL"
			}
		}
		all = append(all, line)
	}
	return all
}
