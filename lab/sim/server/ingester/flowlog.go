package ingester

import (
	"encoding/binary"
	"net/netip"
	"time"

	"google.golang.org/protobuf/proto"

	"github.com/dflab/dflab/lab/deepflow/logline"
	"github.com/dflab/dflab/lab/deepflow/wire"
	"github.com/dflab/dflab/lab/deepflow/wire/flow"
)

// l4Table holds the flow logs of layer 4.
var l4Table = &target{
	database: "flow_log", table: "l4_flow_log",
	columns: []string{
		"_id", "mac_0", "mac_1", "eth_type", "vlan", "l3_epc_id_0", "l3_epc_id_1", "team_id",
		"ip4_0", "ip4_1", "ip6_0", "ip6_1", "is_ipv4", "protocol",
		"client_port", "server_port", "tcp_flags_bit_0", "tcp_flags_bit_1", "syn_seq", "syn_ack_seq", "last_keepalive_seq", "last_keepalive_ack",
		"l7_protocol",
		"time", "close_type", "signal_source", "flow_id", "capture_network_type_id", "nat_source", "capture_nic_type", "capture_nic",
		"observation_point", "agent_id", "l2_end_0", "l2_end_1", "l3_end_0", "l3_end_1", "start_time", "end_time", "duration",
		"is_new_flow", "status", "acl_gids", "gprocess_id_0", "gprocess_id_1", "nat_real_ip4_0", "nat_real_ip4_1", "nat_real_port_0", "nat_real_port_1",
		"direction_score", "request_domain",
		"packet_tx", "packet_rx", "byte_tx", "byte_rx", "l3_byte_tx", "l3_byte_rx", "l4_byte_tx", "l4_byte_rx",
		"total_packet_tx", "total_packet_rx", "total_byte_tx", "total_byte_rx",
		"rtt", "rtt_client", "rtt_server", "srt_sum", "art_sum", "cit_sum", "srt_count", "art_count", "cit_count", "srt_max", "art_max", "cit_max",
		"retrans_tx", "retrans_rx", "zero_win_tx", "zero_win_rx", "syn_count", "synack_count",
	},
}

// l4FlowLog stores a frame of L4FlowLog. A record that is no flow ends the frame.
func (s *Service) l4FlowLog(f wire.Frame) {
	records, err := f.Records()
	for _, record := range records {
		var m flow.TaggedFlow
		if err := proto.Unmarshal(record, &m); err != nil {
			s.c.Log.Log(logline.ServerFlowDecodeFailed, len(f.Payload), len(f.Payload))
			return
		}
		if m.Flow == nil || m.Flow.FlowKey == nil || m.Flow.MetricsPeerSrc == nil || m.Flow.MetricsPeerDst == nil {
			s.c.Log.Log(logline.ServerFlowInvalid, m.Flow)
			continue
		}
		s.flowIDs++
		s.add(l4Table, l4Row(m.Flow, f.TeamID, s.flowIDs))
	}
	if err != nil {
		s.c.Log.Log(logline.ServerFlowDecodeFailed, len(f.Payload)+1, len(f.Payload))
	}
}

// l4Row is the row of a flow, in the order of l4Table's columns.
func l4Row(f *flow.Flow, team, n uint32) []any {
	k, tx, rx := f.FlowKey, f.MetricsPeerSrc, f.MetricsPeerDst
	end := time.Unix(0, int64(f.EndTime))
	ip0, ip1, six0, six1, isIPv4 := addresses(f)
	row := []any{
		rowID(end, n), k.MacSrc, k.MacDst, uint16(f.EthType), uint16(f.Vlan), epc(tx.L3EpcId), epc(rx.L3EpcId), uint16(team),
		ip0, ip1, six0, six1, isIPv4, uint8(k.Proto),
		uint16(k.PortSrc), uint16(k.PortDst), uint16(tx.TcpFlags), uint16(rx.TcpFlags), f.SynSeq, f.SynackSeq, f.LastKeepaliveSeq, f.LastKeepaliveAck,
		l7Protocol(f),
		end.Truncate(time.Second), uint16(f.CloseType), uint16(f.SignalSource), f.FlowId, uint8(k.TapType),
		uint8(k.TapPort >> 36 & 0xf), uint8(k.TapPort >> 60), uint32(k.TapPort),
		observationPoint(f.TapSide), uint16(k.VtapId), flag(tx.IsL2End), flag(rx.IsL2End), flag(tx.IsL3End), flag(rx.IsL3End),
		time.Unix(0, int64(f.StartTime)), end, f.Duration / uint64(time.Microsecond),
		uint8(f.IsNewFlow), status(f.CloseType, k.Proto), f.AclGids, tx.Gpid, rx.Gpid,
		ip4(tx.RealIp), ip4(rx.RealIp), uint16(tx.RealPort), uint16(rx.RealPort),
		uint8(f.DirectionScore), f.RequestDomain,
		tx.PacketCount, rx.PacketCount, tx.ByteCount, rx.ByteCount, tx.L3ByteCount, rx.L3ByteCount, tx.L4ByteCount, rx.L4ByteCount,
		tx.TotalPacketCount, rx.TotalPacketCount, tx.TotalByteCount, rx.TotalByteCount,
	}
	return append(row, performance(f)...)
}

