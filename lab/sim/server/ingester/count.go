package ingester

import (
	"cmp"
	"slices"
	"time"

	"github.com/dflab/dflab/lab/deepflow/wire"
)

// Key is what frames are counted by: the agent that its header names, which nothing checks, and the type.
type Key struct {
	// AgentID is 0 for agents that aren't registered.
	AgentID uint16
	OrgID   uint16
	Type    wire.MessageType
}

// Count is what came of one agent and type since the process started.
type Count struct {
	Frames, Bytes uint64
	// Dropped are the frames of types without a handler.
	Dropped uint64
	// Last is when the latest frame came.
	Last time.Time
}

// KeyCount is one line of Counts.
type KeyCount struct {
	Key
	Count
}

// Counts are the counts of all agents and types, in order of agent and type.
func (s *Service) Counts() []KeyCount {
	all := make([]KeyCount, 0, len(s.counts))
	for k, c := range s.counts {
		all = append(all, KeyCount{k, *c})
	}
	slices.SortFunc(all, func(a, b KeyCount) int {
		return cmp.Or(cmp.Compare(a.OrgID, b.OrgID), cmp.Compare(a.AgentID, b.AgentID), cmp.Compare(a.Type, b.Type))
	})
	return all
}

func (s *Service) count(f wire.Frame) {
	k := Key{AgentID: f.AgentID, OrgID: f.OrgID, Type: f.Type}
	c := s.counts[k]
	if c == nil {
		c = &Count{}
		s.counts[k] = c
	}
	c.Frames++
	c.Bytes += uint64(f.Size)
	c.Last = s.c.Now()
	if s.handlers[f.Type] == nil {
		c.Dropped++
	}
}
