package vnet_test

import (
	"errors"
	"fmt"
	"io"
	"net"
	"reflect"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/dflab/dflab/lab/clock"
	"github.com/dflab/dflab/lab/vnet"
)

// frameLog is a data-plane server that notes what comes, and closes a connection on "bad".
type frameLog struct {
	lines []string
}

func (l *frameLog) note(format string, args ...any) {
	l.lines = append(l.lines, fmt.Sprintf(format, args...))
}

func (l *frameLog) accept(peer net.Addr) vnet.FrameHandler {
	l.note("accept %v", peer)
	return &frameLogConn{l}
}

type frameLogConn struct{ log *frameLog }

func (c *frameLogConn) Data(b []byte) bool {
	c.log.note("data %s", b)
	return strings.HasSuffix(string(b), "bad")
}

func (c *frameLogConn) Closed(err error) { c.log.note("closed %v", err) }

func (l *frameLog) want(t *testing.T, want ...string) {
	t.Helper()
	if !reflect.DeepEqual(l.lines, want) {
		t.Errorf("got\n\t%s\nwant\n\t%s", strings.Join(l.lines, "\n\t"), strings.Join(want, "\n\t"))
	}
	l.lines = nil
}

func advance(t testing.TB, c *clock.Clock, d time.Duration) {
	t.Helper()
	if err := c.Advance(ctx, d); err != nil {
		t.Fatal(err)
	}
}

func TestFrames(t *testing.T) {
	c, n, server, client := network(t)
	var log frameLog
	serve := func() *vnet.FrameServer {
		s, err := server.ServeFrames(":20033", c.Lane("server/receiver"), log.accept)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	s := serve()
	dial := func() vnet.FrameConn {
		conn, err := client.DialFrames("10.50.72.100:20033", c.Lane("client/sender"), func(err error) { log.note("client closed: %v", err) })
		if err != nil {
			t.Fatal(err)
		}
		return conn
	}
	send := func(conn vnet.FrameConn, data string) {
		if err := conn.Send([]byte(data)); err != nil {
			t.Errorf("send %s: %v", data, err)
		}
	}

	conn := dial()
	send(conn, "one")
	send(conn, "two")
	_ = conn.Close()
	if err := conn.Send([]byte("three")); !errors.Is(err, syscall.EPIPE) {
		t.Errorf("send after close: %v", err)
	}
	advance(t, c, 0)
	log.want(t, "accept 10.50.1.1:32768", "data one", "data two", "closed EOF")

	conn = dial()
	send(conn, "bad")
	send(conn, "lost")
	advance(t, c, 0)
	log.want(t, "accept 10.50.1.1:32769", "data bad", "client closed: EOF")

	conn = dial()
	advance(t, c, 0)
	s.Stop()
	s.Stop()
	if got := client.Reach("10.50.72.100:20033"); got != vnet.Refused {
		t.Errorf("after Stop: %v", got)
	}
	send(conn, "lost")
	advance(t, c, 0)
	log.want(t, "accept 10.50.1.1:32770", "client closed: EOF")
	if _, err := client.DialFrames("10.50.72.100:20033", c.Lane("x"), nil); !errors.Is(err, syscall.ECONNREFUSED) {
		t.Errorf("dial after Stop: %v", err)
	}

	serve()
	conn = dial()
	send(conn, "before")
	n.Cut(client, server)
	advance(t, c, 0)
	slices.Sort(log.lines)
	log.want(t, "accept 10.50.1.1:32771", "client closed: read tcp 10.50.1.1:32771->10.50.72.100:20033: read: connection timed out",
		"closed connection timed out", "data before")
}

func TestFramesFromAByteConnection(t *testing.T) {
	c, _, server, client := network(t)
	var log frameLog
	if _, err := server.ServeFrames(":20033", c.Lane("server/receiver"), log.accept); err != nil {
		t.Fatal(err)
	}
	conn, err := client.DialContext(ctx, "tcp", "10.50.72.100:20033")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(conn, "bad"); err != nil {
		t.Fatal(err)
	}
	if _, err := conn.Read(make([]byte, 1)); !errors.Is(err, io.EOF) {
		t.Errorf("read %v", err)
	}
	c.Lane("look").Do(func() { log.want(t, "accept 10.50.1.1:32768", "data bad") })
}

func TestDatagrams(t *testing.T) {
	c, n, server, client := network(t)
	var got []string
	s, err := server.ServeDatagrams(":20033", c.Lane("server/udp"), func(peer net.Addr, b []byte) {
		got = append(got, fmt.Sprintf("%v %s", peer, b))
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := server.ServeDatagrams("10.50.72.100:20033", c.Lane("x"), nil); !errors.Is(err, syscall.EADDRINUSE) {
		t.Errorf("second server: %v", err)
	}
	send := func(addr, data string, want error) {
		if err := client.SendDatagram(addr, []byte(data)); !errors.Is(err, want) {
			t.Errorf("send %s: %v", data, err)
		}
		advance(t, c, 0)
	}
	send("10.50.72.100:20033", "one", nil)
	send("10.50.72.100:20034", "nobody listens", nil)
	send("10.50.72.111:20033", "nobody is there", syscall.EHOSTUNREACH)
	n.Cut(client, server)
	send("10.50.72.100:20033", "cut off", nil)
	n.Heal(client, server)
	send("10.50.72.100:20033", "two", nil)
	s.Stop()
	s.Stop()
	send("10.50.72.100:20033", "stopped", nil)
	if want := []string{"10.50.1.1:0 one", "10.50.1.1:0 two"}; !reflect.DeepEqual(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
