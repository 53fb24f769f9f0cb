package evidence

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"slices"
	"strconv"
	"sync"
	"time"

	mysqldriver "github.com/go-sql-driver/mysql"

	"github.com/dflab/dflab/lab/ckhttp"
	"github.com/dflab/dflab/lab/deepflow/config"
	"github.com/dflab/dflab/lab/deepflow/controller"
)

// Options say where a real deployment's evidence is. What is empty is looked for in its usual place on this machine, or isn't there.
type Options struct {
	// Release of the server; "6.6.9" unless given.
	Release string
	// Server is the server's address, APIPort that of its REST API. Without Server the agent file's controller is tried.
	Server  string
	APIPort int
	// AgentFile, AgentLog, ServerLog and ServerYAML are files; IPAddress is one with the output of `ip address show` of the agent's host,
	// whose name is then AgentHost.
	AgentFile, AgentLog, ServerLog, ServerYAML, IPAddress, AgentHost string
	// Agent is the agent that is asked about, when it isn't this machine's: its name, its host's name, or its address.
	Agent string
	// AgentContainer and ServerContainer are containers of this machine's Docker.
	AgentContainer, ServerContainer string
	// MySQL is a DSN, root:deepflow@tcp(10.50.72.100:30130)/deepflow; ClickHouse a URL, http://10.50.72.100:8123.
	MySQL, ClickHouse string
	// Timeout bounds each attempt to connect; an answer may take five times as long.
	Timeout time.Duration
	// Now tells the time; nil is the machine's clock.
	Now func() time.Time
}

// defaultTimeout lets two attempts, one after the other, fail within two seconds.
const defaultTimeout = 800 * time.Millisecond

