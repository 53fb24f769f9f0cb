package doctor

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"github.com/dflab/dflab/lab/deepflow/controller"
	"github.com/dflab/dflab/lab/deepflow/logline"
	"github.com/dflab/dflab/lab/dockpath"
)

// State is what the evidence shows of a gate.
type State string

// The states of a gate.
const (
	Open    State = "open"
	Closed  State = "closed"
	Unknown State = "unknown"
)

// Station is a gate of the dock path with what shows its state.
type Station struct {
	Gate     dockpath.Gate `json:"-"`
	Name     string        `json:"gate"`
	State    State         `json:"state"`
	Evidence []Fact        `json:"evidence,omitempty"`
}

// stale is how old flow logs may be, in seconds, of an agent that stores them: they come once a minute, and wait in queues.
const stale = 180

// stations reads the path. A gate is open only if those before it are, so what is unknown before an open gate is open.
func (f *facts) stations() []Station {
	probes := map[dockpath.Gate]func() (State, []Fact){
		dockpath.ServerUp: f.serverUp, dockpath.ControllerDialled: f.dialled, dockpath.SyncAnswered: f.answered,
		dockpath.Reported: f.reported, dockpath.Gathered: f.gathered, dockpath.Registered: f.isRegistered, dockpath.Assigned: f.assigned,
		dockpath.Configured: f.configured, dockpath.DataConnected: f.connected, dockpath.FlowStored: f.flowStored,
	}
	var path []Station
	for _, g := range dockpath.Gates() {
		s := Station{Gate: g, Name: g.String(), State: Unknown}
		if probe := probes[g]; probe != nil {
			s.State, s.Evidence = probe()
		}
		path = append(path, s)
	}
	for i := len(path) - 2; i >= 0; i-- {
		if path[i].State == Unknown && path[i+1].State == Open {
			path[i].State = Open
		}
	}
	return path
}

// firstClosed is the first closed gate; ok is false when none is known to be.
func (f *facts) firstClosed() (Station, bool) {
	if i := slices.IndexFunc(f.path, func(s Station) bool { return s.State == Closed }); i >= 0 {
		return f.path[i], true
	}
	return Station{}, false
}

func (f *facts) gate(g dockpath.Gate) State { return f.path[g].State }

func (f *facts) serverUp() (State, []Fact) {
	if p := f.s.Server.Process; p.OK() && !p.Value.Running {
		return Closed, []Fact{{p.Source, fmt.Sprintf("not running: exit code %d, %d restarts", p.Value.ExitCode, p.Value.Restarts)}}
	}
	h := f.s.Server.Health
	switch {
	case h.OK() && h.Value.OK:
		return Open, []Fact{{h.Source, "SUCCESS"}}
	case h.OK():
		return Closed, []Fact{{h.Source, fmt.Sprintf("%d %s", h.Value.Status, h.Value.Text)}}
	}
	if state, facts := f.dialled(); state == Open {
		return Open, facts
	}
	if h.Failed() {
		return Closed, []Fact{{h.Source, h.Missing}}
	}
	return Unknown, nil
}

// dialled: from the agent's host, or by what the agent says last.
func (f *facts) dialled() (State, []Fact) {
	if p := f.s.Agent.Process; p.OK() && !p.Value.Running {
		return Closed, []Fact{{p.Source, fmt.Sprintf("not running: exit code %d, %d restarts", p.Value.ExitCode, p.Value.Restarts)}}
	}
	if f.file != nil && len(f.file.ControllerIPs) > 0 {
		if p, known := f.port(f.file.ControllerIPs[0], int(f.file.ControllerPort)); known {
			if p.Open {
				return Open, []Fact{portFact(p)}
			}
			return Closed, []Fact{portFact(p)}
		}
	}
	bad, _, failed := f.agentLog.last(logline.AgentDialFailed, logline.AgentSyncError, logline.AgentSyncErrorRepeated)
	good, _, ok := f.agentLog.last(goodSync...)
	switch {
	case ok && good.number > bad.number:
		return Open, []Fact{good.fact()}
	case failed:
		return Closed, []Fact{bad.fact()}
	}
	return Unknown, nil
}

// goodSync are lines that the agent writes after a Sync was answered.
var goodSync = []*logline.Line{
	logline.AgentProxyUpdate, logline.AgentUpdatePlatformData, logline.AgentStartedComponents, logline.AgentGRPCFinishUpdate, logline.AgentGRPCVersions,
	logline.AgentSenderUpdateDest, logline.AgentPlatformResync,
}

func (f *facts) answered() (State, []Fact) {
	bad, _, failed := f.agentLog.last(logline.AgentSyncError, logline.AgentSyncErrorRepeated, logline.AgentServerResponded, logline.AgentResponseWithoutConfig)
	good, _, ok := f.agentLog.last(goodSync...)
	switch {
	case ok && good.number > bad.number:
		return Open, []Fact{good.fact()}
	case failed:
		return Closed, []Fact{bad.fact()}
	}
	if f.ip != "" {
		mine := func(args []string) bool { return args[0] == f.ip }
		if r, _, ok := f.serverLog.lastWhere(mine, logline.ServerNotFoundInCache, logline.ServerVersionChange); ok {
			return Open, []Fact{r.fact()}
		}
	}
	return Unknown, nil
}

