package logline

// Lines of the agent's synchronizer.
var (
	AgentUpdatePlatformData     = agent("AgentUpdatePlatformData", Info, "src/rpc/synchronizer.rs", 208, "Update PlatformData version %d to %d.")
	AgentUpdateIPGroups         = agent("AgentUpdateIPGroups", Info, "src/rpc/synchronizer.rs", 220, "Update IpGroups version %d to %d.")
	AgentUpdateFlowACLs         = agent("AgentUpdateFlowACLs", Info, "src/rpc/synchronizer.rs", 230, "Update FlowAcls version %d to %d.")
	AgentInvalidPlatformData    = agent("AgentInvalidPlatformData", Error, "src/rpc/synchronizer.rs", 288, "Invalid platform data.")
	AgentInvalidACLs            = agent("AgentInvalidACLs", Error, "src/rpc/synchronizer.rs", 365, "Invalid acls.")
	AgentInvalidIPGroups        = agent("AgentInvalidIPGroups", Error, "src/rpc/synchronizer.rs", 404, "Invalid ip groups.")
	AgentResetVersions          = agent("AgentResetVersions", Info, "src/rpc/synchronizer.rs", 573, "Reset version of acls, groups and platform_data.")
	AgentUpgradeOnlyGRPC        = agent("AgentUpgradeOnlyGRPC", Warning, "src/rpc/synchronizer.rs", 696, "error upgrade method, only support grpc: %s")
	AgentUpgradeTriggered       = agent("AgentUpgradeTriggered", Info, "src/rpc/synchronizer.rs", 699, "trigger upgrade as revision update from %s to %s")
	AgentSegmentEmpty           = agent("AgentSegmentEmpty", Warning, "src/rpc/synchronizer.rs", 729, "Segment is empty, in %v mode.")
	AgentServerResponded        = agent("AgentServerResponded", Warning, "src/rpc/synchronizer.rs", 787, "server (%v) responded with %v")
	AgentResponseWithoutConfig  = agent("AgentResponseWithoutConfig", Warning, "src/rpc/synchronizer.rs", 798, "invalid response from %v without config")
	AgentResponseInvalidConfig  = agent("AgentResponseInvalidConfig", Warning, "src/rpc/synchronizer.rs", 803, "invalid response from %v with invalid config: %v")
	AgentWaitingForNTP          = agent("AgentWaitingForNTP", Info, "src/rpc/synchronizer.rs", 841, "Waitting for NTP ...")
	AgentGRPCVersions           = agent("AgentGRPCVersions", Info, "src/rpc/synchronizer.rs", 848, "Grpc version ip-groups: %d, interfaces, peer-connections and cidrs: %d, flow-acls: %d")
	AgentGRPCFinishUpdate       = agent("AgentGRPCFinishUpdate", Info, "src/rpc/synchronizer.rs", 866, "Grpc finish update cost %v on %d listener, %d ip-groups, %d interfaces, %d peer-connections, %d cidrs, %d flow-acls")
	AgentSyncErrorRepeated      = agent("AgentSyncErrorRepeated", Error, "src/rpc/synchronizer.rs", 893, `Grpc error from sync server %s %d unavailable %v" count %d`)
	AgentSyncError              = agent("AgentSyncError", Warning, "src/rpc/synchronizer.rs", 895, `Grpc error from sync server %s %d unavailable %v" count %d`)
	AgentPushErrorRepeated      = agent("AgentPushErrorRepeated", Error, "src/rpc/synchronizer.rs", 893, "Grpc error from trigger %v count %d")
	AgentPushError              = agent("AgentPushError", Warning, "src/rpc/synchronizer.rs", 895, "Grpc error from trigger %v count %d")
	AgentGRPCServerChanged      = agent("AgentGRPCServerChanged", Info, "src/rpc/synchronizer.rs", 943, "grpc server changed")
	AgentPushServerResponded    = agent("AgentPushServerResponded", Warning, "src/rpc/synchronizer.rs", 964, "server (ip: %s port: %d) responded with %v")
	AgentEscapeExpired          = agent("AgentEscapeExpired", Warning, "src/rpc/synchronizer.rs", 1026, "as max escape time expired, deepflow-agent restart...")
	AgentNTPClosedFallback      = agent("AgentNTPClosedFallback", Warning, "src/rpc/synchronizer.rs", 1064, "Closing NTP causes the timestamp to fall back by %ds, and the agent needs to be restarted.")
	AgentNTPFailed              = agent("AgentNTPFailed", Warning, "src/rpc/synchronizer.rs", 1089, "ntp request failed with: %v")
	AgentNTPEmpty               = agent("AgentNTPEmpty", Warning, "src/rpc/synchronizer.rs", 1095, "ntp response empty")
	AgentNTPParseFailed         = agent("AgentNTPParseFailed", Warning, "src/rpc/synchronizer.rs", 1102, "parse ntp response failed: %v")
	AgentNTPInvalidMode         = agent("AgentNTPInvalidMode", Warning, "src/rpc/synchronizer.rs", 1109, "NTP: invalid mod in response")
	AgentNTPInvalidTransmitTime = agent("AgentNTPInvalidTransmitTime", Warning, "src/rpc/synchronizer.rs", 1114, "NTP: invalid transmit time in response")
	AgentNTPMismatch            = agent("AgentNTPMismatch", Warning, "src/rpc/synchronizer.rs", 1119, "NTP: server response mismatch")
	AgentNTPBackwards           = agent("AgentNTPBackwards", Warning, "src/rpc/synchronizer.rs", 1124, "NTP: server clock ticked backwards")
	AgentNTPOffset              = agent("AgentNTPOffset", Info, "src/rpc/synchronizer.rs", 1141, "NTP Set time offset %ds.")
	AgentNTPOpenedFallback      = agent("AgentNTPOpenedFallback", Warning, "src/rpc/synchronizer.rs", 1149, "Openning NTP causes the timestamp to fall back by %ds, and the agent needs to be restarted.")
	AgentSyncIntervalSetAtStart = agent("AgentSyncIntervalSetAtStart", Info, "src/rpc/synchronizer.rs", 1441, "sync interval set to %v")
	AgentHostnameChanged        = agent("AgentHostnameChanged", Info, "src/rpc/synchronizer.rs", 1471, `hostname changed from "%s" to "%s"`)
	AgentRefreshHostnameFailed  = agent("AgentRefreshHostnameFailed", Warning, "src/rpc/synchronizer.rs", 1482, "refresh hostname failed: %v")
	AgentIdentity               = agent("AgentIdentity", Info, "src/rpc/synchronizer.rs", 1488, "PacketCaptureType: %v, AgentId: %v, Hostname: %s")
	AgentUpgradeInKubernetes    = agent("AgentUpgradeInKubernetes", Warning, "src/rpc/synchronizer.rs", 1547, "agent upgrade is successful and don't ternimate or restart it, wait for the k8s to recreate it")
	AgentUpgradeFailed          = agent("AgentUpgradeFailed", Error, "src/rpc/synchronizer.rs", 1567, "upgrade failed: %v")
	AgentUpgradeUnsupported     = agent("AgentUpgradeUnsupported", Warning, "src/rpc/synchronizer.rs", 1555, "does not support upgrading environment")
	AgentUpgraded               = agent("AgentUpgraded", Warning, "src/rpc/synchronizer.rs", 1560, "agent upgrade is successful and restarts normally, deepflow-agent restart...")
	AgentProxyUpdate            = agent("AgentProxyUpdate", Info, "src/rpc/synchronizer.rs", 1575, "ProxyController update to %v:%d")
	AgentSyncIntervalSet        = agent("AgentSyncIntervalSet", Info, "src/rpc/synchronizer.rs", 1581, "sync interval set to %v")
)

