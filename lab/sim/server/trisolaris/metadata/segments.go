package metadata

import (
	"slices"

	"google.golang.org/protobuf/proto"

	"github.com/dflab/dflab/lab/deepflow/logline"
	"github.com/dflab/dflab/lab/deepflow/wire/agent"
	"github.com/dflab/dflab/lab/sim/server/trisolaris/dbcache"
)

// noMAC is the MAC of a NIC that has none.
const noMAC = "00:00:00:00:00:00"

// Segments tell an agent which MACs are its own.
type Segments struct {
	vms  map[int][]*dbcache.VInterface // vm to its NICs
	all  []*dbcache.VInterface
	used map[int]bool // NICs in some agent's segments
}

func (s *Segments) set(r *raw) {
	s.vms, s.all = map[int][]*dbcache.VInterface{}, nil
	if s.used == nil {
		s.used = map[int]bool{}
	}
	for _, vif := range r.deviceVif {
		if vif.Mac == "" || vif.Mac == noMAC {
			continue
		}
		s.all = append(s.all, vif)
		if vif.DeviceType == deviceVM {
			s.vms[vif.DeviceID] = append(s.vms[vif.DeviceID], vif)
		}
	}
}

// Forget empties the record of NICs that agents use.
func (s *Segments) Forget() { s.used = map[int]bool{} }

// OfVM are the segments of the agent on that vm: one for each network, in order of network id.
func (s *Segments) OfVM(id int) []*agent.Segment {
	networks := map[int]*agent.Segment{}
	var order []int
	for _, vif := range s.vms[id] {
		seg := networks[vif.NetworkID]
		if seg == nil {
			seg = &agent.Segment{Id: proto.Uint32(uint32(vif.NetworkID))}
			networks[vif.NetworkID] = seg
			order = append(order, vif.NetworkID)
		}
		seg.Mac = append(seg.Mac, vif.Mac)
		seg.Vmac = append(seg.Vmac, vif.Mac)
		seg.InterfaceId = append(seg.InterfaceId, uint32(vif.ID))
		s.used[vif.ID] = true
	}
	slices.Sort(order)
	var all []*agent.Segment
	for _, id := range order {
		all = append(all, networks[id])
	}
	return all
}

// RemoteSegments are all NICs that no agent uses, for dedicated agents, and are logged as a count.
func (m *MetaData) RemoteSegments() []*agent.Segment {
	s := &m.Segments
	seg := &agent.Segment{Id: proto.Uint32(1)}
	for _, vif := range s.all {
		if s.used[vif.ID] {
			continue
		}
		seg.Mac = append(seg.Mac, vif.Mac)
		seg.Vmac = append(seg.Vmac, vif.Mac)
		seg.InterfaceId = append(seg.InterfaceId, uint32(vif.ID))
	}
	m.c.Log.Log(logline.ServerVifsUsed, len(s.used), len(seg.Mac))
	m.c.Log.Log(logline.ServerAgentVifsUsed, len(s.used), len(seg.Mac))
	if len(seg.Mac) == 0 {
		return nil
	}
	return []*agent.Segment{seg}
}
