package recorder

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/dflab/dflab/lab/deepflow/logline"
	"github.com/dflab/dflab/lab/sim/server/cloud/diffbase"
	"github.com/dflab/dflab/lab/sim/server/genesis/row"
)

// pageSize is how many rows are added or deleted together.
const pageSize = 1000

// rowOf is a row of a resource table.
type rowOf[R any] interface {
	*R
	base() *Base
	operated() *OperatedTime
}

// baseOf is the remembered part of a row.
type baseOf[B any] interface {
	*B
	Common() *diffbase.DiffBase
}

// changes are columns with their new values.
type changes map[string]any

// updater keeps one table equal to what is gathered: C is the gathered item, R its row, B what is remembered of the row
// (server/controller/recorder/updater/updater.go and recorder/db/operator.go at v6.6.9).
type updater[C, R, B any, RP rowOf[R], BP baseOf[B]] struct {
	*Recorder
	name   string // "vm"
	soft   bool   // rows are deleted by setting deleted_at
	pooled bool   // ids come from a pool, not from AUTO_INCREMENT
	table  *row.Table[R]

	lcuuid func(*C) string
	// row makes the row to insert; false when something that it refers to is missing.
	row func(*C) (R, bool)
	// diff compares; false when something that the change refers to is missing.
	diff func(BP, *C) (changes, bool)
	// remember makes the remembered part of a row, follow takes over an updated item.
	remember func(*R) B
	follow   func(BP, *C)
	// noted, moved and forgotten keep the maps that other resources look into.
	noted     func(*R)
	moved     func(*C)
	forgotten func(lcuuid string)
	// added and updated are the lines about the memory, where the catalogue has them.
	added, updated *logline.Line

	bases   map[string]*B
	changed bool
}

// goValue is a value's Go syntax as the real server prints it, whose times are local.
type goValue string

// GoString is the text as it is.
func (g goValue) GoString() string { return string(g) }

var location = regexp.MustCompile(`time\.UTC\)|time\.Location\("[^"]*"\)\)`)

func goSyntax(v any) goValue {
	return goValue(location.ReplaceAllString(fmt.Sprintf("%#v", v), "time.Local)"))
}

// addAndUpdate inserts the items that are not remembered and updates the rows of those that differ.
func (u *updater[C, R, B, RP, BP]) addAndUpdate(items []C) {
	var rows []R
	for i := range items {
		item := &items[i]
		base, ok := u.bases[u.lcuuid(item)]
		if !ok {
			u.work++
			u.log.Log(logline.ServerRecorderToAdd, u.domain, "add "+u.name, goSyntax(*item))
			if r, ok := u.row(item); ok {
				rows = append(rows, r)
			}
			continue
		}
		BP(base).Common().Sequence = u.sequence
		change, ok := u.diff(base, item)
		if !ok {
			u.work++
		} else if len(change) > 0 {
			u.work++
			u.log.Log(logline.ServerRecorderToUpdate, u.domain, "update "+u.name, goSyntax(*item), goSyntax(base))
			u.update(base, item, change)
		}
	}
	for page := range slices.Chunk(rows, pageSize) {
		u.add(page)
	}
}

func (u *updater[C, R, B, RP, BP]) update(base *B, item *C, change changes) {
	lcuuid := BP(base).Common().Lcuuid
	columns := slices.Sorted(maps.Keys(change))
	args := make([]any, 0, len(columns)+2)
	for _, c := range columns {
		args = append(args, change[c])
	}
	args = append(args, u.now(), lcuuid)
	query := "UPDATE " + u.table.Name() + " SET " + strings.Join(columns, " = ?, ") + " = ?, updated_at = ? WHERE lcuuid = ?"
	if u.soft {
		query += " AND deleted_at IS NULL"
	}
	if _, err := u.db.ExecContext(u.ctx, query, row.Args(u.zone, args)...); err != nil {
		u.log.Log(logline.ServerRecorderUpdateFailed, u.domain, u.name, lcuuid, change, err)
		return
	}
	u.log.Log(logline.ServerRecorderDBUpdate, u.domain, u.name, lcuuid, map[string]any(change))
	u.follow(base, item)
	if u.updated != nil {
		u.log.Log(u.updated, base)
	}
	u.moved(item)
	u.changed = true
}

