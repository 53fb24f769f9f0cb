package node

import (
	"fmt"
	"time"

	"github.com/dflab/dflab/lab/deepflow/logline"
)

// syncInterval is hard-coded on the ingester's side: it asks the controller every minute, and after a failure too
// (DEFAULT_SYNC_INTERVAL in server/libs/grpc at v6.6.9).
const syncInterval = time.Minute

// Ingester is the process's own ingester as a client of the controller: it registers as an analyzer by its AnalyzerSync.
type Ingester struct {
	n        *Info
	versions func() (platformData, acls, groups uint64)
	active   func() map[int]time.Time
	report   func(id int, at time.Time, analyzerIP string)
	platform uint64 // the version that the ingester has
}

// NewIngester prepares the ingester. versions are those of the data that the controller has for it; active, which may be nil, are the
// agents whose data came since it was asked last; report takes them over.
func NewIngester(n *Info, versions func() (platformData, acls, groups uint64), active func() map[int]time.Time, report func(int, time.Time, string)) *Ingester {
	return &Ingester{n: n, versions: versions, active: active, report: report}
}

// Start begins the syncs. The first one, right after the process began, met a closed port, as the controller waits five seconds before
// it listens; so the first that counts is a minute after that.
func (g *Ingester) Start() {
	c := g.n.c
	if !c.Config.Ingester.IngesterEnabled {
		return
	}
	first := c.Started.Add(syncInterval).Sub(c.Now())
	for first <= 0 {
		first += syncInterval
	}
	c.After("trisolaris/analyzer", first, func() {
		g.sync()
		c.Every("trisolaris/analyzer", syncInterval, g.sync)
	})
}

// ip is the address by which the ingester knows itself.
func (g *Ingester) ip() string {
	if ip := g.n.c.NodeIP; ip != "" {
		return ip
	}
	return "127.0.0.1"
}

// sync is TSDBEvent.AnalyzerSync (services/grpc/synchronize/tsdb.go at v6.6.9). The ingester never tells versions of ACLs and groups,
// so that the first line comes every time.
func (g *Ingester) sync() {
	n := g.n
	platform, acls, groups := g.versions()
	ip, m := g.ip(), n.machine
	n.c.Log.Log(logline.ServerAnalyzerSync, ip, platform, g.platform, acls, 0, groups, 0, "ingester")
	n.c.Log.Log(logline.ServerAnalyzerInfo, ip, m.CPUNum, m.MemorySize, m.Arch, m.OS, m.KernelVersion, "<nil>")
	if !n.analyzers[ip] {
		n.registerAnalyzer(ip)
		return
	}
	g.platform = platform
	if g.active == nil {
		return
	}
	for id, at := range g.active() {
		g.report(id, at, ip)
	}
}

// registerAnalyzer enters the ingester into table analyzer, in a turn of its own.
func (n *Info) registerAnalyzer(ip string) {
	m := n.machine
	n.c.Log.Log(logline.ServerRegisterTSDB, fmt.Sprintf("boot_time:%d process_name:\"ingester\" version_platform_data:0 version_groups:0 "+
		"ctrl_ip:%q host:%q cpu_num:%d memory_size:%d arch:%q os:%q kernel_version:%q org_id:1 ", n.c.Started.Unix(), ip, n.c.Hostname,
		m.CPUNum, m.MemorySize, m.Arch, m.OS, m.KernelVersion))
	if n.c.PodIP == "" {
		n.c.Log.Log(logline.ServerNodeIPEnvMissing, podIPVariable)
		return
	}
	n.c.Post("trisolaris/node", func() {
		n.c.Log.Log(logline.ServerStartRegisterTSDB)
		n.insertAnalyzer(ip)
		n.c.Log.Log(logline.ServerEndRegisterTSDB)
	})
}

func (n *Info) insertAnalyzer(ip string) {
	rows, err := n.db.Analyzers()
	if err != nil {
		n.c.Log.Log(logline.ServerLookUpAnalyzerFailed, err)
		return
	}
	for _, r := range rows {
		if r.IP == ip {
			return
		}
	}
	m, lcuuid, connection := n.machine, n.c.UUID(), n.c.UUID()
	if !n.exec(logline.ServerInsertAnalyzerFailed, "INSERT INTO analyzer (state, name, description, ip, nat_ip, cpu_num, memory_size, arch, os, kernel_version, pcap_data_mount_path, "+
		"vtap_max, nat_ip_enabled, pod_ip, pod_name, ca_md5, lcuuid) VALUES (?, ?, '', ?, '', ?, ?, ?, ?, ?, '', ?, 0, ?, ?, '', ?)",
		stateComplete, n.c.Hostname, ip, m.CPUNum, m.MemorySize, m.Arch, m.OS, m.KernelVersion, analyzerVTapMax, n.c.PodIP, n.c.Hostname, lcuuid) {
		return
	}
	n.addAnalyzer(ip)
	n.exec(logline.ServerInsertAnalyzerConnectionFailed, "INSERT INTO az_analyzer_connection (az, region, analyzer_ip, lcuuid) VALUES (?, ?, ?, ?)", defaultAZ, defaultRegion, ip, connection)
	if n.c.Config.Ingester.StorageDisabled {
		// The ingester's data source port, 20106, is closed then.
		n.c.Log.Log(logline.ServerConfigDataSourceFailed,
			`{"Status":"SERVER_ERROR","Message":"config analyzer (127.0.0.1) mod data_source (管理侧监控数据) failed"}`)
	}
}
