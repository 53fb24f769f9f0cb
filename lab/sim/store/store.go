// Package store is the embedded lab's database: the MySQL server and the ClickHouse server of a deployment, in memory, in
// process, spoken to over their wire protocols. Sub-package mysql is the MySQL face, clickhouse the ClickHouse face; their
// databases are apart, as they are in a deployment. storetest says, by way of tests, what of the real servers they keep.
//
// An empty store starts in milliseconds, so that every lab has its own. It keeps nothing on disk: Close is the end of it, as
// of a container without volume.
//
// It may import its sub-packages; it knows no lab, no clock but the function it is given, and nothing of DeepFlow.
// Link with the build tag gms_pure_go, else the SQL engine wants ICU by cgo.
package store

import (
	"database/sql/driver"
	"errors"
	"io"
	"log/slog"
	"net"
	"sync"
	"time"

	"github.com/dflab/dflab/lab/sim/store/clickhouse"
	"github.com/dflab/dflab/lab/sim/store/mysql"
)

// Options of New.
type Options struct {
	// Now is the store's clock (NOW(), CURRENT_TIMESTAMP, now()); nil is the machine's. DATETIME values are its wall clock.
	Now func() time.Time
	// Users of the MySQL face.
	Users []User
	// LockWait is how long, in real time, a statement waits for a row of another transaction before MySQL's error 1205;
	// 0 is MySQL's default of 50 s.
	LockWait time.Duration
	// Log gets the store's own diagnostics.
	Log *slog.Logger
}

// User is a MySQL account: it may come from Host ("" and "%" are any) and do everything.
type User = mysql.User

// Store is one deployment's databases.
type Store struct {
	users      []User
	now        func() time.Time
	mysql      *mysql.Server
	clickhouse *clickhouse.DB

	mu      sync.Mutex
	servers []io.Closer // what Close closes besides the MySQL server
	closed  bool
}

// New is an empty store that listens nowhere yet. The error is for options that can't be.
func New(o Options) (*Store, error) {
	for _, u := range o.Users {
		if u.Name == "" {
			return nil, errors.New("open store: user without name")
		}
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	return &Store{
		users:      o.Users,
		now:        o.Now,
		mysql:      mysql.New(mysql.Options{Now: o.Now, Users: o.Users, LockWait: o.LockWait, Log: o.Log}),
		clickhouse: clickhouse.New(o.Now),
	}, nil
}

// ServeMySQL speaks MySQL's protocol on the listener until it closes.
func (s *Store) ServeMySQL(ln net.Listener) error { return s.mysql.Serve(ln) }

// Connector opens MySQL connections within the process, as the first user. It is quicker than a socket.
func (s *Store) Connector(database string) (driver.Connector, error) {
	if len(s.users) == 0 {
		return nil, errors.New("connect to store: no user")
	}
	return s.mysql.Connector(s.users[0], database)
}

// TableVersion numbers what is committed of a MySQL table: as long as the number is the same, so are rows and columns. It is 0 for a
// table that isn't there.
func (s *Store) TableVersion(database, table string) uint64 {
	return s.mysql.TableVersion(database, table)
}

// Selection is what Read is asked for.
type Selection = mysql.Selection

// Read answers a selection of a MySQL table without SQL. ok is false for what isn't there: ask by SQL, which says what is wrong.
func (s *Store) Read(q Selection) (rows [][]any, ok bool) { return s.mysql.Read(q) }

// Close ends the store as a kill ends the servers: listeners and connections close, open transactions are gone.
func (s *Store) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return nil
	}
	s.closed = true
	for _, c := range s.servers {
		_ = c.Close() // a listener that its owner closed already is no error
	}
	return s.mysql.Close()
}

// closing registers what Close closes; the error is net.ErrClosed after Close.
func (s *Store) closing(c io.Closer) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return net.ErrClosed
	}
	s.servers = append(s.servers, c)
	return nil
}
