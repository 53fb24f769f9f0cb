package config

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"gopkg.in/yaml.v3"
)

// serdeError is a refusal in serde_yaml's words.
type serdeError struct {
	path string // controller-ips[0], global.communication.ingester_port; "" is the document
	msg  string
	node *yaml.Node
	want string
}

// text is serde_yaml's Display form: the position is left out when it is the first character.
func (e *serdeError) text() string {
	s := e.msg
	if e.path != "" {
		s = e.path + ": " + s
	}
	if e.node != nil && (e.node.Line > 1 || e.node.Column > 1) {
		s += fmt.Sprintf(" at line %d column %d", e.node.Line, e.node.Column)
	}
	return s
}

// asError gives the place and the remedy; prefix is what the real program prints before the text.
func (e *serdeError) asError(file, prefix string) *Error {
	err := &Error{File: file, Key: e.path, Want: e.want, Real: prefix + e.text()}
	if e.node != nil {
		err.Line, err.Column, err.Value = e.node.Line, e.node.Column, nodeText(e.node)
	}
	return err
}

func nodeText(n *yaml.Node) string {
	switch n.Kind {
	case yaml.MappingNode:
		return "a mapping"
	case yaml.SequenceNode:
		return "a list"
	}
	return n.Value
}

// decodeSerde reads a YAML text as serde_yaml does: one document, unknown keys ignored, defaults for what is absent.
func decodeSerde(t *serdeType, text []byte, file, prefix string) (map[string]any, error) {
	docs, err := parseDocuments(text)
	if err != nil {
		return nil, syntaxError(file, prefix, text, err)
	}
	if len(docs) > 1 {
		const many = "deserializing from YAML containing more than one document is not supported"
		return nil, &Error{File: file, Want: "one YAML document", Real: prefix + many}
	}
	var root *yaml.Node
	if len(docs) == 1 && len(docs[0].Content) == 1 {
		root = docs[0].Content[0]
	}
	v, bad := t.decode(root, "")
	if bad != nil {
		return nil, bad.asError(file, prefix)
	}
	return v.(map[string]any), nil
}

// decode reads one node; nil is an empty document.
func (t *serdeType) decode(n *yaml.Node, path string) (any, *serdeError) {
	for n != nil && n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	switch t.kind {
	case kindStruct:
		return t.decodeStruct(n, path)
	case kindMap:
		return t.decodeMap(n, path)
	case kindSeq:
		return t.decodeSeq(n, path)
	}
	if n.Kind != yaml.ScalarNode {
		if t.enum != nil && t.enum.rename {
			return nil, t.refuse(n, path, "invalid type: "+unexpected(n)+", expected a YAML tag starting with '!'")
		}
		return nil, t.wrongType(n, path)
	}
	return t.decodeScalar(n, path)
}

// entries are the key and value nodes of what may stand for a mapping: also an empty scalar or nothing.
func (t *serdeType) entries(n *yaml.Node, path string) ([]*yaml.Node, *serdeError) {
	if n == nil || n.Kind == yaml.ScalarNode && n.Value == "" && isPlain(n) {
		return nil, nil
	}
	if n.Kind != yaml.MappingNode {
		return nil, t.wrongType(n, path)
	}
	return n.Content, nil
}

func (t *serdeType) decodeStruct(n *yaml.Node, path string) (any, *serdeError) {
	entries, bad := t.entries(n, path)
	if bad != nil {
		return nil, bad
	}
	got := make(map[string]any, len(t.fields))
	for i := 0; i+1 < len(entries); i += 2 {
		key := entries[i]
		if key.Kind != yaml.ScalarNode {
			return nil, &serdeError{path, "invalid type: " + unexpected(key) + ", expected field identifier", key, "a key"}
		}
		f := t.field(key.Value)
		if f == nil {
			continue
		}
		if _, again := got[f.name]; again {
			return nil, &serdeError{path, "duplicate field `" + f.name + "`", n, f.name + " once"}
		}
		v, bad := f.typ.decode(entries[i+1], join(path, f.name))
		if bad != nil {
			return nil, bad
		}
		got[f.name] = v
	}
	for _, f := range t.fields {
		if _, ok := got[f.name]; !ok {
			got[f.name] = f.typ.fallback(f.def)
		}
	}
	return got, nil
}

