package logline

import "slices"

// ServerLines are all lines of deepflow-server, by area.
func ServerLines() []*Line {
	return slices.Concat(
		controllerLines(), dbLines(), accessLines(), restLines(), trisolarisLines(), metadataLines(), vtapLines(), genesisLines(),
		cloudLines(), recorderLines(), monitorLines(), ingesterLines(), querierLines(),
	)
}

// AgentLines are all lines of deepflow-agent, by area.
func AgentLines() []*Line {
	return slices.Concat(
		agentStartLines(), agentSessionLines(), agentSynchronizerLines(), agentPlatformLines(), agentConfigLines(), agentDispatcherLines(), agentSenderLines(),
	)
}
