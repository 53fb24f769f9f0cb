package rig

// Ports of the guide's host-network deployment (my.cnf, config.xml and server.yaml of its compose).
const (
	portMySQL      = 30130
	portClickHouse = 8123
	portREST       = 20417
)

// Port is one that a deployment listens on.
type Port struct {
	Number int
	Use    string
}

// Ports are all that must be free on a machine that is itself the lab's host.
func Ports() []Port {
	return []Port{
		{portMySQL, "MySQL"},
		{portClickHouse, "ClickHouse's HTTP"},
		{9000, "ClickHouse"},
		{portREST, "the controller's REST API"},
		{20035, "the controller's gRPC"},
		{20033, "the ingester"},
		{20416, "the querier"},
	}
}
