// Package metadata makes what every agent of the deployment is told about it: platform data (NICs and networks of all domains),
// segments (which NICs an agent sits on), resource groups and the versions of the policies. It follows
// server/controller/trisolaris/metadata and its agentmetadata at v6.6.9; the former's half, made for the ingester, exists here only
// as the lines that it logs and the version that the ingester is told. It may import core, dbcache, logline and the wire messages;
// it knows no agent.
package metadata

import (
	"time"

	"github.com/dflab/dflab/lab/deepflow/logline"
	"github.com/dflab/dflab/lab/sim/server/core"
	"github.com/dflab/dflab/lab/sim/server/trisolaris/dbcache"
)

// MetaData holds the newest state. Its methods are called in turns.
type MetaData struct {
	// Groups are the resource groups, Platform the platform data, Segments the agents' segments.
	Groups   Groups
	Platform Platform
	Segments Segments

	c        *core.Core
	db       *dbcache.Cache
	start    uint64
	tables   Tables
	hooks    Hooks
	agent    *generation // what agents are told
	ingester *generation // what the ingester is told
	worker   worker
}

// Hooks are called when the metadata changed; all may be nil.
type Hooks struct {
	// PlatformDataChanged is called after the platform data was made anew.
	PlatformDataChanged func()
	// IngesterDataChanged is called when the ingester's platform data was made anew.
	IngesterDataChanged func()
	// Broadcast is called when agents must be pushed to at once.
	Broadcast func()
}

// New makes the metadata of a process that was elected at start, in unix seconds: versions of groups and policies begin there.
func New(c *core.Core, db *dbcache.Cache, start int64, hooks Hooks) *MetaData {
	m := &MetaData{c: c, db: db, start: uint64(start), hooks: hooks}
	m.agent = &generation{m: m, texts: agentTexts, offset: 1}
	m.ingester = &generation{m: m, texts: ingesterTexts, offset: 3}
	return m
}

// Tables are the rows that everything is made from, as of one moment.
type Tables struct {
	Regions     []dbcache.Region
	AZs         []dbcache.AZ
	Domains     []dbcache.Domain
	VMs         []dbcache.VM
	VInterfaces []dbcache.VInterface
	LANIPs      []dbcache.IP
	WANIPs      []dbcache.IP
	Networks    []dbcache.Network
	Subnets     []dbcache.Subnet
	VPCs        []dbcache.VPC
}

// Tables are the rows read last: at the start, at every metadata refresh and at every request for one. The vtap cache takes its
// VPC ids from here, so that an agent that registers right after its host appeared has VPC 0 until the next refresh of that cache.
func (m *MetaData) Tables() *Tables { return &m.tables }

// load reads the tables. A table that can't be read keeps its rows, and the error is logged, as upstream does for each table.
func (m *MetaData) load() {
	t := &m.tables
	keep(m, &t.Regions, m.db.Regions)
	keep(m, &t.AZs, m.db.AZs)
	keep(m, &t.Domains, m.db.Domains)
	keep(m, &t.VMs, m.db.VMs)
	keep(m, &t.VInterfaces, m.db.VInterfaces)
	keep(m, &t.LANIPs, m.db.LANIPs)
	keep(m, &t.WANIPs, m.db.WANIPs)
	keep(m, &t.Networks, m.db.Networks)
	keep(m, &t.Subnets, m.db.Subnets)
	keep(m, &t.VPCs, m.db.VPCs)
}

func keep[T any](m *MetaData, to *[]T, get func() ([]T, error)) {
	rows, err := get()
	if err != nil {
		m.c.Log.Log(logline.ServerDBCacheReadFailed, err)
		return
	}
	*to = rows
}

// Init makes everything for the first time.
func (m *MetaData) Init() {
	m.load()
	raw := newRaw(&m.tables)
	m.ingester.init(raw)
	m.Groups.generate(m, logline.ServerGroupDataChanged, logline.ServerGroupDataChanged)
	m.agent.init(raw)
	m.Groups.generate(m, logline.ServerAgentGroupDataChanged)
	m.Segments.set(raw)
	m.publish()
}

// publish makes the agents' half visible.
func (m *MetaData) publish() { m.Platform = m.agent.platform }

// IngesterVersion is the version of the platform data that the ingester is told: the start time, and one more at each change.
func (m *MetaData) IngesterVersion() uint64 { return m.start + m.ingester.changes }

// StartVersion is the start time, from which the versions of groups and policies count.
func (m *MetaData) StartVersion() uint64 { return m.start }

// Start begins the refreshes: every metadata-refresh-interval (60 s), and on request.
func (m *MetaData) Start() {
	m.worker.m = m
	m.c.Every("trisolaris/metadata", seconds(m.c.Config.Controller.Trisolaris.MetaDataRefreshInterval), func() { m.worker.ask(timed) })
}

// RefreshPlatformData asks for new platform data; it is made after platform-data-refresh-delay-time, twice, as the ingester's and
// the agents' half each wait for it.
func (m *MetaData) RefreshPlatformData() { m.worker.m = m; m.worker.ask(platformData) }

// RefreshPolicy asks for new policies, RefreshGroup for new groups.
func (m *MetaData) RefreshPolicy() { m.worker.m = m; m.worker.ask(policy) }

// RefreshGroup asks for new resource groups.
func (m *MetaData) RefreshGroup() { m.worker.m = m; m.worker.ask(group) }

// RefreshTapType asks for new capture network types, of which the community edition has none for agents.
func (m *MetaData) RefreshTapType() { m.worker.m = m; m.worker.ask(tapType) }

func seconds(n int) time.Duration { return time.Duration(n) * time.Second }
