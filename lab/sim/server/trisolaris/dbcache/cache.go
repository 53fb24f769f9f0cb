// Package dbcache reads the tables that the server's modules work from, each as a slice of rows in order of id, as
// server/controller/trisolaris/dbcache does. It asks the database each time, save where the database says that a table is as it was
// (Tables), so that an idle deployment costs nothing. It may import core; it decides nothing and logs nothing.
package dbcache

import (
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/dflab/dflab/lab/sim/server/core"
)

// Cache reads tables of one server process's database. Its methods are called in turns. The slices that it returns are shared:
// they must not be changed.
type Cache struct {
	c      *core.Core
	db     *sql.DB
	direct Tables // db's, if its driver has them
	tables map[string]entry
}

// entry is the rows of a table at a version that isn't 0.
type entry struct {
	version uint64
	rows    any
}

// New makes a cache over c.DB, which may still be nil at that time.
func New(c *core.Core) *Cache { return &Cache{c: c, tables: map[string]entry{}} }

// DB is the database itself, for what is asked rarely and for changes.
func (c *Cache) DB() *sql.DB { return c.c.DB }

// Exec runs a statement that changes rows.
func (c *Cache) Exec(query string, args ...any) (sql.Result, error) {
	return c.c.DB.ExecContext(c.c.Context, query, args...)
}

// ErrNoDB is the error of every read before stage "MySQL init".
var ErrNoDB = errors.New("database is not open")

// version is the table's version, 0 when the driver has none to tell.
func (c *Cache) version(table string) uint64 {
	if c.db != c.c.DB {
		c.db = c.c.DB
		c.direct, _ = c.db.Driver().(Tables)
		clear(c.tables)
	}
	if c.direct == nil {
		return 0
	}
	return c.direct.TableVersion(table)
}

// read returns all rows of a table, from memory if it has not changed; deleted leaves those out that have a deleted_at. columns is the
// select list. Both are always the same for a table.
func read[T any](c *Cache, table, columns string, deleted bool, fields func(*T) []any) ([]T, error) {
	if c.c.DB == nil {
		return nil, ErrNoDB
	}
	v := c.version(table)
	if e, ok := c.tables[table]; ok && v != 0 && e.version == v {
		return e.rows.([]T), nil
	}
	rows, ok := readDirect(c, v, table, columns, deleted, fields)
	if !ok {
		where := ""
		if deleted {
			where = " WHERE " + deletedAt + " IS NULL"
		}
		var err error
		if rows, err = query(c, "SELECT "+columns+" FROM "+table+where+" ORDER BY id", fields); err != nil {
			return nil, fmt.Errorf("read %s: %w", table, err)
		}
	}
	c.tables[table] = entry{version: v, rows: rows}
	return rows, nil
}

// deletedAt is the column that marks a deleted row of a resource.
const deletedAt = "deleted_at"

// readDirect reads a table at a version without SQL. ok is false if that can't be.
func readDirect[T any](c *Cache, version uint64, table, columns string, deleted bool, fields func(*T) []any) (all []T, ok bool) {
	if version == 0 {
		return nil, false
	}
	null := ""
	if deleted {
		null = deletedAt
	}
	rows, ok := c.direct.ReadTable(table, strings.Split(columns, ", "), null)
	if !ok || len(rows) == 0 {
		return nil, ok
	}
	all = make([]T, len(rows))
	for i, row := range rows {
		for j, to := range fields(&all[i]) {
			if scan(to, row[j]) != nil {
				return nil, false
			}
		}
	}
	return all, true
}

// scan is what sql.Rows.Scan does with one value.
func scan(to, v any) error {
	if s, ok := to.(sql.Scanner); ok {
		return s.Scan(v)
	}
	if v == nil {
		return errors.New("NULL in a column that isn't nullable")
	}
	switch to := to.(type) {
	case *int:
		return or0(to).Scan(v)
	case *string:
		return or0(to).Scan(v)
	}
	return fmt.Errorf("scan into %T", to)
}

func query[T any](c *Cache, q string, fields func(*T) []any, args ...any) ([]T, error) {
	rs, err := c.c.DB.QueryContext(c.c.Context, q, args...)
	if err != nil {
		return nil, err
	}
	defer rs.Close()
	var all []T
	for rs.Next() {
		var row T
		if err := rs.Scan(fields(&row)...); err != nil {
			return nil, err
		}
		all = append(all, row)
	}
	return all, rs.Err()
}

// null scans NULL as the zero value, as gorm does into a plain field.
type null[T any] struct{ to *T }

func or0[T any](to *T) null[T] { return null[T]{to} }

// Scan implements sql.Scanner.
func (n null[T]) Scan(v any) error {
	switch v := v.(type) { // what is asked for most
	case T:
		*n.to = v
		return nil
	case int64:
		if to, ok := any(n.to).(*int); ok {
			*to = int(v)
			return nil
		}
	}
	var s sql.Null[T]
	if err := s.Scan(v); err != nil {
		return err
	}
	*n.to = s.V
	return nil
}

const datetime = "2006-01-02 15:04:05"

// when scans a DATETIME, which is text in the process's zone.
type when struct {
	to  *time.Time
	loc *time.Location
}

// Scan implements sql.Scanner.
func (w when) Scan(v any) error {
	var text string
	switch v := v.(type) {
	case nil:
		*w.to = time.Time{}
		return nil
	case time.Time:
		text = v.Format(datetime)
	case []byte:
		text = string(v)
	case string:
		text = v
	default:
		return fmt.Errorf("scan %T as DATETIME", v)
	}
	if len(text) > len(datetime) {
		text = text[:len(datetime)]
	}
	if text == "0000-00-00 00:00:00" {
		*w.to = time.Time{}
		return nil
	}
	t, err := time.ParseInLocation(datetime, text, w.loc)
	if err != nil {
		return fmt.Errorf("scan DATETIME: %w", err)
	}
	*w.to = t
	return nil
}

// Datetime is t as a DATETIME column holds it: text in the process's zone, rounded to the second as MySQL does.
func (c *Cache) Datetime(t time.Time) string {
	return t.In(c.c.Location).Round(time.Second).Format(datetime)
}
