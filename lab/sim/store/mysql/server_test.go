package mysql_test

import (
	"context"
	"database/sql"
	sqldriver "database/sql/driver"
	"errors"
	"net"
	"strings"
	"testing"
	"time"

	driver "github.com/go-sql-driver/mysql"

	"github.com/dflab/dflab/lab/sim/store/mysql"
)

func number(err error) uint16 {
	var e *driver.MySQLError
	if errors.As(err, &e) {
		return e.Number
	}
	return 0
}

func text(t *testing.T, q interface {
	QueryRowContext(context.Context, string, ...any) *sql.Row
}, query string,
) string {
	t.Helper()
	var s sql.NullString
	if err := q.QueryRowContext(t.Context(), query).Scan(&s); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return s.String
}

func conn(t *testing.T, db *sql.DB) *sql.Conn {
	t.Helper()
	c, err := db.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

func run(t *testing.T, c *sql.Conn, queries ...string) {
	t.Helper()
	for _, q := range queries {
		if _, err := c.ExecContext(t.Context(), q); err != nil {
			t.Fatalf("%s: %v", q, err)
		}
	}
}

func TestAccess(t *testing.T) {
	s := mysql.New(mysql.Options{Users: []mysql.User{
		{Name: "root", Password: "deepflow", Host: "%"}, {Name: "guest"}, {Name: "far", Password: "x", Host: "10.1.2.3"},
	}})
	defer s.Close()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go s.Serve(ln)
	for _, c := range []struct{ login, want string }{
		{"root:deepflow@", ""},
		{"guest@", ""},
		{"root:wrong@", "Error 1045 (28000): Access denied for user 'root'@'127.0.0.1' (using password: YES)"},
		{"root@", "Error 1045 (28000): Access denied for user 'root'@'127.0.0.1' (using password: NO)"},
		{"nobody:x@", "Error 1045 (28000): Access denied for user 'nobody'@'127.0.0.1' (using password: YES)"},
		{"guest:x@", "Error 1045 (28000): Access denied for user 'guest'@'127.0.0.1' (using password: YES)"},
		{"far:x@", "Error 1045 (28000): Access denied for user 'far'@'127.0.0.1' (using password: YES)"},
	} {
		db, err := sql.Open("mysql", c.login+"tcp("+ln.Addr().String()+")/")
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		if err := db.Ping(); err != nil {
			got = err.Error()
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", c.login, got, c.want)
		}
		db.Close()
	}
	db, err := sql.Open("mysql", "root:deepflow@tcp("+ln.Addr().String()+")/nosuch")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.Ping(); err == nil || err.Error() != "Error 1049 (42000): Unknown database 'nosuch'" {
		t.Errorf("connect to no database: %v", err)
	}
}

func TestClose(t *testing.T) {
	s, db := open(t, "deepflow")
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	served := make(chan error, 1)
	go func() { served <- s.Serve(ln) }()
	c := conn(t, db)
	run(t, c, "CREATE TABLE t (id INT PRIMARY KEY)", "BEGIN", "INSERT INTO t VALUES (1)")
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if err := <-served; err != nil {
		t.Errorf("serve after close: %v", err)
	}
	if _, err := c.ExecContext(t.Context(), "COMMIT"); err == nil {
		t.Error("a session survives its server")
	}
	if c, err := net.Dial("tcp", ln.Addr().String()); err == nil {
		c.Close()
		t.Error("the listener survives its server")
	}
	if err := s.Close(); err != nil {
		t.Errorf("close twice: %v", err)
	}
}

func TestClock(t *testing.T) {
	shanghai, err := time.LoadLocation("Asia/Shanghai")
	if err != nil {
		t.Fatal(err)
	}
	root := mysql.User{Name: "root"}
	for _, start := range []time.Time{time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC), time.Date(2031, 6, 7, 8, 9, 10, 0, shanghai)} {
		now := start
		s := mysql.New(mysql.Options{Now: func() time.Time { return now }, Users: []mysql.User{root}})
		defer s.Close()
		c, err := s.Connector(root, "")
		if err != nil {
			t.Fatal(err)
		}
		db := sql.OpenDB(c)
		defer db.Close()
		db.SetMaxOpenConns(1)
		exec(t, db, "CREATE DATABASE d")
		exec(t, db, "CREATE TABLE d.t (id INT PRIMARY KEY, v INT, a DATETIME DEFAULT CURRENT_TIMESTAMP, b DATETIME DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP)")
		exec(t, db, "INSERT INTO d.t (id) VALUES (1)")
		now = now.Add(90 * time.Second)
		exec(t, db, "UPDATE d.t SET v = 1 WHERE id = 1")
		for query, want := range map[string]time.Time{
			"SELECT NOW()": now, "SELECT CURRENT_TIMESTAMP": now, "SELECT a FROM d.t": start, "SELECT b FROM d.t": now,
			"SELECT FROM_UNIXTIME(UNIX_TIMESTAMP())": now.UTC(),
		} {
			if got := text(t, db, "SELECT CAST(("+query+") AS CHAR)"); !strings.HasPrefix(got, want.Format(time.DateTime)) {
				t.Errorf("%s: %s, want %s", query, got, want.Format(time.DateTime))
			}
		}
		var at time.Time
		if err := db.QueryRow("SELECT b FROM d.t WHERE b = ?", now).Scan(&at); err != nil || !at.Equal(now) {
			t.Errorf("time by argument: %v, %v, want %v", at, err, now)
		}
	}
}

