package dbcache

import (
	"context"
	"database/sql/driver"
)

// Watch is the connector with a driver that knows the versions of the tables it reads: version(table) differs whenever the table may
// hold other rows than before, whoever changed them.
func Watch(c driver.Connector, version func(table string) uint64) driver.Connector {
	return watched{c, watchedDriver{c.Driver(), version}}
}

type watched struct {
	driver.Connector
	driver watchedDriver
}

// Connect implements driver.Connector.
func (w watched) Connect(ctx context.Context) (driver.Conn, error) { return w.Connector.Connect(ctx) }

// Driver implements driver.Connector.
func (w watched) Driver() driver.Driver { return w.driver }

type watchedDriver struct {
	driver.Driver
	version func(table string) uint64
}

// TableVersion implements Versions.
func (w watchedDriver) TableVersion(table string) uint64 { return w.version(table) }
