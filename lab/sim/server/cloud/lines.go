package cloud

import "github.com/dflab/dflab/lab/deepflow/logline"

const sourceCleaner = "server/controller/recorder/cleaner/cleaner.go at v6.6.9"

// Lines that only this package writes and nobody looks for.
var (
	lineTimerInvalid = &logline.Line{
		Name: "ServerCloudSyncTimerInvalid", Level: logline.Warning, Module: "cloud", File: "cloud.go", Line: 313,
		Format: "cloud sync timer invalid: (%d)", Source: "server/controller/cloud/cloud.go at v6.6.9",
	}
	lineDomainStateRow = &logline.Line{
		Name: "ServerRecorderDomainStateRow", Level: logline.Error, Module: "recorder", File: "domain.go", Line: 300,
		Format: "[DomainName-%s] get domain from db failed: %s", Source: "server/controller/recorder/domain.go at v6.6.9",
	}
	lineDomainRow = &logline.Line{
		Name: "ServerRecorderDomainRow", Level: logline.Error, Module: "recorder", File: "domain.go", Line: 282,
		Format: "[DomainName-%s] get domain from db failed: %s", Source: "server/controller/recorder/domain.go at v6.6.9",
	}
	lineCleanStarted = &logline.Line{
		Name: "ServerCleanerStarted", Level: logline.Info, Module: "recorder.cleaner", File: "cleaner.go", Line: 66,
		Format: "resource clean started", Source: sourceCleaner,
	}
	lineCleaning = &logline.Line{
		Name: "ServerCleanerCleaning", Level: logline.Info, Module: "recorder.cleaner", File: "cleaner.go", Line: 304,
		Format: "clean soft deleted resources (deleted_at < %s) started", Source: sourceCleaner,
	}
	lineCleaned = &logline.Line{
		Name: "ServerCleanerCleaned", Level: logline.Info, Module: "recorder.cleaner", File: "cleaner.go", Line: 329,
		Format: "clean soft deleted resources completed", Source: sourceCleaner,
	}
	// lineSQL stands for the real server's various lines about a failed statement.
	lineSQL = &logline.Line{
		Name: "ServerCloudSQL", Level: logline.Error, Module: "cloud", File: "cloud.go", Line: 86,
		Format: "%v", Source: "server/controller/cloud/cloud.go at v6.6.9",
	}
)
