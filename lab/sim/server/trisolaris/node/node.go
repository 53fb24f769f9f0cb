// Package node is the control plane's knowledge of the deployment's own parts: controllers and analyzers (ingesters). This process
// enters itself into table controller, with the address K8S_NODE_IP_FOR_DEEPFLOW, and its ingester into table analyzer. It follows
// server/controller/trisolaris/node at v6.6.9. It may import core, dbcache and logline.
package node

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/dflab/dflab/lab/deepflow/logline"
	"github.com/dflab/dflab/lab/sim/server/core"
	"github.com/dflab/dflab/lab/sim/server/trisolaris/dbcache"
)

// What a controller and an analyzer are entered with.
const (
	stateComplete     = 2
	stateException    = 4
	controllerVTapMax = 2000
	analyzerVTapMax   = 200
	defaultAZ         = "ALL"
	defaultRegion     = "ffffffff-ffff-ffff-ffff-ffffffffffff"
	nodeIPVariable    = "K8S_NODE_IP_FOR_DEEPFLOW"
	hostnameVariable  = "K8S_NODE_NAME_FOR_DEEPFLOW"
	podIPVariable     = "K8S_POD_IP_FOR_DEEPFLOW"
)

// Machine is what the server finds out about the machine it runs on.
type Machine struct {
	CPUNum        int
	MemorySize    int64 // bytes
	Arch, OS      string
	KernelVersion string
}

// DefaultMachine is the machine of the simulated server: the image of 6.6.9 on an ordinary host.
func DefaultMachine() Machine {
	return Machine{CPUNum: 8, MemorySize: 16 << 30, Arch: "x86_64", OS: "alpine 3.21.2", KernelVersion: "5.15.0-130-generic"}
}

// Info is the known nodes. Its methods are called in turns.
type Info struct {
	c       *core.Core
	db      *dbcache.Cache
	machine Machine

	analyzers map[string]bool // in the cache
	// By address of the controller or analyzer.
	controllerNAT, controllerPod, analyzerNAT, analyzerPod map[string]string

	region string
	azs    []string
}

// New makes the knowledge of nodes; Init fills it.
func New(c *core.Core, db *dbcache.Cache, machine Machine) *Info {
	return &Info{
		c: c, db: db, machine: machine, analyzers: map[string]bool{}, controllerNAT: map[string]string{},
		controllerPod: map[string]string{}, analyzerNAT: map[string]string{}, analyzerPod: map[string]string{},
	}
}

// Announce logs who this node is, before anything else of it.
func (n *Info) Announce() {
	t := n.c.Config.Controller.Trisolaris
	n.c.Log.Log(logline.ServerNodeInfo, n.c.NodeIP, t.NodeType, t.RegionDomainPrefix)
}

// Init reads the nodes. Register follows it, after the agents' cache was filled.
func (n *Info) Init() {
	n.correctPodIP()
	n.loadAnalyzers(true)
	n.loadControllers()
	n.GeneratePlatformData()
}

// Start begins the timed refresh (60 s).
func (n *Info) Start() {
	n.c.Every("trisolaris/node", time.Duration(n.c.Config.Controller.Trisolaris.NodeRefreshInterval)*time.Second, func() {
		n.c.Log.Log(logline.ServerStartGenerateNodeCacheTimed)
		n.Register()
		n.generate()
		n.c.Log.Log(logline.ServerEndGenerateNodeCacheTimed)
	})
}

// Refresh reads the nodes anew, on request.
func (n *Info) Refresh() {
	n.c.Post("trisolaris/node", func() {
		n.c.Log.Log(logline.ServerStartGenerateNodeCacheRPC)
		n.generate()
		n.c.Log.Log(logline.ServerEndGenerateNodeCacheRPC)
	})
}

func (n *Info) generate() {
	n.loadAnalyzers(false)
	n.c.Log.Log(logline.ServerUpdateTSDBInfoDB)
	if rows, err := n.db.Analyzers(); err != nil || len(rows) == 0 {
		n.c.Log.Log(logline.ServerGetAnalyzerCountFailedErr, len(rows), err)
	}
	n.loadControllers()
	n.GeneratePlatformData()
}

// GeneratePlatformData logs that the ingester's platform data was chosen.
func (n *Info) GeneratePlatformData() {
	n.c.Log.Log(logline.ServerGenerateIngesterPlatformData, n.region, n.azs, n.c.Config.Controller.PodClusterInternalIP)
}

