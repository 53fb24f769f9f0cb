package monitor

import "github.com/dflab/dflab/lab/deepflow/logline"

// Lines of server/controller/monitor and of the rebalance service at v6.6.9 that the catalogue doesn't have.
var (
	lineError           = line(logline.Error, "monitor", "controller.go", 261, "%v")
	lineCurlFailed      = line(logline.Warning, "monitor", "common.go", 52, "curl (%s) failed, (%v)")
	lineCurlStatus      = line(logline.Warning, "monitor", "common.go", 54, "curl (%%s) failed, (%%d) %s %d")
	lineUpdateException = line(logline.Error, "monitor", "controller.go", 377, "update vtap(name: %s) exceptions(%d) error: %v")
	lineDelete          = line(logline.Info, "monitor/vtap", "vtap.go", 130, "delete vtap: %s %s")
	lineLaunchServerID  = line(logline.Info, "monitor/vtap", "vtap.go", 112, "update vtap (%s) launch_server_id from %d to %d")
	lineRegion          = line(logline.Info, "monitor/vtap", "vtap.go", 120, "update vtap (%s) region from %s to %s")
	lineVTapError       = line(logline.Error, "monitor/vtap", "vtap.go", 90, "%v")
	lineLicenseError    = line(logline.Error, "monitor.license", "pseudo_license.go", 96, "%v")
	lineNotNormal       = line(logline.Info, "service.rebalance", "traffic.go", 144, "agent(name: %s) set null when agent not normal")
	lineNotInTable      = line(logline.Info, "service.rebalance", "traffic.go", 474, "[DB-%s]  vtap(%v) analyzer ip(%v) is not in analyzer table")
	lineNoComplete      = line(logline.Warning, "service.rebalance", "traffic.go", 498, "no complete analyzer to rebalance vtaps, az(%v)")
	lineToDelete        = line(logline.Info, "service.rebalance", "traffic.go", 116, "[DB-%s]  analyzer rebalance result az(%v) ip(%v) vtap(to delete) name to traffic: %s")
	lineInitCounter     = line(logline.Info, "trisolaris/statsd", "vtap_weight.go", 55, "init vtap name counter")
	lineNeedController  = line(logline.Info, "monitor/vtap", "rebalance.go", 127, "need rebalance vtap for controller (%s)")
	lineExecRebalance   = line(logline.Info, "monitor/vtap", "rebalance.go", 136, "exec rebalance: %s")
)

func line(level logline.Level, module, file string, n int, format string) *logline.Line {
	return &logline.Line{Level: level, Module: module, File: file, Line: n, Format: format, Source: "server/controller/monitor at v6.6.9"}
}

// texts are the statements that stand twice upstream, in controller.go and in analyzer.go.
type texts struct {
	table, connection, address string // table, its connection table and the latter's address column
	column                     string // of table vtap
	exception                  int64  // bit of vtap.exceptions

	healthStart, healthEnd, getFailed, exceptional, normal *logline.Line
	connectionFailed, deleteFailed, deleted                *logline.Line
	checkStart, checkEnd, invalid, clearFailed             *logline.Line
	allocStart, allocEnd, alloc, unavailable               *logline.Line
	connectionStart, connectionEnd                         *logline.Line
}

// Bits of vtap.exceptions that the controller sets.
const (
	exceptionAllocAnalyzerFailed   = 0x40000000
	exceptionAllocControllerFailed = 0x80000000
)

var controllerTexts = texts{
	table: "controller", connection: "az_controller_connection", address: "controller_ip", column: "controller_ip",
	exception:   exceptionAllocControllerFailed,
	healthStart: logline.ServerControllerHealthCheckStart, healthEnd: logline.ServerControllerHealthCheckEnd,
	getFailed:   logline.ServerGetControllerFromDBError,
	exceptional: logline.ServerSetControllerStateException, normal: logline.ServerSetControllerStateNormal,
	connectionFailed: logline.ServerDeleteAZControllerConnectionIPError,
	deleteFailed:     logline.ServerDeleteControllerFailedErr, deleted: logline.ServerDeleteControllerException,
	checkStart: logline.ServerVTapControllerCheckStart, checkEnd: logline.ServerVTapControllerCheckEnd,
	invalid: logline.ServerControllerIPInvalid, clearFailed: logline.ServerClearControllerIPFailed,
	allocStart: logline.ServerVTapControllerAllocStart, allocEnd: logline.ServerVTapControllerAllocEnd,
	alloc: logline.ServerAllocController, unavailable: logline.ServerNoAvailableController,
	connectionStart: logline.ServerControllerAZConnectionCheckStart, connectionEnd: logline.ServerControllerAZConnectionCheckEnd,
}

var analyzerTexts = texts{
	table: "analyzer", connection: "az_analyzer_connection", address: "analyzer_ip", column: "analyzer_ip",
	exception:   exceptionAllocAnalyzerFailed,
	healthStart: logline.ServerAnalyzerHealthCheckStart, healthEnd: logline.ServerAnalyzerHealthCheckEnd,
	getFailed:   logline.ServerGetAnalyzerFromDBError,
	exceptional: logline.ServerSetAnalyzerStateException, normal: logline.ServerSetAnalyzerStateNormal,
	connectionFailed: logline.ServerDeleteAZAnalyzerConnectionIPError,
	deleteFailed:     logline.ServerDeleteAnalyzerFailedErr, deleted: logline.ServerDeleteAnalyzerException,
	checkStart: logline.ServerVTapAnalyzerCheckStart, checkEnd: logline.ServerVTapAnalyzerCheckEnd,
	invalid: logline.ServerAnalyzerIPInvalid, clearFailed: logline.ServerClearAnalyzerIPFailed,
	allocStart: logline.ServerVTapAnalyzerAllocStart, allocEnd: logline.ServerVTapAnalyzerAllocEnd,
	alloc: logline.ServerAllocAnalyzer, unavailable: logline.ServerNoAvailableAnalyzer,
	connectionStart: logline.ServerAnalyzerAZConnectionCheckStart, connectionEnd: logline.ServerAnalyzerAZConnectionCheckEnd,
}