func TestIsolation(t *testing.T) {
	_, db := open(t, "deepflow")
	a, b := conn(t, db), conn(t, db)
	run(t, a, "CREATE TABLE t (id INT PRIMARY KEY, v INT)", "INSERT INTO t VALUES (1, 1)")
	run(t, a, "BEGIN", "UPDATE t SET v = 2 WHERE id = 1")
	if got := text(t, b, "SELECT v FROM t"); got != "1" {
		t.Errorf("read uncommitted %s", got)
	}
	run(t, b, "BEGIN")
	if got := text(t, b, "SELECT v FROM t"); got != "1" {
		t.Errorf("first read %s", got)
	}
	run(t, a, "COMMIT")
	if got := text(t, b, "SELECT v FROM t"); got != "1" {
		t.Errorf("read isn't repeatable: %s", got)
	}
	run(t, b, "UPDATE t SET v = v + 1 WHERE id = 1", "COMMIT")
	if got := text(t, a, "SELECT v FROM t"); got != "3" {
		t.Errorf("lost update: %s", got)
	}
	run(t, a, "BEGIN", "INSERT INTO t VALUES (2, 2)")
	if err := a.Raw(func(any) error { return sqldriver.ErrBadConn }); err == nil {
		t.Fatal("the connection is still there")
	}
	run(t, b, "INSERT INTO t VALUES (2, 9)") // free once the server saw the connection end
}

func TestLocks(t *testing.T) {
	root := mysql.User{Name: "root"}
	s := mysql.New(mysql.Options{Users: []mysql.User{root}, LockWait: 20 * time.Millisecond})
	defer s.Close()
	c, err := s.Connector(root, "")
	if err != nil {
		t.Fatal(err)
	}
	db := sql.OpenDB(c)
	defer db.Close()
	exec(t, db, "CREATE DATABASE d")
	exec(t, db, "CREATE TABLE d.t (id INT PRIMARY KEY, u INT UNIQUE)")
	exec(t, db, "INSERT INTO d.t VALUES (1, 1), (2, 2)")
	a, b := conn(t, db), conn(t, db)
	run(t, a, "BEGIN", "UPDATE d.t SET u = 11 WHERE id = 1")
	for _, q := range []string{"UPDATE d.t SET u = 12 WHERE id = 1", "DELETE FROM d.t WHERE id = 1", "INSERT INTO d.t VALUES (3, 11)", "INSERT INTO d.t VALUES (4, 1)", "ALTER TABLE d.t ADD COLUMN x INT", "DROP TABLE d.t", "TRUNCATE TABLE d.t"} {
		if _, err := b.ExecContext(t.Context(), q); number(err) != 1205 {
			t.Errorf("%s: %v, want 1205", q, err)
		}
	}
	run(t, b, "UPDATE d.t SET u = 22 WHERE id = 2") // another row is free
	run(t, a, "ROLLBACK")
	run(t, b, "UPDATE d.t SET u = 12 WHERE id = 1")
}

func TestDeadlock(t *testing.T) {
	_, db := open(t, "d")
	a, b := conn(t, db), conn(t, db)
	run(t, a, "CREATE TABLE t (id INT PRIMARY KEY, v INT)", "INSERT INTO t VALUES (1, 0), (2, 0)")
	run(t, a, "BEGIN", "UPDATE t SET v = 1 WHERE id = 1")
	run(t, b, "BEGIN", "UPDATE t SET v = 2 WHERE id = 2")
	waits := make(chan error, 1)
	go func() {
		_, err := a.ExecContext(context.Background(), "UPDATE t SET v = 1 WHERE id = 2")
		waits <- err
	}()
	_, err := b.ExecContext(t.Context(), "UPDATE t SET v = 2 WHERE id = 1")
	other := error(nil)
	if number(err) == 1213 {
		other = <-waits
	} else { // the other one came later
		run(t, b, "COMMIT")
		err, other = <-waits, err
	}
	if number(err) != 1213 || other != nil {
		t.Errorf("deadlock: %v and %v, want 1213 and success", err, other)
	}
}

