package config

import (
	_ "embed"
	"strings"
	"sync"

	"gopkg.in/yaml.v3"
)

//go:embed template_6.6.9.tsv
var templateTable string

// Template is the list of all keys that an agent group configuration may have, with their types and defaults.
type Template struct {
	entries []TemplateEntry
	root    *templateNode
}

// TemplateEntry is one key of the template.
type TemplateEntry struct {
	Key     string // dotted
	Tag     string // YAML tag of the default: !!int, !!str, !!bool, !!float, !!seq, !!map, !!null
	Type    string // int, float, bool, string, duration, ip, dict; "" for a key inside a dict
	Unit    string // as the template says, "" for none
	Range   string // [low, high], "" for none
	Default string // YAML
}

// templateNode is the template as a tree; leaves have an entry.
type templateNode struct {
	children map[string]*templateNode
	order    []string
	entry    *TemplateEntry
	item     *yaml.Node // what items of a list must look like, nil for anything
}

var template669 = sync.OnceValue(func() *Template { return newTemplate(templateTable) })

// GroupTemplate is the template of release 6.6.9.
func GroupTemplate() *Template { return template669() }

func newTemplate(table string) *Template {
	t := &Template{root: &templateNode{children: map[string]*templateNode{}}}
	for line := range strings.Lines(table) {
		line = strings.TrimRight(line, "\n")
		if strings.HasPrefix(line, "#") || line == "" {
			continue
		}
		c := strings.SplitN(line, "\t", 6)
		t.entries = append(t.entries, TemplateEntry{c[0], c[1], c[2], c[3], c[4], strings.ReplaceAll(c[5], " ⏎ ", "\n")})
	}
	for i := range t.entries {
		t.root.put(&t.entries[i])
	}
	return t
}

func (n *templateNode) put(e *TemplateEntry) {
	for part := range strings.SplitSeq(e.Key, ".") {
		child := n.children[part]
		if child == nil {
			child = &templateNode{children: map[string]*templateNode{}}
			n.children[part] = child
			n.order = append(n.order, part)
		}
		n = child
	}
	n.entry = e
	var doc yaml.Node
	if e.Tag == "!!seq" && yaml.Unmarshal([]byte(e.Default), &doc) == nil && len(doc.Content) == 1 && len(doc.Content[0].Content) > 0 {
		n.item = doc.Content[0].Content[0]
	}
}

// Entries lists the keys in the template's order.
func (t *Template) Entries() []TemplateEntry { return append([]TemplateEntry(nil), t.entries...) }

// YAML renders the template with its defaults: valid as a group configuration, and in it a comment a key with its unit
// and range.
func (t *Template) YAML() string {
	var b strings.Builder
	b.WriteString("# Agent group configuration of DeepFlow 6.6.9: all keys with their defaults.\n")
	t.root.render(&b, "")
	return b.String()
}

func (n *templateNode) render(b *strings.Builder, indent string) {
	for _, name := range n.order {
		c := n.children[name]
		if len(c.order) > 0 {
			b.WriteString(indent + name + ":\n")
			c.render(b, indent+"  ")
			continue
		}
		if note := c.entry.note(); note != "" {
			b.WriteString(indent + "# " + note + "\n")
		}
		b.WriteString(indent + name + ":" + c.entry.value(indent) + "\n")
	}
}

// note is what the default doesn't say by itself.
func (e *TemplateEntry) note() string {
	parts := []string{e.Type}
	if e.Type == "" {
		return ""
	}
	if e.Unit != "" {
		parts = append(parts, e.Unit)
	}
	if e.Range != "" {
		parts = append(parts, "range "+e.Range)
	}
	return strings.Join(parts, ", ")
}

// value is the default as it stands behind the key.
func (e *TemplateEntry) value(indent string) string {
	switch {
	case e.Tag == "!!null":
		return ""
	case e.Tag == "!!map" && e.Default == "":
		return " {}"
	case strings.HasPrefix(e.Default, "- "):
		return "\n" + indent + strings.ReplaceAll(e.Default, "\n", "\n"+indent)
	case e.Tag != "!!str":
		return " " + e.Default
	}
	out, err := yaml.Marshal(e.Default)
	if err != nil {
		return ` ""`
	}
	return " " + strings.TrimRight(string(out), "\n")
}
