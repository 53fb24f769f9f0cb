package clickhouse

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

type kind uint8

const (
	kindNothing kind = iota // NULL
	kindUInt
	kindInt
	kindFloat
	kindString
	kindDate       // days since 1970 as uint64
	kindDateTime   // seconds since 1970 as uint64
	kindDateTime64 // ticks since 1970 as int64
	kindArray      // []any
	kindInterval   // seconds as int64
	kindTuple      // only the right side of IN
)

// Type is a column's type. Values are uint64, int64, float64, string, []any and nil for NULL.
type Type struct {
	kind     kind
	bits     int
	zone     *time.Location // nil: the server's
	zoneName string
	scale    int // DateTime64: decimal digits of a second
	elem     *Type
	nullable bool
	low      bool // LowCardinality
}

var (
	typeUInt8    = Type{kind: kindUInt, bits: 8}
	typeUInt64   = Type{kind: kindUInt, bits: 64}
	typeInt64    = Type{kind: kindInt, bits: 64}
	typeFloat64  = Type{kind: kindFloat, bits: 64}
	typeString   = Type{kind: kindString}
	typeDate     = Type{kind: kindDate}
	typeDateTime = Type{kind: kindDateTime}
	typeNothing  = Type{kind: kindNothing, nullable: true}
)

func arrayOf(t Type) Type { return Type{kind: kindArray, elem: &t} }

// String is the type's name as ClickHouse writes it.
func (t Type) String() string {
	name := t.bare()
	if t.nullable && t.kind != kindNothing {
		name = "Nullable(" + name + ")"
	}
	if t.low {
		name = "LowCardinality(" + name + ")"
	}
	return name
}

func (t Type) bare() string {
	zone := ""
	if t.zoneName != "" {
		zone = "'" + t.zoneName + "'"
	}
	switch t.kind {
	case kindUInt:
		return "UInt" + strconv.Itoa(t.bits)
	case kindInt:
		return "Int" + strconv.Itoa(t.bits)
	case kindFloat:
		return "Float" + strconv.Itoa(t.bits)
	case kindString:
		return "String"
	case kindDate:
		return "Date"
	case kindDateTime:
		if zone == "" {
			return "DateTime"
		}
		return "DateTime(" + zone + ")"
	case kindDateTime64:
		if zone == "" {
			return fmt.Sprintf("DateTime64(%d)", t.scale)
		}
		return fmt.Sprintf("DateTime64(%d, %s)", t.scale, zone)
	case kindArray:
		return "Array(" + t.elem.String() + ")"
	case kindInterval:
		return "IntervalSecond"
	case kindTuple:
		return "Tuple"
	}
	return "Nullable(Nothing)"
}

func (t Type) number() bool  { return t.kind == kindUInt || t.kind == kindInt || t.kind == kindFloat }
func (t Type) integer() bool { return t.kind == kindUInt || t.kind == kindInt }
func (t Type) temporal() bool {
	return t.kind == kindDate || t.kind == kindDateTime || t.kind == kindDateTime64
}

// plain is the type without LowCardinality.
func (t Type) plain() Type {
	t.low = false
	return t
}

func (t Type) orNull(n bool) Type {
	t.nullable = t.nullable || n
	return t
}

// zero is the value of a column that an INSERT leaves out and of an aggregate over nothing.
func (t Type) zero() any {
	switch {
	case t.nullable:
		return nil
	case t.kind == kindUInt, t.kind == kindDate, t.kind == kindDateTime:
		return uint64(0)
	case t.kind == kindInt, t.kind == kindDateTime64, t.kind == kindInterval:
		return int64(0)
	case t.kind == kindFloat:
		return float64(0)
	case t.kind == kindString:
		return ""
	case t.kind == kindArray:
		return []any{}
	}
	return nil
}

