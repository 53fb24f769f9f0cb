package logline

// Lines of the agent's data connection.
var (
	AgentSenderUpdateID          = agent("AgentSenderUpdateID", Info, "src/sender/uniform_sender.rs", 188, "%s id %d update agent id from %d to %d, team id from %d to %d, organization id from %d to %d.")
	AgentSenderCompressionFailed = agent("AgentSenderCompressionFailed", Error, "src/sender/uniform_sender.rs", 212, "compression failed %v")
	AgentSenderStarted           = agent("AgentSenderStarted", Info, "src/sender/uniform_sender.rs", 297, "%s uniform sender id: %d started")
	AgentSenderNotified          = agent("AgentSenderNotified", Info, "src/sender/uniform_sender.rs", 308, "notified stopping uniform sender id: %d")
	AgentSenderStopping          = agent("AgentSenderStopping", Info, "src/sender/uniform_sender.rs", 320, "stopping uniform sender id: %d")
	AgentSenderStopped           = agent("AgentSenderStopped", Info, "src/sender/uniform_sender.rs", 322, "stopped uniform sender id: %d")
	AgentSenderConnectionType    = agent("AgentSenderConnectionType", Info, "src/sender/uniform_sender.rs", 469, "%s sender update connection type from %v to %v")
	AgentSenderUpdateDest        = agent("AgentSenderUpdateDest", Info, "src/sender/uniform_sender.rs", 484, "%s sender update dest address from %s:%d to %s:%d")
	AgentSenderConnected         = agent("AgentSenderConnected", Info, "src/sender/uniform_sender.rs", 545, "%s sender tcp connection to %s:%d succeed.")
	AgentAnalyzerIPNotAssigned   = agent("AgentAnalyzerIPNotAssigned", Warning, "src/sender/uniform_sender.rs", 555, "'analyzer_ip' is not assigned, please check whether the Agent is successfully registered")
	AgentSenderConnectFailed     = agent("AgentSenderConnectFailed", Error, "src/sender/uniform_sender.rs", 557, "%s sender tcp connection to %s:%d failed")
	AgentSenderWriteFailed       = agent("AgentSenderWriteFailed", Error, "src/sender/uniform_sender.rs", 594, "%s sender tcp stream write data to %s:%d failed: %v")
	AgentSenderSendItemFailed    = agent("AgentSenderSendItemFailed", Warning, "src/sender/uniform_sender.rs", 650, "%s sender send item %s failed %v")
)

func agentSenderLines() []*Line {
	return []*Line{
		AgentSenderUpdateID,
		AgentSenderCompressionFailed,
		AgentSenderStarted,
		AgentSenderNotified,
		AgentSenderStopping,
		AgentSenderStopped,
		AgentSenderConnectionType,
		AgentSenderUpdateDest,
		AgentSenderConnected,
		AgentAnalyzerIPNotAssigned,
		AgentSenderConnectFailed,
		AgentSenderWriteFailed,
		AgentSenderSendItemFailed,
	}
}
