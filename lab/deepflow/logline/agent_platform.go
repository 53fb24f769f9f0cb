package logline

// Lines of the agent's platform synchronizer (genesis).
var (
	AgentPlatformStopped    = agent("AgentPlatformStopped", Info, "src/platform/synchronizer.rs", 167, "PlatformSynchronizer stopped")
	AgentPlatformStarted    = agent("AgentPlatformStarted", Info, "src/platform/synchronizer.rs", 218, "PlatformSynchronizer started")
	AgentPlatformChanged    = agent("AgentPlatformChanged", Info, "src/platform/synchronizer.rs", 252, "Platform information changed to version %d")
	AgentPlatformSendWhole  = agent("AgentPlatformSendWhole", Info, "src/platform/synchronizer.rs", 277, "local version is %d, will send whole message")
	AgentPlatformResync     = agent("AgentPlatformResync", Info, "src/platform/synchronizer.rs", 302, "local version %d, remote version %d, about to resync")
	AgentPlatformSendFailed = agent("AgentPlatformSendFailed", Error, "src/platform/synchronizer.rs", 317, "send platform %s with genesis_sync grpc call failed: %v")
	AgentGPIDSyncFailed     = agent("AgentGPIDSyncFailed", Error, "src/platform/platform_synchronizer/linux.rs", 277, "gpid sync fail: %v")
)

func agentPlatformLines() []*Line {
	return []*Line{
		AgentPlatformStopped,
		AgentPlatformStarted,
		AgentPlatformChanged,
		AgentPlatformSendWhole,
		AgentPlatformResync,
		AgentPlatformSendFailed,
		AgentGPIDSyncFailed,
	}
}