// add inserts rows that the memory lacks. A row of the same lcuuid that is in the table all the same gives way, its id living on,
// where rows are deleted softly: the resource came back. Elsewhere it stays, and the new row is dropped.
func (u *updater[C, R, B, RP, BP]) add(rows []R) {
	rows = u.dedup(rows)
	rows, ok := u.dedupInDB(rows)
	if !ok || len(rows) == 0 {
		return
	}
	now := u.now()
	for i := range rows {
		at := RP(&rows[i]).operated()
		if at.CreatedAt.IsZero() {
			at.CreatedAt = now
		}
		at.UpdatedAt = now
	}
	var err error
	if u.pooled {
		if rows, ok = u.number(rows); !ok || len(rows) == 0 {
			return
		}
		err = u.table.Insert(u.ctx, u.db, rows)
	} else {
		var ids []int
		if ids, err = u.table.InsertNumbered(u.ctx, u.db, rows); err == nil {
			for i := range rows {
				RP(&rows[i]).base().ID = ids[i]
			}
		}
	}
	if err != nil {
		u.log.Log(logline.ServerRecorderAddFailed, u.domain, u.name, err)
		u.log.Log(logline.ServerRecorderAddFailedLcuuids, u.domain, u.name, bracketed(u.lcuuids(rows)))
		return
	}
	for i := range rows {
		u.log.Log(logline.ServerRecorderDBAdd, u.domain, "add "+u.name, &rows[i])
	}
	for i := range rows {
		u.note(&rows[i], u.sequence)
		if u.added != nil {
			u.log.Log(u.added, u.domain, u.bases[RP(&rows[i]).base().Lcuuid])
		}
	}
	u.changed = true
}

// note takes a row into memory.
func (u *updater[C, R, B, RP, BP]) note(r *R, sequence int) {
	base := u.remember(r)
	*BP(&base).Common() = diffbase.DiffBase{Sequence: sequence, Lcuuid: RP(r).base().Lcuuid}
	u.bases[RP(r).base().Lcuuid] = &base
	u.noted(r)
}

func (u *updater[C, R, B, RP, BP]) lcuuids(rows []R) []string {
	all := make([]string, len(rows))
	for i := range rows {
		all[i] = RP(&rows[i]).base().Lcuuid
	}
	return all
}

func (u *updater[C, R, B, RP, BP]) dedup(rows []R) []R {
	seen, out := map[string]bool{}, rows[:0]
	for i := range rows {
		lcuuid := RP(&rows[i]).base().Lcuuid
		if seen[lcuuid] {
			u.log.Log(logline.ServerRecorderDuplicated, u.domain, u.name, lcuuid)
			continue
		}
		seen[lcuuid] = true
		out = append(out, rows[i])
	}
	return out
}

func (u *updater[C, R, B, RP, BP]) dedupInDB(rows []R) ([]R, bool) {
	old, err := u.table.Select(u.ctx, u.db, "lcuuid IN ("+row.Marks(len(rows))+")", row.Any(u.lcuuids(rows))...)
	if err != nil {
		u.log.Log(logline.ServerRecorderAddFailed, u.domain, u.name, err)
		return nil, false
	}
	if len(old) == 0 {
		return rows, true
	}
	ids := map[string]int{}
	var lcuuids []string
	var numbers []int
	for i := range old {
		b := RP(&old[i]).base()
		ids[b.Lcuuid] = b.ID
		lcuuids, numbers = append(lcuuids, b.Lcuuid), append(numbers, b.ID)
	}
	if !u.soft {
		u.log.Log(logline.ServerRecorderDuplicatedInDB, u.domain, u.name, bracketed(lcuuids), &old[0])
		return slices.DeleteFunc(rows, func(r R) bool { _, ok := ids[RP(&r).base().Lcuuid]; return ok }), true
	}
	u.log.Log(logline.ServerRecorderLearnAgain, u.domain, u.name, bracketed(lcuuids), numbers, &old[0])
	if err := u.erase(numbers); err != nil {
		u.log.Log(logline.ServerRecorderDeleteFailed, u.domain, u.name, bracketed(lcuuids), err)
		return nil, false
	}
	for i := range rows {
		b := RP(&rows[i]).base()
		b.ID = ids[b.Lcuuid]
	}
	return rows, true
}

