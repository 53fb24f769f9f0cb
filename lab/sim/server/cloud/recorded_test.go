package cloud_test

import (
	"bytes"
	"os"
	"strings"
	"testing"
)

const recordings = "../../../../fixtures/recordings/"

// table is the answer to one SELECT of a recording.
type table []map[string]string

// readTables reads the mysql client's tables of a recording, by the SELECT above them; those without one by their columns.
func readTables(t *testing.T, file string) map[string]table {
	t.Helper()
	b, err := os.ReadFile(recordings + file)
	if err != nil {
		t.Fatal(err)
	}
	tables, name := map[string]table{}, ""
	var columns []string
	for line := range bytes.Lines(b) {
		text := strings.TrimRight(string(line), "\n")
		switch {
		case strings.HasPrefix(text, "-- "):
			name, columns = strings.TrimPrefix(text, "-- "), nil
		case strings.HasPrefix(text, "ERROR"):
			columns, name = nil, ""
		case strings.HasPrefix(text, "+-"):
			if columns != nil && len(tables[name]) > 0 {
				columns, name = nil, ""
			}
		case strings.HasPrefix(text, "|"):
			cells := strings.Split(strings.Trim(text, "|"), "|")
			for i := range cells {
				cells[i] = strings.TrimSpace(cells[i])
			}
			if columns == nil {
				columns = cells
				if name == "" {
					name = strings.Join(cells, ",")
				}
				continue
			}
			row := map[string]string{}
			for i, c := range columns {
				row[c] = cells[i]
			}
			tables[name] = append(tables[name], row)
		}
	}
	return tables
}

// column is a table's values of some columns joined by |, in the table's order.
func (rows table) column(names ...string) []string {
	var all []string
	for _, r := range rows {
		var one []string
		for _, n := range names {
			one = append(one, r[n])
		}
		all = append(all, strings.Join(one, "|"))
	}
	return all
}

// find is the table of the SELECT "from NAME", or whose columns begin with the text.
func find(t *testing.T, tables map[string]table, text string) table {
	t.Helper()
	for name, rows := range tables {
		if strings.Contains(name+" ", text+" ") || strings.HasPrefix(name, text+",") || name == text {
			return rows
		}
	}
	t.Fatalf("no table %q in the recording", text)
	return nil
}
