package clickhouse

import (
	"strings"
)

type tokenKind uint8

const (
	tokenEnd tokenKind = iota
	tokenWord
	tokenQuoted // `name` or "name"
	tokenNumber
	tokenString
	tokenSign
)

type token struct {
	kind tokenKind
	text string // of words as written, of strings and quoted names without quotes and escapes
	raw  string // as written
	at   int
}

// is compares a word without case, and signs.
func (t token) is(s string) bool {
	return (t.kind == tokenWord || t.kind == tokenSign) && strings.EqualFold(t.text, s)
}

func syntaxError(query string, at int, raw string) *Exception {
	if at >= len(query) {
		return exception(62, "Syntax error: failed at position %d (end of query).", at+1)
	}
	rest := query[at:]
	if len(rest) > 50 {
		rest = rest[:50]
	}
	return exception(62, "Syntax error: failed at position %d ('%s'): %s.", at+1, raw, rest)
}

// lex splits a query. It stops early after VALUES or the name after FORMAT of an INSERT, because data follows; stop is where.
func lex(query string) (tokens []token, err error) {
	for i := 0; i < len(query); {
		c := query[i]
		switch {
		case c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v':
			i++
		case strings.HasPrefix(query[i:], "--") || c == '#':
			for i < len(query) && query[i] != '\n' {
				i++
			}
		case strings.HasPrefix(query[i:], "/*"):
			end := strings.Index(query[i:], "*/")
			if end < 0 {
				return nil, syntaxError(query, i, "/*")
			}
			i += end + 2
		case c == '\'' || c == '`' || c == '"':
			text, n, ok := unquote(query[i:])
			if !ok {
				return nil, syntaxError(query, i, query[i:])
			}
			k := tokenQuoted
			if c == '\'' {
				k = tokenString
			}
			tokens = append(tokens, token{k, text, query[i : i+n], i})
			i += n
		case isDigit(c) || c == '.' && i+1 < len(query) && isDigit(query[i+1]) && !afterName(tokens):
			n := numberLength(query[i:])
			tokens = append(tokens, token{tokenNumber, query[i : i+n], query[i : i+n], i})
			i += n
		case isLetter(c):
			n := 1
			for i+n < len(query) && (isLetter(query[i+n]) || isDigit(query[i+n])) {
				n++
			}
			tokens = append(tokens, token{tokenWord, query[i : i+n], query[i : i+n], i})
			i += n
		default:
			n := 1
			for _, s := range []string{"<=", ">=", "!=", "<>", "==", "||", "::", "->"} {
				if strings.HasPrefix(query[i:], s) {
					n = 2
				}
			}
			if n == 1 && !strings.ContainsRune("()[],.;*+-/%=<>?:{}@", rune(c)) {
				return nil, syntaxError(query, i, query[i:i+1])
			}
			tokens = append(tokens, token{tokenSign, query[i : i+n], query[i : i+n], i})
			i += n
		}
	}
	return append(tokens, token{kind: tokenEnd, at: len(query)}), nil
}

func isDigit(c byte) bool  { return c >= '0' && c <= '9' }
func isLetter(c byte) bool { return c == '_' || c|0x20 >= 'a' && c|0x20 <= 'z' }

// afterName says that a dot is a qualifier's: db.1 is no number.
func afterName(tokens []token) bool {
	if len(tokens) == 0 {
		return false
	}
	k := tokens[len(tokens)-1].kind
	return k == tokenWord || k == tokenQuoted
}

func numberLength(s string) int {
	n := 0
	for n < len(s) && (isDigit(s[n]) || s[n] == '.') {
		n++
	}
	if n < len(s) && s[n]|0x20 == 'e' {
		e := n + 1
		if e < len(s) && (s[e] == '+' || s[e] == '-') {
			e++
		}
		if e < len(s) && isDigit(s[e]) {
			for n = e; n < len(s) && isDigit(s[n]); n++ {
			}
		}
	}
	return n
}

// unquote reads a quoted text with ClickHouse's escapes: a backslash sequence or the quote doubled.
func unquote(s string) (text string, length int, ok bool) {
	quote := s[0]
	var b strings.Builder
	for i := 1; i < len(s); i++ {
		switch {
		case s[i] == '\\' && i+1 < len(s):
			i++
			switch s[i] {
			case 'n':
				b.WriteByte('\n')
			case 't':
				b.WriteByte('\t')
			case 'r':
				b.WriteByte('\r')
			case 'b':
				b.WriteByte('\b')
			case 'f':
				b.WriteByte('\f')
			case '0':
				b.WriteByte(0)
			case '\\', '\'', '"', '`', '/':
				b.WriteByte(s[i])
			default: // kept, so that LIKE sees '\%'
				b.WriteByte('\\')
				b.WriteByte(s[i])
			}
		case s[i] == quote && i+1 < len(s) && s[i+1] == quote:
			b.WriteByte(quote)
			i++
		case s[i] == quote:
			return b.String(), i + 1, true
		default:
			b.WriteByte(s[i])
		}
	}
	return "", 0, false
}
