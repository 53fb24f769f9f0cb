package config

import (
	"strings"
)

// serdeType is a Rust type as serde_yaml 0.9 reads it: what a key of an agent's configuration may hold.
type serdeType struct {
	name   string // the Rust name, which error texts show
	kind   serdeKind
	bits   int        // of integers
	signed bool       // of integers
	mega   bool       // the YAML counts MiB, the value bytes
	elem   *serdeType // of seq and map
	fields []serdeField
	enum   *serdeEnum
}

type serdeField struct {
	name string
	typ  *serdeType
	def  string // the default, as it would be written in YAML
}

type serdeKind int

const (
	kindStruct serdeKind = iota
	kindString
	kindOption // Option<String>
	kindBool
	kindInt
	kindFloat
	kindDuration // humantime
	kindSeq
	kindMap
	kindEnum
	kindRegex
	kindBinaryU8 // number or 0b…
)

// field finds a struct's field; nil if there is none.
func (t *serdeType) field(name string) *serdeField {
	for i := range t.fields {
		if t.fields[i].name == name {
			return &t.fields[i]
		}
	}
	return nil
}

// parseSerdeTable builds a struct type from lines of key, type, default. Keys are dotted; [] stands for the items of a
// list, {} for the values of a map.
func parseSerdeTable(name, table string) *serdeType {
	root := &serdeType{name: name}
	for line := range strings.Lines(table) {
		line = strings.TrimRight(line, "\n")
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		cols := strings.SplitN(line+"\t\t", "\t", 4)
		root.put(cols[0], cols[1], cols[2])
	}
	return root
}

// put adds one line of the table to the tree.
func (t *serdeType) put(key, typ, def string) {
	parts := strings.Split(key, ".")
	for _, p := range parts[:len(parts)-1] {
		t = t.descend(p)
	}
	last := parts[len(parts)-1]
	if name, ok := strings.CutPrefix(typ, "struct "); ok {
		if base := strings.TrimRight(last, "[]{}"); base != last { // describes the items of a list that is there already
			t.descend(last).name = name
			return
		}
		t.fields = append(t.fields, serdeField{name: last, typ: &serdeType{name: name}})
		return
	}
	t.fields = append(t.fields, serdeField{name: last, typ: serdeTypeOf(typ), def: def})
}

// descend follows one part of a key, with its [] and {}.
func (t *serdeType) descend(part string) *serdeType {
	base := strings.TrimRight(part, "[]{}")
	t = t.field(base).typ
	for range strings.Count(part, "[]") + strings.Count(part, "{}") {
		t = t.elem
	}
	return t
}

// serdeTypeOf reads the type column.
func serdeTypeOf(s string) *serdeType {
	if inner, ok := strings.CutPrefix(s, "map "); ok {
		return &serdeType{name: "a map", kind: kindMap, elem: serdeTypeOf(inner)}
	}
	if strings.HasPrefix(s, "[") {
		return &serdeType{name: "a sequence", kind: kindSeq, elem: serdeTypeOf(strings.Trim(s, "[]"))}
	}
	if inner, ok := strings.CutPrefix(s, "MiB "); ok {
		t := serdeTypeOf(inner)
		t.mega = true
		return t
	}
	switch s {
	case "String":
		return &serdeType{name: "a string", kind: kindString}
	case "Option":
		return &serdeType{name: "a string", kind: kindOption}
	case "bool":
		return &serdeType{name: "a boolean", kind: kindBool}
	case "u8", "i8":
		return &serdeType{name: s, kind: kindInt, bits: 8, signed: s[0] == 'i'}
	case "u16", "i16":
		return &serdeType{name: s, kind: kindInt, bits: 16, signed: s[0] == 'i'}
	case "u32", "i32":
		return &serdeType{name: s, kind: kindInt, bits: 32, signed: s[0] == 'i'}
	case "u64", "i64", "usize":
		return &serdeType{name: s, kind: kindInt, bits: 64, signed: s[0] == 'i'}
	case "f32":
		return &serdeType{name: s, kind: kindFloat}
	case "duration":
		return &serdeType{name: "a duration", kind: kindDuration}
	case "regex":
		return &serdeType{name: "See: https://regexr.com/", kind: kindRegex}
	case "binary_u8":
		return &serdeType{name: "0b[0-1]{8}|[0-9]+", kind: kindBinaryU8}
	}
	if e := enumOf(s); e != nil {
		return &serdeType{name: e.want, kind: kindEnum, enum: e}
	}
	return &serdeType{name: s} // a struct, whose fields follow
}