// Collect reads what it can of a real deployment from this machine, which is usually the agent's host. What can't be read is missing,
// with the reason. It sends nothing that changes anything.
func Collect(ctx context.Context, o Options) *Snapshot {
	if o.Release == "" {
		o.Release = "6.6.9"
	}
	if o.Timeout <= 0 {
		o.Timeout = defaultTimeout
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	s := &Snapshot{
		Format: Format, Release: o.Release, TakenAt: o.Now(),
		Places: Places{Agent: o.Agent, ServerIP: o.Server, APIPort: o.APIPort, AgentContainer: o.AgentContainer, ServerContainer: o.ServerContainer, ServerYAML: o.ServerYAML},
	}
	s.Agent.File = o.agentFile(ctx)
	s.Places.AgentFile = agentFile
	if s.Agent.File.OK() {
		s.Places.AgentFile = s.Agent.File.Source
	}
	// Independent of each other; each fills fields of its own.
	together(
		func() { o.agentHost(ctx, s) },
		func() { s.Agent.Log = o.log(ctx, o.AgentLog, agentLog, o.AgentContainer, AgentLogReader) },
		func() { s.Server.Log = o.log(ctx, o.ServerLog, serverLog, o.ServerContainer, ServerLogReader) },
		func() { s.Server.YAML = o.serverYAML(ctx) },
		func() { s.Server.Process = o.serverProcess(ctx) },
		func() { o.rest(ctx, s) },
		func() { s.MySQL = o.mysql(ctx) },
		func() { s.ClickHouse = o.clickHouse(ctx) },
	)
	if o.elsewhere(s) {
		s.Agent.IPAddress, s.Agent.Routes = missing[string](s.Agent.IPAddress.Source, noAgentHere), missing[string](s.Agent.Routes.Source, noAgentHere)
		s.Agent.Hostname = missing[string]("hostname", noAgentHere)
		return s // nor do its connections say anything
	}
	together(
		func() { s.Agent.Ports = o.ports(ctx, candidates(s)) },
		func() { s.Agent.GRPC = o.grpc(ctx, s.Agent.File) },
	)
	return s
}

const noAgentHere = "this machine has no agent"

// elsewhere tells whether this machine isn't the agent's host: nothing of an agent is here, and nobody said what its host is like.
func (o Options) elsewhere(s *Snapshot) bool {
	a := s.Agent
	return o.IPAddress == "" && o.AgentHost == "" && (o.Agent != "" || !a.File.OK() && !a.File.Failed() && !a.Log.OK() && !a.Log.Failed() && !a.Process.OK())
}

func together(all ...func()) {
	var wg sync.WaitGroup
	for _, do := range all {
		wg.Go(do)
	}
	wg.Wait()
}

// file reads a file that somebody named, or, when nobody did, one of the usual places.
func file(named string, usual ...string) Item[string] {
	if named != "" {
		b, err := os.ReadFile(named)
		return got(named, string(b), err)
	}
	for _, path := range usual {
		b, err := os.ReadFile(path)
		if err == nil {
			return found(path, string(b))
		}
		if !errors.Is(err, os.ErrNotExist) {
			return missing[string](path, err.Error())
		}
	}
	return missing[string](usual[0], "no such file here")
}

// agentFile: where the packages, the container and the guide have it.
func (o Options) agentFile(ctx context.Context) Item[string] {
	if o.AgentFile == "" && o.AgentContainer != "" {
		return o.command(ctx, "docker", "exec", o.AgentContainer, "cat", "/etc/deepflow-agent/deepflow-agent.yaml")
	}
	return file(o.AgentFile, agentFile, "/etc/deepflow-agent/deepflow-agent.yaml")
}

func (o Options) serverYAML(ctx context.Context) Item[string] {
	if o.ServerYAML == "" && o.ServerContainer != "" {
		return o.command(ctx, "docker", "exec", o.ServerContainer, "cat", "/etc/server.yaml")
	}
	if o.ServerYAML == "" {
		return missing[string]("/etc/server.yaml", "not given")
	}
	return file(o.ServerYAML)
}

// rest asks the REST API of the server; of the agent file's controller when no server was named.
func (o Options) rest(ctx context.Context, s *Snapshot) {
	host, ports, named := o.Server, []int{o.APIPort}, o.Server != ""
	if c, err := config.ParseAgent("", []byte(s.Agent.File.Value)); host == "" && s.Agent.File.OK() && err == nil && len(c.ControllerIPs) > 0 {
		host = c.ControllerIPs[0]
	}
	if o.APIPort == 0 {
		ports = []int{20417, 30417}
	}
	if host == "" {
		noREST(&s.Server, errors.New("no --server given"), false)
		s.Server.Health = missing[Health](healthPath, "no --server given")
		return
	}
	hc := o.http()
	tried := make([]Server, len(ports))
	var ask []func()
	for i, port := range ports {
		base := "http://" + net.JoinHostPort(host, strconv.Itoa(port))
		ask = append(ask, func() { collectREST(ctx, controller.New(base, hc), &tried[i]) })
	}
	together(ask...)
	best := max(0, slices.IndexFunc(tried, func(t Server) bool { return t.Health.OK() }))
	t := tried[best]
	s.Places.ServerIP, s.Places.APIPort = host, ports[best]
	s.Server.Health, s.Server.Domains, s.Server.Agents, s.Server.Groups = t.Health, t.Domains, t.Agents, t.Groups
	s.Server.Configs, s.Server.VMs, s.Server.VNICs, s.Server.Networks = t.Configs, t.VMs, t.VNICs, t.Networks
	if t.Health.OK() {
		return
	}
	if !named { // a guess that failed tells nothing: the API is often closed to agents' hosts
		why := errors.New(s.Server.Health.Missing)
		noREST(&s.Server, why, false)
		s.Server.Health.Asked = false
	}
}

// http is a client that gives up on a host that doesn't answer, and waits for one that does.
func (o Options) http() *http.Client {
	dialer := net.Dialer{Timeout: o.Timeout}
	return &http.Client{Timeout: 5 * o.Timeout, Transport: &http.Transport{DialContext: dialer.DialContext, DisableKeepAlives: true}}
}

func (o Options) mysql(ctx context.Context) MySQL {
	if o.MySQL == "" {
		return noMySQL("no --mysql given")
	}
	cfg, err := mysqldriver.ParseDSN(o.MySQL)
	if err != nil {
		return noMySQL(fmt.Sprintf("read --mysql: %v", err))
	}
	cfg.Timeout, cfg.ReadTimeout = o.Timeout, 5*o.Timeout
	connector, err := mysqldriver.NewConnector(cfg)
	if err != nil {
		return noMySQL(fmt.Sprintf("read --mysql: %v", err))
	}
	db := sql.OpenDB(connector)
	defer db.Close()
	return collectMySQL(ctx, db)
}

func (o Options) clickHouse(ctx context.Context) ClickHouse {
	if o.ClickHouse == "" {
		return noClickHouse("no --clickhouse given")
	}
	return collectClickHouse(ctx, ckhttp.New(o.ClickHouse, o.http()))
}

// ports connects to all at once.
func (o Options) ports(ctx context.Context, addresses []string) []Item[Port] {
	ports := make([]Item[Port], len(addresses))
	var all []func()
	for i, a := range addresses {
		all = append(all, func() {
			dialer := net.Dialer{Timeout: o.Timeout}
			ports[i] = connectAll(ctx, []string{a}, func(ctx context.Context, addr string) error {
				c, err := dialer.DialContext(ctx, "tcp", addr)
				if err != nil {
					return err
				}
				return c.Close()
			})[0]
		})
	}
	together(all...)
	return ports
}
