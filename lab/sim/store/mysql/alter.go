package mysql

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/dolthub/go-mysql-server/sql"
	"github.com/dolthub/go-mysql-server/sql/expression"
	"github.com/dolthub/go-mysql-server/sql/transform"
	"github.com/dolthub/vitess/go/sqltypes"
	"github.com/dolthub/vitess/go/vt/sqlparser"
	"github.com/tidwall/btree"
)

// publish makes a version that a schema change built the committed one. Schema changes aren't part of a transaction; one that
// finds rows of the table written by an open transaction waits for it, as for MySQL's metadata lock.
func (t *table) publish(ctx *sql.Context, st *state) error {
	sess := sessionOf(ctx)
	if err := sess.exclusive(t); err != nil {
		return err
	}
	t.commit(st)
	if tx := sess.current(); tx.branches != nil {
		delete(tx.branches, t)
	}
	return nil
}

// indexed turns the engine's definition of an index into ours.
func (s *state) indexed(def sql.IndexDef) (index, error) {
	ix := index{name: def.Name, unique: def.IsUnique(), comment: def.Comment}
	if def.IsFullText() || def.IsSpatial() || def.IsVector() {
		return ix, sql.ErrUnsupportedFeature.New("full-text, spatial and vector indexes")
	}
	prefixed := false
	for _, c := range def.Columns {
		i, err := s.column(c.Name)
		if err != nil {
			return ix, sql.ErrKeyColumnDoesNotExist.New(c.Name)
		}
		if c.Length == 0 && !keyable(s.schema.Schema[i].Type) {
			return ix, sql.ErrInvalidBlobTextKey.New(c.Name)
		}
		ix.cols = append(ix.cols, i)
		ix.prefix = append(ix.prefix, uint16(c.Length))
		prefixed = prefixed || c.Length > 0
	}
	if !prefixed {
		ix.prefix = nil
	}
	if ix.name == "" {
		ix.name = s.freeName(s.schema.Schema[ix.cols[0]].Name)
	}
	return ix, nil
}

// freeName is MySQL's name of an unnamed index: the first column's, with _2, _3, … when taken.
func (s *state) freeName(column string) string {
	name := column
	for n := 2; s.indexNamed(name) >= 0; n++ {
		name = column + "_" + strconv.Itoa(n)
	}
	return name
}

// CreateIndex implements sql.IndexAlterableTable.
func (v *view) CreateIndex(ctx *sql.Context, def sql.IndexDef) error {
	st := v.committed.Load()
	ix, err := st.indexed(def)
	if err != nil {
		return err
	}
	if st.indexNamed(ix.name) >= 0 {
		return sql.ErrDuplicateKey.New(ix.name)
	}
	next, err := st.withIndex(ix)
	if err != nil {
		return v.noted(ctx, err)
	}
	return v.publish(ctx, next)
}

// noted leaves a duplicate's text with the session, as the editor does.
func (v *view) noted(ctx *sql.Context, err error) error {
	var d *duplicate
	if !errors.As(err, &d) {
		return err
	}
	sessionOf(ctx).refused = &duplicate{key: v.name + "." + d.key, entry: d.entry}
	return sql.NewUniqueKeyErr(d.entry, d.key == "PRIMARY", d.existing)
}

// DropIndex implements sql.IndexAlterableTable.
func (v *view) DropIndex(ctx *sql.Context, name string) error {
	if strings.EqualFold(name, "PRIMARY") {
		return v.DropPrimaryKey(ctx)
	}
	st := v.committed.Load()
	i := st.indexNamed(name)
	if i < 0 {
		return sql.ErrCantDropFieldOrKey.New(name)
	}
	return v.publish(ctx, st.withoutIndex(i))
}

// RenameIndex implements sql.IndexAlterableTable.
func (v *view) RenameIndex(ctx *sql.Context, from, to string) error {
	st := v.committed.Load()
	i := st.indexNamed(from)
	if i < 0 {
		return sql.ErrIndexNotFound.New(from)
	}
	if j := st.indexNamed(to); j >= 0 && j != i {
		return sql.ErrDuplicateKey.New(to)
	}
	c := st.clone()
	c.indexes = append([]index(nil), st.indexes...)
	c.indexes[i].name = to
	return v.publish(ctx, c)
}

