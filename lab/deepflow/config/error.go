package config

import (
	"fmt"
	"strings"
)

// Error says what is wrong in a configuration file, where, and what would be right.
type Error struct {
	File   string // as given to the parser; "" for user_config and group YAML
	Line   int    // 1-based; 0 when unknown
	Column int    // 1-based; 0 when unknown
	Key    string // dotted key; "" when the text isn't YAML
	Value  string // what is there
	Want   string // what would be accepted
	Real   string // what the real program prints
}

// Error is one line: file:line:column: key: value "…": want ….
func (e *Error) Error() string {
	var b strings.Builder
	if e.File != "" {
		b.WriteString(e.File)
		b.WriteByte(':')
	}
	if e.Line > 0 {
		fmt.Fprintf(&b, "%d:", e.Line)
	}
	if e.Column > 0 {
		fmt.Fprintf(&b, "%d:", e.Column)
	}
	if b.Len() > 0 {
		b.WriteByte(' ')
	}
	if e.Key != "" {
		fmt.Fprintf(&b, "%s: value %q: want %s", e.Key, e.Value, e.Want)
		return b.String()
	}
	fmt.Fprintf(&b, "want %s", e.Want)
	return b.String()
}
