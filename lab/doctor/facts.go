package doctor

import (
	"fmt"
	"net"
	"net/netip"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/dflab/dflab/lab/deepflow/config"
	"github.com/dflab/dflab/lab/deepflow/controller"
	"github.com/dflab/dflab/lab/deepflow/logline"
	"github.com/dflab/dflab/lab/deepflow/release"
	"github.com/dflab/dflab/lab/deepflow/wire"
	"github.com/dflab/dflab/lab/evidence"
)

// facts are the snapshot, read: what several checks ask.
type facts struct {
	s       *evidence.Snapshot
	release *release.Release

	file      *config.Agent // nil when there is none, or none that can be read
	fileErr   error
	server    *config.Server
	serverErr error

	serverLog records
	// agentLog is that of the agent's present life.
	agentLog records
	nics     []wire.Interface
	ip, mac  string // identity, from the agent's log
	row      *agentRow
	groups   []group
	// configs are the groups' YAML by lcuuid; hasConfigs tells whether they are known.
	configs    map[string]string
	hasConfigs bool
	// config is the agent's own, nil when it isn't known.
	config *agentConfig
	path   []Station
}

// group is an agent group.
type group struct{ lcuuid, name, id string }

// agentRow is a registered agent (vtap).
type agentRow struct {
	id                       int
	name, ip, mac            string
	state, enable            int
	controllerIP, analyzerIP string
	groupLcuuid              string
	source                   string
}

func newFacts(s *evidence.Snapshot, r *release.Release) *facts {
	f := &facts{s: s, release: r}
	if s.Agent.File.OK() {
		f.file, f.fileErr = config.ParseAgent(s.Agent.File.Source, []byte(s.Agent.File.Value))
	}
	if s.Server.YAML.OK() {
		f.server, f.serverErr = config.ParseServer(s.Server.YAML.Source, []byte(s.Server.YAML.Value))
	}
	f.serverLog = read(s.Server.Log, logline.ParseServer)
	f.agentLog = read(s.Agent.Log, logline.ParseAgent)
	if _, args, ok := f.agentLog.last(logline.AgentRunning); ok {
		f.ip, f.mac = args[2], args[3]
	} else if s, ok := f.asked(); ok {
		f.ip, f.mac = s.ip, s.mac
	}
	f.agentLog = f.agentLog.after(logline.AgentBanner)
	if s.Agent.IPAddress.OK() {
		f.nics = wire.ParseIPAddress(s.Agent.IPAddress.Value)
	}
	f.readGroups()
	f.row = f.findRow()
	f.config = f.readConfig()
	f.path = f.stations()
	return f
}

// synced is what the server logged of an agent's Sync.
type synced struct {
	ip, mac, name string
	// group is what it asked for, "" where the line doesn't say.
	group  string
	record record
}

// asked is the last Sync, by the server's log, of the agent that was asked about.
func (f *facts) asked() (s synced, ok bool) {
	about := f.s.Places.Agent
	if about == "" {
		return synced{}, false
	}
	for _, l := range []struct {
		line        *logline.Line
		name, group int // their places among the arguments
	}{{logline.ServerNotFoundInCache, 9, 8}, {logline.ServerVersionChange, 11, -1}} {
		r, args, seen := f.serverLog.lastWhere(func(a []string) bool { return a[0] == about || a[l.name] == about }, l.line)
		if !seen || ok && r.number < s.record.number {
			continue
		}
		group := s.group
		if l.group >= 0 {
			group = args[l.group]
		}
		s, ok = synced{ip: args[0], mac: args[1], name: args[l.name], group: group, record: r}, true
	}
	return s, ok
}

// requestedGroup is the group that the agent asks for, and where that is from: its file, or the server's log of its Sync.
func (f *facts) requestedGroup() (id string, fact Fact) {
	if f.file != nil {
		return f.file.VTapGroupIDRequest, f.fileFact("vtap-group-id-request")
	}
	if s, ok := f.asked(); ok {
		return s.group, s.record.fact()
	}
	return "", Fact{}
}

// agentName is what the agent is called in texts.
func (f *facts) agentName() string {
	switch {
	case f.ip != "":
		return f.ip + "-" + f.mac
	case f.row != nil:
		return f.row.ip + "-" + f.row.mac
	case f.s.Agent.Hostname.OK():
		return f.s.Agent.Hostname.Value
	}
	return f.s.Places.Agent
}

