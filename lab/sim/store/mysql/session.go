package mysql

import (
	"errors"

	"github.com/dolthub/go-mysql-server/sql"
	"github.com/dolthub/go-mysql-server/sql/plan"
	"github.com/dolthub/vitess/go/vt/sqlparser"
)

// session is one connection's state in the engine.
type session struct {
	*sql.BaseSession
	srv *Server
	// tx is the transaction of the running statement, or the one that is open between statements.
	tx *txn
	// stmt is the running statement; editors are its editors.
	stmt    sqlparser.Statement
	editors map[*table]*editor
	// blocked is the transaction whose row the statement met; the statement runs again when that ended.
	blocked *txn
	// refused is MySQL's text of the duplicate that a key refused last.
	refused *duplicate
	// failed is set once a row of the statement failed: what its iterators then complete or commit is dropped.
	failed bool
	// manual says that transactions outlived the last statement.
	manual bool
	// prepared are statements the client prepared, by text; mode is the sql_mode that options were read from.
	prepared map[string]*prepared
	mode     string
	options  sqlparser.ParserOptions
}

var _ sql.TransactionSession = (*session)(nil)

// errBlocked ends a statement that met a row of another transaction. No client sees it.
var errBlocked = errors.New("row is locked by another transaction")

// sessionOf is the session of a statement. Every context that reaches the tables is one of ours.
func sessionOf(ctx *sql.Context) *session { return ctx.Session.(*session) }

// current is the statement's transaction.
func (s *session) current() *txn {
	if s.tx == nil {
		s.tx = newTxn()
	}
	return s.tx
}

// planned is the version by which a statement is planned. It pins the version that the statement then reads.
func (s *session) planned(t *table) *state { return s.current().branch(t).st }

// block ends the statement because of a row of another transaction.
func (s *session) block(holder *txn) error {
	s.blocked = holder
	return errBlocked
}

// exclusive reports errBlocked while another transaction has written rows of the table.
func (s *session) exclusive(t *table) error {
	for _, holder := range t.locks {
		if holder != s.tx {
			return s.block(holder)
		}
	}
	return nil
}

// deleting reports whether the running statement is a DELETE.
func (s *session) deleting() bool {
	_, ok := s.stmt.(*sqlparser.Delete)
	return ok
}

// open reports whether transactions outlive statements now: after BEGIN or with autocommit off.
func (s *session) open(ctx *sql.Context) bool {
	if s.GetIgnoreAutoCommit() {
		return true
	}
	auto, err := plan.IsSessionAutocommit(ctx)
	return err == nil && !auto
}

// begin prepares a statement. A writing statement starts from the latest commits.
func (s *session) begin(ctx *sql.Context, stmt sqlparser.Statement, writes bool) error {
	s.stmt, s.editors, s.blocked, s.refused, s.failed = stmt, nil, nil, nil, false
	tx := s.current()
	tx.durable = s.open(ctx)
	if !tx.durable {
		if len(tx.branches) > 0 {
			s.tx = newTxn()
		}
		return nil
	}
	if writes {
		return tx.rebase()
	}
	return nil
}

// finish ends a statement. Outside of an open transaction nothing of a failed statement stays, and a statement that closed
// the open transaction by turning autocommit on commits it.
func (s *session) finish(ctx *sql.Context, failed bool) error {
	s.stmt, s.editors = nil, nil
	if s.manual = s.open(ctx); s.manual {
		return nil
	}
	if s.tx != nil && s.tx.durable && !failed {
		return s.implicitCommit()
	}
	s.abandon()
	return nil
}

// implicitCommit ends the open transaction, as MySQL does before a schema change.
func (s *session) implicitCommit() error {
	tx := s.tx
	s.tx = nil
	s.SetTransaction(nil)
	s.SetIgnoreAutoCommit(false)
	if tx == nil {
		return nil
	}
	return tx.commit()
}

// abandon rolls the transaction back.
func (s *session) abandon() {
	if s.tx != nil {
		s.tx.end()
	}
	s.tx = nil
	s.SetTransaction(nil)
}

// StartTransaction implements sql.TransactionSession.
func (s *session) StartTransaction(ctx *sql.Context, _ sql.TransactionCharacteristic) (sql.Transaction, error) {
	if s.tx == nil {
		s.tx = newTxn()
		s.tx.durable = s.open(ctx)
	}
	return s.tx, nil
}

// CommitTransaction implements sql.TransactionSession. Reading statements commit, too, but have nothing to publish, so
// they need no mutex.
func (s *session) CommitTransaction(*sql.Context, sql.Transaction) error {
	if s.tx == nil {
		return nil
	}
	tx := s.tx
	if s.failed {
		if !tx.durable {
			s.tx = nil
			tx.end()
		}
		return nil
	}
	s.tx = nil
	return tx.commit()
}

// Rollback implements sql.TransactionSession.
func (s *session) Rollback(*sql.Context, sql.Transaction) error {
	if s.tx != nil {
		s.tx.end()
	}
	s.tx = nil
	return nil
}

// CreateSavepoint implements sql.TransactionSession.
func (s *session) CreateSavepoint(_ *sql.Context, _ sql.Transaction, name string) error {
	s.current().save(name)
	return nil
}

// RollbackToSavepoint implements sql.TransactionSession.
func (s *session) RollbackToSavepoint(_ *sql.Context, _ sql.Transaction, name string) error {
	found, err := s.current().rollbackTo(name)
	if err == nil && !found {
		err = sql.ErrSavepointDoesNotExist.New(name)
	}
	return err
}

// ReleaseSavepoint implements sql.TransactionSession.
func (s *session) ReleaseSavepoint(_ *sql.Context, _ sql.Transaction, name string) error {
	if !s.current().release(name) {
		return sql.ErrSavepointDoesNotExist.New(name)
	}
	return nil
}

// parserOptions follow sql_mode.
func (s *session) parserOptions() sqlparser.ParserOptions {
	v, err := s.GetSessionVariable(nil, sql.SqlModeSessionVar)
	if err != nil {
		return sqlparser.ParserOptions{}
	}
	if mode, ok := v.(string); ok && mode != s.mode {
		s.mode, s.options = mode, sql.NewSqlModeFromString(mode).ParserOptions()
	}
	return s.options
}
