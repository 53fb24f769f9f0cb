package mysql

import (
	"fmt"
	"strings"
	"time"

	"github.com/dolthub/go-mysql-server/sql"
	"github.com/dolthub/go-mysql-server/sql/types"
)

// duplicate is a row that a primary or unique key refuses.
type duplicate struct {
	key      string // the key's name, "PRIMARY" for the primary key
	entry    string // the row's values in it, joined with "-"
	existing sql.Row
}

// Error is MySQL's text but for the table, which the editor adds.
func (d *duplicate) Error() string {
	return fmt.Sprintf("Duplicate entry '%s' for key '%s'", d.entry, d.key)
}

// entryText is a row as an error shows it: the values of a key joined with "-".
func entryText(schema sql.PrimaryKeySchema, cols []int, prefix []uint16, row sql.Row) string {
	parts := make([]string, len(cols))
	for i, c := range cols {
		parts[i] = valueText(schema.Schema[c].Type, row[c])
		if prefix != nil && prefix[i] > 0 {
			if r := []rune(parts[i]); len(r) > int(prefix[i]) {
				parts[i] = string(r[:prefix[i]])
			}
		}
	}
	return strings.Join(parts, "-")
}

func valueText(typ sql.Type, v any) string {
	switch v := v.(type) {
	case nil:
		return "NULL"
	case []byte:
		return string(v)
	case bool:
		if v {
			return "1"
		}
		return "0"
	case time.Time:
		if typ == types.Date {
			return v.Format(time.DateOnly)
		}
		return v.Format(time.DateTime)
	}
	return fmt.Sprint(v)
}
