package genesis

import "github.com/dflab/dflab/lab/deepflow/logline"

// Lines that only this package writes and nobody looks for.
var (
	lineIgnored = &logline.Line{
		Name: "ServerGenesisSyncIgnored", Level: logline.Debug, Module: "genesis.grpc", File: "agent_server.go", Line: 60,
		Format: "genesis sync ignore message from %s agent %s vtap_id %v", Source: "server/controller/genesis/grpc/agent_server.go at v6.6.9",
	}
	lineRenew = &logline.Line{
		Name: "ServerGenesisSyncRenew", Level: logline.Debug, Module: "genesis.grpc", File: "agent_server.go", Line: 120,
		Format: "genesis sync renew version %v from ip %s vtap_id %v", Source: "server/controller/genesis/grpc/agent_server.go at v6.6.9",
	}
	lineHostRanges = &logline.Line{
		Name: "ServerGenesisHostRanges", Level: logline.Error, Module: "genesis.updater", File: "sync.go", Line: 81,
		Format: "parse host ip ranges error: %s", Source: "server/controller/genesis/updater/sync.go at v6.6.9",
	}
	lineLocalRanges = &logline.Line{
		Name: "ServerGenesisLocalRanges", Level: logline.Error, Module: "genesis.updater", File: "sync.go", Line: 96,
		Format: "parse local ip ranges error: %s", Source: "server/controller/genesis/updater/sync.go at v6.6.9",
	}
	lineIgnoreNICRegex = &logline.Line{
		Name: "ServerGenesisIgnoreNICRegex", Level: logline.Error, Module: "genesis.updater", File: "sync.go", Line: 124,
		Format: "config ignore NIC regex (%s) complie failed", Source: "server/controller/genesis/updater/sync.go at v6.6.9",
	}
	// lineSQL stands for gorm's own line about a failed statement.
	lineSQL = &logline.Line{
		Name: "ServerGenesisSQL", Level: logline.Error, Module: "genesis.store.sync", File: "datatype.go", Line: 192,
		Format: "%s", Source: "server/controller/genesis/store/sync/datatype.go at v6.6.9",
	}
)
