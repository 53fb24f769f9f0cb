package recorder

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/dflab/dflab/lab/deepflow/logline"
	"github.com/dflab/dflab/lab/sim/server/genesis/row"
)

// IDs hands out the ids of az, epc, host_device, vm, vl2 and process rows: never used ones in ascending order first, then those that
// became free. It knows what is free since its last refresh, and asks the database before it hands an id out
// (server/controller/recorder/db/idmng at v6.6.9).
type IDs struct {
	db    row.DB
	log   *logline.Logger
	pools map[string]*pool
	order []string
}

// pool is the free ids of one table.
type pool struct {
	resource, table string
	max             int
	next            int   // the lowest id above all that are in use
	free            []int // free ids below next
}

// NewIDs makes the pools; max0 and max1 are recorder.resource_max_id_0 and _1.
func NewIDs(db row.DB, log *logline.Logger, max0, max1 int) *IDs {
	ids := &IDs{db: db, log: log, pools: map[string]*pool{}}
	for _, p := range []*pool{
		{resource: "az", table: "az", max: max0},
		{resource: "vpc", table: "epc", max: max0},
		{resource: "host", table: "host_device", max: max0},
		{resource: "vm", table: "vm", max: max1},
		{resource: "network", table: "vl2", max: max0},
		{resource: "process", table: "process", max: max1},
	} {
		p.next = 1
		ids.pools[p.resource] = p
		ids.order = append(ids.order, p.resource)
	}
	return ids
}

// Refresh reads which ids are in use, by deleted rows too.
func (ids *IDs) Refresh(ctx context.Context) error {
	for _, name := range ids.order {
		p := ids.pools[name]
		used, err := ids.query(ctx, "SELECT id FROM "+p.table)
		if err != nil {
			return fmt.Errorf("refresh %s ids: %w", name, err)
		}
		p.fill(used)
	}
	return nil
}

func (p *pool) fill(used []int) {
	slices.Sort(used)
	p.free, p.next = nil, 1
	for _, id := range used {
		for ; p.next < id; p.next++ {
			p.free = append(p.free, p.next)
		}
		p.next = max(p.next, id+1)
	}
}

// take removes up to n ids from the pool.
func (p *pool) take(n int) []int {
	var out []int
	for len(out) < n && p.next <= p.max {
		out = append(out, p.next)
		p.next++
	}
	k := min(n-len(out), len(p.free))
	out = append(out, p.free[:k]...)
	p.free = p.free[k:]
	return out
}

// allocate hands out up to n ids of a resource; there are fewer when the pool runs dry or somebody else took some.
func (ids *IDs) allocate(ctx context.Context, resource string, n int) ([]int, error) {
	taken := ids.pools[resource].take(n)
	if len(taken) == 0 {
		ids.log.Log(logline.ServerIDMngNoIDs, resource)
		return nil, fmt.Errorf("%s has no more usable ids, usable ids count: 0", resource)
	}
	used, err := ids.query(ctx, "SELECT id FROM "+ids.pools[resource].table+" WHERE id IN ("+row.Marks(len(taken))+")", row.Any(taken)...)
	if err != nil {
		return nil, err
	}
	free := slices.DeleteFunc(slices.Clone(taken), func(id int) bool { return slices.Contains(used, id) })
	if len(used) > 0 {
		ids.log.Log(logline.ServerIDMngInUse, resource, used)
	}
	ids.log.Log(logline.ServerIDMngAllocated, resource, free, len(taken), len(free))
	return free, nil
}

func (ids *IDs) query(ctx context.Context, query string, args ...any) ([]int, error) {
	rows, err := ids.db.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, fmt.Errorf("select ids: %w", err)
	}
	defer rows.Close()
	var all []int
	for rows.Next() {
		var id int
		if err := rows.Scan(&id); err != nil {
			return nil, fmt.Errorf("select ids: %w", err)
		}
		all = append(all, id)
	}
	return all, rows.Err()
}

// bracketed is lcuuids as Go prints a slice of strings.
func bracketed(lcuuids []string) string { return "[" + strings.Join(lcuuids, " ") + "]" }