// PlatformDataChanged is called when the ingester's platform data was made anew.
func (n *Info) PlatformDataChanged() {
	n.c.Post("trisolaris/node", func() {
		n.c.Log.Log(logline.ServerPlatformDataChangedIngester)
		n.GeneratePlatformData()
	})
}

// correctPodIP writes this process's pod address to its analyzer's row, as it may have moved.
func (n *Info) correctPodIP() {
	rows, err := n.db.Analyzers()
	if err != nil {
		return
	}
	for _, r := range rows {
		if r.IP == n.c.NodeIP && r.PodIP != n.c.PodIP {
			n.exec(logline.ServerUpdateAnalyzersFailed, "UPDATE analyzer SET pod_ip = ? WHERE id = ?", n.c.PodIP, r.ID)
		}
	}
}

func (n *Info) exec(l *logline.Line, q string, args ...any) bool {
	if _, err := n.db.Exec(q, args...); err != nil {
		n.c.Log.Log(l, err)
		return false
	}
	return true
}

func (n *Info) loadAnalyzers(first bool) {
	rows, err := n.db.Analyzers()
	if err != nil {
		n.c.Log.Log(logline.ServerStatementFailed, err)
		return
	}
	if first && len(rows) == 0 {
		return
	}
	n.analyzerNAT, n.analyzerPod = map[string]string{}, map[string]string{}
	present := map[string]bool{}
	for _, r := range rows {
		n.analyzerNAT[r.IP], n.analyzerPod[r.IP], present[r.IP] = r.NATIP, r.PodIP, true
	}
	for _, ip := range slices.Sorted(maps.Keys(present)) {
		if !n.analyzers[ip] {
			n.addAnalyzer(ip)
		}
	}
	for _, ip := range slices.Sorted(maps.Keys(n.analyzers)) {
		if !present[ip] {
			delete(n.analyzers, ip)
			n.c.Log.Log(logline.ServerDeleteTSDBCache, ip)
		}
	}
}

func (n *Info) addAnalyzer(ip string) {
	n.analyzers[ip] = true
	n.c.Log.Log(logline.ServerAddTSDBCache, ip)
}

func (n *Info) loadControllers() {
	rows, err := n.db.Controllers()
	if err != nil {
		n.c.Log.Log(logline.ServerReadControllersFailed, err)
		return
	}
	if len(rows) == 0 {
		return
	}
	conns, err := n.db.AZControllerConnections()
	if err != nil {
		n.c.Log.Log(logline.ServerLocalControllerRegionFailed, n.c.NodeIP, err)
		return
	}
	region, azs := "", []string{}
	for _, conn := range conns {
		if conn.IP == n.c.NodeIP {
			region = conn.Region
			if !slices.Contains(azs, conn.AZ) {
				azs = append(azs, conn.AZ)
			}
		}
	}
	if region == "" {
		n.c.Log.Log(logline.ServerLocalControllerRegionFailed, n.c.NodeIP, "record not found")
	} else {
		n.region = region
	}
	n.azs = azs
	n.controllerNAT, n.controllerPod = map[string]string{}, map[string]string{}
	for _, r := range rows {
		n.controllerNAT[r.IP], n.controllerPod[r.IP] = r.NATIP, r.PodIP
	}
}

// ControllerNATIP is the NAT address of that controller, "" if it has none.
func (n *Info) ControllerNATIP(ip string) string { return n.controllerNAT[ip] }

// ControllerPodIP is the pod address of that controller.
func (n *Info) ControllerPodIP(ip string) string { return n.controllerPod[ip] }

// AnalyzerNATIP is the NAT address of that analyzer, "" if it has none.
func (n *Info) AnalyzerNATIP(ip string) string { return n.analyzerNAT[ip] }

// AnalyzerPodIP is the pod address of that analyzer.
func (n *Info) AnalyzerPodIP(ip string) string { return n.analyzerPod[ip] }

