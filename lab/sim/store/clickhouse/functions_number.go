package clickhouse

import (
	"math"
	"time"
)

func arithmetic() map[string]function {
	t := make(map[string]function)
	for _, name := range []string{"plus", "minus", "multiply"} {
		t[name] = function{min: 2, max: 2, build: func(b *building) (Type, func([]any) any) { return b.arithmetic(name) }}
	}
	t["divide"] = function{min: 2, max: 2, build: func(b *building) (Type, func([]any) any) {
		b.numbers()
		return typeFloat64, func(v []any) any { return asFloat(v[0]) / asFloat(v[1]) }
	}}
	t["intDiv"] = function{min: 2, max: 2, build: func(b *building) (Type, func([]any) any) {
		typ := b.integers()
		typ.bits = b.types[0].bits
		return typ, func(v []any) any { return divide(typ, v, false) }
	}}
	t["modulo"] = function{min: 2, max: 2, build: func(b *building) (Type, func([]any) any) {
		b.numbers()
		x, y := b.types[0], b.types[1]
		if x.kind == kindFloat || y.kind == kindFloat {
			return typeFloat64, func(v []any) any { return math.Mod(asFloat(v[0]), asFloat(v[1])) }
		}
		typ := Type{kind: x.kind, bits: y.bits}
		if x.kind == kindInt {
			typ.bits = min(64, y.bits*2)
		}
		return typ, func(v []any) any { return divide(typ, v, true) }
	}}
	t["mod"] = t["modulo"]
	t["negate"] = function{min: 1, max: 1, build: func(b *building) (Type, func([]any) any) {
		b.numbers()
		typ := b.types[0]
		if typ.kind == kindUInt {
			typ = Type{kind: kindInt, bits: min(64, typ.bits*2)}
		}
		return typ, func(v []any) any {
			if f, ok := v[0].(float64); ok {
				return -f
			}
			return wrap(typ, -asInt(v[0]))
		}
	}}
	t["abs"] = function{min: 1, max: 1, build: func(b *building) (Type, func([]any) any) {
		b.numbers()
		typ := b.types[0]
		if typ.kind == kindInt {
			typ.kind = kindUInt
		}
		return typ, func(v []any) any {
			switch x := v[0].(type) {
			case float64:
				return math.Abs(x)
			case int64:
				return uint64(max(x, -x))
			}
			return v[0]
		}
	}}
	for name, f := range map[string]func(float64) float64{"round": math.RoundToEven, "floor": math.Floor, "ceil": math.Ceil} {
		t[name] = function{min: 1, max: 1, build: func(b *building) (Type, func([]any) any) {
			b.numbers()
			return b.types[0], func(v []any) any {
				if x, ok := v[0].(float64); ok {
					return f(x)
				}
				return v[0]
			}
		}}
	}
	for name, want := range map[string]int{"least": -1, "greatest": 1} {
		t[name] = function{min: 2, max: 2, build: func(b *building) (Type, func([]any) any) {
			typ := b.common(b.types)
			return typ, func(v []any) any {
				if compare(v[1], v[0]) == want {
					return numberAs(typ, v[1])
				}
				return numberAs(typ, v[0])
			}
		}}
	}
	return t
}

func asInt(v any) int64 {
	switch v := v.(type) {
	case uint64:
		return int64(v)
	case int64:
		return v
	case float64:
		return int64(v)
	}
	return 0
}

func (b *building) numbers() {
	for i, t := range b.types {
		if !t.number() {
			panic(b.illegal(i))
		}
	}
}

func (b *building) integers() Type {
	k := kindUInt
	for i, t := range b.types {
		if !t.integer() {
			panic(b.illegal(i))
		}
		if t.kind == kindInt {
			k = kindInt
		}
	}
	return Type{kind: k}
}

func divide(t Type, v []any, rest bool) any {
	if asInt(v[1]) == 0 {
		panic(exception(153, "Division by zero"))
	}
	x, unsignedX := v[0].(uint64)
	y, unsignedY := v[1].(uint64)
	if unsignedX && unsignedY {
		if rest {
			return numberAs(t, x%y)
		}
		return numberAs(t, x/y)
	}
	if rest {
		return wrap(t, asInt(v[0])%asInt(v[1]))
	}
	return wrap(t, asInt(v[0])/asInt(v[1]))
}

// arithmetic is plus, minus or multiply: of numbers in a type one size up, of times and numbers or intervals.
func (b *building) arithmetic(name string) (Type, func([]any) any) {
	x, y := b.types[0], b.types[1]
	switch {
	case x.number() && y.number():
		typ := widest(x, y)
		if typ.kind == kindFloat {
			return typ, func(v []any) any {
				p, q := asFloat(v[0]), asFloat(v[1])
				switch name {
				case "plus":
					return p + q
				case "minus":
					return p - q
				}
				return p * q
			}
		}
		typ.bits = min(64, typ.bits*2)
		if name == "minus" {
			typ.kind = kindInt
		}
		return typ, func(v []any) any {
			p, q := asInt(v[0]), asInt(v[1])
			switch name {
			case "plus":
				return wrap(typ, p+q)
			case "minus":
				return wrap(typ, p-q)
			}
			return wrap(typ, p*q)
		}
	case x.temporal() && (y.kind == kindInterval || y.integer()) && name != "multiply":
		sign := int64(1)
		if name == "minus" {
			sign = -1
		}
		return b.shift(x, y, sign)
	case y.temporal() && (x.kind == kindInterval || x.integer()) && name == "plus":
		t, f := b.shift(y, x, 1)
		return t, func(v []any) any { return f([]any{v[1], v[0]}) }
	case x.kind == y.kind && (x.kind == kindDate || x.kind == kindDateTime) && name == "minus":
		return Type{kind: kindInt, bits: 32}, func(v []any) any { return asInt(v[0]) - asInt(v[1]) }
	}
	panic(exception(43, "Illegal types %s and %s of arguments of function %s", x, y, name))
}

// shift moves a time by a number (of seconds, of days for a Date) or an interval. Days follow the calendar of the zone.
func (b *building) shift(t, by Type, sign int64) (Type, func([]any) any) {
	unit := int64(1)
	if by.kind == kindInterval {
		unit = int64(by.bits)
	} else if t.kind == kindDate {
		unit = 86400
	} else if t.kind == kindDateTime64 {
		panic(unsupported("Arithmetic of DateTime64 and numbers"))
	}
	to := t
	if t.kind == kindDate && unit < 86400 {
		to = typeDateTime
	}
	return to, func(v []any) any {
		at, n := t.instant(v[0], b.server()), sign*asInt(v[1])
		if t.kind == kindDate && to.kind != kindDate {
			at = time.Date(at.Year(), at.Month(), at.Day(), 0, 0, 0, 0, b.server())
		}
		if days := unit / 86400; days > 0 {
			at = at.AddDate(0, 0, int(n*days))
		} else {
			at = at.Add(time.Duration(n*unit) * time.Second)
		}
		if to.kind == kindDate {
			return uint64(at.Unix() / 86400)
		}
		return to.of(at, b.server())
	}
}
