package mysql

import (
	"context"
	"errors"
	"fmt"

	"github.com/dolthub/go-mysql-server/sql"
	"github.com/dolthub/go-mysql-server/sql/plan"
	"github.com/dolthub/go-mysql-server/sql/types"
	vmysql "github.com/dolthub/vitess/go/mysql"
	"github.com/dolthub/vitess/go/sqltypes"
	querypb "github.com/dolthub/vitess/go/vt/proto/query"
	"github.com/dolthub/vitess/go/vt/sqlparser"
)

// handler answers the commands of the wire protocol. One goroutine per connection calls it.
type handler struct{ *Server }

var _ vmysql.Handler = handler{}

// NewConnection implements vmysql.Handler.
func (h handler) NewConnection(c *vmysql.Conn) {
	c.ConnectionID = h.lastID.Add(1)
	c.StatusFlags |= uint16(vmysql.ServerStatusAutocommit)
	h.conns.Lock()
	defer h.conns.Unlock()
	h.open[c] = nil
	select {
	case <-h.closed:
		c.Close()
	default:
	}
}

// ConnectionAuthenticated implements vmysql.Handler.
func (h handler) ConnectionAuthenticated(c *vmysql.Conn) error {
	s := h.session(c)
	h.conns.Lock()
	defer h.conns.Unlock()
	h.open[c] = s
	return nil
}

// ConnectionAborted implements vmysql.Handler.
func (h handler) ConnectionAborted(*vmysql.Conn, string) error { return nil }

// ConnectionClosed implements vmysql.Handler: an open transaction is rolled back.
func (h handler) ConnectionClosed(c *vmysql.Conn) {
	h.conns.Lock()
	s := h.open[c]
	delete(h.open, c)
	h.conns.Unlock()
	if s != nil {
		h.forget(s)
	}
}

func (h handler) forget(s *session) {
	h.mu.Lock()
	defer h.mu.Unlock()
	s.abandon()
	h.engine.PreparedDataCache.DeleteSessionData(s.ID())
	_, _ = h.engine.LS.ReleaseAll(h.context(context.Background(), s, ""))
}

func (h handler) of(c *vmysql.Conn) *session {
	h.conns.Lock()
	defer h.conns.Unlock()
	return h.open[c]
}

// context is a statement's context; its time is what NOW() says throughout the statement.
func (s *Server) context(ctx context.Context, sess *session, query string) *sql.Context {
	c := sql.NewContext(ctx, sql.WithSession(sess), sql.WithQuery(query), sql.WithMemoryManager(s.engine.MemoryManager),
		sql.WithProcessList(s.engine.ProcessList))
	c.SetQueryTime(s.opts.Now())
	return c
}

// ComInitDB implements vmysql.Handler.
func (h handler) ComInitDB(c *vmysql.Conn, name string) error {
	if !h.engine.Analyzer.Catalog.HasDatabase(h.context(context.Background(), h.of(c), ""), name) {
		return unknownDatabase(name)
	}
	h.of(c).SetCurrentDatabase(name)
	return nil
}

// ComResetConnection implements vmysql.Handler: a new session in the same database.
func (h handler) ComResetConnection(c *vmysql.Conn) error {
	old := h.of(c)
	h.forget(old)
	s := h.session(c)
	s.SetCurrentDatabase(old.GetCurrentDatabase())
	h.conns.Lock()
	defer h.conns.Unlock()
	h.open[c] = s
	return nil
}

// ParserOptionsForConnection implements vmysql.Handler.
func (h handler) ParserOptionsForConnection(c *vmysql.Conn) (sqlparser.ParserOptions, error) {
	return h.of(c).parserOptions(), nil
}

// WarningCount implements vmysql.Handler.
func (h handler) WarningCount(c *vmysql.Conn) uint16 {
	if s := h.of(c); s != nil {
		return s.WarningCount()
	}
	return 0
}

// ComQuery implements vmysql.Handler.
func (h handler) ComQuery(ctx context.Context, c *vmysql.Conn, query string, send vmysql.ResultSpoolFn) error {
	_, err := h.text(ctx, c, query, false, send)
	return err
}

// ComMultiQuery implements vmysql.Handler.
func (h handler) ComMultiQuery(ctx context.Context, c *vmysql.Conn, query string, send vmysql.ResultSpoolFn) (string, error) {
	return h.text(ctx, c, query, true, send)
}

func (h handler) text(ctx context.Context, c *vmysql.Conn, query string, multi bool, send vmysql.ResultSpoolFn) (rest string, err error) {
	s := h.of(c)
	stmt, one, rest, err := h.parse(ctx, query, multi, s.parserOptions())
	if err != nil {
		return "", err
	}
	res, err := h.run(ctx, s, one, stmt, nil)
	if err != nil {
		return "", err
	}
	flags(c, s)
	return rest, send(res, rest != "")
}

// flags tells the client about autocommit and the open transaction.
func flags(c *vmysql.Conn, s *session) {
	set := func(flag uint16, on bool) {
		if on {
			c.StatusFlags |= flag
		} else {
			c.StatusFlags &^= flag
		}
	}
	set(uint16(vmysql.ServerStatusAutocommit), !s.manual)
	set(uint16(vmysql.ServerInTransaction), s.tx != nil && s.GetIgnoreAutoCommit())
}

