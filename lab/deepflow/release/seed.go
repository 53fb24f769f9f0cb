package release

import (
	"strings"
	"time"
)

// Seed is rows that a fresh database gets in one table. Script says which file inserts them: "init", or "default_init",
// which runs last, so that its rows are the ones that an interrupted first start lacks.
type Seed struct {
	Table   string   `yaml:"table"`
	Script  string   `yaml:"script"`
	Columns []string `yaml:"columns"`
	Rows    [][]any  `yaml:"rows"`
}

// Markers in Rows for values that the scripts compute.
const (
	markUUID    = "$uuid"     // uuid()
	markShortID = "$short_id" // g- and the first ten hexadecimal digits of another uuid()
	markUnix    = "$unix"     // unix_timestamp(now())
)

// Values are the rows with their markers replaced: uuid gives a new UUID, now is the server's time.
func (s Seed) Values(uuid func() string, now time.Time) [][]any {
	rows := make([][]any, len(s.Rows))
	for i, row := range s.Rows {
		rows[i] = make([]any, len(row))
		for j, v := range row {
			switch v {
			case markUUID:
				v = uuid()
			case markShortID:
				v = "g-" + strings.ReplaceAll(uuid(), "-", "")[:10]
			case markUnix:
				v = now.Unix()
			}
			rows[i][j] = v
		}
	}
	return rows
}

// Insert is the INSERT statement for one row of the seed, with ? placeholders.
func (s Seed) Insert() string {
	return "INSERT INTO `" + s.Table + "` (`" + strings.Join(s.Columns, "`, `") + "`) VALUES (" +
		strings.TrimSuffix(strings.Repeat("?, ", len(s.Columns)), ", ") + ")"
}
