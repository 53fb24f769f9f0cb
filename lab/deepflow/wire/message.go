package wire

// MessageType says what the records of a frame are (server/libs/datatype/droplet-message.go at v6.6.9).
type MessageType uint8

// The message types. An idle host agent sends AgentStats and AgentLog, one that captures also Metrics and the flow logs.
const (
	CompressedPcap          MessageType = 0
	Syslog                  MessageType = 1
	ServerStats             MessageType = 2
	Metrics                 MessageType = 3
	L4FlowLog               MessageType = 4
	L7FlowLog               MessageType = 5
	OpenTelemetry           MessageType = 6
	Prometheus              MessageType = 7
	Telegraf                MessageType = 8
	PacketSequence          MessageType = 9
	AgentStats              MessageType = 10
	OpenTelemetryCompressed MessageType = 11
	RawPcap                 MessageType = 12
	Profile                 MessageType = 13
	ProcEvent               MessageType = 14
	AlertEvent              MessageType = 15
	K8sEvent                MessageType = 16
	ApplicationLog          MessageType = 17
	AgentLog                MessageType = 18
	SkyWalking              MessageType = 19
	Datadog                 MessageType = 20
)

// messageTypes is the number of types.
const messageTypes MessageType = 21

const (
	baseHeaderSize = 5
	flowHeaderSize = 14
	headerSize     = baseHeaderSize + flowHeaderSize
	currentLayout  = uint16(0x8000)
	// maxPayload is the receiver's RECV_BUFSIZE_MAX.
	maxPayload = 1 << 24
	// Team and organisation of a frame in the old layout.
	oldLayoutTeam, oldLayoutOrg = 1, 1
)

var messageTypeNames = [messageTypes]string{
	"compressed_pcap", "syslog", "deepflow_server_stats", "metrics", "l4_log", "l7_log", "open_telemetry", "prometheus",
	"telegraf", "l4_packet", "deepflow_stats", "open_telemetry_compressed", "raw_pcap", "profile", "proc_event", "alert_event",
	"k8s_event", "application_log", "agent_log", "skywalking", "datadog",
}

// String is the server's name of the type, "unknown message" for one that it doesn't know.
func (t MessageType) String() string {
	if t < messageTypes {
		return messageTypeNames[t]
	}
	return "unknown message"
}

// hasFlowHeader tells whether frames of the type carry team, organisation and agent.
func (t MessageType) hasFlowHeader() bool { return t != CompressedPcap && t != Syslog }

// The encoders of a payload.
const (
	EncoderRaw  uint8 = 0
	EncoderZlib uint8 = 1
	EncoderGzip uint8 = 2
	EncoderZstd uint8 = 3
)
