package wire

import (
	"bytes"
	"encoding/hex"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"google.golang.org/protobuf/proto"

	"github.com/dflab/dflab/lab/deepflow/wire/stats"
)

func TestAppendFrameBytes(t *testing.T) {
	got := AppendFrame(nil, FrameHeader{Type: AgentStats, TeamID: 1, OrgID: 2, AgentID: 7}, []byte("ab"), nil)
	want := "0000001d" + "0a" + "0080" + "00" + "01000000" + "0200" + "0000" + "0700" + "00" + "02000000" + "6162" + "00000000"
	if hex.EncodeToString(got) != want {
		t.Errorf("got %x, want %s", got, want)
	}
}

func TestFrameReaderPutsFramesTogether(t *testing.T) {
	record, err := proto.Marshal(&stats.Stats{Timestamp: 1795363827, Name: "deepflow_agent_monitor", MetricsFloatNames: []string{"cpu"}, MetricsFloatValues: []float64{0.5}})
	if err != nil {
		t.Fatal(err)
	}
	var stream []byte
	for _, h := range []FrameHeader{
		{Type: AgentStats, AgentID: 3, TeamID: 1, OrgID: 1},
		{Type: AgentLog, Encoder: EncoderZlib, AgentID: 3},
		{Type: L4FlowLog, Encoder: EncoderGzip, AgentID: 64000},
		{Type: CompressedPcap},
	} {
		stream = AppendFrame(stream, h, record, record)
	}
	for _, chunk := range []int{1, 7, 19, len(stream)} {
		var r FrameReader
		var frames []Frame
		for rest := stream; len(rest) > 0; {
			n := min(chunk, len(rest))
			got, err := r.Feed(rest[:n])
			if err != nil {
				t.Fatalf("chunks of %d: %v", chunk, err)
			}
			frames, rest = append(frames, got...), rest[n:]
		}
		if len(frames) != 4 || r.Buffered() != 0 {
			t.Fatalf("chunks of %d: %d frames, %d bytes left", chunk, len(frames), r.Buffered())
		}
		for _, f := range frames {
			records, err := f.Records()
			if err != nil || len(records) != 2 || !bytes.Equal(records[1], record) {
				t.Errorf("chunks of %d, %v: records %d, %v", chunk, f.Type, len(records), err)
			}
		}
		if f := frames[2]; f.AgentID != 64000 || f.Type.String() != "l4_log" {
			t.Errorf("header %+v", f.FrameHeader)
		}
	}
}