// fallback is the value of an absent key.
func (t *serdeType) fallback(def string) any {
	if t.kind == kindStruct || t.kind == kindString {
		if t.kind == kindString {
			return def
		}
		v, _ := t.decodeStruct(nil, "")
		return v
	}
	if t.kind == kindOption {
		return nil
	}
	var doc yaml.Node
	n := &yaml.Node{Kind: yaml.ScalarNode, Value: def}
	if t.kind == kindSeq || t.kind == kindMap {
		if err := yaml.Unmarshal([]byte(def), &doc); err == nil && len(doc.Content) == 1 {
			n = doc.Content[0]
		}
	}
	v, _ := t.decode(n, "")
	return v
}

func (t *serdeType) decodeMap(n *yaml.Node, path string) (any, *serdeError) {
	entries, bad := t.entries(n, path)
	if bad != nil {
		return nil, bad
	}
	got := make(map[string]any, len(entries)/2)
	for i := 0; i+1 < len(entries); i += 2 {
		if entries[i].Kind != yaml.ScalarNode {
			return nil, &serdeError{path, "invalid type: " + unexpected(entries[i]) + ", expected a string", entries[i], "a key"}
		}
		key := entries[i].Value
		v, bad := t.elem.decode(entries[i+1], join(path, key))
		if bad != nil {
			return nil, bad
		}
		got[key] = v
	}
	return got, nil
}

func (t *serdeType) decodeSeq(n *yaml.Node, path string) (any, *serdeError) {
	if n.Kind == yaml.ScalarNode && n.Value == "" && isPlain(n) {
		return []any{}, nil
	}
	if n.Kind != yaml.SequenceNode {
		return nil, t.wrongType(n, path)
	}
	got := make([]any, 0, len(n.Content))
	for i, item := range n.Content {
		v, bad := t.elem.decode(item, path+"["+strconv.Itoa(i)+"]")
		if bad != nil {
			return nil, bad
		}
		got = append(got, v)
	}
	return got, nil
}

func (t *serdeType) decodeScalar(n *yaml.Node, path string) (any, *serdeError) {
	switch t.kind {
	case kindString:
		return n.Value, nil
	case kindOption:
		if isPlain(n) && isNull(n.Value) {
			return nil, nil
		}
		return n.Value, nil
	case kindBool:
		if b, ok := parseSerdeBool(n.Value); ok && isPlain(n) {
			return b, nil
		}
		return nil, t.wrongType(n, path)
	case kindFloat:
		if f, ok := parseSerdeFloat(n.Value); ok && isPlain(n) {
			return f, nil
		}
		return nil, t.wrongType(n, path)
	case kindInt:
		return t.decodeInt(n, path)
	case kindDuration:
		if d, ok := parseHumantime(n.Value); ok {
			return d, nil
		}
		return nil, t.wrongText(n, path, n.Value)
	case kindRegex:
		if _, err := regexp.Compile(n.Value); err != nil { // Go's syntax is close to Rust's, not the same
			return nil, t.wrongText(n, path, n.Value)
		}
		return n.Value, nil
	case kindBinaryU8:
		return t.decodeBinary(n, path)
	}
	return t.decodeEnum(n, path)
}

func (t *serdeType) decodeInt(n *yaml.Node, path string) (any, *serdeError) {
	if !isPlain(n) {
		return nil, t.wrongType(n, path)
	}
	if t.signed {
		i, ok := parseSigned(n.Value)
		if !ok {
			return nil, t.wrongType(n, path)
		}
		if limit := int64(1) << (t.bits - 1); t.bits < 64 && (i < -limit || i >= limit) {
			return nil, t.refuse(n, path, fmt.Sprintf("invalid value: integer `%d`, expected %s", i, t.name))
		}
		return i, nil
	}
	u, ok := parseUnsigned(n.Value)
	if !ok {
		return nil, t.wrongType(n, path)
	}
	if t.bits < 64 && u>>t.bits != 0 {
		return nil, t.refuse(n, path, fmt.Sprintf("invalid value: integer `%d`, expected %s", u, t.name))
	}
	if t.mega {
		u <<= 20
		if t.bits == 32 {
			u = uint64(uint32(u))
		}
	}
	return u, nil
}

