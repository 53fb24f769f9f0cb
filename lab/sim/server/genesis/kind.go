package genesis

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/dflab/dflab/lab/sim/server/genesis/row"
)

// record is a row of one genesis_* table.
type record[T any] interface {
	*T
	id() (lcuuid string, vtapID uint32)
	seen() *time.Time
}

// kind holds the rows of one genesis_* table: the current ones, and those that were last published
// (server/controller/genesis/store/sync/datatype.go at v6.6.9).
type kind[T any, P record[T]] struct {
	table *row.Table[T]

	now  map[string]T
	seen map[string]time.Time

	public  map[string]T
	touched map[string]struct{} // what differs between now and public
	sorted  []T                 // public in order, nil when it has to be made anew
	stored  bool                // the table may hold rows of this node
}

func newKind[T any, P record[T]](table string, zone *time.Location) *kind[T, P] {
	return &kind[T, P]{
		table: row.Of[T](table, zone),
		now:   map[string]T{}, seen: map[string]time.Time{},
		public: map[string]T{}, touched: map[string]struct{}{},
	}
}

// update takes over what an agent reported.
func (k *kind[T, P]) update(now time.Time, rows []T) {
	for _, r := range rows {
		lcuuid, _ := P(&r).id()
		k.now[lcuuid], k.seen[lcuuid] = r, now
		k.touched[lcuuid] = struct{}{}
	}
}

// renew notes that an agent still has the rows it reported; rows that carry their own time get it.
func (k *kind[T, P]) renew(now time.Time, rows []T) {
	for _, r := range rows {
		lcuuid, _ := P(&r).id()
		k.seen[lcuuid] = now
		if at := P(&r).seen(); at != nil {
			*at = now
			k.now[lcuuid] = r
			k.touched[lcuuid] = struct{}{}
		}
	}
}

// age drops the rows that nobody reported for timeout and says whether there were any.
func (k *kind[T, P]) age(now time.Time, timeout time.Duration) bool {
	limit, removed := now.Add(-timeout), false
	for lcuuid := range k.now {
		if limit.After(k.seen[lcuuid]) {
			delete(k.now, lcuuid)
			delete(k.seen, lcuuid)
			k.touched[lcuuid] = struct{}{}
			removed = true
		}
	}
	return removed
}

// publish makes the current rows the published ones and says whether that changed any.
func (k *kind[T, P]) publish() bool {
	if len(k.touched) == 0 {
		return false
	}
	for lcuuid := range k.touched {
		if r, ok := k.now[lcuuid]; ok {
			k.public[lcuuid] = r
		} else {
			delete(k.public, lcuuid)
		}
	}
	clear(k.touched)
	k.sorted = nil
	return true
}

// visible are the published rows in the order of their lcuuids, nil when there is none.
func (k *kind[T, P]) visible() []T {
	if k.sorted == nil && len(k.public) > 0 {
		k.sorted = k.order(k.public)
	}
	return k.sorted
}

func (k *kind[T, P]) order(rows map[string]T) []T {
	all := make([]T, 0, len(rows))
	for _, r := range rows {
		all = append(all, r)
	}
	slices.SortFunc(all, func(a, b T) int {
		x, _ := P(&a).id()
		y, _ := P(&b).id()
		return strings.Compare(x, y)
	})
	return all
}

// load reads the rows of this node that are younger than timeout. Rows without a time of their own count as just seen.
func (k *kind[T, P]) load(ctx context.Context, db row.DB, node string, now time.Time, timeout time.Duration) error {
	rows, err := k.table.Select(ctx, db, "node_ip = ?", node)
	if err != nil {
		return err
	}
	k.stored = len(rows) > 0
	for _, r := range rows {
		lcuuid, _ := P(&r).id()
		last := now
		if at := P(&r).seen(); at != nil {
			last = *at
		}
		if now.Add(-timeout).After(last) {
			continue
		}
		k.now[lcuuid], k.seen[lcuuid] = r, last
		k.touched[lcuuid] = struct{}{}
	}
	return nil
}

// save makes the node's rows in the table those of agents that have an entry in genesis_storage, or no id yet.
func (k *kind[T, P]) save(ctx context.Context, db row.DB, node string, storage map[uint32]string) error {
	if k.stored {
		if _, err := db.ExecContext(ctx, "DELETE FROM "+k.table.Name()+" WHERE node_ip = ?", node); err != nil {
			return fmt.Errorf("delete %s: %w", k.table.Name(), err)
		}
	}
	var rows []T
	for _, r := range k.order(k.now) {
		if _, vtap := P(&r).id(); vtap == 0 || storage[vtap] == node {
			rows = append(rows, r)
		}
	}
	k.stored = len(rows) > 0
	return k.table.Insert(ctx, db, rows)
}
