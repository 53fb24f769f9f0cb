package config

import (
	"cmp"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"
)

// Invalid is what Validate finds. Its text is the real server's, which REST frames as
// "yaml validate failed: …, please check the yaml format"; it unwraps to the *Error with the place and the remedy.
type Invalid struct{ Where Error }

// Error is the real server's text.
func (i *Invalid) Error() string { return i.Where.Real }

// Unwrap is the place and the remedy.
func (i *Invalid) Unwrap() error { return &i.Where }

// Validate checks a group's YAML as the real server does: unknown keys and values whose YAML tag isn't the template's
// are refused, ranges aren't looked at. Keys of type dict take anything, and int and float stand for one another. Where
// several keys are wrong the real server reports any of them; this one the first by name.
// The real one also knows the template's descriptions as keys (ingester_ip_comment); of those only the kind is checked here.
// Source: server/agent_config/template_json.go at v6.6.9.
func (t *Template) Validate(b []byte) error {
	var data map[string]any
	if err := unmarshalV3(b, &data); err != nil {
		e := syntaxError("", "", b, err)
		e.Real = "new data formatter error: unmarshal data to map error: " + err.Error()
		if m := typeErrorAt.FindStringSubmatch(err.Error()); m != nil {
			e.Line, _ = strconv.Atoi(m[1])
			e.Want = "a mapping of sections, each key once"
		}
		return &Invalid{*e}
	}
	t.root.rewrite(data)
	again, err := yaml.Marshal(data)
	if err != nil {
		return fmt.Errorf("validate: %w", err)
	}
	var doc yaml.Node
	if err := unmarshalV3(again, &doc); err != nil {
		return fmt.Errorf("validate: %w", err)
	}
	if len(doc.Content) == 0 {
		return nil
	}
	bad := t.root.check(doc.Content[0])
	if bad == nil {
		return nil
	}
	bad.place(newDocument("", b))
	return &Invalid{bad.Error}
}

var typeErrorAt = regexp.MustCompile(`^yaml: unmarshal errors:\n  line (\d+): `)

// violation is an *Error in the making; keys is the path as a list, since keys may have dots.
type violation struct {
	Error
	keys []string
}

func (v *violation) place(doc *document) {
	v.Key = strings.Join(v.keys, ".")
	if doc.root == nil || len(doc.root.Content) == 0 {
		return
	}
	n := doc.root.Content[0]
	for _, k := range v.keys {
		next := child(n, k)
		if next == nil {
			return
		}
		n = next
	}
	v.Line, v.Column, v.Value = n.Line, n.Column, nodeText(n)
}

// rewrite does what the server does before it checks: values of dict keys become strings, floats of int keys integers.
func (n *templateNode) rewrite(data map[string]any) {
	for key, value := range data {
		c := n.children[key]
		if c == nil {
			continue
		}
		if c.entry != nil && c.entry.Type == "dict" {
			data[key] = "dict"
			continue
		}
		if f, ok := value.(float64); ok && c.entry != nil && c.entry.Type == "int" {
			data[key] = int(f)
		}
		if m, ok := value.(map[string]any); ok {
			c.rewrite(m)
		}
	}
}

// check compares a node with the template's; its messages nest from the outside in.
func (n *templateNode) check(y *yaml.Node) *violation {
	switch {
	case n.entry != nil && n.entry.Type == "dict":
		return nil // both sides are strings by now
	case len(n.order) > 0:
		return n.checkSection(y)
	case n.entry.Tag == "!!seq":
		return n.checkList(y)
	case y.Kind != yaml.ScalarNode:
		return kindMismatch(yaml.ScalarNode, y.Kind, n.entry.want())
	}
	want, got := n.entry.checkedTag(), y.Tag
	if want == "!!null" || want == got || isNumber(want) && isNumber(got) {
		return nil
	}
	return tagMismatch(want, got, n.entry.want())
}