// literalInt is the smallest type that holds the number, as ClickHouse types literals.
func literalInt(v any) Type {
	switch v := v.(type) {
	case uint64:
		for _, bits := range []int{8, 16, 32} {
			if v < 1<<bits {
				return Type{kind: kindUInt, bits: bits}
			}
		}
		return typeUInt64
	case int64:
		for _, bits := range []int{8, 16, 32} {
			if v >= -1<<(bits-1) {
				return Type{kind: kindInt, bits: bits}
			}
		}
	}
	return typeInt64
}

// common is the type that both can be shown in (an array's elements, branches of if).
func common(a, b Type) (Type, error) {
	a, b = a.plain(), b.plain()
	null := a.nullable || b.nullable
	switch {
	case a.kind == kindNothing:
		return b.orNull(true), nil
	case b.kind == kindNothing:
		return a.orNull(true), nil
	case a.number() && b.number():
		t := widest(a, b)
		if a.integer() && b.integer() && a.kind != b.kind {
			t = Type{kind: kindInt, bits: max(a.bits, b.bits)}
			if u := a; u.kind == kindUInt && u.bits >= t.bits || b.kind == kindUInt && b.bits >= t.bits {
				t.bits = min(64, t.bits*2)
			}
		}
		return t.orNull(null), nil
	case a.kind == b.kind && a.kind == kindArray:
		e, err := common(*a.elem, *b.elem)
		return arrayOf(e), err
	case a.kind == b.kind:
		return a.orNull(null), nil
	}
	return Type{}, exception(386, "There is no supertype for types %s, %s because some of them are String/FixedString and some of them are not.", a, b)
}

func widest(a, b Type) Type {
	k := kindUInt
	if a.kind == kindFloat || b.kind == kindFloat {
		return typeFloat64
	}
	if a.kind == kindInt || b.kind == kindInt {
		k = kindInt
	}
	return Type{kind: k, bits: max(a.bits, b.bits)}
}

// location is where a temporal type shows its values.
func (t Type) location(server *time.Location) *time.Location {
	if t.zone != nil {
		return t.zone
	}
	return server
}

// instant is a temporal value as a time.
func (t Type) instant(v any, server *time.Location) time.Time {
	loc := t.location(server)
	switch t.kind {
	case kindDate:
		return time.Unix(int64(v.(uint64))*86400, 0).UTC()
	case kindDateTime:
		return time.Unix(int64(v.(uint64)), 0).In(loc)
	}
	ticks, per := v.(int64), int64(math.Pow10(t.scale))
	sec, rest := ticks/per, ticks%per
	if rest < 0 {
		sec, rest = sec-1, rest+per
	}
	return time.Unix(sec, rest*(int64(time.Second)/per)).In(loc)
}

// of is a time as a value of a temporal type.
func (t Type) of(at time.Time, server *time.Location) any {
	switch t.kind {
	case kindDate:
		y, m, d := at.In(t.location(server)).Date()
		return uint64(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix() / 86400)
	case kindDateTime:
		return uint64(uint32(at.Unix()))
	}
	per := int64(math.Pow10(t.scale))
	return at.Unix()*per + int64(at.Nanosecond())/(int64(time.Second)/per)
}

// parseTime reads a temporal value's text: "2026-01-02 03:04:05[.678]", a date, or seconds since 1970.
func (t Type) parseTime(s string, server *time.Location) (any, error) {
	loc := t.location(server)
	if t.kind == kindDate {
		if at, err := time.ParseInLocation(time.DateOnly, s, time.UTC); err == nil {
			return uint64(at.Unix() / 86400), nil
		}
		return nil, exception(41, "Cannot parse date: value is too short or malformed: '%s'.", s)
	}
	for _, layout := range []string{"2006-01-02 15:04:05.999999999", "2006-01-02T15:04:05.999999999", time.DateOnly} {
		if at, err := time.ParseInLocation(layout, s, loc); err == nil {
			return t.of(at, server), nil
		}
	}
	if n, err := strconv.ParseInt(s, 10, 64); err == nil && len(s) >= 5 && !strings.ContainsAny(s, "-:") {
		return t.of(time.Unix(n, 0), server), nil
	}
	return nil, exception(41, "Cannot parse DateTime: value is too short or malformed: '%s'.", s)
}
