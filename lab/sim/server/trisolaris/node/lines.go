package node

import "github.com/dflab/dflab/lab/deepflow/logline"

// Lines of server/controller/trisolaris/node at v6.6.9 that the catalogue doesn't have.
var (
	lineError       = line(logline.Error, 250, "%s")
	lineNoAnalyzers = line(logline.Error, 140, "get analyzer(count=%d) failed  err:%v")
	lineDataSource  = line(logline.Error, 611, `{"Status":"SERVER_ERROR","Message":"config analyzer (%s) mod data_source (管理侧监控数据) failed"}`)
)

func line(level logline.Level, n int, format string) *logline.Line {
	return &logline.Line{Level: level, Module: "trisolaris.node", File: "node.go", Line: n, Format: format, Source: "server/controller/trisolaris/node/node.go at v6.6.9"}
}
