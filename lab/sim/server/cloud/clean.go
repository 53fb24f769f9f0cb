package cloud

import (
	"fmt"
	"time"

	"github.com/dflab/dflab/lab/deepflow/logline"
	"github.com/dflab/dflab/lab/sim/server/genesis/row"
)

// masterDelay is when the master's jobs begin, after the process's start (hard-coded, server/controller/controller/master.go at v6.6.9).
const masterDelay = time.Minute

// softTables are the tables whose rows are deleted by setting deleted_at.
var softTables = [...]string{"az", "host_device", "vm", "epc", "vl2", "process"}

// startCleaning erases rows for good that were deleted deleted_resource_retention_time hours ago, every deleted_resource_clean_interval
// hours (server/controller/recorder/cleaner/cleaner.go at v6.6.9). Both are a week and a day unless configured.
func (s *Service) startCleaning() {
	s.c.After("cloud/clean", masterDelay, func() {
		s.c.Log.Log(logline.ServerCleanerStarted)
		s.clean()
		s.c.Every("cloud/clean", time.Duration(s.c.Config.Controller.Manager.Task.Recorder.DeletedResourceCleanInterval)*time.Hour, s.clean)
	})
}

func (s *Service) clean() {
	retention := time.Duration(s.c.Config.Controller.Manager.Task.Recorder.DeletedResourceRetentionTime) * time.Hour
	expired := s.c.Now().Add(-retention)
	s.c.Log.Log(logline.ServerCleanerCleaning, expired.Format(row.TimeFormat))
	for _, table := range softTables {
		_, err := s.c.DB.ExecContext(s.c.Context, "DELETE FROM "+table+" WHERE deleted_at < ?", row.Args(s.c.Location, []any{expired})...)
		if err != nil {
			s.c.Log.Log(logline.ServerStatementFailed, fmt.Errorf("delete %s: %w", table, err))
		}
	}
	s.c.Log.Log(logline.ServerCleanerCleaned)
}