// ShouldRewriteTable implements sql.RewritableTable: every change of columns rewrites the rows.
func (v *view) ShouldRewriteTable(*sql.Context, sql.PrimaryKeySchema, sql.PrimaryKeySchema, *sql.Column, *sql.Column) bool {
	return true
}

// RewriteInserter implements sql.RewritableTable.
func (v *view) RewriteInserter(_ *sql.Context, oldSchema, newSchema sql.PrimaryKeySchema, oldCol, newCol *sql.Column, cols []sql.IndexColumn) (sql.RowInserter, error) {
	old := v.committed.Load()
	for _, c := range cols {
		if i := newSchema.Schema.IndexOfColName(c.Name); i >= 0 && newSchema.Schema[i].PrimaryKey && c.Length == 0 && !keyable(newSchema.Schema[i].Type) {
			return nil, sql.ErrInvalidBlobTextKey.New(c.Name)
		}
	}
	st := newState(stored(newSchema), old.collation, old.comment)
	st.checks = old.checks
	for _, ix := range old.indexes {
		if ix.hidden {
			continue
		}
		moved := ix
		moved.cols, moved.prefix = nil, nil
		for i, c := range ix.cols {
			name := old.schema.Schema[c].Name
			if oldCol != nil && newCol != nil && strings.EqualFold(name, oldCol.Name) {
				name = newCol.Name
			}
			// A dropped column leaves its indexes; an index without columns goes with it.
			if to := newSchema.Schema.IndexOfColName(name); to >= 0 {
				moved.cols = append(moved.cols, to)
				if ix.prefix != nil {
					moved.prefix = append(moved.prefix, ix.prefix[i])
				}
			}
		}
		if len(moved.cols) > 0 {
			st.indexes = append(st.indexes, moved)
			st.keys = append(st.keys, new(btree.Map[string, string]))
		}
	}
	return &rewriter{v: v, st: st}, nil
}

// rewriter collects the rows of a table whose columns change.
type rewriter struct {
	v      *view
	st     *state
	failed bool
}

func (r *rewriter) StatementBegin(*sql.Context)          {}
func (r *rewriter) StatementComplete(*sql.Context) error { return nil }

// DiscardChanges implements sql.EditOpenerCloser.
func (r *rewriter) DiscardChanges(*sql.Context, error) error {
	r.failed = true
	return nil
}

// Insert implements sql.RowInserter.
func (r *rewriter) Insert(ctx *sql.Context, row sql.Row) error {
	return r.v.noted(ctx, r.st.insert(row.Copy()))
}

// Close implements sql.Closer and publishes the new table.
func (r *rewriter) Close(ctx *sql.Context) error {
	if r.failed {
		return nil
	}
	if err := r.v.publish(ctx, r.st); err != nil {
		return err
	}
	r.v.atLeast(r.st.highest() + 1)
	return nil
}

// The engine rewrites every table (ShouldRewriteTable) and doesn't call these.
var errRewritten = errors.New("change columns: the table is rewritten instead")

// AddColumn implements sql.AlterableTable.
func (v *view) AddColumn(*sql.Context, *sql.Column, *sql.ColumnOrder) error { return errRewritten }

// DropColumn implements sql.AlterableTable.
func (v *view) DropColumn(*sql.Context, string) error { return errRewritten }

// ModifyColumn implements sql.AlterableTable.
func (v *view) ModifyColumn(*sql.Context, string, *sql.Column, *sql.ColumnOrder) error {
	return errRewritten
}

// CreatePrimaryKey implements sql.PrimaryKeyAlterableTable.
func (v *view) CreatePrimaryKey(*sql.Context, []sql.IndexColumn) error { return errRewritten }

// DropPrimaryKey implements sql.PrimaryKeyAlterableTable.
func (v *view) DropPrimaryKey(*sql.Context) error { return errRewritten }

// ModifyComment implements sql.CommentAlterableTable.
func (v *view) ModifyComment(ctx *sql.Context, comment string) error {
	c := v.committed.Load().clone()
	c.comment = comment
	return v.publish(ctx, c)
}

// ModifyStoredCollation implements sql.CollationAlterableTable.
func (v *view) ModifyStoredCollation(*sql.Context, sql.CollationID) error {
	return sql.ErrUnsupportedFeature.New("ALTER TABLE … CONVERT TO CHARACTER SET")
}

