package mysql

import (
	"strconv"
	"strings"

	"github.com/dolthub/go-mysql-server/sql"
	"github.com/dolthub/go-mysql-server/sql/expression"
	"github.com/dolthub/go-mysql-server/sql/plan"
	"github.com/dolthub/go-mysql-server/sql/types"
	"github.com/dolthub/vitess/go/vt/sqlparser"
)

// pointUpdate plans UPDATE t SET c = literal, … WHERE k = literal, k being a unique key of one column, as the engine would, which takes
// ten times as long to find the same plan: a server writes such statements all the time. It returns nil for anything else, which
// includes everything that is wrong with a statement.
func pointUpdate(c *sql.Context, s *session, stmt sqlparser.Statement) sql.Node {
	u, ok := stmt.(*sqlparser.Update)
	if !ok || u.Where == nil || len(u.OrderBy) > 0 || u.Limit != nil || u.With != nil || u.Ignore != "" || len(u.Returning) > 0 {
		return nil
	}
	v, db := s.onlyTable(c, u.TableExprs)
	if v == nil || len(v.planned.checks) > 0 {
		return nil
	}
	set, complete := v.assignments(c, u.Exprs)
	rows := v.pointLookup(c, db, u.Where.Expr)
	if !complete || rows == nil {
		return nil
	}
	return plan.NewUpdate(rows, false, set)
}

// onlyTable is the table of a statement that names one, by its bare name; nil if it isn't such a statement or there is no such table.
func (s *session) onlyTable(c *sql.Context, from sqlparser.TableExprs) (*view, *database) {
	if len(from) != 1 {
		return nil, nil
	}
	e, ok := from[0].(*sqlparser.AliasedTableExpr)
	if !ok || !e.As.IsEmpty() || len(e.Partitions) > 0 || e.AsOf != nil {
		return nil, nil
	}
	name, ok := e.Expr.(sqlparser.TableName)
	if !ok || !name.DbQualifier.IsEmpty() || !name.SchemaQualifier.IsEmpty() {
		return nil, nil
	}
	db := (*s.srv.catalog.dbs.Load())[strings.ToLower(s.GetCurrentDatabase())]
	if db == nil {
		return nil, nil
	}
	t, found, err := db.GetTableInsensitive(c, name.Name.String())
	if err != nil || !found {
		return nil, nil
	}
	return t.(*view), db
}

// assignments are those of SET. complete is false if one isn't of a literal to a column, or if the engine would add one of its own.
func (v *view) assignments(c *sql.Context, exprs sqlparser.AssignmentExprs) (set []sql.Expression, complete bool) {
	given := make([]bool, len(v.Schema()))
	for _, e := range exprs {
		at := v.columnNamed(e.Name)
		value := literal(c, e.Expr)
		if at < 0 || value == nil {
			return nil, false
		}
		given[at] = true
		set = append(set, expression.NewSetField(v.field(at), value))
	}
	for i, col := range v.Schema() {
		if col.Generated != nil || col.OnUpdate != nil && !given[i] {
			return nil, false
		}
	}
	return set, true
}

// pointLookup reads the row whose unique key of one column is a literal of its kind.
func (v *view) pointLookup(c *sql.Context, db *database, where sqlparser.Expr) sql.Node {
	e, ok := where.(*sqlparser.ComparisonExpr)
	if !ok || e.Operator != sqlparser.EqualStr {
		return nil
	}
	name, ok := e.Left.(*sqlparser.ColName)
	if !ok {
		return nil
	}
	at, value := v.columnNamed(name), literal(c, e.Right)
	if at < 0 || value == nil {
		return nil
	}
	if typ := v.Schema()[at].Type; !types.IsInteger(typ) && !types.IsTextOnly(typ) || types.IsInteger(typ) != types.IsInteger(value.Type()) {
		return nil
	}
	keys, err := v.GetIndexes(c)
	if err != nil {
		return nil
	}
	for _, k := range keys {
		def := k.(*key).def
		if !def.unique || len(def.cols) != 1 || def.cols[0] != at || def.prefix != nil {
			continue
		}
		lookup, err := sql.NewMySQLIndexBuilder(k).Equals(c, k.Expressions()[0], value.Type(), value.Value()).Build(c)
		if err != nil {
			return nil
		}
		rows, err := plan.NewStaticIndexedAccessForTableNode(c, plan.NewResolvedTable(v, db, nil), lookup)
		if err != nil {
			return nil
		}
		return plan.NewFilter(expression.NewEquals(v.field(at), value), rows)
	}
	return nil
}

// columnNamed is the place of a column that is named without its table; -1 if there is none.
func (v *view) columnNamed(name *sqlparser.ColName) int {
	if !name.Qualifier.IsEmpty() {
		return -1
	}
	at, err := v.planned.column(name.Name.String())
	if err != nil {
		return -1
	}
	return at
}

func (v *view) field(at int) sql.Expression {
	col := v.Schema()[at]
	return expression.NewGetFieldWithTable(at, 0, col.Type, v.db.name, v.name, col.Name, col.Nullable)
}

// literal is a text or a number as the engine takes them; nil if it is something else.
func literal(c *sql.Context, e sqlparser.Expr) *expression.Literal {
	v, ok := e.(*sqlparser.SQLVal)
	if !ok {
		return nil
	}
	switch v.Type {
	case sqlparser.StrVal:
		return expression.NewLiteral(string(v.Val), types.CreateLongText(c.GetCollation()))
	case sqlparser.IntVal:
		if n, err := strconv.ParseInt(string(v.Val), 10, 64); err == nil {
			return expression.NewLiteral(n, types.Int64)
		}
	}
	return nil
}
