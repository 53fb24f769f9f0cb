package logline

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// Record is one line of a log file. Message may span several lines of the file.
type Record struct {
	// Time carries the zone: the server prints none, so ParseServer gives UTC; the agent prints its offset.
	Time    time.Time
	Level   Level
	Module  string
	File    string
	Line    int
	Message string
}

const (
	serverTime = "2006-01-02 15:04:05.000"
	agentTime  = "2006-01-02 15:04:05.000000 -07:00"
	// accessModule is what stands in the level's place of an access line of the REST API (libs/logger/logger_gin.go).
	accessModule = "GIN"
)

// serverTags are go-logging's level names cut to four letters (libs/logger/logger.go, "%{level:.4s}").
var serverTags = map[Level]string{
	Debug: "DEBU", Info: "INFO", Notice: "NOTI", Warning: "WARN", Error: "ERRO", Critical: "CRIT",
}

var agentTags = map[Level]string{
	Trace: "TRACE", Debug: "DEBUG", Info: "INFO", Warning: "WARN", Error: "ERROR",
}

var (
	escape     = regexp.MustCompile("\x1b\\[[0-9;]*m")
	serverForm = regexp.MustCompile(`(?s)\A(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}) \[(DEBU|INFO|NOTI|WARN|ERRO|CRIT)\] \[([^\]\s]+)\] ([^\s:]+):(\d+) (.*)\z`)
	accessForm = regexp.MustCompile(`(?s)\A(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}) \[GIN\] (.*)\z`)
	agentForm  = regexp.MustCompile(`(?s)\A\[(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6} [+-]\d\d:\d\d)\] (TRACE|DEBUG|INFO|WARN|ERROR) \[([^\]\s:]+):(\d+)\] (.*)\z`)
)

// FormatServer is the record as deepflow-server writes it to server.log, without the newline.
func FormatServer(r Record) string {
	if r.Module == accessModule {
		return r.Time.Format(serverTime) + " [GIN] " + r.Message
	}
	return fmt.Sprintf("%s [%s] [%s] %s:%d %s", r.Time.Format(serverTime), serverTags[r.Level], r.Module, r.File, r.Line, r.Message)
}

// ParseServer reads one line of server.log or of the server's standard output, whose time and level are coloured.
// The line may carry its newline. It reports an error for anything else, such as the further lines of a message.
func ParseServer(line string) (Record, error) {
	clean := trim(line)
	if m := accessForm.FindStringSubmatch(clean); m != nil {
		at, err := time.Parse(serverTime, m[1])
		if err != nil {
			return Record{}, fmt.Errorf("parse server log line %q: %w", excerpt(clean), err)
		}
		return Record{Time: at, Module: accessModule, Message: m[2]}, nil
	}
	m := serverForm.FindStringSubmatch(clean)
	if m == nil {
		return Record{}, fmt.Errorf("parse server log line %q: want \"TIME [LEVEL] [module] file.go:line message\"", excerpt(clean))
	}
	at, err := time.Parse(serverTime, m[1])
	if err != nil {
		return Record{}, fmt.Errorf("parse server log line %q: %w", excerpt(clean), err)
	}
	n, err := strconv.Atoi(m[5])
	if err != nil {
		return Record{}, fmt.Errorf("parse server log line %q: %w", excerpt(clean), err)
	}
	return Record{Time: at, Level: levelOf(serverTags, m[2]), Module: m[3], File: m[4], Line: n, Message: m[6]}, nil
}

// FormatAgent is the record as deepflow-agent writes it, file and standard error alike, without the newline:
// flexi_logger's colored_opt_format, with its colours (agent/src/trident.rs at v6.6.9). An Info line has none.
func FormatAgent(r Record) string {
	on, off := agentColour(r.Level)
	return fmt.Sprintf("[%s%s%s] %s%s%s [%s:%d] %s%s%s",
		on, r.Time.Format(agentTime), off, on, agentTags[r.Level], off, r.File, r.Line, on, r.Message, off)
}

// ParseAgent reads one line of deepflow-agent.log, coloured or not.
func ParseAgent(line string) (Record, error) {
	clean := trim(line)
	m := agentForm.FindStringSubmatch(clean)
	if m == nil {
		return Record{}, fmt.Errorf("parse agent log line %q: want \"[TIME ZONE] LEVEL [file.rs:line] message\"", excerpt(clean))
	}
	at, err := time.Parse(agentTime, m[1])
	if err != nil {
		return Record{}, fmt.Errorf("parse agent log line %q: %w", excerpt(clean), err)
	}
	n, err := strconv.Atoi(m[4])
	if err != nil {
		return Record{}, fmt.Errorf("parse agent log line %q: %w", excerpt(clean), err)
	}
	return Record{Time: at, Level: levelOf(agentTags, m[2]), File: m[3], Line: n, Message: m[5]}, nil
}

// agentColour is flexi_logger's default palette, "196;208;-;27;8" (facts: error, warn, info, debug, trace).
func agentColour(l Level) (on, off string) {
	code := map[Level]string{Error: "196", Warning: "208", Debug: "27", Trace: "8"}[l]
	if code == "" {
		return "", ""
	}
	return "\x1b[38;5;" + code + "m", "\x1b[0m"
}

func levelOf(tags map[Level]string, tag string) Level {
	for l, t := range tags {
		if t == tag {
			return l
		}
	}
	return Unset
}

func trim(line string) string {
	return escape.ReplaceAllString(strings.TrimRight(line, "\r\n"), "")
}

func excerpt(s string) string {
	const most = 120
	if len(s) > most {
		return s[:most] + "…"
	}
	return s
}

// at is where the record comes from, as the log prints it.
func (r Record) at() string { return fmt.Sprintf("%s %s:%d", r.Module, r.File, r.Line) }
