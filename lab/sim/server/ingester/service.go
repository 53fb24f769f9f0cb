// Package ingester is the data receiver of the simulated deepflow-server: it takes the agents' frames on port 20033, checks
// and counts them as the real one does, decodes those of the dock path (the agent's statistics, its log, L4 flow logs) and
// stores them in ClickHouse in batches.
//
// Where ClickHouse is and how rows get there is the RowWriter's business; the port is the server process's. Everything runs
// in turns of the lab clock. The package may import core, lab/vnet and lab/deepflow; it knows no other module.
//
// Not modelled: Metrics frames (flow_metrics) are counted and their tables exist, but no rows are made of them; no flow log
// is given resource tags (region, pod, service), which the real one looks up in the controller's platform data.
//
// Source: server/ingester, server/libs/receiver at v6.6.9.
package ingester

import (
	"net"
	"time"

	"github.com/dflab/dflab/lab/deepflow/wire"
	"github.com/dflab/dflab/lab/sim/server/core"
	"github.com/dflab/dflab/lab/vnet"
)

// RowWriter stores rows in ClickHouse. Its calls take no lab time.
type RowWriter interface {
	// CreateDatabase creates a database unless it exists.
	CreateDatabase(name string) error
	// CreateTable creates a table. That it exists already is no error, or ClickHouse's "… already exists".
	CreateTable(database string, t Table) error
	// Insert appends rows; columns names what each row holds, the other columns get their default. Values are Go integers,
	// floats, strings, time.Time and slices of these.
	Insert(database, table string, columns []string, rows [][]any) error
}

// BatchWriter is a RowWriter that stores rows which are made when somebody reads them.
type BatchWriter interface {
	// InsertBatch is Insert of the batch's rows.
	InsertBatch(database, table string, columns []string, b Batch) error
}

// Batch is rows of one table.
type Batch interface {
	Len() int
	// Rows makes the rows.
	Rows() [][]any
	// Example is a row with a value of the same type in each column: what can hold it can hold all rows.
	Example() []any
}

// Service is the ingester of one server process.
type Service struct {
	c    *core.Core
	rows RowWriter

	handlers [256]func(wire.Frame)
	timeouts FlushTimeouts
	writers  map[*target]*writer
	order    []*writer
	// missing are the databases of which a table couldn't be created at the start.
	missing map[string]bool

	receiver receiver
	counts   map[Key]*Count
	// quiet holds the statements that were logged in this statistics interval: the real counters are read and reset then, and
	// a statement speaks only while its counter is 0.
	quiet map[any]bool
	// statsKinds is what is known of the agents' statistics, lastStats their latest batch.
	statsKinds statsKinds
	lastStats  *statsBatch
	// ids counts the rows of the two tables that number theirs.
	flowIDs, logIDs uint32
}

// Option changes a Service.
type Option func(*Service)

// WithFlushTimeouts sets how long rows wait; without it they wait as long as by default.
func WithFlushTimeouts(f FlushTimeouts) Option {
	return func(s *Service) { s.timeouts = f }
}

// New is an ingester that writes to rows; nil is one with storage disabled, which has handlers for flow logs only.
func New(c *core.Core, rows RowWriter, opts ...Option) *Service {
	s := &Service{
		c: c, rows: rows, timeouts: DefaultFlushTimeouts(),
		writers: map[*target]*writer{}, statsKinds: statsKinds{}, missing: map[string]bool{}, counts: map[Key]*Count{}, quiet: map[any]bool{},
	}
	for _, o := range opts {
		o(s)
	}
	s.register()
	return s
}

// Start creates the databases and tables, unless storage is disabled, and starts writing batches. The real ingester creates
// them once the controller has told it the organisations, and opens its port afterwards.
func (s *Service) Start() {
	if s.rows != nil {
		s.createTables()
		s.c.Every("ingester/ckwriter", flushTick, s.flush)
	}
	s.c.Every("ingester/stats", time.Duration(s.c.Config.Ingester.StatsInterval)*time.Second, func() { clear(s.quiet) })
}

// Accept takes a TCP connection.
func (s *Service) Accept(peer net.Addr) vnet.FrameHandler { return s.accept(peer) }

// register says which message types have a handler (RegistHandler in server/ingester). A type without one is counted and
// dropped, and the connection stays. A type whose records aren't modelled has a handler that does nothing.
func (s *Service) register() {
	ignore := func(wire.Frame) {}
	s.handlers[wire.L4FlowLog] = s.l4FlowLog
	for _, t := range []wire.MessageType{
		wire.L7FlowLog, wire.PacketSequence, wire.OpenTelemetry, wire.OpenTelemetryCompressed, wire.SkyWalking, wire.Datadog,
	} {
		s.handlers[t] = ignore
	}
	if s.rows == nil {
		return
	}
	s.handlers[wire.AgentStats] = s.agentStats
	s.handlers[wire.AgentLog] = s.agentLog
	s.handlers[wire.Syslog] = s.agentLog
	for _, t := range []wire.MessageType{
		wire.Metrics, wire.ServerStats, wire.Telegraf, wire.Prometheus, wire.RawPcap, wire.Profile, wire.ProcEvent, wire.AlertEvent,
		wire.K8sEvent, wire.ApplicationLog,
	} {
		s.handlers[t] = ignore
	}
}

// once reports whether it is the first call with that key since the statistics were last read.
func (s *Service) once(key any) bool {
	if s.quiet[key] {
		return false
	}
	s.quiet[key] = true
	return true
}
