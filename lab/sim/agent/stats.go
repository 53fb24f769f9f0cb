package agent

import (
	"math"
	"strconv"
	"time"

	"google.golang.org/protobuf/encoding/protowire"

	"github.com/dflab/dflab/lab/deepflow/logline"
	"github.com/dflab/dflab/lab/deepflow/wire"
)

// statistics is the agent's collector of its own metrics (agent/src/utils/stats.rs): every ten seconds, or a multiple of it.
type statistics struct {
	hostname         string // the host's own name, for the log
	host             string // the tag: the name that the server gave, once it did
	running          bool
	skip             int
	errors, warnings uint64
	calls            [len(endpoints)]uint64
	packets, bytes   uint64 // captured since the last tick
	queued           uint64
	writer           statsWriter
}

// statsTick is TICK_CYCLE.
const statsTick = 10 * time.Second

var endpoints = [...]string{
	"push", "ntp", "upgrade", "sync", "genesis_sync", "kubernetes_api_sync", "get_kubernetes_cluster_id", "gpid_sync", "plugin", "prometheus_api_sync",
}

// endpointOf is a task's place in endpoints; RemoteExecute isn't counted.
var endpointOf = [taskCount]int{taskPush: 0, taskSync: 3, taskExec: -1, taskGenesis: 4, taskNTP: 1, taskGPID: 7}

func (s *state) countLog(l logline.Level) {
	switch l {
	case logline.Error:
		s.stats.errors++
	case logline.Warning:
		s.stats.warnings++
	}
}

func (s *state) startStats() {
	if !s.stats.running {
		s.stats.running = true
		s.statsDue()
	}
}

func (s *state) stopStats() {
	s.stats.running = false
	s.do(stopTimer{timerStats})
}

// statsConfigured takes the name that the server gave (agent/src/config/handler.rs, set_stats).
func (s *state) statsConfigured() {
	name := s.life.config.dynamic.hostname
	if name == "" || name == s.stats.host {
		return
	}
	s.log(logline.AgentStatsHostname, strconv.Quote(name))
	s.stats.host = name
}

func (s *state) statsDue() {
	s.after(timerStats, statsTick)
	if s.stats.skip--; s.stats.skip > 0 {
		return
	}
	s.stats.skip = max(1, int(s.life.config.user.Global.SelfMonitoring.Interval/statsTick))
	records := s.metrics()
	for _, x := range s.senders {
		x.dropped, x.rx, x.tx, x.txBytes = 0, 0, 0, 0
	}
	st := &s.stats
	st.errors, st.warnings, st.packets, st.bytes, st.calls, st.queued = 0, 0, 0, 0, [len(endpoints)]uint64{}, uint64(len(records))
	s.put(s.senders[statsSender], wire.AgentStats, records...)
}

// statsWriter encodes the records of one tick, one behind the other: wire/stats.Stats in the order of its field numbers.
type statsWriter struct {
	at      uint64 // unix seconds
	host    string
	text    []byte
	records []wireRecord
}

// Field numbers of wire/stats.Stats.
const (
	statsTimestamp, statsName, statsTagNames, statsTagValues = 1, 2, 3, 4
	statsMetricNames, statsMetricValues                      = 7, 8
)

// add writes one record: a module, its tags, names and values in turn, and its counters.
func (w *statsWriter) add(module string, tags, names []string, values ...float64) {
	const prefix = "deepflow_agent_"
	b := w.text
	from := len(b)
	b = protowire.AppendVarint(protowire.AppendTag(b, statsTimestamp, protowire.VarintType), w.at)
	b = protowire.AppendVarint(protowire.AppendTag(b, statsName, protowire.BytesType), uint64(len(prefix)+len(module)))
	b = append(append(b, prefix...), module...)
	for i := 0; i < len(tags); i += 2 {
		b = appendText(b, statsTagNames, tags[i])
	}
	b = appendText(b, statsTagNames, "host")
	for i := 1; i < len(tags); i += 2 {
		b = appendText(b, statsTagValues, tags[i])
	}
	b = appendText(b, statsTagValues, w.host)
	for _, name := range names {
		b = appendText(b, statsMetricNames, name)
	}
	b = protowire.AppendVarint(protowire.AppendTag(b, statsMetricValues, protowire.BytesType), uint64(8*len(values)))
	for _, v := range values {
		b = protowire.AppendFixed64(b, math.Float64bits(v))
	}
	w.text, w.records = b, append(w.records, b[from:len(b):len(b)])
}

func appendText(b []byte, field protowire.Number, text string) []byte {
	return protowire.AppendString(protowire.AppendTag(b, field, protowire.BytesType), text)
}

