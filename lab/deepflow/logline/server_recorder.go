package logline

// Lines of the recorder and of the tag recorder.
var (
	// server/controller/recorder/cache/cache.go
	ServerRefreshPeerConnection = server("ServerRefreshPeerConnection", Info, "recorder.cache", "server/controller/recorder/cache/cache.go", 960, true, "[DomainName-%s] refresh peer_connection")

	// server/controller/recorder/cache/diffbase/network.go
	ServerDiffBaseAddNetwork = server("ServerDiffBaseAddNetwork", Info, "recorder.cache.diffbase", "server/controller/recorder/cache/diffbase/network.go", 43, true, "[DomainName-%s] add network (detail: %+v) success")

	// server/controller/recorder/cache/diffbase/vm.go
	ServerDiffBaseAddVM    = server("ServerDiffBaseAddVM", Info, "recorder.cache.diffbase", "server/controller/recorder/cache/diffbase/vm.go", 49, true, "[DomainName-%s] add vm (detail: %+v) success")
	ServerDiffBaseUpdateVM = server("ServerDiffBaseUpdateVM", Info, "recorder.cache.diffbase", "server/controller/recorder/cache/diffbase/vm.go", 93, true, "update vm (detail: %+v) success")

	// server/controller/recorder/cache/diffbase/vpc.go
	ServerDiffBaseAddVPC = server("ServerDiffBaseAddVPC", Info, "recorder.cache.diffbase", "server/controller/recorder/cache/diffbase/vpc.go", 37, true, "[DomainName-%s] add vpc (detail: %+v) success")

	// server/controller/recorder/db/operator.go
	ServerRecorderDBAdd = server("ServerRecorderDBAdd", Info, "recorder.db", "server/controller/recorder/db/operator.go", 102, true, "[DomainName-%s] %s (detail: %+v) success")

	// server/controller/recorder/domain.go
	ServerRecorderRefreshTarget    = server("ServerRecorderRefreshTarget", Info, "recorder", "server/controller/recorder/domain.go", 74, true, "[DomainName-%s] refresh target: %s")
	ServerRefresherStarted         = server("ServerRefresherStarted", Info, "recorder", "server/controller/recorder/domain.go", 77, true, "[DomainName-%s] refresher started, triggered by ticker/hand")
	ServerRefresherStartedByHand   = server("ServerRefresherStartedByHand", Info, "recorder", "server/controller/recorder/domain.go", 83, false, "[DomainName-%s] refresher started, triggered by hand")
	ServerInvalidRefreshTarget     = server("ServerInvalidRefreshTarget", Info, "recorder", "server/controller/recorder/domain.go", 86, false, "[DomainName-%s] invalid refresh target")
	ServerDomainRefreshRunning     = server("ServerDomainRefreshRunning", Info, "recorder", "server/controller/recorder/domain.go", 113, false, "[DomainName-%s] domain refresh is running, does nothing")
	ServerDomainHasNoNetworks      = server("ServerDomainHasNoNetworks", Info, "recorder", "server/controller/recorder/domain.go", 121, false, "[DomainName-%s] domain has no networks or vinterfaces, does nothing")
	ServerDomainHasNoVMs           = server("ServerDomainHasNoVMs", Info, "recorder", "server/controller/recorder/domain.go", 125, false, "[DomainName-%s] domain has no vms and pods, does nothing")
	ServerDomainNotVerified        = server("ServerDomainNotVerified", Info, "recorder", "server/controller/recorder/domain.go", 129, true, "[DomainName-%s] domain is not verified, does nothing")
	ServerDomainRefreshStarted     = server("ServerDomainRefreshStarted", Info, "recorder", "server/controller/recorder/domain.go", 136, true, "[DomainName-%s] domain refresh started")
	ServerDomainRefreshCompleted   = server("ServerDomainRefreshCompleted", Info, "recorder", "server/controller/recorder/domain.go", 152, true, "[DomainName-%s] domain refresh completed")
	ServerDomainDataChangedRefresh = server("ServerDomainDataChangedRefresh", Info, "recorder", "server/controller/recorder/domain.go", 266, true, "[DomainName-%s] domain data changed, refresh platform data")
	ServerUpdateDomainSyncedAt     = server("ServerUpdateDomainSyncedAt", Info, "recorder", "server/controller/recorder/domain.go", 276, true, "[DomainName-%s] update domain synced_at: %s")
	ServerRecorderTimeNow          = server("ServerRecorderTimeNow", Info, "recorder", "server/controller/recorder/domain.go", 291, true, "[DomainName-%s] time now: %s")
	ServerGetSubDomainLcuuidFromDB = server("ServerGetSubDomainLcuuidFromDB", Error, "recorder", "server/controller/recorder/domain.go", 311, false, "[DomainName-%s] get sub_domain (lcuuid: %s) from db failed: %s")
	ServerCloudStateInfo           = server("ServerCloudStateInfo", Info, "recorder", "server/controller/recorder/domain.go", 322, true, "[DomainName-%s] cloud state info: %d, %s")
	ServerCloudSubDomainStateInfo  = server("ServerCloudSubDomainStateInfo", Info, "recorder", "server/controller/recorder/domain.go", 337, false, "[DomainName-%s] cloud sub_domain (%s) state info: %d, %s")

	// server/controller/recorder/event/manager.go
	ServerPutEvent = server("ServerPutEvent", Info, "recorder.event", "server/controller/recorder/event/manager.go", 98, true, "[DomainName-%s] put %s event (lcuuid: %s): %+v into shared queue")

	// server/controller/recorder/recorder.go
	ServerNewRecorder = server("ServerNewRecorder", Info, "recorder", "server/controller/recorder/recorder.go", 40, true, "domain lcuuid: %s, new recorder")

	// server/controller/recorder/updater/updater.go
	ServerRecorderToAdd    = server("ServerRecorderToAdd", Info, "recorder.updater", "server/controller/recorder/updater/updater.go", 175, true, "[DomainName-%s] to %s (cloud item: %#v)")
	ServerRecorderToUpdate = server("ServerRecorderToUpdate", Info, "recorder.updater", "server/controller/recorder/updater/updater.go", 184, false, "[DomainName-%s] to %s (cloud item: %#v, diff base item: %#v)")

	// server/controller/tagrecorder/db_operator.go
	ServerTagRecorderAdd    = server("ServerTagRecorderAdd", Info, "tagrecorder", "server/controller/tagrecorder/db_operator.go", 76, true, "add %s (keys: %+v values: %+v) success")
	ServerTagRecorderUpdate = server("ServerTagRecorderUpdate", Info, "tagrecorder", "server/controller/tagrecorder/db_operator.go", 85, true, "update %s (key: %+v value: %+v, update info: %v) success")
)

func recorderLines() []*Line {
	return []*Line{
		ServerRefreshPeerConnection,
		ServerDiffBaseAddNetwork,
		ServerDiffBaseAddVM,
		ServerDiffBaseUpdateVM,
		ServerDiffBaseAddVPC,
		ServerRecorderDBAdd,
		ServerRecorderRefreshTarget,
		ServerRefresherStarted,
		ServerRefresherStartedByHand,
		ServerInvalidRefreshTarget,
		ServerDomainRefreshRunning,
		ServerDomainHasNoNetworks,
		ServerDomainHasNoVMs,
		ServerDomainNotVerified,
		ServerDomainRefreshStarted,
		ServerDomainRefreshCompleted,
		ServerDomainDataChangedRefresh,
		ServerUpdateDomainSyncedAt,
		ServerRecorderTimeNow,
		ServerGetSubDomainLcuuidFromDB,
		ServerCloudStateInfo,
		ServerCloudSubDomainStateInfo,
		ServerPutEvent,
		ServerNewRecorder,
		ServerRecorderToAdd,
		ServerRecorderToUpdate,
		ServerTagRecorderAdd,
		ServerTagRecorderUpdate,
	}
}
