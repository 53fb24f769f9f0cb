package mysql

import (
	"regexp"
	"slices"
	"strings"

	vmysql "github.com/dolthub/vitess/go/mysql"
	"github.com/dolthub/vitess/go/sqltypes"
	"github.com/dolthub/vitess/go/vt/sqlparser"
)

var (
	notNumber  = regexp.MustCompile(`(?s)^(?:error: )?'(.*)' is not a valid value for '(\w+)`)
	outOfRange = regexp.MustCompile(`(?s)^(?:value )?(.+?) (?:is )?out of range for .+$`)
	notTime    = regexp.MustCompile(`(?s)^Incorrect datetime value: '(.*)'$`)
)

// badValue is the error of a value that its column can't hold, with the column, which the engine leaves out.
func (s *session) badValue(text string, stmt sqlparser.Statement, args map[string]sqlparser.Expr) *vmysql.SQLError {
	if m := notNumber.FindStringSubmatch(text); m != nil {
		what := "integer"
		switch strings.ToLower(m[2]) {
		case "double", "float":
			what = "double"
		case "decimal":
			what = "decimal"
		}
		return sqlErr(1366, "HY000", "Incorrect %s value: '%s' for column '%s' at row 1", what, m[1], s.columnOf(stmt, m[1], args))
	}
	if m := notTime.FindStringSubmatch(text); m != nil {
		if column := s.columnOf(stmt, m[1], args); column != "" {
			return sqlErr(1292, "22007", "Incorrect datetime value: '%s' for column '%s' at row 1", m[1], column)
		}
	}
	if m := outOfRange.FindStringSubmatch(text); m != nil {
		return sqlErr(1264, "22003", "Out of range value for column '%s' at row 1", s.columnOf(stmt, m[1], args))
	}
	return nil
}

// columnOf finds the column to which an INSERT or UPDATE gives the value; "" when the statement doesn't show it.
func (s *session) columnOf(stmt sqlparser.Statement, value string, args map[string]sqlparser.Expr) string {
	is := func(e sqlparser.Expr) bool {
		v, ok := e.(*sqlparser.SQLVal)
		if ok && v.Type == sqlparser.ValArg {
			v, ok = args[strings.TrimPrefix(string(v.Val), ":")].(*sqlparser.SQLVal)
		}
		if !ok {
			return strings.ReplaceAll(sqlparser.String(e), " ", "") == value // -1 is an expression
		}
		return string(v.Val) == value
	}
	switch n := stmt.(type) {
	case *sqlparser.Insert:
		rows, ok := n.Rows.(*sqlparser.AliasedValues)
		if !ok {
			return ""
		}
		names := make([]string, len(n.Columns))
		for i, c := range n.Columns {
			names[i] = c.String()
		}
		if st := s.stateOf(n.Table.DbQualifier.String(), n.Table.Name.String()); len(names) == 0 && st != nil {
			for _, c := range st.schema.Schema {
				names = append(names, c.Name)
			}
		}
		for _, row := range rows.Values {
			for i, e := range row {
				if i < len(names) && is(e) {
					return names[i]
				}
			}
		}
	case *sqlparser.Update:
		for _, e := range n.Exprs {
			if is(e.Expr) {
				return e.Name.Name.String()
			}
		}
	}
	return ""
}

// stateOf is the committed version of a table, nil when there is none.
func (s *session) stateOf(db, name string) *state {
	if db == "" {
		db = s.GetCurrentDatabase()
	}
	return s.srv.catalog.committed(db, name)
}

func (c *catalog) committed(db, name string) *state {
	d := (*c.dbs.Load())[strings.ToLower(db)]
	if d == nil {
		return nil
	}
	t := (*d.tables.Load())[strings.ToLower(name)]
	if t == nil {
		return nil
	}
	return t.committed.Load()
}

var charset = regexp.MustCompile(` (?:CHARACTER SET|COLLATE) \w+`)

// asMySQL corrects what the engine shows of columns (SHOW COLUMNS, DESCRIBE): no character sets in types, defaults without
// quotes, ON UPDATE in Extra; and the databases it shows twice.
func (s *session) asMySQL(res *sqltypes.Result, stmt sqlparser.Statement) *sqltypes.Result {
	if _, ok := stmt.(*sqlparser.Explain); ok && res != nil {
		for _, row := range res.Rows { // the engine writes NULL in letters, also into numbers
			for i := range row {
				if row[i].ToString() == "NULL" {
					row[i] = sqltypes.NULL
				}
			}
		}
	}
	show, ok := stmt.(*sqlparser.Show)
	if ok && res != nil && strings.EqualFold(show.Type, "databases") {
		// The engine adds mysql to the databases that there are.
		res.Rows = slices.CompactFunc(res.Rows, func(a, b []sqltypes.Value) bool { return a[0].ToString() == b[0].ToString() })
	}
	if !ok || res == nil || !strings.EqualFold(show.Type, "columns") {
		return res
	}
	st := s.stateOf(show.Table.DbQualifier.String(), show.Table.Name.String())
	if st == nil && show.Database != "" {
		st = s.stateOf(show.Database, show.Table.Name.String())
	}
	at := make(map[string]int)
	for i, f := range res.Fields {
		at[f.Name] = i
	}
	for _, row := range res.Rows {
		if i, ok := at["Type"]; ok {
			row[i] = sqltypes.MakeTrusted(row[i].Type(), charset.ReplaceAll(row[i].Raw(), nil))
		}
		if i, ok := at["Default"]; ok && !row[i].IsNull() {
			if d := row[i].ToString(); len(d) > 1 && d[0] == '\'' && d[len(d)-1] == '\'' {
				row[i] = sqltypes.MakeTrusted(row[i].Type(), []byte(strings.ReplaceAll(d[1:len(d)-1], "''", "'")))
			}
		}
		if i, ok := at["Extra"]; ok && st != nil && updates(st, row[at["Field"]].ToString()) {
			row[i] = sqltypes.MakeTrusted(row[i].Type(), []byte(strings.TrimSpace(row[i].ToString()+" on update CURRENT_TIMESTAMP")))
		}
	}
	return res
}

func updates(st *state, column string) bool {
	i, err := st.column(column)
	return err == nil && st.schema.Schema[i].OnUpdate != nil
}
