package logline

// Lines of the controller's start.
var (
	// server/cmd/server/config.go
	ServerFreeOSMemoryDisabled = server("ServerFreeOSMemoryDisabled", Info, "deepflow-server", "server/cmd/server/config.go", 106, true, "FreeOSMemory() interval execution disabled")

	// server/controller/common/aes.go
	ServerCACertMD5NotReadable = server("ServerCACertMD5NotReadable", Error, "common", "server/controller/common/aes.go", 149, true, "open %s: no such file or directory")
	ServerCACertNotReadable    = server("ServerCACertNotReadable", Error, "common", "server/controller/common/aes.go", 158, true, "open %s: no such file or directory")

	// server/controller/common/curl.go
	ServerCurlFailed = server("ServerCurlFailed", Error, "common", "server/controller/common/curl.go", 117, true, "curl: %s failed, response detail: %v")

	// server/controller/common/os.go
	ServerEnvironment = server("ServerEnvironment", Info, "common", "server/controller/common/os.go", 42, true, "ENV %s=%s; %s=%s; %s=%s; %s=%s; %s=%s, %s=%s")

	// server/controller/config/config.go
	ServerConfigRefused = server("ServerConfigRefused", Error, "config", "server/controller/config/config.go", 120, false, "%s")

	// server/controller/controller/controller.go
	ServerControllerBanner        = server("ServerControllerBanner", Info, "controller", "server/controller/controller/controller.go", 68, true, "==================== Launching DeepFlow-Server-Controller ====================")
	ServerControllerConfig        = server("ServerControllerConfig", Info, "controller", "server/controller/controller/controller.go", 69, true, "controller config:\n%s")
	ServerInitMySQLFailed         = server("ServerInitMySQLFailed", Error, "controller", "server/controller/controller/controller.go", 93, true, "init mysql failed: %s")
	ServerResourceIDManagerFailed = server("ServerResourceIDManagerFailed", Error, "controller", "server/controller/controller/controller.go", 104, false, "resource id manager start failed: %s")
	ServerConnectRedisFailed      = server("ServerConnectRedisFailed", Error, "controller", "server/controller/controller/controller.go", 116, false, "connect redis failed: %s")
	ServerGetIconFailed           = server("ServerGetIconFailed", Error, "controller", "server/controller/controller/controller.go", 135, false, "get icon failed: %s")
	ServerGRPCPortNotPort         = server("ServerGRPCPortNotPort", Error, "controller", "server/controller/controller/controller.go", 194, false, "config grpc-port is not a port")
	ServerGRPCNodePortNotPort     = server("ServerGRPCNodePortNotPort", Error, "controller", "server/controller/controller/controller.go", 200, false, "config grpc-node-port is not a port")

	// server/controller/controller/master.go
	ServerMasterCheckFailed               = server("ServerMasterCheckFailed", Error, "controller", "server/controller/controller/master.go", 59, false, "check whether I am master controller failed: %s")
	ServerMigrateMySQLFailed              = server("ServerMigrateMySQLFailed", Error, "controller", "server/controller/controller/master.go", 70, true, "migrate mysql failed: %s")
	ServerIAmMasterController             = server("ServerIAmMasterController", Info, "controller", "server/controller/controller/master.go", 123, true, "I am the master controller now, previous master controller is %s")
	ServerMasterResourceIDManagerFailed   = server("ServerMasterResourceIDManagerFailed", Error, "controller", "server/controller/controller/master.go", 132, false, "resource id manager start failed: %s")
	ServerNoLongerMasterController        = server("ServerNoLongerMasterController", Info, "controller", "server/controller/controller/master.go", 174, false, "I am not the master controller anymore, new master controller is %s")
	ServerCurrentMasterController         = server("ServerCurrentMasterController", Info, "controller", "server/controller/controller/master.go", 193, false, "current master controller is %s, previous master controller is %s")
	ServerIAmMasterControllerAtStart      = server("ServerIAmMasterControllerAtStart", Info, "controller", "server/controller/controller/master.go", 219, true, "I am the master controller now, previous master controller is %s")
	ServerNoLongerMasterControllerAtStart = server("ServerNoLongerMasterControllerAtStart", Info, "controller", "server/controller/controller/master.go", 223, false, "I am not the master controller anymore, new master controller is %s")
	ServerCurrentMasterControllerAtStart  = server("ServerCurrentMasterControllerAtStart", Info, "controller", "server/controller/controller/master.go", 225, false, "current master controller is %s, previous master controller is %s")

	// server/controller/grpc/server.go
	ServerGRPCListenFailed     = server("ServerGRPCListenFailed", Critical, "grpc/server", "server/controller/grpc/server.go", 60, false, "net.Listen err: %v")
	ServerGRPCServing          = server("ServerGRPCServing", Info, "grpc/server", "server/controller/grpc/server.go", 64, true, "listening and serving GRPC on: %s")
	ServerGRPCShutdown         = server("ServerGRPCShutdown", Info, "grpc/server", "server/controller/grpc/server.go", 71, false, "grpc server shutdown")
	ServerTLSCredentialsFailed = server("ServerTLSCredentialsFailed", Error, "grpc/server", "server/controller/grpc/server.go", 84, false, "failed to generate credentials %v, key file: %s, cert file: %s")
	ServerTLSGRPCListenFailed  = server("ServerTLSGRPCListenFailed", Error, "grpc/server", "server/controller/grpc/server.go", 95, false, "ssl net.Listen err: %v")
	ServerTLSGRPCServing       = server("ServerTLSGRPCServing", Info, "grpc/server", "server/controller/grpc/server.go", 99, false, "listening and serving SSL GRPC on: %s")
	ServerTLSGRPCShutdown      = server("ServerTLSGRPCShutdown", Info, "grpc/server", "server/controller/grpc/server.go", 106, false, "grpc ssl server shutdown")
)

func controllerLines() []*Line {
	return []*Line{
		ServerFreeOSMemoryDisabled,
		ServerCACertMD5NotReadable,
		ServerCACertNotReadable,
		ServerCurlFailed,
		ServerEnvironment,
		ServerConfigRefused,
		ServerControllerBanner,
		ServerControllerConfig,
		ServerInitMySQLFailed,
		ServerResourceIDManagerFailed,
		ServerConnectRedisFailed,
		ServerGetIconFailed,
		ServerGRPCPortNotPort,
		ServerGRPCNodePortNotPort,
		ServerMasterCheckFailed,
		ServerMigrateMySQLFailed,
		ServerIAmMasterController,
		ServerMasterResourceIDManagerFailed,
		ServerNoLongerMasterController,
		ServerCurrentMasterController,
		ServerIAmMasterControllerAtStart,
		ServerNoLongerMasterControllerAtStart,
		ServerCurrentMasterControllerAtStart,
		ServerGRPCListenFailed,
		ServerGRPCServing,
		ServerGRPCShutdown,
		ServerTLSCredentialsFailed,
		ServerTLSGRPCListenFailed,
		ServerTLSGRPCServing,
		ServerTLSGRPCShutdown,
	}
}
