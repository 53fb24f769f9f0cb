package logline

// Access lines of the REST API, written by gin through the server's logger.
var (
	// server/libs/logger/logger_gin.go
	ServerAccess = &Line{
		Name: "ServerAccess", Module: accessModule, Format: "%s %s %s %d %v %s",
		Source: "server/libs/logger/logger_gin.go" + tag, Recorded: true,
	}
)

func accessLines() []*Line {
	return []*Line{ServerAccess}
}
