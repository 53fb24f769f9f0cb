package clickhouse

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"strings"
)

// insert reads the data of an INSERT statement.
func (d *DB) insert(s *insertStmt) (*Result, error) {
	d.mu.RLock()
	t, err := d.find(s.name.db, s.name.table)
	d.mu.RUnlock()
	if err != nil {
		return nil, err
	}
	if s.name.db == "system" {
		return nil, unsupported("INSERT into a system table")
	}
	at, err := positions(t, s.name.db, s.columns)
	if err != nil {
		return nil, err
	}
	cols := make([]Column, len(at))
	names := make([]string, len(at))
	for i, p := range at {
		cols[i], names[i] = t.Columns[p], t.Columns[p].Name
	}
	var rows [][]any
	switch s.format {
	case "Values":
		rows, err = d.readValues(s.data, cols)
	case "JSONEachRow":
		rows, err = readJSON(s.data, cols)
	case "TabSeparated", "TSV":
		rows, err = d.readLines(tabFields(s.data), cols, false)
	case "CSV":
		r := csv.NewReader(strings.NewReader(strings.TrimLeft(s.data, "\n ")))
		r.FieldsPerRecord = -1
		lines, csvErr := r.ReadAll()
		if csvErr != nil {
			return nil, exception(27, "Cannot parse input: %v", csvErr)
		}
		rows, err = d.readLines(lines, cols, true)
	default:
		return nil, unsupported("Input format " + s.format)
	}
	if err != nil {
		return nil, err
	}
	if err := d.Insert(s.name.db, s.name.table, names, rows); err != nil {
		var x *Exception
		if errors.As(err, &x) {
			return nil, x
		}
		return nil, err
	}
	return &Result{Written: len(rows)}, nil
}

// readValues reads (…), (…) of constant expressions.
func (d *DB) readValues(data string, cols []Column) ([][]any, error) {
	tokens, err := lex(data)
	if err != nil {
		return nil, err
	}
	p := &parser{query: data, tokens: tokens}
	c := &compiler{now: d.now(), clause: "in VALUES", query: data}
	var rows [][]any
	for p.peek().kind != tokenEnd {
		p.expect("(")
		es := p.expressions()
		p.expect(")")
		if len(es) != len(cols) {
			return nil, exception(27, "Cannot parse input: expected %d values, got %d", len(cols), len(es))
		}
		row := make([]any, len(es))
		for i, e := range es {
			n := c.compile(e)
			row[i] = d.cast(cols[i].Type, n.typ, n.eval(&frame{}))
		}
		rows = append(rows, row)
		if !p.accept(",") {
			p.accept(";")
		}
	}
	return rows, nil
}

// cast makes a column's value of a constant.
func (d *DB) cast(to, from Type, v any) any {
	switch {
	case v == nil:
		return nil
	case from.temporal() && to.temporal():
		return from.instant(v, d.now().Location())
	case from.kind == kindString && to.number():
		return parseNumber(to, v)
	case from.kind != kindString && to.kind == kindString:
		return text(from, v, d.now().Location())
	}
	return v
}

// readJSON reads one object per line; columns that an object leaves out get their default, others are refused.
func readJSON(data string, cols []Column) ([][]any, error) {
	dec := json.NewDecoder(strings.NewReader(data))
	dec.UseNumber()
	var rows [][]any
	for {
		var obj map[string]any
		err := dec.Decode(&obj)
		if errors.Is(err, io.EOF) {
			return rows, nil
		}
		if err != nil {
			return nil, exception(27, "Cannot parse input: %v", err)
		}
		row := make([]any, len(cols))
		for i, c := range cols {
			v, ok := obj[c.Name]
			if ok {
				row[i] = jsonValue(c.Type, v)
			}
			delete(obj, c.Name)
		}
		for name := range obj {
			return nil, exception(117, "Unknown field found while parsing JSONEachRow format: %s", name)
		}
		rows = append(rows, row)
	}
}

// jsonValue reads numbers of any width, also in quotes.
func jsonValue(t Type, v any) any {
	switch v := v.(type) {
	case json.Number:
		if t.kind == kindString {
			return v.String()
		}
		return numberText(t, v.String())
	case string:
		if t.number() {
			return numberText(t, v)
		}
		return v
	case bool:
		return truth(v)
	case []any:
		if t.kind != kindArray {
			break
		}
		out := make([]any, len(v))
		for i, x := range v {
			out[i] = jsonValue(*t.elem, x)
		}
		return out
	case map[string]any:
		b, _ := json.Marshal(v)
		return string(bytes.TrimSpace(b))
	}
	return v
}

func numberText(t Type, s string) any {
	switch {
	case t.number():
		return parseNumber(t, s)
	case t.kind == kindDateTime64:
		return parseNumber(typeInt64, s)
	}
	return parseNumber(typeUInt64, s)
}

func tabFields(data string) (lines [][]string) {
	for _, l := range strings.Split(strings.TrimSuffix(strings.TrimLeft(data, "\r\n"), "\n"), "\n") {
		if l != "" {
			lines = append(lines, strings.Split(l, "\t"))
		}
	}
	return lines
}

// readLines reads the fields of TabSeparated, with its escapes, or CSV.
func (d *DB) readLines(lines [][]string, cols []Column, isCSV bool) ([][]any, error) {
	unescape := strings.NewReplacer(`\\`, `\`, `\t`, "\t", `\n`, "\n", `\r`, "\r", `\'`, "'")
	var rows [][]any
	for _, fields := range lines {
		if len(fields) != len(cols) {
			return nil, exception(27, "Cannot parse input: expected %d fields, got %d", len(cols), len(fields))
		}
		row := make([]any, len(cols))
		for i, f := range fields {
			if f == `\N` {
				continue
			}
			if !isCSV {
				f = unescape.Replace(f)
			}
			switch t := cols[i].Type; {
			case t.kind == kindArray:
				values, err := d.readValues("("+f+")", cols[i:i+1])
				if err != nil {
					return nil, err
				}
				row[i] = values[0][0]
			case t.number():
				row[i] = parseNumber(t, f)
			default:
				row[i] = f
			}
		}
		rows = append(rows, row)
	}
	return rows, nil
}
