package monitor

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"slices"
	"time"

	"github.com/dflab/dflab/lab/deepflow/logline"
	"github.com/dflab/dflab/lab/sim/server/trisolaris/dbcache"
)

// weightInterval is hard-coded: how often the agents' weights are made anew.
const weightInterval = 10 * time.Second

// startRebalance begins the balancing of agents over analyzers by what they sent. The question how much that was goes to the host name
// deepflow-server, which nobody resolves on a host network: an error line every ten seconds as long as there is an agent.
func (s *Service) startRebalance() {
	cfg := s.c.Config.Controller.Monitor
	if !cfg.AutoRebalanceVTap {
		return
	}
	s.c.Every("monitor/rebalance", seconds(cfg.RebalanceCheckInterval), s.rebalanceControllers)
	if cfg.IngesterLoadBalancing.Algorithm != byIngestedData {
		return
	}
	check := func() {
		s.c.Log.Log(logline.ServerAnalyzerRebalanceTrafficDuration, cfg.IngesterLoadBalancing.DataDuration)
		if n := s.rebalance(false, false); n != 0 {
			s.c.Log.Log(logline.ServerNeedRebalance, n)
			s.rebalance(true, false)
		}
	}
	check()
	s.c.Every("monitor/weight", weightInterval, func() { s.rebalance(false, true) })
	s.c.Every("monitor/rebalance", seconds(cfg.IngesterLoadBalancing.RebalanceInterval), check)
}

// rebalanceControllers looks for a controller without agents. With agents assigned to the only controller, or none at all, there is
// nothing to move.
func (s *Service) rebalanceControllers() {
	list, err := s.controllers.all()
	if err != nil {
		return
	}
	vtaps, err := s.db.VTaps()
	if err != nil {
		return
	}
	serving := s.controllers.serving()
	for _, r := range list {
		used := slices.ContainsFunc(vtaps, func(v dbcache.VTap) bool { return v.ControllerIP == r.ip })
		serves := slices.ContainsFunc(slices.Collect(maps.Values(serving)), func(ips []string) bool { return slices.Contains(ips, r.ip) })
		if used || r.vtapMax <= 0 || r.state != nodeComplete || !serves {
			continue
		}
		s.c.Log.Log(logline.ServerNeedRebalanceController, r.ip)
		s.c.Log.Log(logline.ServerExecRebalance, `{"TOTAL_SWITCH_VTAP_NUM":0,"DETAILS":null}`)
		return
	}
}

// balance is the rows that balancing looks at.
type balance struct {
	azs       []dbcache.AZ
	analyzers []node
	serving   map[string][]string
	vtaps     []dbcache.VTap
	regions   []string // of controllers
}

func (s *Service) rows() (*balance, error) {
	b := &balance{}
	var err error
	if b.vtaps, err = s.db.VTaps(); err != nil {
		return nil, err
	}
	if b.analyzers, err = s.analyzers.all(); err != nil {
		return nil, err
	}
	if len(b.vtaps) > 0 && len(b.analyzers) > 0 {
		if b.azs, err = s.db.AZs(); err != nil {
			return nil, err
		}
		b.serving = s.analyzers.serving()
		conns, err := s.db.AZControllerConnections()
		if err != nil {
			return nil, err
		}
		for _, conn := range conns {
			if !slices.Contains(b.regions, conn.Region) {
				b.regions = append(b.regions, conn.Region)
			}
		}
	}
	return b, nil
}

// rebalance computes who should send where, and with do writes it. weightOnly is the run of every ten seconds. It returns how many
// agents would move.
func (s *Service) rebalance(do, weightOnly bool) (moves int) {
	b, err := s.rows()
	if err != nil {
		s.c.Log.Log(logline.ServerAnalyzerCheckFailed, err)
		return 0
	}
	if len(b.vtaps) > 0 && len(b.analyzers) > 0 {
		traffic := s.traffic(b)
		for _, az := range b.azs {
			moves += s.balanceAZ(b, az, traffic[az.Region], do, weightOnly)
		}
	}
	s.dropCounters(b)
	if do && moves != 0 {
		s.c.Log.Log(logline.ServerRebalanceSwitchTotal, s.database(), moves)
	}
	return moves
}

func (s *Service) database() string { return s.c.Config.Controller.MySQL.Database }

