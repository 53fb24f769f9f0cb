package config

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"
)

// document remembers where the keys of a file stand, for errors found after parsing.
type document struct {
	file string
	root *yaml.Node
}

func newDocument(file string, text []byte) *document {
	docs, err := parseDocuments(text)
	if err != nil || len(docs) == 0 {
		return &document{file: file}
	}
	return &document{file: file, root: docs[0]}
}

// find is the value node of a dotted key; nil when the file hasn't got it.
func (d *document) find(key string) *yaml.Node {
	if d == nil || d.root == nil || len(d.root.Content) == 0 {
		return nil
	}
	n := d.root.Content[0]
	for part := range strings.SplitSeq(key, ".") {
		if n = child(n, part); n == nil {
			return nil
		}
	}
	return n
}

func child(n *yaml.Node, key string) *yaml.Node {
	for n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	if n.Kind != yaml.MappingNode {
		return nil
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			return n.Content[i+1]
		}
	}
	return nil
}

// at finds the value that yaml.v2 complains about: the first on the line with that tag and text (of which yaml.v2 shows
// the first characters and "...").
func (d *document) at(line int, tag, text string) (key string, value *yaml.Node) {
	kind := yaml.ScalarNode
	switch tag {
	case "!!seq":
		kind = yaml.SequenceNode
	case "!!map":
		kind = yaml.MappingNode
	}
	text = strings.TrimSuffix(text, "...")
	var walk func(n *yaml.Node, path string, depth int)
	walk = func(n *yaml.Node, path string, depth int) {
		if value != nil || depth > 100 { // an alias may hold itself
			return
		}
		if n.Line == line && n.Kind == kind && strings.HasPrefix(n.Value, text) {
			key, value = path, n
			return
		}
		switch n.Kind {
		case yaml.MappingNode:
			for i := 0; i+1 < len(n.Content); i += 2 {
				walk(n.Content[i+1], join(path, n.Content[i].Value), depth+1)
			}
		case yaml.SequenceNode:
			for i, item := range n.Content {
				walk(item, path+"["+strconv.Itoa(i)+"]", depth+1)
			}
		}
	}
	if d.root != nil && len(d.root.Content) > 0 {
		walk(d.root.Content[0], "", 0)
	}
	return key, value
}

// parseDocuments reads all documents of a text.
func parseDocuments(text []byte) (docs []*yaml.Node, err error) {
	defer func() { // yaml.v3 panics on some malformed texts
		if p := recover(); p != nil {
			err = fmt.Errorf("yaml: %v", p)
		}
	}()
	d := yaml.NewDecoder(bytes.NewReader(text))
	for {
		n := new(yaml.Node)
		if err := d.Decode(n); errors.Is(err, io.EOF) {
			return docs, nil
		} else if err != nil {
			return nil, err
		}
		docs = append(docs, n)
	}
}

var yamlLine = regexp.MustCompile(`^yaml: (?:line (\d+): )?(.*)$`)

// syntaxError turns an error of the Go parser into the text of libyaml as serde_yaml prints it. Both descend from one
// scanner, so the problem reads the same; the Go one drops the column and what was being parsed, which are worked out
// again for the two commonest mistakes (a second colon in a line, a tab). For others the real text says more.
func syntaxError(file, prefix string, text []byte, err error) *Error {
	e := &Error{File: file, Want: "valid YAML", Real: prefix + strings.TrimPrefix(err.Error(), "yaml: ")}
	m := yamlLine.FindStringSubmatch(err.Error())
	if m == nil {
		return e
	}
	problem := m[2]
	e.Line = 1
	if m[1] != "" {
		e.Line, _ = strconv.Atoi(m[1])
	}
	e.Real = prefix + problem
	e.Column = problemColumn(lineOf(text, e.Line), problem)
	switch {
	case e.Column == 0:
		return e
	case problem == "mapping values are not allowed in this context":
		e.Want = "one colon and space in a line, or the value in quotes"
		e.Real = fmt.Sprintf("%s%s at line %d column %d", prefix, problem, e.Line, e.Column)
	case problem == "found character that cannot start any token":
		e.Want = "spaces, not tabs; values that begin with @ or ` in quotes"
		e.Real = fmt.Sprintf("%s%s at line %d column %d, while scanning for the next token", prefix, problem, e.Line, e.Column)
	}
	return e
}

func lineOf(text []byte, n int) string {
	for line := range strings.Lines(string(text)) {
		if n--; n == 0 {
			return strings.TrimRight(line, "\r\n")
		}
	}
	return ""
}

// problemColumn is the 1-based column of a scanner's problem in its line; 0 when it can't be told.
func problemColumn(line, problem string) int {
	switch problem {
	case "mapping values are not allowed in this context":
		var colons []int
		for i := range line {
			if line[i] == ':' && (i+1 == len(line) || line[i+1] == ' ') {
				colons = append(colons, len([]rune(line[:i]))+1)
			}
		}
		if len(colons) == 0 {
			return 0
		}
		return colons[min(1, len(colons)-1)]
	case "found character that cannot start any token":
		if i := strings.IndexAny(line, "\t@`%"); i >= 0 {
			return len([]rune(line[:i])) + 1
		}
	}
	return 0
}
