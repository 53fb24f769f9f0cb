package doctor

import (
	"net/netip"
	"strings"

	"github.com/dflab/dflab/fixtures"
	"github.com/dflab/dflab/lab/deepflow/logline"
	"github.com/dflab/dflab/lab/evidence"
)

func prefix(s string) netip.Prefix { return netip.MustParsePrefix(s) }

// fault is a change of a healthy deployment's evidence. Where an agent has to be new to show it, the change makes it so.
type fault struct {
	name   string
	change func(*evidence.Snapshot)
	want   []string // root causes
}

// core are faults of which each has one root cause; pairs of them are tried, too.
var core = []fault{
	{"db_version of the migration files", func(s *evidence.Snapshot) {
		down(s, 0)
		s.MySQL.DBVersion.Value = evidence.Rows{{"version": "7.0.1.8"}}
		s.Server.Log = serverLog(says(logline.ServerGRPCServing, ":20035"), says(logline.ServerDBVersionMismatch, "deepflow", "db_version", "7.0.1.8", "6.6.1.25"))
	}, []string{"DF002"}},
	{"db_version row missing", func(s *evidence.Snapshot) {
		down(s, 0)
		s.MySQL.DBVersion.Value = evidence.Rows{}
		s.Server.Log = serverLog(says(logline.ServerDBVersionNull, "deepflow"), says(logline.ServerDBVersionMismatch, "deepflow", "db_version", "", "6.6.1.25"))
	}, []string{"DF003"}},
	{"no domain", func(s *evidence.Snapshot) {
		unregistered(s)
		s.Server.Domains.Value, s.MySQL.Domain.Value = nil, nil
		s.MySQL.VM.Value = nil
	}, []string{"DF040"}},
	{"domain disabled", func(s *evidence.Snapshot) {
		unregistered(s)
		if len(s.Server.Domains.Value) > 0 {
			s.Server.Domains.Value[0].Enabled = 0
		}
		if len(s.MySQL.Domain.Value) > 0 {
			s.MySQL.Domain.Value[0]["enabled"] = "0"
		}
		s.MySQL.VM.Value = nil
	}, []string{"DF041"}},
	{"domain of another controller", func(s *evidence.Snapshot) {
		unregistered(s)
		if len(s.Server.Domains.Value) > 0 {
			s.Server.Domains.Value[0].ControllerIP = "10.50.72.9"
		}
		if len(s.MySQL.Domain.Value) > 0 {
			s.MySQL.Domain.Value[0]["controller_ip"] = "10.50.72.9"
		}
		s.MySQL.VM.Value = nil
	}, []string{"DF042"}},
	{"unknown group", func(s *evidence.Snapshot) {
		s.Agent.File.Value = strings.Replace(s.Agent.File.Value, fixtures.GroupID, "g-TE8la86jlX", 1)
		if len(s.Server.Agents.Value) > 0 {
			s.Server.Agents.Value[0].VTapGroupLcuuid = byDflt
			s.Agent.Log = agentLog(append(start(agentMAC), says(logline.AgentStartedComponents), says(logline.AgentSenderConnectFailed, "stats", serverIP, 30033))...)
		}
	}, []string{"DF080"}},
	{"NIC outside of the regex", func(s *evidence.Snapshot) {
		s.Agent.IPAddress = nics("bond0")
		s.ClickHouse.Flows.Value = nil
	}, []string{"DF085"}},
	{"external address", func(s *evidence.Snapshot) {
		s.Server.YAML.Value = strings.Replace(s.Server.YAML.Value, "10.0.0.0/8", "11.0.0.0/8", 1)
	}, []string{"DF088"}},
	{"type of unknown agents unset", func(s *evidence.Snapshot) {
		unregistered(s)
		s.Server.YAML.Value = strings.Replace(s.Server.YAML.Value, "trident-type-for-unkonw-vtap: 3", "listen-port: 20014", 1)
		s.Server.VMs.Value, s.MySQL.VM.Value = nil, nil
	}, []string{"DF030"}},
	{"wrong controller-port", func(s *evidence.Snapshot) {
		s.Agent.File.Value = strings.Replace(s.Agent.File.Value, "controller-port: 20035", "controller-port: 30035", 1)
		unregistered(s)
		s.Agent.Log = agentLog(append(start(agentMAC), says(logline.AgentDialFailed, serverIP, 30035, "refused"))...)
		s.Server.VMs.Value, s.MySQL.VM.Value = nil, nil
	}, []string{"DF011"}},
}

