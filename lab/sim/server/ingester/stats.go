package ingester

import (
	"errors"
	"time"

	"github.com/dflab/dflab/lab/deepflow/logline"
	"github.com/dflab/dflab/lab/deepflow/wire"
	"github.com/dflab/dflab/lab/deepflow/wire/stats"
)

// collectorTable holds the agents' own statistics. It has no agent id: the agent names itself in the tag host, by the
// host's name until it is registered, by the agent's name afterwards.
var collectorTable = &target{
	database: "deepflow_tenant", table: "deepflow_collector",
	columns: []string{"time", "virtual_table_name", "team_id", "tag_names", "tag_values", "metrics_float_names", "metrics_float_values"},
}

// agentStats stores a frame of AgentStats.
func (s *Service) agentStats(f wire.Frame) {
	w := s.writer(collectorTable)
	batch, _ := w.batch.(*statsBatch)
	if batch == nil {
		batch = newStatsBatch(s.lastStats)
		s.lastStats = batch
	}
	err := f.Each(func(record []byte) {
		if ok, err := batch.add(record, f.TeamID, s.statsKinds); !ok && s.once(logline.ServerStatsParseFailed) {
			s.c.Log.Log(logline.ServerStatsParseFailed, err)
		}
	})
	if batch.Len() > 0 {
		w.batch = batch
	}
	s.truncated(f, err, logline.ServerStatsDecodeFailed)
}

func collectorRow(m *stats.Stats, team uint16) []any {
	names, values := m.MetricsFloatNames, m.MetricsFloatValues
	if m.Name == "deepflow_agent_collect_sender" {
		// The dashboards ask for the name that older agents sent.
		for i, name := range names {
			if name == "tx_bytes" && i < len(values) {
				names, values = append(names, "tx-bytes"), append(values, values[i])
				break
			}
		}
	}
	return []any{time.Unix(int64(m.Timestamp), 0), m.Name, team, m.TagNames, m.TagValues, names, values}
}

// truncated reports a payload that ends within a record, which loses that record and no other.
func (s *Service) truncated(f wire.Frame, err error, line *logline.Line) {
	if err == nil || !s.once(line) {
		return
	}
	length := len(f.Payload)
	offset := length
	if errors.Is(err, wire.ErrTruncated) {
		offset++
	}
	s.c.Log.Log(line, offset, length)
}
