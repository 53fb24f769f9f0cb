package clickhouse

import (
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"
	"sync"
	"time"
)

// Column of a table.
type Column struct {
	Name    string
	Type    Type
	Comment string
}

// Col is a column of the named type, for the types that this package knows; it panics on others, because types are written in code.
func Col(name, typ string) Column {
	t, err := parseType(typ)
	if err != nil {
		panic(fmt.Sprintf("column %s: %v", name, err))
	}
	return Column{Name: name, Type: t}
}

// Table is what CreateTable makes.
type Table struct {
	Name    string
	Columns []Column
	// Engine is shown by SHOW CREATE TABLE and system.tables; "" is MergeTree. It changes nothing.
	Engine string
	// Of makes the table another name for the rows of a table of the same database, as the Distributed table X is for X_local.
	Of string
}

// table's rows are appended, never changed, so that a reader keeps the slice it found. Behind rows come those of the parts that nobody has
// read yet.
type table struct {
	Table
	rows   [][]any
	unread []unread
	source *table // for Of
}

func (t *table) stored() *table {
	if t.source != nil {
		return t.source
	}
	return t
}

// DB is a ClickHouse server's databases. It is safe for concurrent use.
type DB struct {
	now func() time.Time
	mu  sync.RWMutex
	dbs map[string]map[string]*table
	low *dictionary
}

// New is a server with the databases default and system. now is its clock and, by its location, its time zone.
func New(now func() time.Time) *DB {
	if now == nil {
		now = time.Now
	}
	return &DB{now: now, dbs: map[string]map[string]*table{"default": {}}, low: newDictionary()}
}

// CreateDatabase makes a database unless it exists.
func (d *DB) CreateDatabase(name string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.dbs[name] == nil && name != "system" {
		d.dbs[name] = make(map[string]*table)
	}
}

// CreateTable makes a table in a database. Errors are *Exception: 81 unknown database, 57 table exists, 60 unknown Of.
func (d *DB) CreateTable(database string, t Table) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	tables := d.dbs[database]
	if tables == nil {
		return unknownDatabase(database)
	}
	if tables[t.Name] != nil {
		return exception(57, "Table %s.%s already exists", database, t.Name)
	}
	n := &table{Table: t}
	if t.Of != "" {
		if n.source = tables[t.Of]; n.source == nil {
			return unknownTable(database, t.Of)
		}
		n.Columns = n.source.Columns
	}
	if n.Engine == "" {
		n.Engine = "MergeTree"
	}
	tables[t.Name] = n
	return nil
}

