package migrator

import (
	"time"

	"github.com/dflab/dflab/lab/deepflow/logline"
	"github.com/dflab/dflab/lab/sim/server/core"
)

// initOrDrop fills a database that was just created and drops it again if that fails. The real one then returns the error of
// the drop instead of the first one (a shadowed variable, common/init.go:34), so that it goes on and dies at its next
// session: Unknown database.
func (m *Migrator) initOrDrop(sleep core.Sleep) error {
	m.core.Log.Log(logline.ServerDropDatabaseOnCEInitFailure, m.name())
	m.core.Log.Log(logline.ServerDropDatabaseOnInitFailure, m.name())
	err := m.initTables(sleep)
	if err == nil {
		return nil
	}
	if isStopped(err) {
		return err
	}
	server, err := m.session(sleep, "")
	if err != nil {
		return err
	}
	defer server.Close()
	if err := m.dropDatabase(server); err != nil {
		m.core.Log.Log(logline.ServerDropDatabaseFailed, m.name(), err)
		return err
	}
	return nil
}

// initTables creates all tables, emptying those that are there, fills in the default rows and writes the version, last:
// a process that dies before leaves a db_version without a row.
func (m *Migrator) initTables(sleep core.Sleep) error {
	log, name := m.core.Log, m.name()
	log.Log(logline.ServerInitializeDBTables, name)
	log.Log(logline.ServerInitializeTables, name, m.schema())

	log.Log(logline.ServerInitializeOrgTables, name, m.schema())
	org, defaults := scripts(m.core)
	if err := m.runScript(sleep, "init.sql", org, statementTime); err != nil {
		if !isStopped(err) {
			log.Log(logline.ServerInitializeOrgTablesFailed, name, m.schema(), err)
		}
		return err
	}
	log.Log(logline.ServerInitializedOrgTables, name, m.schema())

	log.Log(logline.ServerInitializeDefaultOrgTables, name, m.schema())
	if err := m.runScript(sleep, "default_init.sql", defaults, defaultInitTime/time.Duration(max(1, len(defaults)))); err != nil {
		if !isStopped(err) {
			log.Log(logline.ServerInitializeDefaultOrgTablesFailed, name, m.schema(), err)
		}
		return err
	}
	log.Log(logline.ServerInitializedDefaultOrgTables, name, m.schema())
	log.Log(logline.ServerInitializedTables, name, m.schema())

	if err := m.insertVersion(sleep); err != nil {
		return err
	}
	log.Log(logline.ServerInitializedDBTables, name)
	return nil
}

func (m *Migrator) insertVersion(sleep core.Sleep) error {
	db, err := m.session(sleep, m.name())
	if err != nil {
		return err
	}
	defer db.Close()
	err = m.exec(db, "INSERT INTO "+versionTable+" (version) VALUES (?)", m.core.Release.DBVersion)
	if err != nil {
		m.core.Log.Log(logline.ServerInsertVersionFailed, m.name(), versionTable, err)
	}
	return err
}

// runScript has the database execute a script, one statement a turn, step apart, and waits for its end. The real server
// sends the whole file as one request, which the database executes to its end even if the client dies in the middle
// (recording 02_db_version/b4: 42 tables when the server was killed, 145 a moment later). So the turns belong to the
// database, not to the process, and go on after the process's death.
func (m *Migrator) runScript(sleep core.Sleep, name string, script []statement, step time.Duration) error {
	db, err := m.session(sleep, m.name())
	if err != nil {
		return err
	}
	lane := m.core.Lane("mysql/" + name)
	done := false
	var failed error
	var next func()
	next = func() {
		if len(script) == 0 {
			done = true
			db.Close()
			return
		}
		if _, failed = db.Exec(script[0].query, script[0].args...); failed != nil {
			script = nil
		} else {
			script = script[1:]
		}
		lane.After(step, next)
	}
	lane.Post(next)
	for !done {
		if !sleep(step) {
			return Stopped{}
		}
	}
	return failed
}
