package ckwriter

import (
	"strings"

	"github.com/dflab/dflab/lab/sim/server/ingester"
)

// firstModern is the first year of versions that have DateTime64, and LowCardinality without an experimental setting.
const firstModern = 20

// dialect is what a ClickHouse takes.
type dialect struct {
	// plain: a version before firstModern, which gets String for LowCardinality(String) and DateTime for DateTime64.
	plain bool
	// cluster is what Distributed tables are made on; "" where ClickHouse has none of the name, so that Merge tables stand for them.
	cluster string
}

func (d dialect) createTable(database string, t ingester.Table) string {
	create := "CREATE TABLE IF NOT EXISTS `" + database + "`.`" + t.Name + "`"
	if t.Of != "" {
		return create + " AS `" + database + "`.`" + t.Of + "` ENGINE = " + d.over(database, t.Of)
	}
	columns := make([]string, 0, len(t.Columns))
	for _, c := range t.Columns {
		column := "`" + c.Name + "` " + d.typ(c.Type)
		if c.Comment != "" {
			column += " COMMENT " + quoted(c.Comment)
		}
		columns = append(columns, column)
	}
	return create + " (" + strings.Join(columns, ", ") + ") ENGINE = MergeTree PARTITION BY toYYYYMMDD(time) ORDER BY time"
}

// over is the engine of a table that shows another's rows.
func (d dialect) over(database, table string) string {
	if d.cluster == "" {
		return "Merge(" + quoted(database) + ", " + quoted("^"+strings.ReplaceAll(table, ".", `\.`)+"$") + ")"
	}
	return "Distributed(" + quoted(d.cluster) + ", " + quoted(database) + ", " + quoted(table) + ", rand())"
}

func (d dialect) typ(t string) string {
	if !d.plain {
		return t
	}
	t = strings.ReplaceAll(t, "LowCardinality(String)", "String")
	if args, ok := strings.CutPrefix(t, "DateTime64("); ok {
		if _, zone, ok := strings.Cut(args, ", "); ok {
			return "DateTime(" + zone
		}
		return "DateTime"
	}
	return t
}

// quoted is a string literal.
func quoted(s string) string {
	return "'" + strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(s) + "'"
}
