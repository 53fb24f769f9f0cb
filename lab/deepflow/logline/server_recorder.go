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

	// server/controller/recorder/cache/tool/data_set.go
	ServerRecorderVTapsRefreshed = server("ServerRecorderVTapsRefreshed", Info, "recorder.cache.tool", "server/controller/recorder/cache/tool/data_set.go", 1026, false, "refreshed vtap count: %d")

	// server/controller/recorder/cleaner/cleaner.go
	ServerCleanerStarted  = server("ServerCleanerStarted", Info, "recorder.cleaner", "server/controller/recorder/cleaner/cleaner.go", 66, false, "resource clean started")
	ServerCleanerCleaning = server("ServerCleanerCleaning", Info, "recorder.cleaner", "server/controller/recorder/cleaner/cleaner.go", 304, false, "clean soft deleted resources (deleted_at < %s) started")
	ServerCleanerCleaned  = server("ServerCleanerCleaned", Info, "recorder.cleaner", "server/controller/recorder/cleaner/cleaner.go", 329, false, "clean soft deleted resources completed")

	// server/controller/recorder/db/idmng/allocator.go
	ServerIDMngNoIDs     = server("ServerIDMngNoIDs", Error, "recorder.idmng", "server/controller/recorder/db/idmng/allocator.go", 124, false, "%s has no more usable ids, usable ids count: 0")
	ServerIDMngAllocated = server("ServerIDMngAllocated", Info, "recorder.idmng", "server/controller/recorder/db/idmng/allocator.go", 152, false, "allocated %s ids: %v (expected count: %d, true count: %d)")

	// server/controller/recorder/db/idmng/manager.go
	ServerIDMngInUse = server("ServerIDMngInUse", Info, "recorder.idmng", "server/controller/recorder/db/idmng/manager.go", 175, false, "%s ids: %+v are in use.")

	// server/controller/recorder/db/operator.go
	ServerRecorderAddFailed        = server("ServerRecorderAddFailed", Error, "recorder.db", "server/controller/recorder/db/operator.go", 81, false, "[DomainName-%s] add %s batch failed: %v")
	ServerRecorderAddFailedLcuuids = server("ServerRecorderAddFailedLcuuids", Error, "recorder.db", "server/controller/recorder/db/operator.go", 82, false, "[DomainName-%s] add %s (lcuuids: %v) failed")
	ServerRecorderDBAdd            = server("ServerRecorderDBAdd", Info, "recorder.db", "server/controller/recorder/db/operator.go", 102, true, "[DomainName-%s] %s (detail: %+v) success")
	ServerRecorderUpdateFailed     = server("ServerRecorderUpdateFailed", Error, "recorder.db", "server/controller/recorder/db/operator.go", 112, false, "[DomainName-%s] update %s (lcuuid: %s, detail: %+v) failed: %s")
	ServerRecorderDBUpdate         = server("ServerRecorderDBUpdate", Info, "recorder.db", "server/controller/recorder/db/operator.go", 115, false, "[DomainName-%s] update %s (lcuuid: %s, detail: %+v) success")
	ServerRecorderDeleteFailed     = server("ServerRecorderDeleteFailed", Error, "recorder.db", "server/controller/recorder/db/operator.go", 129, false, "[DomainName-%s] delete %s (lcuuids: %v) failed: %v")
	ServerRecorderDBDeletedAt      = server("ServerRecorderDBDeletedAt", Info, "recorder.db", "server/controller/recorder/db/operator.go", 133, false, "[DomainName-%s] update %s (lcuuids: %v) deleted_at success")
	ServerRecorderDBDelete         = server("ServerRecorderDBDelete", Info, "recorder.db", "server/controller/recorder/db/operator.go", 135, false, "[DomainName-%s] delete %s (lcuuids: %v) success")
	ServerRecorderDuplicated       = server("ServerRecorderDuplicated", Info, "recorder.db", "server/controller/recorder/db/operator.go", 164, false, "[DomainName-%s] %s data is duplicated in cloud data (lcuuid: %s)")
	ServerRecorderLearnAgain       = server("ServerRecorderLearnAgain", Info, "recorder.db", "server/controller/recorder/db/operator.go", 200, false, "[DomainName-%s] %s data is duplicated with db data (lcuuids: %v, ids: %v, one detail: %+v), will learn again")
	ServerRecorderDuplicatedInDB   = server("ServerRecorderDuplicatedInDB", Error, "recorder.db", "server/controller/recorder/db/operator.go", 214, false, "[DomainName-%s] %s data is duplicated with db data (lcuuids: %v, one detail: %+v)")
	ServerRecorderIDsFailed        = server("ServerRecorderIDsFailed", Error, "recorder.db", "server/controller/recorder/db/operator.go", 247, false, "[DomainName-%s] %s request ids failed")
	ServerRecorderIDsUsed          = server("ServerRecorderIDsUsed", Info, "recorder.db", "server/controller/recorder/db/operator.go", 254, false, "[DomainName-%s] %s use ids: %v")
	ServerRecorderNoIDsNeeded      = server("ServerRecorderNoIDsNeeded", Info, "recorder.db", "server/controller/recorder/db/operator.go", 257, false, "[DomainName-%s] %s not use any id")

	// server/controller/recorder/db/vm.go
	ServerRecorderVMDelete = server("ServerRecorderVMDelete", Info, "recorder.db", "server/controller/recorder/db/vm.go", 63, false, "[DomainName-%s] delete %s (lcuuids: %v) success")

	// server/controller/recorder/domain.go
	ServerRecorderRefreshTarget     = server("ServerRecorderRefreshTarget", Info, "recorder", "server/controller/recorder/domain.go", 74, true, "[DomainName-%s] refresh target: %s")
	ServerRefresherStarted          = server("ServerRefresherStarted", Info, "recorder", "server/controller/recorder/domain.go", 77, true, "[DomainName-%s] refresher started, triggered by ticker/hand")
	ServerRefresherStartedByHand    = server("ServerRefresherStartedByHand", Info, "recorder", "server/controller/recorder/domain.go", 83, false, "[DomainName-%s] refresher started, triggered by hand")
	ServerInvalidRefreshTarget      = server("ServerInvalidRefreshTarget", Info, "recorder", "server/controller/recorder/domain.go", 86, false, "[DomainName-%s] invalid refresh target")
	ServerDomainRefreshRunning      = server("ServerDomainRefreshRunning", Info, "recorder", "server/controller/recorder/domain.go", 113, false, "[DomainName-%s] domain refresh is running, does nothing")
	ServerDomainHasNoNetworks       = server("ServerDomainHasNoNetworks", Info, "recorder", "server/controller/recorder/domain.go", 121, false, "[DomainName-%s] domain has no networks or vinterfaces, does nothing")
	ServerDomainHasNoVMs            = server("ServerDomainHasNoVMs", Info, "recorder", "server/controller/recorder/domain.go", 125, false, "[DomainName-%s] domain has no vms and pods, does nothing")
	ServerDomainNotVerified         = server("ServerDomainNotVerified", Info, "recorder", "server/controller/recorder/domain.go", 129, true, "[DomainName-%s] domain is not verified, does nothing")
	ServerDomainRefreshStarted      = server("ServerDomainRefreshStarted", Info, "recorder", "server/controller/recorder/domain.go", 136, true, "[DomainName-%s] domain refresh started")
	ServerDomainRefreshCompleted    = server("ServerDomainRefreshCompleted", Info, "recorder", "server/controller/recorder/domain.go", 152, true, "[DomainName-%s] domain refresh completed")
	ServerDomainDataChangedRefresh  = server("ServerDomainDataChangedRefresh", Info, "recorder", "server/controller/recorder/domain.go", 266, true, "[DomainName-%s] domain data changed, refresh platform data")
	ServerUpdateDomainSyncedAt      = server("ServerUpdateDomainSyncedAt", Info, "recorder", "server/controller/recorder/domain.go", 276, true, "[DomainName-%s] update domain synced_at: %s")
	ServerRecorderGetDomainFailed   = server("ServerRecorderGetDomainFailed", Error, "recorder", "server/controller/recorder/domain.go", 282, false, "[DomainName-%s] get domain from db failed: %s")
	ServerRecorderTimeNow           = server("ServerRecorderTimeNow", Info, "recorder", "server/controller/recorder/domain.go", 291, true, "[DomainName-%s] time now: %s")
	ServerRecorderGetDomainForState = server("ServerRecorderGetDomainForState", Error, "recorder", "server/controller/recorder/domain.go", 300, false, "[DomainName-%s] get domain from db failed: %s")
	ServerGetSubDomainLcuuidFromDB  = server("ServerGetSubDomainLcuuidFromDB", Error, "recorder", "server/controller/recorder/domain.go", 311, false, "[DomainName-%s] get sub_domain (lcuuid: %s) from db failed: %s")
	ServerCloudStateInfo            = server("ServerCloudStateInfo", Info, "recorder", "server/controller/recorder/domain.go", 322, true, "[DomainName-%s] cloud state info: %d, %s")
	ServerCloudSubDomainStateInfo   = server("ServerCloudSubDomainStateInfo", Info, "recorder", "server/controller/recorder/domain.go", 337, false, "[DomainName-%s] cloud sub_domain (%s) state info: %d, %s")

	// server/controller/recorder/event/manager.go
	ServerPutEvent = server("ServerPutEvent", Info, "recorder.event", "server/controller/recorder/event/manager.go", 98, true, "[DomainName-%s] put %s event (lcuuid: %s): %+v into shared queue")

	// server/controller/recorder/recorder.go
	ServerNewRecorder = server("ServerNewRecorder", Info, "recorder", "server/controller/recorder/recorder.go", 40, true, "domain lcuuid: %s, new recorder")

	// server/controller/recorder/updater/ip.go
	ServerRecorderIPVInterfaceNotFound = server("ServerRecorderIPVInterfaceNotFound", Error, "recorder.updater", "server/controller/recorder/updater/ip.go", 82, false, "%s (lcuuid: %s) for %s (lcuuid: %s) not found")

	// server/controller/recorder/updater/lan_ip.go
	ServerRecorderLANIPInvalid = server("ServerRecorderLANIPInvalid", Error, "recorder.updater", "server/controller/recorder/updater/lan_ip.go", 127, false, "%s (lcuuid: %s) ip: %s is invalid")

	// server/controller/recorder/updater/network.go
	ServerRecorderNetworkVPCNotFound    = server("ServerRecorderNetworkVPCNotFound", Error, "recorder.updater", "server/controller/recorder/updater/network.go", 79, false, "[DomainName-%s] %s (lcuuid: %s) for %s (lcuuid: %s) not found")
	ServerRecorderNetworkNewVPCNotFound = server("ServerRecorderNetworkNewVPCNotFound", Error, "recorder.updater", "server/controller/recorder/updater/network.go", 109, false, "[DomainName-%s] %s (lcuuid: %s) for %s (lcuuid: %s) not found")

	// server/controller/recorder/updater/subnet.go
	ServerRecorderSubnetNetworkNotFound = server("ServerRecorderSubnetNetworkNotFound", Error, "recorder.updater", "server/controller/recorder/updater/subnet.go", 80, false, "[DomainName-%s] %s (lcuuid: %s) for %s (lcuuid: %s) not found")
	ServerRecorderSubnetCIDRInvalid     = server("ServerRecorderSubnetCIDRInvalid", Error, "recorder.updater", "server/controller/recorder/updater/subnet.go", 88, false, "[DomainName-%s] convert %s cidr: %s failed: %v")

	// server/controller/recorder/updater/updater.go
	ServerRecorderToAdd    = server("ServerRecorderToAdd", Info, "recorder.updater", "server/controller/recorder/updater/updater.go", 175, true, "[DomainName-%s] to %s (cloud item: %#v)")
	ServerRecorderToUpdate = server("ServerRecorderToUpdate", Info, "recorder.updater", "server/controller/recorder/updater/updater.go", 184, false, "[DomainName-%s] to %s (cloud item: %#v, diff base item: %#v)")
	ServerRecorderToDelete = server("ServerRecorderToDelete", Info, "recorder.updater", "server/controller/recorder/updater/updater.go", 198, false, "[DomainName-%s] to delete %s (diff base item: %#v)")

	// server/controller/recorder/updater/vinterface.go
	ServerRecorderVInterfaceNetworkNotFound    = server("ServerRecorderVInterfaceNetworkNotFound", Error, "recorder.updater", "server/controller/recorder/updater/vinterface.go", 91, false, "[DomainName-%s] %s (lcuuid: %s) for %s (lcuuid: %s) not found")
	ServerRecorderVInterfaceDeviceNotFound     = server("ServerRecorderVInterfaceDeviceNotFound", Error, "recorder.updater", "server/controller/recorder/updater/vinterface.go", 101, false, "[DomainName-%s] device (type: %d, lcuuid: %s) for %s (lcuuid: %s) not found")
	ServerRecorderVInterfaceNewNetworkNotFound = server("ServerRecorderVInterfaceNewNetworkNotFound", Error, "recorder.updater", "server/controller/recorder/updater/vinterface.go", 164, false, "[DomainName-%s] %s (lcuuid: %s) for %s (lcuuid: %s) not found")
	ServerRecorderVInterfaceNewDeviceNotFound  = server("ServerRecorderVInterfaceNewDeviceNotFound", Error, "recorder.updater", "server/controller/recorder/updater/vinterface.go", 179, false, "%s (lcuuid: %s) for %s (lcuuid: %s) not found")

	// server/controller/recorder/updater/vm.go
	ServerRecorderVMVPCNotFound        = server("ServerRecorderVMVPCNotFound", Error, "recorder.updater", "server/controller/recorder/updater/vm.go", 84, false, "[DomainName-%s] %s (lcuuid: %s) for %s (lcuuid: %s) not found")
	ServerRecorderVMNetworkNotFound    = server("ServerRecorderVMNetworkNotFound", Error, "recorder.updater", "server/controller/recorder/updater/vm.go", 102, false, "[DomainName-%s] %s (lcuuid: %s) for %s (lcuuid: %s) not found")
	ServerRecorderVMNewVPCNotFound     = server("ServerRecorderVMNewVPCNotFound", Error, "recorder.updater", "server/controller/recorder/updater/vm.go", 144, false, "[DomainName-%s] %s (lcuuid: %s) for %s (lcuuid: %s) not found")
	ServerRecorderVMNewNetworkNotFound = server("ServerRecorderVMNewNetworkNotFound", Error, "recorder.updater", "server/controller/recorder/updater/vm.go", 212, false, "[DomainName-%s] %s (lcuuid: %s) for %s (lcuuid: %s) not found")

	// server/controller/recorder/updater/wan_ip.go
	ServerRecorderWANIPInvalid = server("ServerRecorderWANIPInvalid", Error, "recorder.updater", "server/controller/recorder/updater/wan_ip.go", 107, false, "%s (lcuuid: %s) ip: %s is invalid")

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
		ServerRecorderVTapsRefreshed,
		ServerCleanerStarted,
		ServerCleanerCleaning,
		ServerCleanerCleaned,
		ServerIDMngNoIDs,
		ServerIDMngAllocated,
		ServerIDMngInUse,
		ServerRecorderAddFailed,
		ServerRecorderAddFailedLcuuids,
		ServerRecorderDBAdd,
		ServerRecorderUpdateFailed,
		ServerRecorderDBUpdate,
		ServerRecorderDeleteFailed,
		ServerRecorderDBDeletedAt,
		ServerRecorderDBDelete,
		ServerRecorderDuplicated,
		ServerRecorderLearnAgain,
		ServerRecorderDuplicatedInDB,
		ServerRecorderIDsFailed,
		ServerRecorderIDsUsed,
		ServerRecorderNoIDsNeeded,
		ServerRecorderVMDelete,
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
		ServerRecorderGetDomainFailed,
		ServerRecorderTimeNow,
		ServerRecorderGetDomainForState,
		ServerGetSubDomainLcuuidFromDB,
		ServerCloudStateInfo,
		ServerCloudSubDomainStateInfo,
		ServerPutEvent,
		ServerNewRecorder,
		ServerRecorderIPVInterfaceNotFound,
		ServerRecorderLANIPInvalid,
		ServerRecorderNetworkVPCNotFound,
		ServerRecorderNetworkNewVPCNotFound,
		ServerRecorderSubnetNetworkNotFound,
		ServerRecorderSubnetCIDRInvalid,
		ServerRecorderToAdd,
		ServerRecorderToUpdate,
		ServerRecorderToDelete,
		ServerRecorderVInterfaceNetworkNotFound,
		ServerRecorderVInterfaceDeviceNotFound,
		ServerRecorderVInterfaceNewNetworkNotFound,
		ServerRecorderVInterfaceNewDeviceNotFound,
		ServerRecorderVMVPCNotFound,
		ServerRecorderVMNetworkNotFound,
		ServerRecorderVMNewVPCNotFound,
		ServerRecorderVMNewNetworkNotFound,
		ServerRecorderWANIPInvalid,
		ServerTagRecorderAdd,
		ServerTagRecorderUpdate,
	}
}
