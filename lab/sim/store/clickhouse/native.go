package clickhouse

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"time"
)

// Packets of the native protocol (src/Core/Protocol.h).
const (
	clientHello, clientPing                  = 0, 4
	serverHello, serverException, serverPong = 0, 2, 4
	nativeMajor, nativeMinor                 = 23, 8
	nativeRevision                           = 54058 // with the time zone in the hello, without what came later
	maxNativeText                            = 64 << 10
)

// ServeNative speaks the native protocol on one connection as far as a dial check goes: hello and ping. A query is answered
// with exception 48 and the end of the connection. The revision that it claims is older than those that add to the hello.
func ServeNative(c net.Conn, now func() time.Time) error {
	defer c.Close()
	r := bufio.NewReader(c)
	for {
		packet, err := binary.ReadUvarint(r)
		if err != nil {
			return err
		}
		var reply []byte
		switch packet {
		case clientHello:
			if err := readHello(r); err != nil {
				return err
			}
			reply = hello(now().Location().String())
		case clientPing:
			reply = []byte{serverPong}
		default:
			_, err := c.Write(nativeException(unsupported("A query over the native protocol")))
			return err
		}
		if _, err := c.Write(reply); err != nil {
			return fmt.Errorf("answer native client: %w", err)
		}
	}
}

// readHello skips the client's name, version, revision, database, user and password.
func readHello(r *bufio.Reader) error {
	fields := []bool{true, false, false, false, true, true, true} // text or number
	for _, text := range fields {
		n, err := binary.ReadUvarint(r)
		if err != nil {
			return fmt.Errorf("read native hello: %w", err)
		}
		if !text {
			continue
		}
		if n > maxNativeText {
			return fmt.Errorf("read native hello: text of %d bytes", n)
		}
		if _, err := io.CopyN(io.Discard, r, int64(n)); err != nil {
			return fmt.Errorf("read native hello: %w", err)
		}
	}
	return nil
}

func appendText(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

func hello(zone string) []byte {
	b := appendText([]byte{serverHello}, "ClickHouse")
	for _, n := range []uint64{nativeMajor, nativeMinor, nativeRevision} {
		b = binary.AppendUvarint(b, n)
	}
	return appendText(b, zone)
}

func nativeException(x *Exception) []byte {
	b := []byte{serverException}
	b = binary.LittleEndian.AppendUint32(b, uint32(x.Code))
	b = appendText(b, "DB::Exception")
	b = appendText(b, "DB::Exception: "+x.Message)
	b = appendText(b, "")
	return append(b, 0)
}
