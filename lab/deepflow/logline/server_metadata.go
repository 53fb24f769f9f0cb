package logline

// Lines of trisolaris' platform data.
var (
	// server/controller/trisolaris/metadata/agentmetadata/domain_platform.go
	ServerAgentDomainDataChanged = server("ServerAgentDomainDataChanged", Info, "trisolaris.agentmetadata", "server/controller/trisolaris/metadata/agentmetadata/domain_platform.go", 62, true, "domain data changed, (%s) to (%s)")

	// server/controller/trisolaris/metadata/agentmetadata/group_data.go
	ServerAgentGroupDataChanged = server("ServerAgentGroupDataChanged", Info, "trisolaris.agentmetadata", "server/controller/trisolaris/metadata/agentmetadata/group_data.go", 91, true, "group data changed to groupVersion: %d, groupHash: %d, dataLen: %d")

	// server/controller/trisolaris/metadata/agentmetadata/metadata.go
	ServerStartGenerateAgentMetaDataTimed   = server("ServerStartGenerateAgentMetaDataTimed", Info, "trisolaris.agentmetadata", "server/controller/trisolaris/metadata/agentmetadata/metadata.go", 122, true, "start generate metaData from timed")
	ServerEndGenerateAgentMetaDataTimed     = server("ServerEndGenerateAgentMetaDataTimed", Info, "trisolaris.agentmetadata", "server/controller/trisolaris/metadata/agentmetadata/metadata.go", 127, true, "end generate metaData from timed")
	ServerStartGenerateAgentPlatformDataRPC = server("ServerStartGenerateAgentPlatformDataRPC", Info, "trisolaris.agentmetadata", "server/controller/trisolaris/metadata/agentmetadata/metadata.go", 131, true, "start generate platform data from rpc")
	ServerProcessingAgentPlatformDataRPC    = server("ServerProcessingAgentPlatformDataRPC", Info, "trisolaris.agentmetadata", "server/controller/trisolaris/metadata/agentmetadata/metadata.go", 133, true, "processing generate platform data from rpc")
	ServerEndGenerateAgentPlatformDataRPC   = server("ServerEndGenerateAgentPlatformDataRPC", Info, "trisolaris.agentmetadata", "server/controller/trisolaris/metadata/agentmetadata/metadata.go", 135, true, "end generate platform data from rpc")

	// server/controller/trisolaris/metadata/agentmetadata/platform_op.go
	ServerAgentVifDeviceNotFound              = server("ServerAgentVifDeviceNotFound", Warning, "trisolaris.agentmetadata", "server/controller/trisolaris/metadata/agentmetadata/platform_op.go", 144, true, "vif (lcuuid:%s, domain:%s) not found device(device_type:%d, device_id:%d)")
	ServerAgentAllSimplePlatformData          = server("ServerAgentAllSimplePlatformData", Info, "trisolaris.agentmetadata", "server/controller/trisolaris/metadata/agentmetadata/platform_op.go", 363, true, "name: %s, lcuuid: %s, data_type: %d, version: %d, platform_data_hash: %d, interfaces: %d, peer_connections: %d, cidrs: %d, merge_domains: %v")
	ServerAgentAllSimplePlatformDataExceptPod = server("ServerAgentAllSimplePlatformDataExceptPod", Info, "trisolaris.agentmetadata", "server/controller/trisolaris/metadata/agentmetadata/platform_op.go", 380, true, "name: %s, lcuuid: %s, data_type: %d, version: %d, platform_data_hash: %d, interfaces: %d, peer_connections: %d, cidrs: %d, merge_domains: %v")
	ServerAgentPlatformDataCost               = server("ServerAgentPlatformDataCost", Info, "trisolaris.agentmetadata", "server/controller/trisolaris/metadata/agentmetadata/platform_op.go", 504, true, "generate platform data cost: %s")

	// server/controller/trisolaris/metadata/agentmetadata/raw_data.go
	ServerAgentPlatformVMChanged      = server("ServerAgentPlatformVMChanged", Info, "trisolaris.agentmetadata", "server/controller/trisolaris/metadata/agentmetadata/raw_data.go", 1339, true, "platform vm changed")
	ServerAgentPlatformNetworkChanged = server("ServerAgentPlatformNetworkChanged", Info, "trisolaris.agentmetadata", "server/controller/trisolaris/metadata/agentmetadata/raw_data.go", 1364, true, "platform network changed")
	ServerAgentPlatformLANVifsChanged = server("ServerAgentPlatformLANVifsChanged", Info, "trisolaris.agentmetadata", "server/controller/trisolaris/metadata/agentmetadata/raw_data.go", 1395, true, "platform lan vifs changed")
	ServerAgentPlatformAZChanged      = server("ServerAgentPlatformAZChanged", Info, "trisolaris.agentmetadata", "server/controller/trisolaris/metadata/agentmetadata/raw_data.go", 1425, true, "platform az changed")

	// server/controller/trisolaris/metadata/agentmetadata/segment.go
	ServerAgentVifsUsed = server("ServerAgentVifsUsed", Info, "trisolaris.agentmetadata", "server/controller/trisolaris/metadata/agentmetadata/segment.go", 407, true, "vtap about vifs used: %d  not used: %d")

	// server/controller/trisolaris/metadata/domain_platform.go
	ServerDomainDataChanged = server("ServerDomainDataChanged", Info, "trisolaris.metadata", "server/controller/trisolaris/metadata/domain_platform.go", 72, true, "domain data changed, (%s) to (%s)")

	// server/controller/trisolaris/metadata/group_data.go
	ServerGroupDataChanged = server("ServerGroupDataChanged", Info, "trisolaris.metadata", "server/controller/trisolaris/metadata/group_data.go", 93, true, "group data changed to groupVersion: %d, groupHash: %d, dataLen: %d")

	// server/controller/trisolaris/metadata/metadata.go
	ServerStartGenerateMetaDataTimed   = server("ServerStartGenerateMetaDataTimed", Info, "trisolaris.metadata", "server/controller/trisolaris/metadata/metadata.go", 202, true, "start generate metaData from timed")
	ServerEndGenerateMetaDataTimed     = server("ServerEndGenerateMetaDataTimed", Info, "trisolaris.metadata", "server/controller/trisolaris/metadata/metadata.go", 209, true, "end generate metaData from timed")
	ServerStartGeneratePlatformDataRPC = server("ServerStartGeneratePlatformDataRPC", Info, "trisolaris.metadata", "server/controller/trisolaris/metadata/metadata.go", 211, true, "start generate platform data from rpc")
	ServerProcessingPlatformDataRPC    = server("ServerProcessingPlatformDataRPC", Info, "trisolaris.metadata", "server/controller/trisolaris/metadata/metadata.go", 213, true, "processing generate platform data from rpc")
	ServerEndGeneratePlatformDataRPC   = server("ServerEndGeneratePlatformDataRPC", Info, "trisolaris.metadata", "server/controller/trisolaris/metadata/metadata.go", 217, true, "end generate platform data from rpc")

	// server/controller/trisolaris/metadata/platform_op.go
	ServerVifDeviceNotFound              = server("ServerVifDeviceNotFound", Warning, "trisolaris.metadata", "server/controller/trisolaris/metadata/platform_op.go", 162, true, "vif (lcuuid:%s, domain:%s) not found device(device_type:%d, device_id:%d)")
	ServerAllSimplePlatformData          = server("ServerAllSimplePlatformData", Info, "trisolaris.metadata", "server/controller/trisolaris/metadata/platform_op.go", 507, true, "name: %s, lcuuid: %s, data_type: %d, version: %d, platform_data_hash: %d, interfaces: %d, peer_connections: %d, cidrs: %d, gprocess_info: %d, merge_domains: %v")
	ServerAllSimplePlatformDataExceptPod = server("ServerAllSimplePlatformDataExceptPod", Info, "trisolaris.metadata", "server/controller/trisolaris/metadata/platform_op.go", 525, true, "name: %s, lcuuid: %s, data_type: %d, version: %d, platform_data_hash: %d, interfaces: %d, peer_connections: %d, cidrs: %d, gprocess_info: %d, merge_domains: %v")
	ServerPlatformDataCost               = server("ServerPlatformDataCost", Info, "trisolaris.metadata", "server/controller/trisolaris/metadata/platform_op.go", 712, true, "generate platform data cost: %s")

	// server/controller/trisolaris/metadata/raw_data.go
	ServerPlatformVMChanged      = server("ServerPlatformVMChanged", Info, "trisolaris.metadata", "server/controller/trisolaris/metadata/raw_data.go", 1400, true, "platform vm changed")
	ServerPlatformNetworkChanged = server("ServerPlatformNetworkChanged", Info, "trisolaris.metadata", "server/controller/trisolaris/metadata/raw_data.go", 1425, true, "platform network changed")
	ServerPlatformLANVifsChanged = server("ServerPlatformLANVifsChanged", Info, "trisolaris.metadata", "server/controller/trisolaris/metadata/raw_data.go", 1456, true, "platform lan vifs changed")
	ServerPlatformAZChanged      = server("ServerPlatformAZChanged", Info, "trisolaris.metadata", "server/controller/trisolaris/metadata/raw_data.go", 1486, true, "platform az changed")

	// server/controller/trisolaris/metadata/segment.go
	ServerVifsUsed = server("ServerVifsUsed", Info, "trisolaris.metadata", "server/controller/trisolaris/metadata/segment.go", 407, true, "vtap about vifs used: %d  not used: %d")
)

