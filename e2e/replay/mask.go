package replay

import "regexp"

// masks blank out what differs from run to run.
var masks = []struct {
	pattern *regexp.Regexp
	with    string
}{
	{regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`), "<uuid>"},
	{regexp.MustCompile(`\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?`), "<time>"},
	{regexp.MustCompile(`\bg-[0-9A-Za-z]{10}\b`), "<group>"},
	{regexp.MustCompile(`\b0x[0-9a-f]+\b`), "<pointer>"},
	{regexp.MustCompile(`\b\d+(\.\d+)?(ns|µs|ms|s)\b`), "<duration>"},
	{regexp.MustCompile(`-W\d+\b`), "-W<id>"},
}

// Mask blanks out times, durations, uuids, short ids and pointers. The zero uuid of all f's, the region's, stays.
func Mask(text string) string {
	for _, m := range masks {
		text = m.pattern.ReplaceAllStringFunc(text, func(s string) string {
			if s == "ffffffff-ffff-ffff-ffff-ffffffffffff" {
				return s
			}
			return m.with
		})
	}
	return text
}
