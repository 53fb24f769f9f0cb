package mysql

import (
	"reflect"
	"slices"
	"strings"

	"github.com/dolthub/go-mysql-server/sql"
	"github.com/dolthub/go-mysql-server/sql/types"
)

// Selection is SELECT Columns FROM Table WHERE Null IS NULL ORDER BY Key, of one table as it is committed.
type Selection struct {
	Database, Table string
	Columns         []string
	// Null names a column, "" is for all rows.
	Null string
	// Key is the primary key.
	Key string
}

// Read answers a selection without SQL, for those in the process who ask often. Values are strings and int64, text for the other types,
// and nil for NULL. ok is false for what isn't there or has another primary key: ask by SQL, which says what is wrong.
func (s *Server) Read(q Selection) (rows [][]any, ok bool) {
	st := s.catalog.committed(q.Database, q.Table)
	if st == nil {
		return nil, false
	}
	at := make([]int, len(q.Columns))
	for i, name := range q.Columns {
		var err error
		if at[i], err = st.column(name); err != nil {
			return nil, false
		}
	}
	null := -1
	if q.Null != "" {
		var err error
		if null, err = st.column(q.Null); err != nil {
			return nil, false
		}
	}
	if key := st.schema.PkOrdinals; len(key) != 1 || !strings.EqualFold(st.schema.Schema[key[0]].Name, q.Key) {
		return nil, false
	}
	rows, ok = make([][]any, 0, st.rows.Len()), true
	values := make([]any, len(at)*st.rows.Len())
	st.rows.Scan(func(_ string, row sql.Row) bool {
		if null >= 0 && row[null] != nil {
			return true
		}
		out := values[:len(at):len(at)]
		values = values[len(at):]
		for i, c := range at {
			if out[i], ok = s.plainValue(st.schema.Schema[c].Type, row[c]); !ok {
				return false
			}
		}
		rows = append(rows, out)
		return true
	})
	return slices.Clip(rows), ok
}

// plainValue is a value as Read gives it.
func (s *Server) plainValue(t sql.Type, v any) (any, bool) {
	switch v := v.(type) {
	case nil:
		return nil, true
	case string:
		if types.IsTextOnly(t) {
			return v, true
		}
	case int8, int16, int32, int64, uint8, uint16, uint32:
		if types.IsInteger(t) {
			return reflect.ValueOf(v).Convert(reflect.TypeFor[int64]()).Interface(), true
		}
	}
	text, err := t.SQL(s.plain, nil, v)
	return text.ToString(), err == nil
}
