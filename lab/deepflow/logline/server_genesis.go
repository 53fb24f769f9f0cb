package logline

// Lines of genesis, the receiver of the agents' platform data.
var (
	// server/controller/genesis/genesis.go
	ServerGenesisMySQLSessionFailed         = server("ServerGenesisMySQLSessionFailed", Error, "genesis", "server/controller/genesis/genesis.go", 71, false, "get mysql session failed")
	ServerQueryAZControllerConnectionFailed = server("ServerQueryAZControllerConnectionFailed", Warning, "genesis", "server/controller/genesis/genesis.go", 83, false, "query az_controller_connection failed (%s)")
	ServerQueryControllerFailed             = server("ServerQueryControllerFailed", Warning, "genesis", "server/controller/genesis/genesis.go", 88, false, "query controller failed (%s)")

	// server/controller/genesis/grpc/agent_server.go
	ServerGenesisSyncVersionZero         = server("ServerGenesisSyncVersionZero", Warning, "genesis.grpc", "server/controller/genesis/grpc/agent_server.go", 53, false, "genesis sync ignore message with version 0 from %s")
	ServerGenesisSyncIgnored             = server("ServerGenesisSyncIgnored", Debug, "genesis.grpc", "server/controller/genesis/grpc/agent_server.go", 60, false, "genesis sync ignore message from %s agent %s vtap_id %v")
	ServerGenesisSyncTeamFailed          = server("ServerGenesisSyncTeamFailed", Error, "genesis.grpc", "server/controller/genesis/grpc/agent_server.go", 77, false, "genesis sync from %s team_id %s vtap get team info failed: %s")
	ServerGenesisSyncTeamNotFound        = server("ServerGenesisSyncTeamNotFound", Error, "genesis.grpc", "server/controller/genesis/grpc/agent_server.go", 82, false, "genesis sync from %s team_id %s not found team info")
	ServerGenesisSyncVTapIDZero          = server("ServerGenesisSyncVTapIDZero", Info, "genesis.grpc", "server/controller/genesis/grpc/agent_server.go", 96, true, "genesis sync received message with vtap_id 0 from %s")
	ServerGenesisSyncRenew               = server("ServerGenesisSyncRenew", Debug, "genesis.grpc", "server/controller/genesis/grpc/agent_server.go", 120, false, "genesis sync renew version %v from ip %s vtap_id %v")
	ServerGenesisSyncReceived            = server("ServerGenesisSyncReceived", Info, "genesis.grpc", "server/controller/genesis/grpc/agent_server.go", 134, true, "genesis sync received version %v -> %v from ip %s vtap_id %v")
	ServerKubernetesSyncVTapIDZero       = server("ServerKubernetesSyncVTapIDZero", Warning, "genesis.grpc", "server/controller/genesis/grpc/agent_server.go", 183, false, "kubernetes api sync received message with vtap_id 0 from %s")
	ServerKubernetesSyncVersionZero      = server("ServerKubernetesSyncVersionZero", Warning, "genesis.grpc", "server/controller/genesis/grpc/agent_server.go", 187, true, "kubernetes api sync ignore message with version 0 from ip: %s, vtap id: %d")
	ServerKubernetesSyncNoClusterID      = server("ServerKubernetesSyncNoClusterID", Warning, "genesis.grpc", "server/controller/genesis/grpc/agent_server.go", 192, false, "kubernetes api sync ignore message with cluster id null from ip: %s, vtap id: %v")
	ServerKubernetesSyncTeamFailed       = server("ServerKubernetesSyncTeamFailed", Error, "genesis.grpc", "server/controller/genesis/grpc/agent_server.go", 210, false, "kubernetes api sync from %s team_id %s vtap get team info failed: %s")
	ServerKubernetesSyncTeamNotFound     = server("ServerKubernetesSyncTeamNotFound", Error, "genesis.grpc", "server/controller/genesis/grpc/agent_server.go", 215, false, "kubernetes api sync %s team_id %s not found team info")
	ServerKubernetesSyncReceived         = server("ServerKubernetesSyncReceived", Info, "genesis.grpc", "server/controller/genesis/grpc/agent_server.go", 255, false, "kubernetes api sync received version %v -> %v from ip %s vtap_id %v len %v")
	ServerKubernetesSyncReceivedNoVTapID = server("ServerKubernetesSyncReceivedNoVTapID", Info, "genesis.grpc", "server/controller/genesis/grpc/agent_server.go", 276, false, "kubernetes api sync received version %v from ip %s no vtap_id")

	// server/controller/genesis/store/sync/datatype.go
	ServerGetOrgIDsFailed = server("ServerGetOrgIDsFailed", Error, "genesis.store.sync", "server/controller/genesis/store/sync/datatype.go", 136, false, "get org ids failed")

	// server/controller/genesis/store/sync/run.go
	ServerGenesisSharingSyncFailed = server("ServerGenesisSharingSyncFailed", Warning, "genesis.store.sync", "server/controller/genesis/store/sync/run.go", 163, true, "get genesis sharing sync faild (%s)")

	// server/controller/genesis/store/sync/store.go
	ServerGenesisStorageCleanFailed = server("ServerGenesisStorageCleanFailed", Error, "genesis.store.sync", "server/controller/genesis/store/sync/store.go", 260, false, "node (%s) clean genesis storage invalid data failed: %s")
	ServerGenesisStorageCleaned     = server("ServerGenesisStorageCleaned", Info, "genesis.store.sync", "server/controller/genesis/store/sync/store.go", 262, true, "node (%s) clean genesis storage invalid data success")

	// server/controller/genesis/updater/agent_sync.go
	ServerGenesisVIPsNoIPAddrs          = server("ServerGenesisVIPsNoIPAddrs", Error, "genesis.updater", "server/controller/genesis/updater/agent_sync.go", 45, false, "get sync data (raw ip addrs) empty")
	ServerGenesisNetnsMismatch          = server("ServerGenesisNetnsMismatch", Error, "genesis.updater", "server/controller/genesis/updater/agent_sync.go", 54, false, "the quantities of (raw ip addrs) and (raw ip netns) do not match")
	ServerGenesisParseIPOutputFailed    = server("ServerGenesisParseIPOutputFailed", Error, "genesis.updater", "server/controller/genesis/updater/agent_sync.go", 64, false, "parse ip output error: (%s)")
	ServerGenesisVIPNoIPAddrs           = server("ServerGenesisVIPNoIPAddrs", Error, "genesis.updater", "server/controller/genesis/updater/agent_sync.go", 219, false, "get sync data (raw ip addrs) empty")
	ServerGenesisVIPParseIPOutputFailed = server("ServerGenesisVIPParseIPOutputFailed", Error, "genesis.updater", "server/controller/genesis/updater/agent_sync.go", 225, false, "parse ip output error: (%s)")
	ServerGenesisParseLoVIPFailed       = server("ServerGenesisParseLoVIPFailed", Warning, "genesis.updater", "server/controller/genesis/updater/agent_sync.go", 236, false, "parse lo vip (%s) field: (%s)")
	ServerGenesisHostnameEmpty          = server("ServerGenesisHostnameEmpty", Error, "genesis.updater", "server/controller/genesis/updater/agent_sync.go", 257, false, "get sync data (raw hostname) empty")
	ServerGenesisIPAddrsEmpty           = server("ServerGenesisIPAddrsEmpty", Error, "genesis.updater", "server/controller/genesis/updater/agent_sync.go", 262, false, "get sync data (raw ip addrs) empty")
	ServerGenesisHost                   = server("ServerGenesisHost", Info, "genesis.updater", "server/controller/genesis/updater/agent_sync.go", 279, true, "host (%s) nat ip is (%s) peer ip is (%s), behind nat: (%t), single vpc mode: (%t)")

	// server/controller/genesis/updater/sync.go
	ServerGenesisHostRangesInvalid     = server("ServerGenesisHostRangesInvalid", Error, "genesis.updater", "server/controller/genesis/updater/sync.go", 81, false, "parse host ip ranges error: %s")
	ServerGenesisLocalRangesInvalid    = server("ServerGenesisLocalRangesInvalid", Error, "genesis.updater", "server/controller/genesis/updater/sync.go", 96, false, "parse local ip ranges error: %s")
	ServerGenesisIgnoreNICRegexInvalid = server("ServerGenesisIgnoreNICRegexInvalid", Error, "genesis.updater", "server/controller/genesis/updater/sync.go", 124, false, "config ignore NIC regex (%s) complie failed")
)

