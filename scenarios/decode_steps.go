package scenarios

import (
	"reflect"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/dflab/dflab/scenarios/symptom"
	"github.com/dflab/dflab/scenarios/verb"
)

// decodeVerbs reads a list of verbs, each a mapping with one key, its name.
func (r *reader) decodeVerbs(what string, n *yaml.Node) []verb.Verb {
	var all []verb.Verb
	for _, item := range r.filled(what, n) {
		name, params, _ := r.step("verb", item, verbNames(r.verbs))
		if params == nil {
			continue
		}
		i := slices.IndexFunc(r.verbs, func(k verb.Kind) bool { return k.Name == name.Value })
		if i < 0 {
			r.unknown(name, "verb", name.Value, verbNames(r.verbs))
			continue
		}
		v := r.verbs[i].New()
		r.parameters(name.Value, params, v)
		all = append(all, v)
	}
	return all
}

// decodeSymptoms reads a list of symptoms, each a mapping with one key, its name, and perhaps guide beside it.
func (r *reader) decodeSymptoms(what string, n *yaml.Node) []Symptom {
	var all []Symptom
	for _, item := range r.filled(what, n) {
		name, params, guide := r.step("symptom", item, symptomNames(r.symptoms), "guide")
		if params == nil {
			continue
		}
		i := slices.IndexFunc(r.symptoms, func(k symptom.Kind) bool { return k.Name == name.Value })
		if i < 0 {
			r.unknown(name, "symptom", name.Value, symptomNames(r.symptoms))
			continue
		}
		s := Symptom{Symptom: r.symptoms[i].New()}
		r.parameters(name.Value, params, s.Symptom)
		if guide != nil {
			r.into("guide", guide, &s.Guide)
		}
		all = append(all, s)
	}
	return all
}

// step takes a verb or symptom apart: its name, its parameters (nil when that was noted as wrong), and the value of the key that
// may stand beside it.
func (r *reader) step(word string, item *yaml.Node, names []string, beside ...string) (name, params, sibling *yaml.Node) {
	if item.Kind != yaml.MappingNode {
		r.wrongType(word, item, "a mapping with one key: "+strings.Join(names, ", "))
		return nil, nil, nil
	}
	for key, value := range pairs(item) {
		switch {
		case slices.Contains(beside, key.Value):
			sibling = value
		case name != nil:
			r.bad(key, "%s %q: beside %q: want one %s an item", word, key.Value, name.Value, word)
			return nil, nil, nil
		default:
			name, params = key, value
		}
	}
	if name == nil {
		r.bad(item, "%s: none: want one key: %s", word, strings.Join(names, ", "))
	}
	return name, params, sibling
}

// parameters decodes a node into a verb or symptom and lets it judge what it got.
func (r *reader) parameters(name string, params *yaml.Node, into any) {
	v := reflect.ValueOf(into)
	if v.Kind() != reflect.Pointer {
		r.bad(params, "%s: can't be read into %T: its New has to return a pointer", name, into)
		return
	}
	before := len(r.errs)
	r.decode(name, params, v.Elem())
	r.references(name, params)
	if len(r.errs) > before {
		return
	}
	if v, ok := into.(interface{ Validate() error }); ok {
		if err := v.Validate(); err != nil {
			r.bad(params, "%s: %w", name, err)
		}
	}
}

// filled returns the items of a list that has to have some.
func (r *reader) filled(what string, n *yaml.Node) []*yaml.Node {
	if !r.list(what, n) {
		return nil
	}
	if len(n.Content) == 0 {
		r.bad(n, "%s: empty: want at least one", what)
	}
	return n.Content
}

func verbNames(kinds []verb.Kind) []string {
	all := make([]string, len(kinds))
	for i, k := range kinds {
		all[i] = k.Name
	}
	return all
}

func symptomNames(kinds []symptom.Kind) []string {
	all := make([]string, len(kinds))
	for i, k := range kinds {
		all[i] = k.Name
	}
	return all
}
