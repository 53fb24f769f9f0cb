package mysql

import (
	"context"
	"errors"
	"io"
	"regexp"
	"strings"
	"time"

	"github.com/dolthub/go-mysql-server/sql"
	"github.com/dolthub/go-mysql-server/sql/types"
	vmysql "github.com/dolthub/vitess/go/mysql"
	"github.com/dolthub/vitess/go/sqltypes"
	querypb "github.com/dolthub/vitess/go/vt/proto/query"
	"github.com/dolthub/vitess/go/vt/sqlparser"
)

// exclusive reports whether a statement runs alone: everything but plain SELECT of tables. The engine's catalogue queries
// (SHOW, DESCRIBE, information_schema) race with each other.
func exclusive(stmt sqlparser.Statement, s *session, query string) bool {
	switch n := stmt.(type) {
	case *sqlparser.Select:
		if n.Into != nil {
			return true
		}
	case *sqlparser.SetOp, *sqlparser.ParenSelect:
	default:
		return true
	}
	return isCatalogue(s.GetCurrentDatabase()) || mentionsCatalogue(query)
}

func isCatalogue(db string) bool {
	return strings.EqualFold(db, "information_schema") || strings.EqualFold(db, "mysql") || strings.EqualFold(db, "performance_schema")
}

var catalogueName = regexp.MustCompile("(?i)_schema|\\bmysql`?\\.")

// mentionsCatalogue errs on the side of running alone.
func mentionsCatalogue(query string) bool { return catalogueName.MatchString(query) }

// changesSchema reports whether what sessions remember of prepared statements is out of date afterwards.
func changesSchema(stmt sqlparser.Statement) bool {
	switch stmt.(type) {
	case *sqlparser.DDL, *sqlparser.DBDDL, *sqlparser.AlterTable:
		return true
	}
	return false
}

// run executes one statement, again when a row it met was another transaction's.
func (h handler) run(ctx context.Context, s *session, query string, stmt sqlparser.Statement, args map[string]sqlparser.Expr) (*sqltypes.Result, error) {
	var deadline <-chan time.Time
	for {
		res, err := h.once(ctx, s, query, stmt, args)
		holder := s.blocked
		s.blocked = nil
		if holder == nil {
			return res, err
		}
		if deadline == nil {
			t := time.NewTimer(h.opts.LockWait)
			defer t.Stop()
			deadline = t.C
		}
		if err := h.await(s, holder, deadline); err != nil {
			return nil, err
		}
	}
}

// await waits for the end of a transaction.
func (h handler) await(s *session, holder *txn, deadline <-chan time.Time) error {
	h.mu.Lock()
	tx := s.current()
	if tx.deadlocked(holder) {
		s.SetIgnoreAutoCommit(false)
		s.abandon()
		h.mu.Unlock()
		return vmysql.NewSQLError(vmysql.ERLockDeadlock, vmysql.SSLockDeadlock, "Deadlock found when trying to get lock; try restarting transaction")
	}
	tx.waiting = holder
	h.mu.Unlock()
	defer func() {
		h.mu.Lock()
		tx.waiting = nil
		h.mu.Unlock()
	}()
	select {
	case <-holder.done:
		return nil
	case <-deadline:
		return vmysql.NewSQLError(vmysql.ERLockWaitTimeout, vmysql.SSUnknownSQLState, "Lock wait timeout exceeded; try restarting transaction")
	case <-h.closed:
		return errWaited
	}
}

// once executes a statement to its last row. A statement that fails leaves nothing behind.
func (h handler) once(ctx context.Context, s *session, query string, stmt sqlparser.Statement, args map[string]sqlparser.Expr) (res *sqltypes.Result, err error) {
	c := h.context(ctx, s, query)
	alone := exclusive(stmt, s, query)
	if alone {
		h.mu.Lock()
		defer h.mu.Unlock()
	}
	defer func() {
		if p := recover(); p != nil {
			res, err = nil, h.panicked(query, p)
		}
		if end := s.finish(c, err != nil); err == nil {
			err = end
		}
	}()
	if changesSchema(stmt) {
		h.schema.Add(1)
		if err := s.implicitCommit(); err != nil {
			return nil, err
		}
	}
	if err = s.begin(c, stmt, alone); err != nil {
		return nil, err
	}
	if at, ok := stmt.(*sqlparser.AlterTable); ok && len(at.Statements) > 1 {
		res, err = h.alter(c, query, at)
	} else {
		var schema sql.Schema
		var iter sql.RowIter
		if schema, iter, err = h.start(c, query, stmt, args); err == nil {
			res, err = drain(c, schema, iter)
		}
	}
	if err != nil {
		if s.blocked != nil {
			return nil, err
		}
		return nil, s.sqlError(err, stmt, query, args)
	}
	return s.asMySQL(res, stmt), nil
}

