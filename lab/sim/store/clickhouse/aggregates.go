package clickhouse

import (
	"fmt"
	"math"
	"strings"
)

// accumulator collects one aggregate of one group.
type accumulator interface {
	add(vals []any)
	result() any
}

// aggregate is an aggregate function of a query.
type aggregate struct {
	args  []node
	cond  *node // the condition of an -If form
	start func() accumulator
}

func (a *aggregate) add(acc accumulator, f *frame) {
	if a.cond != nil {
		if v := a.cond.eval(f); v == nil || v == uint64(0) {
			return
		}
	}
	vals := make([]any, len(a.args))
	for i, n := range a.args {
		// Aggregates skip NULL.
		if vals[i] = n.eval(f); vals[i] == nil {
			return
		}
	}
	acc.add(vals)
}

// aggregateNames are the aggregates, lower case; the value says whether ClickHouse compares the name without case.
var aggregateNames = map[string]struct {
	name string
	args int
	any  bool
}{
	"count": {"count", -1, true}, "sum": {"sum", 1, true}, "avg": {"avg", 1, true}, "min": {"min", 1, true}, "max": {"max", 1, true},
	"any": {"any", 1, false}, "anylast": {"anyLast", 1, false}, "uniq": {"uniq", 1, false}, "uniqexact": {"uniqExact", 1, false},
	"argmin": {"argMin", 2, false}, "argmax": {"argMax", 2, false}, "grouparray": {"groupArray", 1, false}, "groupuniqarray": {"groupUniqArray", 1, false},
}

// aggregateName is the function without -If, and whether it has it.
func aggregateName(name string) (base string, conditional, ok bool) {
	for _, n := range []string{name, strings.TrimSuffix(name, "If")} {
		if a, found := aggregateNames[strings.ToLower(n)]; found && (n == a.name || a.any) {
			return a.name, n != name, true
		}
	}
	return "", false, false
}

func isAggregate(name string) bool {
	_, _, ok := aggregateName(name)
	return ok
}

func newAggregate(e *call, args []node) (aggregate, Type) {
	base, conditional, _ := aggregateName(e.name)
	a := aggregate{args: args}
	if conditional {
		if len(args) == 0 {
			panic(exception(42, "Aggregate function %s requires at least one argument", e.name))
		}
		cond := args[len(args)-1]
		a.cond, a.args = &cond, args[:len(args)-1]
	}
	if want := aggregateNames[strings.ToLower(base)].args; want >= 0 && len(a.args) != want || want < 0 && len(a.args) > 1 && !e.distinct {
		panic(exception(42, "Aggregate function %s requires %d argument(s), passed %d", e.name, max(want, 0), len(a.args)))
	}
	if e.distinct {
		if base != "count" {
			panic(unsupported("DISTINCT in " + e.name))
		}
		base = "uniqExact"
	}
	t := typeNothing
	if len(a.args) > 0 {
		t = a.args[0].typ.plain()
	}
	typ := t
	switch base {
	case "count", "uniq", "uniqExact":
		typ = typeUInt64
		if base == "count" {
			a.start = func() accumulator { return &counter{} }
		} else {
			a.start = func() accumulator { return &distinct{seen: map[string]bool{}} }
		}
	case "sum":
		if !t.number() {
			panic(exception(43, "Illegal type %s of argument for aggregate function sum", t))
		}
		typ = Type{kind: t.kind, bits: 64, nullable: t.nullable}
		a.start = func() accumulator { return &sum{typ: typ} }
	case "avg":
		if !t.number() {
			panic(exception(43, "Illegal type %s of argument for aggregate function avg", t))
		}
		typ = typeFloat64.orNull(t.nullable)
		a.start = func() accumulator { return &average{null: t.nullable} }
	case "min", "max", "any", "anyLast", "argMin", "argMax":
		a.start = func() accumulator { return &pick{how: base, value: t.zero()} }
	case "groupArray", "groupUniqArray":
		t.nullable = false
		typ = arrayOf(t)
		a.start = func() accumulator { return &gather{unique: base == "groupUniqArray", seen: map[string]bool{}} }
	}
	return a, typ
}

