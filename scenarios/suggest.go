package scenarios

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
)

// listed is how many allowed values an error spells out; of more it gives the nearest.
const (
	listed  = 20
	nearest = 5
)

// unknown notes a value that is none of the options.
func (r *reader) unknown(at *yaml.Node, what, value string, options []string) {
	r.bad(at, "%s %q: unknown: %s", what, value, wantOneOf(value, options))
}

// wantOneOf says what is allowed, and what may have been meant.
func wantOneOf(value string, options []string) string {
	switch len(options) {
	case 0:
		return "want none: there is nothing to choose from"
	case 1:
		return "want " + options[0]
	}
	near := byDistance(value, options)
	want := "want one of " + strings.Join(options, ", ")
	if len(options) > listed {
		want = fmt.Sprintf("want one such as %s", strings.Join(near[:nearest], ", "))
	}
	if distance(value, near[0]) > 1+len(value)/5 {
		return want
	}
	return fmt.Sprintf("did you mean %s? %s", near[0], want)
}

// byDistance returns the options with the nearest to the value first. A text far longer than any name is near none.
func byDistance(value string, options []string) []string {
	if len(value) > 100 {
		return options
	}
	type option struct {
		name string
		far  int
	}
	all := make([]option, len(options))
	for i, name := range options {
		all[i] = option{name, distance(value, name)}
	}
	slices.SortStableFunc(all, func(a, b option) int { return cmp.Compare(a.far, b.far) })
	names := make([]string, len(all))
	for i, o := range all {
		names[i] = o.name
	}
	return names
}

// distance is how many characters have to be inserted, removed, replaced or swapped with their neighbour to make b of a.
func distance(a, b string) int {
	s, t := []rune(a), []rune(b)
	var last []int // the row before the one before
	row := make([]int, len(t)+1)
	for j := range row {
		row[j] = j
	}
	for i := range s {
		next := make([]int, len(t)+1)
		next[0] = i + 1
		for j := range t {
			change := row[j]
			if s[i] != t[j] {
				change++
			}
			next[j+1] = min(change, row[j+1]+1, next[j]+1)
			if i > 0 && j > 0 && s[i] == t[j-1] && s[i-1] == t[j] {
				next[j+1] = min(next[j+1], last[j-1]+1)
			}
		}
		last, row = row, next
	}
	return row[len(t)]
}
