package wire

import (
	"bytes"
	"compress/gzip"
	"compress/zlib"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// FrameHeader is the head of a data-plane frame: 19 bytes, 5 for CompressedPcap and Syslog.
//
//	off size field
//	0   4    size of the frame with its header, big endian
//	4   1    message type
//	5   2    layout, 0x8000, little endian as all that follows
//	7   1    encoder of the payload
//	8   4    team id
//	12  2    organisation id
//	14  2    reserved
//	16  2    agent id
//	18  1    reserved
type FrameHeader struct {
	// Size counts the header too.
	Size    uint32
	Type    MessageType
	Encoder uint8
	TeamID  uint32
	OrgID   uint16
	// AgentID is 0 before the agent is registered.
	AgentID uint16
}

// Frame is a header with its payload as it was sent, encoded.
type Frame struct {
	FrameHeader
	Payload []byte
}

// Empty tells that the frame is nothing but a header: the receiver counts it as invalid and reads on.
func (f Frame) Empty() bool { return len(f.Payload) == 0 }

// Errors of a frame's payload.
var (
	// ErrEncoder: the payload's encoder is unknown here. The server at v6.6.9 cannot read zstd either.
	ErrEncoder = errors.New("unknown encoder")
	// ErrTruncated: a record is longer than what is left of the payload.
	ErrTruncated = errors.New("record is truncated")
)

// AppendFrame appends a frame of the records to dst. Size is computed; each record is preceded by its length, u32 little endian,
// and the whole is compressed when h.Encoder is EncoderZlib or EncoderGzip.
func AppendFrame(dst []byte, h FrameHeader, records ...[]byte) []byte {
	start := len(dst)
	dst = AppendHeader(dst, h)
	payload := len(dst)
	for _, r := range records {
		dst = AppendRecord(dst, r)
	}
	dst = compress(dst, payload, h.Encoder)
	SetSize(dst[start:])
	return dst
}

// AppendHeader appends the head of a frame whose records follow, by AppendRecord. Its size is for SetSize to say, at the end.
func AppendHeader(dst []byte, h FrameHeader) []byte {
	dst = binary.BigEndian.AppendUint32(dst, 0)
	dst = append(dst, byte(h.Type))
	if h.Type.hasFlowHeader() {
		dst = binary.LittleEndian.AppendUint16(dst, currentLayout)
		dst = append(dst, h.Encoder)
		dst = binary.LittleEndian.AppendUint32(dst, h.TeamID)
		dst = binary.LittleEndian.AppendUint16(dst, h.OrgID)
		dst = binary.LittleEndian.AppendUint16(dst, 0)
		dst = binary.LittleEndian.AppendUint16(dst, h.AgentID)
		dst = append(dst, 0)
	}
	return dst
}

// AppendRecord appends a record with its length to a frame that isn't compressed.
func AppendRecord(dst, record []byte) []byte {
	return append(binary.LittleEndian.AppendUint32(dst, uint32(len(record))), record...)
}

// SetSize writes into the head of a frame how long the frame is.
func SetSize(frame []byte) { binary.BigEndian.PutUint32(frame, uint32(len(frame))) }

// compress replaces dst[from:] by its compressed form. Writes to a bytes.Buffer don't fail.
func compress(dst []byte, from int, encoder uint8) []byte {
	var out bytes.Buffer
	var w io.WriteCloser
	switch encoder {
	case EncoderZlib:
		w = zlib.NewWriter(&out)
	case EncoderGzip:
		w = gzip.NewWriter(&out)
	default:
		return dst
	}
	_, _ = w.Write(dst[from:])
	_ = w.Close()
	return append(dst[:from], out.Bytes()...)
}

// Records splits the payload into its records, decompressed. On an error it returns the records before the broken one, with
// ErrTruncated, ErrEncoder or the decompressor's error.
func (f Frame) Records() ([][]byte, error) {
	var records [][]byte
	err := f.Each(func(record []byte) { records = append(records, record) })
	return records, err
}

// Each calls do with each of Records. The error is that of Records.
func (f Frame) Each(do func(record []byte)) error {
	b, err := f.decoded()
	if err != nil {
		return err
	}
	for len(b) > 0 {
		if len(b) < 4 {
			return ErrTruncated
		}
		n := binary.LittleEndian.Uint32(b)
		b = b[4:]
		if uint64(n) > uint64(len(b)) {
			return ErrTruncated
		}
		do(b[:n:n])
		b = b[n:]
	}
	return nil
}

func (f Frame) decoded() ([]byte, error) {
	var r io.Reader
	var err error
	switch f.Encoder {
	case EncoderRaw:
		return f.Payload, nil
	case EncoderZlib:
		r, err = zlib.NewReader(bytes.NewReader(f.Payload))
	case EncoderGzip:
		r, err = gzip.NewReader(bytes.NewReader(f.Payload))
	default:
		return nil, fmt.Errorf("decode payload with encoder %d: %w", f.Encoder, ErrEncoder)
	}
	if err != nil {
		return nil, fmt.Errorf("decompress payload: %w", err)
	}
	b, err := io.ReadAll(io.LimitReader(r, 4*maxPayload))
	if err != nil {
		return nil, fmt.Errorf("decompress payload: %w", err)
	}
	return b, nil
}
