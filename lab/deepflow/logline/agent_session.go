package logline

// Lines of the agent's controller connection.
var (
	AgentDialFailed               = agent("AgentDialFailed", Error, "src/rpc/session.rs", 241, "Dial server(%s %d) failed: %v")
	AgentResolveFailed            = agent("AgentResolveFailed", Error, "src/rpc/session.rs", 241, "resolve socket address remote(%s) port(%d) failed: %v")
	AgentControllerFromProxy      = agent("AgentControllerFromProxy", Info, "src/rpc/session.rs", 554, "rpc IP changed to controller %s from unavailable proxy %s")
	AgentProxyChanged             = agent("AgentProxyChanged", Info, "src/rpc/session.rs", 568, "rpc Proxy changed to proxy %s %d from proxy %s %d")
	AgentControllerFromController = agent("AgentControllerFromController", Info, "src/rpc/session.rs", 585, "rpc IP changed to controller %s %d from unavailable controller %s %d")
	AgentProxyFromController      = agent("AgentProxyFromController", Info, "src/rpc/session.rs", 604, "rpc IP changed to proxy %s %d from controller %s %d")
	AgentProxySameAsController    = agent("AgentProxySameAsController", Info, "src/rpc/session.rs", 612, "rpc proxy %s %d and controller %s %d are the same, not updated")
	AgentRemoteExecutorStarted    = agent("AgentRemoteExecutorStarted", Info, "src/rpc/remote_exec.rs", 322, "Started remote executor")
	AgentRemoteExecutorStopped    = agent("AgentRemoteExecutorStopped", Info, "src/rpc/remote_exec.rs", 329, "Stopped remote executor")
	AgentRemoteExecuteFailed      = agent("AgentRemoteExecuteFailed", Warning, "src/rpc/remote_exec.rs", 234, "remote_execute failed: %v")
	AgentCommandFailed            = agent("AgentCommandFailed", Warning, "src/rpc/remote_exec.rs", 411, "%s")
)

func agentSessionLines() []*Line {
	return []*Line{
		AgentDialFailed,
		AgentResolveFailed,
		AgentControllerFromProxy,
		AgentProxyChanged,
		AgentControllerFromController,
		AgentProxyFromController,
		AgentProxySameAsController,
		AgentRemoteExecutorStarted,
		AgentRemoteExecutorStopped,
		AgentRemoteExecuteFailed,
		AgentCommandFailed,
	}
}
