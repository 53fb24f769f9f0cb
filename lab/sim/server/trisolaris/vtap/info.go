// Package vtap is the agents' half of the control plane: the cache of registered agents, their groups and configurations, the
// discovery that registers an agent when the tables know its host, and the writing of what agents said back to their rows. It follows
// server/controller/trisolaris/vtap at v6.6.9. It may import core, dbcache, metadata, logline and the wire messages; it answers no
// request itself.
package vtap

import (
	"errors"
	"maps"
	"slices"
	"time"

	"github.com/dflab/dflab/lab/deepflow/logline"
	"github.com/dflab/dflab/lab/sim/server/core"
	"github.com/dflab/dflab/lab/sim/server/trisolaris/dbcache"
	"github.com/dflab/dflab/lab/sim/server/trisolaris/metadata"
)

// errNotFound is gorm's error of a query without rows, whose text is logged.
var errNotFound = errors.New("record not found")

// caCert is what the server looks for to know its own Kubernetes cluster. In STANDALONE mode it is not there.
const caCert = "/run/secrets/kubernetes.io/serviceaccount/ca.crt"

// Info is all registered agents. Its methods are called in turns.
type Info struct {
	c         *core.Core
	db        *dbcache.Cache
	meta      *metadata.MetaData
	broadcast func()

	caches map[string]*Cache
	byID   map[int]*Cache
	kvm    map[string]*Cache
	ready  bool

	groups       groups
	unconfigured *groupConfig
	clusters     clusters
	regions      map[string]int // lcuuid to id
	vpcs         map[string]int // vm lcuuid to VPC
	rows         []dbcache.VTap // as read last

	platformDataChanged, segmentsChanged bool
	refreshes                            int // asked for and not done yet

	region      string
	registering map[string]*registration
	poked       bool
	ids         idPool
	pointer     uint64 // what %p of upstream's VTapInfo would print
}

// New makes the agents' half; broadcast pushes to all agents.
func New(c *core.Core, db *dbcache.Cache, meta *metadata.MetaData, broadcast func()) *Info {
	return &Info{
		c: c, db: db, meta: meta, broadcast: broadcast,
		caches: map[string]*Cache{}, byID: map[int]*Cache{}, kvm: map[string]*Cache{},
		groups: groups{lcuuids: map[string]string{}, configs: map[string]*groupConfig{}}, unconfigured: noConfig(),
		clusters: clusters{watchers: map[string]*watcher{}}, regions: map[string]int{}, vpcs: map[string]int{}, registering: map[string]*registration{},
		pointer: 0xc000000000 | c.Rand.Uint64()&0x3ffff00,
	}
}

// Init fills the cache; only then requests are answered.
func (i *Info) Init() {
	i.load()
	for n := range i.rows {
		i.add(i.rows[n])
	}
	i.c.Log.Log(logline.ServerInitAllVTapPlatformData)
	i.remoteSegments()
	i.noLocalCluster()
	i.ready = true
	i.c.Log.Log(logline.ServerStartMonitorDataChanged)
}

// Start begins the timed refresh of the cache (300 s), and that of global process ids, which an empty deployment only logs.
func (i *Info) Start() {
	t := i.c.Config.Controller.Trisolaris
	i.c.Every("trisolaris/vtap", time.Duration(t.VTapCacheRefreshInterval)*time.Second, i.timed)
	i.c.Every("trisolaris/gpid", time.Duration(t.GPIDRefreshInterval)*time.Second, func() {
		i.c.Log.Log(logline.ServerStartGenerateGPIDTimed)
		i.c.Log.Log(logline.ServerEndGenerateGPIDTimed)
	})
}

func (i *Info) timed() {
	i.c.Log.Log(logline.ServerStartGenerateVTapCacheTimed)
	i.generate()
	i.c.Log.Log(logline.ServerEndGenerateVTapCacheTimed)
}

// Refresh asks for a refresh at once, after which agents are pushed to. While one is being done, one more can wait; others are dropped.
func (i *Info) Refresh() {
	if i.refreshes == 2 {
		return
	}
	i.refreshes++
	i.c.Post("trisolaris/vtap", func() {
		i.refreshes--
		i.c.Log.Log(logline.ServerStartGenerateVTapCacheRPC)
		i.generate()
		i.broadcast()
		i.c.Log.Log(logline.ServerEndGenerateVTapCacheRPC)
	})
}

// generate reads everything anew and writes back what agents said.
func (i *Info) generate() {
	i.load()
	i.updateAll()
	i.c.Log.Log(logline.ServerUpdateVTapCacheToDB)
	i.changed()
	i.writeBack()
	i.noLocalCluster()
}

// load reads what the cache depends on.
func (i *Info) load() {
	rows, err := i.db.VTaps()
	if err != nil {
		i.c.Log.Log(logline.ServerLoadVTapsFailed, err)
	}
	i.rows = rows // upstream goes on with no rows too, and forgets all agents
	i.loadResources()
	i.groups.loadConfigs(i)
	i.clusters.load(i)
	i.loadRegion()
	i.groups.loadDefault(i)
	i.groups.loadGroups(i)
}

