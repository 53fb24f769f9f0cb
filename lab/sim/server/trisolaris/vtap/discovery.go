package vtap

import (
	"fmt"
	"maps"
	"regexp"
	"slices"

	"github.com/dflab/dflab/lab/deepflow/logline"
	"github.com/dflab/dflab/lab/deepflow/wire/agent"
	"github.com/dflab/dflab/lab/sim/server/trisolaris/dbcache"
)

// registration is one agent's attempt to be registered.
type registration struct {
	i                *Info
	ctrlIP, ctrlMac  string
	hostIPs          []string // the agent's, without 127.0.0.1, and ctrl_ip once more
	host             string
	groupID          string // vtap-group-id-request
	identifier       int
	teamID           int
	tapMode          int
	region           string
	registerBy       string
	groupFunctions   string
	defaultGroup     string
	defaultFunctions string
	autoRegister     bool
}

// Register asks for an attempt to register an agent that isn't in the cache. It runs as a turn of its own; of two that come before it
// from one agent the second counts.
func (i *Info) Register(in *agent.SyncRequest, teamID int) {
	r := &registration{
		i: i, ctrlIP: in.GetCtrlIp(), ctrlMac: in.GetCtrlMac(), host: in.GetHost(), groupID: in.GetAgentGroupIdRequest(),
		identifier: int(in.GetAgentUniqueIdentifier()), teamID: teamID,
	}
	for _, ip := range in.GetHostIps() {
		if ip != "127.0.0.1" {
			r.hostIPs = append(r.hostIPs, ip)
		}
	}
	r.hostIPs = append(r.hostIPs, r.ctrlIP)
	i.registering[r.agent()] = r
	if i.poked {
		return
	}
	i.poked = true
	i.c.Post("trisolaris/register", i.register)
}

// register makes the attempts that are asked for.
func (i *Info) register() {
	i.poked = false
	i.c.Log.Log(logline.ServerStartVTapRegister)
	if i.attempt() {
		i.segmentsChanged = true
	}
	i.c.Log.Log(logline.ServerEndVTapRegister)
	i.changed()
}

func (i *Info) attempt() (registered bool) {
	if i.loadRegion() == "" {
		i.c.Log.Log(logline.ServerControllerRegionNotFound)
		return false
	}
	if i.groups.defaultLcuuid == "" {
		if i.groups.loadDefault(i); i.groups.defaultLcuuid == "" {
			i.c.Log.Log(logline.ServerDefaultVTapGroupNotFound)
			return false
		}
	}
	asked := i.registering
	i.registering = map[string]*registration{}
	for _, key := range slices.Sorted(maps.Keys(asked)) {
		if asked[key].run() {
			registered = true
		}
	}
	return registered
}

func (r *registration) agent() string { return r.ctrlIP + "-" + r.ctrlMac }

func (r *registration) log(l *logline.Line, args ...any) { r.i.c.Log.Log(l, args...) }

// String is upstream's dump of its VTapRegister.
func (r *registration) String() string {
	return fmt.Sprintf("{tapMode:%d vTapGroupID:%s defaultVTapGroup:%s defaultVTapGroupLicenseFuntions:%s vTapAutoRegister:%t "+
		"agentUniqueIdentifier:%d teamID:%d vTapInfo:%#x registerBy:%s groupLicenseFunctions:%s VTapLKData:{ctrlIP:%s ctrlMac:%s hostIPs:%s "+
		"host:%s region:%s ORGID:1} ORGID:1}", r.tapMode, r.groupID, r.defaultGroup, r.defaultFunctions, r.autoRegister, r.identifier, r.teamID,
		r.i.pointer, r.registerBy, r.groupFunctions, r.ctrlIP, r.ctrlMac, r.hostIPs, r.host, r.region)
}

// run is registerVTap of vtap_discovery.go at v6.6.9.
func (r *registration) run() bool {
	i := r.i
	if row, err := i.db.FindVTap(r.ctrlIP, r.ctrlMac); err != nil {
		r.log(logline.ServerRegisterLookUpVTapFailed, err)
		return false
	} else if row != nil {
		r.log(logline.ServerAgentAlreadyInDB, r.ctrlIP, r.ctrlMac)
		return false
	}
	if g := i.groups.byShortID(r.groupID); g != nil {
		r.tapMode = g.tapMode
	}
	r.region, r.defaultGroup, r.defaultFunctions = i.region, i.groups.defaultLcuuid, i.groups.defaultFunctions
	r.autoRegister = i.c.Config.Controller.Trisolaris.VTapAutoRegister
	r.log(logline.ServerRegisterVTap, r)
	var row *dbcache.VTap
	switch r.identifier {
	case int(agent.AgentIdentifier_IP_AND_MAC):
		row = r.byIPAndMac()
	case int(agent.AgentIdentifier_IP):
		row = r.byIP()
	default:
		r.log(logline.ServerUnknownUniqueIdentifier, r.identifier, r.agent())
	}
	if row == nil {
		return false
	}
	i.add(*row)
	r.log(logline.ServerFinishRegisterVTap, r)
	return true
}

// Modes of packet capture, packet_capture_type.
const (
	tapLocal    = 0
	tapMirror   = 1
	tapAnalyzer = 2
)

