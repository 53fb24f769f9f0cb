package logline

// Lines of trisolaris: Sync, Push, node registration, streams.
var (
	// server/controller/trisolaris/config/config.go
	ServerChronyConfig = server("ServerChronyConfig", Info, "trisolaris.config", "server/controller/trisolaris/config/config.go", 79, true, "{Host:%s Port:%d Timeout:%d}")

	// server/controller/trisolaris/kubernetes/kubernetes.go
	ServerRefreshCacheClusterIDStarted   = server("ServerRefreshCacheClusterIDStarted", Info, "trisolaris.kubernetes", "server/controller/trisolaris/kubernetes/kubernetes.go", 86, true, "refresh cache cluster_id started")
	ServerRefreshCacheClusterIDCompleted = server("ServerRefreshCacheClusterIDCompleted", Info, "trisolaris.kubernetes", "server/controller/trisolaris/kubernetes/kubernetes.go", 104, true, "refresh cache cluster_id completed")
	ServerClusterNotInCache              = server("ServerClusterNotInCache", Warning, "trisolaris.kubernetes", "server/controller/trisolaris/kubernetes/kubernetes.go", 129, false, "cluster_id: %s not found in cache, domain map: %v, sub_domain map: %v")
	ServerClusterNotInDB                 = server("ServerClusterNotInDB", Warning, "trisolaris.kubernetes", "server/controller/trisolaris/kubernetes/kubernetes.go", 149, false, "cluster_id: %s not found in db")
	ServerKubernetesCheckCache           = server("ServerKubernetesCheckCache", Info, "trisolaris.kubernetes", "server/controller/trisolaris/kubernetes/kubernetes.go", 155, true, "check cache team_id: %s, cluster_id: %s, cluster_name: %s")
	ServerKubernetesCacheEntry           = server("ServerKubernetesCacheEntry", Info, "trisolaris.kubernetes", "server/controller/trisolaris/kubernetes/kubernetes.go", 161, true, "cache cluster_id: %s, cluster_name: %s")
	ServerClusterDomainRetry             = server("ServerClusterDomainRetry", Error, "trisolaris.kubernetes", "server/controller/trisolaris/kubernetes/kubernetes.go", 168, false, "auto create domain failed: %s, try again after 3s")
	ServerKubernetesAutoCreateDomain     = server("ServerKubernetesAutoCreateDomain", Info, "trisolaris.kubernetes", "server/controller/trisolaris/kubernetes/kubernetes.go", 180, true, "auto create domain with team_id: %s, cluster_id: %s, cluster_name: %s")

	// server/controller/trisolaris/node/controller_discovery.go
	ServerNodeInfo         = server("ServerNodeInfo", Info, "trisolaris.node", "server/controller/trisolaris/node/controller_discovery.go", 38, true, "node info: ip=%s, nodeType=%s, regionDomainPrefix=%s")
	ServerNodeIPEnvMissing = server("ServerNodeIPEnvMissing", Error, "trisolaris.node", "server/controller/trisolaris/node/controller_discovery.go", 59, false, "get env(%s) data failed")
	ServerControllerName   = server("ServerControllerName", Info, "trisolaris.node", "server/controller/trisolaris/node/controller_discovery.go", 78, true, "controller name (%s), node_name (%s)")

	// server/controller/trisolaris/node/node.go
	ServerUpdateTSDBInfoDB                 = server("ServerUpdateTSDBInfoDB", Info, "trisolaris.node", "server/controller/trisolaris/node/node.go", 137, true, "update tsdb info to db")
	ServerGetAnalyzerCountFailedErr        = server("ServerGetAnalyzerCountFailedErr", Error, "trisolaris.node", "server/controller/trisolaris/node/node.go", 140, false, "get analyzer(count=%d) failed  err:%v")
	ServerUpdateAnalyzersFailed            = server("ServerUpdateAnalyzersFailed", Error, "trisolaris.node", "server/controller/trisolaris/node/node.go", 221, false, "%s")
	ServerAddTSDBCache                     = server("ServerAddTSDBCache", Info, "trisolaris.node", "server/controller/trisolaris/node/node.go", 230, true, "add tsdb cache %s")
	ServerDeleteTSDBCache                  = server("ServerDeleteTSDBCache", Info, "trisolaris.node", "server/controller/trisolaris/node/node.go", 234, false, "delete tsdb cache %s")
	ServerReadControllersFailed            = server("ServerReadControllersFailed", Error, "trisolaris.node", "server/controller/trisolaris/node/node.go", 260, false, "%s")
	ServerLocalControllerRegionFailed      = server("ServerLocalControllerRegionFailed", Error, "trisolaris.node", "server/controller/trisolaris/node/node.go", 269, false, "find local controller(%s) region failed, err:%s")
	ServerInsertAnalyzerFailed             = server("ServerInsertAnalyzerFailed", Error, "trisolaris.node", "server/controller/trisolaris/node/node.go", 589, false, "%s")
	ServerInsertAnalyzerConnectionFailed   = server("ServerInsertAnalyzerConnectionFailed", Error, "trisolaris.node", "server/controller/trisolaris/node/node.go", 597, false, "%s")
	ServerConfigDataSourceFailed           = server("ServerConfigDataSourceFailed", Error, "trisolaris.node", "server/controller/trisolaris/node/node.go", 611, false, "%s")
	ServerLookUpAnalyzerFailed             = server("ServerLookUpAnalyzerFailed", Error, "trisolaris.node", "server/controller/trisolaris/node/node.go", 614, false, "%s")
	ServerRegisterTSDB                     = server("ServerRegisterTSDB", Info, "trisolaris.node", "server/controller/trisolaris/node/node.go", 619, false, "register tsdb(%v)")
	ServerLookUpControllerFailed           = server("ServerLookUpControllerFailed", Error, "trisolaris.node", "server/controller/trisolaris/node/node.go", 695, false, "%s")
	ServerRegisterController               = server("ServerRegisterController", Info, "trisolaris.node", "server/controller/trisolaris/node/node.go", 700, false, "resiter controller(%+v)")
	ServerInsertControllerFailed           = server("ServerInsertControllerFailed", Error, "trisolaris.node", "server/controller/trisolaris/node/node.go", 742, false, "%s")
	ServerInsertControllerConnectionFailed = server("ServerInsertControllerConnectionFailed", Error, "trisolaris.node", "server/controller/trisolaris/node/node.go", 750, false, "%s")
	ServerGenerateIngesterPlatformData     = server("ServerGenerateIngesterPlatformData", Info, "trisolaris.node", "server/controller/trisolaris/node/node.go", 964, true, "generate ingester platform data (region=%s azs=%s podClusterInternalIPToIngester=%d)")
	ServerStartRegisterTSDB                = server("ServerStartRegisterTSDB", Info, "trisolaris.node", "server/controller/trisolaris/node/node.go", 1020, false, "start register tsdb")
	ServerEndRegisterTSDB                  = server("ServerEndRegisterTSDB", Info, "trisolaris.node", "server/controller/trisolaris/node/node.go", 1025, false, "end register tsdb")
	ServerStartGenerateNodeCacheTimed      = server("ServerStartGenerateNodeCacheTimed", Info, "trisolaris.node", "server/controller/trisolaris/node/node.go", 1048, true, "start generate node cache data from timed")
	ServerEndGenerateNodeCacheTimed        = server("ServerEndGenerateNodeCacheTimed", Info, "trisolaris.node", "server/controller/trisolaris/node/node.go", 1057, true, "end generate node cache data from timed")
	ServerStartGenerateNodeCacheRPC        = server("ServerStartGenerateNodeCacheRPC", Info, "trisolaris.node", "server/controller/trisolaris/node/node.go", 1059, false, "start generate node cache data from rpc")
	ServerEndGenerateNodeCacheRPC          = server("ServerEndGenerateNodeCacheRPC", Info, "trisolaris.node", "server/controller/trisolaris/node/node.go", 1066, false, "end generate node cache data from rpc")
	ServerPlatformDataChangedIngester      = server("ServerPlatformDataChangedIngester", Info, "trisolaris.node", "server/controller/trisolaris/node/node.go", 1071, true, "platformData changed generate ingester platformData")
	ServerExitGenerateNodeData             = server("ServerExitGenerateNodeData", Info, "trisolaris.node", "server/controller/trisolaris/node/node.go", 1075, false, "exit generate node data")

	// server/controller/trisolaris/refresh/refresh.go
	ServerRefreshCache             = server("ServerRefreshCache", Info, "trisolaris.refresh", "server/controller/trisolaris/refresh/refresh.go", 68, true, "refresh cache for trisolaris(%v %v), orgID(%d), dataTypes(%v)")
	ServerRefreshLocalUnreachable  = server("ServerRefreshLocalUnreachable", Error, "trisolaris.refresh", "server/controller/trisolaris/refresh/refresh.go", 78, false, "%s:%d unreachable, err(%s)")
	ServerRefreshLocalFailed       = server("ServerRefreshLocalFailed", Error, "trisolaris.refresh", "server/controller/trisolaris/refresh/refresh.go", 84, false, "request trisolaris failed: %s, URL: %s")
	ServerRefreshRemoteUnreachable = server("ServerRefreshRemoteUnreachable", Error, "trisolaris.refresh", "server/controller/trisolaris/refresh/refresh.go", 90, false, "%s:%d unreachable, err(%s)")
	ServerRefreshRemoteFailed      = server("ServerRefreshRemoteFailed", Error, "trisolaris.refresh", "server/controller/trisolaris/refresh/refresh.go", 96, false, "request trisolaris failed: %s, URL: %s")
	ServerStartRefreshIPsTimed     = server("ServerStartRefreshIPsTimed", Info, "trisolaris.refresh", "server/controller/trisolaris/refresh/refresh.go", 141, true, "start generate refresh IPs from timed")
	ServerEndRefreshIPsTimed       = server("ServerEndRefreshIPsTimed", Info, "trisolaris.refresh", "server/controller/trisolaris/refresh/refresh.go", 143, true, "end generate refresh IPs from timed")

	// server/controller/trisolaris/services/grpc/agentsynchronize/kubernetes.go
	ServerGetClusterIDRequest  = server("ServerGetClusterIDRequest", Info, "trisolaris.agentsynchronize", "server/controller/trisolaris/services/grpc/agentsynchronize/kubernetes.go", 38, true, "call me from ip: %s to get kubernetes cluster_id")
	ServerClusterMD5Invalid    = server("ServerClusterMD5Invalid", Error, "trisolaris.agentsynchronize", "server/controller/trisolaris/services/grpc/agentsynchronize/kubernetes.go", 44, true, "md5 (%s) is invaild")
	ServerGetClusterIDResponse = server("ServerGetClusterIDResponse", Info, "trisolaris.agentsynchronize", "server/controller/trisolaris/services/grpc/agentsynchronize/kubernetes.go", 60, true, "response kubernetes cluster_id: %s to ip: %s")

	// server/controller/trisolaris/services/grpc/agentsynchronize/ntp.go
	ServerNTPRequest       = server("ServerNTPRequest", Info, "trisolaris.agentsynchronize", "server/controller/trisolaris/services/grpc/agentsynchronize/ntp.go", 39, true, "request ntp proxcy from ip: %s")
	ServerNTPProxyFailed   = server("ServerNTPProxyFailed", Error, "trisolaris.agentsynchronize", "server/controller/trisolaris/services/grpc/agentsynchronize/ntp.go", 44, false, "%v")
	ServerNTPNoRequestData = server("ServerNTPNoRequestData", Error, "trisolaris.agentsynchronize", "server/controller/trisolaris/services/grpc/agentsynchronize/ntp.go", 59, true, "ntp query no request data from ip: %s")
	ServerNTPSendFailed    = server("ServerNTPSendFailed", Error, "trisolaris.agentsynchronize", "server/controller/trisolaris/services/grpc/agentsynchronize/ntp.go", 64, false, "send ntp request failed %v")
	ServerNTPReceiveFailed = server("ServerNTPReceiveFailed", Error, "trisolaris.agentsynchronize", "server/controller/trisolaris/services/grpc/agentsynchronize/ntp.go", 70, true, "receive ntp response failed %v %v")

	// server/controller/trisolaris/services/grpc/agentsynchronize/plugin.go
	ServerPluginAgentNotFound = server("ServerPluginAgentNotFound", Error, "trisolaris.agentsynchronize", "server/controller/trisolaris/services/grpc/agentsynchronize/plugin.go", 98, true, "agent(%s team_id=%s ) cache not found")
	ServerPluginRequest       = server("ServerPluginRequest", Info, "trisolaris.agentsynchronize", "server/controller/trisolaris/services/grpc/agentsynchronize/plugin.go", 101, true, "receive agent(%s team_id=%s) plugin request")
	ServerPluginNotFound      = server("ServerPluginNotFound", Error, "trisolaris.agentsynchronize", "server/controller/trisolaris/services/grpc/agentsynchronize/plugin.go", 105, true, "get plugin(type=%s, name=%s) from db failed, %s")
	ServerPluginInvalid       = server("ServerPluginInvalid", Error, "trisolaris.agentsynchronize", "server/controller/trisolaris/services/grpc/agentsynchronize/plugin.go", 105, false, "the plugin request data type(%d) or name(%s) is empty")
	ServerPluginSendFailed    = server("ServerPluginSendFailed", Error, "trisolaris.agentsynchronize", "server/controller/trisolaris/services/grpc/agentsynchronize/plugin.go", 123, false, "send agent(%s team_id=%s) plugin data faild, err:%s")
	ServerPluginSent          = server("ServerPluginSent", Info, "trisolaris.agentsynchronize", "server/controller/trisolaris/services/grpc/agentsynchronize/plugin.go", 127, false, "sending plugin data to agent(%s team_id=%s) completed")

	// server/controller/trisolaris/services/grpc/agentsynchronize/process_info.go
	ServerGPIDSyncDebug     = server("ServerGPIDSyncDebug", Info, "trisolaris.agentsynchronize", "server/controller/trisolaris/services/grpc/agentsynchronize/process_info.go", 47, false, "receive debug gpid sync data by vtap(ctrl_ip: %s, ctrl_mac: %s vtap_id: %d  team_id: %s)")
	ServerGPIDSyncInvalid   = server("ServerGPIDSyncInvalid", Info, "trisolaris.agentsynchronize", "server/controller/trisolaris/services/grpc/agentsynchronize/process_info.go", 51, true, "receive invalid gpid sync data from vtap(ctrl_ip: %s, ctrl_mac: %s team_id: %s), because vtap_id=%d(vtap is not registered)")
	ServerGPIDSyncReceived  = server("ServerGPIDSyncReceived", Info, "trisolaris.agentsynchronize", "server/controller/trisolaris/services/grpc/agentsynchronize/process_info.go", 59, true, "receive gpid sync data from vtap(ctrl_ip: %s, ctrl_mac: %s, vtap_id: %d, team_id: %s) data_len: %d")
	ServerGPIDSyncResponse  = server("ServerGPIDSyncResponse", Info, "trisolaris.agentsynchronize", "server/controller/trisolaris/services/grpc/agentsynchronize/process_info.go", 63, true, "send gpid response data(len=%d) to vtap(ctrl_ip: %s, ctrl_mac: %s, vtap_id: %d, team_id: %s)")
	ServerGPIDShareReceived = server("ServerGPIDShareReceived", Info, "trisolaris.agentsynchronize", "server/controller/trisolaris/services/grpc/agentsynchronize/process_info.go", 70, false, "receive gpid sync data from server(%s)")

	// server/controller/trisolaris/services/grpc/agentsynchronize/remote_execute.go
	ServerRemoteExecReceiveDone        = server("ServerRemoteExecReceiveDone", Info, "trisolaris.agentsynchronize", "server/controller/trisolaris/services/grpc/agentsynchronize/remote_execute.go", 58, true, "agent(key: %s) remote exec stream receive goroutine done")
	ServerRemoteExecReceiveContextDone = server("ServerRemoteExecReceiveContextDone", Info, "trisolaris.agentsynchronize", "server/controller/trisolaris/services/grpc/agentsynchronize/remote_execute.go", 75, true, "context done, agent(key: %s), context err: %v")
	ServerRemoteExecStreamError        = server("ServerRemoteExecStreamError", Error, "trisolaris.agentsynchronize", "server/controller/trisolaris/services/grpc/agentsynchronize/remote_execute.go", 88, true, "agent(key: %s) command stream error: %v")
	ServerRemoteExecNoAgentInfo        = server("ServerRemoteExecNoAgentInfo", Warning, "trisolaris.agentsynchronize", "server/controller/trisolaris/services/grpc/agentsynchronize/remote_execute.go", 105, false, "recevie agent info from remote command is nil")
	ServerRemoteExecCalled             = server("ServerRemoteExecCalled", Info, "trisolaris.agentsynchronize", "server/controller/trisolaris/services/grpc/agentsynchronize/remote_execute.go", 111, true, "agent(key: %s) call RemoteExecute")
	ServerRemoteExecAdded              = server("ServerRemoteExecAdded", Info, "trisolaris.agentsynchronize", "server/controller/trisolaris/services/grpc/agentsynchronize/remote_execute.go", 114, true, "agent(key: %s) remote exec map not found, add to cmd manager")
	ServerRemoteExecMapNotFound        = server("ServerRemoteExecMapNotFound", Error, "trisolaris.agentsynchronize", "server/controller/trisolaris/services/grpc/agentsynchronize/remote_execute.go", 122, false, "agent(key: %s) remote exec map not found")
	ServerRemoteExecHeartbeat          = server("ServerRemoteExecHeartbeat", Info, "trisolaris.agentsynchronize", "server/controller/trisolaris/services/grpc/agentsynchronize/remote_execute.go", 130, true, "agent heart beat command response: %s")
	ServerRemoteExecInitDone           = server("ServerRemoteExecInitDone", Info, "trisolaris.agentsynchronize", "server/controller/trisolaris/services/grpc/agentsynchronize/remote_execute.go", 150, true, "agent(key: %s) init done")
	ServerRemoteExecSendContextDone    = server("ServerRemoteExecSendContextDone", Info, "trisolaris.agentsynchronize", "server/controller/trisolaris/services/grpc/agentsynchronize/remote_execute.go", 159, true, "context done, agent(key: %s), context err: %v")
	ServerRemoteExecRequestFailed      = server("ServerRemoteExecRequestFailed", Error, "trisolaris.agentsynchronize", "server/controller/trisolaris/services/grpc/agentsynchronize/remote_execute.go", 162, false, "%v")
	ServerRemoteExecRequest            = server("ServerRemoteExecRequest", Info, "trisolaris.agentsynchronize", "server/controller/trisolaris/services/grpc/agentsynchronize/remote_execute.go", 171, true, "agent(key: %s) request: %s")
	ServerRemoteExecSendFailed         = server("ServerRemoteExecSendFailed", Error, "trisolaris.agentsynchronize", "server/controller/trisolaris/services/grpc/agentsynchronize/remote_execute.go", 173, false, "send cmd to agent error: %s, req: %#v")
	ServerRemoteExecRequestIDNotFound  = server("ServerRemoteExecRequestIDNotFound", Error, "trisolaris.agentsynchronize", "server/controller/trisolaris/services/grpc/agentsynchronize/remote_execute.go", 183, false, "agent(key: %s) command resp request id not found%%!(EXTRA *uint64=%v)")
	ServerRemoteExecRequestNotFound    = server("ServerRemoteExecRequestNotFound", Error, "trisolaris.agentsynchronize", "server/controller/trisolaris/services/grpc/agentsynchronize/remote_execute.go", 188, false, "agent(key: %s, request id: %v) remote exec map not found")
	ServerRemoteExecResponse           = server("ServerRemoteExecResponse", Info, "trisolaris.agentsynchronize", "server/controller/trisolaris/services/grpc/agentsynchronize/remote_execute.go", 193, true, "agent(key: %s) resp: %s")
	ServerRemoteExecCommandError       = server("ServerRemoteExecCommandError", Error, "trisolaris.agentsynchronize", "server/controller/trisolaris/services/grpc/agentsynchronize/remote_execute.go", 197, false, "agent(key: %s) run command error: %s")

	// server/controller/trisolaris/services/grpc/agentsynchronize/sync_push.go
	ServerAgentConfigInvalid       = server("ServerAgentConfigInvalid", Error, "trisolaris.agentsynchronize", "server/controller/trisolaris/services/grpc/agentsynchronize/sync_push.go", 67, false, "viper read agent(%d) config yaml error: %v")
	ServerNoProxyControllerIP      = server("ServerNoProxyControllerIP", Error, "trisolaris.agentsynchronize", "server/controller/trisolaris/services/grpc/agentsynchronize/sync_push.go", 89, true, "agent(%s) has no proxy_controller_ip, Please check whether the agent allocs controller IP or If nat-ip is enabled, whether the controller is configured with nat-ip")
	ServerSyncFromCluster          = server("ServerSyncFromCluster", Info, "trisolaris.agentsynchronize", "server/controller/trisolaris/services/grpc/agentsynchronize/sync_push.go", 173, false, "call me from ip: %s with team_id: %s, cluster_id: %s, cluster_name: %s")
	ServerVTapInfoNotFound         = server("ServerVTapInfoNotFound", Error, "trisolaris.agentsynchronize", "server/controller/trisolaris/services/grpc/agentsynchronize/sync_push.go", 187, false, "ctrlIp is %s, ctrlMac is %s, team_id is (str=%s,int=%d) not found vtapInfo")
	ServerCacheNotReady            = server("ServerCacheNotReady", Warning, "trisolaris.agentsynchronize", "server/controller/trisolaris/services/grpc/agentsynchronize/sync_push.go", 193, false, "err:%s ctrlIp is %s, ctrlMac is %s, team_id is (str=%s,int=%d), hostIps is %s, name:%s,  revision:%s,  bootTime:%d")
	ServerTeamIDRefused            = server("ServerTeamIDRefused", Error, "trisolaris.agentsynchronize", "server/controller/trisolaris/services/grpc/agentsynchronize/sync_push.go", 199, false, "ctrlIp is %s, ctrlMac is %s, not team_id refuse(%v) register")
	ServerNotFoundInCache          = server("ServerNotFoundInCache", Warning, "trisolaris.agentsynchronize", "server/controller/trisolaris/services/grpc/agentsynchronize/sync_push.go", 202, true, "vtap (ctrl_ip: %s, ctrl_mac: %s, team_id: (str=%s,int=%d), host_ips: %s, kubernetes_cluster_id: %s, kubernetes_force_watch: %t, kubernetes_watch_policy: %d, group_id: %s) not found in cache. NAME:%s  REVISION:%s  BOOT_TIME:%d")
	ServerVersionChange            = server("ServerVersionChange", Info, "trisolaris.agentsynchronize", "server/controller/trisolaris/services/grpc/agentsynchronize/sync_push.go", 242, true, "ctrl_ip is %s, ctrl_mac is %s, team_id is (str=%s,int=%d), host_ips is %s, (platform data version  %d -> %d), (acls version %d -> %d), (groups version %d -> %d), NAME:%s  REVISION:%s  BOOT_TIME:%d")
	ServerSyncOpenKubernetesAPI    = server("ServerSyncOpenKubernetesAPI", Info, "trisolaris.agentsynchronize", "server/controller/trisolaris/services/grpc/agentsynchronize/sync_push.go", 314, false, "open cluster(%s) kubernetes_api_enabled Agent(ctrl_ip: %s, ctrl_mac: %s, team_id: (str=%s,int=%d), kubernetes_force_watch: %t)")
	ServerNoIngesterIP             = server("ServerNoIngesterIP", Error, "trisolaris.agentsynchronize", "server/controller/trisolaris/services/grpc/agentsynchronize/sync_push.go", 324, true, "agent(%s) has no ingester_ip, Please check whether the agent allocs tsdb IP or If nat-ip is enabled, whether the tsdb is configured with nat-ip")
	ServerNoAgentOpenKubernetesAPI = server("ServerNoAgentOpenKubernetesAPI", Info, "trisolaris.agentsynchronize", "server/controller/trisolaris/services/grpc/agentsynchronize/sync_push.go", 408, false, "open cluster(%s) kubernetes_api_enabled Agent(ctrl_ip: %s, ctrl_mac: %s, kubernetes_force_watch: %t, kubernetes_watch_policy: %d)")
	ServerPushVTapInfoNotFound     = server("ServerPushVTapInfoNotFound", Error, "trisolaris.agentsynchronize", "server/controller/trisolaris/services/grpc/agentsynchronize/sync_push.go", 473, false, "ctrlIp is %s, ctrlMac is %s, team_id is (str=%s,int=%d) not found  vtapinfo")
	ServerPushVersionChange        = server("ServerPushVersionChange", Info, "trisolaris.agentsynchronize", "server/controller/trisolaris/services/grpc/agentsynchronize/sync_push.go", 515, true, "push data ctrl_ip is %s, ctrl_mac is %s, team_id is (str=%s,int=%d) (platform data version  %d -> %d), (acls version %d -> %d datalen: %d), (groups version %d -> %d), NAME:%s  REVISION:%s  BOOT_TIME:%d")
	ServerPushFirst                = server("ServerPushFirst", Info, "trisolaris.agentsynchronize", "server/controller/trisolaris/services/grpc/agentsynchronize/sync_push.go", 524, false, "first:  %v")
	ServerPushOpenKubernetesAPI    = server("ServerPushOpenKubernetesAPI", Info, "trisolaris.agentsynchronize", "server/controller/trisolaris/services/grpc/agentsynchronize/sync_push.go", 551, false, "open cluster(%s) kubernetes_api_enabled Agent(ctrl_ip: %s, ctrl_mac: %s, team_id: (str=%s,int=%d), kubernetes_force_watch: %t, kubernetes_watch_policy %d)")
	ServerPushNoIngesterIP         = server("ServerPushNoIngesterIP", Error, "trisolaris.agentsynchronize", "server/controller/trisolaris/services/grpc/agentsynchronize/sync_push.go", 561, false, "agent(%s) has no ingester_ip, Please check whether the agent allocs tsdb IP or If nat-ip is enabled, whether the tsdb is configured with nat-ip")
	ServerPushNoOrg                = server("ServerPushNoOrg", Error, "trisolaris.agentsynchronize", "server/controller/trisolaris/services/grpc/agentsynchronize/sync_push.go", 601, false, "get orgid failed by team_id(%s)")
	ServerPushFirstNoCache         = server("ServerPushFirstNoCache", Error, "trisolaris.agentsynchronize", "server/controller/trisolaris/services/grpc/agentsynchronize/sync_push.go", 614, true, "no find vtap(%s %s) cache")
	ServerPushFirstFailed          = server("ServerPushFirstFailed", Error, "trisolaris.agentsynchronize", "server/controller/trisolaris/services/grpc/agentsynchronize/sync_push.go", 618, false, "%v")
	ServerPushNoCache              = server("ServerPushNoCache", Error, "trisolaris.agentsynchronize", "server/controller/trisolaris/services/grpc/agentsynchronize/sync_push.go", 625, true, "no find vtap(%s %s) cache")
	ServerPushFailed               = server("ServerPushFailed", Error, "trisolaris.agentsynchronize", "server/controller/trisolaris/services/grpc/agentsynchronize/sync_push.go", 629, false, "%v")
	ServerExitAgentPush            = server("ServerExitAgentPush", Info, "trisolaris.agentsynchronize", "server/controller/trisolaris/services/grpc/agentsynchronize/sync_push.go", 633, false, "exit agent push%%!(EXTRA string=%s, string=%s)")

	// server/controller/trisolaris/services/grpc/agentsynchronize/upgrade.go
	ServerUpgradeStart         = server("ServerUpgradeStart", Info, "trisolaris.agentsynchronize", "server/controller/trisolaris/services/grpc/agentsynchronize/upgrade.go", 97, true, "vtap(%s) teamID(%s) starts to upgrade")
	ServerUpgradeInfoNotFound  = server("ServerUpgradeInfoNotFound", Error, "trisolaris.agentsynchronize", "server/controller/trisolaris/services/grpc/agentsynchronize/upgrade.go", 101, false, "vtap(%s) teamID:%s-%d info not found")
	ServerUpgradeCacheNotFound = server("ServerUpgradeCacheNotFound", Error, "trisolaris.agentsynchronize", "server/controller/trisolaris/services/grpc/agentsynchronize/upgrade.go", 106, true, "vtap(%s) teamID:%s-%d cache not found")
	ServerUpgradeFailed        = server("ServerUpgradeFailed", Error, "trisolaris.agentsynchronize", "server/controller/trisolaris/services/grpc/agentsynchronize/upgrade.go", 111, true, "vtap(%s) teamID:%s-%d, err:%s")
	ServerUpgradeSendFailed    = server("ServerUpgradeSendFailed", Error, "trisolaris.agentsynchronize", "server/controller/trisolaris/services/grpc/agentsynchronize/upgrade.go", 121, false, "vtap(%s) teamID:%s-%d, err:%s")
	ServerUpgradeSendEndFailed = server("ServerUpgradeSendEndFailed", Error, "trisolaris.agentsynchronize", "server/controller/trisolaris/services/grpc/agentsynchronize/upgrade.go", 138, false, "vtap(%s) teamID:%s-%d, err:%s")
	ServerUpgradeCanceled      = server("ServerUpgradeCanceled", Warning, "trisolaris.agentsynchronize", "server/controller/trisolaris/services/grpc/agentsynchronize/upgrade.go", 144, false, "vtap(%s) teamID:%s-%d upgrade is canceled/completed")
	ServerUpgradeFinished      = server("ServerUpgradeFinished", Info, "trisolaris.agentsynchronize", "server/controller/trisolaris/services/grpc/agentsynchronize/upgrade.go", 150, false, "vtap(%s) teamID:%s-%d finishes the upgrade")

	// server/controller/trisolaris/services/grpc/synchronize/tsdb.go
	ServerAnalyzerSync = server("ServerAnalyzerSync", Info, "trisolaris.synchronize", "server/controller/trisolaris/services/grpc/synchronize/tsdb.go", 77, true, "ctrl_ip is %s, (platform data version %d -> %d), (acl version %d -> %d), (groups version %d -> %d), NAME:%s")
	ServerAnalyzerInfo = server("ServerAnalyzerInfo", Info, "trisolaris.synchronize", "server/controller/trisolaris/services/grpc/synchronize/tsdb.go", 88, true, "ctrl_ip:%s, cpu_num:%d, memory_size:%d, arch:%s, os:%s, kernel_version:%s, pcap_data_mount_path:%s")
	ServerAnalyzerPush = server("ServerAnalyzerPush", Info, "trisolaris.synchronize", "server/controller/trisolaris/services/grpc/synchronize/tsdb.go", 188, false, "push ctrl_ip is %s, (platform data version %d -> %d), (acl version %d -> %d), (groups version %d -> %d), NAME:%s")

	// server/controller/trisolaris/trisolaris.go
	ServerGetStartTimeSuccess    = server("ServerGetStartTimeSuccess", Info, "trisolaris", "server/controller/trisolaris/trisolaris.go", 291, true, "get start time(%d) success")
	ServerStartOrgDataGenerate   = server("ServerStartOrgDataGenerate", Info, "trisolaris", "server/controller/trisolaris/trisolaris.go", 297, true, "start ORG(id=%d database=%s) data generate")
	ServerExitOrgDataGenerate    = server("ServerExitOrgDataGenerate", Info, "trisolaris", "server/controller/trisolaris/trisolaris.go", 310, false, "exit ORG(id=%d database=%s) data generate")
	ServerGetOrgIDs              = server("ServerGetOrgIDs", Info, "trisolaris", "server/controller/trisolaris/trisolaris.go", 369, true, "get orgIDs : %v")
	ServerFinishOrgDataInit      = server("ServerFinishOrgDataInit", Info, "trisolaris", "server/controller/trisolaris/trisolaris.go", 394, true, "finish orgdata init %v")
	ServerStartCheckOrgDataTimed = server("ServerStartCheckOrgDataTimed", Info, "trisolaris", "server/controller/trisolaris/trisolaris.go", 524, true, "start check org data from timed")
	ServerEndCheckOrgDataTimed   = server("ServerEndCheckOrgDataTimed", Info, "trisolaris", "server/controller/trisolaris/trisolaris.go", 526, true, "end check org data from timed")
)

