package logline

// Lines of the agent's configuration handler.
var (
	AgentRemoteLogDisabled       = agent("AgentRemoteLogDisabled", Info, "src/config/handler.rs", 1973, "analyzer_ip not set, remote log disabled")
	AgentNoCapability            = agent("AgentNoCapability", Warning, "src/config/handler.rs", 2015, "agent must have CAP_SYS_ADMIN to run without 'hostNetwork: true'.")
	AgentExtraNetns              = agent("AgentExtraNetns", Info, "src/config/handler.rs", 2291, "platform monitoring extra netns: /%s/")
	AgentExtraNetnsInvalid       = agent("AgentExtraNetnsInvalid", Warning, "src/config/handler.rs", 2295, "platform monitoring no extra netns because regex /%s/ is invalid")
	AgentNoExtraNetns            = agent("AgentNoExtraNetns", Info, "src/config/handler.rs", 2303, "platform monitoring no extra netns")
	AgentPPSThreshold            = agent("AgentPPSThreshold", Info, "src/config/handler.rs", 2379, "dispatcher.global pps threshold change to %d")
	AgentSetLogLevelFailed       = agent("AgentSetLogLevelFailed", Warning, "src/config/handler.rs", 2392, "failed to set log_level: %v")
	AgentUserConfig              = agent("AgentUserConfig", Info, "src/config/handler.rs", 2575, "%v")
	AgentConfigUpdate            = agent("AgentConfigUpdate", Info, "src/config/handler.rs", 2582, "Update %s from %v to %v.")
	AgentDispatcherEnabled       = agent("AgentDispatcherEnabled", Info, "src/config/handler.rs", 3584, "Update global.common.enabled from %v to %v, dispatcher start... ")
	AgentDispatcherDisabled      = agent("AgentDispatcherDisabled", Info, "src/config/handler.rs", 3590, "Update global.common.enabled from %v to %v, dispatcher stop...")
	AgentMemoryChange            = agent("AgentMemoryChange", Info, "src/config/handler.rs", 4667, "max_memory change, restart dispatcher")
	AgentMemoryLimit             = agent("AgentMemoryLimit", Info, "src/config/handler.rs", 4714, "memory limit set to %s")
	AgentCPULimit                = agent("AgentCPULimit", Info, "src/config/handler.rs", 4722, "cpu limit set to %v")
	AgentConfigNotUpdated        = agent("AgentConfigNotUpdated", Error, "src/config/handler.rs", 4940, "Some configurations have not been, updated deepflow-agent restart... please check the code.")
	AgentConfigRestartAgent      = agent("AgentConfigRestartAgent", Warning, "src/config/handler.rs", 4966, "Change configuration and restart agent...")
	AgentConfigRestartDispatcher = agent("AgentConfigRestartDispatcher", Warning, "src/config/handler.rs", 4972, "Change configuration and restart dispatcher...")
)

func agentConfigLines() []*Line {
	return []*Line{
		AgentRemoteLogDisabled,
		AgentNoCapability,
		AgentExtraNetns,
		AgentExtraNetnsInvalid,
		AgentNoExtraNetns,
		AgentPPSThreshold,
		AgentSetLogLevelFailed,
		AgentUserConfig,
		AgentConfigUpdate,
		AgentDispatcherEnabled,
		AgentDispatcherDisabled,
		AgentMemoryChange,
		AgentMemoryLimit,
		AgentCPULimit,
		AgentConfigNotUpdated,
		AgentConfigRestartAgent,
		AgentConfigRestartDispatcher,
	}
}