func TestNames(t *testing.T) {
	_, db := open(t, "d")
	db.SetMaxOpenConns(1)
	for _, q := range []string{
		"CREATE TABLE vl2 (id INT PRIMARY KEY, name CHAR(8), shared INTEGER DEFAULT 0, topped INT, status INT, type INT, position INT)",
		"ALTER TABLE vl2 ADD COLUMN x INT AFTER name",
		"UPDATE vl2 SET shared = 1 WHERE shared = 0",
		"SELECT shared, name FROM vl2 ORDER BY shared",
	} {
		exec(t, db, q)
	}
	if _, err := db.Exec("UPDATE vl2 SET select = 1"); number(err) != 1064 {
		t.Errorf("reserved word: %v", err)
	}
	rows, err := db.Query("SHOW DATABASES")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var all []string
	for rows.Next() {
		var n string
		if err := rows.Scan(&n); err != nil {
			t.Fatal(err)
		}
		all = append(all, n)
	}
	if got := strings.Join(all, " "); got != "d information_schema mysql performance_schema sys" {
		t.Errorf("databases %s", got)
	}
}

func TestProcedures(t *testing.T) {
	_, db := open(t, "d")
	db.SetMaxOpenConns(1)
	exec(t, db, "CREATE TABLE t (id INT PRIMARY KEY)")
	exec(t, db, `CREATE PROCEDURE AddColumnIfNotExists(IN colName VARCHAR(255))
BEGIN
    DECLARE n INT;
    SELECT COUNT(*) INTO n FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 't' AND column_name = colName;
    IF n = 0 THEN
        SET @sql = CONCAT('ALTER TABLE t ADD COLUMN ', colName, ' INT');
        PREPARE stmt FROM @sql;
        EXECUTE stmt;
        DEALLOCATE PREPARE stmt;
    END IF;
END`)
	exec(t, db, "CALL AddColumnIfNotExists('x')")
	exec(t, db, "CALL AddColumnIfNotExists('x')")
	exec(t, db, "DROP PROCEDURE AddColumnIfNotExists")
	exec(t, db, "INSERT INTO t (id, x) VALUES (1, 2)")
}

func TestAlterIsAtomic(t *testing.T) {
	_, db := open(t, "d")
	db.SetMaxOpenConns(1)
	exec(t, db, "CREATE TABLE t (id INT PRIMARY KEY, v INT)")
	exec(t, db, "INSERT INTO t VALUES (1, 1), (2, 1)")
	if _, err := db.Exec("ALTER TABLE t ADD COLUMN x INT FIRST, ADD UNIQUE KEY vk (v)"); number(err) != 1062 {
		t.Fatalf("unique key over duplicates: %v", err)
	}
	exec(t, db, "INSERT INTO t VALUES (3, 1)")
}

// TestKeysAreUsed: a lookup by key reads the key's rows, not the table.
func TestKeysAreUsed(t *testing.T) {
	_, db := open(t, "d")
	db.SetMaxOpenConns(1)
	exec(t, db, "CREATE TABLE t (id INT PRIMARY KEY, u CHAR(8) UNIQUE, a INT, b INT, n INT, KEY ab (a, b))")
	for i := range 200 {
		exec(t, db, "INSERT INTO t VALUES (?, ?, ?, ?, ?)", i, i, i%10, i%7, i)
	}
	for where, want := range map[string]bool{
		"id = 7": true, "u = '7'": true, "a = 1 AND b = 2": true, "a = 1": true, "id IN (1, 2)": true, "id > 190": true, "n = 1": false,
	} {
		rows, err := db.Query("EXPLAIN FORMAT=TREE SELECT n FROM t WHERE " + where)
		if err != nil {
			t.Fatal(err)
		}
		var plan strings.Builder
		for rows.Next() {
			var line string
			if err := rows.Scan(&line); err != nil {
				t.Fatal(err)
			}
			plan.WriteString(line + "\n")
		}
		rows.Close()
		if got := strings.Contains(plan.String(), "IndexedTableAccess"); got != want {
			t.Errorf("WHERE %s:\n%s", where, plan.String())
		}
	}
	var id sql.NullInt64
	if err := db.QueryRow("SELECT COUNT(*) FROM t WHERE a = 1 AND b BETWEEN 2 AND 4 AND id <> 31").Scan(&id); err != nil || id.Int64 != 8 {
		t.Errorf("range over two columns finds %d: %v", id.Int64, err)
	}
	if _, err := db.Exec("EXPLAIN SELECT n FROM t WHERE id = 1"); err != nil {
		t.Error(err)
	}
}