// hostname is what the agent reports its host as.
func (f *facts) hostname() string {
	if f.file != nil && f.file.OverrideOSHostname != nil {
		return *f.file.OverrideOSHostname
	}
	if f.s.Agent.Hostname.OK() {
		return f.s.Agent.Hostname.Value
	}
	if f.row != nil {
		return trailingID.ReplaceAllString(f.row.name, "")
	}
	if s, ok := f.asked(); ok {
		return s.name
	}
	if _, err := netip.ParseAddr(f.s.Places.Agent); err == nil {
		return "" // an address
	}
	return f.s.Places.Agent
}

func (f *facts) reported() (State, []Fact) {
	vms, name := f.s.Server.VMs, f.hostname()
	if !vms.OK() || name == "" {
		return Unknown, nil
	}
	if slices.ContainsFunc(vms.Value, func(v controller.GenesisVM) bool { return v.Name == name }) {
		return Open, []Fact{{vms.Source, "lists " + name}}
	}
	return Closed, []Fact{{vms.Source, fmt.Sprintf("lists no %s among %d hosts", name, len(vms.Value))}}
}

func (f *facts) gathered() (State, []Fact) {
	vms, name := f.s.MySQL.VM, f.hostname()
	if !vms.OK() || name == "" {
		return Unknown, nil
	}
	i := slices.IndexFunc(vms.Value, func(r map[string]string) bool { return r["name"] == name })
	if i < 0 {
		return Closed, []Fact{{vms.Source, "no row " + name}}
	}
	id, nics := vms.Value[i]["id"], 0
	for _, r := range f.s.MySQL.VInterface.Value {
		if r["deviceid"] == id {
			nics++
		}
	}
	fact := Fact{f.s.MySQL.VInterface.Source, fmt.Sprintf("%d rows of vm %s", nics, name)}
	switch {
	case !f.s.MySQL.VInterface.OK():
		return Unknown, nil
	case nics == 0:
		return Closed, []Fact{fact}
	}
	return Open, []Fact{fact}
}

func (f *facts) isRegistered() (State, []Fact) {
	is, known := f.registered()
	if is {
		return Open, []Fact{{f.row.source, fmt.Sprintf("agent %d is %s", f.row.id, f.row.name)}}
	}
	if known {
		_, source := f.rowsSource()
		return Closed, append([]Fact{{source, "no row of " + f.agentName()}}, f.registrationErrors()...)
	}
	if r, args, ok := f.agentLog.last(logline.AgentIdentity); ok && args[1] != "0" {
		return Open, []Fact{r.fact()}
	}
	return Unknown, nil
}

func (f *facts) rowsSource() (bool, string) {
	if f.s.Server.Agents.OK() {
		return true, f.s.Server.Agents.Source
	}
	return f.s.MySQL.VTap.OK(), f.s.MySQL.VTap.Source
}

// registrationErrors are the server's last words on an attempt to register the agent.
func (f *facts) registrationErrors() []Fact {
	if f.ip == "" {
		return nil
	}
	var all []Fact
	for _, r := range slices.Backward(f.serverLog) {
		if strings.HasPrefix(r.Message, "failed to register agent("+f.key()+")") {
			all = append(all, r.fact())
		}
		if len(all) == 3 {
			break
		}
	}
	return all
}

func (f *facts) assigned() (State, []Fact) {
	if f.row == nil {
		return Unknown, nil
	}
	r := f.row
	fact := Fact{r.source, fmt.Sprintf("%s: state %d, enable %d, controller %q, ingester %q", r.name, r.state, r.enable, r.controllerIP, r.analyzerIP)}
	if r.state == controller.AgentNormal && r.enable == 1 && r.controllerIP != "" && r.analyzerIP != "" {
		return Open, []Fact{fact}
	}
	return Closed, []Fact{fact}
}

func (f *facts) configured() (State, []Fact) {
	r, _, ok := f.agentLog.last(logline.AgentStartedComponents, logline.AgentStoppedComponents, logline.AgentLaunchFailed)
	if !ok {
		return Unknown, nil
	}
	if _, started := logline.AgentStartedComponents.Match(r.Message); started {
		return Open, []Fact{r.fact()}
	}
	return Closed, []Fact{r.fact()}
}

// connected: the last word of any sender. A sender that is connected once logs no more than that.
func (f *facts) connected() (State, []Fact) {
	r, _, ok := f.agentLog.last(logline.AgentSenderConnected, logline.AgentSenderConnectFailed, logline.AgentAnalyzerIPNotAssigned, logline.AgentSenderWriteFailed)
	if !ok {
		return Unknown, nil
	}
	if _, good := logline.AgentSenderConnected.Match(r.Message); good {
		return Open, []Fact{r.fact()}
	}
	return Closed, []Fact{r.fact()}
}

func (f *facts) flowStored() (State, []Fact) {
	flows := f.s.ClickHouse.Flows
	if !flows.OK() || f.row == nil {
		return Unknown, nil
	}
	for _, r := range flows.Value {
		if number(r["agent_id"]) != f.row.id {
			continue
		}
		fact := Fact{flows.Source, fmt.Sprintf("agent %d: %s rows, the newest %s s old", f.row.id, r["rows"], r["age"])}
		if number(r["age"]) <= stale {
			return Open, []Fact{fact}
		}
		return Closed, []Fact{fact}
	}
	return Closed, []Fact{{flows.Source, fmt.Sprintf("no rows of agent %d", f.row.id)}}
}
