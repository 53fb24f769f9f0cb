package mysql

import (
	"errors"

	"github.com/dolthub/go-mysql-server/sql"
)

// editor applies a statement's row edits to a clone of the session's version of a table and hands the clone over when the
// statement completes. All editors of one table in one statement are the same one.
type editor struct {
	v    *view
	sess *session
	work *state
	log  []change
}

var _ sql.TableEditor = (*editor)(nil)

func (v *view) editor(ctx *sql.Context) *editor {
	sess := sessionOf(ctx)
	e := sess.editors[v.table]
	if e == nil {
		e = &editor{v: v, sess: sess}
		if sess.editors == nil {
			sess.editors = make(map[*table]*editor, 1)
		}
		sess.editors[v.table] = e
	}
	return e
}

// StatementBegin implements sql.EditOpenerCloser; the clone is made at the first edit.
func (e *editor) StatementBegin(*sql.Context) {}

// DiscardChanges implements sql.EditOpenerCloser.
func (e *editor) DiscardChanges(*sql.Context, error) error {
	e.work, e.log = nil, nil
	return nil
}

// StatementComplete implements sql.EditOpenerCloser.
func (e *editor) StatementComplete(*sql.Context) error {
	if e.work != nil && !e.sess.failed {
		b := e.sess.current().branch(e.v.table)
		b.st = e.work
		b.log = append(b.log, e.log...)
	}
	e.work, e.log = nil, nil
	return nil
}

// Close implements sql.Closer.
func (e *editor) Close(*sql.Context) error { return nil }

// writable is the version to edit, once the rows are this transaction's.
func (e *editor) writable(rows ...sql.Row) (*state, error) {
	tx := e.sess.current()
	if e.work == nil {
		e.work = tx.branch(e.v.table).st.clone()
	}
	if !tx.durable && len(e.v.locks) == 0 {
		return e.work, nil
	}
	for _, row := range rows {
		names, err := e.work.lockKeys(row)
		if err != nil {
			return nil, err
		}
		if holder := tx.lock(e.v.table, names); holder != nil {
			return nil, e.sess.block(holder)
		}
	}
	return e.work, nil
}

func (e *editor) record(c change) {
	if e.sess.current().durable {
		e.log = append(e.log, c)
	}
}

// Insert implements sql.RowInserter.
func (e *editor) Insert(_ *sql.Context, row sql.Row) error {
	w, err := e.writable(row)
	if err != nil {
		return err
	}
	row = row.Copy()
	if err := w.insert(row); err != nil {
		return e.refused(err)
	}
	for i, c := range w.schema.Schema {
		if c.AutoIncrement {
			if n, ok := unsigned(row[i]); ok {
				e.v.atLeast(n + 1)
			}
		}
	}
	e.record(change{new: row})
	return nil
}

// Delete implements sql.RowDeleter.
func (e *editor) Delete(_ *sql.Context, row sql.Row) error {
	w, err := e.writable(row)
	if err != nil {
		return err
	}
	row = row[:len(w.schema.Schema)].Copy()
	ok, err := w.remove(row)
	if err != nil {
		return err
	}
	if !ok {
		return sql.ErrDeleteRowNotFound.New()
	}
	e.record(change{old: row})
	return nil
}

// Update implements sql.RowUpdater.
func (e *editor) Update(_ *sql.Context, old, row sql.Row) error {
	w, err := e.writable(old, row)
	if err != nil {
		return err
	}
	old, row = old.Copy(), row.Copy()
	if err := w.replace(old, row); err != nil {
		return e.refused(err)
	}
	e.record(change{old: old, new: row})
	return nil
}

// refused makes the engine's error of a duplicate, with which it runs ON DUPLICATE KEY UPDATE and REPLACE, and leaves
// MySQL's text with the session for when it reaches the client.
func (e *editor) refused(err error) error {
	var d *duplicate
	if !errors.As(err, &d) {
		return err
	}
	e.sess.refused = &duplicate{key: e.v.name + "." + d.key, entry: d.entry}
	return sql.NewUniqueKeyErr(d.entry, d.key == "PRIMARY", d.existing)
}
