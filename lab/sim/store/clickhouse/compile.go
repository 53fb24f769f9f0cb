package clickhouse

import (
	"strings"
	"time"
)

// frame is what an expression is evaluated over: a row of the table, or a group's keys and aggregates.
type frame struct {
	row  []any
	keys []any
	aggs []any
}

// node is a compiled expression. eval panics with an *Exception for what only a value shows.
type node struct {
	typ      Type
	eval     func(*frame) any
	constant bool
}

func constant(t Type, v any) node {
	return node{typ: t, constant: true, eval: func(*frame) any { return v }}
}

// compiler turns expressions of one query into nodes.
type compiler struct {
	now     time.Time
	columns map[string]int
	types   []Type
	// table and db qualify columns: t.c, db.t.c.
	names []string
	// grouped says that rows are groups: keys are the nodes of GROUP BY by name, aggs collects the aggregates met.
	grouped bool
	keys    map[string]int
	keyType []Type
	aggs    []aggregate
	// clause names where aggregates aren't allowed.
	clause string
	query  string
	db     string
}

func (c *compiler) server() *time.Location { return c.now.Location() }

// compile panics with an *Exception.
func (c *compiler) compile(e expr) node {
	if c.grouped {
		if i, ok := c.keys[e.String()]; ok {
			return node{typ: c.keyType[i], eval: func(f *frame) any { return f.keys[i] }}
		}
	}
	switch e := e.(type) {
	case *literal:
		return constant(e.typ, e.val)
	case *ident:
		return c.column(e)
	case *arrayExpr:
		return c.array(e)
	case *tupleExpr:
		panic(unsupported("Tuple"))
	case *star:
		panic(unsupported("Asterisk in an expression"))
	case *call:
		if isAggregate(e.name) {
			return c.aggregate(e)
		}
		if name := strings.ToLower(e.name); name == "in" || name == "notin" {
			return c.in(e)
		}
		return c.function(e)
	}
	panic(unsupported("Expression " + e.String()))
}

// column resolves a name as c, t.c or db.t.c.
func (c *compiler) column(e *ident) node {
	name := e.String()
	i, ok := c.columns[name]
	for n := len(c.names); !ok && n > 0; n-- {
		if rest, cut := strings.CutPrefix(name, strings.Join(c.names[len(c.names)-n:], ".")+"."); cut {
			i, ok = c.columns[rest]
		}
	}
	if !ok {
		panic(exception(47, "Missing columns: '%s' while processing query: '%s', required columns: '%s'.", name, c.query, name))
	}
	if c.grouped {
		panic(exception(215, "Column `%s` is not under aggregate function and not in GROUP BY. Have columns: %v", name, keyNames(c.keys)))
	}
	return node{typ: c.types[i], eval: func(f *frame) any { return f.row[i] }}
}

func keyNames(keys map[string]int) []string {
	names := make([]string, len(keys))
	for n, i := range keys {
		names[i] = n
	}
	return names
}

func (c *compiler) array(e *arrayExpr) node {
	t := typeNothing
	nodes := make([]node, len(e.elems))
	fixed := true
	for i, x := range e.elems {
		nodes[i] = c.compile(x)
		var err error
		if i == 0 {
			t = nodes[i].typ
		} else if t, err = common(t, nodes[i].typ); err != nil {
			panic(err)
		}
		fixed = fixed && nodes[i].constant
	}
	return node{typ: arrayOf(t), constant: fixed, eval: func(f *frame) any {
		out := make([]any, len(nodes))
		for i, n := range nodes {
			out[i] = n.eval(f)
		}
		return out
	}}
}

// in compares with each element of the list; NULL is in nothing.
func (c *compiler) in(e *call) node {
	not := strings.EqualFold(e.name, "notIn")
	left := c.compile(e.args[0])
	set, ok := e.args[1].(*tupleExpr)
	if !ok {
		panic(unsupported("IN without a list"))
	}
	var equal []node
	for _, x := range set.elems {
		equal = append(equal, c.apply("equals", []node{left, c.compile(x)}))
	}
	return node{typ: typeUInt8.orNull(left.typ.nullable), eval: func(f *frame) any {
		if left.eval(f) == nil {
			return nil
		}
		found := false
		for _, n := range equal {
			if v, _ := n.eval(f).(uint64); v != 0 {
				found = true
				break
			}
		}
		return truth(found != not)
	}}
}

