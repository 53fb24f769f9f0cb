package rig

import (
	"fmt"
	"maps"
	"slices"

	"github.com/dflab/dflab/fixtures"
	"github.com/dflab/dflab/lab"
)

// Names of the parts, which are those of the guide's containers.
const (
	MySQL      = "deepflow-mysql"
	ClickHouse = "deepflow-clickhouse"
	Server     = "deepflow-server"
	Agent      = "deepflow-agent"
)

// Files of the parts where the guide mounts them.
const (
	ServerFile    = "/etc/server.yaml"
	ServerLog     = "/var/log/deepflow/server.log"
	AgentFile     = "/etc/deepflow-agent/deepflow-agent.yaml"
	mysqlFile     = "/etc/my.cnf"
	mysqlInit     = "/docker-entrypoint-initdb.d/init.sql"
	clickConfig   = "/etc/clickhouse-server/config.xml"
	clickUsers    = "/etc/clickhouse-server/users.xml"
	timeZone      = "TZ=Asia/Shanghai"
	agentDebugFS  = "/sys/kernel/debug:/sys/kernel/debug:ro"
	agentDockerIO = "/var/run/docker.sock:/var/run/docker.sock:ro"
)

// Sources say what realises each part.
type Sources struct{ MySQL, ClickHouse, Server, Agent Source }

// Map names the sources by part, as the report shows them.
func (s Sources) Map() map[string]string {
	return map[string]string{"mysql": s.MySQL.String(), "clickhouse": s.ClickHouse.String(), Server: s.Server.String(), Agent: s.Agent.String()}
}

// mysqlProgram is the guide's service mysql. init.sql is the manifest's with a password where that has an unrendered template, which
// leaves root@localhost with a password that nobody knows and ends the official image's first start.
func mysqlProgram(src Source) Program {
	return Program{
		Name: MySQL, Source: src, Restart: true,
		Env:    []string{"MYSQL_ROOT_PASSWORD=deepflow", "MYSQL_DATABASE=grafana", timeZone},
		Config: File{mysqlFile, fixtures.MySQLConf},
		Files:  []File{{mysqlInit, fixtures.MySQLInit}},
		Dirs:   []string{"/var/lib/mysql"},
	}
}

// clickhouseProgram is the guide's service clickhouse.
func clickhouseProgram(src Source) Program {
	return Program{
		Name: ClickHouse, Source: src, Restart: true,
		Env:    []string{timeZone},
		Config: File{clickConfig, fixtures.ClickHouseConfig},
		Files:  []File{{clickUsers, fixtures.ClickHouseUsers}},
		Dirs:   []string{"/var/lib/clickhouse", "/var/lib/clickhouse_storage"},
	}
}

// serverProgram is the guide's service deepflow-server. The binary logs to standard output and to the file that server.yaml names.
func serverProgram(src Source, spec lab.Spec) Program {
	p := Program{
		Name: Server, Source: src, Restart: true,
		Env: []string{
			"DEEPFLOW_SERVER_RUNNING_MODE=STANDALONE", "K8S_POD_IP_FOR_DEEPFLOW=127.0.0.1",
			"K8S_NODE_IP_FOR_DEEPFLOW=" + spec.Server.IP.String(), "K8S_NAMESPACE_FOR_DEEPFLOW=deepflow",
			"K8S_NODE_NAME_FOR_DEEPFLOW=deepflow-host", "K8S_POD_NAME_FOR_DEEPFLOW=deepflow-container", timeZone,
		},
		Config: File{ServerFile, spec.Server.Config},
		Dirs:   []string{"/var/log/deepflow"},
	}
	for _, k := range slices.Sorted(maps.Keys(spec.Server.Env)) {
		p.Env = append(p.Env, k+"="+spec.Server.Env[k])
	}
	// A real one is given no arguments: 6.6.9 ends with -f, which its controller doesn't know (server/controller/controller/controller.go:62).
	if src.Kind == Sim {
		p.Args = func(at func(string) string) []string {
			return []string{
				"sim", "server", "-f", at(ServerFile), "--unchecked", "--external", "--listen", "0.0.0.0",
				"--node-ip", spec.Server.IP.String(), "--seed", fmt.Sprint(spec.Seed), "--release", spec.Release,
			}
		}
	}
	return p
}

// agentProgram is the guide's deepflow-agent: privileged, with its capabilities and mounts.
func agentProgram(src Source, spec lab.Spec, h lab.Host) Program {
	p := Program{
		Name: Agent + "-" + h.Name, Source: src, Restart: true,
		Config: File{AgentFile, h.AgentConfig},
		Dirs:   []string{"/var/log/deepflow-agent"},
	}
	switch src.Kind {
	case Image:
		p.Privileged, p.HostPID = true, true
		p.Capabilities = []string{"SYS_ADMIN", "SYS_RESOURCE", "SYS_PTRACE", "NET_ADMIN", "NET_RAW", "IPC_LOCK", "SYSLOG"}
		p.Mounts = []string{agentDebugFS, agentDockerIO}
	case Exec:
		p.Args = func(at func(string) string) []string { return []string{"-f", at(AgentFile)} }
	case Sim:
		p.Args = func(at func(string) string) []string {
			return []string{"sim", "agent", "-f", at(AgentFile), "--unchecked", "--seed", fmt.Sprint(spec.Seed), "--release", spec.Release}
		}
	}
	return p
}
