package config

import (
	"math"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"
)

// The rules for plain scalars of serde_yaml 0.9 (src/de.rs), which are YAML 1.2's: yes and on are strings, 010 is a
// string, 0o10 is 8.

func isPlain(n *yaml.Node) bool {
	return n.Style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle|yaml.LiteralStyle|yaml.FoldedStyle) == 0
}

func isNull(s string) bool {
	switch s {
	case "", "null", "Null", "NULL", "~":
		return true
	}
	return false
}

func parseSerdeBool(s string) (value, ok bool) {
	switch s {
	case "true", "True", "TRUE":
		return true, true
	case "false", "False", "FALSE":
		return false, true
	}
	return false, false
}

// digitsButNotNumber: leading zeros make a string.
func digitsButNotNumber(s string) bool {
	if s != "" && (s[0] == '-' || s[0] == '+') {
		s = s[1:]
	}
	return len(s) > 1 && s[0] == '0' && strings.Trim(s, "0123456789") == ""
}

// radix splits 0x, 0o, 0b off.
func radix(s string) (digits string, base int) {
	switch {
	case strings.HasPrefix(s, "0x"):
		return s[2:], 16
	case strings.HasPrefix(s, "0o"):
		return s[2:], 8
	case strings.HasPrefix(s, "0b"):
		return s[2:], 2
	}
	return s, 10
}

func parseUnsigned(s string) (uint64, bool) {
	if digitsButNotNumber(s) {
		return 0, false
	}
	digits, base := radix(strings.TrimPrefix(s, "+"))
	if digits == "" || strings.Contains("+-_", digits[:1]) || strings.Contains(digits, "_") {
		return 0, false
	}
	v, err := strconv.ParseUint(digits, base, 64)
	return v, err == nil
}

func parseSigned(s string) (int64, bool) {
	if rest, ok := strings.CutPrefix(s, "-"); ok {
		u, ok := parseUnsigned(rest)
		if !ok || strings.HasPrefix(rest, "+") || u > 1<<63 || digitsButNotNumber(s) {
			return 0, false
		}
		return -int64(u), true
	}
	u, ok := parseUnsigned(s)
	return int64(u), ok && u <= math.MaxInt64
}

func parseSerdeFloat(s string) (float64, bool) {
	u := strings.TrimPrefix(s, "+")
	switch u {
	case ".inf", ".Inf", ".INF":
		return math.Inf(1), true
	case "-.inf", "-.Inf", "-.INF":
		return math.Inf(-1), true
	case ".nan", ".NaN", ".NAN":
		return math.NaN(), true
	}
	if u == "" || strings.ContainsAny(u, "xXpP_") || strings.Trim(u, "+-.eE0123456789") != "" || (s != u && (u[0] == '+' || u[0] == '-')) {
		return 0, false
	}
	v, err := strconv.ParseFloat(u, 64)
	return v, err == nil && !math.IsInf(v, 0)
}

// unexpected names a node as serde's error texts do: integer `5`, string "abc", unit value, sequence, map.
func unexpected(n *yaml.Node) string {
	switch n.Kind {
	case yaml.SequenceNode:
		return "sequence"
	case yaml.MappingNode:
		return "map"
	}
	s := n.Value
	if !isPlain(n) || n.Style&yaml.TaggedStyle != 0 && n.Tag == "!!str" {
		return "string " + rustQuote(s)
	}
	if isNull(s) {
		return "unit value"
	}
	if b, ok := parseSerdeBool(s); ok {
		return "boolean `" + strconv.FormatBool(b) + "`"
	}
	if u, ok := parseUnsigned(s); ok {
		return "integer `" + strconv.FormatUint(u, 10) + "`"
	}
	if i, ok := parseSigned(s); ok {
		return "integer `" + strconv.FormatInt(i, 10) + "`"
	}
	if f, ok := parseSerdeFloat(s); ok && !digitsButNotNumber(s) {
		return "floating point `" + rustFloat(f, 64) + "`"
	}
	return "string " + rustQuote(s)
}
