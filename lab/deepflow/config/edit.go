package config

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
)

// Edit changes a YAML text by dotted keys, as an operator with an editor does, and keeps the rest, comments too: values to set,
// values to add to lists, keys to remove. Missing mappings and lists are made; removing what isn't there changes nothing.
func Edit(text string, set map[string]any, add map[string][]any, remove []string) (string, error) {
	var doc yaml.Node
	if err := yaml.Unmarshal([]byte(text), &doc); err != nil {
		return "", fmt.Errorf("read the file as it is: %w", err)
	}
	if doc.Kind == 0 {
		doc = yaml.Node{Kind: yaml.DocumentNode, Content: []*yaml.Node{{Kind: yaml.MappingNode, Tag: "!!map"}}}
	}
	root := doc.Content[0]
	for _, key := range slices.Sorted(maps.Keys(set)) {
		var value yaml.Node
		if err := value.Encode(set[key]); err != nil {
			return "", fmt.Errorf("set %s: %w", key, err)
		}
		node, err := reach(root, key)
		if err != nil {
			return "", err
		}
		*node = value
	}
	for _, key := range slices.Sorted(maps.Keys(add)) {
		node, err := reach(root, key)
		if err != nil {
			return "", err
		}
		if node.Kind != yaml.SequenceNode {
			*node = yaml.Node{Kind: yaml.SequenceNode, Tag: "!!seq"}
		}
		for _, v := range add[key] {
			var value yaml.Node
			if err := value.Encode(v); err != nil {
				return "", fmt.Errorf("add to %s: %w", key, err)
			}
			node.Content = append(node.Content, &value)
		}
	}
	for _, key := range remove {
		drop(root, strings.Split(key, "."))
	}
	var out bytes.Buffer
	enc := yaml.NewEncoder(&out)
	enc.SetIndent(2)
	if err := enc.Encode(&doc); err != nil {
		return "", fmt.Errorf("write the file: %w", err)
	}
	return out.String(), nil
}

// reach is the value of a dotted key, made if it isn't there.
func reach(n *yaml.Node, key string) (*yaml.Node, error) {
	for _, part := range strings.Split(key, ".") {
		if n.Kind == yaml.ScalarNode && n.Tag == "!!null" || n.Kind == 0 {
			*n = yaml.Node{Kind: yaml.MappingNode, Tag: "!!map"}
		}
		if n.Kind != yaml.MappingNode {
			return nil, fmt.Errorf("set %s: what is above %q isn't a mapping", key, part)
		}
		next := child(n, part)
		if next == nil {
			next = &yaml.Node{}
			n.Content = append(n.Content, &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: part}, next)
		}
		n = next
	}
	return n, nil
}

func drop(n *yaml.Node, path []string) {
	for i := 0; n.Kind == yaml.MappingNode && i+1 < len(n.Content); i += 2 {
		switch {
		case n.Content[i].Value != path[0]:
		case len(path) == 1:
			n.Content = slices.Delete(n.Content, i, i+2)
			return
		default:
			drop(n.Content[i+1], path[1:])
		}
	}
}
