package monitor

import (
	"maps"
	"slices"

	"github.com/dflab/dflab/lab/deepflow/logline"
	"github.com/dflab/dflab/lab/sim/server/trisolaris/dbcache"
)

// Algorithms by which agents are assigned to analyzers.
const (
	byAgentCount   = "by-agent-count"
	byIngestedData = "by-ingested-data"
)

// allocate assigns the agents that have no node, or are on the excluded one.
func (s *Service) allocate(n *nodes, exclude string) {
	if n == s.analyzers {
		switch algorithm := s.c.Config.Controller.Monitor.IngesterLoadBalancing.Algorithm; algorithm {
		case byIngestedData:
			s.rebalance(true, false)
			return
		case byAgentCount:
		default:
			s.c.Log.Log(logline.ServerAlgorithmNotSupportedOnlySupports, algorithm, byIngestedData, byAgentCount)
			return
		}
	}
	n.byCount(exclude)
}

// byCount gives each agent the node of its availability zone that can take most more agents. A node that is full, by its vtap_max,
// takes more all the same when there is no other.
func (n *nodes) byCount(exclude string) {
	n.log(n.t.allocStart)
	vtaps, err := n.s.db.VTaps()
	if err != nil {
		n.log(n.t.failed, err)
		return
	}
	list, err := n.all()
	if err != nil {
		n.log(n.t.failed, err)
		return
	}
	room := map[string]int{}
	for _, r := range list {
		if r.state == nodeComplete {
			room[r.ip] = r.vtapMax
		}
	}
	waiting := map[string][]*dbcache.VTap{} // by availability zone
	for i := range vtaps {
		v := &vtaps[i]
		ip := n.assigned(v)
		switch {
		case v.Type == typeTunnelDecapsulation:
		case ip == "" || ip == exclude:
			waiting[v.AZ] = append(waiting[v.AZ], v)
		default:
			if _, ok := room[ip]; ok {
				room[ip]--
			}
		}
	}
	serving := n.serving()
	for _, az := range slices.Sorted(maps.Keys(waiting)) {
		var candidates []string
		for _, ip := range serving[az] {
			if _, ok := room[ip]; ok {
				candidates = append(candidates, ip)
			}
		}
		for _, v := range waiting[az] {
			n.assign(v, candidates, room)
		}
	}
	n.log(n.t.allocEnd)
}

// serving are the nodes of each availability zone.
func (n *nodes) serving() map[string][]string {
	azs, err := n.s.db.AZs()
	if err != nil {
		n.log(n.t.failed, err)
	}
	conns, err := n.connections()
	if err != nil {
		n.log(n.t.failed, err)
	}
	all := map[string][]string{}
	for _, conn := range conns {
		for _, az := range azs {
			if conn.AZ == az.Lcuuid || conn.AZ == "ALL" && conn.Region == az.Region {
				all[az.Lcuuid] = append(all[az.Lcuuid], conn.IP)
			}
		}
	}
	return all
}

func (n *nodes) assign(v *dbcache.VTap, candidates []string, room map[string]int) {
	if len(candidates) == 0 {
		n.log(n.t.unavailable, v.Name)
		n.setExceptions(v, v.Exceptions|n.t.exception)
		return
	}
	best := candidates[0]
	for _, ip := range candidates[1:] {
		if room[ip] > room[best] {
			best = ip
		}
	}
	room[best]--
	n.log(n.t.alloc, best, v.Name)
	_ = n.s.exec(n.t.failed, "UPDATE vtap SET "+n.t.column+" = ? WHERE id = ?", best, v.ID)
	n.setExceptions(v, v.Exceptions&^n.t.exception)
}
