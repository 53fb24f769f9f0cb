package migrator

import "github.com/dflab/dflab/lab/deepflow/logline"

// Lines of the Go script before issue 6.6.1.16 that no recording shows
// (server/controller/db/mysql/migrator/schema/script/update_vtap_group_config.go at v6.6.9).
var (
	groupConfigExists = &logline.Line{
		Name: "MigrationGroupConfigExists", Level: logline.Info, Module: "db.mysql.migration.script",
		File: "update_vtap_group_config.go", Line: 64,
		Format: "agent_group_configuration (agent_group_lcuuid: %s) already exists",
	}
	noGroupConfigToInsert = &logline.Line{
		Name: "MigrationNoGroupConfigToInsert", Level: logline.Info, Module: "db.mysql.migration.script",
		File: "update_vtap_group_config.go", Line: 85,
		Format: "no agent_group_configuration data to insert",
	}
)
