package ingester

import (
	"time"

	"github.com/dflab/dflab/lab/deepflow/logline"
	"github.com/dflab/dflab/lab/deepflow/wire"
)

// analyzerID is this ingester's id in the controller's table, which the first and only analyzer of a deployment has.
const analyzerID = 1

// logTable holds the agents' logs; agent_id is 0 before registration.
var logTable = &target{
	database: "application_log", table: "log",
	columns: []string{
		"time", "timestamp", "_id", "_type", "severity_number", "body", "app_service", "agent_id", "is_ipv4", "ip4", "ip6", "team_id",
		"attribute_names", "attribute_values",
	},
}

// severities are the numbers of the table (server/ingester/app_log/decoder).
var severities = map[string]uint8{"ERROR": 3, "WARN": 4, "INFO": 5, "DEBUG": 6}

// agentLog stores a frame of AgentLog or Syslog.
func (s *Service) agentLog(f wire.Frame) {
	records, err := f.Records()
	for _, record := range records {
		d, err := wire.ParseSyslogDetail(record)
		if err != nil {
			if s.once(logline.ServerSyslogParseFailed) {
				s.c.Log.Log(logline.ServerSyslogParseFailed, err)
			}
			continue
		}
		s.add(logTable, s.logRow(d, f.FrameHeader))
	}
	s.truncated(f, err, logline.ServerSyslogDecodeFailed)
}

func (s *Service) logRow(d wire.SyslogDetail, h wire.FrameHeader) []any {
	s.logIDs++
	return []any{
		d.Time, d.Time, rowID(d.Time, s.logIDs), "agent", severities[d.Level], d.Message, d.Host, h.AgentID,
		uint8(0), "0.0.0.0", "::", uint16(h.TeamID),
		[]string{"host", "module"},
		[]string{d.Host, d.Source},
	}
}

// rowID is a row's number: time above, analyzer in the middle, a counter below.
func rowID(at time.Time, n uint32) uint64 {
	return uint64(uint32(at.Unix()))<<32 | analyzerID<<22 | uint64(n)&0x3fffff
}
