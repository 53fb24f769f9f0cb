package genesis

import (
	"errors"
	"fmt"
	"net"
	"time"

	"github.com/dflab/dflab/lab/deepflow/logline"
)

// controllerException is controller.state of a controller that doesn't answer.
const controllerException = 4

// gathered remembers the last Gather.
type gathered struct {
	revision uint64
	nodes    string
	snapshot Snapshot
}

// Gather is what a cloud task fetches: the published rows of all controllers of this controller's region, of agents that report to
// them or have no id yet. Times are cut to seconds; only vinterfaces, processes and VIPs keep the agent's id
// (server/controller/genesis/store/sync/run.go at v6.6.9, GetGenesisSyncResponse). The revision is the same as long as the rows are.
//
// In a lab there is one server process, so every controller row of the region leads back to this process.
func (s *Service) Gather() (snapshot Snapshot, revision uint64, err error) {
	nodes, err := s.regionNodes()
	if err != nil {
		return Snapshot{}, 0, err
	}
	key := fmt.Sprint(nodes)
	if s.gathered.revision != s.revision || s.gathered.nodes != key {
		if s.gathered.nodes != key {
			s.revision++
		}
		s.gathered = gathered{revision: s.revision, nodes: key, snapshot: s.share(nodes)}
	}
	return s.gathered.snapshot, s.revision, nil
}

// Visible is Gather's snapshot; it is empty while the process can't reach itself.
func (s *Service) Visible() Snapshot {
	snapshot, _, _ := s.Gather()
	return snapshot
}

// node is a controller of this controller's region.
type node struct{ ip, pod string }

// regionNodes lists the controllers of this controller's region that are up, and checks that each can be reached.
func (s *Service) regionNodes() ([]string, error) {
	nodes, err := s.readNodes()
	if err != nil {
		return nil, err
	}
	var ips []string
	for _, n := range nodes {
		if err := s.reach(n.pod, n.ip); err != nil {
			s.c.Log.Log(logline.ServerGenesisSharingSyncFailed, err)
			return nil, errors.New(logline.ServerGenesisSharingSyncFailed.Message(err))
		}
		ips = append(ips, n.ip)
	}
	return ips, nil
}

func (s *Service) readNodes() ([]node, error) {
	connections, err := s.db.AZControllerConnections()
	if err != nil {
		return nil, err
	}
	region := map[string]string{}
	for _, c := range connections {
		region[c.IP] = c.Region
	}
	controllers, err := s.db.Controllers()
	if err != nil {
		return nil, err
	}
	var nodes []node
	for _, c := range controllers {
		if at, ok := region[c.IP]; ok && at == region[s.c.NodeIP] && c.State != controllerException {
			nodes = append(nodes, node{ip: c.IP, pod: c.PodIP})
		}
	}
	return nodes, nil
}

// reach returns the error that the gRPC client of the real server reports.
func (s *Service) reach(pod, ip string) error {
	if s.Reach == nil {
		return nil
	}
	if pod == "" {
		pod = ip
	}
	if err := s.Reach(net.JoinHostPort(pod, s.c.Config.Controller.GrpcPort)); err != nil {
		return fmt.Errorf("rpc error: code = Unavailable desc = connection error: desc = \"transport: Error while dialing: %w\"", err)
	}
	return nil
}

// share is the published rows as other processes get them.
func (s *Service) share(nodes []string) Snapshot {
	if len(nodes) == 0 {
		return Snapshot{}
	}
	allowed := func(id uint32) bool { return id == 0 || contains(nodes, s.storage[id]) }
	p := s.platform.visible()
	return Snapshot{
		VIPs:     shared(p.VIPs, allowed, func(*VIP) {}),
		VMs:      shared(p.VMs, allowed, func(v *VM) { v.VtapID, v.CreatedAt = 0, v.CreatedAt.Truncate(time.Second) }),
		VPCs:     shared(p.VPCs, allowed, func(v *VPC) { v.VtapID = 0 }),
		Hosts:    shared(p.Hosts, allowed, func(h *Host) { h.VtapID = 0 }),
		Lldps:    shared(p.Lldps, allowed, func(l *Lldp) { l.VtapID, l.LastSeen = 0, l.LastSeen.Truncate(time.Second) }),
		Ports:    shared(p.Ports, allowed, func(p *Port) { p.VtapID = 0 }),
		Networks: shared(p.Networks, allowed, func(n *Network) { n.VtapID = 0 }),
		IPs:      shared(p.IPs, allowed, func(i *IP) { i.VtapID, i.LastSeen = 0, i.LastSeen.Truncate(time.Second) }),
		Vinterfaces: shared(p.Vinterfaces, allowed, func(v *Vinterface) {
			v.LastSeen = v.LastSeen.Truncate(time.Second)
		}),
		Processes: shared(p.Processes, allowed, func(*Process) {}),
	}
}

func shared[T any, P record[T]](rows []T, allowed func(uint32) bool, cut func(P)) []T {
	var out []T
	for _, r := range rows {
		if _, id := P(&r).id(); allowed(id) {
			cut(&r)
			out = append(out, r)
		}
	}
	return out
}

// View is the rows of GET /v1/sync/<kind>/ (server/controller/http/router/debug.go at v6.6.9), and whether there is such a kind.
func (s *Service) View(kind string) (any, bool) {
	v := s.Visible()
	switch kind {
	case "vm":
		return v.VMs, true
	case "vpc":
		return v.VPCs, true
	case "host":
		return v.Hosts, true
	case "lldp":
		return v.Lldps, true
	case "port":
		return v.Ports, true
	case "network":
		return v.Networks, true
	case "ip":
		return v.IPs, true
	case "vinterface":
		return v.Vinterfaces, true
	case "process":
		return v.Processes, true
	case "vip":
		return v.VIPs, true
	}
	return nil, false
}

func contains(all []string, one string) bool {
	for _, s := range all {
		if s == one {
			return true
		}
	}
	return false
}
