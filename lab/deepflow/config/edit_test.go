package config

import (
	"strings"
	"testing"
)

func TestEditKeepsTheRest(t *testing.T) {
	const file = "# of the guide\na:\n  b: 1 # one\n  empty:\n  list:\n    - x\nz: \"q\"\n"
	for _, c := range []struct {
		name   string
		set    map[string]any
		add    map[string][]any
		remove []string
		want   string
	}{
		{"set", map[string]any{"a.b": "two"}, nil, nil, "# of the guide\na:\n  b: two\n  empty:\n  list:\n    - x\nz: \"q\"\n"},
		{
			"set below what is empty or missing",
			map[string]any{"a.empty.c": 1, "n.m": true},
			nil, nil,
			"# of the guide\na:\n  b: 1 # one\n  empty:\n    c: 1\n  list:\n    - x\nz: \"q\"\nn:\n  m: true\n",
		},
		{
			"add", nil,
			map[string][]any{"a.list": {"v"}, "a.empty": {"w"}},
			nil,
			"# of the guide\na:\n  b: 1 # one\n  empty:\n    - w\n  list:\n    - x\n    - v\nz: \"q\"\n",
		},
		{"remove", nil, nil, []string{"a.list", "z", "not.there"}, "# of the guide\na:\n  b: 1 # one\n  empty:\n"},
	} {
		got, err := Edit(file, c.set, c.add, c.remove)
		if err != nil || got != c.want {
			t.Errorf("%s: %v\n%s\nwant\n%s", c.name, err, got, c.want)
		}
	}
	if got, err := Edit("", map[string]any{"a.b": 1}, nil, nil); err != nil || got != "a:\n  b: 1\n" {
		t.Errorf("an empty file: %v\n%s", err, got)
	}
	if _, err := Edit(file, map[string]any{"z.y": 1}, nil, nil); err == nil || !strings.Contains(err.Error(), "z.y") {
		t.Errorf("a key below text: %v", err)
	}
	if _, err := Edit("a: [", map[string]any{"b": 1}, nil, nil); err == nil {
		t.Error("what is no YAML was edited")
	}
}
