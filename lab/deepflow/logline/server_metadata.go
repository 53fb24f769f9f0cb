package logline

// Lines of trisolaris' platform data.
var (
	// server/controller/trisolaris/dbcache/db_data.go
	ServerDBCacheReadFailed = server("ServerDBCacheReadFailed", Error, "trisolaris.dbcache", "server/controller/trisolaris/dbcache/db_data.go", 320, false, "%s")

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
	ServerStartGenerateAgentPolicyRPC       = server("ServerStartGenerateAgentPolicyRPC", Info, "trisolaris.agentmetadata", "server/controller/trisolaris/metadata/agentmetadata/metadata.go", 139, false, "start generate policy from rpc")
	ServerEndGenerateAgentPolicyRPC         = server("ServerEndGenerateAgentPolicyRPC", Info, "trisolaris.agentmetadata", "server/controller/trisolaris/metadata/agentmetadata/metadata.go", 142, false, "end generate policy from rpc")
	ServerStartGenerateAgentGroupRPC        = server("ServerStartGenerateAgentGroupRPC", Info, "trisolaris.agentmetadata", "server/controller/trisolaris/metadata/agentmetadata/metadata.go", 146, false, "start generate group from rpc")
	ServerEndGenerateAgentGroupRPC          = server("ServerEndGenerateAgentGroupRPC", Info, "trisolaris.agentmetadata", "server/controller/trisolaris/metadata/agentmetadata/metadata.go", 148, false, "end generate group from rpc")
	ServerStartGenerateAgentTapTypeRPC      = server("ServerStartGenerateAgentTapTypeRPC", Info, "trisolaris.agentmetadata", "server/controller/trisolaris/metadata/agentmetadata/metadata.go", 153, false, "start generate capture network type from rpc")
	ServerEndGenerateAgentTapTypeRPC        = server("ServerEndGenerateAgentTapTypeRPC", Info, "trisolaris.agentmetadata", "server/controller/trisolaris/metadata/agentmetadata/metadata.go", 155, false, "end generate capture network type from rpc")

	// server/controller/trisolaris/metadata/agentmetadata/platform_data.go
	ServerAgentPlatformDataMarshalFailed = server("ServerAgentPlatformDataMarshalFailed", Error, "trisolaris.agentmetadata", "server/controller/trisolaris/metadata/agentmetadata/platform_data.go", 107, false, "%s")

	// server/controller/trisolaris/metadata/agentmetadata/platform_op.go
	ServerAgentVifDeviceNotFound              = server("ServerAgentVifDeviceNotFound", Warning, "trisolaris.agentmetadata", "server/controller/trisolaris/metadata/agentmetadata/platform_op.go", 144, true, "vif (lcuuid:%s, domain:%s) not found device(device_type:%d, device_id:%d)")
	ServerAgentAllSimplePlatformData          = server("ServerAgentAllSimplePlatformData", Info, "trisolaris.agentmetadata", "server/controller/trisolaris/metadata/agentmetadata/platform_op.go", 363, true, "name: %s, lcuuid: %s, data_type: %d, version: %d, platform_data_hash: %d, interfaces: %d, peer_connections: %d, cidrs: %d, merge_domains: %v")
	ServerAgentAllSimplePlatformDataExceptPod = server("ServerAgentAllSimplePlatformDataExceptPod", Info, "trisolaris.agentmetadata", "server/controller/trisolaris/metadata/agentmetadata/platform_op.go", 380, true, "name: %s, lcuuid: %s, data_type: %d, version: %d, platform_data_hash: %d, interfaces: %d, peer_connections: %d, cidrs: %d, merge_domains: %v")
	ServerAgentPlatformDataCost               = server("ServerAgentPlatformDataCost", Info, "trisolaris.agentmetadata", "server/controller/trisolaris/metadata/agentmetadata/platform_op.go", 504, true, "generate platform data cost: %s")

	// server/controller/trisolaris/metadata/agentmetadata/raw_data.go
	ServerAgentVifMacInvalid               = server("ServerAgentVifMacInvalid", Error, "trisolaris.agentmetadata", "server/controller/trisolaris/metadata/agentmetadata/raw_data.go", 1216, false, "%s %s")
	ServerAgentPlatformVMChanged           = server("ServerAgentPlatformVMChanged", Info, "trisolaris.agentmetadata", "server/controller/trisolaris/metadata/agentmetadata/raw_data.go", 1339, true, "platform vm changed")
	ServerAgentPlatformNetworkCountChanged = server("ServerAgentPlatformNetworkCountChanged", Info, "trisolaris.agentmetadata", "server/controller/trisolaris/metadata/agentmetadata/raw_data.go", 1358, false, "platform network changed")
	ServerAgentPlatformNetworkChanged      = server("ServerAgentPlatformNetworkChanged", Info, "trisolaris.agentmetadata", "server/controller/trisolaris/metadata/agentmetadata/raw_data.go", 1364, true, "platform network changed")
	ServerAgentPlatformNetworkIDChanged    = server("ServerAgentPlatformNetworkIDChanged", Info, "trisolaris.agentmetadata", "server/controller/trisolaris/metadata/agentmetadata/raw_data.go", 1368, false, "platform network changed")
	ServerAgentPlatformSubnetChanged       = server("ServerAgentPlatformSubnetChanged", Info, "trisolaris.agentmetadata", "server/controller/trisolaris/metadata/agentmetadata/raw_data.go", 1375, false, "platform subnet changed")
	ServerAgentPlatformNetmaskChanged      = server("ServerAgentPlatformNetmaskChanged", Info, "trisolaris.agentmetadata", "server/controller/trisolaris/metadata/agentmetadata/raw_data.go", 1380, false, "platform subnet changed")
	ServerAgentPlatformVPCChanged          = server("ServerAgentPlatformVPCChanged", Info, "trisolaris.agentmetadata", "server/controller/trisolaris/metadata/agentmetadata/raw_data.go", 1385, false, "platform vpc changed")
	ServerAgentPlatformTunnelChanged       = server("ServerAgentPlatformTunnelChanged", Info, "trisolaris.agentmetadata", "server/controller/trisolaris/metadata/agentmetadata/raw_data.go", 1390, false, "platform vpc tunnel_id changed")
	ServerAgentPlatformLANVifsChanged      = server("ServerAgentPlatformLANVifsChanged", Info, "trisolaris.agentmetadata", "server/controller/trisolaris/metadata/agentmetadata/raw_data.go", 1395, true, "platform lan vifs changed")
	ServerAgentPlatformWANVifsChanged      = server("ServerAgentPlatformWANVifsChanged", Info, "trisolaris.agentmetadata", "server/controller/trisolaris/metadata/agentmetadata/raw_data.go", 1400, false, "platform wan vifs changed")
	ServerAgentPlatformLANIPsChanged       = server("ServerAgentPlatformLANIPsChanged", Info, "trisolaris.agentmetadata", "server/controller/trisolaris/metadata/agentmetadata/raw_data.go", 1405, false, "platform lan ips changed")
	ServerAgentPlatformWANIPsChanged       = server("ServerAgentPlatformWANIPsChanged", Info, "trisolaris.agentmetadata", "server/controller/trisolaris/metadata/agentmetadata/raw_data.go", 1410, false, "platform wan ips changed")
	ServerAgentPlatformRegionChanged       = server("ServerAgentPlatformRegionChanged", Info, "trisolaris.agentmetadata", "server/controller/trisolaris/metadata/agentmetadata/raw_data.go", 1420, false, "platform region changed")
	ServerAgentPlatformAZChanged           = server("ServerAgentPlatformAZChanged", Info, "trisolaris.agentmetadata", "server/controller/trisolaris/metadata/agentmetadata/raw_data.go", 1425, true, "platform az changed")

	// server/controller/trisolaris/metadata/agentmetadata/segment.go
	ServerAgentVifsUsed = server("ServerAgentVifsUsed", Info, "trisolaris.agentmetadata", "server/controller/trisolaris/metadata/agentmetadata/segment.go", 407, true, "vtap about vifs used: %d  not used: %d")

	// server/controller/trisolaris/metadata/domain_platform.go
	ServerDomainDataChanged = server("ServerDomainDataChanged", Info, "trisolaris.metadata", "server/controller/trisolaris/metadata/domain_platform.go", 72, true, "domain data changed, (%s) to (%s)")

	// server/controller/trisolaris/metadata/group_data.go
	ServerGroupDataChanged       = server("ServerGroupDataChanged", Info, "trisolaris.metadata", "server/controller/trisolaris/metadata/group_data.go", 93, true, "group data changed to groupVersion: %d, groupHash: %d, dataLen: %d")
	ServerGroupDataMarshalFailed = server("ServerGroupDataMarshalFailed", Error, "trisolaris.metadata", "server/controller/trisolaris/metadata/group_data.go", 125, false, "%s")

	// server/controller/trisolaris/metadata/metadata.go
	ServerStartGenerateMetaDataTimed   = server("ServerStartGenerateMetaDataTimed", Info, "trisolaris.metadata", "server/controller/trisolaris/metadata/metadata.go", 202, true, "start generate metaData from timed")
	ServerEndGenerateMetaDataTimed     = server("ServerEndGenerateMetaDataTimed", Info, "trisolaris.metadata", "server/controller/trisolaris/metadata/metadata.go", 209, true, "end generate metaData from timed")
	ServerStartGeneratePlatformDataRPC = server("ServerStartGeneratePlatformDataRPC", Info, "trisolaris.metadata", "server/controller/trisolaris/metadata/metadata.go", 211, true, "start generate platform data from rpc")
	ServerProcessingPlatformDataRPC    = server("ServerProcessingPlatformDataRPC", Info, "trisolaris.metadata", "server/controller/trisolaris/metadata/metadata.go", 213, true, "processing generate platform data from rpc")
	ServerEndGeneratePlatformDataRPC   = server("ServerEndGeneratePlatformDataRPC", Info, "trisolaris.metadata", "server/controller/trisolaris/metadata/metadata.go", 217, true, "end generate platform data from rpc")
	ServerStartGeneratePolicyRPC       = server("ServerStartGeneratePolicyRPC", Info, "trisolaris.metadata", "server/controller/trisolaris/metadata/metadata.go", 219, false, "start generate policy from rpc")
	ServerEndGeneratePolicyRPC         = server("ServerEndGeneratePolicyRPC", Info, "trisolaris.metadata", "server/controller/trisolaris/metadata/metadata.go", 224, false, "end generate policy from rpc")
	ServerStartGenerateGroupRPC        = server("ServerStartGenerateGroupRPC", Info, "trisolaris.metadata", "server/controller/trisolaris/metadata/metadata.go", 227, false, "start generate group from rpc")
	ServerEndGenerateGroupRPC          = server("ServerEndGenerateGroupRPC", Info, "trisolaris.metadata", "server/controller/trisolaris/metadata/metadata.go", 231, false, "end generate group from rpc")
	ServerStartGenerateTapTypeRPC      = server("ServerStartGenerateTapTypeRPC", Info, "trisolaris.metadata", "server/controller/trisolaris/metadata/metadata.go", 234, false, "start generate tap type from rpc")
	ServerEndGenerateTapTypeRPC        = server("ServerEndGenerateTapTypeRPC", Info, "trisolaris.metadata", "server/controller/trisolaris/metadata/metadata.go", 237, false, "end generate tap type from rpc")

	// server/controller/trisolaris/metadata/platform_op.go
	ServerVifDeviceNotFound              = server("ServerVifDeviceNotFound", Warning, "trisolaris.metadata", "server/controller/trisolaris/metadata/platform_op.go", 162, true, "vif (lcuuid:%s, domain:%s) not found device(device_type:%d, device_id:%d)")
	ServerAllSimplePlatformData          = server("ServerAllSimplePlatformData", Info, "trisolaris.metadata", "server/controller/trisolaris/metadata/platform_op.go", 507, true, "name: %s, lcuuid: %s, data_type: %d, version: %d, platform_data_hash: %d, interfaces: %d, peer_connections: %d, cidrs: %d, gprocess_info: %d, merge_domains: %v")
	ServerAllSimplePlatformDataExceptPod = server("ServerAllSimplePlatformDataExceptPod", Info, "trisolaris.metadata", "server/controller/trisolaris/metadata/platform_op.go", 525, true, "name: %s, lcuuid: %s, data_type: %d, version: %d, platform_data_hash: %d, interfaces: %d, peer_connections: %d, cidrs: %d, gprocess_info: %d, merge_domains: %v")
	ServerPlatformDataCost               = server("ServerPlatformDataCost", Info, "trisolaris.metadata", "server/controller/trisolaris/metadata/platform_op.go", 712, true, "generate platform data cost: %s")

	// server/controller/trisolaris/metadata/raw_data.go
	ServerVifMacInvalid               = server("ServerVifMacInvalid", Error, "trisolaris.metadata", "server/controller/trisolaris/metadata/raw_data.go", 1229, false, "%s %s")
	ServerPlatformVMChanged           = server("ServerPlatformVMChanged", Info, "trisolaris.metadata", "server/controller/trisolaris/metadata/raw_data.go", 1400, true, "platform vm changed")
	ServerPlatformNetworkCountChanged = server("ServerPlatformNetworkCountChanged", Info, "trisolaris.metadata", "server/controller/trisolaris/metadata/raw_data.go", 1419, false, "platform network changed")
	ServerPlatformNetworkChanged      = server("ServerPlatformNetworkChanged", Info, "trisolaris.metadata", "server/controller/trisolaris/metadata/raw_data.go", 1425, true, "platform network changed")
	ServerPlatformNetworkIDChanged    = server("ServerPlatformNetworkIDChanged", Info, "trisolaris.metadata", "server/controller/trisolaris/metadata/raw_data.go", 1429, false, "platform network changed")
	ServerPlatformSubnetChanged       = server("ServerPlatformSubnetChanged", Info, "trisolaris.metadata", "server/controller/trisolaris/metadata/raw_data.go", 1436, false, "platform subnet changed")
	ServerPlatformNetmaskChanged      = server("ServerPlatformNetmaskChanged", Info, "trisolaris.metadata", "server/controller/trisolaris/metadata/raw_data.go", 1441, false, "platform subnet changed")
	ServerPlatformVPCChanged          = server("ServerPlatformVPCChanged", Info, "trisolaris.metadata", "server/controller/trisolaris/metadata/raw_data.go", 1446, false, "platform vpc changed")
	ServerPlatformTunnelChanged       = server("ServerPlatformTunnelChanged", Info, "trisolaris.metadata", "server/controller/trisolaris/metadata/raw_data.go", 1451, false, "platform vpc tunnel_id changed")
	ServerPlatformLANVifsChanged      = server("ServerPlatformLANVifsChanged", Info, "trisolaris.metadata", "server/controller/trisolaris/metadata/raw_data.go", 1456, true, "platform lan vifs changed")
	ServerPlatformWANVifsChanged      = server("ServerPlatformWANVifsChanged", Info, "trisolaris.metadata", "server/controller/trisolaris/metadata/raw_data.go", 1461, false, "platform wan vifs changed")
	ServerPlatformLANIPsChanged       = server("ServerPlatformLANIPsChanged", Info, "trisolaris.metadata", "server/controller/trisolaris/metadata/raw_data.go", 1466, false, "platform lan ips changed")
	ServerPlatformWANIPsChanged       = server("ServerPlatformWANIPsChanged", Info, "trisolaris.metadata", "server/controller/trisolaris/metadata/raw_data.go", 1471, false, "platform wan ips changed")
	ServerPlatformRegionChanged       = server("ServerPlatformRegionChanged", Info, "trisolaris.metadata", "server/controller/trisolaris/metadata/raw_data.go", 1481, false, "platform region changed")
	ServerPlatformAZChanged           = server("ServerPlatformAZChanged", Info, "trisolaris.metadata", "server/controller/trisolaris/metadata/raw_data.go", 1486, true, "platform az changed")

	// server/controller/trisolaris/metadata/segment.go
	ServerVifsUsed = server("ServerVifsUsed", Info, "trisolaris.metadata", "server/controller/trisolaris/metadata/segment.go", 407, true, "vtap about vifs used: %d  not used: %d")
)

