package mysql

import (
	"strings"

	"github.com/dolthub/go-mysql-server/sql"
)

// txn is a transaction: what it sees and what it changed. All its writing happens under the server's mutex.
//
// A read sees each table as it was when the transaction first touched it, as InnoDB's REPEATABLE READ does, save that the
// snapshot is per table and that a writing statement brings the transaction up to the latest commit.
type txn struct {
	branches map[*table]*branch
	// durable transactions outlive a statement: they remember their changes and lock the rows they wrote.
	durable bool
	locks   map[*table][]string
	// done is closed when the transaction ends; statements that wait for one of its rows then run again.
	done       chan struct{}
	waiting    *txn
	savepoints []savepoint
}

// branch is a transaction's version of one table.
type branch struct {
	base *state // the committed version it grew from
	st   *state // base and the changes
	log  []change
}

// change is one row edit: an insert has no old row, a delete no new one.
type change struct{ old, new sql.Row }

// savepoint remembers how long each branch's log was.
type savepoint struct {
	name string
	logs map[*table]int
}

var _ sql.Transaction = (*txn)(nil)

// String implements sql.Transaction.
func (t *txn) String() string { return "transaction" }

// IsReadOnly implements sql.Transaction.
func (t *txn) IsReadOnly() bool { return false }

func newTxn() *txn { return &txn{done: make(chan struct{})} }

// branch is the transaction's version of the table, taken now when it is the first touch.
func (t *txn) branch(tb *table) *branch {
	if b := t.branches[tb]; b != nil {
		return b
	}
	st := tb.committed.Load()
	b := &branch{base: st, st: st}
	if t.branches == nil {
		t.branches = make(map[*table]*branch, 2)
	}
	t.branches[tb] = b
	return b
}

// rebase brings the transaction's tables up to the latest commits and replays its changes, so that v = v + 1 adds to the
// latest v. Changes can't collide: the rows are locked to others since they were made.
func (t *txn) rebase() error {
	for tb, b := range t.branches {
		if now := tb.committed.Load(); now != b.base {
			b.base = now
			if err := b.replay(); err != nil {
				return err
			}
		}
	}
	return nil
}

func (b *branch) replay() error {
	b.st = b.base
	if len(b.log) == 0 {
		return nil
	}
	b.st = b.base.clone()
	for _, c := range b.log {
		if err := b.st.apply(c); err != nil {
			return err
		}
	}
	return nil
}

func (s *state) apply(c change) error {
	switch {
	case c.old == nil:
		return s.insert(c.new)
	case c.new == nil:
		_, err := s.remove(c.old)
		return err
	}
	return s.replace(c.old, c.new)
}

// commit publishes the changes. The caller holds the server's mutex.
func (t *txn) commit() error {
	if t.durable {
		if err := t.rebase(); err != nil {
			return err
		}
	}
	for tb, b := range t.branches {
		if b.st != b.base {
			tb.commit(b.st)
		}
	}
	t.end()
	return nil
}

// end gives the locks up and wakes who waits. It is how a transaction rolls back, too: its versions are simply dropped.
func (t *txn) end() {
	for tb, names := range t.locks {
		for _, n := range names {
			delete(tb.locks, n)
		}
	}
	t.locks, t.branches, t.savepoints = nil, nil, nil
	select {
	case <-t.done:
	default:
		close(t.done)
	}
}

// lock takes the rows for a durable transaction and reports another transaction that has one of them.
func (t *txn) lock(tb *table, names []string) (holder *txn) {
	for _, n := range names {
		if h := tb.locks[n]; h != nil && h != t {
			return h
		}
	}
	if !t.durable {
		return nil
	}
	if tb.locks == nil {
		tb.locks = make(map[string]*txn)
	}
	if t.locks == nil {
		t.locks = make(map[*table][]string)
	}
	for _, n := range names {
		if tb.locks[n] == nil {
			tb.locks[n] = t
			t.locks[tb] = append(t.locks[tb], n)
		}
	}
	return nil
}

// deadlocked reports whether the holder waits, directly or through others, for this transaction.
func (t *txn) deadlocked(holder *txn) bool {
	for h := holder; h != nil; h = h.waiting {
		if h == t {
			return true
		}
	}
	return false
}

func (t *txn) save(name string) {
	t.release(name)
	p := savepoint{name: name, logs: make(map[*table]int, len(t.branches))}
	for tb, b := range t.branches {
		p.logs[tb] = len(b.log)
	}
	t.savepoints = append(t.savepoints, p)
}

// release forgets a savepoint and reports whether there was one.
func (t *txn) release(name string) bool {
	for i, p := range t.savepoints {
		if strings.EqualFold(p.name, name) {
			t.savepoints = append(t.savepoints[:i:i], t.savepoints[i+1:]...)
			return true
		}
	}
	return false
}

// rollbackTo undoes the changes made since the savepoint, which stays; later savepoints go. Locks are kept, as InnoDB keeps them.
func (t *txn) rollbackTo(name string) (found bool, err error) {
	for i, p := range t.savepoints {
		if !strings.EqualFold(p.name, name) {
			continue
		}
		t.savepoints = t.savepoints[:i+1]
		for tb, b := range t.branches {
			if n := p.logs[tb]; n < len(b.log) {
				b.log = b.log[:n]
				if err := b.replay(); err != nil {
					return true, err
				}
			}
		}
		return true, nil
	}
	return false, nil
}
