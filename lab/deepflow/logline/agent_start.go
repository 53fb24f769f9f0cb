package logline

// Lines of the agent's start and of its state machine.
var (
	AgentStaticConfig          = agent("AgentStaticConfig", Info, "src/trident.rs", 564, "static_config %v")
	AgentLaunchFailed          = agent("AgentLaunchFailed", Warning, "src/trident.rs", 585, "Launching deepflow-agent failed: %v, deepflow-agent restart...")
	AgentBanner                = agent("AgentBanner", Info, "src/trident.rs", 614, "==================== Launching DeepFlow-Agent ====================")
	AgentBriefTag              = agent("AgentBriefTag", Info, "src/trident.rs", 615, "Brief tag: %s")
	AgentEnvironment           = agent("AgentEnvironment", Info, "src/trident.rs", 616, "Environment variables: %q")
	AgentNodeIPFromEnv         = agent("AgentNodeIPFromEnv", Info, "src/trident.rs", 619, "use K8S_NODE_IP_FOR_DEEPFLOW env ip as destination_ip(%s)")
	AgentRunning               = agent("AgentRunning", Info, "src/trident.rs", 658, "agent %s running in %v mode, ctrl_ip %s ctrl_mac %s")
	AgentNoCgroupsInContainer  = agent("AgentNoCgroupsInContainer", Info, "src/trident.rs", 760, "don't initialize cgroups controller, because agent is running in container")
	AgentNoCgroupsOldKernel    = agent("AgentNoCgroupsOldKernel", Info, "src/trident.rs", 763, "don't initialize cgroups controller, because kernel version < 3 or agent is in Windows")
	AgentCgroupsDisabled       = agent("AgentCgroupsDisabled", Info, "src/trident.rs", 765, "don't initialize cgroups controller, disable cgroups, deepflow-agent will default to checking the CPU and memory resource usage in a loop every 10 seconds to prevent resource usage from exceeding limits")
	AgentCgroupsFailed         = agent("AgentCgroupsFailed", Warning, "src/trident.rs", 775, "initialize cgroups controller failed: %v, resource utilization will be checked regularly to prevent resource usage from exceeding the limit.")
	AgentGuardFailed           = agent("AgentGuardFailed", Warning, "src/trident.rs", 800, "guard create failed")
	AgentGracefullyStopping    = agent("AgentGracefullyStopping", Info, "src/trident.rs", 1144, "Gracefully stopping")
	AgentGracefullyStopped     = agent("AgentGracefullyStopped", Info, "src/trident.rs", 1147, "Gracefully stopped")
	AgentStateRunning          = agent("AgentStateRunning", Info, "src/trident.rs", 258, "Agent state changed from %v to %v (enabled: %t melted_down: %t)")
	AgentStateDisabled         = agent("AgentStateDisabled", Info, "src/trident.rs", 230, "Agent state changed from %v to %v (enabled: %t melted_down: %t)")
	AgentStateEnabled          = agent("AgentStateEnabled", Info, "src/trident.rs", 216, "Agent state changed from %v to %v (enabled: %t melted_down: %t)")
	AgentStateMeltedDown       = agent("AgentStateMeltedDown", Info, "src/trident.rs", 244, "Agent state changed from %v to %v (enabled: %t melted_down: %t)")
	AgentStateTerminated       = agent("AgentStateTerminated", Info, "src/trident.rs", 266, "Agent state changed to %v")
	AgentTerminated            = agent("AgentTerminated", Info, "src/trident.rs", 270, "Agent terminate with state: %v")
	AgentResolveController     = agent("AgentResolveController", Info, "src/trident.rs", 1508, "Resolve controller domain name %s %s")
	AgentDomainNameChanged     = agent("AgentDomainNameChanged", Info, "src/trident.rs", 1530, "Domain name %s ip %s change to %s")
	AgentGetCtrlIPAndMacFailed = agent("AgentGetCtrlIPAndMacFailed", Warning, "src/trident.rs", 1542, "get ctrl ip and mac failed with error: %v, deepflow-agent restart...")
	AgentCheckProcess          = agent("AgentCheckProcess", Info, "src/trident.rs", 2084, "Start check process...")
	AgentCheckCoreFile         = agent("AgentCheckCoreFile", Info, "src/trident.rs", 2088, "Start check core file...")
	AgentCheckControllerIP     = agent("AgentCheckControllerIP", Info, "src/trident.rs", 2091, "Start check controller ip...")
	AgentCheckFreeSpace        = agent("AgentCheckFreeSpace", Info, "src/trident.rs", 2093, "Start check free space...")
	AgentCheckKernel           = agent("AgentCheckKernel", Info, "src/trident.rs", 2176, "Start check kernel...")
	AgentCheckTapInterface     = agent("AgentCheckTapInterface", Info, "src/trident.rs", 2187, "Start check tap interface...")
	AgentFeatureFlags          = agent("AgentFeatureFlags", Info, "src/trident.rs", 2212, "Agent run with feature-flags: %v.")
	AgentAnalyzerIP            = agent("AgentAnalyzerIP", Info, "src/trident.rs", 2338, "static analyzer ip: '%s' actual analyzer ip '%s'")
	AgentStartingComponents    = agent("AgentStartingComponents", Info, "src/trident.rs", 3122, "Starting agent components.")
	AgentStartedComponents     = agent("AgentStartedComponents", Info, "src/trident.rs", 3185, "Started agent components.")
	AgentStoppedComponents     = agent("AgentStoppedComponents", Info, "src/trident.rs", 3283, "Stopped agent components.")
	AgentControllerIPsMixed    = agent("AgentControllerIPsMixed", Error, "src/utils/environment.rs", 158, "controller ip(%v) is not support both IPv4 and IPv6, deepflow-agent restart...")
	AgentTooManyProcesses      = agent("AgentTooManyProcesses", Error, "src/utils/environment.rs", 172, "the number of process exceeds the limit(%d > %d), deepflow-agent restart...")
	AgentGetCtrlIPFailed       = agent("AgentGetCtrlIPFailed", Warning, "src/utils/environment.rs", 383, "failed getting control ip and mac from %s, because: %v, wait 1 second")
	AgentGuardStarted          = agent("AgentGuardStarted", Info, "src/utils/guard.rs", 563, "guard started")
	AgentStatsHostname         = agent("AgentStatsHostname", Info, "src/utils/stats.rs", 336, "set stats hostname to %v")
)