// Insert appends rows; columns names what each row holds, nil is all columns. Values are converted to the columns' types: Go
// integers, floats, strings, time.Time for the temporal types, slices for arrays. Errors are *Exception.
func (d *DB) Insert(database, name string, columns []string, rows [][]any) error {
	d.mu.RLock()
	t, err := d.find(database, name)
	d.mu.RUnlock()
	if err != nil {
		return err
	}
	at, err := positions(t, database, columns)
	if err != nil {
		return err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	full, err := d.fill(t, at, database, rows)
	if err != nil {
		return err
	}
	s := t.stored()
	s.rows = append(d.read(s), full...)
	return nil
}

// fill makes whole rows of values for the columns at those positions. The caller holds the lock.
func (d *DB) fill(t *table, at []int, database string, rows [][]any) (full [][]any, err error) {
	full = make([][]any, len(rows))
	for i, row := range rows {
		if len(row) != len(at) {
			return nil, exception(117, "Row %d has %d values for %d columns", i+1, len(row), len(at))
		}
		out := make([]any, len(t.Columns))
		if len(at) < len(out) {
			for j, c := range t.Columns {
				out[j] = c.Type.zero()
			}
		}
		for j, p := range at {
			if out[p], err = d.convert(t.Columns[p].Type, row[j]); err != nil {
				return nil, fmt.Errorf("insert into %s.%s, column %s: %w", database, t.Name, t.Columns[p].Name, err)
			}
		}
		full[i] = out
	}
	return full, nil
}

// positions of named columns in the table.
func positions(t *table, database string, columns []string) ([]int, error) {
	at := make([]int, 0, len(t.Columns))
	if len(columns) == 0 {
		for i := range t.Columns {
			at = append(at, i)
		}
		return at, nil
	}
	for _, name := range columns {
		i := t.place(name)
		if i < 0 {
			return nil, exception(16, "No such column %s in table %s.%s", name, database, t.Name)
		}
		at = append(at, i)
	}
	return at, nil
}

// place is a column's place in the table, -1 if there is no such column.
func (t *table) place(name string) int {
	for i := range t.Columns { // a Column is too large to be handed about
		if t.Columns[i].Name == name {
			return i
		}
	}
	return -1
}

// find looks a table up. The caller holds the lock.
func (d *DB) find(database, name string) (*table, error) {
	if database == "system" {
		return d.system(name)
	}
	tables := d.dbs[database]
	if tables == nil {
		return nil, unknownDatabase(database)
	}
	t := tables[name]
	if t == nil {
		return nil, unknownTable(database, name)
	}
	return t, nil
}

// databases sorted by name, with those that every server has.
func (d *DB) databases() []string {
	names := []string{"INFORMATION_SCHEMA", "information_schema", "system"}
	for n := range d.dbs {
		names = append(names, n)
	}
	slices.Sort(names)
	return names
}

func sortedTables(tables map[string]*table) []*table {
	out := make([]*table, 0, len(tables))
	for _, t := range tables {
		out = append(out, t)
	}
	slices.SortFunc(out, func(a, b *table) int { return strings.Compare(a.Name, b.Name) })
	return out
}

// system builds a system table from the catalogue.
func (d *DB) system(name string) (*table, error) {
	t := &table{Table: Table{Name: name, Engine: "System" + strings.ToUpper(name[:1]) + name[1:]}}
	switch name {
	case "one":
		t.Columns = []Column{{Name: "dummy", Type: typeUInt8}}
		t.rows = [][]any{{uint64(0)}}
	case "databases":
		t.Columns = []Column{{Name: "name", Type: typeString}, {Name: "engine", Type: typeString}}
		for _, n := range d.databases() {
			t.rows = append(t.rows, []any{n, "Atomic"})
		}
	case "tables":
		t.Columns = []Column{{Name: "database", Type: typeString}, {Name: "name", Type: typeString}, {Name: "engine", Type: typeString}, {Name: "total_rows", Type: typeUInt64.orNull(true)}}
		for _, db := range d.databases() {
			for _, x := range sortedTables(d.dbs[db]) {
				t.rows = append(t.rows, []any{db, x.Name, engineName(x.Engine), uint64(x.stored().count())})
			}
		}
	case "columns":
		t.Columns = []Column{{Name: "database", Type: typeString}, {Name: "table", Type: typeString}, {Name: "name", Type: typeString}, {Name: "type", Type: typeString}, {Name: "position", Type: typeUInt64}, {Name: "comment", Type: typeString}}
		for _, db := range d.databases() {
			for _, x := range sortedTables(d.dbs[db]) {
				for i, c := range x.Columns {
					t.rows = append(t.rows, []any{db, x.Name, c.Name, c.Type.String(), uint64(i + 1), c.Comment})
				}
			}
		}
	default:
		return nil, unsupported("Table system." + name)
	}
	return t, nil
}

func engineName(e string) string {
	base, _, _ := strings.Cut(e, "(")
	return strings.TrimSpace(base)
}

// convert makes a column's value of a Go value. The caller holds the lock, as the value may be one of the dictionary.
func (d *DB) convert(t Type, v any) (any, error) {
	if v == nil {
		return t.zero(), nil
	}
	switch t.kind {
	case kindUInt, kindInt, kindFloat:
		return toNumber(t, v)
	case kindString:
		switch v := v.(type) {
		case string:
			if t.low {
				return d.low.word(v), nil
			}
			return v, nil
		case []byte:
			return string(v), nil
		case fmt.Stringer:
			return v.String(), nil
		}
	case kindDate, kindDateTime, kindDateTime64:
		switch v := v.(type) {
		case time.Time:
			return t.of(v, d.now().Location()), nil
		case string:
			return t.parseTime(v, d.now().Location())
		}
		if t.kind == kindDateTime64 {
			return toNumber(typeInt64, v)
		}
		return toNumber(Type{kind: kindUInt, bits: 32}, v)
	case kindArray:
		if texts, ok := v.([]string); ok && t.elem.kind == kindString && t.elem.low {
			return d.low.list(texts), nil
		}
		if floats, ok := v.([]float64); ok && *t.elem == typeFloat64 {
			return boxed(floats), nil
		}
		r := reflect.ValueOf(v)
		if r.Kind() != reflect.Slice {
			break
		}
		out := make([]any, r.Len())
		for i := range out {
			var err error
			if out[i], err = d.convert(*t.elem, r.Index(i).Interface()); err != nil {
				return nil, err
			}
		}
		return out, nil
	}
	return nil, exception(53, "Cannot convert %T to %s", v, t)
}

// boxed are the values as rows hold them.
func boxed(floats []float64) []any {
	out := make([]any, len(floats))
	for i, f := range floats {
		out[i] = f
	}
	return out
}

// toNumber converts with the width of the type: integers wrap as ClickHouse's conversions do.
func toNumber(t Type, v any) (any, error) {
	r := reflect.ValueOf(v)
	switch {
	case r.CanInt():
		return wrap(t, r.Int()), nil
	case r.CanUint():
		if t.kind == kindFloat {
			return float64(r.Uint()), nil
		}
		return wrap(t, int64(r.Uint())), nil
	case r.CanFloat():
		switch t.kind {
		case kindFloat:
			if t.bits == 32 {
				return float64(float32(r.Float())), nil
			}
			return r.Float(), nil
		case kindUInt:
			if f := r.Float(); f >= math.MaxInt64 {
				return uint64(f), nil
			}
		}
		return wrap(t, int64(r.Float())), nil
	case r.Kind() == reflect.Bool:
		if r.Bool() {
			return wrap(t, 1), nil
		}
		return wrap(t, 0), nil
	}
	return nil, exception(53, "Cannot convert %T to %s", v, t)
}

func wrap(t Type, n int64) any {
	switch t.kind {
	case kindFloat:
		return float64(n)
	case kindUInt:
		return uint64(n) & (math.MaxUint64 >> (64 - t.bits))
	}
	return n << (64 - t.bits) >> (64 - t.bits)
}
