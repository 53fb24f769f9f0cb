package rest

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// row is one row of a table as text, NULL being "".
type row map[string]string

func (r row) num(column string) int {
	n, _ := strconv.Atoi(r[column])
	return n
}

func (r row) num64(column string) int64 {
	n, _ := strconv.ParseInt(r[column], 10, 64)
	return n
}

// ints is a column of numbers separated by commas; never nil.
func (r row) ints(column string) []int {
	list := []int{}
	if r[column] == "" {
		return list
	}
	for _, part := range strings.Split(r[column], ",") {
		if n, err := strconv.Atoi(part); err == nil {
			list = append(list, n)
		}
	}
	return list
}

// dateTime is how the database and the answers write times.
const dateTime = "2006-01-02 15:04:05"

// time is a DATETIME column in the process's zone; the zero time for NULL.
func (s *Server) time(text string) time.Time {
	t, err := time.ParseInLocation(dateTime, text, s.core.Location)
	if err != nil {
		return time.Time{}
	}
	return t
}

// text is a DATETIME column as answers show it: NULL is Go's zero time.
func (r row) time(column string) string {
	if r[column] == "" {
		return time.Time{}.Format(dateTime)
	}
	return r[column]
}

func (s *Server) now() string { return s.core.Now().Format(dateTime) }

// query reads all rows.
func (s *Server) query(statement string, args ...any) ([]row, error) {
	rows, err := s.core.DB.QueryContext(s.core.Context, statement, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return nil, err
	}
	values := make([]any, len(columns))
	into := make([]any, len(columns))
	for i := range values {
		into[i] = &values[i]
	}
	var list []row
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return nil, err
		}
		r := make(row, len(columns))
		for i, column := range columns {
			r[column] = asText(values[i])
		}
		list = append(list, r)
	}
	return list, rows.Err()
}

// asText is a value of the driver as text; a driver may read DATETIME as text or as a time.
func asText(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case []byte:
		return string(v)
	case time.Time:
		return v.Format(dateTime)
	}
	return fmt.Sprint(v)
}

// first reads the first row, or errNotFound, which the real server's ORM also prints: at is its place in the source, "" for
// a read whose error nobody prints.
func (s *Server) first(at, statement string, args ...any) (row, error) {
	rows, err := s.query(statement, args...)
	if err == nil && len(rows) == 0 {
		err = errNotFound
	}
	if err != nil {
		if at != "" {
			fmt.Fprintf(s.stdout, "\r\n%s controller/http/service/%s %v\n", s.core.Now().Format("2006/01/02 15:04:05"), at, err)
		}
		return nil, err
	}
	return rows[0], nil
}

func (s *Server) exec(statement string, args ...any) error {
	_, err := s.core.DB.ExecContext(s.core.Context, statement, args...)
	return err
}

// filter collects conditions of a SELECT.
type filter struct {
	conditions []string
	args       []any
}

func (f *filter) equal(column string, value any) {
	f.conditions = append(f.conditions, column+" = ?")
	f.args = append(f.args, value)
}

// in adds "column IN (…)"; an empty list matches nothing, as the ORM's IN (NULL).
func (f *filter) in(column string, values []string) {
	if len(values) == 0 {
		f.conditions = append(f.conditions, "1 = 0")
		return
	}
	f.conditions = append(f.conditions, column+" IN (?"+strings.Repeat(",?", len(values)-1)+")")
	for _, v := range values {
		f.args = append(f.args, v)
	}
}

func (f *filter) String() string {
	if len(f.conditions) == 0 {
		return ""
	}
	return " WHERE " + strings.Join(f.conditions, " AND ")
}

// update sets the columns of one row, in the order of names; values come from JSON, where whole numbers are float64.
func (s *Server) update(table string, id string, names []string, values map[string]any) error {
	if len(names) == 0 {
		return nil
	}
	var sets []string
	var args []any
	for _, name := range names {
		sets = append(sets, name+" = ?")
		args = append(args, whole(values[name]))
	}
	return s.exec("UPDATE "+table+" SET "+strings.Join(sets, ", ")+" WHERE id = ?", append(args, id)...)
}

func whole(v any) any {
	if f, ok := v.(float64); ok && f == float64(int64(f)) {
		return int64(f)
	}
	return v
}
