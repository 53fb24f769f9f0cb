package metadata

import (
	"hash/fnv"

	"google.golang.org/protobuf/proto"

	"github.com/dflab/dflab/lab/deepflow/logline"
	"github.com/dflab/dflab/lab/deepflow/wire/agent"
)

// internet is id and EPC of the resource group that means everything outside, -2 as an unsigned number.
const internet = 0xfffffffe

// Groups are the resource groups that agents are told: in the community edition the one group "internet".
type Groups struct {
	// Version is the server's start time, and one more at each change. Data is a serialised agent.Groups.
	Version uint64
	Data    []byte
}

// generate makes the groups. They don't depend on rows as long as nothing mirrors or captures packets, so they change only once.
func (g *Groups) generate(m *MetaData, lines ...*logline.Line) {
	if g.Data != nil && lines[0] == logline.ServerAgentGroupDataChanged && g.Version != 0 {
		return
	}
	named := agent.GroupType_NAMED
	data, err := proto.MarshalOptions{Deterministic: true}.Marshal(&agent.Groups{Groups: []*agent.Group{{
		Id: proto.Uint32(internet), EpcId: proto.Uint32(internet), Type: &named, Ips: []string{"0.0.0.0/0", "::/0"},
	}}})
	if err != nil {
		m.c.Log.Log(logline.ServerGroupDataMarshalFailed, err)
		return
	}
	for _, l := range lines {
		m.c.Log.Log(l, m.start, hash(data), len(data))
	}
	if lines[0] == logline.ServerAgentGroupDataChanged {
		g.Version, g.Data = m.start, data
	}
}

// hash is FNV-1, by which upstream sees changes.
func hash(b []byte) uint64 {
	h := fnv.New64()
	h.Write(b)
	return h.Sum64()
}

// Functions that a licence can name, as far as policies depend on them.
const (
	functionTrafficDistribution = 1
	functionNetworkMonitoring   = 2
)

// PolicyVersion is the version of the flow ACLs for an agent with these licence functions: unset without any, and otherwise the
// version shared by all agents, one of three by what the licence allows (server/controller/trisolaris/metadata/agentmetadata/policy.go
// at v6.6.9). There are no ACLs, so the data is always empty.
func (m *MetaData) PolicyVersion(functions map[int]bool) uint64 {
	const shared, npb, pcap = 1_000_000_000, 100, 200
	switch traffic, network := functions[functionTrafficDistribution], functions[functionNetworkMonitoring]; {
	case traffic && network:
		return m.start + shared
	case traffic:
		return m.start + shared + npb
	case network:
		return m.start + shared + pcap
	}
	return 0xffffffff
}

// IngesterPolicyVersion is the version of the policies that the ingester is told.
func (m *MetaData) IngesterPolicyVersion() uint64 { return m.start + 2_000_000_000 }
