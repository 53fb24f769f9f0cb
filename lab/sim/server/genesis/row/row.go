// Package row maps the server's row types to SQL: a struct whose fields carry `db:"column"` tags is read from and written to a
// table. Embedded structs count as their fields. It may import the standard library only; it knows no table and no module.
//
// DATETIME columns are text without a zone in MySQL; a row's times are read and written in the zone that the caller names.
package row

import (
	"context"
	"database/sql"
	"fmt"
	"reflect"
	"strings"
	"time"
)

// TimeFormat is how MySQL writes a DATETIME.
const TimeFormat = "2006-01-02 15:04:05"

// insertBatch is how many rows one INSERT carries.
const insertBatch = 100

// DB is what a table is read and written through: *sql.DB or *sql.Tx.
type DB interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// Table is a MySQL table whose rows are Ts.
type Table[T any] struct {
	name    string
	columns []string
	fields  [][]int // index path of each column's field
	zone    *time.Location
}

// Of is the table called name; times of its rows are in zone.
func Of[T any](name string, zone *time.Location) *Table[T] {
	t := &Table[T]{name: name, zone: zone}
	t.add(reflect.TypeFor[T](), nil)
	return t
}

func (t *Table[T]) add(typ reflect.Type, path []int) {
	for i := range typ.NumField() {
		f := typ.Field(i)
		at := append(append([]int(nil), path...), i)
		if column, ok := f.Tag.Lookup("db"); ok {
			t.columns = append(t.columns, column)
			t.fields = append(t.fields, at)
		} else if f.Type.Kind() == reflect.Struct {
			t.add(f.Type, at)
		}
	}
}

// Name is the table's name.
func (t *Table[T]) Name() string { return t.name }

// Select reads the rows that where, the text after WHERE, holds for; "" reads all.
func (t *Table[T]) Select(ctx context.Context, db DB, where string, args ...any) ([]T, error) {
	query := "SELECT " + quoted(t.columns) + " FROM " + t.name
	if where != "" {
		query += " WHERE " + where
	}
	rows, err := db.QueryContext(ctx, query, Args(t.zone, args)...)
	if err != nil {
		return nil, fmt.Errorf("select %s: %w", t.name, err)
	}
	defer rows.Close()
	var all []T
	values := make([]any, len(t.columns))
	into := make([]any, len(t.columns))
	for i := range values {
		into[i] = &values[i]
	}
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return nil, fmt.Errorf("select %s: %w", t.name, err)
		}
		var r T
		v := reflect.ValueOf(&r).Elem()
		for i, at := range t.fields {
			if err := set(v.FieldByIndex(at), values[i], t.zone); err != nil {
				return nil, fmt.Errorf("select %s: column %s: %w", t.name, t.columns[i], err)
			}
		}
		all = append(all, r)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("select %s: %w", t.name, err)
	}
	return all, nil
}

// Insert writes the rows, the columns called in without left to their defaults.
func (t *Table[T]) Insert(ctx context.Context, db DB, rows []T, without ...string) error {
	for len(rows) > 0 {
		n := min(len(rows), insertBatch)
		if _, err := t.insert(ctx, db, rows[:n], without); err != nil {
			return err
		}
		rows = rows[n:]
	}
	return nil
}

// InsertNumbered writes the rows without their id column and returns the ids that AUTO_INCREMENT gave them, in order.
func (t *Table[T]) InsertNumbered(ctx context.Context, db DB, rows []T) ([]int, error) {
	ids := make([]int, 0, len(rows))
	for len(rows) > 0 {
		n := min(len(rows), insertBatch)
		first, err := t.insert(ctx, db, rows[:n], []string{"id"})
		if err != nil {
			return ids, err
		}
		for i := range n {
			ids = append(ids, int(first)+i)
		}
		rows = rows[n:]
	}
	return ids, nil
}

func (t *Table[T]) insert(ctx context.Context, db DB, rows []T, without []string) (firstID int64, err error) {
	var columns []string
	var fields [][]int
	for i, c := range t.columns {
		if !contains(without, c) {
			columns, fields = append(columns, c), append(fields, t.fields[i])
		}
	}
	one := "(" + strings.TrimSuffix(strings.Repeat("?,", len(columns)), ",") + ")"
	query := "INSERT INTO " + t.name + " (" + quoted(columns) + ") VALUES " + strings.TrimSuffix(strings.Repeat(one+",", len(rows)), ",")
	args := make([]any, 0, len(columns)*len(rows))
	for i := range rows {
		v := reflect.ValueOf(&rows[i]).Elem()
		for _, at := range fields {
			args = append(args, v.FieldByIndex(at).Interface())
		}
	}
	res, err := db.ExecContext(ctx, query, Args(t.zone, args)...)
	if err != nil {
		return 0, fmt.Errorf("insert %s: %w", t.name, err)
	}
	return res.LastInsertId()
}

// Marks is n question marks, for IN (…).
func Marks(n int) string { return strings.TrimSuffix(strings.Repeat("?,", n), ",") }

// Any is values as arguments of a statement.
func Any[T any](values []T) []any {
	all := make([]any, len(values))
	for i, v := range values {
		all[i] = v
	}
	return all
}

// Args is args with times as DATETIME text of the zone and booleans as 0 and 1. A zero time is NULL.
func Args(zone *time.Location, args []any) []any {
	out := make([]any, len(args))
	for i, a := range args {
		switch v := a.(type) {
		case time.Time:
			if !v.IsZero() {
				out[i] = v.In(zone).Format(TimeFormat)
			}
		case bool:
			out[i] = 0
			if v {
				out[i] = 1
			}
		default:
			out[i] = a
		}
	}
	return out
}

func quoted(columns []string) string { return "`" + strings.Join(columns, "`,`") + "`" }

func contains(all []string, one string) bool {
	for _, s := range all {
		if s == one {
			return true
		}
	}
	return false
}
