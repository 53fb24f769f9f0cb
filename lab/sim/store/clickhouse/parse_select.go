package clickhouse

import (
	"strconv"
	"strings"
)

func (p *parser) selectStmt() *selectStmt {
	from := p.peek().at
	p.expect("SELECT")
	s := &selectStmt{limit: -1, distinct: p.accept("DISTINCT")}
	if s.distinct && p.peek().is("ON") {
		panic(unsupported("DISTINCT ON"))
	}
	s.items = p.items()
	if p.accept("FROM") {
		if p.peek().is("(") {
			panic(unsupported("Subquery"))
		}
		n := p.tableName()
		if p.peek().is("(") {
			panic(unsupported("Table function " + n.table))
		}
		s.from = &n
		s.alias = p.alias()
		for _, w := range []string{"FINAL", "SAMPLE", "ARRAY", "JOIN", "INNER", "LEFT", "RIGHT", "FULL", "CROSS", "GLOBAL", "ANY", "ALL", "ASOF", ","} {
			if p.peek().is(w) {
				panic(unsupported(strings.ToUpper(w) + " in FROM"))
			}
		}
	}
	if p.accept("PREWHERE") {
		s.where = p.expression()
	}
	if p.accept("WHERE") {
		w := p.expression()
		if s.where != nil {
			w = &call{name: "and", args: []expr{s.where, w}}
		}
		s.where = w
	}
	if p.accept("GROUP", "BY") {
		s.groupBy = p.expressions()
		if p.peek().is("WITH") {
			panic(unsupported("GROUP BY … WITH"))
		}
	}
	if p.accept("HAVING") {
		s.having = p.expression()
	}
	if p.accept("ORDER", "BY") {
		s.orderBy = p.orders()
	}
	p.limits(s)
	if p.peek().is("UNION") || p.peek().is("INTERSECT") || p.peek().is("EXCEPT") || p.peek().is("WINDOW") || p.peek().is("QUALIFY") {
		panic(unsupported(strings.ToUpper(p.peek().text)))
	}
	last := p.tokens[p.at-1]
	s.text = p.query[from : last.at+len(last.raw)]
	return s
}

func (p *parser) orders() (orders []order) {
	for {
		o := order{e: p.expression()}
		if p.accept("DESC") || p.accept("DESCENDING") {
			o.desc = true
		} else if !p.accept("ASC") {
			p.accept("ASCENDING")
		}
		for _, w := range []string{"NULLS", "COLLATE", "WITH"} {
			if p.peek().is(w) {
				panic(unsupported("ORDER BY … " + w))
			}
		}
		orders = append(orders, o)
		if !p.accept(",") {
			return orders
		}
	}
}

func (p *parser) limits(s *selectStmt) {
	if p.accept("LIMIT") {
		s.limit = p.count()
		if p.accept(",") {
			s.offset, s.limit = s.limit, p.count()
		}
		if p.peek().is("BY") || p.peek().is("WITH") {
			panic(unsupported("LIMIT … " + strings.ToUpper(p.peek().text)))
		}
	}
	if p.accept("OFFSET") {
		s.offset = p.count()
		if !p.accept("ROWS") {
			p.accept("ROW")
		}
	}
	if p.peek().is("FETCH") {
		panic(unsupported("FETCH"))
	}
}

func (p *parser) count() int {
	t := p.next()
	n, err := strconv.Atoi(t.text)
	if t.kind != tokenNumber || err != nil {
		p.at--
		p.fail()
	}
	return n
}

func (p *parser) items() (items []item) {
	for {
		if p.accept("*") {
			items = append(items, item{e: &star{}})
		} else {
			it := item{e: p.expression()}
			it.alias = p.alias()
			items = append(items, it)
		}
		if !p.accept(",") {
			return items
		}
	}
}

// clauses are the words that end an expression and so can't be an alias without AS.
var clauses = []string{
	"FROM", "PREWHERE", "WHERE", "GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET", "FORMAT", "SETTINGS", "UNION", "INTERSECT", "EXCEPT", "ASC", "DESC", "ASCENDING", "DESCENDING",
	"NULLS", "COLLATE", "WITH", "AND", "OR", "NOT", "IN", "LIKE", "ILIKE", "BETWEEN", "IS", "DIV", "MOD", "FINAL", "SAMPLE", "ARRAY", "JOIN", "INNER", "LEFT", "RIGHT", "FULL", "CROSS", "GLOBAL", "ANY", "ALL", "ASOF", "ON", "USING", "WINDOW", "QUALIFY", "FETCH", "BY", "INTO",
}

func (p *parser) alias() string {
	if p.accept("AS") {
		return p.name()
	}
	t := p.peek()
	if t.kind == tokenQuoted {
		return p.next().text
	}
	if t.kind != tokenWord {
		return ""
	}
	for _, c := range clauses {
		if t.is(c) {
			return ""
		}
	}
	return p.next().text
}
