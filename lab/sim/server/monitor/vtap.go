package monitor

import (
	"fmt"
	"regexp"

	"github.com/dflab/dflab/lab/deepflow/logline"
	"github.com/dflab/dflab/lab/sim/server/trisolaris/dbcache"
)

// Agent types of column vtap.type.
const (
	typeKVM        = 1
	typeESXi       = 2
	typeWorkloadV  = 3
	typeDedicated  = 6
	typePodHost    = 7
	typePodVM      = 8
	typeHyperV     = 10
	typeK8sSidecar = 12
)

// stateNotConnected is column vtap.state of a LOST agent.
const stateNotConnected = 0

// checkVTaps deletes agents whose host is gone, follows the hosts' names, and deletes LOST agents.
func (s *Service) checkVTaps() {
	vtaps, err := s.db.VTaps()
	if err != nil {
		s.c.Log.Log(logline.ServerStatementFailed, err)
		return
	}
	if len(vtaps) == 0 {
		return
	}
	vms, err := s.db.VMs()
	if err != nil {
		s.c.Log.Log(logline.ServerStatementFailed, err)
		return
	}
	byLcuuid := make(map[string]*dbcache.VM, len(vms))
	for i := len(vms) - 1; i >= 0; i-- {
		byLcuuid[vms[i].Lcuuid] = &vms[i]
	}
	for i := range vtaps {
		s.checkHost(&vtaps[i], byLcuuid[vtaps[i].Lcuuid])
	}
	if s.c.Config.Controller.Monitor.VTapAutoDelete.Enabled {
		s.deleteLost()
	}
}

// checkHost compares an agent with what it runs on. Hypervisors, Kubernetes nodes and pods are none that an agent_sync domain makes.
func (s *Service) checkHost(v *dbcache.VTap, vm *dbcache.VM) {
	switch v.Type {
	case typeWorkloadV:
		if vm == nil {
			s.c.Log.Log(logline.ServerDeleteVTapNoVM, v.Name, v.Lcuuid)
			_ = s.exec(logline.ServerStatementFailed, "DELETE FROM vtap WHERE id = ?", v.ID)
			return
		}
		s.follow(v, unnameable.ReplaceAllString(fmt.Sprintf("%s-W%d", vm.Name, vm.ID), "-"), vm.ID, vm.Region)
	case typeKVM, typeESXi, typeHyperV:
		host, err := s.db.HostByIPs([]string{v.LaunchServer})
		if host == nil {
			s.gone(v, err)
			return
		}
		s.follow(v, unnameable.ReplaceAllString(fmt.Sprintf("%s-H%d", host.Name, host.ID), "-"), host.ID, host.Region)
	case typePodHost, typePodVM:
		nodes, err := s.db.PodNodesByIPs([]string{v.LaunchServer})
		for _, p := range nodes {
			if p.Lcuuid == v.Lcuuid {
				suffix := "P"
				if v.Type == typePodVM {
					suffix = "V"
				}
				s.follow(v, unnameable.ReplaceAllString(fmt.Sprintf("%s-%s%d", p.Name, suffix, p.ID), "-"), p.ID, p.Region)
				return
			}
		}
		s.gone(v, err)
	case typeK8sSidecar:
		s.gone(v, nil)
	}
}

// unnameable are the characters that an agent's name can't have.
var unnameable = regexp.MustCompile(` |:`)

func (s *Service) gone(v *dbcache.VTap, err error) {
	if err != nil {
		s.c.Log.Log(logline.ServerStatementFailed, err)
	}
	s.c.Log.Log(logline.ServerDeleteVTapNoHost, v.Name, v.Lcuuid)
	_ = s.exec(logline.ServerStatementFailed, "DELETE FROM vtap WHERE id = ?", v.ID)
}

// follow brings name, launch_server_id and region up to date.
func (s *Service) follow(v *dbcache.VTap, name string, server int, region string) {
	if v.Name != name {
		s.c.Log.Log(logline.ServerRenameVTap, v.Lcuuid, v.Name, name)
		_ = s.exec(logline.ServerStatementFailed, "UPDATE vtap SET name = ? WHERE id = ?", name, v.ID)
	}
	if v.LaunchServerID != server {
		s.c.Log.Log(logline.ServerVTapLaunchServerChanged, v.Lcuuid, v.LaunchServerID, server)
		_ = s.exec(logline.ServerStatementFailed, "UPDATE vtap SET launch_server_id = ? WHERE id = ?", server, v.ID)
	}
	if v.Region != region {
		s.c.Log.Log(logline.ServerVTapRegionChanged, v.Lcuuid, v.Region, region)
		_ = s.exec(logline.ServerStatementFailed, "UPDATE vtap SET region = ? WHERE id = ?", region, v.ID)
	}
}

// deleteLost deletes agents that have been LOST for lost_time_max. v6.6.9 has a defect here: when none has been for so long, its query
// falls back to the rows at hand, so that all LOST agents are deleted, without a line (recording 08_timers/measured-cold-and-lost3600).
func (s *Service) deleteLost() {
	rows, err := s.db.VTaps()
	if err != nil {
		s.c.Log.Log(logline.ServerStatementFailed, err)
		return
	}
	var lost, old []int
	now := s.c.Now().Unix()
	for _, v := range rows {
		if v.State != stateNotConnected || v.Type == typeDedicated || v.Type == typeTunnelDecapsulation {
			continue
		}
		lost = append(lost, v.ID)
		if lasts := now - v.SyncedControllerAt.Unix(); lasts >= int64(s.c.Config.Controller.Monitor.VTapAutoDelete.LostTimeMax) {
			old = append(old, v.ID)
			s.c.Log.Log(logline.ServerDeleteLostVTap, v.Name, v.CtrlIP, v.CtrlMac, lasts)
		}
	}
	if len(old) == 0 {
		old = lost
	}
	for _, id := range old {
		_ = s.exec(logline.ServerStatementFailed, "DELETE FROM vtap WHERE id = ?", id)
	}
}
