package monitor

import (
	"cmp"
	"maps"
	"slices"

	"github.com/dflab/dflab/lab/deepflow/logline"
	"github.com/dflab/dflab/lab/sim/server/trisolaris/dbcache"
)

// States of a controller or an analyzer.
const (
	nodeComplete    = 2
	nodeException   = 4
	nodeMaintenance = 5
)

// steady is how long, in seconds, a node must answer or not before its state changes: three health checks of a minute each.
const steady = 180

// nodes is the checks of the controllers, or of the analyzers.
type nodes struct {
	s *Service
	t *texts
	// Since when, in unix seconds, a node in exception answers, a complete one doesn't, and one has been in exception.
	answering, silent, exceptional map[string]int64
	allocating                     []string // addresses that are not to be assigned, by request
}

func newNodes(s *Service, t *texts) *nodes {
	return &nodes{s: s, t: t, answering: map[string]int64{}, silent: map[string]int64{}, exceptional: map[string]int64{}}
}

// node is a controller or an analyzer.
type node struct {
	id, state int
	ip, name  string
	vtapMax   int
	askIP     string
	askPort   int
}

// all are the nodes in order of id.
func (n *nodes) all() ([]node, error) {
	cfg := n.s.c.Config.Controller
	controllers, err := n.s.db.Controllers()
	if err != nil {
		return nil, err
	}
	// A node of the master region is asked at its pod address.
	pods := map[string]string{}
	var list []node
	for _, r := range controllers {
		if r.NodeType == 1 && r.PodIP != "" {
			pods[r.IP] = r.PodIP
		}
		if n.t == &controllerTexts {
			list = append(list, node{id: r.ID, state: r.State, ip: r.IP, name: r.Name, vtapMax: r.VTapMax})
		}
	}
	if n.t == &analyzerTexts {
		rows, err := n.s.db.Analyzers()
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			list = append(list, node{id: r.ID, state: r.State, ip: r.IP, name: r.Name, vtapMax: r.VTapMax})
		}
	}
	for i := range list {
		list[i].askIP, list[i].askPort = list[i].ip, cfg.ListenNodePort
		if pod, ok := pods[list[i].ip]; ok {
			list[i].askIP, list[i].askPort = pod, cfg.ListenPort
		}
	}
	return list, nil
}

func (n *nodes) log(l *logline.Line, args ...any) { n.s.c.Log.Log(l, args...) }

// healthCheck sets a node to exception when it hasn't answered for three minutes, back when it has, and deletes it when it has been in
// exception for exception_time_frame.
func (n *nodes) healthCheck() {
	n.log(n.t.healthStart)
	list, err := n.all()
	if err != nil {
		n.log(n.t.getFailed, err)
		return
	}
	slices.SortStableFunc(list, func(a, b node) int { return cmp.Compare(b.state, a.state) })
	for _, r := range list {
		if r.state == nodeMaintenance {
			continue
		}
		active := n.s.active(r.askIP, r.askPort)
		if r.state == nodeComplete {
			n.complete(r, active)
		} else {
			n.exception(r, active)
		}
	}
	n.deleteOld()
	n.log(n.t.healthEnd)
}

func (n *nodes) now() int64 { return n.s.c.Now().Unix() }

func (n *nodes) complete(r node, active bool) {
	if active {
		delete(n.answering, r.ip)
		delete(n.silent, r.ip)
		delete(n.exceptional, r.ip)
		return
	}
	since, ok := n.silent[r.ip]
	if !ok {
		n.silent[r.ip] = n.now()
		return
	}
	if n.now()-since < steady {
		return
	}
	delete(n.silent, r.ip)
	_ = n.s.exec(n.t.failed, "UPDATE "+n.t.table+" SET state = ? WHERE id = ?", nodeException, r.id)
	n.log(n.t.exceptional, r.ip)
	n.realloc(r.ip)
	if _, ok := n.exceptional[r.ip]; !ok {
		n.exceptional[r.ip] = n.now()
	}
}

func (n *nodes) exception(r node, active bool) {
	if _, ok := n.exceptional[r.ip]; !ok {
		n.exceptional[r.ip] = n.now()
	}
	if !active {
		delete(n.answering, r.ip)
		delete(n.silent, r.ip)
		return
	}
	since, ok := n.answering[r.ip]
	if !ok {
		n.answering[r.ip] = n.now()
		return
	}
	if n.now()-since < steady {
		return
	}
	delete(n.answering, r.ip)
	_ = n.s.exec(n.t.failed, "UPDATE "+n.t.table+" SET state = ? WHERE id = ?", nodeComplete, r.id)
	n.log(n.t.normal, r.ip)
	delete(n.exceptional, r.ip)
}

func (n *nodes) deleteOld() {
	for _, ip := range slices.Sorted(maps.Keys(n.exceptional)) {
		lasts := n.now() - n.exceptional[ip]
		if lasts <= int64(n.s.c.Config.Controller.Monitor.ExceptionTimeFrame) {
			continue
		}
		if err := n.s.exec(nil, "DELETE FROM "+n.t.connection+" WHERE "+n.t.address+" = ?", ip); err != nil {
			n.log(n.t.connectionFailed, ip, err)
		}
		if err := n.s.exec(nil, "DELETE FROM "+n.t.table+" WHERE ip = ?", ip); err != nil {
			n.log(n.t.deleteFailed, ip, err)
			continue
		}
		n.log(n.t.deleted, ip, lasts)
		delete(n.exceptional, ip)
	}
}

