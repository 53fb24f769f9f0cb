package clickhouse

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

func (b *building) strings(at ...int) {
	for _, i := range at {
		if i < len(b.types) && b.types[i].kind != kindString {
			panic(b.illegal(i))
		}
	}
}

func texts() map[string]function {
	t := make(map[string]function)
	for name, f := range map[string]func(string) string{"lower": asciiLower, "upper": asciiUpper, "lowerUTF8": strings.ToLower, "upperUTF8": strings.ToUpper} {
		t[name] = function{min: 1, max: 1, build: func(b *building) (Type, func([]any) any) {
			b.strings(0)
			return typeString, func(v []any) any { return f(v[0].(string)) }
		}}
	}
	for name, f := range map[string]func(s, sub string) any{
		"startsWith": func(s, sub string) any { return truth(strings.HasPrefix(s, sub)) },
		"endsWith":   func(s, sub string) any { return truth(strings.HasSuffix(s, sub)) },
		"position":   func(s, sub string) any { return uint64(strings.Index(s, sub) + 1) },
	} {
		t[name] = function{min: 2, max: 2, build: func(b *building) (Type, func([]any) any) {
			b.strings(0, 1)
			typ := typeUInt8
			if name == "position" {
				typ = typeUInt64
			}
			return typ, func(v []any) any { return f(v[0].(string), v[1].(string)) }
		}}
	}
	t["concat"] = function{min: 2, max: -1, build: func(b *building) (Type, func([]any) any) {
		show := b.textOf()
		return typeString, func(vals []any) any {
			var s strings.Builder
			for i, v := range vals {
				s.WriteString(show(i, v))
			}
			return s.String()
		}
	}}
	t["substring"] = function{min: 2, max: 3, build: func(b *building) (Type, func([]any) any) {
		b.strings(0)
		for i := 1; i < len(b.types); i++ {
			if !b.types[i].integer() {
				panic(b.illegal(i))
			}
		}
		return typeString, substring
	}}
	t["substr"] = t["substring"]
	for name, how := range map[string]struct{ not, fold bool }{"like": {}, "notLike": {not: true}, "ilike": {fold: true}, "notILike": {not: true, fold: true}} {
		t[name] = function{min: 2, max: 2, build: func(b *building) (Type, func([]any) any) {
			b.strings(0, 1)
			if !b.fixed[1] {
				panic(unsupported("LIKE with a pattern that isn't constant"))
			}
			re := likePattern(b.values[1].(string), how.fold)
			return typeUInt8, func(v []any) any { return truth(re.MatchString(v[0].(string)) != how.not) }
		}}
	}
	t["match"] = function{min: 2, max: 2, build: func(b *building) (Type, func([]any) any) {
		b.strings(0, 1)
		if !b.fixed[1] {
			panic(unsupported("match with a pattern that isn't constant"))
		}
		re, err := regexp.Compile("(?s)" + b.values[1].(string)) // ClickHouse's dot matches a newline, too
		if err != nil {
			panic(exception(36, "%v", err))
		}
		return typeUInt8, func(v []any) any { return truth(re.MatchString(v[0].(string))) }
	}}
	return t
}

func asciiLower(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'A' && r <= 'Z' {
			return r + 32
		}
		return r
	}, s)
}

func asciiUpper(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' {
			return r - 32
		}
		return r
	}, s)
}

func substring(v []any) any {
	s, from := v[0].(string), asInt(v[1])
	switch {
	case from > 0:
		from--
	case from < 0:
		from += int64(len(s))
	default:
		return ""
	}
	end := int64(len(s))
	if len(v) == 3 {
		n := asInt(v[2])
		if n < 0 {
			end += n
		} else {
			end = min(end, from+n)
		}
	}
	from = max(from, 0)
	if from >= end {
		return ""
	}
	return s[from:end]
}

// likePattern is LIKE's pattern as a regular expression: % any text, _ one character, backslash escapes.
func likePattern(p string, fold bool) *regexp.Regexp {
	var b strings.Builder
	b.WriteString("(?s")
	if fold {
		b.WriteByte('i')
	}
	b.WriteString(")^")
	for rs := []rune(p); len(rs) > 0; rs = rs[1:] {
		switch {
		case rs[0] == '%':
			b.WriteString(".*")
		case rs[0] == '_':
			b.WriteByte('.')
		case rs[0] == '\\' && len(rs) > 1:
			rs = rs[1:]
			b.WriteString(regexp.QuoteMeta(string(rs[0])))
		default:
			b.WriteString(regexp.QuoteMeta(string(rs[0])))
		}
	}
	b.WriteByte('$')
	return regexp.MustCompile(b.String())
}

// textOf shows arguments as toString does.
func (b *building) textOf() func(i int, v any) string {
	return func(i int, v any) string { return text(b.types[i], v, b.server()) }
}

func conversions() map[string]function {
	t := make(map[string]function)
	t["toString"] = function{min: 1, max: 1, build: func(b *building) (Type, func([]any) any) {
		show := b.textOf()
		return typeString, func(v []any) any { return show(0, v[0]) }
	}}
	for _, k := range []struct {
		name string
		kind kind
		bits []int
	}{{"toUInt", kindUInt, []int{8, 16, 32, 64}}, {"toInt", kindInt, []int{8, 16, 32, 64}}, {"toFloat", kindFloat, []int{32, 64}}} {
		for _, bits := range k.bits {
			typ := Type{kind: k.kind, bits: bits}
			t[k.name+strconv.Itoa(bits)] = function{min: 1, max: 1, build: func(b *building) (Type, func([]any) any) {
				if b.types[0].kind == kindArray || b.types[0].kind == kindInterval || b.types[0].kind == kindDateTime64 {
					panic(b.illegal(0))
				}
				return typ, func(v []any) any { return parseNumber(typ, v[0]) }
			}}
		}
	}
	return t
}

func parseNumber(t Type, v any) any {
	s, ok := v.(string)
	if !ok {
		return numberAs(t, v)
	}
	var n any
	var err error
	switch t.kind {
	case kindUInt:
		n, err = strconv.ParseUint(s, 10, 64)
	case kindInt:
		n, err = strconv.ParseInt(s, 10, 64)
	default:
		n, err = strconv.ParseFloat(s, 64)
	}
	if err != nil {
		panic(exception(72, "Cannot parse string '%s' as %s", s, t))
	}
	return numberAs(t, n)
}

// text is a value as toString and the text formats show it, without escapes.
func text(t Type, v any, server *time.Location) string {
	switch v := v.(type) {
	case nil:
		return "NULL"
	case string:
		return v
	case []any:
		parts := make([]string, len(v))
		for i, x := range v {
			parts[i] = text(*t.elem, x, server)
			if x != nil && (t.elem.kind == kindString || t.elem.temporal()) {
				parts[i] = quote(parts[i])
			}
		}
		return "[" + strings.Join(parts, ",") + "]"
	case float64:
		if t.bits == 32 {
			return strconv.FormatFloat(v, 'f', -1, 32)
		}
		return floatText(v)
	}
	switch t.kind {
	case kindDate:
		return t.instant(v, server).Format(time.DateOnly)
	case kindDateTime:
		return t.instant(v, server).Format(time.DateTime)
	case kindDateTime64:
		layout := time.DateTime
		if t.scale > 0 {
			layout += "." + strings.Repeat("0", t.scale)
		}
		return t.instant(v, server).Format(layout)
	}
	return fmt.Sprint(v)
}