func trisolarisLines() []*Line {
	return []*Line{
		ServerChronyConfig,
		ServerRefreshCacheClusterIDStarted,
		ServerRefreshCacheClusterIDCompleted,
		ServerClusterNotInCache,
		ServerClusterNotInDB,
		ServerKubernetesCheckCache,
		ServerKubernetesCacheEntry,
		ServerClusterDomainRetry,
		ServerKubernetesAutoCreateDomain,
		ServerNodeInfo,
		ServerNodeIPEnvMissing,
		ServerControllerName,
		ServerUpdateTSDBInfoDB,
		ServerGetAnalyzerCountFailedErr,
		ServerUpdateAnalyzersFailed,
		ServerAddTSDBCache,
		ServerDeleteTSDBCache,
		ServerReadControllersFailed,
		ServerLocalControllerRegionFailed,
		ServerInsertAnalyzerFailed,
		ServerInsertAnalyzerConnectionFailed,
		ServerConfigDataSourceFailed,
		ServerLookUpAnalyzerFailed,
		ServerRegisterTSDB,
		ServerLookUpControllerFailed,
		ServerRegisterController,
		ServerInsertControllerFailed,
		ServerInsertControllerConnectionFailed,
		ServerGenerateIngesterPlatformData,
		ServerStartRegisterTSDB,
		ServerEndRegisterTSDB,
		ServerStartGenerateNodeCacheTimed,
		ServerEndGenerateNodeCacheTimed,
		ServerStartGenerateNodeCacheRPC,
		ServerEndGenerateNodeCacheRPC,
		ServerPlatformDataChangedIngester,
		ServerExitGenerateNodeData,
		ServerRefreshCache,
		ServerRefreshLocalUnreachable,
		ServerRefreshLocalFailed,
		ServerRefreshRemoteUnreachable,
		ServerRefreshRemoteFailed,
		ServerStartRefreshIPsTimed,
		ServerEndRefreshIPsTimed,
		ServerGetClusterIDRequest,
		ServerClusterMD5Invalid,
		ServerGetClusterIDResponse,
		ServerNTPRequest,
		ServerNTPProxyFailed,
		ServerNTPNoRequestData,
		ServerNTPSendFailed,
		ServerNTPReceiveFailed,
		ServerPluginAgentNotFound,
		ServerPluginRequest,
		ServerPluginNotFound,
		ServerPluginInvalid,
		ServerPluginSendFailed,
		ServerPluginSent,
		ServerGPIDSyncDebug,
		ServerGPIDSyncInvalid,
		ServerGPIDSyncReceived,
		ServerGPIDSyncResponse,
		ServerGPIDShareReceived,
		ServerRemoteExecReceiveDone,
		ServerRemoteExecReceiveContextDone,
		ServerRemoteExecStreamError,
		ServerRemoteExecNoAgentInfo,
		ServerRemoteExecCalled,
		ServerRemoteExecAdded,
		ServerRemoteExecMapNotFound,
		ServerRemoteExecHeartbeat,
		ServerRemoteExecInitDone,
		ServerRemoteExecSendContextDone,
		ServerRemoteExecRequestFailed,
		ServerRemoteExecRequest,
		ServerRemoteExecSendFailed,
		ServerRemoteExecRequestIDNotFound,
		ServerRemoteExecRequestNotFound,
		ServerRemoteExecResponse,
		ServerRemoteExecCommandError,
		ServerAgentConfigInvalid,
		ServerNoProxyControllerIP,
		ServerSyncFromCluster,
		ServerVTapInfoNotFound,
		ServerCacheNotReady,
		ServerTeamIDRefused,
		ServerNotFoundInCache,
		ServerVersionChange,
		ServerSyncOpenKubernetesAPI,
		ServerNoIngesterIP,
		ServerNoAgentOpenKubernetesAPI,
		ServerPushVTapInfoNotFound,
		ServerPushVersionChange,
		ServerPushFirst,
		ServerPushOpenKubernetesAPI,
		ServerPushNoIngesterIP,
		ServerPushNoOrg,
		ServerPushFirstNoCache,
		ServerPushFirstFailed,
		ServerPushNoCache,
		ServerPushFailed,
		ServerExitAgentPush,
		ServerUpgradeStart,
		ServerUpgradeInfoNotFound,
		ServerUpgradeCacheNotFound,
		ServerUpgradeFailed,
		ServerUpgradeSendFailed,
		ServerUpgradeSendEndFailed,
		ServerUpgradeCanceled,
		ServerUpgradeFinished,
		ServerAnalyzerSync,
		ServerAnalyzerInfo,
		ServerAnalyzerPush,
		ServerGetStartTimeSuccess,
		ServerStartOrgDataGenerate,
		ServerExitOrgDataGenerate,
		ServerGetOrgIDs,
		ServerFinishOrgDataInit,
		ServerStartCheckOrgDataTimed,
		ServerEndCheckOrgDataTimed,
	}
}