// prepared is what a session remembers of a statement: it is prepared and closed again with every query of go-sql-driver
// that has arguments.
type prepared struct {
	stmt   sqlparser.Statement
	fields []*querypb.Field
	schema uint64 // Server.schema when the fields were found
	db     string
}

// maxPrepared bounds what a session remembers; then it forgets all.
const maxPrepared = 256

// ComPrepare implements vmysql.Handler. It returns the result's columns, nil for a statement without rows.
func (h handler) ComPrepare(ctx context.Context, c *vmysql.Conn, query string, p *vmysql.PrepareData) ([]*querypb.Field, error) {
	s := h.of(c)
	found, err := h.prepare(ctx, s, p.PrepareStmt)
	if err != nil {
		return nil, err
	}
	return found.fields, nil
}

func (h handler) prepare(ctx context.Context, s *session, query string) (*prepared, error) {
	version, db := h.schema.Load(), s.GetCurrentDatabase()
	if p := s.prepared[query]; p != nil && p.schema == version && p.db == db {
		return p, nil
	}
	stmt, _, _, err := h.parse(ctx, query, false, s.parserOptions())
	if err != nil {
		return nil, err
	}
	p := &prepared{stmt: stmt, schema: version, db: db}
	if p.fields, err = h.describe(ctx, s, query, stmt); err != nil {
		return nil, err
	}
	if len(s.prepared) >= maxPrepared || s.prepared == nil {
		s.prepared = make(map[string]*prepared)
	}
	s.prepared[query] = p
	return p, nil
}

// describe finds a statement's result columns without running it.
func (h handler) describe(ctx context.Context, s *session, query string, stmt sqlparser.Statement) (fields []*querypb.Field, err error) {
	c := h.context(ctx, s, query)
	if exclusive(stmt, s, query) {
		h.mu.Lock()
		defer h.mu.Unlock()
	}
	defer func() {
		if p := recover(); p != nil {
			err = h.panicked(query, p)
		}
	}()
	if err := s.begin(c, stmt, false); err != nil {
		return nil, err
	}
	defer func() { _ = s.finish(c, true) }()
	node, err := h.engine.PrepareParsedQuery(c, query, query, stmt)
	h.engine.PreparedDataCache.UncacheStmt(s.ID(), query)
	if err != nil {
		return nil, s.sqlError(err, stmt, query, nil)
	}
	switch n := node.(type) {
	case *plan.InsertInto:
		if n.Returning == nil {
			return nil, nil
		}
	case *plan.Update, *plan.UpdateJoin, *plan.DeleteFrom:
		return nil, nil
	}
	if schema := node.Schema(); len(schema) > 0 && !types.IsOkResultSchema(schema) {
		return fieldsOf(c, schema), nil
	}
	return nil, nil
}

// ComStmtExecute implements vmysql.Handler.
func (h handler) ComStmtExecute(ctx context.Context, c *vmysql.Conn, p *vmysql.PrepareData, send func(*sqltypes.Result) error) error {
	s := h.of(c)
	found, err := h.prepare(ctx, s, p.PrepareStmt)
	if err != nil {
		return err
	}
	args := make(map[string]sqlparser.Expr, len(p.BindVars))
	for name, b := range p.BindVars {
		v, err := sqltypes.BindVariableToValue(b)
		if err != nil {
			return fmt.Errorf("read argument %s: %w", name, err)
		}
		if args[name], err = sqlparser.ExprFromValue(v); err != nil {
			return fmt.Errorf("read argument %s: %w", name, err)
		}
	}
	res, err := h.run(ctx, s, p.PrepareStmt, found.stmt, args)
	if err != nil {
		return err
	}
	flags(c, s)
	return send(res)
}

// panicked turns a panic of the engine into an error, so that one odd statement doesn't end the connection.
func (s *Server) panicked(query string, p any) error {
	s.opts.Log.Error("statement panicked", "query", query, "panic", p)
	return vmysql.NewSQLError(vmysql.ERUnknownError, vmysql.SSUnknownSQLState, "statement panicked: %v", p)
}

// errWaited says that a lock wait ended with the server's end.
var errWaited = errors.New("server closed")

// rows of the engine, by way of its plan.
func (h handler) start(c *sql.Context, query string, stmt sqlparser.Statement, args map[string]sqlparser.Expr) (sql.Schema, sql.RowIter, error) {
	flags := &sql.QueryFlags{}
	if node := pointUpdate(c, sessionOf(c), stmt); node != nil {
		for _, counter := range []string{"Questions", "Com_update"} {
			sql.IncrementStatusVariable(c, counter, 1)
		}
		c.ClearWarnings()
		schema, iter, _, err := h.engine.PrepQueryPlanForExecution(c, query, node, flags)
		return schema, iter, err
	}
	if len(args) == 0 {
		schema, iter, _, err := h.engine.QueryWithBindings(c, query, stmt, nil, flags)
		return schema, iter, err
	}
	node, err := h.engine.BoundQueryPlan(c, query, stmt, args)
	if err != nil {
		return nil, nil, err
	}
	schema, iter, _, err := h.engine.PrepQueryPlanForExecution(c, query, node, flags)
	return schema, iter, err
}
