package wire

import (
	"fmt"
	"strings"
	"time"
)

// SyslogDetail is one record of an AgentLog frame: a line of the agent's own log on its way to the server, as text
// (agent/src/utils/logger.rs; server/ingester/app_log/decoder at v6.6.9).
type SyslogDetail struct {
	Time time.Time
	// Host is the agent's name at the server (dynamic_config.hostname), "deepflow-agent" until there is one.
	Host string
	// Tag is the host's own name: the agent passes host and tag in each other's place.
	Tag string
	PID int
	// Level is INFO, WARN, ERROR, DEBUG or TRACE.
	Level string
	// Source is "src/sender/uniform_sender.rs:555"; empty where a record comes from the sender of logs itself.
	Source  string
	Message string
}

// Append appends the record's text, newline included, to dst.
func (d SyslogDetail) Append(dst []byte) []byte {
	dst = d.Time.AppendFormat(dst, d.layout())
	dst = fmt.Appendf(dst, " %s %s[%d]: [%s] ", d.Host, d.Tag, d.PID, d.Level)
	if d.Source != "" {
		dst = fmt.Appendf(dst, "%s ", d.Source)
	}
	dst = append(dst, d.Message...)
	if !strings.HasSuffix(d.Message, "\n") {
		dst = append(dst, '\n')
	}
	return dst
}

// layout is RFC 3339 with as many groups of three decimals as the time has.
func (d SyslogDetail) layout() string {
	fraction := ""
	switch ns := d.Time.Nanosecond(); {
	case ns == 0:
	case ns%1e6 == 0:
		fraction = ".000"
	case ns%1e3 == 0:
		fraction = ".000000"
	default:
		fraction = ".000000000"
	}
	return "2006-01-02T15:04:05" + fraction + "-07:00"
}

// ParseSyslogDetail reads a record by the server's rules: six fields, a time of RFC 3339, a known level. The sixth field is the
// message, whatever the fifth is.
func ParseSyslogDetail(b []byte) (SyslogDetail, error) {
	fields := strings.SplitN(string(b), " ", 6)
	if len(fields) != 6 {
		return SyslogDetail{}, fmt.Errorf("log parts is %d", len(fields))
	}
	at, err := time.Parse(time.RFC3339, fields[0])
	if err != nil {
		return SyslogDetail{}, err
	}
	d := SyslogDetail{Time: at, Host: fields[1], Tag: strings.TrimSuffix(fields[2], ":"), Source: fields[4], Message: fields[5]}
	switch fields[3] {
	case "[INFO]", "[WARN]", "[ERROR]", "[DEBUG]":
		d.Level = strings.Trim(fields[3], "[]")
	case "[ERRO]":
		d.Level = "ERROR"
	case "[DEBU]":
		d.Level = "DEBUG"
	default:
		return SyslogDetail{}, fmt.Errorf("ignored log level: %s", fields[3])
	}
	if open := strings.LastIndexByte(d.Tag, '['); open >= 0 {
		if _, err := fmt.Sscanf(d.Tag[open:], "[%d]", &d.PID); err == nil {
			d.Tag = d.Tag[:open]
		}
	}
	return d, nil
}
