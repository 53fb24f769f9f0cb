package replay

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
)

var (
	wholeUUID  = regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$`)
	wholeShort = regexp.MustCompile(`^[gd]-[0-9A-Za-z]{10}$`)
	idKey      = regexp.MustCompile(`(^|_)ID$`)
)

// elementKeys name the elements of a list, the first that an element has. Lists of the server have no order of their own.
var elementKeys = []string{"CTRL_MAC", "MAC", "NAME", "IP"}

// counters are fields that name no row, although they end as those that do.
var counters = map[string]bool{"TEAM_ID": true, "USER_ID": true, "ICON_ID": true, "NETNS_ID": true, "SEGMENTATION_ID": true}

// CompareJSON compares two answers field by field: times by being there, generated names by standing for the same thing
// wherever they occur, and lists by their elements' names. What isn't JSON is compared as text.
func (n *Names) CompareJSON(where, recorded, seen string) Result {
	r := Result{Recording: where}
	want, wantErr := leaves(n.Translate(recorded))
	got, gotErr := leaves(seen)
	if wantErr != nil || gotErr != nil {
		r.same(where, Mask(recorded), Mask(seen))
		return r
	}
	for _, key := range slices.Sorted(maps.Keys(union(want, got))) {
		r.Compared++
		w, inWant := want[key]
		g, inGot := got[key]
		if inWant != inGot || !n.alike(key, w, g) {
			r.Diffs = append(r.Diffs, Diff{where + ": " + key, or(w, inWant), or(g, inGot)})
		}
	}
	return r
}

// alike: the values of a field are equal, or stand for the same.
func (n *Names) alike(key, recorded, seen string) bool {
	last := key[strings.LastIndex(key, ".")+1:]
	switch {
	case wholeUUID.MatchString(recorded) && wholeUUID.MatchString(seen), wholeShort.MatchString(recorded) && wholeShort.MatchString(seen):
		return n.pair(recorded, seen)
	case recorded != seen && vmID.MatchString(recorded) && vmID.ReplaceAllString(recorded, "") == vmID.ReplaceAllString(seen, ""):
		return n.pair(recorded, seen)
	case idKey.MatchString(last) && !counters[last] && recorded != "0" && seen != "0":
		return number.MatchString(recorded) == number.MatchString(seen)
	}
	return Mask(recorded) == Mask(seen)
}

// pair holds that one generated name stands for the other, from now on.
func (n *Names) pair(recorded, seen string) bool {
	if n.forward == nil {
		n.forward = map[string]string{}
	}
	if old, known := n.forward[recorded]; known || recorded == seen {
		return old == seen || !known
	}
	for _, taken := range n.forward {
		if taken == seen {
			return false
		}
	}
	n.forward[recorded] = seen
	return true
}

// leaves flattens JSON to dotted keys, list elements by their names.
func leaves(text string) (map[string]string, error) {
	var v any
	dec := json.NewDecoder(strings.NewReader(text))
	dec.UseNumber()
	if err := dec.Decode(&v); err != nil {
		return nil, fmt.Errorf("read JSON: %w", err)
	}
	out := map[string]string{}
	addLeaves(out, "", v)
	return out, nil
}

func addLeaves(out map[string]string, key string, v any) {
	switch v := v.(type) {
	case map[string]any:
		for k, e := range v {
			addLeaves(out, strings.TrimPrefix(key+"."+k, "."), e)
		}
	case []any:
		if len(v) == 0 {
			out[key] = "[]"
		}
		for i, e := range inOrder(v) {
			name := elementName(e)
			if name == "" {
				name = fmt.Sprint(i)
			}
			at := fmt.Sprintf("%s[%s]", key, name)
			for n := 2; taken(out, at); n++ {
				at = fmt.Sprintf("%s[%s #%d]", key, name, n)
			}
			addLeaves(out, at, e)
		}
	case nil:
		out[key] = "null"
	default:
		out[key] = fmt.Sprint(v)
	}
}

func taken(out map[string]string, prefix string) bool {
	for k := range out {
		if k == prefix || strings.HasPrefix(k, prefix+".") || strings.HasPrefix(k, prefix+"[") {
			return true
		}
	}
	return false
}

func elementName(e any) string {
	m, ok := e.(map[string]any)
	if !ok {
		return ""
	}
	for _, k := range elementKeys {
		if s, ok := m[k].(string); ok {
			return Mask(s)
		}
	}
	return ""
}

// inOrder sorts a list by its elements' masked text, so that equal lists have equal orders.
func inOrder(list []any) []any {
	list = slices.Clone(list)
	text := func(e any) string {
		if s, ok := e.(string); ok {
			return s
		}
		b, _ := json.Marshal(e)
		return Mask(string(b))
	}
	slices.SortStableFunc(list, func(a, b any) int { return strings.Compare(text(a), text(b)) })
	return list
}
