package logline

// Lines of the migrator and of the db_version check.
var (
	// server/controller/db/mysql/common/gorm.go
	ServerLocationFailed          = server("ServerLocationFailed", Error, "db.mysql.common", "server/controller/db/mysql/common/gorm.go", 52, false, "Get location failed with error: %v %v")
	ServerDatabaseConnectorFailed = server("ServerDatabaseConnectorFailed", Error, "db.mysql.common", "server/controller/db/mysql/common/gorm.go", 71, false, "Get database(%s) connector failed with error: %v %v %v")
	// ServerStatementFailed stands for what gorm's own logger prints on standard output, where the real server logs nothing of a
	// failed statement itself.
	ServerStatementFailed                     = server("ServerStatementFailed", Error, "db.mysql.common", "server/controller/db/mysql/common/gorm.go", 87, false, "%v")
	ServerInitializeSessionFailed             = server("ServerInitializeSessionFailed", Error, "db.mysql.common", "server/controller/db/mysql/common/gorm.go", 97, true, "failed to initialize session: %v")
	ServerInitializedMySQLSessionSuccessfully = server("ServerInitializedMySQLSessionSuccessfully", Info, "db.mysql.common", "server/controller/db/mysql/common/gorm.go", 100, false, "%s, initialized mysql session successfully")
	ServerDBStats                             = server("ServerDBStats", Info, "db.mysql.common", "server/controller/db/mysql/common/gorm.go", 107, false, "%s, db stats: %#v")

	// server/controller/db/mysql/db.go
	ServerCreateDBSessionFailed = server("ServerCreateDBSessionFailed", Error, "db.mysql", "server/controller/db/mysql/db.go", 80, false, "failed to create db session: %s, config: %#v")
	ServerCreateOrgDBFailed     = server("ServerCreateOrgDBFailed", Error, "db.mysql", "server/controller/db/mysql/db.go", 134, false, "[OID-%d] failed to create db: %s, please check org status")

	// server/controller/db/mysql/migrator/common/create.go
	ServerCreateDatabase = server("ServerCreateDatabase", Info, "db.mysql.migrator.common", "server/controller/db/mysql/migrator/common/create.go", 28, true, "[DB-%s] create database")

	// server/controller/db/mysql/migrator/common/drop.go
	ServerDropDatabase    = server("ServerDropDatabase", Info, "db.mysql.migrator.common", "server/controller/db/mysql/migrator/common/drop.go", 24, false, "[DB-%s] drop database")
	ServerDatabaseMissing = server("ServerDatabaseMissing", Info, "db.mysql.migrator.common", "server/controller/db/mysql/migrator/common/drop.go", 30, false, "[DB-%s] database doesn't exist")

	// server/controller/db/mysql/migrator/common/init.go
	ServerDropDatabaseOnInitFailure        = server("ServerDropDatabaseOnInitFailure", Info, "db.mysql.migrator.common", "server/controller/db/mysql/migrator/common/init.go", 31, true, "[DB-%s] drop database if fails to initialize tables")
	ServerDropDatabaseFailed               = server("ServerDropDatabaseFailed", Error, "db.mysql.migrator.common", "server/controller/db/mysql/migrator/common/init.go", 36, false, "[DB-%s] failed to drop database: %s")
	ServerInitializeTables                 = server("ServerInitializeTables", Info, "db.mysql.migrator.common", "server/controller/db/mysql/migrator/common/init.go", 52, true, "[DB-%s] initialize %s tables")
	ServerInitializedTables                = server("ServerInitializedTables", Info, "db.mysql.migrator.common", "server/controller/db/mysql/migrator/common/init.go", 67, true, "[DB-%s] initialized %s tables successfully")
	ServerInitializeOrgTables              = server("ServerInitializeOrgTables", Info, "db.mysql.migrator.common", "server/controller/db/mysql/migrator/common/init.go", 72, true, "[DB-%s] initialize %s org tables")
	ServerReadOrgSQLFailed                 = server("ServerReadOrgSQLFailed", Error, "db.mysql.migrator.common", "server/controller/db/mysql/migrator/common/init.go", 75, false, "[DB-%s] failed to read %s org sql file: %s")
	ServerInitializeOrgTablesFailed        = server("ServerInitializeOrgTablesFailed", Error, "db.mysql.migrator.common", "server/controller/db/mysql/migrator/common/init.go", 80, false, "[DB-%s] failed to initialize %s org tables: %s")
	ServerInitializedOrgTables             = server("ServerInitializedOrgTables", Info, "db.mysql.migrator.common", "server/controller/db/mysql/migrator/common/init.go", 83, true, "[DB-%s] initialized %s org tables successfully")
	ServerInitializeDefaultOrgTables       = server("ServerInitializeDefaultOrgTables", Info, "db.mysql.migrator.common", "server/controller/db/mysql/migrator/common/init.go", 88, true, "[DB-%s] initialize %s default org tables")
	ServerReadDefaultOrgSQLFailed          = server("ServerReadDefaultOrgSQLFailed", Error, "db.mysql.migrator.common", "server/controller/db/mysql/migrator/common/init.go", 91, false, "[DB-%s] failed to read %s default org sql file: %s")
	ServerInitializeDefaultOrgTablesFailed = server("ServerInitializeDefaultOrgTablesFailed", Error, "db.mysql.migrator.common", "server/controller/db/mysql/migrator/common/init.go", 96, false, "[DB-%s] failed to initialize %s default org tables: %s")
	ServerInitializedDefaultOrgTables      = server("ServerInitializedDefaultOrgTables", Info, "db.mysql.migrator.common", "server/controller/db/mysql/migrator/common/init.go", 99, true, "[DB-%s] initialized %s default org tables successfully")

	// server/controller/db/mysql/migrator/common/upgrade.go
	ServerReadIssueDirFailed = server("ServerReadIssueDirFailed", Error, "db.mysql.migrator.common", "server/controller/db/mysql/migrator/common/upgrade.go", 39, false, "[DB-%s] failed to read %s: %s")
	ServerIssuesToBeExecuted = server("ServerIssuesToBeExecuted", Info, "db.mysql.migrator.common", "server/controller/db/mysql/migrator/common/upgrade.go", 43, true, "[DB-%s] %s issues to be executed: %v")
	ServerReadIssueFailed    = server("ServerReadIssueFailed", Error, "db.mysql.migrator.common", "server/controller/db/mysql/migrator/common/upgrade.go", 60, false, "[DB-%s] failed to read sql file (version: %s): %s")
	ServerIssueEmpty         = server("ServerIssueEmpty", Warning, "db.mysql.migrator.common", "server/controller/db/mysql/migrator/common/upgrade.go", 64, false, "[DB-%s] %s issue with no content (version: %s)")
	ServerIssueFailed        = server("ServerIssueFailed", Error, "db.mysql.migrator.common", "server/controller/db/mysql/migrator/common/upgrade.go", 71, false, "[DB-%s] failed to execute %s issue (version: %s): %s")
	ServerIssueExecuted      = server("ServerIssueExecuted", Info, "db.mysql.migrator.common", "server/controller/db/mysql/migrator/common/upgrade.go", 74, true, "[DB-%s] executed %s issue (version: %s) successfully")

	// server/controller/db/mysql/migrator/common/version.go
	ServerGetDBVersionOnCheckFailed = server("ServerGetDBVersionOnCheckFailed", Error, "db.mysql.migrator.common", "server/controller/db/mysql/migrator/common/version.go", 44, false, "[DB-%s] failed to get %s: %s")
	ServerDBVersionMismatch         = server("ServerDBVersionMismatch", Error, "db.mysql.migrator.common", "server/controller/db/mysql/migrator/common/version.go", 48, true, "[DB-%s] %s current version: %s != expected version: %s")
	ServerGetVersionFailed          = server("ServerGetVersionFailed", Error, "db.mysql.migrator.common", "server/controller/db/mysql/migrator/common/version.go", 58, false, "[DB-%s] failed to get %s: %s")
	ServerCheckTableExistsFailed    = server("ServerCheckTableExistsFailed", Error, "db.mysql.migrator.common", "server/controller/db/mysql/migrator/common/version.go", 69, false, "[DB-%s] failed to check table %s exists: %s")
	ServerCreateVersionTableFailed  = server("ServerCreateVersionTableFailed", Error, "db.mysql.migrator.common", "server/controller/db/mysql/migrator/common/version.go", 78, false, "[DB-%s] failed to create table %s: %s")
	ServerInsertVersionFailed       = server("ServerInsertVersionFailed", Error, "db.mysql.migrator.common", "server/controller/db/mysql/migrator/common/version.go", 87, false, "[DB-%s] failed to insert %s: %s")

	// server/controller/db/mysql/migrator/edition/init.go
	ServerDropDatabaseOnCEInitFailure = server("ServerDropDatabaseOnCEInitFailure", Info, "db.mysql.migrator.edition", "server/controller/db/mysql/migrator/edition/init.go", 28, true, "[DB-%s] drop database if init CE tables failed")
	ServerInitializeDBTables          = server("ServerInitializeDBTables", Info, "db.mysql.migrator.edition", "server/controller/db/mysql/migrator/edition/init.go", 33, true, "[DB-%s] initialize db tables")
	ServerInitializedDBTables         = server("ServerInitializedDBTables", Info, "db.mysql.migrator.edition", "server/controller/db/mysql/migrator/edition/init.go", 37, true, "[DB-%s] initialized db tables successfully")

	// server/controller/db/mysql/migrator/edition/upgrade.go
	ServerInitializeDBTablesWithoutRollback = server("ServerInitializeDBTablesWithoutRollback", Info, "db.mysql.migrator.edition", "server/controller/db/mysql/migrator/edition/upgrade.go", 49, true, "[DB-%s] initialize db tables without rollback")
	ServerUpgradeIfNotLatest                = server("ServerUpgradeIfNotLatest", Info, "db.mysql.migrator.edition", "server/controller/db/mysql/migrator/edition/upgrade.go", 54, true, "[DB-%s] upgrade if db version is not the latest")
	ServerGetDBVersionFailed                = server("ServerGetDBVersionFailed", Error, "db.mysql.migrator.edition", "server/controller/db/mysql/migrator/edition/upgrade.go", 57, false, "[DB-%s] failed to get db version: %s")
	ServerCurrentDBVersion                  = server("ServerCurrentDBVersion", Info, "db.mysql.migrator.edition", "server/controller/db/mysql/migrator/edition/upgrade.go", 61, true, "[DB-%s] current db version: %s, expected db version: %s")
	ServerDBVersionNull                     = server("ServerDBVersionNull", Error, "db.mysql.migrator.edition", "server/controller/db/mysql/migrator/edition/upgrade.go", 66, true, "[DB-%s] current db version is null, need manual handling")
	ServerRecreateDatabase                  = server("ServerRecreateDatabase", Info, "db.mysql.migrator.edition", "server/controller/db/mysql/migrator/edition/upgrade.go", 76, false, "[DB-%s] recreate database and initialize tables")
	ServerCreateDatabaseFailed              = server("ServerCreateDatabaseFailed", Error, "db.mysql.migrator.edition", "server/controller/db/mysql/migrator/edition/upgrade.go", 84, false, "[DB-%s] failed to create database: %s")

	// server/controller/db/mysql/migrator/migrator.go
	ServerDatabaseNotReady = server("ServerDatabaseNotReady", Error, "db.mysql.migrator", "server/controller/db/mysql/migrator/migrator.go", 94, false, "[DB-%s] database is not ready: %v")

	// server/controller/db/mysql/migrator/schema/script/update_vtap_group_config.go
	ServerExecuteScript              = server("ServerExecuteScript", Info, "db.mysql.migration.script", "server/controller/db/mysql/migrator/schema/script/update_vtap_group_config.go", 31, true, "execute script (%s)")
	ServerNoGroupConfigToUpgrade     = server("ServerNoGroupConfigToUpgrade", Info, "db.mysql.migration.script", "server/controller/db/mysql/migrator/schema/script/update_vtap_group_config.go", 37, true, "no vtap_group_configuration data to upgrade")
	ServerMigrationGroupConfigExists = server("ServerMigrationGroupConfigExists", Info, "db.mysql.migration.script", "server/controller/db/mysql/migrator/schema/script/update_vtap_group_config.go", 65, false, "agent_group_configuration (agent_group_lcuuid: %s) already exists")
	ServerMigrationNoGroupConfig     = server("ServerMigrationNoGroupConfig", Info, "db.mysql.migration.script", "server/controller/db/mysql/migrator/schema/script/update_vtap_group_config.go", 87, false, "no agent_group_configuration data to insert")

	// server/controller/db/mysql/model/model.go
	ServerCompressTime = server("ServerCompressTime", Info, "db.mysql", "server/controller/db/mysql/model/model.go", 483, true, "compress time comsumed: %v")
)

