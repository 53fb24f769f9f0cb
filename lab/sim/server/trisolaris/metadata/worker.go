package metadata

import (
	"time"

	"github.com/dflab/dflab/lab/deepflow/logline"
)

// request is what the one goroutine of the metadata can be asked for; each waits in a channel of one place.
type request int

const (
	timed request = iota
	platformData
	policy
	group
	tapType
	requests
)

// worker does one request at a time; a request that comes while another is being done waits, at most once of each kind.
type worker struct {
	m       *MetaData
	waiting [requests]bool
	posted  bool
	busy    bool
}

// ask is a send on the request's channel of one place.
func (w *worker) ask(r request) {
	w.waiting[r] = true
	w.wake()
}

func (w *worker) wake() {
	if w.busy || w.posted {
		return
	}
	w.posted = true
	w.m.c.Post("trisolaris/metadata", func() {
		w.posted = false
		for r := range w.waiting {
			if w.waiting[r] && !w.busy {
				w.waiting[r] = false
				w.do(request(r))
			}
		}
	})
}

func (w *worker) do(r request) {
	m := w.m
	switch r {
	case timed:
		m.c.Log.Log(logline.ServerStartGenerateMetaDataTimed)
		m.load()
		m.c.Log.Log(logline.ServerStartGenerateAgentMetaDataTimed)
		m.refresh(m.agent)
		m.Groups.generate(m, logline.ServerAgentGroupDataChanged)
		m.c.Log.Log(logline.ServerEndGenerateAgentMetaDataTimed)
		m.refresh(m.ingester)
		m.c.Log.Log(logline.ServerEndGenerateMetaDataTimed)
	case platformData:
		w.platformData()
	case policy:
		m.c.Log.Log(logline.ServerStartGeneratePolicyRPC)
		m.load()
		m.c.Log.Log(logline.ServerStartGenerateAgentPolicyRPC)
		m.c.Log.Log(logline.ServerEndGenerateAgentPolicyRPC)
		m.c.Log.Log(logline.ServerEndGeneratePolicyRPC)
		call(m.hooks.Broadcast)
	case group:
		m.c.Log.Log(logline.ServerStartGenerateGroupRPC)
		m.load()
		m.c.Log.Log(logline.ServerStartGenerateAgentGroupRPC)
		m.Groups.generate(m, logline.ServerAgentGroupDataChanged)
		m.c.Log.Log(logline.ServerEndGenerateAgentGroupRPC)
		m.c.Log.Log(logline.ServerEndGenerateGroupRPC)
		call(m.hooks.Broadcast)
	case tapType:
		m.c.Log.Log(logline.ServerStartGenerateTapTypeRPC)
		m.c.Log.Log(logline.ServerStartGenerateAgentTapTypeRPC)
		m.c.Log.Log(logline.ServerEndGenerateAgentTapTypeRPC)
		m.c.Log.Log(logline.ServerEndGenerateTapTypeRPC)
	}
}

// platformData sleeps twice: the metadata for platform-data-refresh-delay-time, then the agents' metadata for as long again.
func (w *worker) platformData() {
	m := w.m
	delay := seconds(m.c.Config.Controller.Trisolaris.PlatformDataRefreshDelay)
	w.busy = true
	m.c.Log.Log(logline.ServerStartGeneratePlatformDataRPC)
	m.c.After("trisolaris/metadata", delay, func() {
		m.c.Log.Log(logline.ServerProcessingPlatformDataRPC)
		m.load()
		m.c.Log.Log(logline.ServerStartGenerateAgentPlatformDataRPC)
		m.c.After("trisolaris/metadata", delay, func() {
			m.c.Log.Log(logline.ServerProcessingAgentPlatformDataRPC)
			m.refresh(m.agent)
			m.c.Log.Log(logline.ServerEndGenerateAgentPlatformDataRPC)
			m.refresh(m.ingester)
			m.c.Log.Log(logline.ServerEndGeneratePlatformDataRPC)
			w.busy = false
			w.wake()
		})
	})
}

// refresh makes one half anew if the rows that count changed.
func (m *MetaData) refresh(g *generation) {
	if !g.refresh(&m.tables) {
		return
	}
	if g == m.agent {
		m.publish()
		return
	}
	// The agents' half is used when the ingester's is done: its channel is the one that the vtap cache listens to.
	m.Segments.set(g.raw)
	call(m.hooks.PlatformDataChanged)
	call(m.hooks.IngesterDataChanged)
}

func call(f func()) {
	if f != nil {
		f()
	}
}

// cost is what "generate platform data cost" prints: the simulated server takes no time.
const cost = 200 * time.Microsecond
