package cloud

import "github.com/dflab/dflab/lab/deepflow/logline"

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
	// lineSQL stands for the real server's various lines about a failed statement.
	lineSQL = &logline.Line{
		Name: "ServerCloudSQL", Level: logline.Error, Module: "cloud", File: "cloud.go", Line: 86,
		Format: "%v", Source: "server/controller/cloud/cloud.go at v6.6.9",
	}
)
