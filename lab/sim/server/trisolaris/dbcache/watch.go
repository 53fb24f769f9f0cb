package dbcache

import "database/sql/driver"

// Tables is what a database driver may implement beyond driver.Driver, when it knows the tables better than by SQL.
type Tables interface {
	// TableVersion numbers what a table holds now. As long as the number is the same, a SELECT of the table has the same result,
	// whoever writes to the database. 0 says nothing: the table is to be read by SQL. The number must be 0 when a SELECT would
	// fail, so that what is remembered doesn't hide it.
	TableVersion(table string) uint64
	// ReadTable is SELECT columns FROM table WHERE null IS NULL ORDER BY id, or of all rows if null is "". Its values are such as
	// database/sql can scan. ok is false when it is to be asked by SQL.
	ReadTable(table string, columns []string, null string) (rows [][]any, ok bool)
}

// Watch is the connector with a driver that implements Tables.
func Watch(c driver.Connector, t Tables) driver.Connector {
	return watched{c, watchedDriver{c.Driver(), t}}
}

type watched struct {
	driver.Connector
	driver watchedDriver
}

// Driver implements driver.Connector.
func (w watched) Driver() driver.Driver { return w.driver }

type watchedDriver struct {
	driver.Driver
	Tables
}
