package mysql

import (
	"sort"
	"strings"

	"github.com/dolthub/go-mysql-server/sql"
	"github.com/dolthub/go-mysql-server/sql/types"
)

// key is an index as the planner sees it. It yields at least the rows of a range; the planner keeps its filter on top.
type key struct {
	v    *view
	at   int // position in state.indexes, -1 for the primary key
	name string
	def  index
}

var _ sql.Index = (*key)(nil)

// GetIndexes implements sql.IndexAddressable: the primary key, then the others in their order.
func (v *view) GetIndexes(*sql.Context) ([]sql.Index, error) {
	var keys []sql.Index
	if pk := v.planned.schema.PkOrdinals; len(pk) > 0 {
		keys = append(keys, &key{v: v, at: -1, name: "PRIMARY", def: index{name: "PRIMARY", cols: pk, unique: true}})
	}
	for i, ix := range v.planned.indexes {
		if !ix.hidden {
			keys = append(keys, &key{v: v, at: i, name: ix.name, def: ix})
		}
	}
	return keys, nil
}

// IndexedAccess implements sql.IndexAddressable.
func (v *view) IndexedAccess(*sql.Context, sql.IndexLookup) sql.IndexedTable { return &lookup{view: v} }

// PreciseMatch implements sql.IndexAddressable.
func (v *view) PreciseMatch() bool { return false }

func (k *key) ID() string                                 { return k.name }
func (k *key) Database() string                           { return k.v.db.name }
func (k *key) Table() string                              { return k.v.name }
func (k *key) IsUnique() bool                             { return k.def.unique }
func (k *key) IsSpatial() bool                            { return false }
func (k *key) IsFullText() bool                           { return false }
func (k *key) IsVector() bool                             { return false }
func (k *key) Comment() string                            { return k.def.comment }
func (k *key) IndexType() string                          { return "BTREE" }
func (k *key) IsGenerated() bool                          { return false }
func (k *key) CanSupport(*sql.Context, ...sql.Range) bool { return true }
func (k *key) CanSupportOrderBy(sql.Expression) bool      { return false }
func (k *key) PrefixLengths() []uint16                    { return k.def.prefix }

// Expressions implements sql.Index.
func (k *key) Expressions() []string {
	names := make([]string, len(k.def.cols))
	for i, c := range k.def.cols {
		names[i] = k.v.name + "." + k.v.planned.schema.Schema[c].Name
	}
	return names
}

// ColumnExpressionTypes implements sql.Index.
func (k *key) ColumnExpressionTypes() []sql.ColumnExpressionType {
	cols := make([]sql.ColumnExpressionType, len(k.def.cols))
	for i, c := range k.def.cols {
		col := k.v.planned.schema.Schema[c]
		cols[i] = sql.ColumnExpressionType{Expression: k.v.name + "." + col.Name, Type: col.Type}
	}
	return cols
}

// lookup is a table read through an index.
type lookup struct{ *view }

// LookupPartitions implements sql.IndexedTable.
func (l *lookup) LookupPartitions(ctx *sql.Context, lk sql.IndexLookup) (sql.PartitionIter, error) {
	ranges, ok := lk.Ranges.(sql.MySQLRangeCollection)
	k, mine := lk.Index.(*key)
	if !ok || !mine {
		return l.Partitions(ctx)
	}
	p := &lookupPartition{key: k, reverse: lk.IsReverse}
	for _, r := range ranges {
		empty, err := r.IsEmpty()
		if err != nil {
			return nil, err
		}
		if !empty {
			lo, hi := k.bounds(ctx, r)
			p.spans = append(p.spans, span{lo, hi})
		}
	}
	p.spans = merge(p.spans)
	return sql.PartitionsToPartitionIter(p), nil
}

// lookupPartition is the part of the table that a lookup reads.
type lookupPartition struct {
	key     *key
	spans   []span
	reverse bool
}

