package evidence

import (
	"time"

	"github.com/dflab/dflab/lab/deepflow/controller"
)

// Format is the version of the snapshot's JSON form.
const Format = 1

// Item is one piece of evidence. The zero value is evidence that nobody asked for.
type Item[T any] struct {
	// Source is where it is from: a file, a command, a request, a query.
	Source string `json:"source,omitempty"`
	Value  T      `json:"value"`
	// Missing is why there is no value; "" when there is one.
	Missing string `json:"missing,omitempty"`
	// Asked: who should have given the value was asked, and failed or refused. Missing has its words.
	Asked bool `json:"asked,omitempty"`
}

// OK tells whether there is a value.
func (i Item[T]) OK() bool { return i.Source != "" && i.Missing == "" }

// Failed tells whether who was asked didn't give it.
func (i Item[T]) Failed() bool { return i.Asked && i.Missing != "" }

func found[T any](source string, v T) Item[T] { return Item[T]{Source: source, Value: v} }

func failed[T any](source string, err error) Item[T] {
	return Item[T]{Source: source, Missing: err.Error(), Asked: true}
}

func missing[T any](source, why string) Item[T] { return Item[T]{Source: source, Missing: why} }

func got[T any](source string, v T, err error) Item[T] {
	if err != nil {
		return failed[T](source, err)
	}
	return found(source, v)
}

// Snapshot is what is known of one deployment, and of one agent of it, at one moment. It is never changed once it is taken.
type Snapshot struct {
	Format int `json:"format"`
	// Release is that of the server, "6.6.9".
	Release string    `json:"release"`
	TakenAt time.Time `json:"taken_at"`
	// Places says how the deployment is reached, for commands that name it.
	Places     Places     `json:"places"`
	Agent      Agent      `json:"agent"`
	Server     Server     `json:"server"`
	MySQL      MySQL      `json:"mysql"`
	ClickHouse ClickHouse `json:"clickhouse"`
}

// Places are where things are. What is empty isn't known.
type Places struct {
	// Agent is the agent that was asked about: its name, its host's name, or its address. Empty is that of the host.
	Agent     string `json:"agent,omitempty"`
	ServerIP  string `json:"server_ip,omitempty"`
	APIPort   int    `json:"api_port,omitempty"`
	AgentFile string `json:"agent_file,omitempty"`
	// AgentContainer and ServerContainer are names of containers; an agent without one is a systemd unit.
	AgentContainer  string `json:"agent_container,omitempty"`
	ServerContainer string `json:"server_container,omitempty"`
	ServerYAML      string `json:"server_yaml,omitempty"`
}

// Agent is what the agent's own host tells.
type Agent struct {
	File Item[string] `json:"file"` // deepflow-agent.yaml
	Log  Item[Log]    `json:"log"`
	// Hostname is what the host calls itself.
	Hostname Item[string] `json:"hostname"`
	// IPAddress is the text of `ip address show`, Routes that of `ip route show`.
	IPAddress Item[string]  `json:"ip_address"`
	Routes    Item[string]  `json:"routes"`
	Process   Item[Process] `json:"process"`
	// Ports are attempts to connect from the host.
	Ports []Item[Port] `json:"ports"`
	// GRPC is what the controller answers on agent.Synchronizer to a request that registers nobody.
	GRPC Item[GRPC] `json:"grpc"`
}

// Port is one attempt to connect. A refusal is a value.
type Port struct {
	Address string `json:"address"`
	Open    bool   `json:"open"`
	// Error is the system's, "" when open.
	Error string `json:"error,omitempty"`
}

// GRPC is the answer to agent.Synchronizer/Query, which relays the time and registers nobody.
type GRPC struct {
	Address string `json:"address"`
	// Code is the name of the gRPC status, "OK", "Unimplemented", "Unavailable".
	Code    string `json:"code"`
	Message string `json:"message,omitempty"`
}

// Process is what a supervisor tells: docker inspect, systemctl, the process table.
type Process struct {
	Running  bool `json:"running"`
	Restarts int  `json:"restarts"`
	// ExitCode is that of the last exit; meaningful when Exited.
	ExitCode int  `json:"exit_code"`
	Exited   bool `json:"exited"`
}

// Health is the answer of GET /v1/health/.
type Health struct {
	OK bool `json:"ok"`
	// Status is the HTTP status, Text the description of an answer that isn't a success: the stage of the start-up.
	Status int    `json:"status"`
	Text   string `json:"text,omitempty"`
}

// Server is what the server's side tells: its REST API, its log and files, its supervisor.
type Server struct {
	Health   Item[Health]                         `json:"health"`
	Domains  Item[[]controller.Domain]            `json:"domains"`
	Agents   Item[[]controller.Agent]             `json:"agents"`
	Groups   Item[[]controller.Group]             `json:"groups"`
	Configs  Item[[]controller.GroupConfig]       `json:"configs"`
	VMs      Item[[]controller.GenesisVM]         `json:"vms"`
	VNICs    Item[[]controller.GenesisVInterface] `json:"vinterfaces"`
	Networks Item[[]controller.GenesisNetwork]    `json:"networks"`
	Log      Item[Log]                            `json:"log"`
	YAML     Item[string]                         `json:"yaml"` // server.yaml
	Process  Item[Process]                        `json:"process"`
}

// MySQL holds rows of database deepflow, columns as the queries name them.
type MySQL struct {
	DBVersion  Item[Rows] `json:"db_version"`
	VTap       Item[Rows] `json:"vtap"`
	VM         Item[Rows] `json:"vm"`
	VInterface Item[Rows] `json:"vinterface"`
	IP         Item[Rows] `json:"vinterface_ip"`
	WANIP      Item[Rows] `json:"ip_resource"`
	Domain     Item[Rows] `json:"domain"`
	Group      Item[Rows] `json:"vtap_group"`
	Config     Item[Rows] `json:"agent_group_configuration"`
	Controller Item[Rows] `json:"controller"`
	Analyzer   Item[Rows] `json:"analyzer"`
}

// Rows is the answer to a query; NULL is "".
type Rows []map[string]string

// ClickHouse holds the age of what is stored.
type ClickHouse struct {
	// Ping is the answer to SELECT 1.
	Ping Item[string] `json:"ping"`
	// Flows are the agents' numbers with their rows in flow_log.l4_flow_log: agent_id, rows, age (seconds since the newest).
	Flows Item[Rows] `json:"flows"`
}
