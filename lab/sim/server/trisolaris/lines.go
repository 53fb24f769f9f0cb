package trisolaris

import (
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/dflab/dflab/lab/deepflow/logline"
)

// Lines of services/grpc/agentsynchronize and of trisolaris/kubernetes at v6.6.9 that the catalogue doesn't have.
var (
	linePushFirst       = line(logline.Error, "trisolaris.agentsynchronize", "sync_push.go", 618, "%v")
	linePush            = line(logline.Error, "trisolaris.agentsynchronize", "sync_push.go", 629, "%v")
	lineNTP             = line(logline.Error, "trisolaris.agentsynchronize", "ntp.go", 44, "%v")
	linePluginSend      = line(logline.Error, "trisolaris.agentsynchronize", "plugin.go", 86, "%v")
	linePluginInvalid   = line(logline.Error, "trisolaris.agentsynchronize", "plugin.go", 105, "the plugin request data type(%d) or name(%s) is empty")
	lineUpgradeSend     = line(logline.Error, "trisolaris.agentsynchronize", "upgrade.go", 57, "%v")
	lineRemoteExecError = line(logline.Error, "trisolaris.agentsynchronize", "remote_execute.go", 162, "%v")
	lineClusterCheck    = line(logline.Warning, "trisolaris.kubernetes", "kubernetes.go", 126, "cluster_id: %s not found in cache, domain map: %v, sub_domain map: %v")
	lineClusterNotInDB  = line(logline.Warning, "trisolaris.kubernetes", "kubernetes.go", 146, "cluster_id: %s not found in db")
	lineDomainRetry     = line(logline.Error, "trisolaris.kubernetes", "kubernetes.go", 168, "auto create domain failed: %s, try again after 3s")
)

func line(level logline.Level, module, file string, n int, format string) *logline.Line {
	return &logline.Line{Level: level, Module: module, File: file, Line: n, Format: format, Source: "server/controller/trisolaris at v6.6.9"}
}

// errGone is gRPC's answer to a message on a stream whose client is gone.
var errGone = status.Error(codes.Unavailable, "transport is closing")
