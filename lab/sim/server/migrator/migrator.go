// Package migrator brings the controller's MySQL database to the schema version that a deepflow-server release expects, or
// fails as that release does: first deployment, upgrade by issue files, a version that is missing, malformed or of another
// release. It may import core and lab/deepflow; it must not know REST or any other module, nor decide what becomes of the
// process: that is the caller's, who is told by the error.
//
// Source: server/controller/db/mysql/migrator at v6.6.9; recordings 02_db_version.
package migrator

import (
	"database/sql"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/dflab/dflab/lab/deepflow/logline"
	"github.com/dflab/dflab/lab/sim/server/core"
)

// Open opens MySQL as the process reaches it and makes sure that it answers; a connect that hangs sleeps. An empty database
// selects none.
type Open func(sleep core.Sleep, database string) (*sql.DB, error)

// Migrator migrates one process's database.
type Migrator struct {
	core   *core.Core
	open   Open
	stdout io.Writer
}

// New is a migrator of c's database. The database driver's own complaints go to stdout, not to the log.
func New(c *core.Core, open Open, stdout io.Writer) *Migrator {
	return &Migrator{core: c, open: open, stdout: stdout}
}

// What the steps of a migration take in lab time (recordings 02_db_version: a check 3 to 5 ms, an issue file 4 to 24 ms,
// the last one of 6.6.9 120 ms, a first initialisation 0.4 to 1.1 s for 145 tables).
const (
	connectTime     = time.Millisecond
	checkTime       = time.Millisecond
	issueTime       = 5 * time.Millisecond
	statementTime   = 2500 * time.Microsecond // two statements a table
	defaultInitTime = 5 * time.Millisecond
)

// Stopped is returned when the process ended in the middle.
type Stopped struct{}

// Error says so.
func (Stopped) Error() string { return "process ended" }

func isStopped(err error) bool {
	var stopped Stopped
	return errors.As(err, &stopped)
}

// Migrate creates and fills the database if it is missing, and upgrades it if it is old. An error is what the process logs
// before it exits; *core.Panic means that the process panics.
func (m *Migrator) Migrate(sleep core.Sleep) error {
	existed, err := m.createIfMissing(sleep)
	if err != nil {
		return err
	}
	db, err := m.session(sleep, m.name())
	if err != nil {
		return err
	}
	defer db.Close()
	if !existed {
		return nil
	}
	return m.upgrade(sleep, db)
}

// CheckVersion is the check at stage "MySQL init", which stops a process whose migration left another version behind.
func (m *Migrator) CheckVersion(db *sql.DB) error {
	version, err := m.version(db)
	if err != nil {
		return err
	}
	if want := m.core.Release.DBVersion; version != want {
		m.core.Log.Log(logline.ServerDBVersionMismatch, m.name(), versionTable, version, want)
		return fmt.Errorf("%s current version: %s != expected version: %s", versionTable, version, want)
	}
	return nil
}

func (m *Migrator) createIfMissing(sleep core.Sleep) (existed bool, err error) {
	server, err := m.session(sleep, "")
	if err != nil {
		return false, err
	}
	defer server.Close()
	if !sleep(connectTime) {
		return false, Stopped{}
	}
	if existed, err = m.databaseExists(server); err != nil || existed {
		if err != nil {
			m.core.Log.Log(logline.ServerDatabaseNotReady, m.name(), err)
		}
		return existed, err
	}
	if err := m.createDatabase(server); err != nil {
		m.core.Log.Log(logline.ServerDatabaseNotReady, m.name(), err)
		return false, err
	}
	return false, m.initOrDrop(sleep)
}

func (m *Migrator) upgrade(sleep core.Sleep, db *sql.DB) error {
	if !sleep(checkTime) {
		return Stopped{}
	}
	exists, err := m.tableExists(db, versionTable)
	if err != nil {
		return err
	}
	if !exists {
		m.core.Log.Log(logline.ServerInitializeDBTablesWithoutRollback, m.name())
		return m.initTables(sleep)
	}
	m.core.Log.Log(logline.ServerUpgradeIfNotLatest, m.name())
	version, err := m.version(db)
	if err != nil {
		m.core.Log.Log(logline.ServerGetDBVersionFailed, m.name(), err)
		return err
	}
	want := m.core.Release.DBVersion
	m.core.Log.Log(logline.ServerCurrentDBVersion, m.name(), version, want)
	switch {
	case version == "" && m.core.Config.Controller.MySQL.DropDatabaseEnabled:
		return m.recreate(sleep, db)
	case version == "":
		// The real one returns the error of the successful query here: nil. The process dies at the check instead.
		m.core.Log.Log(logline.ServerDBVersionNull, m.name())
		return nil
	case version != want:
		return m.executeIssues(sleep, db, version)
	}
	return nil
}

func (m *Migrator) recreate(sleep core.Sleep, db *sql.DB) error {
	m.core.Log.Log(logline.ServerRecreateDatabase, m.name())
	_ = m.dropDatabase(db) // the real one ignores it too
	server, err := m.session(sleep, "")
	if err != nil {
		return err
	}
	defer server.Close()
	if err := m.createDatabase(server); err != nil {
		return err
	}
	return m.initOrDrop(sleep)
}

// schema is the folder of the schema's SQL files, as the log names it.
func (m *Migrator) schema() string { return m.core.Release.SchemaDir + "/rawsql" }

func (m *Migrator) name() string { return m.core.Config.Controller.MySQL.Database }

// Session opens the process's own session, for stage "MySQL init".
func (m *Migrator) Session(sleep core.Sleep) (*sql.DB, error) { return m.session(sleep, m.name()) }

// session opens the database; what fails is logged as the real one's driver and controller do.
func (m *Migrator) session(sleep core.Sleep, database string) (*sql.DB, error) {
	db, err := m.open(sleep, database)
	if err == nil {
		return db, nil
	}
	if m.core.Stopped() {
		return nil, Stopped{}
	}
	fmt.Fprintf(m.stdout, "\r\n%s controller/db/mysql/common/gorm.go:71\n[error] failed to initialize database, got error %v\n",
		m.core.Now().Format("2006/01/02 15:04:05"), err)
	m.core.Log.Log(logline.ServerInitializeSessionFailed, err)
	return nil, err
}
