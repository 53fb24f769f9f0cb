package monitor

import "github.com/dflab/dflab/lab/deepflow/logline"

// texts are the statements that stand twice upstream, in controller.go and in analyzer.go.
type texts struct {
	table, connection, address string // table, its connection table and the latter's address column
	column                     string // of table vtap
	exception                  int64  // bit of vtap.exceptions

	healthStart, healthEnd, getFailed, exceptional, normal *logline.Line
	connectionFailed, deleteFailed, deleted                *logline.Line
	checkStart, checkEnd, invalid, clearFailed, failed     *logline.Line
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
	invalid: logline.ServerControllerIPInvalid, clearFailed: logline.ServerClearControllerIPFailed, failed: logline.ServerControllerCheckFailed,
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
	invalid: logline.ServerAnalyzerIPInvalid, clearFailed: logline.ServerClearAnalyzerIPFailed, failed: logline.ServerAnalyzerCheckFailed,
	allocStart: logline.ServerVTapAnalyzerAllocStart, allocEnd: logline.ServerVTapAnalyzerAllocEnd,
	alloc: logline.ServerAllocAnalyzer, unavailable: logline.ServerNoAvailableAnalyzer,
	connectionStart: logline.ServerAnalyzerAZConnectionCheckStart, connectionEnd: logline.ServerAnalyzerAZConnectionCheckEnd,
}
