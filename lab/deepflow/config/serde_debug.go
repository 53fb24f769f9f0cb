package config

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// debug prints a value as Rust's {:?} does.
func (t *serdeType) debug(v any) string {
	switch v := v.(type) {
	case nil:
		return "None"
	case string:
		switch t.kind {
		case kindOption:
			return "Some(" + rustQuote(v) + ")"
		case kindRegex:
			return "Regex(" + rustQuote(v) + ")"
		}
		return rustQuote(v)
	case bool:
		return strconv.FormatBool(v)
	case uint64:
		return strconv.FormatUint(v, 10)
	case int64:
		return strconv.FormatInt(v, 10)
	case float64:
		return rustFloat(v, 32)
	case time.Duration:
		return rustDuration(v)
	case enumValue:
		return v.debug
	case []any:
		parts := make([]string, len(v))
		for i, e := range v {
			parts[i] = t.elem.debug(e)
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case map[string]any:
		return t.debugMap(v)
	}
	return fmt.Sprint(v)
}

func (t *serdeType) debugMap(m map[string]any) string {
	var parts []string
	if t.kind == kindStruct {
		for _, f := range t.fields {
			parts = append(parts, f.name+": "+f.typ.debug(m[f.name]))
		}
		return t.name + " { " + strings.Join(parts, ", ") + " }"
	}
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys) // the real order is that of a hash map
	for _, k := range keys {
		parts = append(parts, rustQuote(k)+": "+t.elem.debug(m[k]))
	}
	return "{" + strings.Join(parts, ", ") + "}"
}

func rustQuote(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\r':
			b.WriteString(`\r`)
		case r == '\t':
			b.WriteString(`\t`)
		case r == 0:
			b.WriteString(`\0`)
		case unicode.IsControl(r):
			fmt.Fprintf(&b, `\u{%x}`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// rustFloat always shows a decimal point: 1.0.
func rustFloat(f float64, bits int) string {
	s := strconv.FormatFloat(f, 'f', -1, bits)
	if !strings.ContainsAny(s, ".IN") {
		s += ".0"
	}
	return s
}

// rustDuration is Debug of std::time::Duration: 60s, 1.5s, 100ms, 10µs, 7ns.
func rustDuration(d time.Duration) string {
	unit, name := time.Nanosecond, "ns"
	switch {
	case d >= time.Second:
		unit, name = time.Second, "s"
	case d >= time.Millisecond:
		unit, name = time.Millisecond, "ms"
	case d >= time.Microsecond:
		unit, name = time.Microsecond, "µs"
	}
	whole, rest := int64(d/unit), int64(d%unit)
	if rest == 0 {
		return strconv.FormatInt(whole, 10) + name
	}
	fraction := fmt.Sprintf("%0*d", len(strconv.FormatInt(int64(unit), 10))-1, rest)
	return strconv.FormatInt(whole, 10) + "." + strings.TrimRight(fraction, "0") + name
}