// Key implements sql.Partition.
func (*lookupPartition) Key() []byte { return []byte{1} }

// span is a stretch of keys from lo to the last key that starts with hi.
type span struct{ lo, hi string }

func (s span) past(k string) bool { return k > s.hi && !strings.HasPrefix(k, s.hi) }

// merge joins spans that overlap, so that no row is read twice.
func merge(spans []span) []span {
	sort.Slice(spans, func(i, j int) bool { return spans[i].lo < spans[j].lo })
	out := spans[:0]
	for _, s := range spans {
		if n := len(out); n > 0 && !out[n-1].past(s.lo) {
			if out[n-1].past(s.hi) || strings.HasPrefix(out[n-1].hi, s.hi) {
				out[n-1].hi = s.hi
			}
			continue
		}
		out = append(out, s)
	}
	return out
}

// bounds are the keys between which the rows of a range lie: all columns up to the first that isn't one value, and that one.
func (k *key) bounds(ctx *sql.Context, r sql.MySQLRange) (lo, hi string) {
	var from, to []byte
	for i, col := range r {
		if i >= len(k.def.cols) {
			break
		}
		typ := k.v.planned.schema.Schema[k.def.cols[i]].Type
		prefix := 0
		if k.def.prefix != nil {
			prefix = int(k.def.prefix[i])
		}
		l := cut(ctx, from, typ, prefix, col.LowerBound, keyNull)
		h := cut(ctx, to, typ, prefix, col.UpperBound, keyLast)
		from, to = l, h
		if string(from) != string(to) {
			break
		}
	}
	return string(from), string(to)
}

// cut appends the key of one bound. A bound that isn't a value of the column leaves the range open on that side.
func cut(ctx *sql.Context, dst []byte, typ sql.Type, prefix int, c sql.MySQLRangeCut, open byte) []byte {
	dst = dst[:len(dst):len(dst)]
	switch c.(type) {
	case sql.BelowNull:
		return append(dst, keyNull)
	case sql.AboveNull:
		// As upper bound it ends the NULLs, as lower bound it begins the values; the filter tells a NULL from the rest.
		if open == keyLast {
			return append(dst, keyNull)
		}
		return append(dst, keyValue)
	case sql.AboveAll:
		return append(dst, keyLast)
	}
	v := sql.GetMySQLRangeCutKey(c)
	converted, inRange, err := typ.Convert(ctx, v)
	if err != nil || inRange != sql.InRange {
		return append(dst, open)
	}
	k, err := appendKey(dst, typ, converted, prefix)
	if err != nil {
		return append(dst, open)
	}
	return k
}

// PartitionRows implements sql.Table for lookups.
func (l *lookup) PartitionRows(ctx *sql.Context, p sql.Partition) (sql.RowIter, error) {
	lp, ok := p.(*lookupPartition)
	if !ok {
		return l.view.PartitionRows(ctx, p)
	}
	st := l.branch(ctx).st
	var rows []sql.Row
	for _, s := range lp.spans {
		if lp.key.at < 0 {
			st.rows.Ascend(s.lo, func(k string, row sql.Row) bool {
				if s.past(k) {
					return false
				}
				rows = append(rows, row)
				return true
			})
			continue
		}
		st.keys[lp.key.at].Ascend(s.lo, func(k, rowKey string) bool {
			if s.past(k) {
				return false
			}
			row, _ := st.rows.Get(rowKey)
			rows = append(rows, row)
			return true
		})
	}
	if lp.reverse {
		for i, j := 0, len(rows)-1; i < j; i, j = i+1, j-1 {
			rows[i], rows[j] = rows[j], rows[i]
		}
	}
	i := -1
	return &scan{
		next: func() bool { i++; return i < len(rows) },
		row:  func() sql.Row { return rows[i] },
	}, nil
}

// keyable reports whether a column's type can be part of a key without a prefix length (MySQL's error 1170).
func keyable(t sql.Type) bool { return !types.IsTextBlob(t) }
