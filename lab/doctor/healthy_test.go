package doctor

import (
	"time"

	"github.com/dflab/dflab/fixtures"
	"github.com/dflab/dflab/lab/deepflow/controller"
	"github.com/dflab/dflab/lab/deepflow/logline"
	"github.com/dflab/dflab/lab/deepflow/wire"
	"github.com/dflab/dflab/lab/evidence"
)

const (
	serverIP = "10.50.72.100"
	agentIP  = "10.50.72.101"
	agentMAC = "52:54:00:50:00:00"
	key      = agentIP + "-" + agentMAC
	legacy   = "660ee2d8-0000-0000-0000-000000000002"
	byDflt   = "660ee2d8-0000-0000-0000-000000000001"
)

func item[T any](source string, v T) evidence.Item[T] {
	return evidence.Item[T]{Source: source, Value: v}
}

func refused[T any](source string) evidence.Item[T] {
	return evidence.Item[T]{Source: source, Missing: "connect: connection refused", Asked: true}
}

// say is a log line with its arguments.
type said struct {
	line *logline.Line
	args []any
}

func says(l *logline.Line, args ...any) said { return said{l, args} }

var noon = time.Date(2025, 4, 15, 12, 0, 0, 0, time.UTC)

func records1(all []said, format func(logline.Record) string) (lines []string) {
	for i, s := range all {
		r := logline.Record{
			Time: noon.Add(time.Duration(i) * time.Second), Level: s.line.Level, Module: s.line.Module, File: s.line.File, Line: s.line.Line,
			Message: s.line.Message(s.args...),
		}
		lines = append(lines, format(r))
	}
	return lines
}

func serverLog(all ...said) evidence.Item[evidence.Log] {
	return item("server.log", evidence.ServerLog(records1(all, logline.FormatServer)))
}

func agentLog(all ...said) evidence.Item[evidence.Log] {
	return item("agent.log", evidence.AgentLog(records1(all, logline.FormatAgent)))
}

// start is what an agent logs when it starts; docked goes on to the end.
func start(mac string) []said {
	return []said{says(logline.AgentBanner), says(logline.AgentRunning, key, "Managed", agentIP, mac)}
}

func docked() []said {
	return append(start(agentMAC), says(logline.AgentStartedComponents), says(logline.AgentSenderConnected, "stats", serverIP, 20033))
}

func nics(names ...string) evidence.Item[string] {
	all := []wire.Interface{{Index: 1, Name: "lo", MAC: "00:00:00:00:00:00", Flags: []string{"LOOPBACK", "UP"}}}
	for i, n := range names {
		all = append(all, nic(2+i, n, agentMAC, agentIP+"/16"))
	}
	return item("ip address show", wire.RenderIPAddress(all))
}

func port(address string, open bool) evidence.Item[evidence.Port] {
	p := evidence.Port{Address: address, Open: open}
	if !open {
		p.Error = "connection refused"
	}
	return item("connect "+address, p)
}

func ports(open ...string) []evidence.Item[evidence.Port] {
	var all []evidence.Item[evidence.Port]
	for _, ip := range []string{serverIP, "10.50.72.99"} {
		for _, n := range []string{"20033", "20035", "30033", "30035", "20417"} {
			is := false
			for _, o := range open {
				is = is || o == ip+":"+n
			}
			all = append(all, port(ip+":"+n, is))
		}
	}
	return all
}