// traffic is what agents sent, by region and agent.
func (s *Service) traffic(b *balance) map[string]map[string]int64 {
	url := fmt.Sprintf("http://deepflow-server:%d/v1/query", s.c.Config.Querier.ListenPort)
	now := s.c.Now().Unix()
	sql := fmt.Sprintf("SELECT `tag.host`, Sum(`metrics.tx-bytes`) AS `tx-bps` FROM deepflow_agent_collect_sender WHERE `time`>%d AND `time`<%d GROUP BY tag.host",
		now-int64(s.c.Config.Controller.Monitor.IngesterLoadBalancing.DataDuration), now)
	all := map[string]map[string]int64{}
	for _, region := range b.regions {
		sent, err := s.ask(url, sql)
		if err != nil {
			s.c.Log.Log(logline.ServerRebalanceQueryFailed, s.database(), region, err)
			continue
		}
		all[region] = sent
	}
	return all
}

func (s *Service) ask(url, sql string) (map[string]int64, error) {
	if s.Traffic != nil {
		return s.Traffic(url, sql)
	}
	return nil, fmt.Errorf("curl (%s) failed, db (deepflow_tenant), sql: %s, err: Post %q: dial tcp: lookup deepflow-server on 127.0.0.53:53: no such host", url, sql, url)
}

// detail is one analyzer's part of a balancing.
type detail struct {
	ip                          string
	state                       int
	before, after               int
	trafficBefore, trafficAfter int64
	weightBefore, weightAfter   float64
	add, remove                 map[string]int64
	agents                      []share
}

type share struct {
	vtap    *dbcache.VTap
	traffic int64
}

// plan is a balancing of one availability zone (traffic.go rebalanceAnalyzer at v6.6.9).
type plan struct {
	s        *Service
	az       string
	details  []*detail
	to       map[int]string // agent to its new analyzer
	weights  map[int]float64
	total    int64
	complete int
}

func (s *Service) balanceAZ(b *balance, az dbcache.AZ, sent map[string]int64, do, weightOnly bool) int {
	var agents []share
	for i := range b.vtaps {
		if b.vtaps[i].AZ == az.Lcuuid {
			agents = append(agents, share{&b.vtaps[i], sent[b.vtaps[i].Name]})
		}
	}
	p := &plan{s: s, az: az.Lcuuid, to: map[int]string{}, weights: map[int]float64{}}
	for _, ip := range b.serving[az.Lcuuid] {
		for _, n := range b.analyzers {
			if n.ip == ip {
				p.details = append(p.details, &detail{ip: ip, state: n.state, add: map[string]int64{}, remove: map[string]int64{}})
			}
		}
	}
	if len(agents) == 0 || len(p.details) == 0 {
		return 0
	}
	moved := p.balance(agents, do)
	if p.complete == 0 {
		return 0
	}
	if !weightOnly && moved != 0 {
		p.report(agents, do)
	}
	for _, a := range agents {
		s.count(a.vtap, p.weights[a.vtap.ID], !weightOnly && p.to[a.vtap.ID] != a.vtap.AnalyzerIP)
	}
	return moved
}

// balance fills the plan and returns half the changes of the analyzers' numbers of agents, rounded down: one agent alone moves
// silently.
func (p *plan) balance(agents []share, do bool) int {
	beforeTotal := p.imagine(agents)
	waiting := p.distribute(agents, beforeTotal)
	for _, d := range p.details {
		if d.state == nodeComplete {
			p.complete++
		}
	}
	if p.complete == 0 {
		p.s.c.Log.Log(logline.ServerRebalanceNoAnalyzer, p.az)
		return 0
	}
	waiting = append(waiting, p.unload()...)
	slices.SortStableFunc(waiting, func(a, b share) int { return int(b.traffic - a.traffic) })
	for _, a := range waiting {
		p.place(a, do)
	}
	return p.sum()
}

// imagine gives agents that sent nothing a share: the mean of the others, or 100 if none sent anything. It returns what was really
// sent.
func (p *plan) imagine(agents []share) (sent int64) {
	assigned := int64(0)
	for _, a := range agents {
		sent += a.traffic
		if a.vtap.AnalyzerIP != "" {
			assigned++
		}
	}
	unassigned := int64(0)
	if assigned != 0 {
		unassigned = sent / assigned
	}
	if sent == 0 {
		unassigned = 100
	}
	p.total = sent
	for i := range agents {
		if agents[i].traffic == 0 {
			agents[i].traffic = unassigned
			p.total += unassigned
		}
	}
	return sent
}