func dbLines() []*Line {
	return []*Line{
		ServerLocationFailed,
		ServerDatabaseConnectorFailed,
		ServerStatementFailed,
		ServerInitializeSessionFailed,
		ServerInitializedMySQLSessionSuccessfully,
		ServerDBStats,
		ServerCreateDBSessionFailed,
		ServerCreateOrgDBFailed,
		ServerCreateDatabase,
		ServerDropDatabase,
		ServerDatabaseMissing,
		ServerDropDatabaseOnInitFailure,
		ServerDropDatabaseFailed,
		ServerInitializeTables,
		ServerInitializedTables,
		ServerInitializeOrgTables,
		ServerReadOrgSQLFailed,
		ServerInitializeOrgTablesFailed,
		ServerInitializedOrgTables,
		ServerInitializeDefaultOrgTables,
		ServerReadDefaultOrgSQLFailed,
		ServerInitializeDefaultOrgTablesFailed,
		ServerInitializedDefaultOrgTables,
		ServerReadIssueDirFailed,
		ServerIssuesToBeExecuted,
		ServerReadIssueFailed,
		ServerIssueEmpty,
		ServerIssueFailed,
		ServerIssueExecuted,
		ServerGetDBVersionOnCheckFailed,
		ServerDBVersionMismatch,
		ServerGetVersionFailed,
		ServerCheckTableExistsFailed,
		ServerCreateVersionTableFailed,
		ServerInsertVersionFailed,
		ServerDropDatabaseOnCEInitFailure,
		ServerInitializeDBTables,
		ServerInitializedDBTables,
		ServerInitializeDBTablesWithoutRollback,
		ServerUpgradeIfNotLatest,
		ServerGetDBVersionFailed,
		ServerCurrentDBVersion,
		ServerDBVersionNull,
		ServerRecreateDatabase,
		ServerCreateDatabaseFailed,
		ServerDatabaseNotReady,
		ServerExecuteScript,
		ServerNoGroupConfigToUpgrade,
		ServerMigrationGroupConfigExists,
		ServerMigrationNoGroupConfig,
		ServerCompressTime,
	}
}