// others are faults that stand alone.
var others = []fault{
	{"healthy", func(*evidence.Snapshot) {}, nil},
	{"server.yaml is no YAML", func(s *evidence.Snapshot) { down(s, 1); s.Server.YAML.Value = "controller:\n  listen-port: abc\n" }, []string{"DF001"}},
	{"db_version of a newer deployment", func(s *evidence.Snapshot) { down(s, 0); s.MySQL.DBVersion.Value[0]["version"] = "7.1.0.40" }, []string{"DF002"}},
	{"db_version by the log alone", func(s *evidence.Snapshot) {
		down(s, 0)
		s.MySQL = evidence.MySQL{}
		s.Server.Log = serverLog(says(logline.ServerDBVersionMismatch, "deepflow", "db_version", "6.6.1.22", "6.6.1.25"))
	}, []string{"DF002"}},
	{"db_version mended since", func(s *evidence.Snapshot) {
		s.MySQL = evidence.MySQL{}
		s.Server.Log = serverLog(says(logline.ServerDBVersionMismatch, "deepflow", "db_version", "7.0.1.8", "6.6.1.25"), says(logline.ServerGRPCServing, ":20035"))
	}, nil},
	{"another release runs", func(s *evidence.Snapshot) { s.MySQL.DBVersion.Value[0]["version"] = "6.6.1.31" }, nil},
	{"MySQL down", func(s *evidence.Snapshot) {
		down(s, 0)
		noMySQL(s)
		s.Server.Log = serverLog(says(logline.ServerInitializeSessionFailed, "dial tcp 10.50.72.100:30130: connect: connection refused"))
	}, []string{"DF004"}},
	{"MySQL closed to us only", noMySQL, nil},
	{"ClickHouse down", func(s *evidence.Snapshot) { down(s, 1); s.ClickHouse.Ping = refused[string]("SELECT 1") }, []string{"DF005"}},
	{"ClickHouse closed to us only", func(s *evidence.Snapshot) { s.ClickHouse = evidence.ClickHouse{Ping: refused[string]("SELECT 1")} }, nil},
	{"ClickHouse stopped while the server runs", func(s *evidence.Snapshot) {
		s.ClickHouse = evidence.ClickHouse{Ping: refused[string]("SELECT 1")}
		s.Server.Log = serverLog(says(logline.ServerGRPCServing, ":20035"), says(logline.ServerExecSQLFailed, "INSERT", "refused"))
	}, []string{"DF005"}},
	{"server stopped", func(s *evidence.Snapshot) {
		down(s, 0)
		s.Server.Process.Value.Restarts = 0
	}, []string{"DF008"}},
	{"server starting", func(s *evidence.Snapshot) {
		down(s, 0)
		s.Server.Process.Value = evidence.Process{Running: true}
		s.Server.Health = item("GET /v1/health/", evidence.Health{Status: 503, Text: "server is in stage: MySQL migration now, time cost: 1.2s"})
	}, []string{"DF009"}},
	{"agent file empty", func(s *evidence.Snapshot) { s.Agent.File.Value = "\n"; stopped(s, 134) }, []string{"DF010"}},
	{"agent file without controllers", func(s *evidence.Snapshot) { s.Agent.File.Value = "controller-port: 20035\n"; stopped(s, 134) }, []string{"DF010"}},
	{"agent file is no YAML", func(s *evidence.Snapshot) { s.Agent.File.Value = "controller-ips:\n\t- 1\n"; stopped(s, 1) }, []string{"DF010"}},
	{"agent file gone", func(s *evidence.Snapshot) {
		s.Agent.File = evidence.Item[string]{Source: "/etc/deepflow-agent.yaml", Missing: "no such file", Asked: true}
		stopped(s, 1)
	}, []string{"DF010"}},
	{"wrong controller-ips", func(s *evidence.Snapshot) {
		s.Agent.File.Value = strings.Replace(s.Agent.File.Value, serverIP, "10.50.72.99", 1)
		unregistered(s)
		s.Agent.Log = agentLog(append(start(agentMAC), says(logline.AgentDialFailed, "10.50.72.99", 20035, "timed out"))...)
	}, []string{"DF012"}},
	{"firewall", func(s *evidence.Snapshot) {
		unregistered(s)
		s.Agent.Ports = ports()
		s.Agent.Log = agentLog(append(start(agentMAC), says(logline.AgentDialFailed, serverIP, 20035, "timed out"))...)
	}, []string{"DF013"}},
	{"agent stopped", func(s *evidence.Snapshot) { stopped(s, 0) }, []string{"DF014"}},
	{"agent newer than the server", func(s *evidence.Snapshot) {
		unregistered(s)
		s.Agent.GRPC.Value = evidence.GRPC{Code: "Unimplemented", Message: "unknown service agent.Synchronizer"}
		s.Agent.Log = agentLog(append(start(agentMAC), says(logline.AgentPlatformSendFailed, "x", `status: Unimplemented, message: "unknown service agent.Synchronizer"`),
			says(logline.AgentSyncError, serverIP, 20035, "status: Unimplemented", 1))...)
		s.Server.VMs.Value, s.MySQL.VM.Value = nil, nil
	}, []string{"DF020"}},
	{"something else answers HTTP 404", func(s *evidence.Snapshot) {
		s.Agent.GRPC.Value = evidence.GRPC{Code: "Unimplemented", Message: "unexpected HTTP status code received from server: 404 (Not Found)"}
	}, nil},
	{"team-id", func(s *evidence.Snapshot) {
		unregistered(s)
		s.Agent.File.Value += "team-id: t-1\n"
		s.Agent.Log = agentLog(append(start(agentMAC), says(logline.AgentServerResponded, `("10.50.72.100", 20035)`, "Failed"), says(logline.AgentResponseWithoutConfig, "x"))...)
		s.Server.VMs.Value, s.MySQL.VM.Value = nil, nil
	}, []string{"DF021"}},
	{"type unset, agent registered", func(s *evidence.Snapshot) {
		s.Server.YAML.Value = strings.Replace(s.Server.YAML.Value, "trident-type-for-unkonw-vtap: 3", "listen-port: 20014", 1)
	}, []string{"DF030"}},
	{"the other spelling of the type", func(s *evidence.Snapshot) {
		s.Server.YAML.Value = strings.Replace(s.Server.YAML.Value, "unkonw", "unknow", 1)
	}, nil},
	{"no NIC", func(s *evidence.Snapshot) {
		unregistered(s)
		s.Agent.IPAddress = nics()
		s.MySQL.VInterface.Value = nil
	}, []string{"DF031"}},
	{"domain in exception", func(s *evidence.Snapshot) {
		unregistered(s)
		s.Server.Domains.Value[0].State, s.Server.Domains.Value[0].ErrorMsg = 3, "no vm"
		s.MySQL.VM.Value = nil
	}, []string{"DF043"}},
	{"MAC on no NIC", func(s *evidence.Snapshot) {
		unregistered(s)
		s.Agent.Log = agentLog(start("52:54:00:99:99:99")...)
	}, []string{"DF050"}},
	{"MAC on no NIC by the server's log", func(s *evidence.Snapshot) {
		unregistered(s)
		s.Agent.IPAddress = evidence.Item[string]{}
		s.Server.Log = serverLog(says(logline.ServerRegisterNoVInterface, key, agentMAC, "ffffffff", 1, "[1]"))
	}, []string{"DF050"}},
	{"MAC on no NIC, identified by IP", func(s *evidence.Snapshot) {
		s.Agent.File.Value += "agent-unique-identifier: ip\n"
		s.Agent.Log = agentLog(append(start("52:54:00:99:99:99"), docked()[2:]...)...)
		s.Server.Agents.Value[0].CtrlMac, s.MySQL.VTap.Value[0]["ctrl_mac"] = "52:54:00:99:99:99", "52:54:00:99:99:99"
	}, nil},
	{"disabled", func(s *evidence.Snapshot) {
		s.Server.Agents.Value[0].Enable, s.Server.Agents.Value[0].State = 0, 2
		quiet(s)
	}, []string{"DF060"}},
	{"pending", func(s *evidence.Snapshot) {
		s.Server.Agents.Value[0].Enable, s.Server.Agents.Value[0].State = 0, 3
		quiet(s)
	}, []string{"DF061"}},
	{"no ingester", func(s *evidence.Snapshot) { s.Server.Agents.Value[0].AnalyzerIP = ""; quiet(s) }, []string{"DF062"}},
	{"lost", func(s *evidence.Snapshot) { s.Server.Agents.Value[0].State = 0; quiet(s) }, []string{"DF063"}},
	{"placeholder", func(s *evidence.Snapshot) {
		setGroup(s, fixtures.GroupConfigLiteral)
		s.Agent.Log = agentLog(append(start(agentMAC), says(logline.AgentLaunchFailed, "failed to lookup address"))...)
		s.ClickHouse.Flows.Value = nil
	}, []string{"DF070"}},
	{"configuration that the agent refuses", func(s *evidence.Snapshot) {
		setGroup(s, fixtures.GroupConfig+"outputs:\n  socket:\n    data_socket_type: 7\n")
		s.Agent.Log = agentLog(append(docked(), says(logline.AgentResponseInvalidConfig, "x", "outputs.socket: unknown variant"))...)
	}, []string{"DF071"}},
	{"proxy is a name", func(s *evidence.Snapshot) {
		setGroup(s, strings.Replace(fixtures.GroupConfig, `proxy_controller_ip: "10.50.72.100"`, `proxy_controller_ip: "internal-xxx.elb"`, 1))
	}, []string{"DF072"}},
	{"hypervisor key unset", func(s *evidence.Snapshot) {
		setGroup(s, strings.Replace(fixtures.GroupConfig, "hypervisor_resource_enabled: true", "hypervisor_resource_enabled: false", 1))
	}, []string{"DF073"}},
	{"group that nobody has created", func(s *evidence.Snapshot) {
		s.Server.Agents.Value[0].VTapGroupLcuuid = byDflt
		s.Server.Groups.Value, s.MySQL.Group.Value = s.Server.Groups.Value[:1], s.MySQL.Group.Value[:1]
	}, []string{"DF080"}},
	{"group of the file isn't the agent's", func(s *evidence.Snapshot) {
		s.Server.Agents.Value[0].VTapGroupLcuuid = byDflt
		s.Agent.Log = agentLog(append(start(agentMAC), says(logline.AgentStartedComponents), says(logline.AgentSenderConnectFailed, "stats", serverIP, 30033))...)
	}, []string{"DF081"}},
	{"ports of a mapping on a host's network", func(s *evidence.Snapshot) {
		setGroup(s, strings.ReplaceAll(strings.ReplaceAll(fixtures.GroupConfig, "20033", "30033"), "20035", "30035"))
		s.Agent.Log = agentLog(append(start(agentMAC), says(logline.AgentStartedComponents), says(logline.AgentSenderConnectFailed, "stats", serverIP, 30033))...)
		s.ClickHouse.Flows.Value = nil
	}, []string{"DF082"}},
	{"control port of a mapping", func(s *evidence.Snapshot) {
		setGroup(s, strings.ReplaceAll(fixtures.GroupConfig, "20035", "30035"))
	}, []string{"DF082"}},
	{"ports of a mapping behind a mapping", func(s *evidence.Snapshot) {
		setGroup(s, strings.ReplaceAll(strings.ReplaceAll(fixtures.GroupConfig, "20033", "30033"), "20035", "30035"))
		s.Agent.File.Value = strings.Replace(s.Agent.File.Value, "20035", "30035", 1)
		s.Agent.Ports = ports(serverIP+":30033", serverIP+":30035")
	}, nil},
	{"ingester closed", func(s *evidence.Snapshot) {
		s.Agent.Ports = ports(serverIP+":20035", serverIP+":20417")
		s.Agent.Log = agentLog(append(docked(), says(logline.AgentSenderConnectFailed, "stats", serverIP, 20033))...)
		s.ClickHouse.Flows.Value = nil
	}, []string{"DF083"}},
	{"regex misses, by the agent's log alone", func(s *evidence.Snapshot) {
		*s = evidence.Snapshot{Release: "6.6.9", Agent: evidence.Agent{IPAddress: nics("bond0"), Log: agentLog(append(docked(), says(logline.AgentNoInterfaceMatches, "^eth.*$", "Root"))...)}}
	}, []string{"DF085"}},
	{"regex misses, default by the agent's log", func(s *evidence.Snapshot) {
		*s = evidence.Snapshot{Release: "6.6.9", Agent: evidence.Agent{IPAddress: nics("p1p1"), Log: agentLog(docked()...)}}
	}, []string{"DF085"}},
	{"regex widened, by the agent's log", func(s *evidence.Snapshot) {
		*s = evidence.Snapshot{Release: "6.6.9", Agent: evidence.Agent{
			IPAddress: nics("bond0"),
			Log:       agentLog(append(start(agentMAC), says(logline.AgentConfigUpdate, "inputs.cbpf.af_packet.interface_regex", `"^(eth.*)$"`, `"^(bond.*)$"`), says(logline.AgentStartedComponents))...),
		}}
	}, nil},
	{"regex malformed", func(s *evidence.Snapshot) {
		setGroup(s, fixtures.GroupConfig+"  cbpf:\n    af_packet:\n      interface_regex: \"^(*._h.*)$\"\n")
		s.ClickHouse.Flows.Value = nil
	}, []string{"DF086"}},
	{"external by the rows", func(s *evidence.Snapshot) {
		s.Server.YAML = evidence.Item[string]{}
		s.MySQL.WANIP.Value = evidence.Rows{{"ip": agentIP, "vifid": "1"}}
	}, []string{"DF088"}},
	{"from the server's side: an agent in an unknown group", func(s *evidence.Snapshot) {
		serverSide(s, "host-1")
		s.Server.Agents.Value[0].VTapGroupLcuuid = byDflt
		s.Server.Log = serverLog(notFound("g-TE8la86jlX"))
		setGroup(s, fixtures.GroupConfig)
	}, []string{"DF080"}},
	{"from the server's side: an agent whose MAC is on no NIC", func(s *evidence.Snapshot) {
		serverSide(s, agentIP)
		unregisteredRows(s)
		s.Server.Log = serverLog(notFound(fixtures.GroupID), says(logline.ServerRegisterNoVInterface, key, agentMAC, "ffffffff", 1, "[1]"))
	}, []string{"DF050"}},
	{"from the server's side: an agent that no domain takes in", func(s *evidence.Snapshot) {
		serverSide(s, "host-1")
		unregisteredRows(s)
		s.Server.Domains.Value, s.MySQL.Domain.Value, s.MySQL.VM.Value = nil, nil, nil
	}, []string{"DF040"}},
	{"from the server's side: some agent is disabled", func(s *evidence.Snapshot) {
		serverSide(s, "")
		s.Server.Agents.Value[0].Enable, s.Server.Agents.Value[0].State = 0, 2
	}, []string{"DF060"}},
	{"from the server's side: all is well", func(s *evidence.Snapshot) { serverSide(s, "") }, nil},
	{"from the server's side: the agent is well", func(s *evidence.Snapshot) { serverSide(s, "host-1-W1") }, nil},
	{"nothing stored, for no reason known", func(s *evidence.Snapshot) { s.ClickHouse.Flows.Value = nil }, []string{"DF090"}},
}

