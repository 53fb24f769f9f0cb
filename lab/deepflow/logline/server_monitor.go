package logline

// Lines of the master's jobs.
var (
	// server/controller/grpc/statsd/vtap_weight.go
	ServerAgentUpdateWeightAnalyzerChanged = server("ServerAgentUpdateWeightAnalyzerChanged", Info, "trisolaris/statsd", "server/controller/grpc/statsd/vtap_weight.go", 88, true, "agent(%v) update weight: %v -> %v, is_analyzer_changed: %v -> %v")
	ServerNewAgentTrafficCounter           = server("ServerNewAgentTrafficCounter", Info, "trisolaris/statsd", "server/controller/grpc/statsd/vtap_weight.go", 108, true, "new agent traffic counter: %s")

	// server/controller/monitor/analyzer.go
	ServerAnalyzerCheckStart                = server("ServerAnalyzerCheckStart", Info, "monitor", "server/controller/monitor/analyzer.go", 61, true, "analyzer check start")
	ServerAlgorithmNotSupportedOnlySupports = server("ServerAlgorithmNotSupportedOnlySupports", Error, "monitor", "server/controller/monitor/analyzer.go", 115, false, "algorithm(%s) is not supported, only supports: %s, %s")
	ServerAnalyzerCheckStopped              = server("ServerAnalyzerCheckStopped", Info, "monitor", "server/controller/monitor/analyzer.go", 128, false, "analyzer check stopped")
	ServerAnalyzerHealthCheckStart          = server("ServerAnalyzerHealthCheckStart", Info, "monitor", "server/controller/monitor/analyzer.go", 138, true, "analyzer health check start")
	ServerGetAnalyzerFromDBError            = server("ServerGetAnalyzerFromDBError", Error, "monitor", "server/controller/monitor/analyzer.go", 149, false, "get analyzer from db error: %v")
	ServerSetAnalyzerStateException         = server("ServerSetAnalyzerStateException", Info, "monitor", "server/controller/monitor/analyzer.go", 182, false, "set analyzer (%s) state to exception")
	ServerSetAnalyzerStateNormal            = server("ServerSetAnalyzerStateNormal", Info, "monitor", "server/controller/monitor/analyzer.go", 204, false, "set analyzer (%s) state to normal")
	ServerDeleteAZAnalyzerConnectionIPError = server("ServerDeleteAZAnalyzerConnectionIPError", Error, "monitor", "server/controller/monitor/analyzer.go", 223, false, "delete az_analyzer_connection(ip: %s) error: %s")
	ServerDeleteAnalyzerFailedErr           = server("ServerDeleteAnalyzerFailedErr", Error, "monitor", "server/controller/monitor/analyzer.go", 227, false, "delete analyzer(%s) failed, err:%s")
	ServerDeleteAnalyzerException           = server("ServerDeleteAnalyzerException", Info, "monitor", "server/controller/monitor/analyzer.go", 229, false, "delete analyzer(%s), exception lasts for %d seconds")
	ServerAnalyzerHealthCheckEnd            = server("ServerAnalyzerHealthCheckEnd", Info, "monitor", "server/controller/monitor/analyzer.go", 234, true, "analyzer health check end")
	ServerVTapAnalyzerCheckStart            = server("ServerVTapAnalyzerCheckStart", Info, "monitor", "server/controller/monitor/analyzer.go", 245, true, "vtap analyzer check start")
	ServerAnalyzerCheckFailed               = server("ServerAnalyzerCheckFailed", Error, "monitor", "server/controller/monitor/analyzer.go", 253, false, "%v")
	ServerAnalyzerIPInvalid                 = server("ServerAnalyzerIPInvalid", Info, "monitor", "server/controller/monitor/analyzer.go", 259, true, "analyzer ip(%s) in vtap(%s) is invalid")
	ServerClearAnalyzerIPFailed             = server("ServerClearAnalyzerIPFailed", Error, "monitor", "server/controller/monitor/analyzer.go", 262, false, "update vtap(lcuuid: %s, name: %s) analyzer ip to empty error: %v")
	ServerVTapAnalyzerCheckEnd              = server("ServerVTapAnalyzerCheckEnd", Info, "monitor", "server/controller/monitor/analyzer.go", 278, true, "vtap analyzer check end")
	ServerVTapAnalyzerAllocStart            = server("ServerVTapAnalyzerAllocStart", Info, "monitor", "server/controller/monitor/analyzer.go", 287, false, "vtap analyzer alloc start")
	ServerNoAvailableAnalyzer               = server("ServerNoAvailableAnalyzer", Warning, "monitor", "server/controller/monitor/analyzer.go", 365, false, "no available analyzer for vtap (%s)")
	ServerAllocAnalyzer                     = server("ServerAllocAnalyzer", Info, "monitor", "server/controller/monitor/analyzer.go", 386, false, "alloc analyzer (%s) for vtap (%s)")
	ServerVTapAnalyzerAllocEnd              = server("ServerVTapAnalyzerAllocEnd", Info, "monitor", "server/controller/monitor/analyzer.go", 396, false, "vtap analyzer alloc end")
	ServerAnalyzerAZConnectionCheckStart    = server("ServerAnalyzerAZConnectionCheckStart", Info, "monitor", "server/controller/monitor/analyzer.go", 405, true, "az connection check start")
	ServerDeleteAnalyzerIPAZNameLcuuid      = server("ServerDeleteAnalyzerIPAZNameLcuuid", Info, "monitor", "server/controller/monitor/analyzer.go", 427, false, "delete analyzer (ip: %s) az (name: %s, lcuuid: %s, region: %s) connection")
	ServerDeleteAnalyzerAZConnection        = server("ServerDeleteAnalyzerAZConnection", Info, "monitor", "server/controller/monitor/analyzer.go", 430, false, "delete analyzer (%s) az (%s) connection")
	ServerDeleteAnalyzerIPNameError         = server("ServerDeleteAnalyzerIPNameError", Info, "monitor", "server/controller/monitor/analyzer.go", 449, false, "delete analyzer (ip: %s, name: %s) error: %s")
	ServerDeleteAnalyzerBecauseNoAZAnalyzer = server("ServerDeleteAnalyzerBecauseNoAZAnalyzer", Info, "monitor", "server/controller/monitor/analyzer.go", 451, false, "delete analyzer (%s) because no az_analyzer_conn")
	ServerAnalyzerAZConnectionCheckEnd      = server("ServerAnalyzerAZConnectionCheckEnd", Info, "monitor", "server/controller/monitor/analyzer.go", 455, true, "az connection check end")

	// server/controller/monitor/common.go
	ServerHealthCurlFailed = server("ServerHealthCurlFailed", Warning, "monitor", "server/controller/monitor/common.go", 52, false, "curl (%s) failed, (%v)")
	ServerHealthCurlStatus = server("ServerHealthCurlStatus", Warning, "monitor", "server/controller/monitor/common.go", 54, false, "curl (%%s) failed, (%%d) %s %d")

	// server/controller/monitor/controller.go
	ServerControllerCheckStart                     = server("ServerControllerCheckStart", Info, "monitor", "server/controller/monitor/controller.go", 66, true, "controller check start")
	ServerControllerCheckStopped                   = server("ServerControllerCheckStopped", Info, "monitor", "server/controller/monitor/controller.go", 124, false, "controller check stopped")
	ServerControllerHealthCheckStart               = server("ServerControllerHealthCheckStart", Info, "monitor", "server/controller/monitor/controller.go", 133, true, "controller health check start")
	ServerGetControllerFromDBError                 = server("ServerGetControllerFromDBError", Error, "monitor", "server/controller/monitor/controller.go", 136, false, "get controller from db error: %v")
	ServerSetControllerStateException              = server("ServerSetControllerStateException", Info, "monitor", "server/controller/monitor/controller.go", 187, false, "set controller (%s) state to exception")
	ServerSetControllerStateNormal                 = server("ServerSetControllerStateNormal", Info, "monitor", "server/controller/monitor/controller.go", 209, false, "set controller (%s) state to normal")
	ServerDeleteAZControllerConnectionIPError      = server("ServerDeleteAZControllerConnectionIPError", Error, "monitor", "server/controller/monitor/controller.go", 230, false, "delete az_controller_connection(ip: %s) error: %s")
	ServerDeleteControllerFailedErr                = server("ServerDeleteControllerFailedErr", Error, "monitor", "server/controller/monitor/controller.go", 234, false, "delete controller(%s) failed, err:%s")
	ServerDeleteControllerException                = server("ServerDeleteControllerException", Info, "monitor", "server/controller/monitor/controller.go", 236, false, "delete controller(%s), exception lasts for %d seconds")
	ServerControllerHealthCheckEnd                 = server("ServerControllerHealthCheckEnd", Info, "monitor", "server/controller/monitor/controller.go", 243, true, "controller health check end")
	ServerVTapControllerCheckStart                 = server("ServerVTapControllerCheckStart", Info, "monitor", "server/controller/monitor/controller.go", 254, true, "vtap controller check start")
	ServerControllerCheckFailed                    = server("ServerControllerCheckFailed", Error, "monitor", "server/controller/monitor/controller.go", 262, false, "%v")
	ServerControllerIPInvalid                      = server("ServerControllerIPInvalid", Info, "monitor", "server/controller/monitor/controller.go", 268, true, "controller ip(%s) in vtap(%s) is invalid")
	ServerClearControllerIPFailed                  = server("ServerClearControllerIPFailed", Error, "monitor", "server/controller/monitor/controller.go", 271, false, "update vtap(lcuuid: %s, name: %s) controller ip to empty error: %v")
	ServerVTapControllerCheckEnd                   = server("ServerVTapControllerCheckEnd", Info, "monitor", "server/controller/monitor/controller.go", 287, true, "vtap controller check end")
	ServerVTapControllerAllocStart                 = server("ServerVTapControllerAllocStart", Info, "monitor", "server/controller/monitor/controller.go", 296, true, "vtap controller alloc start")
	ServerNoAvailableController                    = server("ServerNoAvailableController", Warning, "monitor", "server/controller/monitor/controller.go", 374, false, "no available controller for vtap (%s)")
	ServerUpdateVTapExceptionFailed                = server("ServerUpdateVTapExceptionFailed", Error, "monitor", "server/controller/monitor/controller.go", 377, false, "update vtap(name: %s) exceptions(%d) error: %v")
	ServerAllocController                          = server("ServerAllocController", Info, "monitor", "server/controller/monitor/controller.go", 395, true, "alloc controller (%s) for vtap (%s)")
	ServerVTapControllerAllocEnd                   = server("ServerVTapControllerAllocEnd", Info, "monitor", "server/controller/monitor/controller.go", 407, true, "vtap controller alloc end")
	ServerControllerAZConnectionCheckStart         = server("ServerControllerAZConnectionCheckStart", Info, "monitor", "server/controller/monitor/controller.go", 414, true, "az connection check start")
	ServerFailDeleteControllerIPAZName             = server("ServerFailDeleteControllerIPAZName", Info, "monitor", "server/controller/monitor/controller.go", 434, false, "fail to delete controller (ip: %s) az (name: %s, lcuuid: %s, region: %s) connection, err: %s")
	ServerDeleteControllerIPAZNameLcuuid           = server("ServerDeleteControllerIPAZNameLcuuid", Info, "monitor", "server/controller/monitor/controller.go", 438, false, "delete controller (ip: %s) az (name: %s, lcuuid: %s, region: %s) connection")
	ServerControllerAZConnectionCheckEnd           = server("ServerControllerAZConnectionCheckEnd", Info, "monitor", "server/controller/monitor/controller.go", 442, true, "az connection check end")
	ServerCleanControllersGenesisVinterfaceFailed  = server("ServerCleanControllersGenesisVinterfaceFailed", Error, "monitor", "server/controller/monitor/controller.go", 453, false, "clean controllers (%s) genesis vinterface failed: %s")
	ServerCleanControllersGenesisVinterfaceSuccess = server("ServerCleanControllersGenesisVinterfaceSuccess", Info, "monitor", "server/controller/monitor/controller.go", 455, false, "clean controllers (%s) genesis vinterface success")

	// server/controller/monitor/license/pseudo_license.go
	ServerLicenseCheckStart    = server("ServerLicenseCheckStart", Info, "monitor.license", "server/controller/monitor/license/pseudo_license.go", 60, true, "vtap license allocation and check start")
	ServerLicenseCheckStopped  = server("ServerLicenseCheckStopped", Info, "monitor.license", "server/controller/monitor/license/pseudo_license.go", 87, false, "vtap license allocation and check stopped")
	ServerAllocLicenseStarting = server("ServerAllocLicenseStarting", Info, "monitor.license", "server/controller/monitor/license/pseudo_license.go", 91, true, "alloc license starting")
	ServerAllocLicenseComplete = server("ServerAllocLicenseComplete", Info, "monitor.license", "server/controller/monitor/license/pseudo_license.go", 101, true, "alloc license complete")

	// server/controller/monitor/vtap/rebalance.go
	ServerRebalanceCheckStart              = server("ServerRebalanceCheckStart", Info, "monitor/vtap", "server/controller/monitor/vtap/rebalance.go", 51, true, "rebalance check start")
	ServerNeedRebalanceController          = server("ServerNeedRebalanceController", Info, "monitor/vtap", "server/controller/monitor/vtap/rebalance.go", 126, false, "need rebalance vtap for controller (%s)")
	ServerExecRebalance                    = server("ServerExecRebalance", Info, "monitor/vtap", "server/controller/monitor/vtap/rebalance.go", 135, false, "exec rebalance: %s")
	ServerAnalyzerRebalanceTrafficDuration = server("ServerAnalyzerRebalanceTrafficDuration", Info, "monitor/vtap", "server/controller/monitor/vtap/rebalance.go", 171, true, "check analyzer rebalance, traffic duration(%vs)")
	ServerNeedRebalance                    = server("ServerNeedRebalance", Info, "monitor/vtap", "server/controller/monitor/vtap/rebalance.go", 179, false, "need rebalance, total switch vtap num(%d)")

	// server/controller/monitor/vtap/vtap.go
	ServerVTapCheckStart          = server("ServerVTapCheckStart", Info, "monitor/vtap", "server/controller/monitor/vtap/vtap.go", 51, true, "vtap check start")
	ServerDeleteVTapNoVM          = server("ServerDeleteVTapNoVM", Info, "monitor/vtap", "server/controller/monitor/vtap/vtap.go", 98, true, "delete vtap: %s %s, because no related vm")
	ServerRenameVTap              = server("ServerRenameVTap", Info, "monitor/vtap", "server/controller/monitor/vtap/vtap.go", 104, false, "update vtap (%s) name from %s to %s")
	ServerVTapLaunchServerChanged = server("ServerVTapLaunchServerChanged", Info, "monitor/vtap", "server/controller/monitor/vtap/vtap.go", 112, false, "update vtap (%s) launch_server_id from %d to %d")
	ServerVTapRegionChanged       = server("ServerVTapRegionChanged", Info, "monitor/vtap", "server/controller/monitor/vtap/vtap.go", 120, false, "update vtap (%s) region from %s to %s")
	ServerDeleteVTapNoHost        = server("ServerDeleteVTapNoHost", Info, "monitor/vtap", "server/controller/monitor/vtap/vtap.go", 131, false, "delete vtap: %s %s")
	ServerDeleteLostVTap          = server("ServerDeleteLostVTap", Info, "monitor/vtap", "server/controller/monitor/vtap/vtap.go", 335, false, "delete lost vtap(name: %s, ctrl_ip: %s, ctrl_mac: %s), because lost time(%d) > lost time max")
)

