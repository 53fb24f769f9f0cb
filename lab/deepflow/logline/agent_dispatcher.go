package logline

// Lines of packet capture.
var (
	AgentInterfaceRegexEmpty     = agent("AgentInterfaceRegexEmpty", Info, "src/trident.rs", 1156, "tap-interface-regex is empty, skip packet dispatcher")
	AgentInterfaceRegexFailed    = agent("AgentInterfaceRegexFailed", Warning, "src/trident.rs", 1162, "get interfaces by name regex in %v failed: %v")
	AgentNoInterfaceMatches      = agent("AgentNoInterfaceMatches", Warning, "src/trident.rs", 1167, "tap-interface-regex(%s) do not match any interface in %v")
	AgentNoInterfaceMatchesLocal = agent("AgentNoInterfaceMatchesLocal", Warning, "src/trident.rs", 1185, "tap-interface-regex(%s) do not match any interface, in local mode")
	AgentStoppingDispatcher      = agent("AgentStoppingDispatcher", Info, "src/trident.rs", 1217, "No interfaces found, stopping dispatcher %d")
	AgentBuildDispatcherFailed   = agent("AgentBuildDispatcherFailed", Warning, "src/trident.rs", 1281, "build dispatcher_component failed: %v, deepflow-agent restart...")
	AgentRouteFailed             = agent("AgentRouteFailed", Warning, "src/trident.rs", 2435, "get route to '%s' failed: %v")
	AgentDispatcherStart         = agent("AgentDispatcherStart", Info, "src/dispatcher/local_mode_dispatcher.rs", 68, "Start dispatcher %v")
	AgentDispatcherStopped       = agent("AgentDispatcherStopped", Info, "src/dispatcher/local_mode_dispatcher.rs", 287, "Stopped dispatcher %v")
	AgentDebuggerListening       = agent("AgentDebuggerListening", Info, "src/debug/debugger.rs", 129, "debugger listening on: %v")
	AgentInvalidMAC              = agent("AgentInvalidMAC", Warning, "crates/public/src/utils/net/linux.rs", 417, "link %s has invalid mac address %s")
	AgentAddingVMs               = agent("AgentAddingVMs", Info, "src/dispatcher/base_dispatcher.rs", 903, "Dispatcher%d Adding VMs: %v by %v + %v")
)

func agentDispatcherLines() []*Line {
	return []*Line{
		AgentInterfaceRegexEmpty,
		AgentInterfaceRegexFailed,
		AgentNoInterfaceMatches,
		AgentNoInterfaceMatchesLocal,
		AgentStoppingDispatcher,
		AgentBuildDispatcherFailed,
		AgentRouteFailed,
		AgentDispatcherStart,
		AgentDispatcherStopped,
		AgentDebuggerListening,
		AgentInvalidMAC,
		AgentAddingVMs,
	}
}
