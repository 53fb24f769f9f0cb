package rig_test

import (
	"strings"
	"testing"

	"github.com/dflab/dflab/fixtures"
	"github.com/dflab/dflab/lab/deepflow/config"
	"github.com/dflab/dflab/lab/rig"
)

func TestFastTimersAreWhatTheServerReads(t *testing.T) {
	before := fixtures.GuideLab(1)
	spec, err := rig.Fast.Apply(before)
	if err != nil {
		t.Fatal(err)
	}
	c, err := config.ParseServer("server.yaml", []byte(spec.Server.Config))
	if err != nil {
		t.Fatal(err)
	}
	m, tr, in := c.Controller.Monitor, c.Controller.Trisolaris, c.Ingester
	for name, got := range map[string]int{
		"data_persistence_interval": c.Controller.Genesis.DataPersistenceInterval, "health_check_interval": m.HealthCheckInterval,
		"license_check_interval": m.LicenseCheckInterval, "vtap_check_interval": m.VTapCheckInterval,
		"cloud_config_check_interval": int(c.Controller.Manager.CloudConfigCheckInterval),
		"vtapcache-refresh-interval":  tr.VTapCacheRefreshInterval, "metadata-refresh-interval": tr.MetaDataRefreshInterval,
		"node-refresh-interval": tr.NodeRefreshInterval, "flowlog-ck-writer": in.FlowLogCKWriter.FlushTimeout,
		"ext-metrics-ck-writer": in.ExtMetricsCKWriter.FlushTimeout, "application-log-ck-writer": in.AppLogCKWriter.FlushTimeout,
	} {
		if got != 1 {
			t.Errorf("%s is %d s, want 1", name, got)
		}
	}
	if m.RebalanceCheckInterval != 2 || c.Controller.TagRecorder.Interval != 5 {
		t.Errorf("rebalance %d, tagrecorder %d", m.RebalanceCheckInterval, c.Controller.TagRecorder.Interval)
	}
	if !strings.Contains(spec.Server.Config, "local_ip_ranges") || !strings.HasPrefix(spec.Server.Config, "# server.yaml") {
		t.Error("the rest of server.yaml got lost")
	}
	if err := config.GroupTemplate().Validate([]byte(spec.Groups[0].Config)); err != nil {
		t.Errorf("the server refuses the group's configuration: %v", err)
	}
	u, err := config.ParseUserConfig(spec.Groups[0].Config)
	if err != nil || u.Global.Communication.ProactiveRequestInterval != rig.Fast.Sync {
		t.Errorf("agents sync every %v: %v", u.Global.Communication.ProactiveRequestInterval, err)
	}
	if spec.Domain.SyncTimer != 1 || before.Domain.SyncTimer != 0 || before.Groups[0].Config != fixtures.GroupConfig {
		t.Error("the timing belongs into the copy of the specification alone")
	}
}

func TestRealTimersAreTheFiles(t *testing.T) {
	before := fixtures.GuideLab(1)
	spec, err := rig.Real.Apply(before)
	if err != nil || spec.Server.Config != before.Server.Config || spec.Groups[0].Config != before.Groups[0].Config {
		t.Errorf("changed: %v", err)
	}
}

func TestTimingNames(t *testing.T) {
	if got, err := rig.ParseTiming("fast"); err != nil || got.Sync != rig.Fast.Sync {
		t.Errorf("%v %v", got, err)
	}
	if _, err := rig.ParseTiming("slow"); err == nil || !strings.Contains(err.Error(), "fast or real") {
		t.Errorf("slow: %v", err)
	}
}

func TestSources(t *testing.T) {
	for _, s := range []string{"sim", "exec", "exec:./bin/deepflow-server", "image:mysql:8.0.31"} {
		if got, err := rig.ParseSource(s); err != nil || got.String() != s {
			t.Errorf("%s: %v %v", s, got, err)
		}
	}
	for _, s := range []string{"", "image", "image:", "sim:x", "docker:mysql"} {
		if got, err := rig.ParseSource(s); err == nil {
			t.Errorf("%q is taken for %v", s, got)
		}
	}
}
