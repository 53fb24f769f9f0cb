package logline

import "strings"

// ReadServer splits the text of a server log into records. A line that starts none continues the message before it:
// configurations are logged over many lines. Lines before the first record are left out.
func ReadServer(text string) []Record { return read(text, ParseServer) }

// ReadAgent splits the text of an agent log into records, as ReadServer does.
func ReadAgent(text string) []Record { return read(text, ParseAgent) }

func read(text string, parse func(string) (Record, error)) []Record {
	var records []Record
	for line := range strings.Lines(text) {
		r, err := parse(line)
		switch {
		case err == nil:
			records = append(records, r)
		case len(records) > 0:
			last := &records[len(records)-1]
			last.Message += "\n" + trim(line)
		}
	}
	return records
}
