package agent

import (
	"bytes"
	"encoding/binary"
	"time"

	"google.golang.org/protobuf/proto"

	"github.com/dflab/dflab/lab/deepflow/logline"
	pb "github.com/dflab/dflab/lab/deepflow/wire/agent"
)

// ntpState compares the host's clock with the server's, where global.ntp.enabled (agent/src/rpc/synchronizer.rs, run_ntp_sync).
type ntpState struct {
	enabled bool
	offset  time.Duration // whole seconds to add to the host's clock
	origin  []byte        // the transmit time sent, which is random
	sent    time.Time
	held    []held // configurations that wait for the first comparison
	sync    bool   // the Sync task waits too
}

const (
	ntpSize   = 48
	ntpClient = 3<<3 | 3 // version 3, mode client
	ntpServer = 4
)

// ntpEpoch is 1900: seconds before 1970.
const ntpEpoch = 2208988800

func (s *state) ntpEnabled(on bool) {
	n := &s.ntp
	if on == n.enabled {
		return
	}
	n.enabled = on
	if on {
		s.after(timerNTP, roundTrip)
		return
	}
	s.do(stopTimer{timerNTP})
	if drift := s.life.config.user.Global.NTP.MaxDrift; n.offset > drift {
		s.log(logline.AgentNTPClosedFallback, int64(n.offset/time.Second))
		s.leave()
	}
	n.offset = 0
}

func (s *state) ntpDue() {
	if !s.ntp.enabled {
		return
	}
	packet := make([]byte, ntpSize)
	packet[0] = ntpClient
	binary.BigEndian.PutUint64(packet[40:], s.rand.Uint64())
	s.ntp.origin, s.ntp.sent = packet[40:], s.now
	s.begin(taskNTP, &pb.NtpRequest{CtrlIp: proto.String(s.id.ip.String()), Request: packet})
}

func (s *state) ntpAnswered(response proto.Message, err error) {
	s.after(timerNTP, max(s.sync.interval, roundTrip))
	if err != nil {
		s.log(logline.AgentNTPFailed, statusDebug(err))
		return
	}
	r := response.(*pb.NtpResponse)
	if r.Response == nil {
		s.log(logline.AgentNTPEmpty)
		return
	}
	b := r.GetResponse()
	switch {
	case len(b) < ntpSize:
		s.log(logline.AgentNTPParseFailed, `Custom { kind: InvalidData, error: "invalid ntp packet" }`)
		return
	case b[0]&7 != ntpServer:
		s.log(logline.AgentNTPInvalidMode)
		return
	case binary.BigEndian.Uint64(b[40:]) == 0:
		s.log(logline.AgentNTPInvalidTransmitTime)
		return
	case !bytes.Equal(b[24:32], s.ntp.origin):
		s.log(logline.AgentNTPMismatch)
		return
	case binary.BigEndian.Uint64(b[32:]) > binary.BigEndian.Uint64(b[40:]):
		s.log(logline.AgentNTPBackwards)
		return
	}
	s.compared(ntpTime(b[32:]), ntpTime(b[40:]))
}

// compared takes the offset over, in whole seconds, when it moved by min_drift.
func (s *state) compared(received, transmitted time.Time) {
	n, limits := &s.ntp, s.life.config.user.Global.NTP
	offset := (received.Sub(n.sent) + transmitted.Sub(s.now)) / 2 / time.Second * time.Second
	if moved := (offset - n.offset).Abs(); moved >= limits.MinDrift {
		s.log(logline.AgentNTPOffset, int64(offset/time.Second))
		n.offset = offset
		if s.sync.seen && moved >= limits.MaxDrift {
			s.log(logline.AgentNTPOpenedFallback, int64(offset/time.Second))
			s.leave()
			return
		}
	}
	for _, h := range n.held {
		s.accepted(h)
	}
	if n.held = nil; n.sync {
		n.sync = false
		s.syncDone()
	}
}

func ntpTime(b []byte) time.Time {
	seconds, fraction := binary.BigEndian.Uint32(b), binary.BigEndian.Uint32(b[4:])
	return time.Unix(int64(seconds)-ntpEpoch, int64(fraction)*int64(time.Second)>>32)
}
