package logline

// Lines of the agent cache and of registration.
var (
	// server/controller/trisolaris/vtap/agent_plaform_data.go
	ServerNoDomainPlatformData = server("ServerNoDomainPlatformData", Error, "trisolaris.vtap", "server/controller/trisolaris/vtap/agent_plaform_data.go", 152, false, "domain(%s) no platform data")

	// server/controller/trisolaris/vtap/kubernetes_sync.go
	ServerCheckKubernetesClusterData    = server("ServerCheckKubernetesClusterData", Info, "trisolaris.vtap", "server/controller/trisolaris/vtap/kubernetes_sync.go", 158, true, "check kubernetes cluster data")
	ServerLoadKubernetesClustersFailed  = server("ServerLoadKubernetesClustersFailed", Error, "trisolaris.vtap", "server/controller/trisolaris/vtap/kubernetes_sync.go", 162, false, "%s")
	ServerDeleteKubernetesCluster       = server("ServerDeleteKubernetesCluster", Info, "trisolaris.vtap", "server/controller/trisolaris/vtap/kubernetes_sync.go", 178, false, "delete kubernetes_cluster(%s, %s) data")
	ServerInsertKubernetesClusterFailed = server("ServerInsertKubernetesClusterFailed", Error, "trisolaris.vtap", "server/controller/trisolaris/vtap/kubernetes_sync.go", 222, false, "%s")
	ServerGetKubernetesClusterFailed    = server("ServerGetKubernetesClusterFailed", Error, "trisolaris.vtap", "server/controller/trisolaris/vtap/kubernetes_sync.go", 228, false, "%s")
	ServerUpdateKubernetesClusterFailed = server("ServerUpdateKubernetesClusterFailed", Error, "trisolaris.vtap", "server/controller/trisolaris/vtap/kubernetes_sync.go", 246, false, "%s")

	// server/controller/trisolaris/vtap/vtap.go
	ServerAddCache                      = server("ServerAddCache", Info, "trisolaris.vtap", "server/controller/trisolaris/vtap/vtap.go", 190, true, "add cache ctrl_ip: %s ctrl_mac: %s")
	ServerDeleteCache                   = server("ServerDeleteCache", Info, "trisolaris.vtap", "server/controller/trisolaris/vtap/vtap.go", 208, true, "delete cache vtap %s")
	ServerNodeIPNull                    = server("ServerNodeIPNull", Error, "trisolaris.vtap", "server/controller/trisolaris/vtap/vtap.go", 223, false, "config NodeIP is null")
	ServerControllerAZConnectionMissing = server("ServerControllerAZConnectionMissing", Error, "trisolaris.vtap", "server/controller/trisolaris/vtap/vtap.go", 230, false, "controller (%s) az connection not in DB")
	ServerNoDefaultVTapGroup            = server("ServerNoDefaultVTapGroup", Error, "trisolaris.vtap", "server/controller/trisolaris/vtap/vtap.go", 241, false, "no default vtap group, err(%s)")
	ServerGetVTapGroupFailed            = server("ServerGetVTapGroupFailed", Error, "trisolaris.vtap", "server/controller/trisolaris/vtap/vtap.go", 253, false, "get vtap group failed, err(%s)")
	ServerLoadVTapsFailed               = server("ServerLoadVTapsFailed", Error, "trisolaris.vtap", "server/controller/trisolaris/vtap/vtap.go", 421, false, "%s")
	ServerNoAgentUserConfigs            = server("ServerNoAgentUserConfigs", Error, "trisolaris.vtap", "server/controller/trisolaris/vtap/vtap.go", 504, false, "no agent user configs data")
	ServerNoVTapConfigs                 = server("ServerNoVTapConfigs", Error, "trisolaris.vtap", "server/controller/trisolaris/vtap/vtap.go", 515, false, "no vtap configs data")
	ServerVTapGroupConfigNotFound       = server("ServerVTapGroupConfigNotFound", Error, "trisolaris.vtap", "server/controller/trisolaris/vtap/vtap.go", 568, false, "vtap group lcuuid(%s) not found agent config")
	ServerVTapNoCACert                  = server("ServerVTapNoCACert", Error, "trisolaris.vtap", "server/controller/trisolaris/vtap/vtap.go", 956, true, "open %s: no such file or directory")
	ServerGetVTapFailed                 = server("ServerGetVTapFailed", Error, "trisolaris.vtap", "server/controller/trisolaris/vtap/vtap.go", 972, false, "get vtap failed or no vtap data")
	ServerInitAllVTapPlatformData       = server("ServerInitAllVTapPlatformData", Info, "trisolaris.vtap", "server/controller/trisolaris/vtap/vtap.go", 974, true, "init generate all vtap platform data")
	ServerPlatformDataChangedVTaps      = server("ServerPlatformDataChangedVTaps", Info, "trisolaris.vtap", "server/controller/trisolaris/vtap/vtap.go", 983, true, "platform data changed generate all vtap platform data")
	ServerPlatformDataChangedSegments   = server("ServerPlatformDataChangedSegments", Info, "trisolaris.vtap", "server/controller/trisolaris/vtap/vtap.go", 985, true, "platform data changed generate all vtap segment")
	ServerStartMonitorDataChanged       = server("ServerStartMonitorDataChanged", Info, "trisolaris.vtap", "server/controller/trisolaris/vtap/vtap.go", 991, true, "start monitor Data changed")
	ServerVTapConfigChanged             = server("ServerVTapConfigChanged", Info, "trisolaris.vtap", "server/controller/trisolaris/vtap/vtap.go", 1002, true, "vtap config changed generate all vtap platform data ")
	ServerVTapChangedSegments           = server("ServerVTapChangedSegments", Info, "trisolaris.vtap", "server/controller/trisolaris/vtap/vtap.go", 1016, true, "vtap changed generate all vtap remote segment")
	ServerUpdateVTapCacheToDB           = server("ServerUpdateVTapCacheToDB", Info, "trisolaris.vtap", "server/controller/trisolaris/vtap/vtap.go", 1117, true, "update vtap cache to db")
	ServerVTapHostnameNull              = server("ServerVTapHostnameNull", Error, "trisolaris.vtap", "server/controller/trisolaris/vtap/vtap.go", 1120, false, "hostname is null")
	ServerNoControllerInDB              = server("ServerNoControllerInDB", Error, "trisolaris.vtap", "server/controller/trisolaris/vtap/vtap.go", 1128, false, "no controller(%s) in DB")
	ServerNodeIPNullOnUpdate            = server("ServerNodeIPNullOnUpdate", Error, "trisolaris.vtap", "server/controller/trisolaris/vtap/vtap.go", 1133, false, "config NodeIP is null")
	ServerGetDBVTapFailed               = server("ServerGetDBVTapFailed", Error, "trisolaris.vtap", "server/controller/trisolaris/vtap/vtap.go", 1142, false, "get db vtap failed, %s")
	ServerSetVTapNotConnected           = server("ServerSetVTapNotConnected", Info, "trisolaris.vtap", "server/controller/trisolaris/vtap/vtap.go", 1234, true, "set vTap (%s) on (%s) to not connected")
	ServerSetVTapNormal                 = server("ServerSetVTapNormal", Info, "trisolaris.vtap", "server/controller/trisolaris/vtap/vtap.go", 1239, true, "set vTap (%s) on (%s) to normal")
	ServerUpdateVTapCount               = server("ServerUpdateVTapCount", Info, "trisolaris.vtap", "server/controller/trisolaris/vtap/vtap.go", 1249, true, "update vtap count(%d)")
	ServerUpdateVTapsFailed             = server("ServerUpdateVTapsFailed", Error, "trisolaris.vtap", "server/controller/trisolaris/vtap/vtap.go", 1252, false, "%s")
	ServerControllerRegionNotFound      = server("ServerControllerRegionNotFound", Error, "trisolaris.vtap", "server/controller/trisolaris/vtap/vtap.go", 1341, false, "controller not found region")
	ServerDefaultVTapGroupNotFound      = server("ServerDefaultVTapGroupNotFound", Error, "trisolaris.vtap", "server/controller/trisolaris/vtap/vtap.go", 1346, false, "controller not found default vtap group")
	ServerStartVTapRegister             = server("ServerStartVTapRegister", Info, "trisolaris.vtap", "server/controller/trisolaris/vtap/vtap.go", 1366, true, "start vtap register")
	ServerEndVTapRegister               = server("ServerEndVTapRegister", Info, "trisolaris.vtap", "server/controller/trisolaris/vtap/vtap.go", 1373, true, "end vtap register")
	ServerStartGenerateVTapCacheTimed   = server("ServerStartGenerateVTapCacheTimed", Info, "trisolaris.vtap", "server/controller/trisolaris/vtap/vtap.go", 1388, true, "start generate vtap cache data from timed")
	ServerEndGenerateVTapCacheTimed     = server("ServerEndGenerateVTapCacheTimed", Info, "trisolaris.vtap", "server/controller/trisolaris/vtap/vtap.go", 1392, true, "end generate vtap cache data from timed")
	ServerStartGenerateVTapCacheRPC     = server("ServerStartGenerateVTapCacheRPC", Info, "trisolaris.vtap", "server/controller/trisolaris/vtap/vtap.go", 1394, true, "start generate vtap cache data from rpc")
	ServerEndGenerateVTapCacheRPC       = server("ServerEndGenerateVTapCacheRPC", Info, "trisolaris.vtap", "server/controller/trisolaris/vtap/vtap.go", 1397, true, "end generate vtap cache data from rpc")
	ServerStartGenerateGPIDTimed        = server("ServerStartGenerateGPIDTimed", Info, "trisolaris.vtap", "server/controller/trisolaris/vtap/vtap.go", 1412, true, "start generate gpid data from timed")
	ServerEndGenerateGPIDTimed          = server("ServerEndGenerateGPIDTimed", Info, "trisolaris.vtap", "server/controller/trisolaris/vtap/vtap.go", 1419, true, "end generate gpid data from timed")

	// server/controller/trisolaris/vtap/vtap_cache.go
	ServerGroupConfigYAMLInvalid  = server("ServerGroupConfigYAMLInvalid", Error, "trisolaris.vtap", "server/controller/trisolaris/vtap/vtap_cache.go", 192, false, "%s")
	ServerNoLicenseFunctions      = server("ServerNoLicenseFunctions", Warning, "trisolaris.vtap", "server/controller/trisolaris/vtap/vtap_cache.go", 416, true, "vtap(%s) no license functions")
	ServerLicenseFunctionsInvalid = server("ServerLicenseFunctionsInvalid", Error, "trisolaris.vtap", "server/controller/trisolaris/vtap/vtap_cache.go", 421, false, "convert licence functions failed err :%s")
	ServerVTapExceptionChanged    = server("ServerVTapExceptionChanged", Info, "trisolaris.vtap", "server/controller/trisolaris/vtap/vtap_cache.go", 1092, false, "modify vtap(%s) exception %d to %d")
	ServerVTapCtrlMacChangedGRPC  = server("ServerVTapCtrlMacChangedGRPC", Info, "trisolaris.vtap", "server/controller/trisolaris/vtap/vtap_cache.go", 1126, false, "grpc modify vtap(%s) ctrl_mac (%s) to (%s)")
	ServerVTapCtrlMacChangedDB    = server("ServerVTapCtrlMacChangedDB", Info, "trisolaris.vtap", "server/controller/trisolaris/vtap/vtap_cache.go", 1135, false, "db modify vtap(%s) ctrl_mac (%s) to (%s)")
	ServerVTapPodClusterNotFound  = server("ServerVTapPodClusterNotFound", Warning, "trisolaris.vtap", "server/controller/trisolaris/vtap/vtap_cache.go", 1157, false, "vtap(%s) not found podClusterID")
	ServerVTapVPCNotFound         = server("ServerVTapVPCNotFound", Warning, "trisolaris.vtap", "server/controller/trisolaris/vtap/vtap_cache.go", 1172, true, "vtap(%s) not found VPCID")
	ServerVTapTapModeDiffers      = server("ServerVTapTapModeDiffers", Warning, "trisolaris.vtap", "server/controller/trisolaris/vtap/vtap_cache.go", 1331, false, "config tap_mode(%d) is not equal to vtap(%s) tap_mode(%d)")

	// server/controller/trisolaris/vtap/vtap_discovery.go
	ServerVTapGroupNotFound             = server("ServerVTapGroupNotFound", Error, "trisolaris.vtap", "server/controller/trisolaris/vtap/vtap_discovery.go", 132, true, "vtap group(short_uuid=%s) not found")
	ServerFinishRegister                = server("ServerFinishRegister", Info, "trisolaris.vtap", "server/controller/trisolaris/vtap/vtap_discovery.go", 144, true, "finish register(%s) vtap (type: %d tap_mode:%d, name:%s ctrl_ip: %s ctrl_mac: %s launch_server: %s launch_server_id: %d vtap_group_lcuuid: %s az: %s team_id: %d lcuuid: %s)")
	ServerVTapAlreadyExists             = server("ServerVTapAlreadyExists", Error, "trisolaris.vtap", "server/controller/trisolaris/vtap/vtap_discovery.go", 164, false, "agent(%s) ctrl_ip=%s ctrl_mac= %s already exist")
	ServerVTapChangedIdentity           = server("ServerVTapChangedIdentity", Warning, "trisolaris.vtap", "server/controller/trisolaris/vtap/vtap_discovery.go", 166, false, "vtap(%s) info (ctrl_ip: %s, ctr_mac: %s) change to (ctrl_ip: %s, ctr_mac: %s)")
	ServerSaveVTapFailed                = server("ServerSaveVTapFailed", Error, "trisolaris.vtap", "server/controller/trisolaris/vtap/vtap_discovery.go", 173, false, "%s")
	ServerQueryVTapFailed               = server("ServerQueryVTapFailed", Error, "trisolaris.vtap", "server/controller/trisolaris/vtap/vtap_discovery.go", 180, false, "query agent(%s) from DB table vtap failed, err: %s")
	ServerRequestIDsFailed              = server("ServerRequestIDsFailed", Error, "trisolaris.vtap", "server/controller/trisolaris/vtap/vtap_discovery.go", 189, false, "%s request ids failed")
	ServerRequestIDsInvalid             = server("ServerRequestIDsInvalid", Error, "trisolaris.vtap", "server/controller/trisolaris/vtap/vtap_discovery.go", 193, false, "request ids=%v err")
	ServerInsertVTapFailed              = server("ServerInsertVTapFailed", Error, "trisolaris.vtap", "server/controller/trisolaris/vtap/vtap_discovery.go", 204, false, "insert agent(%s) to DB faild, err: %s")
	ServerReleaseIDsFailed              = server("ServerReleaseIDsFailed", Error, "trisolaris.vtap", "server/controller/trisolaris/vtap/vtap_discovery.go", 207, false, "Release ids=%v err: %s")
	ServerRegisterNoHostIP              = server("ServerRegisterNoHostIP", Error, "trisolaris.vtap", "server/controller/trisolaris/vtap/vtap_discovery.go", 230, true, "failed to register agent(%s) by querying DB table host_device(ip in (%s)) without finding data, err: %s")
	ServerRegisterNoHostName            = server("ServerRegisterNoHostName", Error, "trisolaris.vtap", "server/controller/trisolaris/vtap/vtap_discovery.go", 234, true, "failed to register agent(%s) by querying DB table host_device(name in (%s)) without finding data, err: %s")
	ServerRegisterNoPodNode             = server("ServerRegisterNoPodNode", Error, "trisolaris.vtap", "server/controller/trisolaris/vtap/vtap_discovery.go", 300, true, "failed to register agent(%s) by querying DB table pod_node(ip in (%s) or name in (%s)) without finding data")
	ServerRegisterNoPodNodeVInterface   = server("ServerRegisterNoPodNodeVInterface", Error, "trisolaris.vtap", "server/controller/trisolaris/vtap/vtap_discovery.go", 331, false, "failed to register agent(%s) by querying DB table vinterface(mac=%s, region=%s, devicetype=%d, deviceid in (%v)) without finding data, err: %s")
	ServerRegisterNoPodNodeVMVInterface = server("ServerRegisterNoPodNodeVMVInterface", Error, "trisolaris.vtap", "server/controller/trisolaris/vtap/vtap_discovery.go", 340, false, "failed to register agent(%s) by querying DB table vinterface(mac=%s, region=%s, devicetype=%d, deviceid in (%v)) without finding data, err: %s")
	ServerRegisterNoConnectedVM         = server("ServerRegisterNoConnectedVM", Error, "trisolaris.vtap", "server/controller/trisolaris/vtap/vtap_discovery.go", 357, false, "failed to register agent(%s) by querying DB table vm(id=%d) without finding data, err: %s")
	ServerRegisterNoMatchedVM           = server("ServerRegisterNoMatchedVM", Error, "trisolaris.vtap", "server/controller/trisolaris/vtap/vtap_discovery.go", 374, false, "failed to register agent(%s) by querying DB table vm(id=%d) without finding data, err: %s")
	ServerRegisterPodNodeNotFound       = server("ServerRegisterPodNodeNotFound", Error, "trisolaris.vtap", "server/controller/trisolaris/vtap/vtap_discovery.go", 385, false, "failed to register agent(%s) pod_node not found")
	ServerRegisterNoPodVInterface       = server("ServerRegisterNoPodVInterface", Error, "trisolaris.vtap", "server/controller/trisolaris/vtap/vtap_discovery.go", 445, true, "failed to register agent(%s) by querying DB table vinterface(mac=%s, region=%s, devicetype=%d, vifid in (%v)) without finding data")
	ServerRegisterNoPod                 = server("ServerRegisterNoPod", Error, "trisolaris.vtap", "server/controller/trisolaris/vtap/vtap_discovery.go", 460, false, "failed to register agent(%s) by querying DB table pod(id in %v) without finding data, err: %s")
	ServerRegisterNoVInterfaceIP        = server("ServerRegisterNoVInterfaceIP", Error, "trisolaris.vtap", "server/controller/trisolaris/vtap/vtap_discovery.go", 512, true, "failed to register agent(%s) by querying DB table vinterface_ip(ip in (%s)) without finding data")
	ServerRegisterLookUpFailed          = server("ServerRegisterLookUpFailed", Error, "trisolaris.vtap", "server/controller/trisolaris/vtap/vtap_discovery.go", 514, false, "%s")
	ServerRegisterNoIPResource          = server("ServerRegisterNoIPResource", Error, "trisolaris.vtap", "server/controller/trisolaris/vtap/vtap_discovery.go", 530, true, "failed to register agent(%s) by querying DB table ip_resource(ip in (%s)) without finding data")
	ServerRegisterNoHostVMVInterface    = server("ServerRegisterNoHostVMVInterface", Error, "trisolaris.vtap", "server/controller/trisolaris/vtap/vtap_discovery.go", 566, false, "failed to register agent(%s) by querying DB table vinterface(mac=%s, region=%s, devicetype=%d, vifid in (%v)) without finding data")
	ServerRegisterNoHostVM              = server("ServerRegisterNoHostVM", Error, "trisolaris.vtap", "server/controller/trisolaris/vtap/vtap_discovery.go", 581, false, "failed to register agent(%s) by querying DB table vm(id in (%v)) without finding data")
	ServerRegisterNoLaunchServer        = server("ServerRegisterNoLaunchServer", Error, "trisolaris.vtap", "server/controller/trisolaris/vtap/vtap_discovery.go", 592, false, "failed to register agent(%s), vm(id=%d) not launch server")
	ServerRegisterNoHost                = server("ServerRegisterNoHost", Error, "trisolaris.vtap", "server/controller/trisolaris/vtap/vtap_discovery.go", 605, false, "failed to register agent(%s) by querying DB table host(ip in(%s)) without finding data")
	ServerRegisterHostDomainNotFound    = server("ServerRegisterHostDomainNotFound", Warning, "trisolaris.vtap", "server/controller/trisolaris/vtap/vtap_discovery.go", 612, false, "host(%s) domain(%s) not found")
	ServerRegisterHostHasNoVM           = server("ServerRegisterHostHasNoVM", Error, "trisolaris.vtap", "server/controller/trisolaris/vtap/vtap_discovery.go", 630, false, "failed to register agent(%s), host_device(ip=%s) not found vm")
	ServerRegisterNoVInterface          = server("ServerRegisterNoVInterface", Error, "trisolaris.vtap", "server/controller/trisolaris/vtap/vtap_discovery.go", 706, true, "failed to register agent(%s) by querying DB table vinterface(mac=%s, region=%s, devicetype=%d, vifid in (%v)) without finding data")
	ServerRegisterNoVM                  = server("ServerRegisterNoVM", Error, "trisolaris.vtap", "server/controller/trisolaris/vtap/vtap_discovery.go", 721, false, "failed to register agent(%s) by querying DB table vm(id in %v) without finding data, err: %s")
	ServerRegisterNoAZ                  = server("ServerRegisterNoAZ", Error, "trisolaris.vtap", "server/controller/trisolaris/vtap/vtap_discovery.go", 780, false, "failed to register agent(%s), because no az in region %s")
	ServerRegisterByIPNoVInterfaceIP    = server("ServerRegisterByIPNoVInterfaceIP", Error, "trisolaris.vtap", "server/controller/trisolaris/vtap/vtap_discovery.go", 810, true, "failed to register agent(%s) by querying DB table vinterface_ip(ip = %s) without finding data")
	ServerRegisterByIPVInterfaceIPError = server("ServerRegisterByIPVInterfaceIPError", Error, "trisolaris.vtap", "server/controller/trisolaris/vtap/vtap_discovery.go", 812, true, "record not found")
	ServerRegisterByIPNoIPResource      = server("ServerRegisterByIPNoIPResource", Error, "trisolaris.vtap", "server/controller/trisolaris/vtap/vtap_discovery.go", 817, true, "failed to register agent(%s) by querying DB table ip_resource(ip = %s) without finding data")
	ServerRegisterByIPIPResourceError   = server("ServerRegisterByIPIPResourceError", Error, "trisolaris.vtap", "server/controller/trisolaris/vtap/vtap_discovery.go", 819, true, "record not found")
	ServerRegisterByIPNoVInterface      = server("ServerRegisterByIPNoVInterface", Error, "trisolaris.vtap", "server/controller/trisolaris/vtap/vtap_discovery.go", 829, false, "failed to register agent(%s) by querying DB table vinterface(id = %d) without finding data")
	ServerRegisterByIPNoVM              = server("ServerRegisterByIPNoVM", Error, "trisolaris.vtap", "server/controller/trisolaris/vtap/vtap_discovery.go", 839, false, "failed to register agent(%s) by querying DB table vm(id = %d) without finding data")
	ServerUnknownTapMode                = server("ServerUnknownTapMode", Error, "trisolaris.vtap", "server/controller/trisolaris/vtap/vtap_discovery.go", 905, false, "unknown tap_mode(%d) from agent(%s)")
	ServerAgentAlreadyInDB              = server("ServerAgentAlreadyInDB", Warning, "trisolaris.vtap", "server/controller/trisolaris/vtap/vtap_discovery.go", 919, false, "agent(ctrl_ip: %s ctrl_mac: %s) already exist on DB")
	ServerRegisterLookUpVTapFailed      = server("ServerRegisterLookUpVTapFailed", Error, "trisolaris.vtap", "server/controller/trisolaris/vtap/vtap_discovery.go", 924, false, "%s")
	ServerRegisterVTap                  = server("ServerRegisterVTap", Info, "trisolaris.vtap", "server/controller/trisolaris/vtap/vtap_discovery.go", 937, true, "register vtap: %s")
	ServerUnknownUniqueIdentifier       = server("ServerUnknownUniqueIdentifier", Error, "trisolaris.vtap", "server/controller/trisolaris/vtap/vtap_discovery.go", 946, false, "unknown agent_unique_identifier(%d) from agent(%s)")
	ServerFinishRegisterVTap            = server("ServerFinishRegisterVTap", Info, "trisolaris.vtap", "server/controller/trisolaris/vtap/vtap_discovery.go", 953, true, "finish register vtap: %s")
)