// decodeBinary reads a u8 as a decimal number or as 0b and digits, of which all but 0 and 1 are skipped.
func (t *serdeType) decodeBinary(n *yaml.Node, path string) (any, *serdeError) {
	if u, err := strconv.ParseUint(n.Value, 10, 8); err == nil {
		return u, nil
	}
	digits, ok := strings.CutPrefix(n.Value, "0b")
	if !ok {
		return nil, t.wrongText(n, path, n.Value)
	}
	var u uint8
	for _, c := range digits {
		if c == '0' || c == '1' {
			u = u<<1 | uint8(c-'0')
		}
	}
	return uint64(u), nil
}

func (t *serdeType) decodeEnum(n *yaml.Node, path string) (any, *serdeError) {
	if t.enum.number {
		u, bad := (&serdeType{name: "u8", bits: 8, kind: kindInt}).decodeInt(n, path)
		if bad != nil {
			return nil, bad
		}
		text := strconv.FormatUint(u.(uint64), 10)
		if v, _, ok := t.enum.find(text); ok {
			return v, nil
		}
		return nil, t.refuse(n, path, "invalid value: integer `"+text+"`, expected "+t.enum.want)
	}
	v, folded, ok := t.enum.find(n.Value)
	if ok {
		return v, nil
	}
	if t.enum.rename {
		return nil, t.refuse(n, path, "unknown variant `"+n.Value+"`, expected "+t.enum.want)
	}
	return nil, t.wrongText(n, path, folded)
}

func (t *serdeType) wrongType(n *yaml.Node, path string) *serdeError {
	expected := t.name
	switch t.kind {
	case kindStruct:
		expected = "struct " + t.name
	case kindDuration, kindString, kindOption, kindRegex, kindBinaryU8, kindEnum:
		if t.kind != kindDuration {
			expected = "a string"
		}
		if t.enum != nil && t.enum.number {
			expected = "u8"
		}
	}
	return t.refuse(n, path, "invalid type: "+unexpected(n)+", expected "+expected)
}

func (t *serdeType) wrongText(n *yaml.Node, path, text string) *serdeError {
	return t.refuse(n, path, "invalid value: string "+rustQuote(text)+", expected "+t.name)
}

func (t *serdeType) refuse(n *yaml.Node, path, msg string) *serdeError {
	return &serdeError{path, msg, n, t.want()}
}

// want says in plain words what the key may hold.
func (t *serdeType) want() string {
	switch t.kind {
	case kindStruct:
		return "a mapping"
	case kindMap:
		return "a mapping"
	case kindSeq:
		return "a list"
	case kindDuration:
		return "a duration with a unit, such as 60s"
	case kindInt:
		if t.signed || t.bits == 64 {
			return "a whole number (" + t.name + "), not quoted"
		}
		return fmt.Sprintf("a whole number from 0 to %d, not quoted", uint64(1)<<t.bits-1)
	case kindBool:
		return "true or false"
	case kindFloat:
		return "a number, not quoted"
	case kindRegex:
		return "a regular expression"
	}
	return t.name
}

func join(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}

// lookup follows a dotted key through decoded structs.
func lookup[T any](m map[string]any, key string) T {
	var v any = m
	for part := range strings.SplitSeq(key, ".") {
		v = v.(map[string]any)[part]
	}
	t, _ := v.(T)
	return t
}

// durationOf and friends keep the fillers of typed structs short.
func durationOf(m map[string]any, key string) time.Duration { return lookup[time.Duration](m, key) }
func stringOf(m map[string]any, key string) string          { return lookup[string](m, key) }
func boolOf(m map[string]any, key string) bool              { return lookup[bool](m, key) }
func uintOf(m map[string]any, key string) uint64            { return lookup[uint64](m, key) }
func enumTextOf(m map[string]any, key string) string        { return lookup[enumValue](m, key).text }
