package scenarios

import (
	"encoding"
	"fmt"
	"iter"
	"reflect"
	"strings"
	"time"

	"gopkg.in/yaml.v3"

	"github.com/dflab/dflab/lab/dockpath"
)

// The tags that YAML gives to plain scalars.
const (
	stringTag = "!!str"
	nullTag   = "!!null"
)

var (
	gateType     = reflect.TypeFor[dockpath.Gate]()
	durationType = reflect.TypeFor[time.Duration]()
	textType     = reflect.TypeFor[encoding.TextUnmarshaler]()
	yamlType     = reflect.TypeFor[yaml.Unmarshaler]()
)

// into decodes a node into what target points to, and says whether nothing was wrong.
func (r *reader) into(what string, n *yaml.Node, target any) bool {
	before := len(r.errs)
	r.decode(what, n, reflect.ValueOf(target).Elem())
	return len(r.errs) == before
}

// decode puts a node into a Go value by the fields' yaml tags, as yaml.v3 does, but notes each misfit with its place, knows all
// keys, and takes no scalar for another: 6.6 is a number, "6.6" is text.
func (r *reader) decode(what string, n *yaml.Node, into reflect.Value) {
	t := into.Type()
	switch {
	case t.Kind() == reflect.Pointer:
		if n.Tag == nullTag {
			return // stays nil: a value that may be absent
		}
		into.Set(reflect.New(t.Elem()))
		r.decode(what, n, into.Elem())
	case reflect.PointerTo(t).Implements(yamlType):
		if err := into.Addr().Interface().(yaml.Unmarshaler).UnmarshalYAML(n); err != nil {
			r.bad(n, "%s: %w", what, err)
		}
	case t == gateType:
		into.SetInt(int64(r.oneOf(what, n, r.known.gates)))
	case t == durationType:
		r.decodeDuration(what, n, into)
	case reflect.PointerTo(t).Implements(textType):
		r.decodeText(what, n, into)
	case t.Kind() == reflect.Struct:
		r.decodeStruct(what, n, into)
	case t.Kind() == reflect.Slice:
		r.decodeList(what, n, into)
	case t.Kind() == reflect.Map:
		r.decodeMap(what, n, into)
	default:
		r.decodeScalar(what, n, into)
	}
}

func (r *reader) decodeStruct(what string, n *yaml.Node, into reflect.Value) {
	if !r.mapping(what, n) {
		return
	}
	fields := map[string]reflect.Value{}
	keys := structFields(into, fields, nil)
	for key, value := range pairs(n) {
		field, ok := fields[key.Value]
		if !ok {
			r.unknown(key, what+": key", key.Value, keys)
			continue
		}
		r.decode(what+"."+key.Value, value, field)
	}
}

// structFields adds a struct's fields by their keys, those of inlined structs too, and appends the keys in order.
func structFields(v reflect.Value, fields map[string]reflect.Value, keys []string) []string {
	for i := range v.NumField() {
		f := v.Type().Field(i)
		name, options, _ := strings.Cut(f.Tag.Get("yaml"), ",")
		switch {
		case options == "inline":
			keys = structFields(v.Field(i), fields, keys)
		case name == "-" || !f.IsExported():
		default:
			if name == "" {
				name = strings.ToLower(f.Name) // as yaml.v3 does
			}
			fields[name] = v.Field(i)
			keys = append(keys, name)
		}
	}
	return keys
}

func (r *reader) decodeList(what string, n *yaml.Node, into reflect.Value) {
	if !r.list(what, n) {
		return
	}
	items := reflect.MakeSlice(into.Type(), len(n.Content), len(n.Content))
	for i, item := range n.Content {
		r.decode(fmt.Sprintf("%s[%d]", what, i), item, items.Index(i))
	}
	into.Set(items)
}