// ModifyDefaultCollation implements sql.CollationAlterableTable.
func (v *view) ModifyDefaultCollation(ctx *sql.Context, collation sql.CollationID) error {
	c := v.committed.Load().clone()
	c.collation = collation
	return v.publish(ctx, c)
}

// GetChecks implements sql.CheckTable.
func (v *view) GetChecks(*sql.Context) ([]sql.CheckDefinition, error) { return v.planned.checks, nil }

// CreateCheck implements sql.CheckAlterableTable.
func (v *view) CreateCheck(ctx *sql.Context, check *sql.CheckDefinition) error {
	c := v.committed.Load().clone()
	def := *check
	for n := 1; def.Name == "" || c.check(def.Name) >= 0; n++ {
		if check.Name != "" {
			return fmt.Errorf("Duplicate check constraint name '%s'.", check.Name) //nolint:staticcheck // MySQL's text
		}
		def.Name = fmt.Sprintf("%s_chk_%d", v.name, n)
	}
	c.checks = append(c.checks[:len(c.checks):len(c.checks)], def)
	return v.publish(ctx, c)
}

// DropCheck implements sql.CheckAlterableTable.
func (v *view) DropCheck(ctx *sql.Context, name string) error {
	c := v.committed.Load().clone()
	i := c.check(name)
	if i < 0 {
		return sql.ErrUnknownConstraint.New(name)
	}
	c.checks = append(c.checks[:i:i], c.checks[i+1:]...)
	return v.publish(ctx, c)
}

func (s *state) check(name string) int {
	for i, c := range s.checks {
		if strings.EqualFold(c.Name, name) {
			return i
		}
	}
	return -1
}

// stored is a schema as a table keeps it: defaults as text, without the table's name, to be resolved by the next statement.
func stored(schema sql.PrimaryKeySchema) sql.PrimaryKeySchema {
	cols := make(sql.Schema, len(schema.Schema))
	for i, c := range schema.Schema {
		col := *c
		col.Default = unresolved(c.Default)
		col.Generated = unresolved(c.Generated)
		col.OnUpdate = unresolved(c.OnUpdate)
		cols[i] = &col
	}
	return sql.NewPrimaryKeySchema(cols, schema.PkOrdinals...)
}

func unresolved(d *sql.ColumnDefaultValue) *sql.ColumnDefaultValue {
	if d == nil {
		return nil
	}
	e, _, _ := transform.Expr(d, func(e sql.Expression) (sql.Expression, transform.TreeIdentity, error) {
		if f, ok := e.(*expression.GetField); ok {
			return f.WithTable("").WithName(f.Name()), transform.NewTree, nil
		}
		return e, transform.SameTree, nil
	})
	return sql.NewUnresolvedColumnDefaultValue(e.String())
}

// alter runs the clauses of an ALTER TABLE one by one, each planned on the table that the one before left: the engine plans
// them all at once and then misplaces columns after FIRST and AFTER. A clause that fails takes the ones before it back.
func (h handler) alter(c *sql.Context, query string, at *sqlparser.AlterTable) (*sqltypes.Result, error) {
	s := sessionOf(c)
	dbName := at.Table.DbQualifier.String()
	if dbName == "" {
		dbName = s.GetCurrentDatabase()
	}
	restore := func() {}
	if db := (*h.catalog.dbs.Load())[strings.ToLower(dbName)]; db != nil {
		tables := db.tables.Load()
		if t := (*tables)[strings.ToLower(at.Table.Name.String())]; t != nil {
			st, next := t.committed.Load(), t.next.Load()
			restore = func() {
				t.committed.Store(st)
				t.next.Store(next)
				db.tables.Store(tables)
			}
		}
	}
	table := at.Table
	var res *sqltypes.Result
	for _, clause := range at.Statements {
		one := *clause
		one.Table = table
		schema, iter, err := h.start(c, query, &sqlparser.AlterTable{Table: table, Statements: []*sqlparser.DDL{&one}, Auth: at.Auth}, nil)
		if err == nil {
			res, err = drain(c, schema, iter)
		}
		if err != nil {
			restore()
			return nil, err
		}
		if clause.Action == sqlparser.RenameStr && len(clause.ToTables) > 0 {
			table = clause.ToTables[0]
		}
		s.tx = nil
		s.SetTransaction(nil)
	}
	return res, nil
}