func metadataLines() []*Line {
	return []*Line{
		ServerDBCacheReadFailed,
		ServerAgentDomainDataChanged,
		ServerAgentGroupDataChanged,
		ServerStartGenerateAgentMetaDataTimed,
		ServerEndGenerateAgentMetaDataTimed,
		ServerStartGenerateAgentPlatformDataRPC,
		ServerProcessingAgentPlatformDataRPC,
		ServerEndGenerateAgentPlatformDataRPC,
		ServerStartGenerateAgentPolicyRPC,
		ServerEndGenerateAgentPolicyRPC,
		ServerStartGenerateAgentGroupRPC,
		ServerEndGenerateAgentGroupRPC,
		ServerStartGenerateAgentTapTypeRPC,
		ServerEndGenerateAgentTapTypeRPC,
		ServerAgentPlatformDataMarshalFailed,
		ServerAgentVifDeviceNotFound,
		ServerAgentAllSimplePlatformData,
		ServerAgentAllSimplePlatformDataExceptPod,
		ServerAgentPlatformDataCost,
		ServerAgentVifMacInvalid,
		ServerAgentPlatformVMChanged,
		ServerAgentPlatformNetworkCountChanged,
		ServerAgentPlatformNetworkChanged,
		ServerAgentPlatformNetworkIDChanged,
		ServerAgentPlatformSubnetChanged,
		ServerAgentPlatformNetmaskChanged,
		ServerAgentPlatformVPCChanged,
		ServerAgentPlatformTunnelChanged,
		ServerAgentPlatformLANVifsChanged,
		ServerAgentPlatformWANVifsChanged,
		ServerAgentPlatformLANIPsChanged,
		ServerAgentPlatformWANIPsChanged,
		ServerAgentPlatformRegionChanged,
		ServerAgentPlatformAZChanged,
		ServerAgentVifsUsed,
		ServerDomainDataChanged,
		ServerGroupDataChanged,
		ServerGroupDataMarshalFailed,
		ServerStartGenerateMetaDataTimed,
		ServerEndGenerateMetaDataTimed,
		ServerStartGeneratePlatformDataRPC,
		ServerProcessingPlatformDataRPC,
		ServerEndGeneratePlatformDataRPC,
		ServerStartGeneratePolicyRPC,
		ServerEndGeneratePolicyRPC,
		ServerStartGenerateGroupRPC,
		ServerEndGenerateGroupRPC,
		ServerStartGenerateTapTypeRPC,
		ServerEndGenerateTapTypeRPC,
		ServerVifDeviceNotFound,
		ServerAllSimplePlatformData,
		ServerAllSimplePlatformDataExceptPod,
		ServerPlatformDataCost,
		ServerVifMacInvalid,
		ServerPlatformVMChanged,
		ServerPlatformNetworkCountChanged,
		ServerPlatformNetworkChanged,
		ServerPlatformNetworkIDChanged,
		ServerPlatformSubnetChanged,
		ServerPlatformNetmaskChanged,
		ServerPlatformVPCChanged,
		ServerPlatformTunnelChanged,
		ServerPlatformLANVifsChanged,
		ServerPlatformWANVifsChanged,
		ServerPlatformLANIPsChanged,
		ServerPlatformWANIPsChanged,
		ServerPlatformRegionChanged,
		ServerPlatformAZChanged,
		ServerVifsUsed,
	}
}
