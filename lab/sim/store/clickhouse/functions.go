package clickhouse

import (
	"strings"
	"time"
)

// building is a call being compiled: the arguments' types, and the values of those that are constant.
type building struct {
	*compiler
	name   string
	types  []Type
	values []any
	fixed  []bool
}

func (b *building) illegal(i int) *Exception {
	return exception(43, "Illegal type %s of argument of function %s", b.types[i], b.name)
}

// function is an ordinary function.
type function struct {
	min, max int // numbers of arguments; max -1 is any
	nulls    bool
	changing bool // no constant even of constants
	build    func(*building) (Type, func([]any) any)
}

// anyCase are functions that ClickHouse finds whatever the case.
var anyCase = map[string]bool{
	"now": true, "lower": true, "upper": true, "length": true, "concat": true, "coalesce": true, "if": true, "ifnull": true, "abs": true, "round": true,
	"floor": true, "ceil": true, "substring": true, "substr": true, "position": true, "version": true, "database": true, "least": true, "greatest": true, "today": true, "and": true, "or": true, "not": true, "mod": true,
}

func functionNamed(name string) (function, bool) {
	if anyCase[strings.ToLower(name)] {
		name = strings.ToLower(name)
	}
	f, ok := functionTable[name]
	return f, ok
}

// functionTable is all functions by name.
var functionTable = func() map[string]function {
	t := make(map[string]function)
	for _, part := range []map[string]function{logic(), arithmetic(), texts(), arrays(), conversions(), times(), constants()} {
		for n, f := range part {
			t[n] = f
		}
	}
	return t
}()

func constants() map[string]function {
	fixed := func(t Type, v func(*building) any) function {
		return function{build: func(b *building) (Type, func([]any) any) {
			x := v(b)
			return t, func([]any) any { return x }
		}}
	}
	db := fixed(typeString, func(b *building) any { return b.db })
	return map[string]function{
		"version":         fixed(typeString, func(*building) any { return Version }),
		"currentDatabase": db, "database": db,
		"timezone":  fixed(typeString, func(b *building) any { return b.server().String() }),
		"now":       fixed(typeDateTime, func(b *building) any { return typeDateTime.of(b.now, b.server()) }),
		"today":     fixed(typeDate, func(b *building) any { return typeDate.of(b.now, b.server()) }),
		"yesterday": fixed(typeDate, func(b *building) any { return typeDate.of(b.now.AddDate(0, 0, -1), b.server()) }),
	}
}

func logic() map[string]function {
	t := make(map[string]function)
	for name, is := range map[string]func(int) bool{
		"equals": func(c int) bool { return c == 0 }, "notEquals": func(c int) bool { return c != 0 },
		"less": func(c int) bool { return c < 0 }, "lessOrEquals": func(c int) bool { return c <= 0 },
		"greater": func(c int) bool { return c > 0 }, "greaterOrEquals": func(c int) bool { return c >= 0 },
	} {
		t[name] = function{min: 2, max: 2, build: func(b *building) (Type, func([]any) any) {
			left, right := b.comparable()
			return typeUInt8, func(v []any) any { return truth(is(compare(left(v[0]), right(v[1])))) }
		}}
	}
	condition := func(b *building) {
		for i, x := range b.types {
			if !x.number() && x.kind != kindNothing {
				panic(b.illegal(i))
			}
		}
	}
	// and, or follow three-valued logic.
	for name, stop := range map[string]bool{"and": false, "or": true} {
		t[name] = function{min: 1, max: -1, nulls: true, build: func(b *building) (Type, func([]any) any) {
			condition(b)
			typ := typeUInt8
			for _, x := range b.types {
				typ = typ.orNull(x.nullable)
			}
			return typ, func(vals []any) any {
				null := false
				for _, v := range vals {
					if v == nil {
						null = true
					} else if (asFloat(v) != 0) == stop {
						return truth(stop)
					}
				}
				if null {
					return nil
				}
				return truth(!stop)
			}
		}}
	}
	t["not"] = function{min: 1, max: 1, build: func(b *building) (Type, func([]any) any) {
		condition(b)
		return typeUInt8, func(v []any) any { return truth(asFloat(v[0]) == 0) }
	}}
	t["isNull"] = function{min: 1, max: 1, nulls: true, build: func(*building) (Type, func([]any) any) {
		return typeUInt8, func(v []any) any { return truth(v[0] == nil) }
	}}
	t["isNotNull"] = function{min: 1, max: 1, nulls: true, build: func(*building) (Type, func([]any) any) {
		return typeUInt8, func(v []any) any { return truth(v[0] != nil) }
	}}
	t["if"] = function{min: 3, max: 3, nulls: true, build: func(b *building) (Type, func([]any) any) {
		if !b.types[0].number() {
			panic(b.illegal(0))
		}
		typ := b.common(b.types[1:])
		return typ, func(v []any) any {
			if v[0] != nil && asFloat(v[0]) != 0 {
				return numberAs(typ, v[1])
			}
			return numberAs(typ, v[2])
		}
	}}
	first := function{min: 1, max: -1, nulls: true, build: func(b *building) (Type, func([]any) any) {
		typ := b.common(b.types)
		typ.nullable = true
		for _, x := range b.types {
			typ.nullable = typ.nullable && x.nullable
		}
		return typ, func(vals []any) any {
			for _, v := range vals {
				if v != nil {
					return numberAs(typ, v)
				}
			}
			return nil
		}
	}}
	t["coalesce"] = first
	first.min, first.max = 2, 2
	t["ifNull"], t["ifnull"] = first, first
	return t
}

// common is the type that all can be shown in.
func (b *building) common(ts []Type) Type {
	typ := ts[0]
	for _, x := range ts[1:] {
		var err error
		if typ, err = common(typ, x); err != nil {
			panic(err)
		}
	}
	return typ
}

// numberAs converts a number to a wider type.
func numberAs(t Type, v any) any {
	if v == nil || !t.number() {
		return v
	}
	n, err := toNumber(t, v)
	if err != nil {
		panic(err)
	}
	return n
}

// comparable makes both sides of a comparison alike: constant texts become times, times of different types instants.
func (b *building) comparable() (left, right func(any) any) {
	same := func(v any) any { return v }
	x, y := b.types[0], b.types[1]
	parse := func(t Type, text any) func(any) any {
		v, err := t.parseTime(text.(string), b.server())
		if err != nil {
			panic(err)
		}
		return func(any) any { return v }
	}
	switch {
	case x.number() && y.number(), x.kind == y.kind && (x.kind == kindString || x.kind == kindDate || x.kind == kindDateTime):
		return same, same
	case x.temporal() && y.kind == kindString && b.fixed[1]:
		return same, parse(x, b.values[1])
	case y.temporal() && x.kind == kindString && b.fixed[0]:
		return parse(y, b.values[0]), same
	case x.temporal() && y.temporal():
		instant := func(t Type) func(any) any {
			return func(v any) any {
				at := t.instant(v, b.server())
				if t.kind == kindDate {
					at = time.Date(at.Year(), at.Month(), at.Day(), 0, 0, 0, 0, b.server())
				}
				return at.UnixNano()
			}
		}
		return instant(x), instant(y)
	case x.kind == kindDateTime && y.number(), x.number() && y.kind == kindDateTime:
		return same, same
	case x.kind == kindArray && y.kind == kindArray:
		if _, err := common(x, y); err == nil {
			return same, same
		}
	}
	panic(exception(43, "Illegal types of arguments (%s, %s) of function %s", x, y, b.name))
}
