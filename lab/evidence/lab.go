package evidence

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/dflab/dflab/lab"
	"github.com/dflab/dflab/lab/deepflow/config"
)

// errNoClickHouse is why nothing that is stored can be seen.
var errNoClickHouse = errors.New("this lab stores nothing")

// FromLab collects what an operator of a running lab can know about the agent of that host. The error says that there is none.
func FromLab(ctx context.Context, l *lab.Lab, host string) (*Snapshot, error) {
	h := l.Host(host)
	if h == nil || h.Agent == nil {
		return nil, fmt.Errorf("collect evidence of host %q: this lab has no agent there", host)
	}
	s := &Snapshot{
		Format: Format, Release: l.Spec.Release, TakenAt: l.Clock.Now(),
		Places: Places{ServerIP: l.Spec.Server.IP.String(), APIPort: apiPort(l.Server.Config()), AgentFile: agentFile, ServerContainer: serverContainer, ServerYAML: serverYAML},
	}
	s.Server.Process = process("the server's supervisor", l.Server.State())
	s.Server.YAML = found(serverYAML, l.Server.Config())
	lines, _ := l.Server.Log().Since(lab.Cursor{})
	s.Server.Log = found(serverLog, ServerLog(lines))
	collectREST(ctx, l.API, &s.Server)
	s.MySQL = collectMySQL(ctx, l.MySQL)
	if l.ClickHouse != nil {
		s.ClickHouse = collectClickHouse(ctx, l.ClickHouse)
	} else {
		s.ClickHouse = noClickHouse(errNoClickHouse.Error())
	}
	s.Agent = agentOf(h)
	s.Agent.Ports = connectAll(ctx, candidates(s), h.Machine.Connect)
	return s, nil
}

// Where things are in the guide's deployment.
const (
	agentFile       = "/etc/deepflow-agent.yaml"
	agentLog        = "/var/log/deepflow-agent/deepflow-agent.log"
	serverLog       = "/var/log/deepflow/server.log"
	serverYAML      = "./deepflow-docker-compose/common/config/deepflow-server/server.yaml"
	serverContainer = "deepflow-server"
)

func agentOf(h *lab.RunningHost) Agent {
	var a Agent
	a.File = found(agentFile, h.Agent.Config())
	a.Process = process("the agent's supervisor", h.Agent.State())
	lines, _ := h.Agent.Log().Since(lab.Cursor{})
	a.Log = found(agentLog, AgentLog(lines))
	a.IPAddress = found("ip address show", h.Machine.IPAddress())
	name := h.Hostname
	if name == "" {
		name = h.Name
	}
	a.Hostname = found("hostname", name)
	a.Routes = missing[string]("ip route show", "a lab doesn't print it")
	if len(h.Routes) > 0 {
		var b strings.Builder
		for _, r := range h.Routes {
			fmt.Fprintf(&b, "%s dev %s src %s\n", r.Dst, r.NIC, r.Src)
		}
		a.Routes = found("ip route show", b.String())
	}
	a.GRPC = missing[GRPC]("agent.Synchronizer/Query", "a lab's hosts make no gRPC calls of an operator's")
	return a
}

func process(source string, s lab.State) Item[Process] {
	return found(source, Process{Running: s.Running, Restarts: s.Restarts, ExitCode: s.ExitCode, Exited: s.Exits > 0})
}

// apiPort is where a server with that server.yaml has its REST API.
func apiPort(text string) int {
	c, err := config.ParseServer("server.yaml", []byte(text))
	if err != nil {
		return 20417
	}
	return c.Controller.ListenPort
}