// assigned is the node that the agent is assigned to.
func (n *nodes) assigned(v *dbcache.VTap) string {
	if n.t == &controllerTexts {
		return v.ControllerIP
	}
	return v.AnalyzerIP
}

const typeTunnelDecapsulation = 9

// vtapCheck takes from agents a node that there isn't (any more), and asks for an allocation if an agent has none.
func (n *nodes) vtapCheck() {
	n.log(n.t.checkStart)
	list, err := n.all()
	if err != nil {
		n.log(n.t.failed, err)
	}
	vtaps, err := n.s.db.VTaps()
	if err != nil {
		n.log(n.t.failed, err)
		return
	}
	without := false
	for i := range vtaps {
		v := &vtaps[i]
		if v.Type == typeTunnelDecapsulation {
			continue
		}
		ip := n.assigned(v)
		if !slices.ContainsFunc(list, func(r node) bool { return r.ip == ip }) {
			n.log(n.t.invalid, ip, v.Name)
			n.clear(v, ip)
			ip = ""
		}
		if ip == "" {
			without = true
		} else if v.Exceptions&n.t.exception != 0 {
			n.setExceptions(v, v.Exceptions&^n.t.exception)
		}
	}
	if without {
		n.realloc("")
	}
	n.log(n.t.checkEnd)
}

func (n *nodes) clear(v *dbcache.VTap, ip string) {
	if ip == "" {
		return // it is empty already
	}
	if err := n.s.exec(nil, "UPDATE vtap SET "+n.t.column+" = '' WHERE lcuuid = ?", v.Lcuuid); err != nil {
		n.log(n.t.clearFailed, v.Lcuuid, v.Name, err)
	}
}

func (n *nodes) setExceptions(v *dbcache.VTap, exceptions int64) {
	if exceptions == v.Exceptions {
		return
	}
	if err := n.s.exec(nil, "UPDATE vtap SET exceptions = ? WHERE id = ?", exceptions, v.ID); err != nil {
		n.log(logline.ServerUpdateVTapExceptionFailed, v.Name, exceptions, err)
	}
}

// realloc asks for an allocation, which is a turn of its own, after which the caches are refreshed.
func (n *nodes) realloc(exclude string) {
	n.allocating = append(n.allocating, exclude)
	if len(n.allocating) > 1 {
		return
	}
	n.s.c.Post("monitor/alloc", func() {
		for len(n.allocating) > 0 {
			exclude := n.allocating[0]
			n.allocating = n.allocating[1:]
			n.s.allocate(n, exclude)
			n.s.refresh("vtap")
		}
	})
}

// connectionCheck deletes connections to availability zones that are gone; analyzers without any connection too, if there is one
// region.
func (n *nodes) connectionCheck() {
	n.log(n.t.connectionStart)
	azs, err := n.s.db.AZs()
	if err != nil {
		n.log(n.t.failed, err)
		return
	}
	conns, err := n.connections()
	if err != nil {
		n.log(n.t.failed, err)
	}
	connected := map[string]bool{}
	for _, conn := range conns {
		connected[conn.IP] = true
		if conn.AZ == "ALL" || slices.ContainsFunc(azs, func(a dbcache.AZ) bool { return a.Lcuuid == conn.AZ }) {
			continue
		}
		n.disconnect(conn)
	}
	if n.t == &analyzerTexts {
		n.deleteUnconnected(connected)
	}
	n.log(n.t.connectionEnd)
}

func (n *nodes) connections() ([]dbcache.AZConnection, error) {
	if n.t == &controllerTexts {
		return n.s.db.AZControllerConnections()
	}
	return n.s.db.AZAnalyzerConnections()
}

func (n *nodes) disconnect(conn dbcache.AZConnection) {
	err := n.s.exec(nil, "DELETE FROM "+n.t.connection+" WHERE id = ?", conn.ID)
	switch {
	case n.t == &analyzerTexts && err != nil:
		n.log(logline.ServerDeleteAnalyzerIPAZNameLcuuid, conn.IP, "", conn.AZ, conn.Region)
		fallthrough
	case n.t == &analyzerTexts:
		n.log(logline.ServerDeleteAnalyzerAZConnection, conn.IP, "")
	case err != nil:
		n.log(logline.ServerFailDeleteControllerIPAZName, conn.IP, "", conn.AZ, conn.Region, err)
	default:
		n.log(logline.ServerDeleteControllerIPAZNameLcuuid, conn.IP, "", conn.AZ, conn.Region)
	}
}

func (n *nodes) deleteUnconnected(connected map[string]bool) {
	regions, err := n.s.db.Regions()
	if err != nil {
		n.log(n.t.failed, err)
	}
	if len(regions) != 1 {
		return
	}
	rows, err := n.s.db.Analyzers()
	if err != nil {
		n.log(n.t.failed, err)
	}
	for _, r := range rows {
		if connected[r.IP] {
			continue
		}
		if err := n.s.exec(nil, "DELETE FROM analyzer WHERE id = ?", r.ID); err != nil {
			n.log(logline.ServerDeleteAnalyzerIPNameError, r.IP, r.Name, err)
		}
		n.log(logline.ServerDeleteAnalyzerBecauseNoAZAnalyzer, r.IP)
	}
}
