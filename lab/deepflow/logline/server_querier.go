package logline

// Lines of the querier.
var (
	// server/querier/engine/clickhouse/trans_prometheus/prometheus_cache.go
	ServerQuerierOrgsFailed = server("ServerQuerierOrgsFailed", Warning, "clickhouse.trans_prometheus", "server/querier/engine/clickhouse/trans_prometheus/prometheus_cache.go", 56, true, "request controller failed: %s, URL: %s")

	// server/querier/querier/querier.go
	ServerQuerierBanner      = server("ServerQuerierBanner", Info, "querier", "server/querier/querier/querier.go", 56, true, "==================== Launching DeepFlow-Server-Querier ====================")
	ServerQuerierConfig      = server("ServerQuerierConfig", Info, "querier", "server/querier/querier/querier.go", 57, true, "querier config:\n%s")
	ServerQuerierStartFailed = server("ServerQuerierStartFailed", Error, "querier", "server/querier/querier/querier.go", 99, false, "startup service failed, err:%v\n")
)

func querierLines() []*Line {
	return []*Line{
		ServerQuerierOrgsFailed,
		ServerQuerierBanner,
		ServerQuerierConfig,
		ServerQuerierStartFailed,
	}
}
