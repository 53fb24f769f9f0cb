package logline

import (
	"strconv"
	"strings"
)

// What a record consists of is found by hand: probes read whole logs, and regular expressions take ten times as long.

// splitServer parts a line "2026-11-22 23:30:13.057 [INFO] [module] file.go:69 message", or an access line with GIN for a level and
// neither module nor file.
func splitServer(line string) (r Record, at string, ok bool) {
	at, rest, ok := cutShape(line, "0000-00-00 00:00:00.000")
	if !ok {
		return r, "", false
	}
	if message, access := strings.CutPrefix(rest, " [GIN] "); access {
		return Record{Module: accessModule, Message: message}, at, true
	}
	if rest, ok = strings.CutPrefix(rest, " ["); !ok {
		return r, "", false
	}
	if r.Level, rest, ok = cutTag(rest, serverTags[:]); !ok {
		return r, "", false
	}
	if rest, ok = strings.CutPrefix(rest, "] ["); !ok {
		return r, "", false
	}
	if r.Module, rest, ok = cutWord(rest, "]"); !ok {
		return r, "", false
	}
	if rest, ok = strings.CutPrefix(rest, "] "); !ok {
		return r, "", false
	}
	if r.File, r.Line, rest, ok = cutPlace(rest, ":"); !ok {
		return r, "", false
	}
	r.Message, ok = strings.CutPrefix(rest, " ")
	return r, at, ok
}

// splitAgent parts a line "[2026-11-22 23:30:13.057000 +08:00] INFO [src/trident.rs:69] message".
func splitAgent(line string) (r Record, at string, ok bool) {
	rest, ok := strings.CutPrefix(line, "[")
	if !ok {
		return r, "", false
	}
	if at, rest, ok = cutShape(rest, "0000-00-00 00:00:00.000000 +00:00"); !ok {
		return r, "", false
	}
	if rest, ok = strings.CutPrefix(rest, "] "); !ok {
		return r, "", false
	}
	if r.Level, rest, ok = cutTag(rest, agentTags[:]); !ok {
		return r, "", false
	}
	if rest, ok = strings.CutPrefix(rest, " ["); !ok {
		return r, "", false
	}
	if r.File, r.Line, rest, ok = cutPlace(rest, "]:"); !ok {
		return r, "", false
	}
	r.Message, ok = strings.CutPrefix(rest, "] ")
	return r, at, ok
}

// cutShape cuts off what looks like shape, in which 0 stands for any digit and + for either sign.
func cutShape(s, shape string) (head, rest string, ok bool) {
	if len(s) < len(shape) {
		return "", s, false
	}
	for i := range len(shape) {
		switch c := s[i]; shape[i] {
		case '0':
			ok = c >= '0' && c <= '9'
		case '+':
			ok = c == '+' || c == '-'
		default:
			ok = c == shape[i]
		}
		if !ok {
			return "", s, false
		}
	}
	return s[:len(shape)], s[len(shape):], true
}

// cutTag cuts off the tag of a level.
func cutTag(s string, tags []string) (l Level, rest string, ok bool) {
	for l, tag := range tags {
		if tag != "" && strings.HasPrefix(s, tag) {
			return Level(l), s[len(tag):], true
		}
	}
	return Unset, s, false
}

const blanks = " \t\n\f\r"

// cutWord cuts off what comes before a blank or one of the bytes of stop.
func cutWord(s, stop string) (word, rest string, ok bool) {
	i := strings.IndexAny(s, stop+blanks)
	if i <= 0 {
		return "", s, false
	}
	return s[:i], s[i:], true
}

// cutPlace cuts off a file and, behind a colon, a line number. stop are the bytes that a file's name doesn't have.
func cutPlace(s, stop string) (file string, line int, rest string, ok bool) {
	if file, rest, ok = cutWord(s, stop); !ok || rest[0] != ':' {
		return "", 0, s, false
	}
	rest = rest[1:]
	digits := len(rest) - len(strings.TrimLeft(rest, "0123456789"))
	line, err := strconv.Atoi(rest[:digits])
	return file, line, rest[digits:], err == nil
}
