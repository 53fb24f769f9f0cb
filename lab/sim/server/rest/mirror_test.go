package rest

import (
	"fmt"
	"testing"
)

func TestMirrorValues(t *testing.T) {
	for _, tc := range []struct{ config, want string }{
		{"", "[<nil> <nil> <nil>]"},
		{"global: {communication: {proactive_request_interval: 60s, max_escape_duration: 1h, proxy_controller_ip: 10.0.0.1}}", "[60 3600 10.0.0.1]"},
		{"global: {communication: {proactive_request_interval: 5, max_escape_duration: 30d}}", "[5 2592000 <nil>]"},
		{"global: {communication: {proactive_request_interval: soon, max_escape_duration: [1]}}", "[<nil> <nil> <nil>]"},
		{"global: 1", "[<nil> <nil> <nil>]"},
	} {
		values, err := mirrorValues(tc.config)
		if err != nil {
			t.Fatal(err)
		}
		if got := fmt.Sprint(values[:3]); got != tc.want {
			t.Errorf("%s: %s, want %s", tc.config, got, tc.want)
		}
	}
}

func FuzzMirrorValues(f *testing.F) {
	f.Add("global: {communication: {proactive_request_interval: 60s}}")
	f.Add("inputs: {resources: {push_interval: -1d}}")
	f.Fuzz(func(t *testing.T, config string) {
		values, err := mirrorValues(config)
		if err == nil && len(values) != len(mirrored) {
			t.Errorf("%d values, want %d", len(values), len(mirrored))
		}
	})
}
