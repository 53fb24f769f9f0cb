package scenarios

import (
	"strings"

	"gopkg.in/yaml.v3"
)

const data = "scenarios are plain data"

// plain notes what makes a scenario more than plain data: anchors, aliases, tags, templates, keys that aren't text, keys given
// twice. What a scenario does has to be readable where it stands.
func (r *reader) plain(n *yaml.Node) bool {
	before := len(r.errs)
	r.plainNode(n)
	return len(r.errs) == before
}

func (r *reader) plainNode(n *yaml.Node) {
	switch {
	case n.Kind == yaml.AliasNode:
		r.bad(n, "alias %q: %s: write the value out", "*"+n.Value, data)
		return
	case n.Anchor != "":
		r.bad(n, "anchor %q: %s: want none", "&"+n.Anchor, data)
	case n.Style&yaml.TaggedStyle != 0:
		r.bad(n, "tag %q: %s: want none", n.Tag, data)
	}
	if n.Kind == yaml.ScalarNode {
		for _, mark := range []string{"{{", "${"} {
			if strings.Contains(n.Value, mark) {
				r.bad(n, "value %q: %s: want no template %q", n.Value, data, mark)
			}
		}
	}
	if n.Kind == yaml.MappingNode {
		r.plainKeys(n)
	}
	for _, c := range n.Content {
		r.plainNode(c)
	}
}

func (r *reader) plainKeys(n *yaml.Node) {
	lines := map[string]int{}
	for key := range pairs(n) {
		if key.Kind != yaml.ScalarNode || key.Tag == nullTag || key.Tag == "!!merge" {
			r.bad(key, "key: %s: %s: want text", describe(key), data)
			continue
		}
		if line, twice := lines[key.Value]; twice {
			r.bad(key, "key %q: given twice, first in line %d: want it once", key.Value, line)
			continue
		}
		lines[key.Value] = key.Line
	}
}