func truth(b bool) any {
	if b {
		return uint64(1)
	}
	return uint64(0)
}

func (c *compiler) function(e *call) node {
	args := make([]node, len(e.args))
	for i, a := range e.args {
		args[i] = c.compile(a)
	}
	return c.apply(e.name, args)
}

// apply builds the call of a function. NULL in, NULL out, unless the function looks at NULLs itself.
func (c *compiler) apply(name string, args []node) node {
	f, ok := functionNamed(name)
	if !ok {
		panic(unsupported("Function " + name))
	}
	if len(args) < f.min || f.max >= 0 && len(args) > f.max {
		panic(exception(42, "Number of arguments for function %s doesn't match: passed %d, should be %d", name, len(args), f.min))
	}
	b := &building{compiler: c, name: name, types: make([]Type, len(args)), values: make([]any, len(args)), fixed: make([]bool, len(args))}
	nullable, fixed := false, !f.changing
	for i, a := range args {
		b.types[i] = a.typ.plain()
		b.types[i].nullable = a.typ.nullable && f.nulls
		if b.types[i].kind == kindNothing && !f.nulls {
			return constant(typeNothing, nil)
		}
		nullable = nullable || a.typ.nullable
		fixed = fixed && a.constant
		if a.constant {
			b.values[i], b.fixed[i] = a.eval(nil), true
		}
	}
	typ, run := f.build(b)
	if !f.nulls {
		typ = typ.orNull(nullable)
	}
	vals := make([]any, len(args)) // of one evaluation after the other; no function keeps it
	n := node{typ: typ, constant: fixed, eval: func(fr *frame) any {
		for i, a := range args {
			if vals[i] = a.eval(fr); vals[i] == nil && !f.nulls {
				return nil
			}
		}
		return run(vals)
	}}
	if fixed {
		return constant(typ, n.eval(nil))
	}
	return n
}

// aggregate registers an aggregate function and reads its result.
func (c *compiler) aggregate(e *call) node {
	if !c.grouped {
		panic(exception(184, "Aggregate function %s is found %s in query", e, c.clause))
	}
	inner := *c
	inner.grouped, inner.clause = false, "inside another aggregate function"
	args := make([]node, len(e.args))
	for i, a := range e.args {
		args[i] = inner.compile(a)
	}
	a, typ := newAggregate(e, args)
	c.aggs = append(c.aggs, a)
	i := len(c.aggs) - 1
	return node{typ: typ, eval: func(f *frame) any { return f.aggs[i] }}
}

// hasAggregate looks for an aggregate anywhere in an expression.
func hasAggregate(e expr) bool {
	switch e := e.(type) {
	case *call:
		if isAggregate(e.name) {
			return true
		}
		for _, a := range e.args {
			if hasAggregate(a) {
				return true
			}
		}
	case *arrayExpr:
		for _, a := range e.elems {
			if hasAggregate(a) {
				return true
			}
		}
	case *tupleExpr:
		for _, a := range e.elems {
			if hasAggregate(a) {
				return true
			}
		}
	}
	return false
}

// expand replaces aliases by what they stand for. An alias wins over a column of its name, but not within its own definition.
func expand(e expr, aliases map[string]expr) expr {
	all := func(es []expr) []expr {
		out := make([]expr, len(es))
		for i, x := range es {
			out[i] = expand(x, aliases)
		}
		return out
	}
	switch e := e.(type) {
	case *ident:
		if to, ok := aliases[e.String()]; ok {
			rest := make(map[string]expr, len(aliases))
			for n, x := range aliases {
				if n != e.String() {
					rest[n] = x
				}
			}
			return expand(to, rest)
		}
	case *call:
		c := *e
		c.args = all(e.args)
		return &c
	case *arrayExpr:
		return &arrayExpr{all(e.elems)}
	case *tupleExpr:
		return &tupleExpr{all(e.elems)}
	}
	return e
}
