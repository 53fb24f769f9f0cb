package clickhouse

import (
	"slices"
)

// Result is what a query answers.
type Result struct {
	Columns []Column
	Rows    [][]any
	// Read and ReadBytes count what was scanned, Written what was inserted.
	Read, ReadBytes, Written int
	// beforeLimit is the number of rows that LIMIT cut from; limited says there was one.
	beforeLimit int
	limited     bool
	format      string
}

// query is a SELECT being run.
type query struct {
	*selectStmt
	c       *compiler
	table   *table
	names   []string
	items   []expr
	grouped bool
}

// run evaluates a SELECT. It panics with an *Exception.
func (d *DB) run(s *selectStmt, database string) *Result {
	q := &query{selectStmt: s}
	name := tableName{db: "system", table: "one"}
	if s.from != nil {
		if name = *s.from; name.db == "" {
			name.db = database
		}
	}
	d.mu.Lock()
	t, err := d.find(name.db, name.table)
	var rows [][]any
	if err == nil {
		rows = d.read(t.stored())
	}
	d.mu.Unlock()
	if err != nil {
		panic(err)
	}
	q.table = t
	q.c = &compiler{now: d.now(), columns: map[string]int{}, query: s.text, db: database, names: []string{name.db, name.table}}
	if s.alias != "" {
		q.c.names = []string{s.alias}
	}
	if s.from != nil {
		for i, col := range t.Columns {
			q.c.columns[col.Name] = i
			q.c.types = append(q.c.types, col.Type)
		}
	}
	q.resolve()
	return q.execute(rows)
}

// resolve expands asterisks, aliases and positions.
func (q *query) resolve() {
	aliases := make(map[string]expr)
	var items []item
	for _, it := range q.selectStmt.items {
		if _, ok := it.e.(*star); !ok {
			items = append(items, it)
			if it.alias != "" {
				aliases[it.alias] = it.e
			}
			continue
		}
		for _, c := range q.table.Columns {
			items = append(items, item{e: &ident{[]string{c.Name}}})
		}
	}
	for _, it := range items {
		q.names = append(q.names, it.name())
		own := aliases
		if it.alias != "" {
			own = make(map[string]expr, len(aliases))
			for n, e := range aliases {
				if n != it.alias {
					own[n] = e
				}
			}
		}
		e := expand(it.e, own)
		q.items = append(q.items, e)
		q.grouped = q.grouped || hasAggregate(e)
	}
	s := *q.selectStmt
	q.selectStmt = &s
	if s.where != nil {
		s.where = expand(s.where, aliases)
	}
	s.groupBy = slices.Clone(s.groupBy)
	for i, e := range s.groupBy {
		s.groupBy[i] = q.position(expand(e, aliases))
	}
	if s.having != nil {
		s.having = expand(s.having, aliases)
		q.grouped = q.grouped || hasAggregate(s.having)
	}
	s.orderBy = slices.Clone(s.orderBy)
	for i, o := range s.orderBy {
		s.orderBy[i].e = q.position(expand(o.e, aliases))
		q.grouped = q.grouped || hasAggregate(s.orderBy[i].e)
	}
	q.grouped = q.grouped || len(s.groupBy) > 0
}

// position is GROUP BY 1, ORDER BY 2.
func (q *query) position(e expr) expr {
	l, ok := e.(*literal)
	if !ok || !l.typ.integer() {
		return e
	}
	n := asInt(l.val)
	if n < 1 || int(n) > len(q.items) {
		panic(exception(36, "Positional argument out of bounds: %d (expected in range [1, %d]", n, len(q.items)))
	}
	return q.items[n-1]
}

// plan holds the compiled parts that run over rows or groups.
type plan struct {
	items  []node
	having *node
	order  []node
}

