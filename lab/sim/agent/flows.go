package agent

import (
	"net/netip"
	"strconv"
	"strings"
	"time"

	"google.golang.org/protobuf/proto"

	"github.com/dflab/dflab/lab/deepflow/wire"
	pbflow "github.com/dflab/dflab/lab/deepflow/wire/flow"
)

// Flow logs are made once a minute, of the minute before, a few seconds after its end (agent/src/collector/flow_aggr.rs;
// COMMON_DELAY in trident.rs).
const (
	flowWindow = time.Minute
	flowDelay  = 5 * time.Second
)

// Values of a flow log's fields (agent/src/common/flow.rs, enums.rs).
const (
	forcedReport = 5 // close type of a flow that goes on
	cloudTraffic = 3 // capture network type
	sideClient   = 1
	sideServer   = 2
	ethIPv4      = 0x0800
	ethIPv6      = 0x86dd
	ethHeader    = 14
	protocolTCP  = 6
)

func (s *state) startFlows() { s.after(timerFlows, s.untilFlows()) }

func (s *state) untilFlows() time.Duration {
	end := s.now.Truncate(flowWindow).Add(flowDelay)
	if !end.After(s.now) {
		end = end.Add(flowWindow)
	}
	return end.Sub(s.now)
}

func (s *state) flowsDue() {
	s.after(timerFlows, s.untilFlows())
	c := s.life.components
	if c == nil || c.dispatcher == nil || !c.running || !s.wantsFlows() {
		return
	}
	end := s.now.Truncate(flowWindow)
	var records []wireRecord
	for _, f := range s.see.flows {
		if !c.dispatcher.captures(f.NIC) {
			continue
		}
		seconds := uint64(flowWindow / time.Second)
		s.stats.packets += (f.Sent.Packets + f.Received.Packets) * seconds
		s.stats.bytes += (f.Sent.Bytes + f.Received.Bytes) * seconds
		b, err := proto.MarshalOptions{Deterministic: true}.Marshal(s.flowLog(f, end.Add(-flowWindow), end))
		if err != nil {
			panic(err) // numbers and bytes always marshal
		}
		records = append(records, b)
	}
	s.put(s.senders[flowSender], wire.L4FlowLog, records...)
}

// wantsFlows: l4_capture_network_types lists the networks whose flow logs are stored, 0 being all of them, -1 none.
func (s *state) wantsFlows() bool {
	for _, t := range s.life.config.user.Outputs.FlowLog.Filters.L4CaptureNetworkTypes {
		if t == 0 || t == cloudTraffic {
			return true
		}
	}
	return false
}

func (s *state) flowLog(f Flow, start, end time.Time) *pbflow.TaggedFlow {
	client := s.isOurs(f.Client.Addr())
	key := &pbflow.FlowKey{
		VtapId: s.life.config.dynamic.agentID, TapType: cloudTraffic, Proto: uint32(f.Protocol),
		PortSrc: uint32(f.Client.Port()), PortDst: uint32(f.Server.Port()),
	}
	ethType := uint32(ethIPv4)
	if f.Client.Addr().Is4() {
		key.IpSrc, key.IpDst = ipNumber(f.Client.Addr()), ipNumber(f.Server.Addr())
	} else {
		ethType = ethIPv6
		key.Ip6Src, key.Ip6Dst = f.Client.Addr().AsSlice(), f.Server.Addr().AsSlice()
	}
	side := uint32(sideServer)
	nic, _ := s.see.nic(f.NIC)
	mac := macNumber(macOf(nic))
	key.TapPort = mac & 0xffffffff
	if client {
		side, key.MacSrc = sideClient, mac
	} else {
		key.MacDst = mac
	}
	id := s.rand.Uint64()
	flow := &pbflow.Flow{
		FlowKey: key, MetricsPeerSrc: s.peer(f.Sent, f.Client.Addr(), start, end), MetricsPeerDst: s.peer(f.Received, f.Server.Addr(), start, end),
		FlowId: id, StartTime: uint64(start.UnixNano()), EndTime: uint64(end.UnixNano()), Duration: uint64(end.Sub(start)),
		EthType: ethType, CloseType: forcedReport, IsActiveService: 1, TapSide: side, DirectionScore: 255,
	}
	if f.Protocol == protocolTCP {
		rtt := uint32(s.jitter(400))
		flow.HasPerfStats = 1
		flow.PerfStats = &pbflow.FlowPerfStats{L4Protocol: 1, Tcp: &pbflow.TCPPerfStats{
			Rtt: rtt, SrtMax: rtt, SrtSum: rtt, SrtCount: 1,
			CountsPeerTx: &pbflow.TcpPerfCountsPeer{}, CountsPeerRx: &pbflow.TcpPerfCountsPeer{},
		}}
	}
	return &pbflow.TaggedFlow{Flow: flow}
}

// peer is one direction. An own address is in the agent's VPC; of another the simulated agent knows only whether it is public, which is
// the internet's number, or private, which is 0: it doesn't look into the platform data.
func (s *state) peer(r Rate, addr netip.Addr, start, end time.Time) *pbflow.FlowMetricsPeer {
	seconds := uint64(flowWindow / time.Second)
	packets, bytes := r.Packets*seconds, r.Bytes*seconds
	l3 := bytes - min(bytes, packets*ethHeader)
	p := &pbflow.FlowMetricsPeer{
		ByteCount: bytes, L3ByteCount: l3, L4ByteCount: l3 - min(l3, packets*40), PacketCount: packets, TotalByteCount: bytes, TotalPacketCount: packets,
		First: uint64(start.UnixNano()), Last: uint64(end.UnixNano()), IsActiveHost: 1,
	}
	switch {
	case s.isOurs(addr):
		p.L3EpcId, p.IsL2End, p.IsL3End, p.IsDevice = int32(s.life.config.dynamic.vpcID), 1, 1, 1
	case !addr.IsPrivate():
		p.L3EpcId = epcInternet
	}
	return p
}

func (s *state) isOurs(a netip.Addr) bool {
	_, ok := s.see.owner(a)
	return ok
}

func ipNumber(a netip.Addr) uint32 {
	b := a.As4()
	return uint32(b[0])<<24 | uint32(b[1])<<16 | uint32(b[2])<<8 | uint32(b[3])
}

// macNumber is 0x0123456789ab for 01:23:45:67:89:ab, 0 for what is no MAC.
func macNumber(mac string) uint64 {
	n, err := strconv.ParseUint(strings.ReplaceAll(mac, ":", ""), 16, 48)
	if err != nil {
		return 0
	}
	return n
}
