package mysql

import (
	"database/sql"
	"testing"
	"time"
)

func TestSmoke(t *testing.T) {
	now := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	s := New(Options{Now: func() time.Time { return now }, Users: []User{{Name: "root", Password: "deepflow"}}})
	defer s.Close()
	c, err := s.Connector(User{Name: "root", Password: "deepflow"}, "")
	if err != nil {
		t.Fatal(err)
	}
	db := sql.OpenDB(c)
	defer db.Close()
	db.SetMaxOpenConns(1)
	for _, q := range []string{
		"CREATE DATABASE deepflow",
		"USE deepflow",
		"CREATE TABLE t (id INT AUTO_INCREMENT PRIMARY KEY, name VARCHAR(64) NOT NULL DEFAULT '', v INT DEFAULT 0, at DATETIME DEFAULT CURRENT_TIMESTAMP, up DATETIME DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP, UNIQUE KEY n (name), KEY vv (v)) ENGINE=innodb DEFAULT CHARSET=utf8 COMMENT='x'",
		"INSERT INTO t (name, v) VALUES ('a', 1), ('b', 2)",
		"INSERT INTO t SET name='c', v=3",
		"UPDATE t SET v = v + 1 WHERE name = 'a'",
		"INSERT INTO t (name, v) VALUES ('a', 10) ON DUPLICATE KEY UPDATE v = VALUES(v)",
		"REPLACE INTO t (id, name, v) VALUES (2, 'bb', 20)",
		"DELETE FROM t WHERE id = 3",
		"BEGIN", "UPDATE t SET v = 99 WHERE id = 1", "ROLLBACK",
		"ALTER TABLE t ADD COLUMN extra TEXT AFTER `name`",
		"ALTER TABLE t ADD INDEX e (v, name)",
		"ALTER TABLE t MODIFY COLUMN v BIGINT NOT NULL DEFAULT 7",
		"ALTER TABLE t DROP COLUMN extra",
	} {
		if _, err := db.Exec(q); err != nil {
			t.Errorf("%s: %v", q, err)
		}
	}
	for _, q := range []string{"SELECT * FROM t", "SELECT * FROM t WHERE id IN (1,3)", "SELECT * FROM t WHERE name='a'", "SELECT * FROM t WHERE v > 5 ORDER BY v DESC LIMIT 1",
		"SHOW DATABASES", "SHOW TABLES", "SHOW COLUMNS FROM t", "SHOW CREATE TABLE t", "DESCRIBE t", "SELECT @@version", "SELECT NOW()", "SELECT * FROM nosuch", "SELECT nosuch FROM t", "INSERT INTO t (name) VALUES ('a')", "SELECT 1 FROM", "select table_name, table_rows from information_schema.tables where table_schema='deepflow'",
		"EXPLAIN SELECT * FROM t WHERE id=1", "EXPLAIN SELECT * FROM t WHERE name='a'", "SELECT user(), version()", "INSERT INTO t (id, name) VALUES (1,'zz')", "USE nosuch", "DROP TABLE nosuch", "ALTER TABLE t DROP COLUMN nosuch", "INSERT INTO t (v) VALUES (NULL)", "INSERT INTO t (name) VALUES ('" + string(make([]byte, 70)) + "')", "INSERT INTO t (v) VALUES ('abc')", "CREATE DATABASE deepflow", "CREATE TABLE t (a INT)", "SELECT * FROM nosuch.t", "DROP DATABASE zz"} {
		rows, err := db.Query(q)
		if err != nil {
			t.Logf("%s\n   -> %v", q, err)
			continue
		}
		cols, _ := rows.Columns()
		t.Log(q, cols)
		for rows.Next() {
			v := make([]sql.NullString, len(cols))
			p := make([]any, len(cols))
			for i := range v {
				p[i] = &v[i]
			}
			if err := rows.Scan(p...); err != nil {
				t.Error(err)
			}
			var line []string
			for _, s := range v {
				line = append(line, s.String)
			}
			t.Logf("   %q", line)
		}
		if err := rows.Err(); err != nil {
			t.Log("   -> ", err)
		}
	}
}
