package logline

import (
	"regexp"
	"strings"
)

// verb finds the fmt verbs of the catalogue's formats: flags, width, precision and the letter.
var verb = regexp.MustCompile(`%([+#]*)(\d*)(?:\.(\d+))?([a-zA-Z%])`)

func hasVerb(format string) bool { return strings.Contains(format, "%") }

// compile makes an anchored expression of a format. Every verb captures its text; literal text anchors it. A verb
// captures as little as it can, so that several strings in a row split at the first literal between them.
func compile(format string) *regexp.Regexp {
	var b strings.Builder
	b.WriteString(`(?s)\A`)
	rest := format
	for {
		at := verb.FindStringSubmatchIndex(rest)
		if at == nil {
			break
		}
		b.WriteString(regexp.QuoteMeta(rest[:at[0]]))
		b.WriteString(capture(rest[at[8]:at[9]]))
		rest = rest[at[1]:]
	}
	b.WriteString(regexp.QuoteMeta(rest))
	b.WriteString(`\z`)
	return regexp.MustCompile(b.String())
}

// literalPrefix is what is before the first verb.
func literalPrefix(format string) string {
	if at := verb.FindStringIndex(format); at != nil {
		return format[:at[0]]
	}
	return format
}

// capture is the expression of one verb. What fmt prints for a missing or a wrong argument, "%!d(string=x)", is
// accepted too: DeepFlow has statements with too few arguments, and what a log says has to be found.
func capture(letter string) string {
	switch letter {
	case "%":
		return "%"
	case "d":
		return `(-?\d+|%!d\(.*?\))`
	case "t":
		return `(true|false|%!t\(.*?\))`
	case "x":
		return `([0-9a-f]+|%!x\(.*?\))`
	case "q":
		return `("(?:[^"\\]|\\.)*")`
	}
	return `(.*?)`
}
