package cloud

import (
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/dflab/dflab/lab/clock"
	"github.com/dflab/dflab/lab/deepflow/logline"
	"github.com/dflab/dflab/lab/sim/server/cloud/model"
	"github.com/dflab/dflab/lab/sim/server/cloud/recorder"
	"github.com/dflab/dflab/lab/sim/server/genesis/row"
)

// States of a domain (server/controller/common/const.go at v6.6.9).
const (
	stateNormal    = 1
	stateException = 3
	stateWarning   = 4
)

// sync_timer in seconds (server/controller/cloud/common/const.go at v6.6.9).
const (
	syncTimerDefault = 60
	syncTimerMin     = 1
	syncTimerMax     = 86400
)

// errNotFound is gorm's error for a row that isn't there.
var errNotFound = errors.New("record not found")

// task gathers one domain and records it.
type task struct {
	s         *Service
	domain    domain
	region    string
	teamID    int
	createdAt time.Time
	interval  time.Duration
	rec       *recorder.Recorder

	// resource is the last verified data. It outlives failures: what is recorded after a failed gather is the old data with the new
	// state (cloud.resource in server/controller/cloud/cloud.go at v6.6.9).
	resource model.Resource
	recorded recorded

	started           time.Time
	stopped           bool
	gone              bool // the domain's row was deleted
	gatherTimer, heal *clock.Timer
}

// recorded is what the last refresh compared completely; while nothing of it moves there is nothing to compare.
type recorded struct {
	settled  bool
	revision uint64
	agents   string
}

func (s *Service) newTask(d domain) (*task, error) {
	cfg, err := parseSettings(d.config)
	if err != nil {
		return nil, fmt.Errorf("parse domain config: %w", err)
	}
	t := &task{s: s, domain: d, region: cfg.region, resource: model.Resource{ErrorState: stateNormal}}
	var team sql.NullInt64
	var created string
	err = s.c.DB.QueryRowContext(s.c.Context, "SELECT team_id, CAST(created_at AS CHAR) FROM domain WHERE lcuuid = ?", d.lcuuid).Scan(&team, &created)
	if err != nil {
		return nil, fmt.Errorf("select domain: %w", err)
	}
	t.teamID = int(team.Int64)
	t.createdAt, _ = time.ParseInLocation(row.TimeFormat, created, s.c.Location)
	s.c.Log.Log(logline.ServerCloudTaskInitSuccess, d.name)
	t.rec, err = recorder.New(recorder.Options{
		Context: s.c.Context, DB: s.c.DB, Log: s.c.Log, Now: s.c.Now, Zone: s.c.Location, IDs: s.ids, Domain: d.name, Lcuuid: d.lcuuid,
	})
	if err != nil {
		s.c.Log.Log(logline.ServerDomainFailedCreateRecorder, d.name, d.lcuuid)
		return nil, err
	}
	return t, nil
}

// start gathers at once and then on the task's timers.
func (t *task) start() {
	t.started = t.s.c.Now()
	t.s.c.Log.Log(logline.ServerCloudStarted, t.domain.name)
	t.assemble(func() {
		t.s.c.Log.Log(logline.ServerCloudKubernetesGatherStarted, t.domain.name)
		t.s.c.Log.Log(logline.ServerTaskWaitForNextRefresh, t.domain.name)
	})
	t.refresh()
	t.interval = t.gatherInterval()
	t.every(&t.gatherTimer, "gather", t.interval, t.gather)
	manager := t.s.c.Config.Controller.Manager.Task
	t.every(&t.heal, "heal", time.Duration(manager.Recorder.CacheRefreshInterval)*time.Minute, t.reload)
}

// mourn writes "record not found" whenever the task looks for attached clusters, from its next look on.
func (t *task) mourn() {
	period := time.Duration(t.s.c.Config.Controller.Manager.Task.Cloud.KubernetesGatherInterval) * time.Second
	if period <= 0 {
		return
	}
	missing := func() { t.s.c.Log.Log(logline.ServerCloudGatherError) }
	passed := t.s.c.Now().Sub(t.started) % period
	if passed == 0 {
		missing()
	}
	t.s.c.After("cloud/"+t.domain.lcuuid+"/kubernetes", period-passed, func() {
		missing()
		var timer *clock.Timer
		t.every(&timer, "kubernetes", period, missing)
	})
}

// every runs fn each period until the task stops.
func (t *task) every(timer **clock.Timer, name string, period time.Duration, fn func()) {
	if period <= 0 {
		return
	}
	*timer = t.s.c.After("cloud/"+t.domain.lcuuid+"/"+name, period, func() {
		t.every(timer, name, period, fn)
		fn()
	})
}

// stop ends the task; its lines come in the order of recording 04_grpc, server_phase5_aging_dup.log.
func (t *task) stop() {
	t.stopped = true
	t.gatherTimer.Stop()
	t.heal.Stop()
	t.s.c.Log.Log(logline.ServerTaskStopped, t.domain.name)
	t.s.c.Log.Log(logline.ServerCloudStopped, t.domain.name)
}