func agentSynchronizerLines() []*Line {
	return []*Line{
		AgentUpdatePlatformData,
		AgentUpdateIPGroups,
		AgentUpdateFlowACLs,
		AgentInvalidPlatformData,
		AgentInvalidACLs,
		AgentInvalidIPGroups,
		AgentResetVersions,
		AgentUpgradeOnlyGRPC,
		AgentUpgradeTriggered,
		AgentSegmentEmpty,
		AgentServerResponded,
		AgentResponseWithoutConfig,
		AgentResponseInvalidConfig,
		AgentWaitingForNTP,
		AgentGRPCVersions,
		AgentGRPCFinishUpdate,
		AgentSyncErrorRepeated,
		AgentSyncError,
		AgentPushErrorRepeated,
		AgentPushError,
		AgentGRPCServerChanged,
		AgentPushServerResponded,
		AgentEscapeExpired,
		AgentNTPClosedFallback,
		AgentNTPFailed,
		AgentNTPEmpty,
		AgentNTPParseFailed,
		AgentNTPInvalidMode,
		AgentNTPInvalidTransmitTime,
		AgentNTPMismatch,
		AgentNTPBackwards,
		AgentNTPOffset,
		AgentNTPOpenedFallback,
		AgentSyncIntervalSetAtStart,
		AgentHostnameChanged,
		AgentRefreshHostnameFailed,
		AgentIdentity,
		AgentUpgradeInKubernetes,
		AgentUpgradeFailed,
		AgentUpgradeUnsupported,
		AgentUpgraded,
		AgentProxyUpdate,
		AgentSyncIntervalSet,
	}
}
