package replay

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
)

// listing is a deepflow-ctl list: where it gets its rows, and of which fields its columns are (cli/ctl/*.go at v6.6.9).
type listing struct {
	path    string
	columns map[string]string            // column → field
	words   map[string]map[string]string // column → value → what is printed
	key     string                       // column that names a row
}

var listings = map[string]listing{
	"agent list": {
		path: "/v1/vtaps/", key: "CTRL_MAC",
		columns: map[string]string{"NAME": "NAME", "TYPE": "TYPE", "CTRL_IP": "CTRL_IP", "CTRL_MAC": "CTRL_MAC", "STATE": "STATE", "GROUP": "VTAP_GROUP_NAME", "REVISION": "REVISION"},
		words: map[string]map[string]string{
			"TYPE":  {"3": "CHOST_VM"},
			"STATE": {"0": "LOST", "1": "NORMAL", "2": "DISABLE", "3": "PENDING"},
		},
	},
	"agent-group list": {
		path: "/v1/vtap-groups/", key: "ID",
		columns: map[string]string{"NAME": "NAME", "ID": "SHORT_UUID"},
	},
	"domain list": {
		path: "/v2/domains/", key: "NAME",
		columns: map[string]string{"NAME": "NAME", "TYPE": "TYPE", "CONTROLLER_IP": "CONTROLLER_IP", "ENABLED": "ENABLED", "STATE": "STATE", "SYNCED_AT": "SYNCED_AT"},
		words: map[string]map[string]string{
			"TYPE":    {"23": "agent_sync", "11": "kubernetes"},
			"ENABLED": {"0": "DISABLE", "1": "ENABLE"},
			"STATE":   {"1": "NORMAL", "2": "DELETING", "3": "EXCEPTION", "4": "WARNING"},
		},
	},
}

// column is the head of one column of a printed list with where it begins.
var column = regexp.MustCompile(`\S+\s*`)

// table reads what a list command printed: rows by column.
func table(text string) (rows []map[string]string) {
	lines := strings.Split(strings.TrimRight(text, "\n"), "\n")
	heads := column.FindAllStringIndex(lines[0], -1)
	for _, line := range lines[1:] {
		row := map[string]string{}
		for i, h := range heads {
			end := len(line)
			if i+1 < len(heads) {
				end = min(h[1], end)
			}
			row[strings.TrimSpace(lines[0][h[0]:h[1]])] = strings.TrimSpace(line[min(h[0], end):end])
		}
		rows = append(rows, row)
	}
	return rows
}

// compareList holds a printed list against the REST answer that the command would print now.
func (l listing) compareList(where, printed, answer string, names *Names) Result {
	var got struct{ DATA []map[string]any }
	dec := json.NewDecoder(strings.NewReader(answer))
	dec.UseNumber()
	r := Result{Recording: where}
	if err := dec.Decode(&got); err != nil {
		r.same(where, "JSON", err.Error())
		return r
	}
	seen := map[string]map[string]any{}
	for _, row := range got.DATA {
		seen[fmt.Sprint(row[l.columns[l.key]])] = row
	}
	rows := table(printed)
	for _, want := range rows {
		name := want[l.key]
		row, there := seen[names.Translate(name)]
		if !there {
			r.same(where+": row "+name, "there", "nothing")
			continue
		}
		for col, field := range l.columns {
			text := fmt.Sprint(row[field])
			if word, ok := l.words[col][text]; ok {
				text = word
			}
			r.same(fmt.Sprintf("%s: row %s: %s", where, name, col), Mask(names.Translate(want[col])), Mask(text))
		}
	}
	r.same(where+": rows", len(rows), len(got.DATA))
	return r
}