func l7Protocol(f *flow.Flow) uint8 {
	if f.HasPerfStats != 1 {
		return 0
	}
	return uint8(f.GetPerfStats().GetL7Protocol())
}

// performance are the row's last columns, zero for a flow without measurements.
func performance(f *flow.Flow) []any {
	t := &flow.TCPPerfStats{}
	if f.HasPerfStats == 1 && f.GetPerfStats().GetTcp() != nil {
		t = f.PerfStats.Tcp
	}
	return []any{
		float64(t.Rtt), float64(t.RttClientMax), float64(t.RttServerMax), float64(t.SrtSum), float64(t.ArtSum), float64(t.CitSum),
		uint64(t.SrtCount), uint64(t.ArtCount), uint64(t.CitCount), t.SrtMax, t.ArtMax, t.CitMax,
		t.GetCountsPeerTx().GetRetransCount(), t.GetCountsPeerRx().GetRetransCount(),
		t.GetCountsPeerTx().GetZeroWinCount(), t.GetCountsPeerRx().GetZeroWinCount(), t.SynCount, t.SynackCount,
	}
}

func addresses(f *flow.Flow) (ip0, ip1, six0, six1 string, isIPv4 uint8) {
	const etherTypeIPv6 = 0x86dd
	if f.EthType == etherTypeIPv6 {
		return "0.0.0.0", "0.0.0.0", ip6(f.FlowKey.Ip6Src), ip6(f.FlowKey.Ip6Dst), 0
	}
	return ip4(f.FlowKey.IpSrc), ip4(f.FlowKey.IpDst), "::", "::", 1
}

func ip4(v uint32) string {
	var b [4]byte
	binary.BigEndian.PutUint32(b[:], v)
	return netip.AddrFrom4(b).String()
}

func ip6(b []byte) string {
	a, ok := netip.AddrFromSlice(b)
	if !ok || !a.Is6() {
		return "::"
	}
	return a.String()
}

// epc is a VPC's id: 16 bits, of which the highest values are the negative numbers of "internet" and "none".
func epc(v int32) int32 {
	if n := int16(v); n == -1 || n == -2 {
		return int32(n)
	}
	return v & 0xffff
}

func flag(v uint32) uint8 {
	if v == 1 {
		return 1
	}
	return 0
}

// observationPoint is the name of a tap side (server/libs/flow-metrics/tag.go): the end in the low bits, the place above.
func observationPoint(side uint32) string {
	name, ok := map[uint32]string{
		0: "rest", 1: "c", 2: "s", 4: "local", 9: "c-nd", 10: "s-nd", 17: "c-hv", 18: "s-hv", 25: "c-gw-hv", 26: "s-gw-hv",
		33: "c-gw", 34: "s-gw", 41: "c-p", 42: "s-p", 49: "c-app", 50: "s-app", 48: "app",
	}[side]
	if !ok {
		return ""
	}
	return name
}

// Values of the column status.
const (
	statusOK          = 0
	statusNotExist    = 2
	statusServerError = 3
	statusClientError = 4
)

// status says how a flow ended, by its close type (server/libs/datatype/flow.go).
func status(closeType, proto uint32) uint8 {
	const tcp = 6
	switch closeType {
	case 1, 5, 8, 11, 20: // finished, reported while open, half closed, reset after the finish
		return statusOK
	case 9, 10, 13, 18:
		return statusClientError
	case 3:
		if proto != tcp {
			return statusOK
		}
		return statusServerError
	case 2, 7, 15, 17, 19:
		if proto == tcp {
			return statusServerError
		}
	}
	return statusNotExist
}
