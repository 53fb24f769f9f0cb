// Package dockpath is the ordered way of an agent from nothing to docked: the gates, and a probe for each that uses only
// what an operator has (SQL on MySQL and ClickHouse, the REST API, logs, a connection attempt). Waits, scenarios and the
// doctor speak in gates. It may import lab and lab/deepflow, and knows no provider.
package dockpath

// Gate is a station of the dock path. A gate is open only if those before it are.
type Gate int

// The gates, in order.
const (
	// ServerUp: deepflow-server accepts on 20035 and its health endpoint says SUCCESS.
	ServerUp Gate = iota
	// ControllerDialled: the agent runs and its host reaches controller-ips[0]:controller-port.
	ControllerDialled
	// SyncAnswered: the server's log names the agent, and the agent logs no failed or refused Sync.
	SyncAnswered
	// Reported: the genesis views of the controller list the host.
	Reported
	// Gathered: the domain's task has written vm, vinterface and IP rows for the host.
	Gathered
	// Registered: table vtap has a row for the agent's ctrl_ip and ctrl_mac.
	Registered
	// Assigned: that row is enabled, NORMAL, and has a controller and an ingester.
	Assigned
	// Configured: the agent has accepted a configuration that lets it run.
	Configured
	// DataConnected: the agent's sender is connected to the ingester.
	DataConnected
	// StatsStored: the agent's own statistics arrive in ClickHouse.
	StatsStored
	// FlowStored: flow logs of the agent arrive in ClickHouse.
	FlowStored

	// Docked is the last gate: an agent is docked when all are open.
	Docked = FlowStored
)

// fact is what is the same for a gate whoever asks.
type fact struct {
	name string
	// next is the timer that may open the gate by itself, with its default (facts: server 6.6.9).
	next string
}

var facts = [...]fact{
	ServerUp:          {"server up", "the restart of the server, up to 60 s after its exit"},
	ControllerDialled: {"controller dialled", "the agent's next attempt, within 60 s"},
	SyncAnswered:      {"sync answered", "the agent's next Sync, within 60 s"},
	Reported:          {"reported", "the agent's next GenesisSync within 10 s, made visible at a 60 s tick"},
	Gathered:          {"gathered", "the domain's next gather, within 60 s"},
	Registered:        {"registered", "the agent's next Sync, within 60 s"},
	Assigned:          {"assigned", "the master controller's next check, within 60 s"},
	Configured:        {"configured", "the agent's next two Syncs, within 120 s"},
	DataConnected:     {"data connected", "the sender's next attempt, within 14 s"},
	StatsStored:       {"stats stored", "the next statistics, within about 25 s"},
	FlowStored:        {"flow stored", "the next flow logs, within about 75 s, while the host has traffic"},
}

// String is the gate's name, "controller dialled".
func (g Gate) String() string {
	if g < 0 || int(g) >= len(facts) {
		return "no gate"
	}
	return facts[g].name
}

// Next names the timer that may open the gate without anybody's help.
func (g Gate) Next() string {
	if g < 0 || int(g) >= len(facts) {
		return ""
	}
	return facts[g].next
}

// Gates lists all gates in order.
func Gates() []Gate {
	all := make([]Gate, len(facts))
	for i := range all {
		all[i] = Gate(i)
	}
	return all
}
