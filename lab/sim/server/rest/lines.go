package rest

import "github.com/dflab/dflab/lab/deepflow/logline"

// Lines that the catalogue of recorded lines lacks, of server/controller/http/service at v6.6.9.
var (
	lineCreateDomain      = line("RestCreateDomain", "service.resource", "domain.go", 444, "create domain (%v)")
	lineDeleteSoftDeleted = line("RestDeleteSoftDeleted", "service.resource", "domain.go", 535, "delete domain (%s) soft deleted resource")
	lineUpdateDomain      = line("RestUpdateDomain", "service.resource", "domain.go", 567, "update domain (%s) config (%v)")
	lineDeleteDomain      = line("RestDeleteDomainStarted", "service.resource", "domain.go", 638, "delete domain (%s) resources started")
	lineDomainDeleted     = line("RestDeleteDomainCompleted", "service.resource", "domain.go", 720, "delete domain (%s) resources completed")

	lineMoveToGroup         = line("RestMoveToGroup", "http.service", "vtap_group.go", 407, "[DB-%s]  update vtap group lcuuid(%s - > %s)")
	lineConfigNotConverted  = line("RestConfigNotConverted", "http.service", "agent_group_config.go", 351, "failed to convert data to yaml: %v")
	lineGroupConfigNotFound = line("RestGroupConfigNotFound", "http.service", "agent_group_config.go", 180, "failed to get agent_group_configuration (agent group lcuuid %s): %v")
	lineGroupNotFound       = line("RestGroupNotFound", "http.service", "agent_group_config.go", 345, "failed to get vtap_group (lcuuid %s): %v")
)

func line(name, module, file string, number int, format string) *logline.Line {
	return &logline.Line{Name: name, Level: logline.Info, Module: module, File: file, Line: number, Format: format}
}