// anyAgent: the evidence is of no agent's host, and nobody asked about one.
func (f *facts) anyAgent() bool {
	return f.ip == "" && f.s.Places.Agent == "" && f.file == nil && len(f.addresses()) == 0
}

// looked are the registered agents that the evidence is about: the one of the host, or all.
func (f *facts) looked() []agentRow {
	if f.row != nil {
		return []agentRow{*f.row}
	}
	if !f.anyAgent() {
		return nil
	}
	rows, _ := f.rows()
	return rows
}

// addresses are the host's, without the loopback's and those of link scope.
func (f *facts) addresses() []netip.Addr {
	var all []netip.Addr
	for _, n := range f.realNICs() {
		for _, a := range n.Addrs {
			if !a.Addr.Addr().IsLinkLocalUnicast() {
				all = append(all, a.Addr.Addr())
			}
		}
	}
	return all
}

// realNICs are all but the loopback.
func (f *facts) realNICs() []wire.Interface {
	return slices.DeleteFunc(slices.Clone(f.nics), func(n wire.Interface) bool { return n.Loopback() || n.Index < 0 })
}

// rows are the registered agents, from the REST API or from MySQL. ok is false when neither is there.
func (f *facts) rows() (rows []agentRow, ok bool) {
	if in := f.s.Server.Agents; in.OK() {
		for _, a := range in.Value {
			rows = append(rows, rowOf(a, in.Source))
		}
		return rows, true
	}
	in := f.s.MySQL.VTap
	for _, r := range in.Value {
		rows = append(rows, agentRow{
			id: number(r["id"]), name: r["name"], ip: r["ctrl_ip"], mac: r["ctrl_mac"], state: number(r["state"]), enable: number(r["enable"]),
			controllerIP: r["controller_ip"], analyzerIP: r["analyzer_ip"], groupLcuuid: r["vtap_group_lcuuid"], source: in.Source,
		})
	}
	return rows, in.OK()
}

func rowOf(a controller.Agent, source string) agentRow {
	return agentRow{
		id: a.ID, name: a.Name, ip: a.CtrlIP, mac: a.CtrlMac, state: a.State, enable: a.Enable,
		controllerIP: a.ControllerIP, analyzerIP: a.AnalyzerIP, groupLcuuid: a.VTapGroupLcuuid, source: source,
	}
}

func number(s string) int {
	n, _ := strconv.Atoi(s)
	return n
}

// findRow is the row of the agent: by its identity, or, where its log isn't there, by an address of its host.
func (f *facts) findRow() *agentRow {
	rows, _ := f.rows()
	for i := range rows {
		r := &rows[i]
		if f.ip != "" {
			if r.ip == f.ip && strings.EqualFold(r.mac, f.mac) {
				return r
			}
			continue
		}
		if name := f.s.Places.Agent; name != "" {
			if r.name == name || r.ip == name || trailingID.ReplaceAllString(r.name, "") == name {
				return r
			}
			continue
		}
		if a, err := netip.ParseAddr(r.ip); err == nil && slices.Contains(f.addresses(), a) {
			return r
		}
	}
	return nil
}

// registered tells whether the agent is; known is false when the evidence doesn't show it.
func (f *facts) registered() (is, known bool) {
	if f.row != nil {
		return true, true
	}
	_, ok := f.rows()
	return false, ok && (f.ip != "" || f.s.Places.Agent != "" || len(f.addresses()) > 0)
}

// trailingID is what the server appends to a host's name to name its agent.
var trailingID = regexp.MustCompile(`-W\d+$`)

func (f *facts) readGroups() {
	if in := f.s.Server.Groups; in.OK() {
		for _, g := range in.Value {
			f.groups = append(f.groups, group{g.Lcuuid, g.Name, g.ShortUUID})
		}
	} else {
		for _, r := range f.s.MySQL.Group.Value {
			f.groups = append(f.groups, group{r["lcuuid"], r["name"], r["short_uuid"]})
		}
	}
	f.configs = map[string]string{}
	if in := f.s.Server.Configs; in.OK() {
		f.hasConfigs = true
		for _, c := range in.Value {
			f.configs[c.GroupLcuuid] = c.YAML
		}
		return
	}
	f.hasConfigs = f.s.MySQL.Config.OK()
	for _, r := range f.s.MySQL.Config.Value {
		f.configs[r["agent_group_lcuuid"]] = r["yaml"]
	}
}

