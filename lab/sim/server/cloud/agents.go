package cloud

import (
	"github.com/dflab/dflab/lab/sim/server/cloud/model"
	"github.com/dflab/dflab/lab/sim/server/cloud/recorder"
)

// agentRow is what the resources need of a row of table vtap.
type agentRow struct {
	id, kind, launchServerID     int
	lcuuid, ctrlIP, hostname, az string
}

// agents are the registered agents in order of id.
func (s *Service) agents() ([]agentRow, error) {
	rows, err := s.db.VTaps()
	var all []agentRow
	for _, v := range rows {
		all = append(all, agentRow{
			id: v.ID, kind: v.Type, launchServerID: v.LaunchServerID,
			lcuuid: v.Lcuuid, ctrlIP: v.CtrlIP, hostname: v.RawHostname, az: v.AZ,
		})
	}
	return all, err
}

func vtaps(agents []agentRow) []recorder.VTap {
	all := make([]recorder.VTap, len(agents))
	for i, a := range agents {
		all[i] = recorder.VTap{ID: a.id, Type: a.kind, LaunchServerID: a.launchServerID}
	}
	return all
}

// complete adds what registered agents of the domain's zone tell: host names, processes, VIPs (appendResourceProcess,
// appendResourceVIPs and suffixResourceOperation in server/controller/cloud/cloud.go at v6.6.9).
func (t *task) complete(data *model.Resource, agents []agentRow, key string) {
	if t.recorded.settled && t.recorded.agents == key {
		return
	}
	hosts, vms, mine := map[string]string{}, map[string]string{}, map[uint32]bool{}
	for _, a := range agents {
		if !t.rec.HasAZ(a.az) {
			continue
		}
		mine[uint32(a.id)] = true
		switch a.kind {
		case 1, 10: // KVM, HYPER_V
			hosts[a.ctrlIP] = a.hostname
		case 3, 5: // CHOST_VM, CHOST_BM
			vms[a.lcuuid] = a.hostname
		}
	}
	for i := range data.Hosts {
		data.Hosts[i].Hostname = hosts[data.Hosts[i].IP]
	}
	for i := range data.VMs {
		data.VMs[i].Hostname = vms[data.VMs[i].Lcuuid]
	}
	t.addReported(data, mine)
}

func (t *task) addReported(data *model.Resource, mine map[uint32]bool) {
	snapshot, _, err := t.s.genesis.Gather()
	if err != nil {
		return
	}
	data.VIPs, data.Processes = nil, nil
	for _, v := range snapshot.VIPs {
		if mine[v.VtapID] {
			data.VIPs = append(data.VIPs, model.VIP{Lcuuid: v.Lcuuid, IP: v.IP, VTapID: v.VtapID})
		}
	}
	limit := t.s.c.Config.Controller.Manager.Task.Cloud.ProcessNameLenMax
	for _, p := range snapshot.Processes {
		if !mine[p.VtapID] {
			continue
		}
		data.Processes = append(data.Processes, model.Process{
			Lcuuid: p.Lcuuid, Name: cut(p.Name, limit), VTapID: p.VtapID, PID: p.PID, NetnsID: p.NetnsID,
			ProcessName: cut(p.ProcessName, limit), CommandLine: p.CMDLine, UserName: p.User, ContainerID: p.ContainerID,
			StartTime: p.StartTime, OSAPPTags: p.OSAPPTags,
		})
	}
}

func cut(s string, limit int) string {
	if len(s) > limit {
		return s[:limit]
	}
	return s
}
