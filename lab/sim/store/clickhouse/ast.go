package clickhouse

import (
	"fmt"
	"strconv"
	"strings"
)

// expr is an expression; its String is the name that ClickHouse gives the result column.
type expr interface{ String() string }

type (
	literal struct {
		typ Type
		val any
	}
	ident struct{ parts []string }
	call  struct {
		name     string
		args     []expr
		distinct bool
	}
	arrayExpr struct{ elems []expr }
	tupleExpr struct{ elems []expr }
	star      struct{}
)

func (l *literal) String() string {
	switch v := l.val.(type) {
	case nil:
		return "NULL"
	case string:
		return quote(v)
	case float64:
		return floatText(v)
	}
	return fmt.Sprint(l.val)
}

func (i *ident) String() string { return strings.Join(i.parts, ".") }
func (*star) String() string    { return "*" }

func (c *call) String() string {
	if c.distinct && strings.EqualFold(c.name, "count") {
		return "uniqExact(" + list(c.args) + ")"
	}
	return c.name + "(" + list(c.args) + ")"
}

func (a *arrayExpr) String() string { return "[" + list(a.elems) + "]" }
func (t *tupleExpr) String() string { return "(" + list(t.elems) + ")" }

func list(es []expr) string {
	parts := make([]string, len(es))
	for i, e := range es {
		parts[i] = e.String()
	}
	return strings.Join(parts, ", ")
}

func quote(s string) string {
	return "'" + strings.NewReplacer(`\`, `\\`, `'`, `\'`, "\n", `\n`, "\t", `\t`, "\r", `\r`, "\b", `\b`, "\f", `\f`, "\x00", `\0`).Replace(s) + "'"
}

func floatText(f float64) string {
	switch {
	case f != f:
		return "nan"
	case f > 1.7976931348623157e308:
		return "inf"
	case f < -1.7976931348623157e308:
		return "-inf"
	}
	s := strconv.FormatFloat(f, 'f', -1, 64)
	if len(strings.TrimLeft(s, "-0.")) > 21 || len(s) > 25 {
		s = strings.Replace(strings.Replace(strconv.FormatFloat(f, 'e', -1, 64), "e+", "e", 1), "e0", "e", 1)
		s = strings.Replace(s, "e-0", "e-", 1)
	}
	return s
}

// item is an expression with an alias.
type item struct {
	e     expr
	alias string
}

func (i item) name() string {
	if i.alias != "" {
		return i.alias
	}
	return i.e.String()
}

type order struct {
	e    expr
	desc bool
}

// name of a table; db is "" for the current one.
type tableName struct{ db, table string }

// statements
type (
	selectStmt struct {
		distinct bool
		items    []item
		from     *tableName
		alias    string
		where    expr
		groupBy  []expr
		having   expr
		orderBy  []order
		limit    int // -1: none
		offset   int
		text     string
	}
	showStmt struct {
		what string // "databases", "tables"
		db   string
		like string
		not  bool
	}
	createDatabase struct {
		name        string
		ifNotExists bool
	}
	createTable struct {
		name        tableName
		ifNotExists bool
		columns     []Column
		engine      string
	}
	dropStmt struct {
		database string
		table    tableName
		ifExists bool
		truncate bool
	}
	describeStmt   struct{ name tableName }
	showCreateStmt struct{ name tableName }
	existsStmt     struct {
		name     tableName
		database bool
	}
	insertStmt struct {
		name    tableName
		columns []string
		format  string
		data    string // what follows in the query
	}
)

// parsed is a statement and the FORMAT that was asked for.
type parsed struct {
	stmt   any
	format string
}
