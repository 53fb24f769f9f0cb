package migrator

import (
	"database/sql"
	"fmt"

	"github.com/dflab/dflab/lab/deepflow/logline"
)

// versionTable holds one row, the schema's version.
const versionTable = "db_version"

func (m *Migrator) databaseExists(db *sql.DB) (bool, error) {
	n, err := m.count(db, "SELECT COUNT(*) FROM INFORMATION_SCHEMA.SCHEMATA WHERE SCHEMA_NAME = ?", m.name())
	return n > 0, err
}

func (m *Migrator) tableExists(db *sql.DB, table string) (bool, error) {
	n, err := m.count(db, "SELECT COUNT(*) FROM INFORMATION_SCHEMA.TABLES WHERE TABLE_SCHEMA = ? AND TABLE_NAME = ?", m.name(), table)
	if err != nil {
		m.core.Log.Log(logline.ServerCheckTableExistsFailed, m.name(), table, err)
	}
	return n > 0, err
}

func (m *Migrator) createDatabase(db *sql.DB) error {
	m.core.Log.Log(logline.ServerCreateDatabase, m.name())
	return m.exec(db, fmt.Sprintf("CREATE DATABASE `%s`", m.name()))
}

func (m *Migrator) dropDatabase(db *sql.DB) error {
	m.core.Log.Log(logline.ServerDropDatabase, m.name())
	exists, err := m.databaseExists(db)
	if err != nil {
		return err
	}
	if !exists {
		m.core.Log.Log(logline.ServerDatabaseMissing, m.name())
		return nil
	}
	return m.exec(db, fmt.Sprintf("DROP DATABASE `%s`", m.name()))
}

// version is the version in the table, "" if it has no row. Of several rows the last one counts, as the real one scans all
// into one string.
func (m *Migrator) version(db *sql.DB) (version string, err error) {
	defer func() {
		if err != nil {
			m.core.Log.Log(logline.ServerGetVersionFailed, m.name(), versionTable, err)
		}
	}()
	rows, err := db.QueryContext(m.core.Context, "SELECT version FROM "+versionTable)
	if err != nil {
		return "", err
	}
	defer rows.Close()
	for rows.Next() {
		if err := rows.Scan(&version); err != nil {
			return "", err
		}
	}
	return version, rows.Err()
}

func (m *Migrator) count(db *sql.DB, query string, args ...any) (n int, err error) {
	err = db.QueryRowContext(m.core.Context, query, args...).Scan(&n)
	return n, err
}

func (m *Migrator) exec(db *sql.DB, query string, args ...any) error {
	_, err := db.ExecContext(m.core.Context, query, args...)
	return err
}
