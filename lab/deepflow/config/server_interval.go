package config

import "strconv"

// Intervals finds the intervals on which the server would panic when the timer is made, each as an *Error whose Real is
// the panic's text (time.NewTicker; the process ends with exit code 2). ParseServer accepts them, as the real reader does.
func (s *Server) Intervals() []*Error {
	c := &s.Controller
	var bad []*Error
	for _, i := range []struct {
		key   string
		value int64
		used  bool
	}{
		{"controller.trisolaris.vtapcache-refresh-interval", int64(c.Trisolaris.VTapCacheRefreshInterval), true},
		{"controller.trisolaris.metadata-refresh-interval", int64(c.Trisolaris.MetaDataRefreshInterval), true},
		{"controller.trisolaris.node-refresh-interval", int64(c.Trisolaris.NodeRefreshInterval), true},
		{"controller.trisolaris.gpid-refresh-interval", int64(c.Trisolaris.GPIDRefreshInterval), true},
		{"controller.trisolaris.org-data-refresh-interval", int64(c.Trisolaris.ORGDataRefreshInterval), true},
		{"controller.genesis.aging_time", int64(c.Genesis.AgingTime), true}, // whole seconds: 0.5 is 0
		{"controller.monitor.health_check_interval", int64(c.Monitor.HealthCheckInterval), true},
		{"controller.monitor.sync_default_org_data_interval", int64(c.Monitor.SyncDefaultORGDataInterval), true},
		{"controller.monitor.license_check_interval", int64(c.Monitor.LicenseCheckInterval), true},
		{"controller.monitor.vtap_check_interval", int64(c.Monitor.VTapCheckInterval), true},
		{"controller.monitor.rebalance_check_interval", int64(c.Monitor.RebalanceCheckInterval), c.Monitor.AutoRebalanceVTap},
		{"controller.tagrecorder.timeout", int64(c.TagRecorder.Interval), true},
		{"controller.manager.task.recorder.deleted_resource_clean_interval", int64(c.Manager.Task.Recorder.DeletedResourceCleanInterval), true},
		{"controller.manager.task.recorder.dirty_resource_clean_interval", int64(c.Manager.Task.Recorder.DirtyResourceCleanInterval), true},
		{"controller.prometheus.data_clean_interval", int64(c.Prometheus.DataCleanInterval), true},
		{"controller.prometheus.encoder_cache_refresh_interval", int64(c.Prometheus.EncoderCacheRefreshInterval), true},
		{"controller.prometheus.synchronizer_cache_refresh_interval", int64(c.Prometheus.SynchronizerCacheRefreshInterval), true},
	} {
		if i.value > 0 || !i.used {
			continue
		}
		e := &Error{
			Key: i.key, Value: strconv.FormatInt(i.value, 10), Want: "a whole number, 1 or more",
			Real: "panic: non-positive interval for NewTicker",
		}
		if s.source != nil {
			e.File = s.source.file
		}
		if n := s.source.find(i.key); n != nil {
			e.Line, e.Column, e.Value = n.Line, n.Column, nodeText(n)
		}
		bad = append(bad, e)
	}
	return bad
}
