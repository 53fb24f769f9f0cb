package ingester

import (
	"strings"
	"time"

	"github.com/dflab/dflab/lab/deepflow/logline"
)

// flushTick is how often a writer looks at its batch (server/ingester/pkg/ckwriter).
const flushTick = time.Second

// FlushTimeouts say how long rows wait: a batch is written at the first tick at which more than that has passed since its
// table was last written. They are flush-timeout of the ck-writer sections of server.yaml. Batch sizes never matter in a lab.
type FlushTimeouts struct {
	FlowLog    time.Duration // flowlog-ck-writer
	ExtMetrics time.Duration // ext-metrics-ck-writer, the agents' statistics too
	AppLog     time.Duration // application-log-ck-writer
}

// DefaultFlushTimeouts are those of a server.yaml that says nothing.
func DefaultFlushTimeouts() FlushTimeouts {
	return FlushTimeouts{FlowLog: 10 * time.Second, ExtMetrics: 10 * time.Second, AppLog: 5 * time.Second}
}

// of is the timeout of a table.
func (f FlushTimeouts) of(t *target) time.Duration {
	switch t {
	case l4Table:
		return f.FlowLog
	case logTable:
		return f.AppLog
	}
	return f.ExtMetrics
}

// target is a table that frames are decoded into, with the columns that a row fills.
type target struct {
	database, table string
	columns         []string
}

// writer batches the rows of one table.
type writer struct {
	*target
	flush time.Duration
	batch Batch // nil is none
	last  time.Time
}

// rowBatch is rows that are made already, all by one function, so that one is an example of all.
type rowBatch struct{ rows [][]any }

func (b *rowBatch) Len() int       { return len(b.rows) }
func (b *rowBatch) Rows() [][]any  { return b.rows }
func (b *rowBatch) Example() []any { return b.rows[0] }

// createTables creates everything that a start creates. A table that can't be is tried again when its first batch is due.
func (s *Service) createTables() {
	for _, sc := range schemas() {
		if err := s.rows.CreateDatabase(sc.database); err != nil {
			s.c.Log.Log(logline.ServerExecSQLFailed, "CREATE DATABASE IF NOT EXISTS "+sc.database, err)
		}
		for _, t := range sc.tables {
			if err := s.createTable(sc.database, t); err != nil {
				s.c.Log.Log(logline.ServerExecSQLFailed, "CREATE TABLE IF NOT EXISTS "+sc.database+".`"+t.Name+"`", err)
				s.missing[sc.database] = true
			}
		}
	}
}

// writer is the writer of a table.
func (s *Service) writer(t *target) *writer {
	w := s.writers[t]
	if w == nil {
		w = &writer{target: t, flush: s.timeouts.of(t)}
		s.writers[t] = w
		s.order = append(s.order, w)
	}
	return w
}

// add puts a row into its table's batch.
func (s *Service) add(t *target, row []any) {
	if s.rows == nil {
		return
	}
	w := s.writer(t)
	b, _ := w.batch.(*rowBatch)
	if b == nil {
		b = &rowBatch{}
		w.batch = b
	}
	b.rows = append(b.rows, row)
}

// flush writes the batches that are due; the first batch of a table is due at once. A batch that can't be written is lost.
func (s *Service) flush() {
	now := s.c.Now()
	for _, w := range s.order {
		if w.batch == nil || !w.last.IsZero() && now.Sub(w.last) <= w.flush {
			continue
		}
		b := w.batch
		w.batch, w.last = nil, now
		s.write(w.target, b)
	}
}

func (s *Service) write(t *target, b Batch) {
	local := t.table + "_local"
	failed := logline.ServerCreateTableFailed
	err := s.create(t.database, local)
	if err == nil {
		failed, err = logline.ServerWriteTableFailed, s.insert(t.database, local, t.columns, b)
	}
	if err != nil && s.once(t) {
		s.c.Log.Log(failed, t.database, local, b.Len(), err)
	}
}

func (s *Service) insert(database, table string, columns []string, b Batch) error {
	if w, ok := s.rows.(BatchWriter); ok {
		return w.InsertBatch(database, table, columns, b)
	}
	return s.rows.Insert(database, table, columns, b.Rows())
}

// create makes the tables of a database that the start couldn't make.
func (s *Service) create(database, table string) error {
	if !s.missing[database] {
		return nil
	}
	for _, sc := range schemas() {
		if sc.database != database {
			continue
		}
		if err := s.rows.CreateDatabase(database); err != nil {
			return err
		}
		for _, t := range sc.tables {
			if err := s.createTable(database, t); err != nil && t.Name == table {
				return err
			}
		}
	}
	delete(s.missing, database)
	return nil
}

// createTable is CREATE TABLE IF NOT EXISTS, also with a writer that reports ClickHouse's code 57 for a table that a former
// process has made.
func (s *Service) createTable(database string, t Table) error {
	err := s.rows.CreateTable(database, t)
	if err != nil && strings.Contains(err.Error(), "already exists") {
		return nil
	}
	return err
}