func vtapLines() []*Line {
	return []*Line{
		ServerNoDomainPlatformData,
		ServerCheckKubernetesClusterData,
		ServerLoadKubernetesClustersFailed,
		ServerDeleteKubernetesCluster,
		ServerInsertKubernetesClusterFailed,
		ServerGetKubernetesClusterFailed,
		ServerUpdateKubernetesClusterFailed,
		ServerAddCache,
		ServerDeleteCache,
		ServerNodeIPNull,
		ServerControllerAZConnectionMissing,
		ServerNoDefaultVTapGroup,
		ServerGetVTapGroupFailed,
		ServerLoadVTapsFailed,
		ServerNoAgentUserConfigs,
		ServerNoVTapConfigs,
		ServerVTapGroupConfigNotFound,
		ServerVTapNoCACert,
		ServerGetVTapFailed,
		ServerInitAllVTapPlatformData,
		ServerPlatformDataChangedVTaps,
		ServerPlatformDataChangedSegments,
		ServerStartMonitorDataChanged,
		ServerVTapConfigChanged,
		ServerVTapChangedSegments,
		ServerUpdateVTapCacheToDB,
		ServerVTapHostnameNull,
		ServerNoControllerInDB,
		ServerNodeIPNullOnUpdate,
		ServerGetDBVTapFailed,
		ServerSetVTapNotConnected,
		ServerSetVTapNormal,
		ServerUpdateVTapCount,
		ServerUpdateVTapsFailed,
		ServerControllerRegionNotFound,
		ServerDefaultVTapGroupNotFound,
		ServerStartVTapRegister,
		ServerEndVTapRegister,
		ServerStartGenerateVTapCacheTimed,
		ServerEndGenerateVTapCacheTimed,
		ServerStartGenerateVTapCacheRPC,
		ServerEndGenerateVTapCacheRPC,
		ServerStartGenerateGPIDTimed,
		ServerEndGenerateGPIDTimed,
		ServerGroupConfigYAMLInvalid,
		ServerNoLicenseFunctions,
		ServerLicenseFunctionsInvalid,
		ServerVTapExceptionChanged,
		ServerVTapCtrlMacChangedGRPC,
		ServerVTapCtrlMacChangedDB,
		ServerVTapPodClusterNotFound,
		ServerVTapVPCNotFound,
		ServerVTapTapModeDiffers,
		ServerVTapGroupNotFound,
		ServerFinishRegister,
		ServerVTapAlreadyExists,
		ServerVTapChangedIdentity,
		ServerSaveVTapFailed,
		ServerQueryVTapFailed,
		ServerRequestIDsFailed,
		ServerRequestIDsInvalid,
		ServerInsertVTapFailed,
		ServerReleaseIDsFailed,
		ServerRegisterNoHostIP,
		ServerRegisterNoHostName,
		ServerRegisterNoPodNode,
		ServerRegisterNoPodNodeVInterface,
		ServerRegisterNoPodNodeVMVInterface,
		ServerRegisterNoConnectedVM,
		ServerRegisterNoMatchedVM,
		ServerRegisterPodNodeNotFound,
		ServerRegisterNoPodVInterface,
		ServerRegisterNoPod,
		ServerRegisterNoVInterfaceIP,
		ServerRegisterLookUpFailed,
		ServerRegisterNoIPResource,
		ServerRegisterNoHostVMVInterface,
		ServerRegisterNoHostVM,
		ServerRegisterNoLaunchServer,
		ServerRegisterNoHost,
		ServerRegisterHostDomainNotFound,
		ServerRegisterHostHasNoVM,
		ServerRegisterNoVInterface,
		ServerRegisterNoVM,
		ServerRegisterNoAZ,
		ServerRegisterByIPNoVInterfaceIP,
		ServerRegisterByIPVInterfaceIPError,
		ServerRegisterByIPNoIPResource,
		ServerRegisterByIPIPResourceError,
		ServerRegisterByIPNoVInterface,
		ServerRegisterByIPNoVM,
		ServerUnknownTapMode,
		ServerAgentAlreadyInDB,
		ServerRegisterLookUpVTapFailed,
		ServerRegisterVTap,
		ServerUnknownUniqueIdentifier,
		ServerFinishRegisterVTap,
	}
}