// groupBy is the group that meets a condition.
func (f *facts) groupBy(is func(group) bool) (group, bool) {
	if i := slices.IndexFunc(f.groups, is); i >= 0 {
		return f.groups[i], true
	}
	return group{}, false
}

// group is the one whose configuration the agent gets: that it is registered in, or, before, that its file asks for.
func (f *facts) group() (group, bool) {
	if f.row != nil {
		return f.groupBy(func(g group) bool { return g.lcuuid == f.row.groupLcuuid })
	}
	id, _ := f.requestedGroup()
	if id == "" {
		return group{}, false
	}
	return f.groupBy(func(g group) bool { return g.id == id })
}

// groupConfig is the YAML of the agent's group, which may be "": the group has none. ok is false when it isn't known.
func (f *facts) groupConfig() (g group, yaml string, ok bool) {
	g, ok = f.group()
	if !ok || !f.hasConfigs {
		return g, "", false
	}
	return g, f.configs[g.lcuuid], true
}

// configSource is where the groups' configurations are from.
func (f *facts) configSource(g group) string {
	if f.s.Server.Configs.OK() {
		return fmt.Sprintf("deepflow-ctl agent-group-config list %s -o yaml (%s)", g.id, f.s.Server.Configs.Source)
	}
	return f.s.MySQL.Config.Source
}

// port is an attempt to connect from the agent's host; known is false when there was none.
func (f *facts) port(ip string, port int) (p evidence.Port, known bool) {
	addr := net.JoinHostPort(ip, strconv.Itoa(port))
	for _, item := range f.s.Agent.Ports {
		if item.OK() && item.Value.Address == addr {
			return item.Value, true
		}
	}
	return evidence.Port{}, false
}

// openPort is the first of the ports that accepts on the address.
func (f *facts) openPort(ip string, ports ...int) (int, bool) {
	for _, n := range ports {
		if p, known := f.port(ip, n); known && p.Open {
			return n, true
		}
	}
	return 0, false
}

func portFact(p evidence.Port) Fact {
	if p.Open {
		return Fact{"connect " + p.Address, "accepted"}
	}
	return Fact{"connect " + p.Address, p.Error}
}

// serverPorts are where the server listens for agents, on its own network and mapped: of the control plane and of the data.
func (f *facts) serverPorts(name string) []int {
	var ports []int
	if f.server != nil {
		switch name {
		case "grpc":
			ports = append(ports, number(f.server.Controller.GrpcPort))
		case "ingester":
			ports = append(ports, int(f.server.Ingester.ListenPort))
		}
	}
	for _, p := range f.release.Ports {
		if p.Name == name {
			ports = append(ports, p.Port, p.NodePort)
		}
	}
	return ports
}

// current is the last record of the server's log that is one of the lines, if no start has been completed since.
func (f *facts) current(of ...*logline.Line) (record, []string, bool) {
	return f.serverLog.after(logline.ServerGRPCServing).last(of...)
}

// key is what the server's log calls the agent.
func (f *facts) key() string { return f.ip + "-" + f.mac }

// fileFact is a key of the agent's file as evidence, with its line.
func (f *facts) fileFact(key string) Fact {
	return yamlFact(f.s.Agent.File.Source, f.s.Agent.File.Value, key)
}

// yamlFact is the line of a text that begins with the key, and what belongs to it.
func yamlFact(source, text, key string) Fact {
	lines := strings.Split(text, "\n")
	for i, l := range lines {
		trimmed := strings.TrimSpace(l)
		if !strings.HasPrefix(trimmed, key+":") {
			continue
		}
		said := trimmed
		indent := len(l) - len(strings.TrimLeft(l, " "))
		for _, next := range lines[i+1:] {
			if t := strings.TrimSpace(next); strings.HasPrefix(t, "- ") && len(next)-len(strings.TrimLeft(next, " ")) >= indent {
				said += " " + t
				continue
			}
			break
		}
		return Fact{fmt.Sprintf("%s:%d", source, i+1), said}
	}
	return Fact{source, key + ": not set"}
}
