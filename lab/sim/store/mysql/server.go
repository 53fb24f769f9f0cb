package mysql

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"sync"
	"sync/atomic"
	"time"

	sqle "github.com/dolthub/go-mysql-server"
	"github.com/dolthub/go-mysql-server/sql"
	"github.com/dolthub/go-mysql-server/sql/analyzer"
	"github.com/dolthub/go-mysql-server/sql/expression/function"
	"github.com/dolthub/go-mysql-server/sql/variables"
	vmysql "github.com/dolthub/vitess/go/mysql"
	vlog "github.com/dolthub/vitess/go/vt/log"
	"github.com/sirupsen/logrus"
)

// Version is what the server calls itself: the MySQL that the manifests of 6.6.9 deploy (mysql:8.0.31).
const Version = "8.0.31"

// Options of New.
type Options struct {
	// Now is the server's clock: NOW(), CURRENT_TIMESTAMP and ON UPDATE. DATETIME columns hold its wall clock, in its location.
	Now func() time.Time
	// Users who may log in. Everybody may do everything.
	Users []User
	// LockWait is how long, in real time, a statement waits for a row of another transaction before error 1205;
	// 0 is MySQL's innodb_lock_wait_timeout, 50 s.
	LockWait time.Duration
	// Log gets the server's own diagnostics.
	Log *slog.Logger
}

// User is an account.
type User struct {
	Name, Password string
	// Host is the address from which the user may come; "" and "%" are any.
	Host string
}

// Server is one MySQL server.
type Server struct {
	opts    Options
	engine  *sqle.Engine
	catalog *catalog
	quiet   *logrus.Logger
	plain   *sql.Context // of nobody's session, for Read
	// mu is held by writing statements, schema changes and catalogue queries: one at a time.
	mu     sync.Mutex
	lastID atomic.Uint32
	// schema counts schema changes; what sessions remember of prepared statements is older or as old.
	schema atomic.Uint64

	conns   sync.Mutex // guards what follows
	open    map[*vmysql.Conn]*session
	serving map[*vmysql.Listener]struct{}
	closed  chan struct{}
	local   local
}

// prepareOnce initialises what the engine and the wire library keep in package variables, which they would otherwise do in
// every server, racing with those that run: the status variables, and a logger that writes to standard error, and the engine's own name
// where MySQL has its.
var prepareOnce = sync.OnceFunc(func() {
	variables.InitStatusVariables()
	_ = sql.SystemVariables.AssignValues(map[string]any{ // only an unknown name is an error
		"version_comment": "MySQL Community Server - GPL", "version_compile_os": "Linux", "version_compile_machine": "x86_64",
	})
	drop := func(...any) {}
	dropf := func(string, ...any) {}
	vlog.Info, vlog.Warning, vlog.Error = drop, drop, drop
	vlog.Infof, vlog.Warningf, vlog.Errorf = dropf, dropf, dropf
})

// New is an empty server. It listens nowhere yet.
func New(o Options) *Server {
	prepareOnce()
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.LockWait == 0 {
		o.LockWait = 50 * time.Second
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	s := &Server{
		opts: o, catalog: newCatalog(),
		open: make(map[*vmysql.Conn]*session), serving: make(map[*vmysql.Listener]struct{}),
		closed: make(chan struct{}),
	}
	s.quiet = logrus.New()
	s.quiet.SetOutput(io.Discard)
	s.quiet.SetLevel(logrus.PanicLevel)
	s.plain = sql.NewEmptyContext()
	s.engine = newEngine(s.catalog, s.plain)
	return s
}

// newEngine is sqle.New without its package variables.
func newEngine(c *catalog, ctx *sql.Context) *sqle.Engine {
	a := analyzer.NewDefault(c)
	locks := sql.NewLockSubsystem()
	a.Catalog.RegisterFunction(ctx, sql.FunctionN{Name: "version", Fn: function.NewVersion("")})
	a.Catalog.RegisterFunction(ctx, function.GetLockingFuncs(locks)...)
	e := &sqle.Engine{
		Analyzer:          a,
		MemoryManager:     sql.NewMemoryManager(sql.ProcessMemory),
		ProcessList:       sql.EmptyProcessList{},
		LS:                locks,
		BackgroundThreads: sql.NewBackgroundThreads(),
		PreparedDataCache: sqle.NewPreparedDataCache(),
		Parser:            sql.GetParser(a.Overrides),
	}
	a.Runner = e
	a.ExecBuilder.Runner = e
	return e
}

// TableVersion numbers what is committed of a table: as long as the number is the same, so are rows and columns. It is 0 for a table
// that isn't there, and it costs next to nothing. Who wants to remember a query's result asks before the query.
func (s *Server) TableVersion(database, table string) uint64 {
	if st := s.catalog.committed(database, table); st != nil {
		return st.number
	}
	return 0
}

// Serve answers connections until the listener closes. It closes the listener when the server closes.
func (s *Server) Serve(ln net.Listener) error {
	l, err := vmysql.NewListenerWithConfig(vmysql.ListenerConfig{
		Listener: ln, AuthServer: &accounts{s.opts.Users}, Handler: &handler{s}, ConnReadBufferSize: 4096,
	})
	if err != nil {
		return fmt.Errorf("serve mysql: %w", err)
	}
	l.ServerVersion = Version
	s.conns.Lock()
	select {
	case <-s.closed:
		s.conns.Unlock()
		return errors.Join(net.ErrClosed, ln.Close())
	default:
	}
	s.serving[l] = struct{}{}
	s.conns.Unlock()
	l.Accept()
	s.conns.Lock()
	delete(s.serving, l)
	s.conns.Unlock()
	return nil
}

// Close ends the server as a kill does: listeners and connections close, open transactions are rolled back.
func (s *Server) Close() error {
	s.conns.Lock()
	defer s.conns.Unlock()
	select {
	case <-s.closed:
		return nil
	default:
	}
	close(s.closed)
	for l := range s.serving {
		l.Close()
	}
	for c := range s.open {
		c.Close()
	}
	return nil
}

// session makes a connection's session.
func (s *Server) session(c *vmysql.Conn) *session {
	client := sql.Client{User: c.User, Address: hostOf(c.RemoteAddr()), Capabilities: c.Capabilities}
	base := sql.NewBaseSessionWithClientServer("", client, c.ConnectionID)
	base.SetLogger(logrus.NewEntry(s.quiet))
	return &session{BaseSession: base, srv: s}
}

// hostOf is the address without the port.
func hostOf(a net.Addr) string {
	if a == nil {
		return "localhost"
	}
	if host, _, err := net.SplitHostPort(a.String()); err == nil {
		return host
	}
	return "localhost"
}
