package agent

import "github.com/dflab/dflab/lab/deepflow/logline"

// Log lines that the catalogue doesn't have yet, read from the source at v6.6.9.
var (
	lineWaitingForNTP      = line("AgentWaittingForNTP", logline.Info, "src/rpc/synchronizer.rs", 841, "Waitting for NTP ...")
	lineGuardStarted       = line("AgentGuardStarted", logline.Info, "src/utils/guard.rs", 563, "guard started")
	lineDispatcherEnabled  = line("AgentEnabledChanged", logline.Info, "src/config/handler.rs", 3584, "Update global.common.enabled from %v to %v, dispatcher start... ")
	lineDispatcherDisabled = line("AgentDisabledChanged", logline.Info, "src/config/handler.rs", 3590, "Update global.common.enabled from %v to %v, dispatcher stop...")
	lineInvalidMAC         = line("AgentInvalidMAC", logline.Warning, "crates/public/src/utils/net/linux.rs", 417, "link %s has invalid mac address %s")
	lineAddingVMs          = line("AgentAddingVMs", logline.Info, "src/dispatcher/base_dispatcher.rs", 903, "Dispatcher%d Adding VMs: %v by %v + %v")
	lineSenderNotified     = line("AgentSenderNotified", logline.Info, "src/sender/uniform_sender.rs", 308, "notified stopping uniform sender id: %d")
	lineStatsHostname      = line("AgentStatsHostname", logline.Info, "src/utils/stats.rs", 318, "set stats hostname to %v")
	lineGPIDFailed         = line("AgentGPIDFailed", logline.Error, "src/platform/platform_synchronizer/linux.rs", 278, "gpid sync fail: %v")
	lineCommandFailed      = line("AgentCommandFailed", logline.Warning, "src/rpc/remote_exec.rs", 411, "%s")
)

func line(name string, level logline.Level, file string, n int, format string) *logline.Line {
	return &logline.Line{Name: name, Level: level, File: file, Line: n, Format: format, Source: "agent/" + file + " at v6.6.9"}
}