func (q *query) execute(rows [][]any) *Result {
	c := q.c
	c.clause = "in WHERE"
	var where *node
	if q.where != nil {
		n := c.compile(q.where)
		if !n.typ.number() && n.typ.kind != kindNothing {
			panic(exception(59, "Illegal type %s of column for filter. Must be UInt8 or Nullable(UInt8) or Const variants of them.", n.typ))
		}
		where = &n
	}
	res := &Result{Read: len(rows), ReadBytes: len(rows) * 8 * max(1, len(q.table.Columns))}
	var frames []*frame
	kept := make([]*frame, 0, 16)
	probe := &frame{}
	for _, row := range rows {
		if where != nil {
			probe.row = row
			if v := where.eval(probe); v == nil || asFloat(v) == 0 {
				continue
			}
		}
		kept = append(kept, &frame{row: row})
	}
	c.clause = "in GROUP BY"
	p := plan{}
	if q.grouped {
		frames = q.group(kept, &p)
	} else {
		c.clause = "here"
		q.compilePlan(&p)
		frames = kept
	}
	for i, n := range p.items {
		res.Columns = append(res.Columns, Column{Name: q.names[i], Type: n.typ})
	}
	q.collect(res, frames, p)
	return res
}

func (q *query) compilePlan(p *plan) {
	for _, e := range q.items {
		p.items = append(p.items, q.c.compile(e))
	}
	if q.having != nil {
		n := q.c.compile(q.having)
		p.having = &n
	}
	for _, o := range q.orderBy {
		p.order = append(p.order, q.c.compile(o.e))
	}
}

// group makes a frame of every group, in the order in which groups were met. Without GROUP BY there is one group, even of no rows.
func (q *query) group(rows []*frame, p *plan) []*frame {
	c := q.c
	keys := make([]node, len(q.groupBy))
	c.keys = make(map[string]int)
	for i, e := range q.groupBy {
		keys[i] = c.compile(e)
		c.keyType = append(c.keyType, keys[i].typ)
		if _, dup := c.keys[e.String()]; !dup {
			c.keys[e.String()] = i
		}
	}
	c.grouped = true
	q.compilePlan(p)
	type group struct {
		keys []any
		accs []accumulator
	}
	var order []*group
	groups := make(map[string]*group)
	open := func(k []any) *group {
		g := &group{keys: k}
		for i := range c.aggs {
			g.accs = append(g.accs, c.aggs[i].start())
		}
		order = append(order, g)
		return g
	}
	if len(keys) == 0 {
		groups[""] = open(nil)
	}
	for _, f := range rows {
		k := make([]any, len(keys))
		for i, n := range keys {
			k[i] = n.eval(f)
		}
		id := keyOf(k)
		g := groups[id]
		if g == nil {
			g = open(k)
			groups[id] = g
		}
		for i := range c.aggs {
			c.aggs[i].add(g.accs[i], f)
		}
	}
	frames := make([]*frame, len(order))
	for i, g := range order {
		f := &frame{keys: g.keys}
		for _, a := range g.accs {
			f.aggs = append(f.aggs, a.result())
		}
		frames[i] = f
	}
	return frames
}

// collect filters by HAVING, evaluates, makes distinct, sorts and cuts.
func (q *query) collect(res *Result, frames []*frame, p plan) {
	type line struct{ row, by []any }
	var lines []line
	seen := make(map[string]bool)
	for _, f := range frames {
		if p.having != nil {
			if v := p.having.eval(f); v == nil || asFloat(v) == 0 {
				continue
			}
		}
		l := line{row: make([]any, len(p.items)), by: make([]any, len(p.order))}
		for i, n := range p.items {
			l.row[i] = n.eval(f)
		}
		if q.distinct {
			k := keyOf(l.row)
			if seen[k] {
				continue
			}
			seen[k] = true
		}
		for i, n := range p.order {
			l.by[i] = n.eval(f)
		}
		lines = append(lines, l)
	}
	if len(p.order) > 0 {
		slices.SortStableFunc(lines, func(a, b line) int {
			for i, o := range q.orderBy {
				c := compare(a.by[i], b.by[i])
				if o.desc && a.by[i] != nil && b.by[i] != nil { // NULL is last either way
					c = -c
				}
				if c != 0 {
					return c
				}
			}
			return 0
		})
	}
	res.beforeLimit, res.limited = len(lines), q.limit >= 0
	lines = lines[min(q.offset, len(lines)):]
	if q.limit >= 0 {
		lines = lines[:min(q.limit, len(lines))]
	}
	res.Rows = make([][]any, len(lines))
	for i, l := range lines {
		res.Rows[i] = l.row
	}
}
