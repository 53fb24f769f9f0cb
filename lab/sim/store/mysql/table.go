package mysql

import (
	"fmt"
	"io"
	"strings"
	"sync/atomic"

	"github.com/dolthub/go-mysql-server/sql"
)

// table is a table's identity; its content is the committed version and what open transactions make of it.
type table struct {
	db        *database
	name      string
	committed atomic.Pointer[state] // set by commit, and by what takes a schema change back
	// next is the next AUTO_INCREMENT value. It isn't rolled back, as InnoDB's isn't.
	next atomic.Uint64
	// locks are rows and unique entries that open transactions wrote. Guarded by the server's mutex.
	locks map[string]*txn
}

// commit publishes a version. The caller holds the server's mutex, and nobody else has the version yet.
func (t *table) commit(st *state) {
	st.number = t.db.published.Add(1)
	t.committed.Store(st)
}

// view is a table as the engine handles it: bound to the schema that the planner saw, reading the session's version.
type view struct {
	*table
	planned *state
}

var (
	_ sql.IndexAddressableTable    = (*view)(nil)
	_ sql.IndexAlterableTable      = (*view)(nil)
	_ sql.RewritableTable          = (*view)(nil)
	_ sql.PrimaryKeyAlterableTable = (*view)(nil)
	_ sql.PrimaryKeyTable          = (*view)(nil)
	_ sql.InsertableTable          = (*view)(nil)
	_ sql.DeletableTable           = (*view)(nil)
	_ sql.ReplaceableTable         = (*view)(nil)
	_ sql.TruncateableTable        = (*view)(nil)
	_ sql.AutoIncrementTable       = (*view)(nil)
	_ sql.StatisticsTable          = (*view)(nil)
	_ sql.CommentedTable           = (*view)(nil)
	_ sql.CommentAlterableTable    = (*view)(nil)
	_ sql.CollationAlterableTable  = (*view)(nil)
	_ sql.CheckTable               = (*view)(nil)
	_ sql.CheckAlterableTable      = (*view)(nil)
)

// Name implements sql.Table.
func (v *view) Name() string { return v.name }

// String implements sql.Table.
func (v *view) String() string { return v.name }

// Schema implements sql.Table.
func (v *view) Schema() sql.Schema { return v.planned.schema.Schema }

// PrimaryKeySchema implements sql.PrimaryKeyTable.
func (v *view) PrimaryKeySchema() sql.PrimaryKeySchema { return v.planned.schema }

// Collation implements sql.Table.
func (v *view) Collation() sql.CollationID { return v.planned.collation }

// Comment implements sql.CommentedTable.
func (v *view) Comment() string { return v.planned.comment }

// branch is the session's version of the table.
func (v *view) branch(ctx *sql.Context) *branch { return sessionOf(ctx).current().branch(v.table) }

// onePartition is the only partition of a table.
type onePartition struct{}

// Key implements sql.Partition.
func (*onePartition) Key() []byte { return []byte{0} }

// Partitions implements sql.Table.
func (v *view) Partitions(*sql.Context) (sql.PartitionIter, error) {
	return sql.PartitionsToPartitionIter(&onePartition{}), nil
}

// PartitionRows implements sql.Table.
func (v *view) PartitionRows(ctx *sql.Context, _ sql.Partition) (sql.RowIter, error) {
	it := v.branch(ctx).st.rows.Iter()
	return &scan{next: it.Next, row: it.Value}, nil
}

// scan iterates over the rows of one version.
type scan struct {
	next func() bool
	row  func() sql.Row
}

// Next implements sql.RowIter. The engine may change the row it is given.
func (s *scan) Next(*sql.Context) (sql.Row, error) {
	if !s.next() {
		return nil, io.EOF
	}
	return s.row().Copy(), nil
}

// Close implements sql.RowIter.
func (s *scan) Close(*sql.Context) error { return nil }

// RowCount implements sql.StatisticsTable; the count is exact.
func (v *view) RowCount(*sql.Context) (uint64, bool, error) {
	return uint64(v.planned.rows.Len()), true, nil
}

// DataLength implements sql.StatisticsTable: 16 KiB, one page, for what fits it, else a rough estimate.
func (v *view) DataLength(*sql.Context) (uint64, error) {
	const page, perColumn = 16384, 16
	n := uint64(v.planned.rows.Len()*len(v.planned.schema.Schema)) * perColumn
	return max(page, (n+page-1)/page*page), nil
}

