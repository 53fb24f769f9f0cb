package logline

// Lines of the REST API.
var (
	// server/controller/http/router/agent/agent_cmd.go
	ServerAgentCmdForwardInit  = server("ServerAgentCmdForwardInit", Info, "http.router.agent", "server/controller/http/router/agent/agent_cmd.go", 127, true, "agent(key: %s), node ip(%s) init %s to 0")
	ServerAgentCmdForwardTimes = server("ServerAgentCmdForwardTimes", Info, "http.router.agent", "server/controller/http/router/agent/agent_cmd.go", 130, true, "agent(key: %s), node ip(%s) forward times: %d")
	ServerAgentCmdControllers  = server("ServerAgentCmdControllers", Info, "http.router.agent", "server/controller/http/router/agent/agent_cmd.go", 139, true, "agent(key: %s), node ip(%s), agent cur controller ip(%s), controller ip(%s)")
	ServerAgentCmdNext         = server("ServerAgentCmdNext", Info, "http.router.agent", "server/controller/http/router/agent/agent_cmd.go", 145, true, "agent(key: %s) command context next, node ip(%s)")
	ServerAgentCmdReverseProxy = server("ServerAgentCmdReverseProxy", Info, "http.router.agent", "server/controller/http/router/agent/agent_cmd.go", 167, true, "agnet(key: %s), node ip(%s), reverse proxy(%s), agent current controller ip(%s), controller ip(%s)")

	// server/controller/http/router/health.go
	ServerInStage          = server("ServerInStage", Error, "router", "server/controller/http/router/health.go", 55, true, "server is in stage: %s now, time cost: %v")
	ServerMigrationTooLong = server("ServerMigrationTooLong", Warning, "router", "server/controller/http/router/health.go", 57, false, "MySQL migration is taking too long, please add initialDelaySeconds of server to wait for migration to complete")
	ServerStage            = server("ServerStage", Info, "router", "server/controller/http/router/health.go", 69, true, "stage: %s, time cost: %v")

	// server/controller/http/server.go
	ServerHTTPStartFailed = server("ServerHTTPStartFailed", Error, "http", "server/controller/http/server.go", 73, false, "startup service failed, err:%v\n")

	// server/controller/http/service/agent/agent_cmd.go
	ServerAgentCmdAdd       = server("ServerAgentCmdAdd", Info, "http.service.agent", "server/controller/http/service/agent/agent_cmd.go", 85, true, "add agent(key:%s) to cmd manager")
	ServerAgentCmdRemoveAll = server("ServerAgentCmdRemoveAll", Info, "http.service.agent", "server/controller/http/service/agent/agent_cmd.go", 105, true, "preparing to remove all agent(key: %s) from cmd manager")
	ServerAgentCmdDelete    = server("ServerAgentCmdDelete", Info, "http.service.agent", "server/controller/http/service/agent/agent_cmd.go", 124, true, "delete agent(key: %s) in manager")
	ServerAgentCmdGet       = server("ServerAgentCmdGet", Info, "http.service.agent", "server/controller/http/service/agent/agent_cmd.go", 302, true, "current node ip(%s) get cmd and namespace")
	ServerAgentCmdGetFrom   = server("ServerAgentCmdGetFrom", Info, "http.service.agent", "server/controller/http/service/agent/agent_cmd.go", 311, true, "current node ip(%s) agent(cur controller ip: %s, controller ip: %s, id: %d, name: %s) get remote commands and linux namespaces")
	ServerAgentCmdCounts    = server("ServerAgentCmdCounts", Info, "http.service.agent", "server/controller/http/service/agent/agent_cmd.go", 358, true, "len(commands)=%d, len(namespaces)=%d")

	// server/controller/http/service/agent_group_config.go
	ServerGetGroupConfigFailed    = server("ServerGetGroupConfigFailed", Info, "http.service", "server/controller/http/service/agent_group_config.go", 180, false, "failed to get agent_group_configuration (agent group lcuuid %s): %v")
	ServerCreateGroupConfigJSON   = server("ServerCreateGroupConfigJSON", Info, "http.service", "server/controller/http/service/agent_group_config.go", 247, false, "create agent group config, group lcuuid: %s, data: %#v, data type: %d")
	ServerCreateGroupConfig       = server("ServerCreateGroupConfig", Info, "http.service", "server/controller/http/service/agent_group_config.go", 249, false, "create agent group config, group lcuuid: %s, data: %s, data type: %d")
	ServerUpdateGroupConfigJSON   = server("ServerUpdateGroupConfigJSON", Info, "http.service", "server/controller/http/service/agent_group_config.go", 339, false, "update agent group config, group lcuuid: %s, data: %#v, data type: %d")
	ServerUpdateGroupConfig       = server("ServerUpdateGroupConfig", Info, "http.service", "server/controller/http/service/agent_group_config.go", 341, false, "update agent group config, group lcuuid: %s, data: %s, data type: %d")
	ServerGetGroupOfConfigFailed  = server("ServerGetGroupOfConfigFailed", Info, "http.service", "server/controller/http/service/agent_group_config.go", 345, false, "failed to get vtap_group (lcuuid %s): %v")
	ServerGroupConfigNotConverted = server("ServerGroupConfigNotConverted", Info, "http.service", "server/controller/http/service/agent_group_config.go", 351, false, "failed to convert data to yaml: %v")

	// server/controller/http/service/rebalance/traffic.go
	ServerRebalanceAnalyzerIPChanged  = server("ServerRebalanceAnalyzerIPChanged", Info, "service.rebalance", "server/controller/http/service/rebalance/traffic.go", 98, true, "[DB-%s]  az(%s) vtap(%v) analyzer ip changed: %s -> %s")
	ServerRebalanceResult             = server("ServerRebalanceResult", Info, "service.rebalance", "server/controller/http/service/rebalance/traffic.go", 103, true, "[DB-%s]  analyzer rebalance result az(%v) ip(%v) state(%v) before_vtap_num(%v) after_vtap_num(%v), switch_vtap_num(%v) before_vtap_weight(%v) after_vtap_weight(%v)")
	ServerRebalanceTraffic            = server("ServerRebalanceTraffic", Info, "service.rebalance", "server/controller/http/service/rebalance/traffic.go", 107, true, "[DB-%s]  analyzer rebalance result az(%v) ip(%v) before vtap traffic(%v), after vtap traffic(%v)")
	ServerRebalanceToAdd              = server("ServerRebalanceToAdd", Info, "service.rebalance", "server/controller/http/service/rebalance/traffic.go", 111, true, "[DB-%s]  analyzer rebalance result az(%v) ip(%v) vtap(to add) name to traffic: %s")
	ServerRebalanceToDelete           = server("ServerRebalanceToDelete", Info, "service.rebalance", "server/controller/http/service/rebalance/traffic.go", 116, false, "[DB-%s]  analyzer rebalance result az(%v) ip(%v) vtap(to delete) name to traffic: %s")
	ServerRebalanceLostAgent          = server("ServerRebalanceLostAgent", Info, "service.rebalance", "server/controller/http/service/rebalance/traffic.go", 138, true, "agent(name: %s) set null when agent losed")
	ServerRebalanceAgentNotNormal     = server("ServerRebalanceAgentNotNormal", Info, "service.rebalance", "server/controller/http/service/rebalance/traffic.go", 144, false, "agent(name: %s) set null when agent not normal")
	ServerRebalanceSwitchTotal        = server("ServerRebalanceSwitchTotal", Info, "service.rebalance", "server/controller/http/service/rebalance/traffic.go", 150, true, "[DB-%s]  analyzer rebalance vtap switch_total_num(%v)")
	ServerRebalanceAnalyzerNotInTable = server("ServerRebalanceAnalyzerNotInTable", Info, "service.rebalance", "server/controller/http/service/rebalance/traffic.go", 467, false, "[DB-%s]  vtap(%v) analyzer ip(%v) is not in analyzer table")
	ServerRebalanceNoAnalyzer         = server("ServerRebalanceNoAnalyzer", Warning, "service.rebalance", "server/controller/http/service/rebalance/traffic.go", 494, false, "no complete analyzer to rebalance vtaps, az(%v)")
	ServerRebalanceQueryFailed        = server("ServerRebalanceQueryFailed", Error, "service.rebalance", "server/controller/http/service/rebalance/traffic.go", 624, true, "[DB-%s]  get query data failed, region(%s), err: %s")

	// server/controller/http/service/resource/domain.go
	ServerCreateDomain            = server("ServerCreateDomain", Info, "service.resource", "server/controller/http/service/resource/domain.go", 444, false, "create domain (%v)")
	ServerDeleteDomainSoftDeleted = server("ServerDeleteDomainSoftDeleted", Info, "service.resource", "server/controller/http/service/resource/domain.go", 535, false, "delete domain (%s) soft deleted resource")
	ServerUpdateDomain            = server("ServerUpdateDomain", Info, "service.resource", "server/controller/http/service/resource/domain.go", 567, false, "update domain (%s) config (%v)")
	ServerDeleteDomainStarted     = server("ServerDeleteDomainStarted", Info, "service.resource", "server/controller/http/service/resource/domain.go", 638, false, "delete domain (%s) resources started")
	ServerDeleteDomainCompleted   = server("ServerDeleteDomainCompleted", Info, "service.resource", "server/controller/http/service/resource/domain.go", 720, false, "delete domain (%s) resources completed")

	// server/controller/http/service/vtap.go
	ServerUpdateVTap = server("ServerUpdateVTap", Info, "http.service", "server/controller/http/service/vtap.go", 387, true, "[DB-%s]  update vtap (%s) config %v")
	ServerDeleteVTap = server("ServerDeleteVTap", Info, "http.service", "server/controller/http/service/vtap.go", 590, true, "[DB-%s]  delete vtap (%s)")

	// server/controller/http/service/vtap/vtap_interface.go
	ServerGetVTapInterfaces         = server("ServerGetVTapInterfaces", Info, "http.service.vtap", "server/controller/http/service/vtap/vtap_interface.go", 151, true, "get vtap interfaces: %s")
	ServerVTapInterfaceVTapNotFound = server("ServerVTapInterfaceVTapNotFound", Error, "http.service.vtap", "server/controller/http/service/vtap/vtap_interface.go", 297, true, "vtap (%d) not found")
	ServerVTapInterfaceVTapMissing  = server("ServerVTapInterfaceVTapMissing", Error, "http.service.vtap", "server/controller/http/service/vtap/vtap_interface.go", 384, true, "vtap (%d) not found")

	// server/controller/http/service/vtap_group.go
	ServerUpdateVTapGroup       = server("ServerUpdateVTapGroup", Info, "http.service", "server/controller/http/service/vtap_group.go", 299, false, "[DB-%s]  update vtap_group (%s) config %v")
	ServerUpdateVTapGroupLcuuid = server("ServerUpdateVTapGroupLcuuid", Info, "http.service", "server/controller/http/service/vtap_group.go", 387, false, "[DB-%s]  update vtap group lcuuid(%s -> %s)")
	ServerMoveVTapToGroup       = server("ServerMoveVTapToGroup", Info, "http.service", "server/controller/http/service/vtap_group.go", 407, false, "[DB-%s]  update vtap group lcuuid(%s - > %s)")
	ServerDeleteVTapGroup       = server("ServerDeleteVTapGroup", Info, "http.service", "server/controller/http/service/vtap_group.go", 457, false, "[DB-%s]  delete vtap_group (%s)")
)

