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
var serverTags = [...]string{
	Debug: "DEBU", Info: "INFO", Notice: "NOTI", Warning: "WARN", Error: "ERRO", Critical: "CRIT",
}

var agentTags = [...]string{
	Trace: "TRACE", Debug: "DEBUG", Info: "INFO", Warning: "WARN", Error: "ERROR", Critical: "",
}

var escape = regexp.MustCompile("\x1b\\[[0-9;]*m")

// FormatServer is the record as deepflow-server writes it to server.log, without the newline.
func FormatServer(r Record) string { return string(appendServer(nil, r)) }

func appendServer(b []byte, r Record) []byte {
	b = r.Time.AppendFormat(b, serverTime)
	if r.Module == accessModule {
		return append(append(b, " [GIN] "...), r.Message...)
	}
	b = append(append(append(b, " ["...), serverTags[r.Level]...), "] ["...)
	b = append(append(append(b, r.Module...), "] "...), r.File...)
	b = append(strconv.AppendInt(append(b, ':'), int64(r.Line), 10), ' ')
	return append(b, r.Message...)
}

// ParseServer reads one line of server.log or of the server's standard output, whose time and level are coloured.
// The line may carry its newline. It reports an error for anything else, such as the further lines of a message.
func ParseServer(line string) (Record, error) {
	clean := trim(line)
	r, at, ok := splitServer(clean)
	if !ok {
		return Record{}, notALine{"server", `"TIME [LEVEL] [module] file.go:line message"`, clean}
	}
	var err error
	if r.Time, err = time.Parse(serverTime, at); err != nil {
		return Record{}, fmt.Errorf("parse server log line %q: %w", excerpt(clean), err)
	}
	return r, nil
}

// FormatAgent is the record as deepflow-agent writes it, file and standard error alike, without the newline:
// flexi_logger's colored_opt_format, with its colours (agent/src/trident.rs at v6.6.9). An Info line has none.
func FormatAgent(r Record) string { return string(appendAgent(nil, r)) }

func appendAgent(b []byte, r Record) []byte {
	on, off := agentColour(r.Level)
	b = r.Time.AppendFormat(append(append(b, '['), on...), agentTime)
	b = append(append(append(b, off...), "] "...), on...)
	b = append(append(append(b, agentTags[r.Level]...), off...), " ["...)
	b = strconv.AppendInt(append(append(b, r.File...), ':'), int64(r.Line), 10)
	return append(append(append(append(b, "] "...), on...), r.Message...), off...)
}

// ParseAgent reads one line of deepflow-agent.log, coloured or not.
func ParseAgent(line string) (Record, error) {
	clean := trim(line)
	r, at, ok := splitAgent(clean)
	if !ok {
		return Record{}, notALine{"agent", `"[TIME ZONE] LEVEL [file.rs:line] message"`, clean}
	}
	var err error
	if r.Time, err = time.Parse(agentTime, at); err != nil {
		return Record{}, fmt.Errorf("parse agent log line %q: %w", excerpt(clean), err)
	}
	return r, nil
}

// agentColour is flexi_logger's default palette, "196;208;-;27;8" (facts: error, warn, info, debug, trace).
func agentColour(l Level) (on, off string) {
	switch l {
	case Error:
		on = "\x1b[38;5;196m"
	case Warning:
		on = "\x1b[38;5;208m"
	case Debug:
		on = "\x1b[38;5;27m"
	case Trace:
		on = "\x1b[38;5;8m"
	default:
		return "", ""
	}
	return on, reset
}

// reset ends a colour.
const reset = "\x1b[0m"

// notALine is the error of what isn't a record, such as the further lines of a message. Logs are full of them, so it is put into words
// only for somebody who reads it.
type notALine struct{ part, want, line string }

func (e notALine) Error() string {
	return fmt.Sprintf("parse %s log line %q: want %s", e.part, excerpt(e.line), e.want)
}

func trim(line string) string {
	line = strings.TrimRight(line, "\r\n")
	if strings.IndexByte(line, '\x1b') < 0 {
		return line
	}
	return escape.ReplaceAllString(line, "")
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
