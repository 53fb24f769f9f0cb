package vtap

import "github.com/dflab/dflab/lab/deepflow/logline"

// Lines of server/controller/trisolaris/vtap at v6.6.9 that no recording shows.
var (
	lineError            = line(logline.Error, "vtap.go", 447, "%s")
	lineRegionMissing    = line(logline.Error, "vtap.go", 1341, "controller not found region")
	lineConfigYAML       = line(logline.Error, "vtap_cache.go", 200, "%s")
	lineUpdateVTap       = line(logline.Error, "vtap.go", 1252, "%s")
	lineLicenseFunctions = line(logline.Error, "vtap_cache.go", 421, "convert licence functions failed err :%s")
	linePodCluster       = line(logline.Warning, "vtap_cache.go", 1151, "vtap(%s) not found podClusterID")
	lineException        = line(logline.Info, "vtap_cache.go", 1075, "modify vtap(%s) exception %d to %d")
	lineCtrlMacGRPC      = line(logline.Info, "vtap_cache.go", 1112, "grpc modify vtap(%s) ctrl_mac (%s) to (%s)")
	lineCtrlMacDB        = line(logline.Info, "vtap_cache.go", 1121, "db modify vtap(%s) ctrl_mac (%s) to (%s)")
	lineTapMode          = line(logline.Warning, "vtap_cache.go", 1348, "config tap_mode(%d) is not equal to vtap(%s) tap_mode(%d)")
	lineNoDomainData     = line(logline.Error, "agent_plaform_data.go", 158, "domain(%s) no platform data")
	lineDeleteCluster    = line(logline.Info, "kubernetes_sync.go", 177, "delete kubernetes_cluster(%s, %s) data")
	lineRegisterError    = line(logline.Error, "vtap_discovery.go", 924, "%s")
	lineRegisterLookUp   = line(logline.Error, "vtap_discovery.go", 514, "%s")
	lineSaveVTap         = line(logline.Error, "vtap_discovery.go", 173, "%s")
)

func line(level logline.Level, file string, n int, format string) *logline.Line {
	return &logline.Line{Level: level, Module: "trisolaris.vtap", File: file, Line: n, Format: format, Source: "server/controller/trisolaris/vtap at v6.6.9"}
}
