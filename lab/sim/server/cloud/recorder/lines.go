package recorder

import "github.com/dflab/dflab/lab/deepflow/logline"

const (
	sourceOperator  = "server/controller/recorder/db/operator.go at v6.6.9"
	sourceUpdater   = "server/controller/recorder/updater/updater.go at v6.6.9"
	sourceAllocator = "server/controller/recorder/db/idmng/allocator.go at v6.6.9"
)

// Lines that only this package writes and nobody looks for.
var (
	lineToDelete = &logline.Line{
		Name: "ServerRecorderToDelete", Level: logline.Info, Module: "recorder.updater", File: "updater.go", Line: 198,
		Format: "[DomainName-%s] to delete %s (diff base item: %#v)", Source: sourceUpdater,
	}
	lineNotFound = &logline.Line{
		Name: "ServerRecorderNotFound", Level: logline.Error, Module: "recorder.updater", File: "vm.go", Line: 84,
		Format: "[DomainName-%s] %s (lcuuid: %s) for %s (lcuuid: %s) not found", Source: "server/controller/recorder/updater at v6.6.9",
	}
	lineDeviceNotFound = &logline.Line{
		Name: "ServerRecorderDeviceNotFound", Level: logline.Error, Module: "recorder.updater", File: "vinterface.go", Line: 101,
		Format: "[DomainName-%s] device (type: %d, lcuuid: %s) for %s (lcuuid: %s) not found",
		Source: "server/controller/recorder/updater/vinterface.go at v6.6.9",
	}
	lineAddFailed = &logline.Line{
		Name: "ServerRecorderAddFailed", Level: logline.Error, Module: "recorder.db", File: "operator.go", Line: 81,
		Format: "[DomainName-%s] add %s batch failed: %v", Source: sourceOperator,
	}
	lineAddFailedLcuuids = &logline.Line{
		Name: "ServerRecorderAddFailedLcuuids", Level: logline.Error, Module: "recorder.db", File: "operator.go", Line: 82,
		Format: "[DomainName-%s] add %s (lcuuids: %v) failed", Source: sourceOperator,
	}
	lineUpdateFailed = &logline.Line{
		Name: "ServerRecorderUpdateFailed", Level: logline.Error, Module: "recorder.db", File: "operator.go", Line: 112,
		Format: "[DomainName-%s] update %s (lcuuid: %s, detail: %+v) failed: %s", Source: sourceOperator,
	}
	lineUpdated = &logline.Line{
		Name: "ServerRecorderDBUpdate", Level: logline.Info, Module: "recorder.db", File: "operator.go", Line: 115,
		Format: "[DomainName-%s] update %s (lcuuid: %s, detail: %+v) success", Source: sourceOperator,
	}
	lineDeleteFailed = &logline.Line{
		Name: "ServerRecorderDeleteFailed", Level: logline.Error, Module: "recorder.db", File: "operator.go", Line: 129,
		Format: "[DomainName-%s] delete %s (lcuuids: %v) failed: %v", Source: sourceOperator,
	}
	lineDeletedSoftly = &logline.Line{
		Name: "ServerRecorderDBDeletedAt", Level: logline.Info, Module: "recorder.db", File: "operator.go", Line: 133,
		Format: "[DomainName-%s] update %s (lcuuids: %v) deleted_at success", Source: sourceOperator,
	}
	lineDeleted = &logline.Line{
		Name: "ServerRecorderDBDelete", Level: logline.Info, Module: "recorder.db", File: "operator.go", Line: 135,
		Format: "[DomainName-%s] delete %s (lcuuids: %v) success", Source: sourceOperator,
	}
	lineVMDeleted = &logline.Line{
		Name: "ServerRecorderVMDelete", Level: logline.Info, Module: "recorder.db", File: "vm.go", Line: 63,
		Format: "[DomainName-%s] delete %s (lcuuids: %v) success", Source: "server/controller/recorder/db/vm.go at v6.6.9",
	}
	lineDuplicated = &logline.Line{
		Name: "ServerRecorderDuplicated", Level: logline.Info, Module: "recorder.db", File: "operator.go", Line: 164,
		Format: "[DomainName-%s] %s data is duplicated in cloud data (lcuuid: %s)", Source: sourceOperator,
	}
	lineLearnAgain = &logline.Line{
		Name: "ServerRecorderLearnAgain", Level: logline.Info, Module: "recorder.db", File: "operator.go", Line: 200,
		Format: "[DomainName-%s] %s data is duplicated with db data (lcuuids: %v, ids: %v, one detail: %+v), will learn again", Source: sourceOperator,
	}
	lineDuplicatedInDB = &logline.Line{
		Name: "ServerRecorderDuplicatedInDB", Level: logline.Error, Module: "recorder.db", File: "operator.go", Line: 214,
		Format: "[DomainName-%s] %s data is duplicated with db data (lcuuids: %v, one detail: %+v)", Source: sourceOperator,
	}
	lineIDsFailed = &logline.Line{
		Name: "ServerRecorderIDsFailed", Level: logline.Error, Module: "recorder.db", File: "operator.go", Line: 247,
		Format: "[DomainName-%s] %s request ids failed", Source: sourceOperator,
	}
	lineIDsUsed = &logline.Line{
		Name: "ServerRecorderIDsUsed", Level: logline.Info, Module: "recorder.db", File: "operator.go", Line: 254,
		Format: "[DomainName-%s] %s use ids: %v", Source: sourceOperator,
	}
	lineNoIDsNeeded = &logline.Line{
		Name: "ServerRecorderNoIDsNeeded", Level: logline.Info, Module: "recorder.db", File: "operator.go", Line: 257,
		Format: "[DomainName-%s] %s not use any id", Source: sourceOperator,
	}
	lineNoIDs = &logline.Line{
		Name: "ServerIDMngNoIDs", Level: logline.Error, Module: "recorder.idmng", File: "allocator.go", Line: 124,
		Format: "%s has no more usable ids, usable ids count: 0", Source: sourceAllocator,
	}
	lineIDsInUse = &logline.Line{
		Name: "ServerIDMngInUse", Level: logline.Info, Module: "recorder.idmng", File: "manager.go", Line: 175,
		Format: "%s ids: %+v are in use.", Source: "server/controller/recorder/db/idmng/manager.go at v6.6.9",
	}
	lineIDsAllocated = &logline.Line{
		Name: "ServerIDMngAllocated", Level: logline.Info, Module: "recorder.idmng", File: "allocator.go", Line: 152,
		Format: "allocated %s ids: %v (expected count: %d, true count: %d)", Source: sourceAllocator,
	}
	lineVTapsRefreshed = &logline.Line{
		Name: "ServerRecorderVTapsRefreshed", Level: logline.Info, Module: "recorder.cache.tool", File: "data_set.go", Line: 1026,
		Format: "refreshed vtap count: %d", Source: "server/controller/recorder/cache/tool/data_set.go at v6.6.9",
	}
)
