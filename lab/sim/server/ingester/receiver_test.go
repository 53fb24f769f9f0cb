package ingester

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/dflab/dflab/lab/deepflow/logline"
	"github.com/dflab/dflab/lab/deepflow/wire"
)

func TestReceiverClosesWhatItCannotRead(t *testing.T) {
	big := []byte{0x01, 0, 0, 0x14, byte(wire.Metrics), 0, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}
	connect := "TCP client (10.50.72.101:40000) connect success, set read buffer 4194304."
	for _, c := range []struct {
		name string
		data []byte
		want string
	}{
		{"HTTP", []byte("GET / HTTP/1.1\r\n\r\n"), "TCP client (10.50.72.101:40000) decode error: header type 47 is invalid"},
		{"unknown type", frame(21, 1, []byte("x")), "TCP client (10.50.72.101:40000) decode error: header type 21 is invalid"},
		{"too small", []byte{0, 0, 0, 18, 10}, "TCP client (10.50.72.101:40000) decode error: header type is 10 frame size is 18 smaller than header length 19,  invalid"},
		{"too large", big, "TCP client (10.50.72.101:40000) wrong frame size (16777236), already drop log count 0"},
	} {
		t.Run(c.name, func(t *testing.T) {
			l := newLab(t, true)
			conn := l.s.accept(peer)
			var closed bool
			l.turn(func() { closed = conn.Data(c.data) })
			if !closed {
				t.Error("the connection stays")
			}
			l.wantLog(connect, c.want)
		})
	}
}

func TestWrongSizesAreLoggedOnceAMinute(t *testing.T) {
	l := newLab(t, true)
	big := []byte{0x01, 0, 0, 0x14, byte(wire.Metrics)}
	for range 3 {
		c := l.s.accept(peer)
		l.turn(func() { c.Data(big) })
	}
	l.advance(time.Minute)
	c := l.s.accept(peer)
	l.turn(func() { c.Data(big) })
	var drops []string
	for _, m := range l.logged() {
		if strings.Contains(m, "already drop") {
			drops = append(drops, m)
		}
	}
	if len(drops) != 2 || !strings.HasSuffix(drops[1], "already drop log count 2") {
		t.Errorf("drops are logged as %q, want one at once and one that counts 2", drops)
	}
}

func TestEndsOfConnections(t *testing.T) {
	for _, c := range []struct {
		name string
		sent []byte
		err  error
		line *logline.Line
		want string
	}{
		{"between frames", nil, io.EOF, logline.ServerTCPReadErrorBaseHeader, "TCP client (10.50.72.101:40000) connection read error: EOF, maybe trident restart."},
		{"within a header", make([]byte, 8), errors.New("reset"), logline.ServerTCPReadErrorFlowHeader, "TCP client (10.50.72.101:40000) connection read error.reset"},
		{"within a body", frame(wire.AgentStats, 1, []byte("0123456789"))[:25], io.EOF, logline.ServerTCPReadErrorBody, "TCP client (10.50.72.101:40000) connection read error: EOF, maybe trident restart."},
	} {
		t.Run(c.name, func(t *testing.T) {
			l := newLab(t, true)
			conn := l.s.accept(peer)
			if len(c.sent) == 8 {
				copy(c.sent, frame(wire.AgentStats, 1, []byte("x")))
			}
			l.turn(func() { conn.Data(c.sent); conn.Closed(c.err) })
			records := logline.ReadServer(l.log.String())
			last := records[len(records)-1]
			if last.Message != c.want || logline.Find(last, logline.ServerLines()) != c.line {
				t.Errorf("log ends with %q of line %d, want %q of %s", last.Message, last.Line, c.want, c.line)
			}
		})
	}
}