func (r *reader) decodeMap(what string, n *yaml.Node, into reflect.Value) {
	if !r.mapping(what, n) {
		return
	}
	t := into.Type()
	if t.Key().Kind() != reflect.String {
		r.bad(n, "%s: a parameter of type %s can't be read: its keys aren't text", what, t)
		return
	}
	m := reflect.MakeMapWithSize(t, len(n.Content)/2)
	for key, value := range pairs(n) {
		item := reflect.New(t.Elem()).Elem()
		r.decode(what+"."+key.Value, value, item)
		m.SetMapIndex(reflect.ValueOf(key.Value).Convert(t.Key()), item)
	}
	into.Set(m)
}

func (r *reader) decodeDuration(what string, n *yaml.Node, into reflect.Value) {
	d, err := time.ParseDuration(n.Value)
	if !text(n) || err != nil {
		r.wrongType(what, n, "a duration such as 90s or 5m")
		return
	}
	into.SetInt(int64(d))
}

func (r *reader) decodeText(what string, n *yaml.Node, into reflect.Value) {
	if n.Kind != yaml.ScalarNode || n.Value == "" || n.Tag == nullTag {
		r.wrongType(what, n, "text")
		return
	}
	if err := into.Addr().Interface().(encoding.TextUnmarshaler).UnmarshalText([]byte(n.Value)); err != nil {
		r.bad(n, "%s: %q: %w", what, n.Value, err)
	}
}

func (r *reader) decodeScalar(what string, n *yaml.Node, into reflect.Value) {
	want, tag := "", ""
	switch into.Kind() {
	case reflect.Interface:
		if err := n.Decode(into.Addr().Interface()); err != nil {
			r.bad(n, "%s: %w", what, err)
		}
		return
	case reflect.String:
		if text(n) {
			into.SetString(n.Value)
		} else {
			r.notText(what, n)
		}
		return
	case reflect.Bool:
		want, tag = "true or false", "!!bool"
	case reflect.Float32, reflect.Float64:
		want, tag = "a number", "!!float"
		if n.Tag == "!!int" {
			tag = n.Tag
		}
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
		reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		want, tag = "a whole number", "!!int"
	default:
		r.bad(n, "%s: a parameter of type %s can't be read", what, into.Type())
		return
	}
	if n.Kind != yaml.ScalarNode || n.Tag != tag || n.Decode(into.Addr().Interface()) != nil {
		r.wrongType(what, n, want)
	}
}

// text says whether a node is that, and not a number or another thing that has to be put in quotes to be.
func text(n *yaml.Node) bool { return n.Kind == yaml.ScalarNode && n.Tag == stringTag }

func (r *reader) notText(what string, n *yaml.Node) {
	want := "text"
	if n.Kind == yaml.ScalarNode && n.Tag != nullTag {
		want = "text: put it in quotes"
	}
	r.wrongType(what, n, want)
}

func (r *reader) wrongType(what string, n *yaml.Node, want string) {
	r.bad(n, "%s: %s: want %s", what, describe(n), want)
}

// mapping notes whether n is one.
func (r *reader) mapping(what string, n *yaml.Node) bool {
	if n.Kind != yaml.MappingNode {
		r.wrongType(what, n, "a mapping")
		return false
	}
	return true
}

// list notes whether n is one.
func (r *reader) list(what string, n *yaml.Node) bool {
	if n.Kind != yaml.SequenceNode {
		r.wrongType(what, n, "a list")
		return false
	}
	return true
}

// describe says what a node is: its value, or its kind.
func describe(n *yaml.Node) string {
	switch {
	case n.Kind == yaml.MappingNode:
		return "a mapping"
	case n.Kind == yaml.SequenceNode:
		return "a list"
	case n.Tag == nullTag:
		return "nothing"
	default:
		return fmt.Sprintf("%q", n.Value)
	}
}

// pairs are the keys and values of a mapping, in order.
func pairs(n *yaml.Node) iter.Seq2[*yaml.Node, *yaml.Node] {
	return func(yield func(key, value *yaml.Node) bool) {
		for i := 0; i+1 < len(n.Content); i += 2 {
			if !yield(n.Content[i], n.Content[i+1]) {
				return
			}
		}
	}
}