type counter struct{ n uint64 }

func (c *counter) add([]any)   { c.n++ }
func (c *counter) result() any { return c.n }

type distinct struct{ seen map[string]bool }

func (d *distinct) add(vals []any) { d.seen[keyOf(vals)] = true }
func (d *distinct) result() any    { return uint64(len(d.seen)) }

type sum struct {
	typ Type
	any bool
	u   uint64
	f   float64
}

func (s *sum) add(vals []any) {
	s.any = true
	switch v := vals[0].(type) {
	case uint64:
		s.u += v
	case int64:
		s.u += uint64(v)
	case float64:
		s.f += v
	}
}

func (s *sum) result() any {
	switch {
	case !s.any && s.typ.nullable:
		return nil
	case s.typ.kind == kindFloat:
		return s.f
	case s.typ.kind == kindInt:
		return int64(s.u)
	}
	return s.u
}

type average struct {
	null bool
	n, s float64
}

func (a *average) add(vals []any) {
	a.n++
	a.s += asFloat(vals[0])
}

func (a *average) result() any {
	if a.n == 0 {
		if a.null {
			return nil
		}
		return math.NaN()
	}
	return a.s / a.n
}

// pick keeps one value: the first, the last, the least or greatest, or the one that goes with the least or greatest of another.
type pick struct {
	how   string
	any   bool
	value any
	by    any
}

func (p *pick) add(vals []any) {
	by := vals[len(vals)-1]
	take := !p.any
	if p.any {
		switch p.how {
		case "min", "argMin":
			take = compare(by, p.by) < 0
		case "max", "argMax":
			take = compare(by, p.by) > 0
		case "anyLast":
			take = true
		}
	}
	if take {
		p.any, p.value, p.by = true, vals[0], by
	}
}

func (p *pick) result() any { return p.value }

type gather struct {
	unique bool
	seen   map[string]bool
	values []any
}

func (g *gather) add(vals []any) {
	if g.unique {
		k := keyOf(vals)
		if g.seen[k] {
			return
		}
		g.seen[k] = true
	}
	g.values = append(g.values, vals[0])
}

func (g *gather) result() any {
	if g.values == nil {
		return []any{}
	}
	return g.values
}

// keyOf is equal for equal values.
func keyOf(vals []any) string {
	var b strings.Builder
	for _, v := range vals {
		switch v := v.(type) {
		case string:
			fmt.Fprintf(&b, "s%d:%s", len(v), v)
		case []any:
			fmt.Fprintf(&b, "a%d:%s", len(v), keyOf(v))
		default:
			fmt.Fprintf(&b, "%T%v;", v, v)
		}
	}
	return b.String()
}

func asFloat(v any) float64 {
	switch v := v.(type) {
	case uint64:
		return float64(v)
	case int64:
		return float64(v)
	case float64:
		return v
	}
	return 0
}

// compare orders two values of types that compare; numbers of different kinds by value, NULL last.
func compare(a, b any) int {
	sign := func(less, more bool) int {
		switch {
		case less:
			return -1
		case more:
			return 1
		}
		return 0
	}
	if a == nil || b == nil {
		return sign(a != nil, b != nil)
	}
	switch x := a.(type) {
	case string:
		return strings.Compare(x, b.(string))
	case []any:
		y := b.([]any)
		for i := range min(len(x), len(y)) {
			if c := compare(x[i], y[i]); c != 0 {
				return c
			}
		}
		return sign(len(x) < len(y), len(x) > len(y))
	case uint64:
		switch y := b.(type) {
		case uint64:
			return sign(x < y, x > y)
		case int64:
			return sign(y >= 0 && x < uint64(y), y < 0 || x > uint64(y))
		}
	case int64:
		switch y := b.(type) {
		case int64:
			return sign(x < y, x > y)
		case uint64:
			return -compare(b, a)
		}
	}
	x, y := asFloat(a), asFloat(b)
	return sign(x < y, x > y)
}
