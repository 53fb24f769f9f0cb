package clickhouse

import "reflect"

// Part is rows that are inserted together and made when somebody reads them.
type Part interface {
	Len() int
	// Rows makes the rows; it is called once at most.
	Rows() [][]any
	// Example is a row with a value of the same type in each column.
	Example() []any
}

// unread is a part in a table.
type unread struct {
	Part
	at       []int
	database string
}

// InsertPart is Insert of the part's rows. They are made when they are first read, unless it depends on their values whether the
// columns can hold them. The part must not be changed afterwards.
func (d *DB) InsertPart(database, name string, columns []string, p Part) error {
	d.mu.Lock()
	t, err := d.find(database, name)
	if err == nil {
		var at []int
		if at, err = positions(t, database, columns); err == nil && d.holds(t, at, p.Example()) {
			s := t.stored()
			s.unread = append(s.unread, unread{p, at, database})
			d.mu.Unlock()
			return nil
		}
	}
	d.mu.Unlock()
	if err != nil {
		return err
	}
	return d.Insert(database, name, columns, p.Rows())
}

// holds tells that the columns can hold all rows like the example.
func (d *DB) holds(t *table, at []int, example []any) bool {
	if len(example) != len(at) {
		return false
	}
	for i, v := range example {
		if !d.holdsLike(t.Columns[at[i]].Type, v) {
			return false
		}
	}
	return true
}

// holdsLike tells that a column of the type can hold every value of the example's Go type. Of text it depends on the value whether it is a
// time or a number, of an empty interface on what is in it.
func (d *DB) holdsLike(t Type, example any) bool {
	switch example.(type) {
	case string:
		return t.kind == kindString
	case nil, []any:
		return false
	}
	if r := reflect.ValueOf(example); r.Kind() == reflect.Slice && t.kind == kindArray {
		return d.holdsLike(*t.elem, reflect.Zero(r.Type().Elem()).Interface())
	}
	_, err := d.convert(t, example)
	return err == nil
}

// read makes the rows of a table's parts and returns all its rows. The caller holds the lock.
func (d *DB) read(t *table) [][]any {
	for _, p := range t.unread {
		rows, err := d.fill(t, p.at, p.database, p.Rows())
		if err != nil {
			panic(err) // an example could be stored and a row like it can't: a Part that breaks its word
		}
		t.rows = append(t.rows, rows...)
	}
	t.unread = nil
	return t.rows
}

// count is the number of rows.
func (t *table) count() int {
	n := len(t.rows)
	for _, p := range t.unread {
		n += p.Len()
	}
	return n
}
