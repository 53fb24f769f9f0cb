package vtap

import (
	"strings"
	"time"

	"github.com/dflab/dflab/lab/deepflow/logline"
	"github.com/dflab/dflab/lab/deepflow/wire/agent"
)

// Synced takes over what an agent says in a Sync at time now. It is written to the row at the next refresh of the cache.
func (c *Cache) Synced(in *agent.SyncRequest, now time.Time) {
	if c.ExpectedRevision == realRevision(in.GetRevision()) {
		c.ExpectedRevision, c.UpgradePackage = "", ""
	}
	c.BootTime = int(in.GetBootTime())
	c.Revision = in.GetRevision()
	const agents = 0xffffffff // bits of agents; upstream's mask leaves none below it to the controller
	if c.Exceptions&agents != int64(in.GetException()) {
		c.info.c.Log.Log(logline.ServerVTapExceptionChanged, c.Name, c.Exceptions, int64(in.GetException()))
		c.Exceptions = int64(in.GetException())
	}
	set(&c.RawHostname, in.GetHost())
	c.lastController = now
	set(&c.CPUNum, int(in.GetCpuNum()))
	set(&c.MemorySize, int64(in.GetMemorySize()))
	set(&c.Arch, in.GetArch())
	set(&c.OS, in.GetOs())
	set(&c.KernelVersion, in.GetKernelVersion())
	set(&c.ProcessName, in.GetProcessName())
	set(&c.CurrentK8sImage, in.GetCurrentK8SImage())
	if c.CtrlMac != in.GetCtrlMac() {
		c.CtrlMac = in.GetCtrlMac()
		c.info.c.Log.Log(logline.ServerVTapCtrlMacChangedGRPC, c.Name, c.CtrlMac, in.GetCtrlMac())
	}
	c.syncedByAgent = true
}

// set takes v over unless it is zero: agents leave out what they don't know.
func set[T comparable](to *T, v T) {
	var zero T
	if v != zero {
		*to = v
	}
}

// realRevision is "11500-3b8884d6" of "v6.6 11500-3b8884d6".
func realRevision(revision string) string {
	if parts := strings.Split(revision, " "); len(parts) == 2 {
		return parts[1]
	}
	return revision
}

// Remember records the versions that the agent says it has, those of the server where it says none.
func (c *Cache) Remember(in *agent.SyncRequest, server Versions) {
	c.Pushed = Versions{in.GetVersionPlatformData(), in.GetVersionAcls(), in.GetVersionGroups()}
	if c.Pushed.PlatformData == 0 {
		c.Pushed.PlatformData = server.PlatformData
	}
	if c.Pushed.ACLs == 0 {
		c.Pushed.ACLs = server.ACLs
	}
	if c.Pushed.Groups == 0 {
		c.Pushed.Groups = server.Groups
	}
}

// Active takes over an ingester's report that it got data of that agent, which makes synced_analyzer_at and cur_analyzer_ip.
func (i *Info) Active(id int, at time.Time, analyzerIP string) {
	c := i.byID[id]
	if c == nil || id == 0 || !at.After(c.lastAnalyzer) {
		return
	}
	c.lastAnalyzer, c.CurAnalyzerIP, c.syncedByTSDB = at, analyzerIP, true
}
