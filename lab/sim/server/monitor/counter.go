package monitor

import (
	"encoding/json"
	"maps"
	"slices"

	"github.com/dflab/dflab/lab/deepflow/logline"
	"github.com/dflab/dflab/lab/sim/server/trisolaris/dbcache"
)

// counter is the statistic of an agent's weight (server/controller/grpc/statsd/vtap_weight.go at v6.6.9). It stays when the agent goes.
type counter struct {
	ORGID             int
	TeamID            int
	Name              string
	Weight            float64
	IsAnalyzerChanged int
}

// count sets an agent's counter.
func (s *Service) count(v *dbcache.VTap, weight float64, changed bool) {
	is := 0
	if changed {
		is = 1
	}
	c := s.counters[v.Name]
	if c == nil {
		c = &counter{ORGID: 1, TeamID: v.TeamID, Name: v.Name, Weight: weight, IsAnalyzerChanged: is}
		if b, err := json.Marshal(c); err == nil {
			s.c.Log.Log(logline.ServerNewAgentTrafficCounter, string(b))
		}
		s.counters[v.Name] = c
		return
	}
	if c.Weight != weight || c.IsAnalyzerChanged != is {
		s.c.Log.Log(logline.ServerAgentUpdateWeightAnalyzerChanged, v.Name, c.Weight, weight, c.IsAnalyzerChanged, is)
	}
	c.Weight, c.IsAnalyzerChanged, c.TeamID = weight, is, v.TeamID
}

// dropCounters sets the counters of agents that are gone or don't run to zero, and says so every time.
func (s *Service) dropCounters(b *balance) {
	const running = 1
	states := map[string]int{}
	for _, v := range b.vtaps {
		states[v.Name] = v.State
	}
	for _, name := range slices.Sorted(maps.Keys(s.counters)) {
		state, ok := states[name]
		if ok && state == running {
			continue
		}
		c := s.counters[name]
		c.Weight, c.IsAnalyzerChanged = 0, 0
		if ok {
			s.c.Log.Log(logline.ServerRebalanceAgentNotNormal, name)
		} else {
			s.c.Log.Log(logline.ServerRebalanceLostAgent, name)
		}
	}
}