// healthy is the evidence of the guide's deployment with one docked agent.
func healthy() *evidence.Snapshot {
	rows := func(source string, rows ...map[string]string) evidence.Item[evidence.Rows] {
		return item(source, evidence.Rows(rows))
	}
	return &evidence.Snapshot{
		Format: evidence.Format, Release: "6.6.9", TakenAt: noon,
		Places: evidence.Places{ServerIP: serverIP, APIPort: 20417, AgentFile: "/etc/deepflow-agent.yaml", ServerContainer: "deepflow-server", ServerYAML: "server.yaml"},
		Agent: evidence.Agent{
			File: item("/etc/deepflow-agent.yaml", fixtures.AgentYAML), Log: agentLog(docked()...), Hostname: item("hostname", "host-1"),
			IPAddress: nics("eth0"), Process: item("systemctl", evidence.Process{Running: true}),
			Ports: ports(serverIP+":20033", serverIP+":20035", serverIP+":20417"),
			GRPC:  item("agent.Synchronizer/Query", evidence.GRPC{Code: "OK"}),
		},
		Server: evidence.Server{
			Health:  item("GET /v1/health/", evidence.Health{OK: true, Status: 200}),
			Domains: item("GET /v2/domains/", []controller.Domain{{Name: "legacy-host", Type: 23, Enabled: 1, State: 1, ControllerIP: serverIP, Lcuuid: "d1", SyncedAt: "2025-04-15 11:59:10"}}),
			Agents: item("GET /v1/vtaps/", []controller.Agent{{
				ID: 1, Name: "host-1-W1", State: 1, Enable: 1, CtrlIP: agentIP, CtrlMac: agentMAC, ControllerIP: serverIP, AnalyzerIP: serverIP, VTapGroupLcuuid: legacy,
			}}),
			Groups:  item("GET /v1/vtap-groups/", []controller.Group{{Name: "default", ShortUUID: "g-834dfb7b6f", Lcuuid: byDflt}, {Name: "legacy-host", ShortUUID: fixtures.GroupID, Lcuuid: legacy}}),
			Configs: item("GET /v1/agent-group-configuration/yaml", []controller.GroupConfig{{GroupLcuuid: legacy, YAML: fixtures.GroupConfig}}),
			VMs:     item("GET /v1/sync/vm/", []controller.GenesisVM{{Name: "host-1"}}),
			Log:     serverLog(says(logline.ServerNodeInfo, serverIP, "master", ""), says(logline.ServerGRPCServing, ":20035")),
			YAML:    item("server.yaml", fixtures.ServerYAML), Process: item("docker inspect", evidence.Process{Running: true}),
		},
		MySQL: evidence.MySQL{
			DBVersion: rows("db_version", map[string]string{"version": "6.6.1.25"}),
			VTap: rows("vtap", map[string]string{
				"id": "1", "name": "host-1-W1", "state": "1", "enable": "1", "ctrl_ip": agentIP, "ctrl_mac": agentMAC, "controller_ip": serverIP, "analyzer_ip": serverIP, "vtap_group_lcuuid": legacy,
			}),
			VM: rows("vm", map[string]string{"id": "1", "name": "host-1"}), VInterface: rows("vinterface", map[string]string{"id": "1", "mac": agentMAC, "iftype": "4", "deviceid": "1"}),
			IP: rows("vinterface_ip", map[string]string{"ip": agentIP, "vifid": "1"}), WANIP: rows("ip_resource"),
			Domain: rows("domain", map[string]string{"name": "legacy-host", "lcuuid": "d1", "type": "23", "enabled": "1", "state": "1", "controller_ip": serverIP}),
			Group:  rows("vtap_group", map[string]string{"lcuuid": byDflt, "name": "default", "short_uuid": "g-834dfb7b6f"}, map[string]string{"lcuuid": legacy, "name": "legacy-host", "short_uuid": fixtures.GroupID}),
			Config: rows("agent_group_configuration", map[string]string{"agent_group_lcuuid": legacy, "yaml": fixtures.GroupConfig}),

			Controller: rows("controller", map[string]string{"ip": serverIP, "state": "2"}), Analyzer: rows("analyzer", map[string]string{"ip": serverIP, "state": "2"}),
		},
		ClickHouse: evidence.ClickHouse{Ping: item("SELECT 1", "1"), Flows: rows("flows", map[string]string{"agent_id": "1", "rows": "12", "age": "20"})},
	}
}

func nic(index int, name, mac, addr string) wire.Interface {
	n := wire.Interface{Index: index, Name: name, MAC: mac}
	if addr != "" {
		n.Addrs = append(n.Addrs, wire.InterfaceAddr{Addr: prefix(addr)})
	}
	return n
}

// unregistered is an agent that isn't in the table.
func unregistered(s *evidence.Snapshot) {
	s.Server.Agents.Value, s.MySQL.VTap.Value = nil, nil
	s.Agent.Log = agentLog(append(start(agentMAC), says(logline.AgentPlatformResync, 1, 0), says(logline.AgentAnalyzerIPNotAssigned))...)
}

// down is a server that doesn't run.
func down(s *evidence.Snapshot, exit int) {
	const api = "connection refused"
	s.Server.Health = refused[evidence.Health]("GET /v1/health/")
	s.Server.Domains, s.Server.Agents = refused[[]controller.Domain](api), refused[[]controller.Agent](api)
	s.Server.Groups, s.Server.Configs = refused[[]controller.Group](api), refused[[]controller.GroupConfig](api)
	s.Server.VMs = refused[[]controller.GenesisVM](api)
	s.Server.Process.Value = evidence.Process{Restarts: 7, ExitCode: exit, Exited: true}
	s.Agent.Ports = ports()
	s.Agent.Log = agentLog(append(docked(), says(logline.AgentDialFailed, serverIP, 20035, "refused"), says(logline.AgentSyncErrorRepeated, serverIP, 20035, "x", 4),
		says(logline.AgentSenderConnectFailed, "stats", serverIP, 20033))...)
	s.ClickHouse.Flows.Value = nil
}

// noMySQL is a database that doesn't answer.
func noMySQL(s *evidence.Snapshot) {
	const q = "SELECT"
	s.MySQL = evidence.MySQL{
		DBVersion: refused[evidence.Rows](q), VTap: refused[evidence.Rows](q), VM: refused[evidence.Rows](q), VInterface: refused[evidence.Rows](q), IP: refused[evidence.Rows](q),
		WANIP: refused[evidence.Rows](q), Domain: refused[evidence.Rows](q), Group: refused[evidence.Rows](q), Config: refused[evidence.Rows](q), Controller: refused[evidence.Rows](q),
		Analyzer: refused[evidence.Rows](q),
	}
}
