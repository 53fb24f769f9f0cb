package replay

import (
	"context"
	"database/sql"
	"fmt"
	"io/fs"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// Rows is a table that the mysql client printed.
type Rows struct {
	Query   string // what was asked, where the recording tells
	Columns []string
	Rows    [][]string
}

// ReadRows reads a recording of tables as the mysql client prints them. A query that the server refused is left out.
func ReadRows(recordings fs.FS, name string) ([]Rows, error) {
	text, err := fs.ReadFile(recordings, name)
	if err != nil {
		return nil, fmt.Errorf("read recording: %w", err)
	}
	var all []Rows
	query := ""
	inTable := false
	for line := range strings.Lines(string(text)) {
		line = strings.TrimRight(line, "\n")
		if q, ok := strings.CutPrefix(line, "-- "); ok {
			query, inTable = q, false
			continue
		}
		cells, ok := cellsOf(line)
		switch {
		case strings.HasPrefix(line, "ERROR "):
			query, inTable = "", false
		case strings.HasPrefix(line, "+--"):
		case !ok:
			inTable = false
		case !inTable || query == "" && isHead(cells):
			all = append(all, Rows{Query: query, Columns: cells})
			query, inTable = "", true
		default:
			last := &all[len(all)-1]
			last.Rows = append(last.Rows, cells)
		}
	}
	return all, nil
}

func cellsOf(line string) ([]string, bool) {
	if !strings.HasPrefix(line, "| ") || !strings.HasSuffix(line, " |") {
		return nil, false
	}
	cells := strings.Split(strings.Trim(line, "|"), " | ")
	for i := range cells {
		cells[i] = strings.TrimSpace(cells[i])
	}
	return cells, true
}

// isHead: the cells are columns' names: the first is one that tables begin with.
func isHead(cells []string) bool { return cells[0] == "id" || cells[0] == "name" }

// The tables that recordings print without saying which, by their columns.
var tableOf = map[string]string{
	"id ip vifid":             "vinterface_ip where ip like '100.%'",
	"id name net_type":        "vl2",
	"id iftype mac deviceid":  "vinterface",
	"id name deleted_at":      "vm",
	"id name state ctrl_ip":   "vtap",
	"name synced_at state":    "domain",
	"id ip netmask gateway":   "vinterface_ip",
	"id name short_uuid":      "vtap_group",
	"vtap_id node_ip":         "genesis_storage",
	"id name type state":      "vtap",
	"id name domain":          "epc",
	"id prefix netmask vl2id": "vl2_net",
}

// ask is the query that gives the table again.
func (r Rows) ask() (string, error) {
	if r.Query != "" {
		return r.Query, nil
	}
	for n := len(r.Columns); n > 0; n-- {
		if from, ok := tableOf[strings.Join(r.Columns[:n], " ")]; ok {
			return "select " + strings.Join(r.Columns, ",") + " from " + from, nil
		}
	}
	return "", fmt.Errorf("columns %v: no table is known by them", r.Columns)
}

var fromTable = regexp.MustCompile(`(?i)from (\w+)`)

// references are columns that hold another table's id.
var references = map[string]string{
	"vifid": "vinterface", "deviceid": "vm", "subnetid": "vl2", "vl2id": "vl2", "epc_id": "epc", "launch_server_id": "vm", "vtap_id": "vtap",
}

// naturalKeys are what names a row of a table beside its id.
var naturalKeys = map[string]string{"vinterface": "mac", "vm": "name", "vl2": "name", "epc": "name", "vtap": "ctrl_ip"}

// CompareRows asks the database for the recorded tables. Ids are replaced by what the rows they lead to are called, so that
// relations are compared and numbers aren't; times and generated names by being there.
func CompareRows(ctx context.Context, recordings fs.FS, name string, db *sql.DB) (Result, error) {
	r := Result{Recording: name}
	recorded, err := ReadRows(recordings, name)
	if err != nil {
		return r, err
	}
	var seen []Rows
	for i := range recorded {
		q, err := recorded[i].ask()
		if err != nil {
			return r, fmt.Errorf("%s: %w", name, err)
		}
		recorded[i].Query = q
		rows, err := query(ctx, db, q)
		if err != nil {
			return r, err
		}
		seen = append(seen, rows)
	}
	wantNames, gotNames := namesOf(recorded), namesOf(seen)
	for i := range recorded {
		table := fromTable.FindStringSubmatch(recorded[i].Query)[1]
		r.same(table+": columns", recorded[i].Columns, seen[i].Columns)
		want, got := recorded[i].named(table, wantNames), seen[i].named(table, gotNames)
		for _, key := range slices.Sorted(maps.Keys(union(want, got))) {
			w, inWant := want[key]
			g, inGot := got[key]
			r.same(table+": "+key, or(w, inWant), or(g, inGot))
		}
	}
	return r, nil
}

func query(ctx context.Context, db *sql.DB, q string) (Rows, error) {
	rows, err := db.QueryContext(ctx, q)
	if err != nil {
		return Rows{}, fmt.Errorf("query %q: %w", q, err)
	}
	defer rows.Close()
	out := Rows{Query: q}
	if out.Columns, err = rows.Columns(); err != nil {
		return out, fmt.Errorf("query %q: %w", q, err)
	}
	for rows.Next() {
		cells := make([]sql.NullString, len(out.Columns))
		into := make([]any, len(cells))
		for i := range cells {
			into[i] = &cells[i]
		}
		if err := rows.Scan(into...); err != nil {
			return out, fmt.Errorf("query %q: %w", q, err)
		}
		row := make([]string, len(cells))
		for i, c := range cells {
			if row[i] = c.String; !c.Valid {
				row[i] = "NULL"
			}
		}
		out.Rows = append(out.Rows, row)
	}
	return out, rows.Err()
}

// namesOf are the names of rows by table and id, of all tables that were read.
func namesOf(tables []Rows) map[string]string {
	names := map[string]string{}
	for _, t := range tables {
		table := fromTable.FindStringSubmatch(t.Query)[1]
		id, key := slices.Index(t.Columns, "id"), slices.Index(t.Columns, naturalKeys[table])
		if id < 0 || key < 0 {
			continue
		}
		for _, row := range t.Rows {
			names[table+" "+row[id]] = row[key]
		}
	}
	return names
}

// named are a table's cells by row name and column.
func (r Rows) named(table string, names map[string]string) map[string]string {
	out := map[string]string{}
	for _, row := range r.Rows {
		cells := make([]string, len(row))
		for i, cell := range row {
			column := r.Columns[i]
			to := references[column]
			switch {
			case column == "id":
				cells[i] = "<id>"
			case to != "" && names[to+" "+cell] != "":
				cells[i] = names[to+" "+cell]
			default:
				cells[i] = Mask(cell)
			}
		}
		name := rowName(table, r.Columns, cells)
		for n := 2; out[name] != ""; n++ {
			name = fmt.Sprintf("%s #%d", rowName(table, r.Columns, cells), n)
		}
		out[name] = strings.Join(cells, " ")
	}
	return out
}

// rowName is what a row is called: its natural key, or all of it.
func rowName(table string, columns, cells []string) string {
	if key := slices.Index(columns, naturalKeys[table]); key >= 0 {
		return cells[key]
	}
	for _, c := range []string{"ip", "name"} {
		if key := slices.Index(columns, c); key >= 0 {
			return cells[key]
		}
	}
	return strings.Join(cells, " ")
}