func TestFrameReaderChecks(t *testing.T) {
	tests := []struct {
		name, stream string
		want         FrameHeader
		err          string
	}{
		{name: "only a header", stream: "00000013" + "03" + "0080" + "00" + "01000000" + "0100" + "0000" + "0900" + "00", want: FrameHeader{Size: 19, Type: Metrics, TeamID: 1, OrgID: 1, AgentID: 9}},
		{name: "old layout", stream: "00000018" + "04" + "13410320" + "05000000" + "06000000" + "0900" + "0100000041", want: FrameHeader{Size: 24, Type: L4FlowLog, TeamID: 1, OrgID: 1, AgentID: 9}},
		{name: "smaller than the header", stream: "00000012" + "0a", err: "header type is 10 frame size is 18 smaller than header length 19,  invalid"},
		{name: "pcap smaller than its header", stream: "00000005" + "00", err: "header type is 0 frame size is 5 smaller than header length 5,  invalid"},
		{name: "unknown type", stream: "00000020" + "15", err: "header type 21 is invalid"},
		{name: "HTTP on the data port", stream: hex.EncodeToString([]byte("GET / HTTP/1.1\r\n")), err: "header type 47 is invalid"},
		{name: "too large", stream: "01000014" + "03", err: "wrong frame size (16777236)"},
		{name: "syslog without a size", stream: "00000000" + "01", err: "frame size is 0 smaller than header length 5"},
	}
	for _, tt := range tests {
		b, err := hex.DecodeString(tt.stream)
		if err != nil {
			t.Fatal(err)
		}
		var r FrameReader
		frames, err := r.Feed(b)
		if tt.err != "" {
			if err == nil || err.Error() != tt.err {
				t.Errorf("%s: error %v, want %s", tt.name, err, tt.err)
			}
			if _, again := r.Feed(AppendFrame(nil, FrameHeader{Type: Metrics}, []byte("x"))); !errors.Is(again, err) {
				t.Errorf("%s: reads on after the error", tt.name)
			}
			continue
		}
		if err != nil || len(frames) != 1 {
			t.Errorf("%s: %d frames, %v", tt.name, len(frames), err)
			continue
		}
		if diff := cmp.Diff(tt.want, frames[0].FrameHeader); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
}

func TestRecordsErrors(t *testing.T) {
	for name, f := range map[string]struct {
		frame Frame
		want  error
		whole int
	}{
		"length cut": {Frame{Payload: []byte{1, 0, 0}}, ErrTruncated, 0},
		"record cut": {Frame{Payload: []byte{1, 0, 0, 0, 'a', 9, 0, 0, 0}}, ErrTruncated, 1},
		"zstd":       {Frame{FrameHeader: FrameHeader{Encoder: EncoderZstd}, Payload: []byte{1}}, ErrEncoder, 0},
	} {
		records, err := f.frame.Records()
		if !errors.Is(err, f.want) || len(records) != f.whole {
			t.Errorf("%s: %d records, %v", name, len(records), err)
		}
	}
	if _, err := (Frame{FrameHeader: FrameHeader{Encoder: EncoderZlib}, Payload: []byte("no zlib")}).Records(); err == nil {
		t.Error("no error for a payload that is no zlib")
	}
}

func TestParseDatagram(t *testing.T) {
	b := AppendFrame(nil, FrameHeader{Type: AgentStats, AgentID: 4}, []byte("r"))
	f, err := ParseDatagram(b)
	if err != nil || f.AgentID != 4 || len(f.Payload) != 5 {
		t.Errorf("got %+v, %v", f, err)
	}
	for _, short := range [][]byte{nil, b[:4], b[:12]} {
		if _, err := ParseDatagram(short); err == nil {
			t.Errorf("no error for %d bytes", len(short))
		}
	}
}

func TestSyslogDetail(t *testing.T) {
	d := SyslogDetail{
		Time: time.Date(2024, 4, 30, 10, 26, 47, 38297000, time.FixedZone("", 8*3600)), Host: "mars-1-V3", Tag: "mars-1", PID: 5874,
		Level: "ERROR", Source: "src/sender/uniform_sender.rs:557", Message: "stats sender tcp connection to 10.233.100.189:20033 failed",
	}
	text := d.Append(nil)
	want := "2024-04-30T10:26:47.038297+08:00 mars-1-V3 mars-1[5874]: [ERROR] src/sender/uniform_sender.rs:557 stats sender tcp connection to 10.233.100.189:20033 failed\n"
	if string(text) != want {
		t.Errorf("got  %swant %s", text, want)
	}
	got, err := ParseSyslogDetail(text)
	if err != nil || got.Message != d.Message+"\n" || got.PID != d.PID || got.Tag != d.Tag || got.Level != d.Level || !got.Time.Equal(d.Time) {
		t.Errorf("parsed %+v, %v", got, err)
	}
	for text, want := range map[string]string{
		"2024-04-30T10:26:47Z a b[1]: [INFO]":        "log parts is 4",
		"yesterday a b[1]: [INFO] f:1 m":             `parsing time "yesterday" as "2006-01-02T15:04:05Z07:00": cannot parse "yesterday" as "2006"`,
		"2024-04-30T10:26:47Z a b[1]: [TRACE] f:1 m": "ignored log level: [TRACE]",
	} {
		if _, err := ParseSyslogDetail([]byte(text)); err == nil || err.Error() != want {
			t.Errorf("%s: %v", text, err)
		}
	}
}

func FuzzFrameReader(f *testing.F) {
	f.Add(AppendFrame(nil, FrameHeader{Type: AgentStats, AgentID: 7}, []byte("record")), 3)
	f.Add(AppendFrame(nil, FrameHeader{Type: AgentLog, Encoder: EncoderZlib}, []byte("record")), 100)
	f.Add([]byte("GET / HTTP/1.1\r\n\r\n"), 1)
	f.Fuzz(func(t *testing.T, stream []byte, cut int) {
		cut = max(0, min(cut, len(stream)))
		var whole, parts FrameReader
		a, errA := whole.Feed(stream)
		b, errB := parts.Feed(stream[:cut])
		if errB == nil {
			var more []Frame
			more, errB = parts.Feed(stream[cut:])
			b = append(b, more...)
		}
		if diff := cmp.Diff(a, b); diff != "" || (errA == nil) != (errB == nil) {
			t.Fatalf("cut at %d: %v, %v\n%s", cut, errA, errB, diff)
		}
		for _, frame := range a {
			if size := int(frame.Size) - len(frame.Payload); size != baseHeaderSize && size != headerSize {
				t.Errorf("header of %d bytes", size)
			}
			_, _ = frame.Records()
		}
	})
}