func genesisLines() []*Line {
	return []*Line{
		ServerGenesisMySQLSessionFailed,
		ServerQueryAZControllerConnectionFailed,
		ServerQueryControllerFailed,
		ServerGenesisSyncVersionZero,
		ServerGenesisSyncIgnored,
		ServerGenesisSyncTeamFailed,
		ServerGenesisSyncTeamNotFound,
		ServerGenesisSyncVTapIDZero,
		ServerGenesisSyncRenew,
		ServerGenesisSyncReceived,
		ServerKubernetesSyncVTapIDZero,
		ServerKubernetesSyncVersionZero,
		ServerKubernetesSyncNoClusterID,
		ServerKubernetesSyncTeamFailed,
		ServerKubernetesSyncTeamNotFound,
		ServerKubernetesSyncReceived,
		ServerKubernetesSyncReceivedNoVTapID,
		ServerGetOrgIDsFailed,
		ServerGenesisSharingSyncFailed,
		ServerGenesisStorageCleanFailed,
		ServerGenesisStorageCleaned,
		ServerGenesisVIPsNoIPAddrs,
		ServerGenesisNetnsMismatch,
		ServerGenesisParseIPOutputFailed,
		ServerGenesisVIPNoIPAddrs,
		ServerGenesisVIPParseIPOutputFailed,
		ServerGenesisParseLoVIPFailed,
		ServerGenesisHostnameEmpty,
		ServerGenesisIPAddrsEmpty,
		ServerGenesisHost,
		ServerGenesisHostRangesInvalid,
		ServerGenesisLocalRangesInvalid,
		ServerGenesisIgnoreNICRegexInvalid,
	}
}
