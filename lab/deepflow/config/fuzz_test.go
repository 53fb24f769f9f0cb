package config

import (
	"errors"
	"net/netip"
	"strings"
	"testing"
)

func seed(f *testing.F, texts ...string) {
	for _, s := range append(texts, "", "{}", "a: &a [*a]\n", "? [a]\n: b\n", "a: b: c\n", "\t", "a: !!binary x\n", "<<: {a: 1}\n", "---\n---\n") {
		f.Add(s)
	}
}

// checkError: every refusal is an *Error that says what would be right and what the real program says.
func checkError(t *testing.T, err error) {
	t.Helper()
	var e *Error
	if !errors.As(err, &e) || e.Real == "" || e.Want == "" {
		t.Errorf("refusal without a text: %#v", err)
	}
}

func FuzzParseServer(f *testing.F) {
	seed(f, "controller:\n  mysql:\n    port: 30130\n", "ingester: {ckdb: {port: x}}\n", "querier: ~\n")
	f.Fuzz(func(t *testing.T, text string) {
		s, err := ParseServer("server.yaml", []byte(text))
		if err != nil {
			checkError(t, err)
			return
		}
		s.Intervals()
	})
}

func FuzzParseAgent(f *testing.F) {
	seed(f, "controller-ips: [10.50.72.100]\ncontroller-port: 20035\n", "agent-unique-identifier: ip\n")
	f.Fuzz(func(t *testing.T, text string) {
		if _, err := ParseAgent("deepflow-agent.yaml", []byte(text)); err != nil {
			checkError(t, err)
		}
	})
}

func FuzzParseUserConfig(f *testing.F) {
	seed(f, "global:\n  communication:\n    proactive_request_interval: 60s\n", "processors: {request_log: {filters: {tag_filters: {HTTP: [{name: a}]}}}}\n")
	keys := len(DefaultUserConfig().Flat())
	f.Fuzz(func(t *testing.T, text string) {
		u, err := ParseUserConfig(text)
		if err != nil {
			checkError(t, err)
			return
		}
		if n := len(u.Flat()); n != keys {
			t.Errorf("%d keys, want %d", n, keys)
		}
	})
}

func FuzzValidate(f *testing.F) {
	seed(f, "global:\n  communication:\n    ingester_port: 20033\n", "global: {ntp_comment: {type: section}}\n", "outputs: {flow_log: {filters: {l4_capture_network_types: [0, a]}}}\n")
	f.Fuzz(func(t *testing.T, text string) {
		if err := GroupTemplate().Validate([]byte(text)); err != nil {
			var e *Error
			if errors.As(err, &e) && (e.Real != err.Error() || e.Want == "") {
				t.Errorf("refusal without a remedy: %#v", e)
			}
			return
		}
		if _, err := Effective(text, nil); err != nil {
			t.Errorf("valid, but agents wouldn't get it: %v", err)
		}
	})
}

func FuzzParseIPRanges(f *testing.F) {
	for _, s := range []string{"10.0.0.0/8", "224.0.0.0-240.255.255.255", "fe80::/10", "1.2.3.4-", "010.0.0.1/8", "::/0"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		ranges, bad := ParseIPRanges(strings.Split(text, ","))
		if len(ranges)+len(bad) != strings.Count(text, ",")+1 {
			t.Errorf("%d ranges and %d errors", len(ranges), len(bad))
		}
		for _, r := range ranges {
			if r.To.Less(r.From) || !ranges.Contains(r.From) || !ranges.Contains(r.To) {
				t.Errorf("range %v to %v doesn't hold its ends", r.From, r.To)
			}
		}
		ranges.Contains(netip.MustParseAddr("10.50.72.101"))
	})
}
