package wire

import (
	"encoding/binary"
	"fmt"
)

// FrameReader puts frames together from what a connection delivers, with the checks that deepflow-server's receiver makes
// (server/libs/receiver/receiver.go, libs/datatype/droplet-message.go at v6.6.9). The zero value is ready.
type FrameReader struct {
	buf []byte
	err error
}

// A HeaderError is a header that makes the receiver close the connection with "TCP client (…) decode error: …"; its text is the
// part after the colon.
type HeaderError struct{ Text string }

func (e *HeaderError) Error() string { return e.Text }

// A SizeError is a payload above the receiver's 16 MiB; it closes the connection with "TCP client (…) wrong frame size (…)".
type SizeError struct{ Size uint32 }

func (e *SizeError) Error() string { return fmt.Sprintf("wrong frame size (%d)", e.Size) }

// Feed takes what arrived and returns the frames that are complete with it. Their payloads may be parts of b: they are good until b
// changes. After an error, *HeaderError or *SizeError, the stream has lost its frames and every further call returns the same error.
func (r *FrameReader) Feed(b []byte) ([]Frame, error) {
	if r.err != nil {
		return nil, r.err
	}
	kept := len(r.buf) > 0
	if kept {
		r.buf = append(r.buf, b...)
		b = r.buf
	}
	var frames []Frame
	for {
		f, n, err := next(b)
		if err != nil {
			r.err, r.buf = err, nil
			return frames, err
		}
		if n == 0 {
			break
		}
		frames, b = append(frames, f), b[n:]
	}
	if !kept || len(frames) > 0 {
		r.buf = append([]byte(nil), b...)
	}
	return frames, nil
}

// Buffered is how many bytes wait for the rest of their frame.
func (r *FrameReader) Buffered() int { return len(r.buf) }

// ParseDatagram reads the frame of one datagram, whose payload is a part of b. Its length is the datagram's: senders may leave the size
// field 0 there.
func ParseDatagram(b []byte) (Frame, error) {
	if len(b) < baseHeaderSize {
		return Frame{}, &HeaderError{fmt.Sprintf("datagram of %d bytes is smaller than header length %d", len(b), baseHeaderSize)}
	}
	h, err := baseHeader(b)
	if err != nil {
		return Frame{}, err
	}
	n := baseHeaderSize
	if h.Type.hasFlowHeader() {
		if len(b) < headerSize {
			return Frame{}, &HeaderError{fmt.Sprintf("datagram of %d bytes is smaller than header length %d", len(b), headerSize)}
		}
		flowHeader(&h, b[baseHeaderSize:])
		n = headerSize
	}
	return Frame{FrameHeader: h, Payload: b[n:]}, nil
}

// next reads the frame at the head of b and returns how long it is, 0 when it is not complete.
func next(b []byte) (Frame, int, error) {
	if len(b) < baseHeaderSize {
		return Frame{}, 0, nil
	}
	h, err := baseHeader(b)
	if err != nil {
		return Frame{}, 0, err
	}
	n := baseHeaderSize
	// A frame of exactly a full header is taken as empty whatever its type.
	if h.Type.hasFlowHeader() || h.Size == headerSize {
		n = headerSize
	}
	if int64(h.Size)-int64(n) > maxPayload {
		return Frame{}, 0, &SizeError{h.Size}
	}
	if h.Size < uint32(n) {
		// Only Syslog gets here: its size isn't checked, and the receiver dies of a negative length.
		return Frame{}, 0, &HeaderError{fmt.Sprintf("frame size is %d smaller than header length %d", h.Size, n)}
	}
	if len(b) < int(h.Size) {
		return Frame{}, 0, nil
	}
	if h.Type.hasFlowHeader() {
		flowHeader(&h, b[baseHeaderSize:])
	}
	f := Frame{FrameHeader: h}
	if int(h.Size) > n {
		f.Payload = b[n:h.Size:h.Size]
	}
	return f, int(h.Size), nil
}

func baseHeader(b []byte) (FrameHeader, error) {
	h := FrameHeader{Size: binary.BigEndian.Uint32(b), Type: MessageType(b[4])}
	switch {
	case h.Type >= messageTypes:
		return h, &HeaderError{fmt.Sprintf("header type %d is invalid", uint8(h.Type))}
	case h.Type == Syslog:
		return h, nil
	case h.Type == CompressedPcap && h.Size <= baseHeaderSize:
		return h, tooSmall(h, baseHeaderSize)
	case h.Type.hasFlowHeader() && h.Size < headerSize:
		return h, tooSmall(h, headerSize)
	}
	return h, nil
}

// tooSmall has the server's text.
func tooSmall(h FrameHeader, want int) error {
	return &HeaderError{fmt.Sprintf("header type is %d frame size is %d smaller than header length %d,  invalid", uint8(h.Type), h.Size, want)}
}

// flowHeader reads the 14 bytes after the base header. Agents up to 6.5.8 sent version u32, team u32, organisation u32, agent
// u16; of those only the agent counts.
func flowHeader(h *FrameHeader, b []byte) {
	if binary.LittleEndian.Uint16(b) != currentLayout {
		h.TeamID, h.OrgID = oldLayoutTeam, oldLayoutOrg
		h.AgentID = binary.LittleEndian.Uint16(b[12:])
		return
	}
	h.Encoder = b[2]
	h.TeamID = binary.LittleEndian.Uint32(b[3:])
	h.OrgID = binary.LittleEndian.Uint16(b[7:])
	h.AgentID = binary.LittleEndian.Uint16(b[11:])
}
