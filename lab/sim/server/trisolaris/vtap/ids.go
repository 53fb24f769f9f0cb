package vtap

import "slices"

// maxID is the largest agent id.
const maxID = 64000

// idPool gives agent ids from 1 on. An id that was given is not given again, not even after its agent was deleted, until all were; a
// restarted server begins behind the largest id in the table (server/controller/recorder/db/idmng at v6.6.9).
type idPool struct {
	usable []int
	loaded bool
}

// next is a free id, 0 if there is none.
func (p *idPool) next(i *Info) int {
	rows, err := i.db.VTaps()
	if err != nil {
		return 0
	}
	used := make(map[int]bool, len(rows))
	largest := 0
	for _, r := range rows {
		used[r.ID] = true
		largest = max(largest, r.ID)
	}
	if !p.loaded {
		p.loaded = true
		p.fill(used, largest)
	}
	for len(p.usable) > 0 {
		id := p.usable[0]
		p.usable = p.usable[1:]
		if !used[id] {
			return id
		}
	}
	return 0
}

// fill lists the ids above the largest that is used, and then those below it that aren't.
func (p *idPool) fill(used map[int]bool, largest int) {
	for id := largest + 1; id <= maxID; id++ {
		p.usable = append(p.usable, id)
	}
	for id := 1; id < largest; id++ {
		if !used[id] {
			p.usable = append(p.usable, id)
		}
	}
}

// release gives an id back that was not used after all.
func (p *idPool) release(id int) { p.usable = slices.Insert(p.usable, len(p.usable), id) }