// drain reads all rows: a lab's results are small, and an error after the first row could no longer be told to the client.
func drain(c *sql.Context, schema sql.Schema, iter sql.RowIter) (*sqltypes.Result, error) {
	res := &sqltypes.Result{}
	ok := types.IsOkResultSchema(schema)
	if !ok && len(schema) > 0 {
		res.Fields = fieldsOf(c, schema)
	}
	var failed error
	for failed == nil {
		row, err := iter.Next(c)
		if errors.Is(err, io.EOF) {
			break
		}
		if failed = err; err != nil {
			break
		}
		if ok {
			if r, isOk := row[0].(types.OkResult); isOk {
				res.RowsAffected, res.InsertID = r.RowsAffected, r.InsertID
				if r.Info != nil {
					res.Info = r.Info.String()
				}
			}
			continue
		}
		var values []sqltypes.Value
		if values, failed = valuesOf(c, schema, row); failed == nil {
			res.Rows = append(res.Rows, values)
		}
	}
	sessionOf(c).failed = failed != nil
	if err := iter.Close(c); failed == nil {
		failed = err
	}
	if failed != nil {
		return nil, failed
	}
	if !ok {
		res.RowsAffected = uint64(len(res.Rows))
	}
	return res, nil
}

// fieldsOf describes columns to the client.
func fieldsOf(c *sql.Context, schema sql.Schema) []*querypb.Field {
	results := c.GetCharacterSetResults()
	fields := make([]*querypb.Field, len(schema))
	for i, col := range schema {
		charset := uint32(sql.Collation_binary)
		if t, ok := col.Type.(sql.TypeWithCollation); ok && !types.IsBinaryType(col.Type) {
			charset = uint32(t.Collation())
			if results != sql.CharacterSet_Unspecified {
				charset = uint32(results.DefaultCollation())
			}
		}
		f := &querypb.Field{
			Name: col.Name, OrgName: col.Name, Table: col.Source, OrgTable: col.Source, Database: col.DatabaseSource,
			Type: col.Type.Type(), Charset: charset, ColumnLength: col.Type.MaxTextResponseByteLength(c),
		}
		set := func(flag querypb.MySqlFlag, on bool) {
			if on {
				f.Flags |= uint32(flag)
			}
		}
		set(querypb.MySqlFlag_NOT_NULL_FLAG, !col.Nullable)
		set(querypb.MySqlFlag_AUTO_INCREMENT_FLAG, col.AutoIncrement)
		set(querypb.MySqlFlag_PRI_KEY_FLAG, col.PrimaryKey)
		set(querypb.MySqlFlag_UNSIGNED_FLAG, types.IsUnsigned(col.Type))
		set(querypb.MySqlFlag_BINARY_FLAG, types.IsBinaryType(col.Type))
		switch t := col.Type.(type) {
		case sql.DecimalType:
			f.Decimals = uint32(t.Scale())
		case sql.DatetimeType:
			f.Decimals = uint32(t.Precision())
		}
		fields[i] = f
	}
	return fields
}

func valuesOf(c *sql.Context, schema sql.Schema, row sql.Row) ([]sqltypes.Value, error) {
	values := make([]sqltypes.Value, len(schema))
	for i, col := range schema {
		if row[i] == nil {
			values[i] = sqltypes.NULL
			continue
		}
		v, err := col.Type.SQL(c, nil, row[i])
		if err != nil {
			return nil, err
		}
		values[i] = v
	}
	return values, nil
}
