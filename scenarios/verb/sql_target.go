package verb

import (
	"regexp"
	"strings"
)

// target finds the one table whose rows a statement changes, or which it makes or drops. Statements on several tables, on
// databases, and those that change a table's definition don't match.
var target = regexp.MustCompile("(?is)\\A\\s*(?:" +
	"UPDATE\\s+`?(\\w+)`?\\s+SET\\b|" +
	"DELETE\\s+FROM\\s+`?(\\w+)`?\\s*(?:\\z|;|WHERE\\b|ORDER\\b|LIMIT\\b)|" +
	"(?:INSERT|REPLACE)\\s+(?:IGNORE\\s+)?(?:INTO\\s+)?`?(\\w+)`?[\\s(]|" +
	"TRUNCATE\\s+(?:TABLE\\s+)?`?(\\w+)`?\\s*(?:\\z|;)|" +
	"CREATE\\s+TABLE\\s+(?:IF\\s+NOT\\s+EXISTS\\s+)?`?(\\w+)`?[\\s(]|" +
	"DROP\\s+TABLE\\s+(?:IF\\s+EXISTS\\s+)?`?(\\w+)`?\\s*(?:\\z|;))")

// actsOn says whether a statement changes that table's rows, or makes or drops it, and does nothing else.
func actsOn(statement, table string) bool {
	m := target.FindStringSubmatch(statement)
	return m != nil && strings.EqualFold(strings.Join(m[1:], ""), table)
}