func monitorLines() []*Line {
	return []*Line{
		ServerAgentUpdateWeightAnalyzerChanged,
		ServerNewAgentTrafficCounter,
		ServerAnalyzerCheckStart,
		ServerAlgorithmNotSupportedOnlySupports,
		ServerAnalyzerCheckStopped,
		ServerAnalyzerHealthCheckStart,
		ServerGetAnalyzerFromDBError,
		ServerSetAnalyzerStateException,
		ServerSetAnalyzerStateNormal,
		ServerDeleteAZAnalyzerConnectionIPError,
		ServerDeleteAnalyzerFailedErr,
		ServerDeleteAnalyzerException,
		ServerAnalyzerHealthCheckEnd,
		ServerVTapAnalyzerCheckStart,
		ServerAnalyzerCheckFailed,
		ServerAnalyzerIPInvalid,
		ServerClearAnalyzerIPFailed,
		ServerVTapAnalyzerCheckEnd,
		ServerVTapAnalyzerAllocStart,
		ServerNoAvailableAnalyzer,
		ServerAllocAnalyzer,
		ServerVTapAnalyzerAllocEnd,
		ServerAnalyzerAZConnectionCheckStart,
		ServerDeleteAnalyzerIPAZNameLcuuid,
		ServerDeleteAnalyzerAZConnection,
		ServerDeleteAnalyzerIPNameError,
		ServerDeleteAnalyzerBecauseNoAZAnalyzer,
		ServerAnalyzerAZConnectionCheckEnd,
		ServerHealthCurlFailed,
		ServerHealthCurlStatus,
		ServerControllerCheckStart,
		ServerControllerCheckStopped,
		ServerControllerHealthCheckStart,
		ServerGetControllerFromDBError,
		ServerSetControllerStateException,
		ServerSetControllerStateNormal,
		ServerDeleteAZControllerConnectionIPError,
		ServerDeleteControllerFailedErr,
		ServerDeleteControllerException,
		ServerControllerHealthCheckEnd,
		ServerVTapControllerCheckStart,
		ServerControllerCheckFailed,
		ServerControllerIPInvalid,
		ServerClearControllerIPFailed,
		ServerVTapControllerCheckEnd,
		ServerVTapControllerAllocStart,
		ServerNoAvailableController,
		ServerUpdateVTapExceptionFailed,
		ServerAllocController,
		ServerVTapControllerAllocEnd,
		ServerControllerAZConnectionCheckStart,
		ServerFailDeleteControllerIPAZName,
		ServerDeleteControllerIPAZNameLcuuid,
		ServerControllerAZConnectionCheckEnd,
		ServerCleanControllersGenesisVinterfaceFailed,
		ServerCleanControllersGenesisVinterfaceSuccess,
		ServerLicenseCheckStart,
		ServerLicenseCheckStopped,
		ServerAllocLicenseStarting,
		ServerAllocLicenseComplete,
		ServerRebalanceCheckStart,
		ServerNeedRebalanceController,
		ServerExecRebalance,
		ServerAnalyzerRebalanceTrafficDuration,
		ServerNeedRebalance,
		ServerVTapCheckStart,
		ServerDeleteVTapNoVM,
		ServerRenameVTap,
		ServerVTapLaunchServerChanged,
		ServerVTapRegionChanged,
		ServerDeleteVTapNoHost,
		ServerDeleteLostVTap,
	}
}