// Register enters this process into table controller, or brings its row up to date. Without K8S_NODE_IP_FOR_DEEPFLOW it can't.
func (n *Info) Register() {
	for _, v := range []struct{ name, value string }{
		{nodeIPVariable, n.c.NodeIP}, {hostnameVariable, n.c.Hostname}, {podIPVariable, n.c.PodIP},
	} {
		if v.value == "" {
			n.c.Log.Log(logline.ServerNodeIPEnvMissing, v.name)
			return
		}
	}
	n.c.Log.Log(logline.ServerControllerName, n.c.Hostname, n.c.Hostname)
	rows, err := n.db.Controllers()
	if err != nil {
		n.c.Log.Log(logline.ServerLookUpControllerFailed, err)
		return
	}
	me := n.controller()
	for _, r := range rows {
		if r.IP != me.IP {
			continue
		}
		if was := r; !sameController(&was, &me) {
			n.updateController(r.ID, &me)
		}
		return
	}
	n.registerController(&me)
}

func (n *Info) controller() dbcache.Controller {
	t := n.c.Config.Controller.Trisolaris
	kind := 1
	if t.NodeType == "slave" {
		kind = 2
	}
	m := n.machine
	return dbcache.Controller{
		State: stateComplete, Name: n.c.Hostname, IP: n.c.NodeIP, CPUNum: m.CPUNum, MemorySize: m.MemorySize, Arch: m.Arch, OS: m.OS,
		KernelVersion: m.KernelVersion, VTapMax: controllerVTapMax, NodeType: kind, RegionDomainPrefix: t.RegionDomainPrefix,
		NodeName: n.c.Hostname, PodIP: n.c.PodIP, PodName: n.c.Hostname,
	}
}

// sameController says whether the row says what this process knows about itself.
func sameController(row, me *dbcache.Controller) bool {
	r := *row
	r.ID, r.State, r.NATIP, r.VTapMax, r.Lcuuid = 0, me.State, "", me.VTapMax, ""
	return r == *me
}

func (n *Info) updateController(id int, me *dbcache.Controller) {
	n.exec(logline.ServerStatementFailed, "UPDATE controller SET name = ?, cpu_num = ?, memory_size = ?, arch = ?, os = ?, kernel_version = ?, region_domain_prefix = ?, "+
		"node_type = ?, node_name = ?, pod_name = ?, pod_ip = ?, ca_md5 = ? WHERE id = ?", me.Name, me.CPUNum, me.MemorySize, me.Arch, me.OS,
		me.KernelVersion, me.RegionDomainPrefix, me.NodeType, me.NodeName, me.PodName, me.PodIP, me.CAMD5, id)
}

func (n *Info) registerController(me *dbcache.Controller) {
	me.Lcuuid = n.c.UUID()
	n.c.Log.Log(logline.ServerRegisterController, dumpController(me))
	connection := n.c.UUID()
	if !n.exec(logline.ServerInsertControllerFailed, "INSERT INTO controller (state, name, description, ip, nat_ip, cpu_num, memory_size, arch, os, kernel_version, vtap_max, "+
		"nat_ip_enabled, node_type, region_domain_prefix, node_name, pod_ip, pod_name, ca_md5, lcuuid) "+
		"VALUES (?, ?, '', ?, '', ?, ?, ?, ?, ?, ?, 0, ?, ?, ?, ?, ?, '', ?)", me.State, me.Name, me.IP, me.CPUNum, me.MemorySize, me.Arch, me.OS,
		me.KernelVersion, me.VTapMax, me.NodeType, me.RegionDomainPrefix, me.NodeName, me.PodIP, me.PodName, me.Lcuuid) {
		return
	}
	n.exec(logline.ServerInsertControllerConnectionFailed, "INSERT INTO az_controller_connection (az, region, controller_ip, lcuuid) VALUES (?, ?, ?, ?)", defaultAZ, defaultRegion, me.IP, connection)
}

// dumpController is Go's %+v of upstream's pointer to the row.
func dumpController(c *dbcache.Controller) string {
	return fmt.Sprintf("&{ID:0 State:%d Name:%s Description: IP:%s NATIP: CPUNum:%d MemorySize:%d Arch:%s Os:%s KernelVersion:%s VTapMax:%d "+
		"SyncedAt:0001-01-01 00:00:00 +0000 UTC NATIPEnabled:0 NodeType:%d RegionDomainPrefix:%s NodeName:%s PodIP:%s PodName:%s CAMD5: Lcuuid:%s}",
		c.State, c.Name, c.IP, c.CPUNum, c.MemorySize, c.Arch, c.OS, c.KernelVersion, c.VTapMax, c.NodeType, c.RegionDomainPrefix, c.NodeName,
		c.PodIP, c.PodName, c.Lcuuid)
}
