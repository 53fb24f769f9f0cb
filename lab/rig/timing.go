package rig

import (
	"fmt"
	"slices"
	"time"

	"github.com/dflab/dflab/lab"
	"github.com/dflab/dflab/lab/deepflow/config"
)

// Timing is how fast a deployment is set to be. Real parts can't jump through time, but most of their timers are configuration.
type Timing struct {
	Name string
	// Sync is how often an agent syncs.
	Sync time.Duration
	// server are keys of server.yaml, group of a group's configuration; domain is a domain's sync_timer in seconds.
	server, group map[string]any
	domain        int
}

// Timings of the release's defaults, and with every timer that server.yaml, domain and group configuration allow at its minimum.
// Without effect stay what is hard-coded: the master controller's first check 60 s after its start, the ingester's first
// organisations 60 s after its own, an agent's retry 60 s after a failed call, its statistics every 10 s. Servers take 1 for all
// intervals (0 panics); the template of the agent's configuration starts at 10 s. With that, eight missed syncs, after which an
// agent is lost, are still more than its retry of 60 s. Measured against a real server of 6.6.9: facts of the timers in
// server/controller/config/config.go, .../genesis/config, .../manager/config, .../monitor/config, .../trisolaris/config,
// server/ingester/config at v6.6.9.
var (
	Real = Timing{Name: "real", Sync: time.Minute}
	Fast = Timing{
		Name: "fast", Sync: 10 * time.Second,
		server: map[string]any{
			"controller.genesis.data_persistence_interval":     1,
			"controller.manager.cloud_config_check_interval":   1,
			"controller.monitor.health_check_interval":         1,
			"controller.monitor.license_check_interval":        1,
			"controller.monitor.vtap_check_interval":           1,
			"controller.monitor.rebalance_check_interval":      2,
			"controller.trisolaris.vtapcache-refresh-interval": 1,
			"controller.trisolaris.metadata-refresh-interval":  1,
			"controller.trisolaris.node-refresh-interval":      1,
			"controller.tagrecorder.timeout":                   5,
			"ingester.ext-metrics-ck-writer.flush-timeout":     1,
			"ingester.application-log-ck-writer.flush-timeout": 1,
			"ingester.flowlog-ck-writer.flush-timeout":         1,
			"ingester.metrics-ck-writer.flush-timeout":         1,
		},
		group: map[string]any{
			"global.communication.proactive_request_interval": "10s",
			"inputs.resources.push_interval":                  "10s",
		},
		domain: 1,
	}
)

// ParseTiming reads real or fast.
func ParseTiming(s string) (Timing, error) {
	for _, t := range []Timing{Fast, Real} {
		if t.Name == s {
			return t, nil
		}
	}
	return Timing{}, fmt.Errorf("timing %q: want fast or real", s)
}

// Apply sets the timers in a specification's files. The specification itself is left as it is.
func (t Timing) Apply(spec lab.Spec) (lab.Spec, error) {
	var err error
	if len(t.server) > 0 {
		if spec.Server.Config, err = config.Edit(spec.Server.Config, t.server, nil, nil); err != nil {
			return spec, fmt.Errorf("set timers in server.yaml: %w", err)
		}
	}
	spec.Groups = slices.Clone(spec.Groups)
	for i, g := range spec.Groups {
		if g.Config == "" || len(t.group) == 0 {
			continue
		}
		if spec.Groups[i].Config, err = config.Edit(g.Config, t.group, nil, nil); err != nil {
			return spec, fmt.Errorf("set timers in the configuration of group %s: %w", g.Name, err)
		}
	}
	if spec.Domain != nil && t.domain > 0 {
		d := *spec.Domain
		d.SyncTimer = t.domain
		spec.Domain = &d
	}
	return spec, nil
}
