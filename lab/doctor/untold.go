package doctor

import (
	"fmt"
	"slices"
	"strings"

	"github.com/dflab/dflab/lab/evidence"
)

// Need is a kind of evidence.
type Need int

// The kinds, in the order in which they are easiest to get.
const (
	NeedAgentFile Need = iota
	NeedAgentLog
	NeedNICs
	NeedPorts
	NeedAgentProcess
	NeedREST
	NeedServerLog
	NeedServerYAML
	NeedServerProcess
	NeedMySQL
	NeedClickHouse
)

// Untold says that checks couldn't tell.
type Untold struct {
	// Codes couldn't be told.
	Codes []string `json:"codes"`
	// Missing says which evidence isn't there, and why.
	Missing Text `json:"missing"`
	// Run is the command whose output is missing, and Flag how it is given to dflab doctor.
	Run  string `json:"run"`
	On   Host   `json:"on"`
	Flag string `json:"flag"`
}

// there tells whether evidence of the kind is.
func (f *facts) there(n Need) bool {
	s := f.s
	switch n {
	case NeedAgentFile:
		return s.Agent.File.OK()
	case NeedAgentLog:
		return s.Agent.Log.OK()
	case NeedNICs:
		return s.Agent.IPAddress.OK()
	case NeedPorts:
		return slices.ContainsFunc(s.Agent.Ports, evidence.Item[evidence.Port].OK)
	case NeedAgentProcess:
		return s.Agent.Process.OK()
	case NeedREST:
		return s.Server.Domains.OK() && s.Server.Agents.OK() && s.Server.Groups.OK()
	case NeedServerLog:
		return s.Server.Log.OK()
	case NeedServerYAML:
		return s.Server.YAML.OK()
	case NeedServerProcess:
		return s.Server.Process.OK()
	case NeedMySQL:
		return s.MySQL.VTap.OK()
	}
	return s.ClickHouse.Ping.OK()
}

// lacks are the needs of which none of the alternatives is there: the first of each.
func (f *facts) lacks(needs [][]Need) []Need {
	var lacks []Need
	for _, any := range needs {
		if !slices.ContainsFunc(any, f.there) {
			lacks = append(lacks, any[0])
		}
	}
	return lacks
}

// untold says what is missing for which codes.
func (f *facts) untold(codes map[Need][]string) []Untold {
	all := []Untold{}
	for n := NeedAgentFile; n <= NeedClickHouse; n++ {
		if len(codes[n]) == 0 {
			continue
		}
		u := f.how(n)
		u.Codes = codes[n]
		if why := f.why(n); why != "" {
			u.Missing = say("%[1]s（%[3]s）", "%[2]s (%[3]s)", u.Missing.ZH, u.Missing.EN, why)
		}
		all = append(all, u)
	}
	return all
}

// why is what who was asked said.
func (f *facts) why(n Need) string {
	s := f.s
	switch n {
	case NeedAgentFile:
		return s.Agent.File.Missing
	case NeedAgentLog:
		return s.Agent.Log.Missing
	case NeedNICs:
		return s.Agent.IPAddress.Missing
	case NeedREST:
		if h := s.Server.Health; h.OK() && !h.Value.OK {
			return strings.TrimSpace(fmt.Sprint(h.Value.Status, " ", h.Value.Text))
		}
		return s.Server.Domains.Missing
	case NeedServerLog:
		return s.Server.Log.Missing
	case NeedServerYAML:
		return s.Server.YAML.Missing
	case NeedMySQL:
		return s.MySQL.VTap.Missing
	case NeedClickHouse:
		return s.ClickHouse.Ping.Missing
	}
	return ""
}

// how the evidence is got.
func (f *facts) how(n Need) Untold {
	container := f.s.Places.ServerContainer
	if container == "" {
		container = "deepflow-server"
	}
	switch n {
	case NeedAgentFile:
		return Untold{Missing: say("采集器配置文件", "the agent's file"), On: OnAgent, Run: "cat " + f.agentFilePath(), Flag: "--agent-file"}
	case NeedAgentLog:
		return Untold{Missing: say("采集器日志", "the agent's log"), On: OnAgent, Run: "cat /var/log/deepflow-agent/deepflow-agent.log", Flag: "--agent-log"}
	case NeedNICs:
		return Untold{Missing: say("采集器主机网卡", "the NICs of the agent's host"), On: OnAgent, Run: "ip address show", Flag: "--ip-address"}
	case NeedPorts:
		return Untold{Missing: say("从采集器主机到 server 的连接", "connections from the agent's host to the server"), On: OnAgent, Run: f.nc(), Flag: "--agent-file"}
	case NeedAgentProcess:
		return Untold{Missing: say("采集器进程状态", "whether the agent runs"), On: OnAgent, Run: "systemctl status deepflow-agent", Flag: "--agent-container"}
	case NeedREST:
		return Untold{Missing: say("controller 的 REST 接口", "the controller's REST API"), On: OnServer, Run: f.ctl("domain list"), Flag: "--server, --api-port"}
	case NeedServerLog:
		return Untold{Missing: say("server 日志", "the server's log"), On: OnServer, Run: "docker exec " + container + " cat /var/log/deepflow/server.log > server.log", Flag: "--server-log"}
	case NeedServerYAML:
		return Untold{Missing: say("server.yaml", "server.yaml"), On: OnServer, Run: "docker exec " + container + " cat /etc/server.yaml > server.yaml", Flag: "--server-yaml"}
	case NeedServerProcess:
		return Untold{
			Missing: say("server 进程状态", "whether the server runs"), On: OnServer,
			Run: "docker inspect -f '{{.State.Status}} {{.RestartCount}} {{.State.ExitCode}}' " + container, Flag: "--server-container",
		}
	case NeedMySQL:
		return Untold{Missing: say("MySQL 中的数据", "rows in MySQL"), On: OnServer, Run: f.mysql("SELECT version FROM deepflow.db_version"), Flag: "--mysql"}
	}
	return Untold{Missing: say("ClickHouse", "ClickHouse"), On: OnServer, Run: "curl http://127.0.0.1:8123/ping", Flag: "--clickhouse"}
}

func (f *facts) nc() string {
	if f.file != nil && len(f.file.ControllerIPs) > 0 {
		return fmt.Sprintf("nc -vz %s %d", f.file.ControllerIPs[0], f.file.ControllerPort)
	}
	return "nc -vz SERVER 20035"
}
