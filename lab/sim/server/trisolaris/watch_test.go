package trisolaris_test

import (
	"context"
	"database/sql/driver"
	"regexp"
	"sync"

	"github.com/dflab/dflab/lab/sim/server/trisolaris/dbcache"
)

// watchWrites counts, for each table, the statements that write to it, in place of a store that knows.
func watchWrites(c driver.Connector) driver.Connector {
	w := &writes{count: map[string]uint64{}}
	return dbcache.Watch(counting{c, w}, w.of)
}

type writes struct {
	mu    sync.Mutex
	count map[string]uint64
}

var written = regexp.MustCompile("(?i)^(?:INSERT INTO|UPDATE|DELETE FROM|CREATE TABLE(?: IF NOT EXISTS)?) `?([a-z0-9_]+)`?")

func (w *writes) of(table string) uint64 {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.count[table]
}

func (w *writes) see(query string) {
	if m := written.FindStringSubmatch(query); m != nil {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.count[m[1]]++
	}
}

type counting struct {
	driver.Connector
	writes *writes
}

func (c counting) Connect(ctx context.Context) (driver.Conn, error) {
	conn, err := c.Connector.Connect(ctx)
	return countingConn{conn, c.writes}, err
}

type countingConn struct {
	driver.Conn
	writes *writes
}

func (c countingConn) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	defer c.writes.see(query)
	return c.Conn.(driver.ExecerContext).ExecContext(ctx, query, args)
}

func (c countingConn) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	return c.Conn.(driver.QueryerContext).QueryContext(ctx, query, args)
}

func (c countingConn) CheckNamedValue(v *driver.NamedValue) error {
	return c.Conn.(driver.NamedValueChecker).CheckNamedValue(v)
}
