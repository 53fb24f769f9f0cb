package sim

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"sync"

	"github.com/go-sql-driver/mysql"

	"github.com/dflab/dflab/lab"
	"github.com/dflab/dflab/lab/sim/server/trisolaris/dbcache"
	"github.com/dflab/dflab/lab/sim/store"
	"github.com/dflab/dflab/lab/vnet"
)

// databases are the lab's MySQL and ClickHouse: two faces of one store.
type databases struct {
	store            *store.Store
	mysql, ck, hello *face
}

// face is one listening port of the store. Stopping it ends its sessions and refuses new ones; the data stays.
type face struct {
	name  string
	host  *vnet.Host
	port  int
	serve func(net.Listener) error

	mu sync.Mutex
	ln *sessions
}

func (l *Lab) startDatabases() error {
	st, err := store.New(store.Options{Now: l.clock.Now, Users: []store.User{{Name: "root", Password: "deepflow"}}})
	if err != nil {
		return err
	}
	l.store = &databases{store: st}
	l.store.mysql = &face{name: "deepflow-mysql", host: l.server, port: PortMySQL, serve: st.ServeMySQL}
	l.store.ck = &face{name: "deepflow-clickhouse", host: l.server, port: PortClickHouse, serve: st.ServeClickHouse}
	l.store.hello = &face{name: "deepflow-clickhouse", host: l.server, port: PortNative, serve: st.ServeNative}
	l.Databases["mysql"] = l.store.mysql
	l.Databases["clickhouse"] = pair{l.store.ck, l.store.hello}
	for _, f := range []*face{l.store.mysql, l.store.ck, l.store.hello} {
		if err := f.Start(context.Background()); err != nil {
			return err
		}
	}
	return nil
}

func (d *databases) close() error {
	return errors.Join(d.mysql.Stop(context.Background()), d.ck.Stop(context.Background()), d.hello.Stop(context.Background()), d.store.Close())
}

// Name is the container's name.
func (f *face) Name() string { return f.name }

// State says whether the port is open.
func (f *face) State() lab.State {
	f.mu.Lock()
	defer f.mu.Unlock()
	return lab.State{Running: f.ln != nil}
}

// answers says whether a connection from that host to that address is one to this port, and is accepted now.
func (f *face) answers(from *vnet.Host, addr string) bool {
	to, err := netip.ParseAddrPort(addr)
	if err != nil || int(to.Port()) != f.port || !f.State().Running || from.Reach(addr) != vnet.Reachable {
		return false
	}
	return slices.Contains(f.host.Addrs(), to.Addr()) || from == f.host && to.Addr().IsLoopback()
}

// Start opens the port.
func (f *face) Start(context.Context) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.ln != nil {
		return nil
	}
	ln, err := f.host.Listen("tcp", fmt.Sprintf("0.0.0.0:%d", f.port))
	if err != nil {
		return fmt.Errorf("start %s: %w", f.name, err)
	}
	f.ln = &sessions{Listener: ln, open: map[net.Conn]struct{}{}}
	go f.serve(f.ln)
	return nil
}

// Stop closes the port and ends its sessions.
func (f *face) Stop(context.Context) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.ln == nil {
		return nil
	}
	err := f.ln.Close()
	f.ln = nil
	return err
}

// sessions is a listener that ends its connections when it is closed, as the end of a server process does.
type sessions struct {
	net.Listener
	mu   sync.Mutex
	open map[net.Conn]struct{}
}

func (s *sessions) Accept() (net.Conn, error) {
	c, err := s.Listener.Accept()
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.open[c] = struct{}{}
	return session{c, s}, nil
}

func (s *sessions) Close() error {
	err := s.Listener.Close()
	s.mu.Lock()
	defer s.mu.Unlock()
	for c := range s.open {
		err = errors.Join(err, c.Close())
	}
	clear(s.open)
	return err
}

type session struct {
	net.Conn
	of *sessions
}

func (s session) Close() error {
	s.of.mu.Lock()
	delete(s.of.open, s.Conn)
	s.of.mu.Unlock()
	return s.Conn.Close()
}

// pair is ClickHouse: its HTTP and its native port stop and start together.
type pair struct {
	*face
	native *face
}

func (p pair) Start(ctx context.Context) error {
	return errors.Join(p.face.Start(ctx), p.native.Start(ctx))
}

func (p pair) Stop(ctx context.Context) error {
	return errors.Join(p.face.Stop(ctx), p.native.Stop(ctx))
}

// openMySQL opens MySQL as somebody on that host does. Tables that the server wants to know as a whole it gets from the store itself,
// as long as its connections lead there and the store answers.
func (l *Lab) openMySQL(from *vnet.Host, user, password, addr, database string) (*sql.DB, error) {
	c := mysql.NewConfig()
	c.User, c.Passwd, c.Net, c.Addr, c.DBName = user, password, "tcp", addr, database
	c.InterpolateParams = true // one round trip a statement
	c.Logger = &mysql.NopLogger{}
	c.DialFunc = from.DialContext
	connector, err := mysql.NewConnector(c)
	if err != nil {
		return nil, fmt.Errorf("open MySQL at %s: %w", addr, err)
	}
	db := sql.OpenDB(dbcache.Watch(connector, tables{database: database, store: l.store.store, answers: func() bool { return l.store.mysql.answers(from, addr) }}))
	db.SetConnMaxLifetime(0)
	return db, nil
}

// tables are a database's as the store knows them.
type tables struct {
	database string
	store    *store.Store
	answers  func() bool
}

// TableVersion implements dbcache.Tables.
func (t tables) TableVersion(table string) uint64 {
	if !t.answers() {
		return 0
	}
	return t.store.TableVersion(t.database, table)
}

// ReadTable implements dbcache.Tables.
func (t tables) ReadTable(table string, columns []string, null string) ([][]any, bool) {
	return t.store.Read(store.Selection{Database: t.database, Table: table, Columns: columns, Null: null, Key: "id"})
}