// serverSide is what the server's host has of an agent.
func serverSide(s *evidence.Snapshot, agent string) {
	s.Agent = evidence.Agent{}
	s.Places.Agent = agent
}

func notFound(group string) said {
	return says(logline.ServerNotFoundInCache, agentIP, agentMAC, "", 1, "["+agentIP+"]", "", false, 0, group, "host-1", "v6.6 1-a", 1)
}

// stopped is an agent that doesn't run.
func stopped(s *evidence.Snapshot, exit int) {
	s.Agent.Process.Value = evidence.Process{ExitCode: exit, Exited: exit != 0, Restarts: exit}
	s.Agent.Log = agentLog()
	unregisteredRows(s)
	s.Server.VMs.Value, s.MySQL.VM.Value = nil, nil
}

func unregisteredRows(s *evidence.Snapshot) { s.Server.Agents.Value, s.MySQL.VTap.Value = nil, nil }

// quiet is a registered agent that is told to do nothing.
func quiet(s *evidence.Snapshot) {
	s.Agent.Log = agentLog(append(start(agentMAC), says(logline.AgentProxyUpdate, "Some(10.50.72.100)", 20035))...)
	s.ClickHouse.Flows.Value = nil
}

func setGroup(s *evidence.Snapshot, yaml string) {
	s.Server.Configs.Value[0].YAML = yaml
	s.MySQL.Config.Value[0]["yaml"] = yaml
}