func TestStorageDisabledCountsAndDrops(t *testing.T) {
	l := newLab(t, false)
	c := l.s.accept(peer)
	l.turn(func() {
		c.Data(frame(wire.AgentStats, 1, record(t, monitorStats(start))))
		c.Data(frame(wire.L4FlowLog, 1, record(t, tcpFlow())))
		if c.Data(frame(wire.Metrics, 1, []byte("x"))) {
			t.Error("a type without handler closes the connection")
		}
		c.Data(frame(wire.L7FlowLog, 0)) // only a header: neither counted nor dropped
	})
	l.advance(time.Minute)
	var got []string
	for _, k := range l.s.Counts() {
		got = append(got, fmt.Sprintf("%d %v %d dropped %d", k.AgentID, k.Type, k.Frames, k.Dropped))
	}
	if want := "1 metrics 1 dropped 1;1 l4_log 1 dropped 0;1 deepflow_stats 1 dropped 1"; strings.Join(got, ";") != want {
		t.Errorf("counts are %s, want %s", strings.Join(got, ";"), want)
	}
	if got := l.query("SELECT count() FROM flow_log.l4_flow_log"); !strings.Contains(got, "UNKNOWN_DATABASE") {
		t.Errorf("with storage disabled the table answers %s, want an unknown database", got)
	}
	l.wantLog("TCP client (10.50.72.101:40000) connect success, set read buffer 4194304.", "TCP client (10.50.72.101:40000) connection read empty content packet")
}

func TestOrganisationsAreCorrected(t *testing.T) {
	l := newLab(t, true)
	c := l.s.accept(peer)
	l.turn(func() {
		for _, org := range []uint16{0, 7, 1025, 2000} {
			c.Data(wire.AppendFrame(nil, wire.FrameHeader{Type: wire.Metrics, AgentID: 1, OrgID: org}, []byte("x")))
		}
	})
	var got []string
	for _, k := range l.s.Counts() {
		got = append(got, fmt.Sprintf("org %d: %d", k.OrgID, k.Frames))
	}
	if want := "org 1: 3;org 7: 1"; strings.Join(got, ";") != want {
		t.Errorf("counts are %s, want %s", strings.Join(got, ";"), want)
	}
	l.wantLog("TCP client (10.50.72.101:40000) connect success, set read buffer 4194304.",
		"the org id (1025) in the header of the received agent message is illegal")
}

func TestDatagrams(t *testing.T) {
	l := newLab(t, true)
	from := net.UDPAddrFromAddrPort(netip.MustParseAddrPort("10.50.72.101:5000"))
	l.turn(func() {
		l.s.Datagram(from, frame(wire.AgentStats, 2, record(t, monitorStats(start))))
		l.s.Datagram(from, []byte{1})
		l.s.Datagram(from, []byte("hello, world, here is text"))
	})
	l.advance(time.Minute)
	l.turn(func() { l.s.Datagram(from, nil) })
	if got := l.query("SELECT count() FROM deepflow_tenant.deepflow_collector"); got != "[[1]]" {
		t.Errorf("rows are %s, want one", got)
	}
	l.wantLog("UDP socket recv size 1 from 10.50.72.101:5000, err:%!s(<nil>), already drop log count 0",
		"UDP socket recv size 0 from 10.50.72.101:5000, maybe trident restart. Already drop log count 1")
}

func FuzzReceiver(f *testing.F) {
	f.Add(frame(wire.AgentStats, 1, []byte("x")))
	f.Add(frame(wire.L4FlowLog, 1, []byte{0x0a, 0x00}))
	f.Add(frame(wire.AgentLog, 1, []byte("2024-04-30T10:26:47+08:00 h t[1]: [INFO] a b")))
	f.Fuzz(func(t *testing.T, b []byte) {
		l := newLab(t, true)
		c := l.s.accept(peer)
		l.turn(func() {
			if !c.Data(b) {
				c.Closed(io.EOF)
			}
			l.s.Datagram(peer, b)
		})
		l.advance(2 * time.Second)
		if errs := l.core.Log.Err(); errs != nil {
			t.Error(errs)
		}
		for _, r := range logline.ReadServer(l.log.String()) {
			if logline.Find(r, logline.ServerLines()) == nil {
				t.Errorf("logged %q, which is no line of the catalogue", r.Message)
			}
		}
	})
}
