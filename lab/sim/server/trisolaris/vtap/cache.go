package vtap

import (
	"slices"
	"time"

	"github.com/dflab/dflab/lab/deepflow/logline"
	"github.com/dflab/dflab/lab/deepflow/wire/agent"
	"github.com/dflab/dflab/lab/sim/server/trisolaris/dbcache"
	"github.com/dflab/dflab/lab/sim/server/trisolaris/metadata"
)

// Agent types, column vtap.type.
const (
	typeKVM                 = 1
	typeESXi                = 2
	typeWorkloadV           = 3
	typeWorkloadP           = 5
	typeDedicated           = 6
	TypePodHost             = 7
	TypePodVM               = 8
	typeTunnelDecapsulation = 9
	typeHyperV              = 10
	typeK8sSidecar          = 12
)

// States, column vtap.state.
const (
	stateNotConnected = 0 // LOST
	stateNormal       = 1
	statePending      = 3
)

// TypeDedicated is the type of agents on dedicated servers, which are told capture network types.
const TypeDedicated = typeDedicated

// Cache is what the server remembers of one registered agent: its row as of the last refresh, what the agent said since, and what the
// agent is to be told.
type Cache struct {
	// VTap is the row. What the agent says (boot time, revision, system) is changed here at once and written at a refresh.
	dbcache.VTap
	// Functions are the licensed functions.
	Functions map[int]bool
	// RegionID, PodClusterID and VPCID are sent in dynamic_config.
	RegionID, PodClusterID, VPCID int
	// LocalSegments and RemoteSegments are sent as they are.
	LocalSegments, RemoteSegments []*agent.Segment
	// PlatformData is nil for agents that get none.
	PlatformData *metadata.Data
	// Pushed are the versions that the agent is taken to have, for Push.
	Pushed Versions

	info           *Info
	enable         int
	cachedAt       time.Time
	config         *groupConfig
	user           *UserConfig
	yaml           string
	from           configFrom
	syncedByAgent  bool // a Sync came since the last refresh
	syncedByTSDB   bool
	lastController time.Time // newest of vtap.synced_controller_at and the last Sync
	lastAnalyzer   time.Time
	key            string
}

// Versions are of the data that agents are sent.
type Versions struct{ PlatformData, ACLs, Groups uint64 }

// configFrom is what an agent's configuration is made of; the same parts make the same configuration.
type configFrom struct {
	group                               *UserConfig
	functions, controllerIP, analyzerIP string
}

func (i *Info) newCache(row dbcache.VTap) *Cache {
	c := &Cache{VTap: row, info: i, enable: row.Enable, cachedAt: i.c.Now(), key: row.Key()}
	c.lastController, c.lastAnalyzer = row.SyncedControllerAt, row.SyncedAnalyzerAt
	c.license()
	return c
}

// Enabled says whether the agent may capture: the row says so and it isn't pending.
func (c *Cache) Enabled() bool { return c.enable != 0 }

// UserConfig is the agent's configuration, shared: clone it before setting. YAML is the same as text.
func (c *Cache) UserConfig() *UserConfig { return c.user }

// YAML is the agent's configuration as text.
func (c *Cache) YAML() string { return c.yaml }

// CacheKey is what the cache is found by.
func (c *Cache) CacheKey() string { return c.key }

func (c *Cache) license() {
	functions, err := parseFunctions(c.LicenseFunctions)
	switch {
	case c.LicenseFunctions == "":
		c.info.c.Log.Log(logline.ServerNoLicenseFunctions, c.Key())
	case err != nil:
		c.info.c.Log.Log(logline.ServerLicenseFunctionsInvalid, err)
		return
	}
	c.Functions = functions
}

// init finishes a cache after newCache.
func (c *Cache) init() {
	c.derive()
	c.configure()
}

// derive finds what depends on other tables.
func (c *Cache) derive() {
	if c.State == statePending {
		c.enable = 0
	}
	i := c.info
	c.RegionID = i.regions[c.Region]
	switch c.Type {
	case typeWorkloadV, typeWorkloadP:
		vpc, ok := i.vpcs[c.Lcuuid]
		c.VPCID = vpc
		if !ok {
			i.c.Log.Log(logline.ServerVTapVPCNotFound, c.Name)
		}
	case TypePodHost, TypePodVM:
		i.c.Log.Log(logline.ServerVTapPodClusterNotFound, c.Name)
		i.c.Log.Log(logline.ServerVTapVPCNotFound, c.Name)
	case typeKVM, typeHyperV:
		i.c.Log.Log(logline.ServerVTapVPCNotFound, c.Name)
	}
}