func (i *Info) loadResources() {
	t := i.meta.Tables()
	i.regions, i.vpcs = map[string]int{}, map[string]int{}
	for _, r := range t.Regions {
		i.regions[r.Lcuuid] = r.ID
	}
	for _, vm := range t.VMs {
		i.vpcs[vm.Lcuuid] = vm.VPCID
	}
}

// loadRegion finds the region that this controller serves; an agent registers only with NICs of that region.
func (i *Info) loadRegion() string {
	if i.c.NodeIP == "" {
		i.c.Log.Log(logline.ServerNodeIPNull)
		return ""
	}
	conns, err := i.db.AZControllerConnections()
	if err != nil {
		i.c.Log.Log(logline.ServerControllerAZConnectionMissing, i.c.NodeIP)
		return ""
	}
	for _, conn := range conns {
		if conn.IP == i.c.NodeIP {
			i.region = conn.Region
			return conn.Region
		}
	}
	i.c.Log.Log(logline.ServerControllerAZConnectionMissing, i.c.NodeIP)
	return ""
}

// updateAll makes the cache follow the rows.
func (i *Info) updateAll() {
	inDB := make(map[string]*dbcache.VTap, len(i.rows))
	for n := range i.rows {
		inDB[i.rows[n].Key()] = &i.rows[n]
	}
	keys := slices.Sorted(maps.Keys(inDB))
	for _, key := range keys {
		if i.caches[key] == nil {
			i.add(*inDB[key])
			i.segmentsChanged = true
			delete(inDB, key)
		}
	}
	for _, key := range slices.Sorted(maps.Keys(i.caches)) {
		row, ok := inDB[key]
		if !ok && !slices.Contains(keys, key) {
			i.remove(key)
			i.segmentsChanged = true
		} else if ok {
			i.caches[key].update(row)
		}
	}
}

// add puts an agent into the cache.
func (i *Info) add(row dbcache.VTap) {
	c := i.newCache(row)
	c.init()
	c.setPlatformData()
	c.setSegments()
	i.caches[c.key] = c
	i.byID[c.ID] = c
	if c.Type == typeKVM {
		i.kvm[c.CtrlIP] = c
	}
	i.c.Log.Log(logline.ServerAddCache, c.CtrlIP, c.CtrlMac)
}

func (i *Info) remove(key string) {
	c := i.caches[key]
	delete(i.caches, key)
	delete(i.byID, c.ID)
	if c.Type == typeKVM {
		delete(i.kvm, c.CtrlIP)
	}
	i.c.Log.Log(logline.ServerDeleteCache, key)
}

func (i *Info) reindex(c *Cache, id int) {
	delete(i.byID, c.ID)
	c.ID = id
	i.byID[id] = c
}

// changed does what upstream's "monitor data changed" goroutine does when the cache changed.
func (i *Info) changed() {
	if i.platformDataChanged {
		i.platformDataChanged = false
		i.c.Log.Log(logline.ServerVTapConfigChanged)
		i.platformData()
	}
	if i.segmentsChanged {
		i.segmentsChanged = false
		i.c.Log.Log(logline.ServerVTapChangedSegments)
		i.remoteSegments()
	}
}

// PlatformDataChanged gives every agent the new platform data and segments, and pushes.
func (i *Info) PlatformDataChanged() {
	i.c.Log.Log(logline.ServerPlatformDataChangedVTaps)
	i.platformData()
	i.c.Log.Log(logline.ServerPlatformDataChangedSegments)
	i.meta.Segments.Forget()
	for _, c := range i.sorted() {
		c.setSegments()
	}
	i.remoteSegments()
	i.broadcast()
}

func (i *Info) platformData() {
	for _, c := range i.caches {
		c.setPlatformData()
	}
}

func (i *Info) remoteSegments() {
	all := i.meta.RemoteSegments()
	for _, c := range i.caches {
		if c.Type == typeDedicated {
			c.RemoteSegments = all
		}
	}
}

func (i *Info) sorted() []*Cache {
	all := make([]*Cache, 0, len(i.caches))
	for _, key := range slices.Sorted(maps.Keys(i.caches)) {
		all = append(all, i.caches[key])
	}
	return all
}

func (i *Info) noLocalCluster() { i.c.Log.Log(logline.ServerVTapNoCACert, caCert) }

// Ready says whether the cache was filled.
func (i *Info) Ready() bool { return i.ready }

// Find is the agent of that address and MAC, or of that address alone; nil if it isn't registered.
func (i *Info) Find(ctrlIP, ctrlMac string) *Cache {
	if c := i.caches[ctrlIP+"-"+ctrlMac]; c != nil {
		return c
	}
	return i.caches[ctrlIP]
}

// Exact is the agent of that very address and MAC.
func (i *Info) Exact(ctrlIP, ctrlMac string) *Cache { return i.caches[ctrlIP+"-"+ctrlMac] }

// GroupConfig is the configuration of the group of that short id, nil if there is no such group or it has none.
func (i *Info) GroupConfig(shortID string) *UserConfig {
	g := i.groups.byShortID(shortID)
	if g == nil {
		return nil
	}
	return g.user
}
