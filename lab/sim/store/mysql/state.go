package mysql

import (
	"fmt"
	"strings"

	"github.com/dolthub/go-mysql-server/sql"
	"github.com/tidwall/btree"
)

// index describes a secondary key of a table.
type index struct {
	name    string
	cols    []int
	prefix  []uint16 // prefix lengths, nil when no column has one
	unique  bool
	comment string
	hidden  bool // the key over all columns by which a table without primary key finds its rows
}

// state is one version of a table. A published version never changes; a writer edits a clone.
type state struct {
	number    uint64 // of the version, among all that the server ever published; 0 while it isn't
	schema    sql.PrimaryKeySchema
	collation sql.CollationID
	comment   string
	checks    []sql.CheckDefinition
	indexes   []index
	rows      *btree.Map[string, sql.Row]  // by primary key, or by order of insertion
	keys      []*btree.Map[string, string] // of indexes, to keys of rows
	serial    uint64                       // last key of a row without primary key
}

// newState is an empty table. Tables without primary key get the hidden key.
func newState(schema sql.PrimaryKeySchema, collation sql.CollationID, comment string) *state {
	s := &state{schema: schema, collation: collation, comment: comment, rows: new(btree.Map[string, sql.Row])}
	if len(schema.PkOrdinals) == 0 {
		all := make([]int, len(schema.Schema))
		for i := range all {
			all[i] = i
		}
		s.indexes = []index{{name: "", cols: all, hidden: true}}
		s.keys = []*btree.Map[string, string]{new(btree.Map[string, string])}
	}
	return s
}

// clone is a version to edit. It costs the same however many rows there are: trees share their nodes until one is written.
func (s *state) clone() *state {
	c := *s
	c.rows = s.rows.Copy()
	c.keys = make([]*btree.Map[string, string], len(s.keys))
	for i, k := range s.keys {
		c.keys[i] = k.Copy()
	}
	return &c
}

// emptied is the table without rows.
func (s *state) emptied() *state {
	c := *s
	c.rows = new(btree.Map[string, sql.Row])
	c.keys = make([]*btree.Map[string, string], len(s.keys))
	for i := range s.keys {
		c.keys[i] = new(btree.Map[string, string])
	}
	return &c
}

// primaryKey is the row's key in rows; ok is false for a table without primary key.
func (s *state) primaryKey(row sql.Row) (key string, ok bool, err error) {
	if len(s.schema.PkOrdinals) == 0 {
		return "", false, nil
	}
	var buf [64]byte
	b := buf[:0]
	for _, c := range s.schema.PkOrdinals {
		if b, err = appendKey(b, s.schema.Schema[c].Type, row[c], 0); err != nil {
			return "", false, err
		}
	}
	return string(b), true, nil
}

// indexKey is the row's part of a key of an index, without the row's own key that follows it in the tree.
func (s *state) indexKey(ix *index, row sql.Row) (key []byte, null bool, err error) {
	b := make([]byte, 0, 64)
	for i, c := range ix.cols {
		prefix := 0
		if ix.prefix != nil {
			prefix = int(ix.prefix[i])
		}
		null = null || row[c] == nil
		if b, err = appendKey(b, s.schema.Schema[c].Type, row[c], prefix); err != nil {
			return nil, false, err
		}
	}
	return b, null, nil
}

// first finds the first row whose key in the index starts with prefix.
func (s *state) first(i int, prefix string) (rowKey string, ok bool) {
	s.keys[i].Ascend(prefix, func(k, v string) bool {
		rowKey, ok = v, strings.HasPrefix(k, prefix)
		return false
	})
	return rowKey, ok
}

// insert adds a row. A row that violates a key is refused with a *duplicate and the version is unchanged.
func (s *state) insert(row sql.Row) error {
	key, keyed, err := s.primaryKey(row)
	if err != nil {
		return err
	}
	if !keyed {
		s.serial++
		key = string(appendInt(nil, int64(s.serial)))
	} else if existing, ok := s.rows.Get(key); ok {
		return &duplicate{key: "PRIMARY", entry: entryText(s.schema, s.schema.PkOrdinals, nil, row), existing: existing}
	}
	entries := make([]string, len(s.indexes))
	for i := range s.indexes {
		ix := &s.indexes[i]
		k, null, err := s.indexKey(ix, row)
		if err != nil {
			return err
		}
		if ix.unique && !null {
			if other, ok := s.first(i, string(k)); ok {
				existing, _ := s.rows.Get(other)
				return &duplicate{key: ix.name, entry: entryText(s.schema, ix.cols, ix.prefix, row), existing: existing}
			}
		}
		entries[i] = string(append(k, key...))
	}
	s.rows.Set(key, row)
	for i, e := range entries {
		s.keys[i].Set(e, key)
	}
	return nil
}