// Inserter implements sql.InsertableTable.
func (v *view) Inserter(ctx *sql.Context) sql.RowInserter { return v.editor(ctx) }

// Updater implements sql.UpdatableTable.
func (v *view) Updater(ctx *sql.Context) sql.RowUpdater { return v.editor(ctx) }

// Deleter implements sql.DeletableTable.
func (v *view) Deleter(ctx *sql.Context) sql.RowDeleter { return v.editor(ctx) }

// Replacer implements sql.ReplaceableTable.
func (v *view) Replacer(ctx *sql.Context) sql.RowReplacer { return v.editor(ctx) }

// Truncate implements sql.TruncateableTable. The engine sends DELETE without WHERE here, too, which keeps AUTO_INCREMENT,
// can be rolled back and waits for locked rows.
func (v *view) Truncate(ctx *sql.Context) (int, error) {
	sess := sessionOf(ctx)
	if sess.deleting() {
		e := v.editor(ctx)
		rows := v.branch(ctx).st.all()
		for _, row := range rows {
			if err := e.Delete(ctx, row); err != nil {
				return 0, err
			}
		}
		return len(rows), e.StatementComplete(ctx)
	}
	n := v.committed.Load().rows.Len()
	if err := v.publish(ctx, v.committed.Load().emptied()); err != nil {
		return 0, err
	}
	v.next.Store(1)
	return n, nil
}

// PeekNextAutoIncrementValue implements sql.AutoIncrementTable.
func (v *view) PeekNextAutoIncrementValue(*sql.Context) (uint64, error) { return v.next.Load(), nil }

// GetNextAutoIncrementValue implements sql.AutoIncrementTable: the next value, or the given one, after which the next is larger.
func (v *view) GetNextAutoIncrementValue(_ *sql.Context, given any) (uint64, error) {
	if given == nil {
		return v.next.Add(1) - 1, nil
	}
	n, ok := unsigned(given)
	if ok {
		v.atLeast(n + 1)
	}
	return n, nil
}

// atLeast moves AUTO_INCREMENT forward.
func (t *table) atLeast(n uint64) {
	for {
		now := t.next.Load()
		if n <= now || t.next.CompareAndSwap(now, n) {
			return
		}
	}
}

// unsigned is a positive integer of any width.
func unsigned(v any) (uint64, bool) {
	switch v := v.(type) {
	case int8:
		return uint64(v), v > 0
	case int16:
		return uint64(v), v > 0
	case int32:
		return uint64(v), v > 0
	case int64:
		return uint64(v), v > 0
	case int:
		return uint64(v), v > 0
	case uint8:
		return uint64(v), true
	case uint16:
		return uint64(v), true
	case uint32:
		return uint64(v), true
	case uint64:
		return v, true
	}
	return 0, false
}

// AutoIncrementSetter implements sql.AutoIncrementTable.
func (v *view) AutoIncrementSetter(*sql.Context) sql.AutoIncrementSetter { return autoSetter{v} }

type autoSetter struct{ *view }

// SetAutoIncrementValue implements sql.AutoIncrementSetter. A value that rows already passed is raised, as InnoDB raises it.
func (a autoSetter) SetAutoIncrementValue(_ *sql.Context, n uint64) error {
	a.next.Store(max(n, a.committed.Load().highest()+1))
	return nil
}

// AcquireAutoIncrementLock implements sql.AutoIncrementSetter; the server's mutex is that lock.
func (a autoSetter) AcquireAutoIncrementLock(*sql.Context) (func(), error) { return func() {}, nil }

// Close implements sql.AutoIncrementSetter.
func (a autoSetter) Close(*sql.Context) error { return nil }

// highest is the largest value in the AUTO_INCREMENT column.
func (s *state) highest() (top uint64) {
	for i, c := range s.schema.Schema {
		if !c.AutoIncrement {
			continue
		}
		s.rows.Scan(func(_ string, row sql.Row) bool {
			if n, ok := unsigned(row[i]); ok {
				top = max(top, n)
			}
			return true
		})
	}
	return top
}

// column finds a column by name, which MySQL compares without case.
func (s *state) column(name string) (int, error) {
	for i, c := range s.schema.Schema {
		if strings.EqualFold(c.Name, name) {
			return i, nil
		}
	}
	return 0, fmt.Errorf("column %s: %w", name, sql.ErrKeyColumnDoesNotExist.New(name))
}