// byIPAndMac looks for what the agent runs on: a hypervisor, a Kubernetes node, a pod, a host, in this order; the first that fits is it.
func (r *registration) byIPAndMac() *dbcache.VTap {
	switch r.tapMode {
	case tapLocal, tapMirror:
		last, name := r.onHost, "registerLocalVTapByIP"
		if r.tapMode == tapMirror {
			last, name = r.onMirroredHost, "registerMirrorVTapByIP"
		}
		for _, way := range []struct {
			name string
			find func() *found
		}{
			{"registerVTapByHost", r.onHypervisor},
			{"registerVTapByPodNode", r.onPodNode},
			{"registerVTapByPod", r.onPod},
			{name, last},
		} {
			r.registerBy = way.name
			if f := way.find(); f != nil {
				if row := r.insert(f); row != nil {
					return row
				}
			}
		}
	case tapAnalyzer:
		r.registerBy = "registerVTapAnalyzerTapMode"
		if f := r.onDedicated(); f != nil {
			return r.insert(f)
		}
	default:
		r.log(logline.ServerUnknownTapMode, r.tapMode, r.agent())
	}
	return nil
}

// found is what an agent runs on.
type found struct {
	kind           int
	name           string
	launchServer   string
	launchServerID int
	az, region     string
	lcuuid         string
}

// unnameable are the characters that an agent's name can't have.
var unnameable = regexp.MustCompile(` |:`)

// insert makes the row, unless there is one.
func (r *registration) insert(f *found) *dbcache.VTap {
	i := r.i
	row := dbcache.VTap{
		CtrlIP: r.ctrlIP, CtrlMac: r.ctrlMac, Type: f.kind, LaunchServer: f.launchServer, LaunchServerID: f.launchServerID,
		AZ: f.az, Region: f.region, State: statePending, Enable: 1, TapMode: r.tapMode, TeamID: r.teamID, Lcuuid: f.lcuuid,
		GroupLcuuid: r.group(), Name: unnameable.ReplaceAllString(f.name, "-"),
	}
	old, err := i.db.FindVTap(r.ctrlIP, r.ctrlMac)
	switch {
	case err != nil:
		r.log(logline.ServerQueryVTapFailed, row.Name, err)
		return nil
	case old != nil:
		return r.takeOver(old, &row)
	}
	if r.autoRegister {
		row.State = stateNormal
	}
	if row.ID = i.ids.next(i); row.ID == 0 {
		r.log(logline.ServerRequestIDsFailed, "vtap")
		return nil
	}
	if i.c.Config.Controller.BillingMethod == "voucher" {
		row.LicenseFunctions = r.groupFunctions
	}
	if err := i.create(&row); err != nil {
		r.log(logline.ServerInsertVTapFailed, r, err)
		r.log(logline.ServerRegisterLookUpVTapFailed, err)
		i.ids.release(row.ID)
		return nil
	}
	r.log(logline.ServerFinishRegister, r.registerBy, row.Type, row.TapMode, row.Name, row.CtrlIP, row.CtrlMac, row.LaunchServer,
		row.LaunchServerID, row.GroupLcuuid, row.AZ, row.TeamID, row.Lcuuid)
	return &row
}

// takeOver gives a LOST agent's row this agent's identity.
func (r *registration) takeOver(old, row *dbcache.VTap) *dbcache.VTap {
	r.log(logline.ServerVTapAlreadyExists, r, r.ctrlIP, r.ctrlMac)
	if old.State != stateNotConnected {
		return nil
	}
	r.log(logline.ServerVTapChangedIdentity, row.Name, old.CtrlIP, old.CtrlMac, row.CtrlIP, row.CtrlMac)
	_, err := r.i.db.Exec("UPDATE vtap SET ctrl_ip = ?, ctrl_mac = ?, launch_server = ? WHERE id = ?", row.CtrlIP, row.CtrlMac, row.LaunchServer, old.ID)
	if err != nil {
		r.log(logline.ServerSaveVTapFailed, err)
		return nil
	}
	old.CtrlIP, old.CtrlMac, old.LaunchServer = row.CtrlIP, row.CtrlMac, row.LaunchServer
	return old
}

// group is the group that the agent asks for; the default one if it asks for none, or for one that there isn't.
func (r *registration) group() string {
	r.groupFunctions = r.defaultFunctions
	if r.groupID == "" {
		return r.defaultGroup
	}
	rows, err := r.i.db.VTapGroups()
	if err == nil {
		for _, g := range rows {
			if g.ShortUUID == r.groupID {
				r.groupFunctions = g.LicenseFunctions
				return g.Lcuuid
			}
		}
	}
	r.log(logline.ServerVTapGroupNotFound, r.groupID)
	return r.defaultGroup
}

// create inserts the row as gorm does: columns whose default stands in the schema are left to it.
func (i *Info) create(v *dbcache.VTap) error {
	now := i.db.Datetime(i.c.Now())
	follow, tapMode := "", any(nil)
	if v.TapMode != 0 {
		tapMode = v.TapMode
	}
	if i.c.Config.Controller.BillingMethod == "voucher" {
		follow = "1,2,3,4,5,6,7,8"
	}
	_, err := i.db.Exec("INSERT INTO vtap (id, name, raw_hostname, state, enable, type, ctrl_ip, ctrl_mac, analyzer_ip, cur_analyzer_ip, "+
		"controller_ip, cur_controller_ip, launch_server, launch_server_id, az, region, synced_controller_at, synced_analyzer_at, created_at, "+
		"vtap_group_lcuuid, license_functions, enable_features, disable_features, follow_group_features, tap_mode, team_id, expected_revision, "+
		"upgrade_package, lcuuid) VALUES (?, ?, '', ?, ?, ?, ?, ?, '', '', '', '', ?, ?, ?, ?, ?, ?, ?, ?, ?, '', '', ?, ?, ?, '', '', ?)",
		v.ID, v.Name, v.State, v.Enable, v.Type, v.CtrlIP, v.CtrlMac, v.LaunchServer, v.LaunchServerID, v.AZ, v.Region, now, now, now,
		v.GroupLcuuid, v.LicenseFunctions, follow, tapMode, v.TeamID, v.Lcuuid)
	return err
}