// remove takes out the row that equals the given one; ok is false when there is none.
func (s *state) remove(row sql.Row) (ok bool, err error) {
	key, keyed, err := s.primaryKey(row)
	if err != nil {
		return false, err
	}
	if !keyed {
		k, _, err := s.indexKey(&s.indexes[0], row)
		if err != nil {
			return false, err
		}
		if key, ok = s.first(0, string(k)); !ok {
			return false, nil
		}
	}
	stored, ok := s.rows.Delete(key)
	if !ok {
		return false, nil
	}
	for i := range s.indexes {
		k, _, err := s.indexKey(&s.indexes[i], stored)
		if err != nil {
			return false, err
		}
		s.keys[i].Delete(string(append(k, key...)))
	}
	return true, nil
}

// replace changes a row. When the new row violates a key the version is unchanged.
func (s *state) replace(old, row sql.Row) error {
	if ok, err := s.remove(old); err != nil {
		return err
	} else if !ok {
		return sql.ErrDeleteRowNotFound.New()
	}
	if err := s.insert(row); err != nil {
		if back := s.insert(old); back != nil {
			return fmt.Errorf("restore row: %w", back)
		}
		return err
	}
	return nil
}

// lockKeys names what an edit of the row locks to other transactions: the row and its entries in unique keys.
func (s *state) lockKeys(row sql.Row) ([]string, error) {
	var names []string
	key, keyed, err := s.primaryKey(row)
	if err != nil {
		return nil, err
	}
	if keyed {
		names = append(names, "\x00"+key)
	}
	for i := range s.indexes {
		ix := &s.indexes[i]
		if !ix.unique && !ix.hidden {
			continue
		}
		k, null, err := s.indexKey(ix, row)
		if err != nil {
			return nil, err
		}
		if !null || ix.hidden {
			names = append(names, ix.name+"\x00"+string(k))
		}
	}
	return names, nil
}

// withIndex is the version with one more index, built from its rows.
func (s *state) withIndex(ix index) (*state, error) {
	c := s.clone()
	tree := new(btree.Map[string, string])
	var failed error
	c.rows.Scan(func(key string, row sql.Row) bool {
		k, null, err := c.indexKey(&ix, row)
		if err == nil && ix.unique && !null {
			tree.Ascend(string(k), func(other, _ string) bool {
				if strings.HasPrefix(other, string(k)) {
					err = &duplicate{key: ix.name, entry: entryText(c.schema, ix.cols, ix.prefix, row)}
				}
				return false
			})
		}
		if failed = err; err != nil {
			return false
		}
		tree.Set(string(append(k, key...)), key)
		return true
	})
	if failed != nil {
		return nil, failed
	}
	c.indexes = append(c.indexes[:len(c.indexes):len(c.indexes)], ix)
	c.keys = append(c.keys, tree)
	return c, nil
}

// withoutIndex is the version without the i-th index.
func (s *state) withoutIndex(i int) *state {
	c := s.clone()
	c.indexes = append(s.indexes[:i:i], s.indexes[i+1:]...)
	c.keys = append(c.keys[:i:i], c.keys[i+1:]...)
	return c
}

// indexNamed finds an index by its name, which MySQL compares without case.
func (s *state) indexNamed(name string) int {
	for i := range s.indexes {
		if !s.indexes[i].hidden && strings.EqualFold(s.indexes[i].name, name) {
			return i
		}
	}
	return -1
}

// all are the rows in order.
func (s *state) all() []sql.Row {
	rows := make([]sql.Row, 0, s.rows.Len())
	s.rows.Scan(func(_ string, row sql.Row) bool {
		rows = append(rows, row)
		return true
	})
	return rows
}