// distribute puts the agents on their present analyzers and returns those that have none.
func (p *plan) distribute(agents []share, sent int64) (waiting []share) {
	mean := float64(p.total) / float64(len(agents))
	for _, a := range agents {
		p.weights[a.vtap.ID] = round(float64(a.traffic) / mean)
		p.to[a.vtap.ID] = a.vtap.AnalyzerIP
		if a.vtap.AnalyzerIP == "" {
			waiting = append(waiting, a)
			continue
		}
		d := p.detail(a.vtap.AnalyzerIP)
		if d == nil {
			p.s.c.Log.Log(logline.ServerRebalanceAnalyzerNotInTable, p.s.database(), a.vtap.Name, a.vtap.AnalyzerIP)
			waiting = append(waiting, a)
			continue
		}
		d.agents = append(d.agents, a)
		d.before++
		d.after++
		d.trafficBefore += a.traffic
		d.trafficAfter += a.traffic
		if sent != 0 {
			d.weightBefore += round(float64(a.traffic) / float64(sent))
		}
	}
	return waiting
}

func (p *plan) detail(ip string) *detail {
	for _, d := range p.details {
		if d.ip == ip {
			return d
		}
	}
	return nil
}

// unload takes the smallest agents from analyzers that have more than the mean, and all from those in exception.
func (p *plan) unload() (waiting []share) {
	mean := float64(p.total) / float64(p.complete)
	for _, d := range p.details {
		complete := d.state == nodeComplete
		if complete && (float64(d.trafficAfter) <= mean || len(d.agents) == 1) {
			continue
		}
		slices.SortStableFunc(d.agents, func(a, b share) int { return int(a.traffic - b.traffic) })
		for i, a := range d.agents {
			if complete && (float64(d.trafficAfter) <= mean || i == len(d.agents)-1) {
				break
			}
			waiting = append(waiting, a)
			d.trafficAfter -= a.traffic
			d.after--
			d.remove[a.vtap.Name] = a.traffic
		}
	}
	return waiting
}

// place puts an agent on the complete analyzer that gets least.
func (p *plan) place(a share, do bool) {
	var best *detail
	for _, d := range p.details {
		if d.state == nodeComplete && (best == nil || d.trafficAfter < best.trafficAfter) {
			best = d
		}
	}
	if do && a.vtap.AnalyzerIP != best.ip {
		_ = p.s.exec(logline.ServerAnalyzerCheckFailed, "UPDATE vtap SET analyzer_ip = ? WHERE id = ?", best.ip, a.vtap.ID)
	}
	best.trafficAfter += a.traffic
	best.after++
	best.add[a.vtap.Name] += a.traffic
	p.to[a.vtap.ID] = best.ip
}

func (p *plan) sum() (moved int) {
	var before, after float64
	for _, d := range p.details {
		moved += d.switched()
		d.weightAfter = round(float64(d.trafficAfter) / float64(p.total))
		d.weightBefore = round(d.weightBefore)
		before += d.weightBefore
		after += d.weightAfter
	}
	before, after = before/float64(p.complete), after/float64(p.complete)
	for _, d := range p.details {
		if before != 0 {
			d.weightBefore = round(d.weightBefore / before)
		}
		if after != 0 {
			d.weightAfter = round(d.weightAfter / after)
		}
	}
	return moved / 2
}

func (d *detail) switched() int { return max(d.after-d.before, d.before-d.after) }

// round keeps two digits.
func round(f float64) float64 { return math.Round(f*100) / 100 }

func (p *plan) report(agents []share, do bool) {
	l, db := p.s.c.Log, p.s.database()
	for _, a := range agents {
		if to := p.to[a.vtap.ID]; do && to != a.vtap.AnalyzerIP {
			l.Log(logline.ServerRebalanceAnalyzerIPChanged, db, p.az, a.vtap.Name, a.vtap.AnalyzerIP, to)
		}
	}
	for _, d := range p.details {
		l.Log(logline.ServerRebalanceResult, db, p.az, d.ip, d.state, d.before, d.after, d.switched(), d.weightBefore, d.weightAfter)
		l.Log(logline.ServerRebalanceTraffic, db, p.az, d.ip, d.trafficBefore, d.trafficAfter)
		if len(d.add) > 0 {
			l.Log(logline.ServerRebalanceToAdd, db, p.az, d.ip, text(d.add))
		}
		if len(d.remove) > 0 {
			l.Log(logline.ServerRebalanceToDelete, db, p.az, d.ip, text(d.remove))
		}
	}
}

func text(m map[string]int64) string {
	b, err := json.Marshal(m)
	if err != nil {
		return ""
	}
	return string(b)
}