// Metric names of the modules (agent/src/monitor.rs, sender/uniform_sender.rs, rpc/session.rs, dispatcher/mod.rs, utils/logger.rs,
// crates/public/src/queue/overwrite_queue.rs).
var (
	queueNames      = []string{"in", "out", "overwritten", "pending"}
	callNames       = []string{"max_delay", "avg_delay", "delay_count"}
	logNames        = []string{"error", "warning"}
	senderMetrics   = []string{"rx", "tx", "tx-bytes", "dropped"}
	systemNames     = []string{"load1", "load5", "load15"}
	ntpNames        = []string{"time_diff"}
	netNames        = []string{"rx", "tx", "tx_bytes", "rx_bytes", "drop_in", "drop_out"}
	dispatcherNames = []string{"kernel_packets", "kernel_drops", "rx", "rx_all", "rx_bytes", "rx_all_bytes", "err", "invalid_packets", "get_token_failed", "retired"}
	monitorNames    = []string{
		"sys_free_memory", "sys_available_memory", "sys_free_memory_limit_ratio", "sys_available_memory_limit_ratio", "log_file_size_sum",
		"log_file_amount", "cpu_percent", "max_millicpus_ratio", "memory", "max_memory_ratio", "create_time", "open_sockets", "page_cache",
	}
)

// metrics are records of the modules that exist, in the order in which they register. They are good until the next tick.
func (s *state) metrics() []wireRecord {
	st := &s.stats
	w := &st.writer
	*w = statsWriter{at: uint64(s.now.Add(s.ntp.offset).Unix()), host: st.host, text: w.text[:0], records: w.records[:0]}
	queued, logged := float64(st.queued), float64(s.senders[logSender].rx)
	w.add("queue", []string{"index", "0", "module", "0-stats-to-sender"}, queueNames, queued, queued, 0, 0)
	w.add("queue", []string{"index", "0", "module", "remote_logger"}, queueNames, logged, logged, 0, 0)
	w.add("log_counter", nil, logNames, float64(st.errors), float64(st.warnings))
	for i, endpoint := range endpoints {
		n := float64(st.calls[i])
		most, mean := 0.0, 0.0
		if n > 0 {
			mean = 300 + 500*s.rand.Float64() // microseconds
			most = mean * (1 + s.rand.Float64())
		}
		w.add("grpc_call", []string{"endpoint", endpoint}, callNames, float64(int(most)), float64(int(mean)), n)
	}
	w.add("ntp", nil, ntpNames, float64(s.ntp.offset.Nanoseconds()))
	for _, x := range s.senders {
		if x.registered {
			w.add("collect_sender", []string{"type", senderType(x)}, senderMetrics, float64(x.rx), float64(x.tx), float64(x.txBytes), float64(x.dropped))
		}
	}
	s.monitor(w)
	w.add("system", nil, systemNames, s.jitter(0.2), s.jitter(0.2), s.jitter(0.2))
	seconds := float64(max(1, s.stats.skip) * int(statsTick/time.Second))
	for _, nic := range s.see.nics {
		sent, received := s.carried(nic.Name)
		w.add("net", []string{"name", nic.Name, "mac", macOf(nic)}, netNames,
			float64(received.Packets)*seconds, float64(sent.Packets)*seconds, float64(sent.Bytes)*seconds, float64(received.Bytes)*seconds, 0, 0)
	}
	if c := s.life.components; c != nil && c.dispatcher != nil && c.running {
		p, b := float64(st.packets), float64(st.bytes)
		w.add("dispatcher", []string{"id", strconv.Itoa(c.dispatcher.id)}, dispatcherNames, p, 0, p, p, b, b, 0, 0, 0, 0)
	}
	return w.records
}

// monitor is the process's own use of a machine that has little else to do.
func (s *state) monitor(w *statsWriter) {
	limits := s.life.config.user.Global.Limits
	cpu, memory := s.jitter(0.6), 58e6+float64(s.rand.IntN(2<<20))
	if c := s.life.components; c != nil && c.running {
		cpu, memory = s.jitter(2), 110e6+float64(s.rand.IntN(4<<20))
	}
	free := s.jitter(60)
	sockets := 4.0
	if s.data.up {
		sockets++
	}
	w.add("monitor", nil, monitorNames,
		float64(int(free)), float64(int(free)+20), 0, 0, 64<<10, 1, cpu, cpu*10/float64(max(1, limits.MaxMillicpus)),
		float64(int(memory)), memory/float64(max(1, limits.MaxMemory)), float64(s.bootTime.UnixMilli()), sockets, 8<<20)
}

// jitter is a value around v.
func (s *state) jitter(v float64) float64 { return v * (0.9 + 0.2*s.rand.Float64()) }

// carried is what a NIC's flows amount to a second.
func (s *state) carried(nic string) (sent, received Rate) {
	for _, f := range s.see.flows {
		if f.NIC != nic {
			continue
		}
		out, in := f.Sent, f.Received
		if !s.isOurs(f.Client.Addr()) {
			out, in = in, out
		}
		sent.Packets, sent.Bytes = sent.Packets+out.Packets, sent.Bytes+out.Bytes
		received.Packets, received.Bytes = received.Packets+in.Packets, received.Bytes+in.Bytes
	}
	return sent, received
}

// senderType is the tag of a sender's statistics: the kind of what it sends.
func senderType(x *sender) string {
	switch x.id {
	case statsSender:
		return "deepflow_stats"
	case logSender:
		return "syslog_detail"
	case flowSender:
		return "l4_log"
	}
	return x.kind.String()
}
