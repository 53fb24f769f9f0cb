package ingester

import (
	_ "embed"
	"strings"
)

// Table is a table of ClickHouse.
type Table struct {
	Name    string
	Columns []Column
	// Engine is ClickHouse's, "MergeTree".
	Engine string
	// Of names the table of the same database whose rows this one shows: X is the Distributed table over X_local.
	Of string
}

// Column of a table; Type is ClickHouse's name of it.
type Column struct{ Name, Type, Comment string }

// tableVersion is the comment of every table's time column (ckdb.TABLE_VERSION at v6.6.9).
const tableVersion = "v6.6.3.0"

// tables66 lists database, table, column and type of every table on the dock path, in the order of creation.
//
//go:embed tables_6.6.9.tsv
var tables66 string

// schema is one database with its tables, X_local and X in turn.
type schema struct {
	database string
	tables   []Table
}

// schemas are the databases of release 6.6.9 in the order in which the ingester creates them.
func schemas() []schema {
	var all []schema
	for line := range strings.Lines(tables66) {
		f := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		database, name := f[0], f[1]
		if len(all) == 0 || all[len(all)-1].database != database {
			all = append(all, schema{database: database})
		}
		s := &all[len(all)-1]
		if len(s.tables) == 0 || s.tables[len(s.tables)-2].Name != name+"_local" {
			s.tables = append(s.tables,
				Table{Name: name + "_local", Engine: "MergeTree"},
				Table{Name: name, Engine: "Distributed", Of: name + "_local"})
		}
		local := &s.tables[len(s.tables)-2]
		local.Columns = append(local.Columns, column(f[2], f[3]))
	}
	return all
}

// column is a column in types that the store has: addresses and enumerations read the same as text.
func column(name, typ string) Column {
	switch {
	case typ == "IPv4" || typ == "IPv6":
		typ = "String"
	case strings.HasPrefix(typ, "Enum8("):
		typ = "LowCardinality(String)"
	}
	c := Column{Name: name, Type: typ}
	if name == "time" {
		c.Comment = tableVersion
	}
	return c
}
