package storetest

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/go-sql-driver/mysql"
)

// parallel runs work on n connections in the test's database and reports the first error of each.
func parallel(ctx context.Context, t *testing.T, db *sql.DB, n int, work func(worker int, conn *sql.Conn) error) {
	t.Helper()
	var wg sync.WaitGroup
	errs := make([]error, n)
	for w := range n {
		wg.Go(func() {
			conn, err := db.Conn(ctx)
			if err != nil {
				errs[w] = err
				return
			}
			defer conn.Close()
			if _, errs[w] = conn.ExecContext(ctx, "USE "+Database); errs[w] == nil {
				errs[w] = work(w, conn)
			}
		})
	}
	wg.Wait()
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
}

func one(ctx context.Context, t *testing.T, conn *sql.Conn, q string) (n int) {
	t.Helper()
	if err := conn.QueryRowContext(ctx, q).Scan(&n); err != nil {
		t.Fatalf("%s: %v", q, err)
	}
	return n
}

// concurrentInserts loses no row and gives every row an id of its own.
func concurrentInserts(ctx context.Context, t *testing.T, db *sql.DB, writers, rows int) {
	conn := fresh(t, db)
	if _, err := conn.ExecContext(ctx, "CREATE TABLE c (id INT AUTO_INCREMENT PRIMARY KEY, w INT, n INT, UNIQUE KEY wn (w, n))"); err != nil {
		t.Fatal(err)
	}
	parallel(ctx, t, db, writers, func(w int, c *sql.Conn) error {
		for n := range rows {
			if _, err := c.ExecContext(ctx, fmt.Sprintf("INSERT INTO c (w, n) VALUES (%d, %d)", w, n)); err != nil {
				return err
			}
		}
		return nil
	})
	if n := one(ctx, t, conn, "SELECT COUNT(*) FROM c"); n != writers*rows {
		t.Errorf("%d rows, want %d", n, writers*rows)
	}
	if n := one(ctx, t, conn, "SELECT COUNT(DISTINCT id) FROM c"); n != writers*rows {
		t.Errorf("%d ids, want %d", n, writers*rows)
	}
}

// concurrentIncrements loses no v = v + 1, alone and in transactions.
func concurrentIncrements(ctx context.Context, t *testing.T, db *sql.DB, writers, times int) {
	conn := fresh(t, db)
	for _, q := range []string{"CREATE TABLE i (id INT PRIMARY KEY, v INT) ENGINE=InnoDB", "INSERT INTO i VALUES (1, 0), (2, 0)"} {
		if _, err := conn.ExecContext(ctx, q); err != nil {
			t.Fatal(err)
		}
	}
	parallel(ctx, t, db, writers, func(_ int, c *sql.Conn) error {
		for n := range times {
			if _, err := c.ExecContext(ctx, "UPDATE i SET v = v + 1 WHERE id = 1"); err != nil {
				return err
			}
			end := "COMMIT"
			if n%5 == 4 {
				end = "ROLLBACK"
			}
			for _, q := range []string{"BEGIN", "UPDATE i SET v = v + 1 WHERE id = 2", end} {
				if _, err := c.ExecContext(ctx, q); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if n := one(ctx, t, conn, "SELECT v FROM i WHERE id = 1"); n != writers*times {
		t.Errorf("v = %d after %d increments", n, writers*times)
	}
	if n, want := one(ctx, t, conn, "SELECT v FROM i WHERE id = 2"), writers*times*4/5; n != want {
		t.Errorf("v = %d after %d committed increments", n, want)
	}
}

// concurrentTransactions inserts pairs of rows; a deadlock, which a server may see, is tried again.
func concurrentTransactions(ctx context.Context, t *testing.T, db *sql.DB, writers, times int) {
	conn := fresh(t, db)
	for _, q := range []string{"CREATE TABLE a (id INT AUTO_INCREMENT PRIMARY KEY, v INT) ENGINE=InnoDB", "CREATE TABLE b LIKE a"} {
		if _, err := conn.ExecContext(ctx, q); err != nil {
			t.Fatal(err)
		}
	}
	pair := func(c *sql.Conn, v int) error {
		tx, err := c.BeginTx(ctx, nil)
		if err != nil {
			return err
		}
		defer tx.Rollback()
		for _, table := range []string{"a", "b"} {
			if _, err := tx.ExecContext(ctx, fmt.Sprintf("INSERT INTO %s (v) VALUES (%d)", table, v)); err != nil {
				return err
			}
		}
		return tx.Commit()
	}
	parallel(ctx, t, db, writers, func(w int, c *sql.Conn) error {
		for n := range times {
			err := pair(c, w*times+n)
			for e := (*mysql.MySQLError)(nil); errors.As(err, &e) && e.Number == 1213; {
				err = pair(c, w*times+n)
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
	for _, table := range []string{"a", "b"} {
		if n := one(ctx, t, conn, "SELECT COUNT(DISTINCT v) FROM "+table); n != writers*times {
			t.Errorf("%d rows in %s, want %d", n, table, writers*times)
		}
	}
}
