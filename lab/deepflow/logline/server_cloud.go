package logline

// Lines of the manager and of the cloud tasks.
var (
	// server/controller/cloud/cloud.go
	ServerCloudTaskInitSuccess         = server("ServerCloudTaskInitSuccess", Info, "cloud", "server/controller/cloud/cloud.go", 97, true, "cloud task (%s) init success")
	ServerCloudGatherIntervalFailed    = server("ServerCloudGatherIntervalFailed", Warning, "cloud", "server/controller/cloud/cloud.go", 300, false, "get cloud gather interval failed: (%s)")
	ServerParseDomainConfigFailed      = server("ServerParseDomainConfigFailed", Warning, "cloud", "server/controller/cloud/cloud.go", 305, false, "parse domain (%s) config failed: (%s)")
	ServerCloudSyncTimerInvalid        = server("ServerCloudSyncTimerInvalid", Warning, "cloud", "server/controller/cloud/cloud.go", 313, false, "cloud sync timer invalid: (%d)")
	ServerCloudAssembleStarting        = server("ServerCloudAssembleStarting", Info, "cloud", "server/controller/cloud/cloud.go", 320, true, "cloud (%s) assemble data starting")
	ServerCloudDataNotVerified         = server("ServerCloudDataNotVerified", Warning, "cloud", "server/controller/cloud/cloud.go", 360, true, "get cloud (%s) data, verify is (false), error state (%d), error message (%s)")
	ServerCloudAssembleComplete        = server("ServerCloudAssembleComplete", Info, "cloud", "server/controller/cloud/cloud.go", 365, true, "cloud (%s) assemble data complete")
	ServerCloudStarted                 = server("ServerCloudStarted", Info, "cloud", "server/controller/cloud/cloud.go", 399, true, "cloud (%s) started")
	ServerCloudStopped                 = server("ServerCloudStopped", Info, "cloud", "server/controller/cloud/cloud.go", 426, true, "cloud (%s) stopped")
	ServerCloudKubernetesGatherStarted = server("ServerCloudKubernetesGatherStarted", Info, "cloud", "server/controller/cloud/cloud.go", 433, true, "cloud (%s) kubernetes gather task started")
	ServerCloudGatherError             = server("ServerCloudGatherError", Error, "cloud", "server/controller/cloud/cloud.go", 446, true, "record not found")

	// server/controller/cloud/genesis/genesis.go
	ServerParseIPErrorIP = server("ServerParseIPErrorIP", Warning, "cloud.genesis", "server/controller/cloud/genesis/genesis.go", 216, false, "parse ip error: ip is (%s)")

	// server/controller/manager/manager.go
	ServerManagerHostnameNull      = server("ServerManagerHostnameNull", Error, "manager", "server/controller/manager/manager.go", 192, false, "hostname is null")
	ServerManagerControllerNotInDB = server("ServerManagerControllerNotInDB", Error, "manager", "server/controller/manager/manager.go", 196, false, "controller (%s) not in db")
	ServerDomainInitFailed         = server("ServerDomainInitFailed", Error, "manager", "server/controller/manager/manager.go", 245, false, "domain (%s) init failed")
	ServerDomainOldConfig          = server("ServerDomainOldConfig", Info, "manager", "server/controller/manager/manager.go", 263, false, "domain (%s) oldDomainConfig: %s")
	ServerDomainNewConfig          = server("ServerDomainNewConfig", Info, "manager", "server/controller/manager/manager.go", 264, false, "domain (%s) newDomainConfig: %s")
	ServerDomainReinitFailed       = server("ServerDomainReinitFailed", Error, "manager", "server/controller/manager/manager.go", 268, false, "domain (%s) init failed")
	ServerManagerStarted           = server("ServerManagerStarted", Info, "manager", "server/controller/manager/manager.go", 306, true, "manager started")

	// server/controller/manager/task.go
	ServerDomainFailedCreateCloudTask          = server("ServerDomainFailedCreateCloudTask", Error, "manager", "server/controller/manager/task.go", 68, false, "domain: %s %s, failed to create cloud task")
	ServerDomainFailedCreateRecorder           = server("ServerDomainFailedCreateRecorder", Error, "manager", "server/controller/manager/task.go", 73, false, "domain: %s %s, failed to create recorder")
	ServerTaskWaitForNextRefresh               = server("ServerTaskWaitForNextRefresh", Info, "manager", "server/controller/manager/task.go", 96, true, "task (%s) wait for next refresh")
	ServerTaskCallRecorderRefresh              = server("ServerTaskCallRecorderRefresh", Info, "manager", "server/controller/manager/task.go", 98, true, "task (%s) call recorder refresh")
	ServerTaskRefreshConflictRetryAfterSeconds = server("ServerTaskRefreshConflictRetryAfterSeconds", Warning, "manager", "server/controller/manager/task.go", 101, false, "task (%s) refresh conflict, retry after 5 seconds")
	ServerTaskRefreshFailed                    = server("ServerTaskRefreshFailed", Warning, "manager", "server/controller/manager/task.go", 105, true, "task (%s) refresh failed: %s")
	ServerTaskOneLoopOver                      = server("ServerTaskOneLoopOver", Info, "manager", "server/controller/manager/task.go", 115, true, "task (%s) one loop over")
	ServerTaskSubDomainCallRecorderRefresh     = server("ServerTaskSubDomainCallRecorderRefresh", Info, "manager", "server/controller/manager/task.go", 136, false, "task (%s) sub_domain (%s) call recorder refresh")
	ServerTaskSubDomainRefreshConflictRetry    = server("ServerTaskSubDomainRefreshConflictRetry", Warning, "manager", "server/controller/manager/task.go", 140, false, "task (%s) sub_domain (%s) refresh conflict, retry after 5 seconds")
	ServerTaskSubDomainRefreshFailed           = server("ServerTaskSubDomainRefreshFailed", Warning, "manager", "server/controller/manager/task.go", 144, false, "task (%s) sub_domain (%s) refresh failed: %s")
	ServerTaskStopped                          = server("ServerTaskStopped", Info, "manager", "server/controller/manager/task.go", 163, true, "task (%s) stopped")
)

func cloudLines() []*Line {
	return []*Line{
		ServerCloudTaskInitSuccess,
		ServerCloudGatherIntervalFailed,
		ServerParseDomainConfigFailed,
		ServerCloudSyncTimerInvalid,
		ServerCloudAssembleStarting,
		ServerCloudDataNotVerified,
		ServerCloudAssembleComplete,
		ServerCloudStarted,
		ServerCloudStopped,
		ServerCloudKubernetesGatherStarted,
		ServerCloudGatherError,
		ServerParseIPErrorIP,
		ServerManagerHostnameNull,
		ServerManagerControllerNotInDB,
		ServerDomainInitFailed,
		ServerDomainOldConfig,
		ServerDomainNewConfig,
		ServerDomainReinitFailed,
		ServerManagerStarted,
		ServerDomainFailedCreateCloudTask,
		ServerDomainFailedCreateRecorder,
		ServerTaskWaitForNextRefresh,
		ServerTaskCallRecorderRefresh,
		ServerTaskRefreshConflictRetryAfterSeconds,
		ServerTaskRefreshFailed,
		ServerTaskOneLoopOver,
		ServerTaskSubDomainCallRecorderRefresh,
		ServerTaskSubDomainRefreshConflictRetry,
		ServerTaskSubDomainRefreshFailed,
		ServerTaskStopped,
	}
}