func agentStartLines() []*Line {
	return []*Line{
		AgentStaticConfig,
		AgentLaunchFailed,
		AgentBanner,
		AgentBriefTag,
		AgentEnvironment,
		AgentNodeIPFromEnv,
		AgentRunning,
		AgentNoCgroupsInContainer,
		AgentNoCgroupsOldKernel,
		AgentCgroupsDisabled,
		AgentCgroupsFailed,
		AgentGuardFailed,
		AgentGracefullyStopping,
		AgentGracefullyStopped,
		AgentStateRunning,
		AgentStateDisabled,
		AgentStateEnabled,
		AgentStateMeltedDown,
		AgentStateTerminated,
		AgentTerminated,
		AgentResolveController,
		AgentDomainNameChanged,
		AgentGetCtrlIPAndMacFailed,
		AgentCheckProcess,
		AgentCheckCoreFile,
		AgentCheckControllerIP,
		AgentCheckFreeSpace,
		AgentCheckKernel,
		AgentCheckTapInterface,
		AgentFeatureFlags,
		AgentAnalyzerIP,
		AgentStartingComponents,
		AgentStartedComponents,
		AgentStoppedComponents,
		AgentControllerIPsMixed,
		AgentTooManyProcesses,
		AgentGetCtrlIPFailed,
		AgentGuardStarted,
		AgentStatsHostname,
	}
}
