package ingester

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"time"

	"github.com/dflab/dflab/lab/deepflow/logline"
	"github.com/dflab/dflab/lab/deepflow/wire"
)

const (
	// logInterval keeps invalid data from flooding the log (LOG_INTERVAL).
	logInterval = 60 * time.Second
	// restartHint is what the receiver adds to an end of file (SOCKET_READ_ERROR).
	restartHint = "maybe trident restart."

	baseHeaderSize = 5
	headerSize     = 19

	defaultOrgID, defaultTeamID = 1, 1
	maxOrgID                    = 1024
)

// receiver is the state that connections and datagrams share.
type receiver struct {
	lastTCPLog, lastUDPLog time.Time
	dropped                int
}

// invalidKey marks the receiver's counter of invalid frames as not 0.
type invalidKey struct{}

// conn is one TCP connection.
type conn struct {
	s      *Service
	peer   string
	reader wire.FrameReader
}

func (s *Service) accept(peer net.Addr) *conn {
	s.c.Log.Log(logline.ServerTCPConnectSuccess, peer.String(), s.c.Config.Ingester.TCPReadBuffer)
	return &conn{s: s, peer: peer.String()}
}

// Data takes what arrived. A header that can't be is the end of the connection; the agent learns it from its next write.
func (c *conn) Data(b []byte) (closeConn bool) {
	frames, err := c.reader.Feed(b)
	for _, f := range frames {
		if f.Empty() {
			c.s.empty(c.peer)
			continue
		}
		c.s.receive(f)
	}
	if err == nil {
		return false
	}
	var size *wire.SizeError
	if errors.As(err, &size) {
		c.s.invalidTCP(fmt.Sprintf("TCP client (%s) %s", c.peer, size))
		return true
	}
	c.s.c.Log.Log(logline.ServerTCPDecodeError, c.peer, err)
	return true
}

// Closed is the connection's end by the agent or the network. What the receiver was reading then decides the statement.
func (c *conn) Closed(err error) {
	text := fmt.Sprint(err)
	if errors.Is(err, io.EOF) {
		text = "EOF, " + restartHint
	}
	line := logline.ServerTCPReadErrorBody
	switch n := c.reader.Buffered(); {
	case n < baseHeaderSize:
		line = logline.ServerTCPReadErrorBaseHeader
	case n < headerSize:
		line = logline.ServerTCPReadErrorFlowHeader
	}
	c.s.c.Log.Log(line, c.peer, text)
}

// empty is a frame of nothing but its header.
func (s *Service) empty(peer string) {
	if s.once(invalidKey{}) {
		s.c.Log.Log(logline.ServerTCPReadEmptyPacket, peer)
	}
}

// Datagram takes one UDP datagram.
func (s *Service) Datagram(peer net.Addr, b []byte) {
	if len(b) < baseHeaderSize {
		s.invalidUDP(peer, len(b), nil)
		return
	}
	f, err := wire.ParseDatagram(b)
	if err != nil {
		s.invalidUDP(peer, len(b), err)
		return
	}
	s.receive(f)
}

// receive hands a frame to the handler of its type.
func (s *Service) receive(f wire.Frame) {
	f.OrgID, f.TeamID = s.organisation(f.FrameHeader)
	s.count(f)
	if h := s.handlers[f.Type]; h != nil {
		h(f)
	}
}

// organisation is the header's organisation and team, corrected as the receiver does (parseOrgIdTeamId). Nothing checks
// whether the agent belongs to it.
func (s *Service) organisation(h wire.FrameHeader) (uint16, uint32) {
	org, team := h.OrgID, h.TeamID
	if team == 0 {
		team = defaultTeamID
	}
	switch {
	case org == 0:
		org = defaultOrgID
	case org > maxOrgID:
		if s.once(invalidKey{}) {
			s.c.Log.Log(logline.ServerIllegalOrgID, org)
		}
		org = defaultOrgID
	}
	return org, team
}

func (s *Service) invalidTCP(text string) {
	s.quiet[invalidKey{}] = true
	if s.muted(&s.receiver.lastTCPLog) {
		return
	}
	s.c.Log.Log(logline.ServerReceiverDrop, text, s.receiver.dropped)
}

func (s *Service) invalidUDP(peer net.Addr, size int, err error) {
	s.quiet[invalidKey{}] = true
	if s.muted(&s.receiver.lastUDPLog) {
		return
	}
	from, _ := netip.ParseAddrPort(peer.String())
	if err == nil && size == 0 {
		s.c.Log.Log(logline.ServerUDPDropQuiet, size, from.Addr(), from.Port(), restartHint, s.receiver.dropped)
		return
	}
	s.c.Log.Log(logline.ServerUDPDropFrom, size, from.Addr(), from.Port(), err, s.receiver.dropped)
}

// muted reports whether the latest statement is less than logInterval ago, and counts what is left out.
func (s *Service) muted(last *time.Time) bool {
	now := s.c.Now()
	if !last.IsZero() && now.Sub(*last) < logInterval {
		s.receiver.dropped++
		return true
	}
	*last = now
	return false
}