// gatherInterval is the domain's sync_timer, or 60 seconds with a warning when it is out of range.
func (t *task) gatherInterval() time.Duration {
	seconds := syncTimerDefault
	cfg, err := parseSettings(t.domain.config)
	switch {
	case err != nil:
		t.s.c.Log.Log(logline.ServerParseDomainConfigFailed, t.domain.name, err)
	case cfg.timer == 0:
	case cfg.timer < syncTimerMin || cfg.timer > syncTimerMax:
		t.s.c.Log.Log(logline.ServerCloudSyncTimerInvalid, cfg.timer)
	default:
		seconds = cfg.timer
	}
	return time.Duration(seconds) * time.Second
}

// reload makes the recorder read the tables anew, so that the next refresh repairs what others did to them.
func (t *task) reload() {
	t.recorded = recorded{}
	t.s.log(logline.ServerStatementFailed, t.rec.Reload())
}

// gather is one turn of the task: assemble, then record.
func (t *task) gather() {
	if t.stopped {
		return
	}
	t.assemble(func() {})
	t.refresh()
}

// assemble fetches genesis' data. Without a VM, or when it can't be fetched, only the state changes.
func (t *task) assemble(started func()) {
	log := t.s.c.Log
	log.Log(logline.ServerCloudAssembleStarting, t.domain.name)
	started()
	snapshot, revision, err := t.s.genesis.Gather()
	state, message := stateNormal, ""
	switch {
	case err != nil:
		state, message = stateException, err.Error()
	case len(snapshot.VMs) == 0:
		state, message = stateWarning, "invalid vm count (0)."
	}
	if state == stateNormal {
		if revision != t.recorded.revision || !t.resource.Verified {
			t.resource = assemble(snapshot, t.region, t.domain.name)
			t.recorded = recorded{revision: revision}
		}
		t.resource.Verified, t.resource.SyncAt = true, t.s.c.Now()
	} else {
		log.Log(logline.ServerCloudDataNotVerified, t.domain.name, state, message)
	}
	t.resource.ErrorState, t.resource.ErrorMessage = state, message
	log.Log(logline.ServerCloudAssembleComplete, t.domain.name)
}

// refresh hands the data to the recorder and keeps the domain's row.
func (t *task) refresh() {
	log, name := t.s.c.Log, t.domain.name
	log.Log(logline.ServerTaskCallRecorderRefresh, name)
	if err := t.record(); err != nil {
		log.Log(logline.ServerTaskRefreshFailed, name, err)
	}
	log.Log(logline.ServerTaskOneLoopOver, name)
	log.Log(logline.ServerTaskWaitForNextRefresh, name)
}

func (t *task) record() error {
	log := t.s.c.Log
	data, agents, key := &t.resource, []agentRow(nil), ""
	if data.Verified {
		var err error
		if agents, err = t.s.agents(); err != nil {
			log.Log(logline.ServerStatementFailed, err)
		}
		key = fmt.Sprint(agents)
		t.complete(data, agents, key)
	}
	name := t.rec.Domain()
	log.Log(logline.ServerRecorderRefreshTarget, name, "domain")
	log.Log(logline.ServerRefresherStarted, name)
	log.Log(logline.ServerCloudStateInfo, name, data.ErrorState, data.ErrorMessage)
	if t.gone {
		log.Log(logline.ServerRecorderGetDomainForState, name, errNotFound)
	}
	if err := t.rec.Check(data); err != nil {
		t.save(time.Time{})
		return err
	}
	same := t.recorded.settled && t.recorded.agents == key
	changed := t.rec.Refresh(data, vtaps(agents), same)
	if !same {
		t.recorded.settled, t.recorded.agents = t.rec.Settled(), key
	}
	if changed && t.s.changed != nil {
		t.s.changed()
	}
	log.Log(logline.ServerUpdateDomainSyncedAt, name, data.SyncAt.Format(row.TimeFormat))
	log.Log(logline.ServerRecorderTimeNow, name, t.s.c.Now().Format(row.TimeFormat))
	t.save(data.SyncAt)
	log.Log(logline.ServerDomainRefreshCompleted, name)
	return nil
}

// save keeps state, error_msg and, unless it is zero, synced_at of the domain's row.
func (t *task) save(syncedAt time.Time) {
	query, args := "UPDATE domain SET state = ?, error_msg = ?, updated_at = ?", []any{t.resource.ErrorState, t.resource.ErrorMessage, t.s.c.Now()}
	if !syncedAt.IsZero() {
		query, args = query+", synced_at = ?", append(args, syncedAt)
	}
	args = append(args, t.domain.lcuuid)
	result, err := t.s.c.DB.ExecContext(t.s.c.Context, query+" WHERE lcuuid = ?", row.Args(t.s.c.Location, args)...)
	if err != nil {
		t.s.c.Log.Log(logline.ServerRecorderGetDomainFailed, t.rec.Domain(), err)
		return
	}
	if n, err := result.RowsAffected(); err == nil && n == 0 && !t.gone {
		t.gone = !t.s.exists(t.domain.lcuuid)
	}
	if t.gone && !syncedAt.IsZero() {
		t.s.c.Log.Log(logline.ServerRecorderGetDomainFailed, t.rec.Domain(), errNotFound)
	}
}
