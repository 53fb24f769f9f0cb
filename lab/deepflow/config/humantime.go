package config

import (
	"math"
	"time"
)

// parseHumantime reads a duration as the humantime crate does: numbers with units, "1h 30m", "300d", "100ms". A number
// without a unit, a sign or a fraction isn't a duration.
func parseHumantime(s string) (time.Duration, bool) {
	var total time.Duration
	seen := false
	for i := 0; i < len(s); {
		if s[i] == ' ' || s[i] == '\t' || s[i] == '\n' || s[i] == '\r' {
			i++
			continue
		}
		start := i
		var n int64
		for i < len(s) && s[i] >= '0' && s[i] <= '9' {
			if n > (math.MaxInt64-9)/10 {
				return 0, false
			}
			n = n*10 + int64(s[i]-'0')
			i++
		}
		if i == start {
			return 0, false
		}
		for i < len(s) && s[i] == ' ' {
			i++
		}
		start = i
		for i < len(s) && (s[i] >= 'a' && s[i] <= 'z' || s[i] == 'M') {
			i++
		}
		unit, ok := humantimeUnit(s[start:i])
		if !ok || n > int64(math.MaxInt64/unit) || total > math.MaxInt64-time.Duration(n)*unit {
			return 0, false
		}
		total += time.Duration(n) * unit
		seen = true
	}
	return total, seen
}

func humantimeUnit(s string) (time.Duration, bool) {
	const day = 24 * time.Hour
	switch s {
	case "nanos", "nsec", "ns":
		return time.Nanosecond, true
	case "usec", "us":
		return time.Microsecond, true
	case "millis", "msec", "ms":
		return time.Millisecond, true
	case "seconds", "second", "secs", "sec", "s":
		return time.Second, true
	case "minutes", "minute", "min", "mins", "m":
		return time.Minute, true
	case "hours", "hour", "hrs", "hr", "h":
		return time.Hour, true
	case "days", "day", "d":
		return day, true
	case "weeks", "week", "wks", "wk", "w":
		return 7 * day, true
	case "months", "month", "M":
		return 2630016 * time.Second, true
	case "years", "year", "yrs", "yr", "y":
		return 31557600 * time.Second, true
	}
	return 0, false
}
