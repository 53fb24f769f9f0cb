package dbcache

import "database/sql/driver"

// Versions is what a database driver may implement beyond driver.Driver: it numbers what a table holds now. As long as the number is
// the same, a SELECT of the table has the same result, whoever writes to the database. 0 says nothing: the table is to be read. The
// number must be 0 when a SELECT would fail, so that what is remembered doesn't hide it.
type Versions interface {
	TableVersion(table string) uint64
}

// Watch is the connector with a driver that implements Versions.
func Watch(c driver.Connector, version func(table string) uint64) driver.Connector {
	return watched{c, watchedDriver{c.Driver(), version}}
}

type watched struct {
	driver.Connector
	driver watchedDriver
}

// Driver implements driver.Connector.
func (w watched) Driver() driver.Driver { return w.driver }

type watchedDriver struct {
	driver.Driver
	version func(table string) uint64
}

// TableVersion implements Versions.
func (w watchedDriver) TableVersion(table string) uint64 { return w.version(table) }
