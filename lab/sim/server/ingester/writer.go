package ingester

import (
	"time"

	"github.com/dflab/dflab/lab/deepflow/logline"
)

// flushTick is how often a writer looks at its batch (server/ingester/pkg/ckwriter).
const flushTick = time.Second

// Flush timeouts: a batch that has waited longer since its table was last written is written (defaults of the ck-writer
// sections of server.yaml: flowlog, ext-metrics, application-log). Batch sizes never matter in a lab.
const (
	flowLogFlush    = 10 * time.Second
	extMetricsFlush = 10 * time.Second
	appLogFlush     = 5 * time.Second
)

// writer batches the rows of one table.
type writer struct {
	database, table string
	columns         []string
	flush           time.Duration
	created         bool
	batch           [][]any
	last            time.Time
}

// createTables creates everything that a start creates. What fails is tried again when its first batch is due.
func (s *Service) createTables() {
	for _, sc := range schemas() {
		if err := s.rows.CreateDatabase(sc.database); err != nil {
			s.c.Log.Log(logline.ServerExecSQLFailed, "CREATE DATABASE IF NOT EXISTS "+sc.database, err)
			continue
		}
		for _, t := range sc.tables {
			if err := s.rows.CreateTable(sc.database, t); err != nil {
				s.c.Log.Log(logline.ServerExecSQLFailed, "CREATE TABLE IF NOT EXISTS "+sc.database+".`"+t.Name+"`", err)
			}
		}
	}
}

// add puts a row into its table's batch.
func (s *Service) add(t *writer, row []any) {
	if s.rows == nil {
		return
	}
	key := t.database + "." + t.table
	w := s.tables[key]
	if w == nil {
		fresh := *t
		w = &fresh
		s.tables[key] = w
		s.order = append(s.order, w)
	}
	w.batch = append(w.batch, row)
}

// flush writes the batches that are due; the first batch of a table is due at once.
func (s *Service) flush() {
	now := s.c.Now()
	for _, w := range s.order {
		if len(w.batch) == 0 || !w.last.IsZero() && now.Sub(w.last) <= w.flush {
			continue
		}
		rows := w.batch
		w.batch, w.last = nil, now
		if err := s.rows.Insert(w.database, w.table+"_local", w.columns, rows); err != nil && s.once(w) {
			s.c.Log.Log(logline.ServerWriteTableFailed, w.database, w.table+"_local", len(rows), err)
		}
	}
}
