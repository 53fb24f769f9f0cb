package agent

import (
	"fmt"

	"github.com/dflab/dflab/lab/deepflow/logline"
	"github.com/dflab/dflab/lab/deepflow/wire"
)

// backhaul sends the agent's own log to the server, up to a number of lines an hour (agent/src/utils/logger.rs, RemoteLogWriter).
type backhaul struct {
	hour  int
	count uint32
}

// programName stands in the host's place until the server has given the agent a name.
const programName = "deepflow-agent"

func (s *state) backhaulLog(level logline.Level, l *logline.Line, message string) {
	c := s.life.config
	if !c.user.Global.SelfMonitoring.Log.LogBackhaulEnabled || unspecified(s.destination()) {
		return
	}
	most := c.user.Global.Limits.MaxLogBackhaulRate
	if most > 0 && s.overThreshold(most) {
		return
	}
	s.sendLog(levelName(level), fmt.Sprintf("%s:%d", l.File, l.Line), message)
}

func (s *state) overThreshold(most uint32) bool {
	b := &s.backhaul
	if hour := int(s.now.Unix() / 3600 % 24); hour != b.hour {
		b.hour = hour
		if b.count > most {
			s.sendLog("WARN", "", fmt.Sprintf("Log threshold exceeded, lost %d logs.", b.count-most))
		}
		b.count = 0
	}
	b.count++
	if b.count == most+1 {
		s.sendLog("WARN", "", fmt.Sprintf("Log threshold is exceeding, current config is %d.", most))
	}
	return b.count > most
}

func (s *state) sendLog(level, source, message string) {
	host := s.life.config.dynamic.hostname
	if host == "" {
		host = programName
	}
	d := wire.SyslogDetail{Time: s.now, Host: host, Tag: s.statsHost(), PID: s.pid, Level: level, Source: source, Message: message}
	s.put(s.senders[logSender], wire.AgentLog, d.Append(nil))
}

// statsHost is the host's own name as the process found it at its start.
func (s *state) statsHost() string { return s.stats.hostname }

func levelName(l logline.Level) string {
	switch l {
	case logline.Error:
		return "ERROR"
	case logline.Warning:
		return "WARN"
	case logline.Debug:
		return "DEBUG"
	case logline.Trace:
		return "TRACE"
	}
	return "INFO"
}
