// Package release holds what differs from one DeepFlow release to the next, as data with a source for each fact:
// schema version, issue files, tables, seed rows, ports, timers. It may import the standard library and a YAML reader;
// it knows no server and no agent, and nothing in it acts.
package release

// Release is one release of DeepFlow.
type Release struct {
	Version         string // "6.6.9"
	Revision        string // what `deepflow-server -v` and vtap.revision show
	Commit          string
	DBVersion       string // DB_VERSION_EXPECTED
	DBVersionSource string
	SchemaDir       string // where the image keeps rawsql/
	Issues          []Issue
	Tables          []Table
}

// Issue is one file of rawsql/issu, which brings an older schema to Version.
type Issue struct {
	Version string
	Writes  string // what the file leaves in db_version; differs from Version in the defective files
	Script  string // Go script that the migrator runs before the file; "" for none
	// Again is the MySQL error of running the file on a schema that already has it; "" when it runs.
	Again  string
	Source string
}

// Table is one MySQL table of the controller's database.
type Table struct {
	Name    string
	Core    bool // needed for docking; a lab may create only these
	Columns []Column
	Keys    []Key
}

// Column is one column, its Type and Default in MySQL's words.
type Column struct {
	Name          string
	Type          string
	NotNull       bool
	Default       string // SQL text, "" for none
	OnUpdate      string
	AutoIncrement bool
	Comment       string
}

// Key is an index. Kind is "primary", "unique" or "" for a plain one; Columns may carry a prefix length, "name(32)".
type Key struct {
	Kind    string
	Name    string
	Columns []string
}