// configure makes the agent's configuration: the group's keys, less what the licence forbids, with the allocated controller and
// ingester where the group sets none.
func (c *Cache) configure() {
	g := c.info.groups.configs[c.GroupLcuuid]
	if g == nil {
		g = c.info.unconfigured
	}
	c.config = g
	from := configFrom{g.user, c.LicenseFunctions, c.ControllerIP, c.AnalyzerIP}
	if c.user != nil && c.from == from {
		return
	}
	u := g.user.Clone()
	limit(u, c.Functions)
	if !u.IsSet(KeyProxyControllerIP) {
		u.Set(KeyProxyControllerIP, c.ControllerIP)
	}
	if !u.IsSet(KeyIngesterIP) {
		u.Set(KeyIngesterIP, c.AnalyzerIP)
	}
	if filter := u.Ints(keyDomainFilter); len(filter) > 0 {
		slices.Sort(filter)
		u.Set(keyDomainFilter, filter)
	}
	c.user, c.from, c.yaml = u, from, u.YAML()
}

// update takes over the row as it is now, save what the agent itself says.
func (c *Cache) update(row *dbcache.VTap) {
	i := c.info
	if c.CtrlMac == "" && row.CtrlMac != "" {
		c.CtrlMac = row.CtrlMac
		i.c.Log.Log(logline.ServerVTapCtrlMacChangedDB, c.Name, c.CtrlMac, row.CtrlMac)
	}
	c.State, c.enable = row.State, row.Enable
	c.LicenseFunctions = row.LicenseFunctions
	c.license()
	c.TapMode, c.TeamID = row.TapMode, row.TeamID
	if c.Type != row.Type {
		c.Type = row.Type
		i.segmentsChanged = true
	}
	if c.ID != row.ID {
		i.reindex(c, row.ID)
	}
	c.Name, c.ControllerIP, c.AnalyzerIP = row.Name, row.ControllerIP, row.AnalyzerIP
	c.lastController = later(c.lastController, row.SyncedControllerAt)
	c.lastAnalyzer = later(c.lastAnalyzer, row.SyncedAnalyzerAt)
	c.LaunchServer, c.LaunchServerID, c.AZ, c.Region = row.LaunchServer, row.LaunchServerID, row.AZ, row.Region
	c.derive()
	c.GroupLcuuid = row.GroupLcuuid
	c.configure()
	// Upstream compares pointers of two copies here, so that every refresh makes the platform data anew.
	i.platformDataChanged = true
	if c.config.tapMode != c.TapMode {
		i.c.Log.Log(logline.ServerVTapTapModeDiffers, c.config.tapMode, c.Key(), c.TapMode)
	}
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// setPlatformData picks the platform data that the agent's group asks for (agent_plaform_data.go at v6.6.9).
func (c *Cache) setPlatformData() {
	m := c.info.meta
	if c.Type == typeTunnelDecapsulation {
		return
	}
	all := slices.Equal(c.config.domains, allDomains())
	cluster := c.config.podClusterInternalIP != 0 && c.Type != typeDedicated
	switch {
	case all && !cluster:
		c.PlatformData = m.Platform.All
	case all:
		c.PlatformData = m.OfCluster()
	default:
		data, unknown := m.OfDomains(c.config.domains, cluster)
		for _, lcuuid := range unknown {
			c.info.c.Log.Log(logline.ServerNoDomainPlatformData, lcuuid)
		}
		c.PlatformData = data
	}
}

// setSegments: an agent on a vm gets the NICs of that vm; other kinds need hosts and pods that an agent_sync domain doesn't make.
func (c *Cache) setSegments() {
	c.LocalSegments = nil
	if (c.Type == typeWorkloadV || c.Type == typeWorkloadP) && c.LaunchServerID != 0 {
		c.LocalSegments = c.info.meta.Segments.OfVM(c.LaunchServerID)
	}
}

// PlatformVersion is the version of the agent's platform data, 0 without any.
func (c *Cache) PlatformVersion() uint64 {
	if c.PlatformData == nil {
		return 0
	}
	return c.PlatformData.Version
}

// PlatformBytes is the agent's platform data, serialised.
func (c *Cache) PlatformBytes() []byte {
	if c.PlatformData == nil {
		return nil
	}
	return c.PlatformData.Bytes
}
