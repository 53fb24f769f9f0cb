package clickhouse

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
)

// contentTypes of the output formats, which are these.
var contentTypes = map[string]string{
	"TabSeparated": "text/tab-separated-values; charset=UTF-8", "TabSeparatedWithNames": "text/tab-separated-values; charset=UTF-8",
	"TabSeparatedWithNamesAndTypes": "text/tab-separated-values; charset=UTF-8",
	"CSV":                           "text/csv; charset=UTF-8; header=absent", "CSVWithNames": "text/csv; charset=UTF-8; header=present",
	"JSON": "application/json; charset=UTF-8", "JSONCompact": "application/json; charset=UTF-8", "JSONEachRow": "application/x-ndjson; charset=UTF-8",
}

// formatNamed resolves the short names.
func formatNamed(name string) (string, error) {
	if name == "" {
		return "TabSeparated", nil
	}
	long := strings.Replace(name, "TSV", "TabSeparated", 1)
	if contentTypes[long] == "" {
		for _, known := range []string{"Pretty", "PrettyCompact", "PrettySpace", "Vertical", "Values", "XML", "Native", "RowBinary", "Null", "Arrow", "Parquet", "Protobuf", "JSONStrings", "JSONColumns", "JSONCompactEachRow", "Markdown", "RawBLOB", "TabSeparatedRaw", "TSKV", "CSVWithNamesAndTypes"} {
			if name == known {
				return "", unsupported("Format " + name)
			}
		}
		return "", exception(73, "Unknown format %s", name)
	}
	return long, nil
}

// write prints a result. server is the zone of times without one, elapsed what JSON's statistics say in seconds.
func (r *Result) write(w io.Writer, format string, server *time.Location, elapsed float64) error {
	b := bufio.NewWriter(w)
	switch {
	case strings.HasPrefix(format, "TabSeparated"):
		r.lines(b, server, "\t", tabText, strings.Contains(format, "WithNames"), strings.HasSuffix(format, "AndTypes"))
	case strings.HasPrefix(format, "CSV"):
		r.lines(b, server, ",", csvText, strings.HasSuffix(format, "WithNames"), false)
	case format == "JSONEachRow":
		for _, row := range r.Rows {
			b.WriteString("{")
			for i, c := range r.Columns {
				if i > 0 {
					b.WriteString(",")
				}
				b.WriteString(jsonText(c.Name) + ":" + jsonField(c.Type, row[i], server))
			}
			b.WriteString("}\n")
		}
	default:
		r.json(b, server, format == "JSONCompact", elapsed)
	}
	return b.Flush()
}

var tabEscapes = strings.NewReplacer(`\`, `\\`, "\t", `\t`, "\n", `\n`, "\r", `\r`, "'", `\'`, "\b", `\b`, "\f", `\f`, "\x00", `\0`)

func tabText(t Type, v any, server *time.Location) string {
	if v == nil {
		return `\N`
	}
	s := text(t, v, server)
	if t.kind == kindString {
		return tabEscapes.Replace(s)
	}
	return s
}

func csvText(t Type, v any, server *time.Location) string {
	if v == nil {
		return `\N`
	}
	s := text(t, v, server)
	if t.kind == kindString || t.temporal() || t.kind == kindArray {
		return `"` + strings.ReplaceAll(s, `"`, `""`) + `"`
	}
	return s
}

func (r *Result) lines(b *bufio.Writer, server *time.Location, sep string, show func(Type, any, *time.Location) string, names, types bool) {
	line := func(n int, field func(i int) string) {
		for i := range n {
			if i > 0 {
				b.WriteString(sep)
			}
			b.WriteString(field(i))
		}
		b.WriteByte('\n')
	}
	if names {
		line(len(r.Columns), func(i int) string { return show(typeString, r.Columns[i].Name, server) })
	}
	if types {
		line(len(r.Columns), func(i int) string { return show(typeString, r.Columns[i].Type.String(), server) })
	}
	for _, row := range r.Rows {
		line(len(row), func(i int) string { return show(r.Columns[i].Type, row[i], server) })
	}
}

func jsonText(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '/':
			b.WriteString(`\/`) // output_format_json_escape_forward_slashes is on by default
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\t':
			b.WriteString(`\t`)
		case r == '\r':
			b.WriteString(`\r`)
		case r == '\b':
			b.WriteString(`\b`)
		case r == '\f':
			b.WriteString(`\f`)
		case r < 0x20 || r == 0x2028 || r == 0x2029:
			fmt.Fprintf(&b, `\u%04X`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// jsonField quotes integers of 64 bits, as ClickHouse does until 24.x.
func jsonField(t Type, v any, server *time.Location) string {
	switch x := v.(type) {
	case nil:
		return "null"
	case []any:
		parts := make([]string, len(x))
		for i, e := range x {
			parts[i] = jsonField(*t.elem, e, server)
		}
		return "[" + strings.Join(parts, ",") + "]"
	case float64:
		s := text(t, x, server)
		if s == "nan" || strings.HasSuffix(s, "inf") {
			return "null"
		}
		return s
	}
	s := text(t, v, server)
	if t.integer() && t.bits < 64 {
		return s
	}
	return jsonText(s)
}

func (r *Result) json(b *bufio.Writer, server *time.Location, compact bool, elapsed float64) {
	b.WriteString("{\n\t\"meta\":\n\t[\n")
	for i, c := range r.Columns {
		fmt.Fprintf(b, "\t\t{\n\t\t\t\"name\": %s,\n\t\t\t\"type\": %s\n\t\t}%s\n", jsonText(c.Name), jsonText(c.Type.String()), comma(i, len(r.Columns)))
	}
	b.WriteString("\t],\n\n\t\"data\":\n\t[\n")
	for n, row := range r.Rows {
		if compact {
			fields := make([]string, len(row))
			for i, v := range row {
				fields[i] = jsonField(r.Columns[i].Type, v, server)
			}
			fmt.Fprintf(b, "\t\t[%s]%s\n", strings.Join(fields, ", "), comma(n, len(r.Rows)))
			continue
		}
		b.WriteString("\t\t{\n")
		for i, v := range row {
			fmt.Fprintf(b, "\t\t\t%s: %s%s\n", jsonText(r.Columns[i].Name), jsonField(r.Columns[i].Type, v, server), comma(i, len(row)))
		}
		fmt.Fprintf(b, "\t\t}%s\n", comma(n, len(r.Rows)))
	}
	fmt.Fprintf(b, "\t],\n\n\t\"rows\": %d,\n\n", len(r.Rows))
	if r.limited {
		fmt.Fprintf(b, "\t\"rows_before_limit_at_least\": %d,\n\n", r.beforeLimit)
	}
	fmt.Fprintf(b, "\t\"statistics\":\n\t{\n\t\t\"elapsed\": %s,\n\t\t\"rows_read\": %d,\n\t\t\"bytes_read\": %d\n\t}\n}\n",
		strconv.FormatFloat(elapsed, 'f', -1, 64), r.Read, r.ReadBytes)
}

func comma(i, n int) string {
	if i < n-1 {
		return ","
	}
	return ""
}