func (n *templateNode) checkSection(y *yaml.Node) *violation {
	if y.Kind != yaml.MappingNode {
		return kindMismatch(yaml.MappingNode, y.Kind, "a mapping")
	}
	for _, i := range sortedKeys(y) {
		key, value := y.Content[i].Value, y.Content[i+1]
		c := n.children[key]
		var bad *violation
		switch {
		case c != nil:
			bad = c.check(value)
		case n.children[strings.TrimSuffix(key, "_comment")] != nil:
			if value.Kind != yaml.MappingNode {
				bad = kindMismatch(yaml.MappingNode, value.Kind, "nothing: it describes a key")
			}
		default:
			v := &violation{keys: []string{key}}
			v.Real, v.Want = "unexpected key in configuration: "+key, n.keysLike(key)
			return v
		}
		if bad != nil {
			bad.Real = fmt.Sprintf("invalid value for key '%s': %s", key, bad.Real)
			bad.keys = append([]string{key}, bad.keys...)
			return bad
		}
	}
	return nil
}

func (n *templateNode) checkList(y *yaml.Node) *violation {
	if y.Kind != yaml.SequenceNode {
		return kindMismatch(yaml.SequenceNode, y.Kind, "a list")
	}
	if n.item == nil {
		return nil
	}
	for _, item := range y.Content {
		var bad *violation
		switch {
		case item.Kind != n.item.Kind:
			bad = kindMismatch(n.item.Kind, item.Kind, "a list of single values")
		case item.Tag != n.item.Tag && !(isNumber(item.Tag) && isNumber(n.item.Tag)):
			bad = tagMismatch(n.item.Tag, item.Tag, "a list of "+plainTag(n.item.Tag))
		}
		if bad != nil {
			bad.Real = "invalid sequence item: " + bad.Real
			return bad
		}
	}
	return nil
}

// sortedKeys are the indices of a mapping's keys, by name.
func sortedKeys(y *yaml.Node) []int {
	var at []int
	for i := 0; i+1 < len(y.Content); i += 2 {
		at = append(at, i)
	}
	slices.SortStableFunc(at, func(a, b int) int { return cmp.Compare(y.Content[a].Value, y.Content[b].Value) })
	return at
}

func kindMismatch(want, got yaml.Kind, remedy string) *violation {
	return &violation{Error: Error{Real: fmt.Sprintf("node kind mismatch: expected %v, got %v", want, got), Want: remedy}}
}

func tagMismatch(want, got, remedy string) *violation {
	return &violation{Error: Error{Real: fmt.Sprintf("scalar type mismatch: expected %s, got %s", want, got), Want: remedy}}
}

// checkedTag is the tag that the server compares with: it writes and reads its template once more before, which turns the
// float 1.0 into the integer 1.
func (e *TemplateEntry) checkedTag() string {
	if f, err := strconv.ParseFloat(e.Default, 64); err == nil && e.Tag == "!!float" && f == math.Trunc(f) {
		return "!!int"
	}
	return e.Tag
}

func isNumber(tag string) bool { return tag == "!!int" || tag == "!!float" }

func plainTag(tag string) string {
	switch tag {
	case "!!int":
		return "whole numbers, not quoted"
	case "!!str":
		return "texts"
	}
	return strings.TrimPrefix(tag, "!!") + " values"
}

// want says what a scalar key takes.
func (e *TemplateEntry) want() string {
	var s string
	switch e.Tag {
	case "!!int":
		s = "a whole number, not quoted"
	case "!!float":
		s = "a number, not quoted"
	case "!!bool":
		s = "true or false, not quoted"
	default:
		s = "a text"
		if e.Type == "duration" {
			s = "a duration with a unit"
		}
	}
	if e.Default != "" {
		s += ", such as " + e.Default
	}
	return s
}

// keysLike names the keys of a section that are nearest to a wrong one.
func (n *templateNode) keysLike(wrong string) string {
	names := slices.Clone(n.order)
	slices.SortStableFunc(names, func(a, b string) int { return cmp.Compare(distance(a, wrong), distance(b, wrong)) })
	if len(names) > 0 && distance(names[0], wrong) <= 3 {
		return names[0]
	}
	return "one of " + strings.Join(n.order, ", ")
}

// distance counts the edits between two words.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
