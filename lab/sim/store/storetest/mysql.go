package storetest

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/go-sql-driver/mysql"
)

// Database is the database that MySQL drops and makes anew.
const Database = "dflab_storetest"

// step is one statement and what it answers: rows as text, or an error, or nothing to look at.
type step struct {
	sql  string
	args []any
	rows []string // columns joined with "|"; nil: not a query
	fail *failure
	// maria is what MariaDB answers instead, and why is the reason.
	maria []string
	why   string
}

// failure is a MySQL error. maria is MariaDB's text where it differs, which is its own wording of names: keys without their
// table, clauses by keyword, columns with database and table. mariaState is its SQLSTATE where it differs.
type failure struct {
	number     uint16
	state      string
	text       string
	maria      string
	mariaState string
}

// scenario is a group of steps in a fresh database, on one connection.
type scenario struct {
	name  string
	steps []step
}

// MySQL runs all cases against a server whose user may make databases.
func MySQL(t *testing.T, db *sql.DB) {
	ctx := context.Background()
	var version string
	if err := db.QueryRowContext(ctx, "SELECT @@version").Scan(&version); err != nil {
		t.Fatalf("read version: %v", err)
	}
	maria := strings.Contains(version, "MariaDB")
	for _, s := range slices.Concat(statements, schemaChanges, errorTexts, transactions) {
		t.Run(s.name, func(t *testing.T) {
			conn := fresh(t, db)
			for _, st := range s.steps {
				st.run(ctx, t, conn, maria)
			}
		})
	}
	t.Run("prepared", func(t *testing.T) { prepared(ctx, t, fresh(t, db)) })
	t.Run("concurrent inserts", func(t *testing.T) { concurrentInserts(ctx, t, db, 4, 10000) })
	t.Run("concurrent increments", func(t *testing.T) { concurrentIncrements(ctx, t, db, 4, 250) })
	t.Run("concurrent transactions", func(t *testing.T) { concurrentTransactions(ctx, t, db, 4, 100) })
}

// fresh is a connection in an empty database.
func fresh(t *testing.T, db *sql.DB) *sql.Conn {
	t.Helper()
	conn, err := db.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	for _, q := range []string{"DROP DATABASE IF EXISTS " + Database, "CREATE DATABASE " + Database + " DEFAULT CHARACTER SET utf8mb4", "USE " + Database} {
		if _, err := conn.ExecContext(t.Context(), q); err != nil {
			t.Fatalf("%s: %v", q, err)
		}
	}
	return conn
}

func (s step) run(ctx context.Context, t *testing.T, conn *sql.Conn, maria bool) {
	t.Helper()
	var rows []string
	var err error
	if s.rows != nil {
		rows, err = query(ctx, conn, s.sql, s.args...)
	} else {
		_, err = conn.ExecContext(ctx, s.sql, s.args...)
	}
	if s.fail != nil {
		s.fail.check(t, s.sql, err, maria)
		return
	}
	if err != nil {
		t.Fatalf("%s: %v", s.sql, err)
	}
	want := s.rows
	if maria && s.why != "" {
		want = s.maria
	}
	if s.rows != nil && !slices.Equal(rows, want) {
		t.Errorf("%s:\n got %q\nwant %q", s.sql, rows, want)
	}
}

func (f *failure) check(t *testing.T, query string, err error, maria bool) {
	t.Helper()
	var e *mysql.MySQLError
	if !errors.As(err, &e) {
		t.Errorf("%s: error %v, want number %d", query, err, f.number)
		return
	}
	want := f.text
	if maria && f.maria != "" {
		want = f.maria
	}
	state := f.state
	if maria && f.mariaState != "" {
		state = f.mariaState
	}
	if e.Number != f.number || string(e.SQLState[:]) != state || e.Message != want {
		t.Errorf("%s:\n got %v\nwant Error %d (%s): %s", query, e, f.number, state, want)
	}
}

// query reads all rows as text.
func query(ctx context.Context, conn *sql.Conn, q string, args ...any) ([]string, error) {
	rows, err := conn.QueryContext(ctx, q, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	cols, err := rows.Columns()
	if err != nil {
		return nil, err
	}
	out := []string{}
	for rows.Next() {
		fields := make([]sql.RawBytes, len(cols))
		dest := make([]any, len(cols))
		for i := range fields {
			dest[i] = &fields[i]
		}
		if err := rows.Scan(dest...); err != nil {
			return nil, err
		}
		text := make([]string, len(cols))
		for i, f := range fields {
			if text[i] = string(f); f == nil {
				text[i] = "NULL"
			}
		}
		out = append(out, strings.Join(text, "|"))
	}
	return out, rows.Err()
}

// prepared runs statements with placeholders through the protocol's prepared statements.
func prepared(ctx context.Context, t *testing.T, conn *sql.Conn) {
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	_, err := conn.ExecContext(ctx, "CREATE TABLE p (id INT PRIMARY KEY, name VARCHAR(32), big BIGINT UNSIGNED, f DOUBLE, body MEDIUMTEXT)")
	must(err)
	ins, err := conn.PrepareContext(ctx, "INSERT INTO p (id, name, big, f, body) VALUES (?, ?, ?, ?, ?)")
	must(err)
	defer ins.Close()
	for i := range 20 {
		_, err := ins.ExecContext(ctx, i, fmt.Sprintf("n'%d", i), uint64(1<<63)+uint64(i), float64(i)/4, strings.Repeat("x", i*1000))
		must(err)
	}
	sel, err := conn.PrepareContext(ctx, "SELECT name, big, f, LENGTH(body), NULL FROM p WHERE id = ? OR name = ? ORDER BY id")
	must(err)
	defer sel.Close()
	for range 2 {
		rows, err := sel.QueryContext(ctx, 3, "n'7")
		must(err)
		var got []string
		for rows.Next() {
			var name string
			var big uint64
			var f float64
			var n int
			var null sql.NullString
			must(rows.Scan(&name, &big, &f, &n, &null))
			got = append(got, fmt.Sprint(name, " ", big, " ", f, " ", n, " ", null.Valid))
		}
		must(rows.Err())
		want := []string{"n'3 9223372036854775811 0.75 3000 false", "n'7 9223372036854775815 1.75 7000 false"}
		if !slices.Equal(got, want) {
			t.Errorf("prepared select: got %q, want %q", got, want)
		}
	}
	res, err := conn.ExecContext(ctx, "UPDATE p SET f = f + ? WHERE id < ?", 1.5, 5)
	must(err)
	if n, _ := res.RowsAffected(); n != 5 {
		t.Errorf("prepared update affected %d rows, want 5", n)
	}
}
