package verb

import "testing"

func TestOnlyOneTablesRowsCanBePutBack(t *testing.T) {
	for statement, want := range map[string]bool{
		"UPDATE db_version SET version = '7.0.1.8'":           true,
		"update `db_version` set version = '' where 1 = 1":    true,
		"DELETE FROM db_version":                              true,
		"DELETE FROM db_version WHERE version = ''":           true,
		"INSERT INTO db_version (version) VALUES ('1')":       true,
		"REPLACE INTO db_version(version) VALUES ('1')":       true,
		"TRUNCATE TABLE db_version;":                          true,
		"DROP TABLE IF EXISTS db_version":                     true,
		"UPDATE vtap SET name = 'db_version'":                 false,
		"UPDATE db_version, vtap SET vtap.name = 'x'":         false,
		"DELETE FROM db_version USING db_version JOIN vtap":   false,
		"DROP TABLE db_version, vtap":                         false,
		"ALTER TABLE db_version DROP COLUMN version":          false,
		"DROP DATABASE deepflow":                              false,
		"RENAME TABLE db_version TO other":                    false,
		"CREATE DATABASE other":                               false,
		"DELETE db_version FROM db_version, vtap WHERE 1 = 1": false,
	} {
		if got := actsOn(statement, "db_version"); got != want {
			t.Errorf("%s: %v, want %v", statement, got, want)
		}
	}
}