func metadataLines() []*Line {
	return []*Line{
		ServerAgentDomainDataChanged,
		ServerAgentGroupDataChanged,
		ServerStartGenerateAgentMetaDataTimed,
		ServerEndGenerateAgentMetaDataTimed,
		ServerStartGenerateAgentPlatformDataRPC,
		ServerProcessingAgentPlatformDataRPC,
		ServerEndGenerateAgentPlatformDataRPC,
		ServerAgentVifDeviceNotFound,
		ServerAgentAllSimplePlatformData,
		ServerAgentAllSimplePlatformDataExceptPod,
		ServerAgentPlatformDataCost,
		ServerAgentPlatformVMChanged,
		ServerAgentPlatformNetworkChanged,
		ServerAgentPlatformLANVifsChanged,
		ServerAgentPlatformAZChanged,
		ServerAgentVifsUsed,
		ServerDomainDataChanged,
		ServerGroupDataChanged,
		ServerStartGenerateMetaDataTimed,
		ServerEndGenerateMetaDataTimed,
		ServerStartGeneratePlatformDataRPC,
		ServerProcessingPlatformDataRPC,
		ServerEndGeneratePlatformDataRPC,
		ServerVifDeviceNotFound,
		ServerAllSimplePlatformData,
		ServerAllSimplePlatformDataExceptPod,
		ServerPlatformDataCost,
		ServerPlatformVMChanged,
		ServerPlatformNetworkChanged,
		ServerPlatformLANVifsChanged,
		ServerPlatformAZChanged,
		ServerVifsUsed,
	}
}
