package sim

import (
	"errors"
	"fmt"
	"net"
	"strconv"
	"syscall"

	"github.com/dflab/dflab/lab/deepflow/config"
	"github.com/dflab/dflab/lab/sim/server"
	"github.com/dflab/dflab/lab/sim/server/ingester"
	"github.com/dflab/dflab/lab/sim/store"
	"github.com/dflab/dflab/lab/sim/store/clickhouse"
	"github.com/dflab/dflab/lab/vnet"
)

// rowWriter is the ingester's ClickHouse: the store's tables, as long as the port that it would write to is open.
type rowWriter struct {
	db   store.ClickHouse
	dial func() error
}

// ClickHouseAt reaches the store's ClickHouse from host, at the address of the server's configuration. The error is the dial's.
func ClickHouseAt(host *vnet.Host, st *store.Store) func(config.ClickHouse) (server.Rows, error) {
	return func(c config.ClickHouse) (server.Rows, error) {
		addr := net.JoinHostPort(c.Host, strconv.Itoa(int(c.Port)))
		w := rowWriter{db: st.ClickHouse(), dial: func() error {
			if host.Reach(addr) != vnet.Reachable {
				return fmt.Errorf("dial tcp %s: connect: %w", addr, syscall.ECONNREFUSED)
			}
			return nil
		}}
		return w, w.dial()
	}
}

// ClickHouseIn is the store's ClickHouse without a network between.
func ClickHouseIn(st *store.Store) server.Rows {
	return rowWriter{db: st.ClickHouse(), dial: func() error { return nil }}
}

func (w rowWriter) CreateDatabase(name string) error {
	if err := w.dial(); err != nil {
		return err
	}
	w.db.CreateDatabase(name)
	return nil
}

func (w rowWriter) CreateTable(database string, t ingester.Table) error {
	made := clickhouse.Table{Name: t.Name, Engine: t.Engine, Of: t.Of}
	for _, c := range t.Columns {
		typ, err := clickhouse.ParseType(c.Type)
		if err != nil {
			return fmt.Errorf("create table %s.%s: column %s: %w", database, t.Name, c.Name, err)
		}
		made.Columns = append(made.Columns, clickhouse.Column{Name: c.Name, Type: typ, Comment: c.Comment})
	}
	return errors.Join(w.dial(), w.db.CreateTable(database, made))
}

func (w rowWriter) Insert(database, table string, columns []string, rows [][]any) error {
	if err := w.dial(); err != nil {
		return err
	}
	return w.db.Insert(database, table, columns, rows)
}

func (w rowWriter) InsertBatch(database, table string, columns []string, b ingester.Batch) error {
	if err := w.dial(); err != nil {
		return err
	}
	return w.db.InsertPart(database, table, columns, b)
}