func restLines() []*Line {
	return []*Line{
		ServerAgentCmdForwardInit,
		ServerAgentCmdForwardTimes,
		ServerAgentCmdControllers,
		ServerAgentCmdNext,
		ServerAgentCmdReverseProxy,
		ServerInStage,
		ServerMigrationTooLong,
		ServerStage,
		ServerHTTPStartFailed,
		ServerAgentCmdAdd,
		ServerAgentCmdRemoveAll,
		ServerAgentCmdDelete,
		ServerAgentCmdGet,
		ServerAgentCmdGetFrom,
		ServerAgentCmdCounts,
		ServerGetGroupConfigFailed,
		ServerCreateGroupConfigJSON,
		ServerCreateGroupConfig,
		ServerUpdateGroupConfigJSON,
		ServerUpdateGroupConfig,
		ServerGetGroupOfConfigFailed,
		ServerGroupConfigNotConverted,
		ServerRebalanceAnalyzerIPChanged,
		ServerRebalanceResult,
		ServerRebalanceTraffic,
		ServerRebalanceToAdd,
		ServerRebalanceToDelete,
		ServerRebalanceLostAgent,
		ServerRebalanceAgentNotNormal,
		ServerRebalanceSwitchTotal,
		ServerRebalanceAnalyzerNotInTable,
		ServerRebalanceNoAnalyzer,
		ServerRebalanceQueryFailed,
		ServerCreateDomain,
		ServerDeleteDomainSoftDeleted,
		ServerUpdateDomain,
		ServerDeleteDomainStarted,
		ServerDeleteDomainCompleted,
		ServerUpdateVTap,
		ServerDeleteVTap,
		ServerGetVTapInterfaces,
		ServerVTapInterfaceVTapNotFound,
		ServerVTapInterfaceVTapMissing,
		ServerUpdateVTapGroup,
		ServerUpdateVTapGroupLcuuid,
		ServerMoveVTapToGroup,
		ServerDeleteVTapGroup,
	}
}
