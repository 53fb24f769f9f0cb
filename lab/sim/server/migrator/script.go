package migrator

import (
	"github.com/dflab/dflab/lab/deepflow/release"
	"github.com/dflab/dflab/lab/sim/server/core"
)

// statement is one statement of a script, with its arguments.
type statement struct {
	query string
	args  []any
}

// scripts are init.sql and default_init.sql of the release. init.sql makes each table, empties it and fills in its rows, the
// version's table first; default_init.sql has the rows that only the default organisation gets.
func scripts(c *core.Core) (org, defaults []statement) {
	now := c.Now()
	inserts := func(script, table string) (list []statement) {
		for _, seed := range c.Release.Seeds {
			if seed.Script != script || table != "" && seed.Table != table {
				continue
			}
			for _, row := range seed.Values(c.UUID, now) {
				list = append(list, statement{seed.Insert(), row})
			}
		}
		return list
	}
	add := func(t release.Table) {
		org = append(org, statement{query: t.DDL()}, statement{query: "TRUNCATE TABLE `" + t.Name + "`"})
		org = append(org, inserts("init", t.Name)...)
	}
	if version, ok := c.Release.Table(versionTable); ok {
		add(version)
	}
	for _, t := range c.Release.Tables {
		if t.Name != versionTable {
			add(t)
		}
	}
	return org, inserts("default_init", "")
}