func (u *updater[C, R, B, RP, BP]) erase(ids []int) error {
	_, err := u.db.ExecContext(u.ctx, "DELETE FROM "+u.table.Name()+" WHERE id IN ("+row.Marks(len(ids))+")", row.Any(ids)...)
	return err
}

// number gives ids to the rows that have none. Rows that get none are dropped: the next refresh tries again.
func (u *updater[C, R, B, RP, BP]) number(rows []R) ([]R, bool) {
	var out, bare []R
	for _, r := range rows {
		if RP(&r).base().ID == 0 {
			bare = append(bare, r)
		} else {
			out = append(out, r)
		}
	}
	if len(bare) == 0 {
		u.log.Log(logline.ServerRecorderNoIDsNeeded, u.domain, u.name)
		return out, true
	}
	ids, err := u.ids.allocate(u.ctx, u.name, len(bare))
	if err != nil {
		u.log.Log(logline.ServerRecorderIDsFailed, u.domain, u.name)
		return nil, false
	}
	for i, id := range ids {
		RP(&bare[i]).base().ID = id
		out = append(out, bare[i])
	}
	u.log.Log(logline.ServerRecorderIDsUsed, u.domain, u.name, ids)
	return out, true
}

// remove deletes the rows that this refresh has not seen.
func (u *updater[C, R, B, RP, BP]) remove() {
	var gone []string
	for _, lcuuid := range slices.Sorted(maps.Keys(u.bases)) {
		if base := BP(u.bases[lcuuid]); base.Common().Sequence != u.sequence {
			u.work++
			u.log.Log(logline.ServerRecorderToDelete, u.domain, u.name, goSyntax(u.bases[lcuuid]))
			gone = append(gone, lcuuid)
		}
	}
	for page := range slices.Chunk(gone, pageSize) {
		u.delete(page)
	}
}

func (u *updater[C, R, B, RP, BP]) delete(lcuuids []string) {
	where := " WHERE lcuuid IN (" + row.Marks(len(lcuuids)) + ")"
	args, query := row.Any(lcuuids), "DELETE FROM "+u.table.Name()+where
	if u.soft {
		query = "UPDATE " + u.table.Name() + " SET deleted_at = ?, updated_at = ?" + where + " AND deleted_at IS NULL"
		now := any(u.now())
		args = append([]any{now, now}, args...)
	}
	if _, err := u.db.ExecContext(u.ctx, query, row.Args(u.zone, args)...); err != nil {
		u.log.Log(logline.ServerRecorderDeleteFailed, u.domain, u.name, bracketed(lcuuids), err)
		return
	}
	switch {
	case u.name == "vm": // which has an operator of its own
		u.log.Log(logline.ServerRecorderVMDelete, u.domain, u.name, bracketed(lcuuids))
	case u.soft:
		u.log.Log(logline.ServerRecorderDBDeletedAt, u.domain, u.name, bracketed(lcuuids))
	default:
		u.log.Log(logline.ServerRecorderDBDelete, u.domain, u.name, bracketed(lcuuids))
	}
	for _, lcuuid := range lcuuids {
		delete(u.bases, lcuuid)
		u.forgotten(lcuuid)
	}
	u.changed = true
}

// load forgets everything and remembers what the table holds for the domain.
func (u *updater[C, R, B, RP, BP]) load(where string, args ...any) error {
	u.bases = map[string]*B{}
	if u.soft {
		where += " AND deleted_at IS NULL"
	}
	rows, err := u.table.Select(u.ctx, u.db, where, args...)
	if err != nil {
		return err
	}
	for i := range rows {
		u.note(&rows[i], u.sequence)
	}
	return nil
}

// takeChanged says whether anything changed since it was asked last.
func (u *updater[C, R, B, RP, BP]) takeChanged() bool {
	changed := u.changed
	u.changed = false
	return changed
}

func nowIn(now func() time.Time, zone *time.Location) func() time.Time {
	return func() time.Time { return now().In(zone) }
}
