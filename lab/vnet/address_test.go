package vnet_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/netip"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/dflab/dflab/lab/clock"
	"github.com/dflab/dflab/lab/vnet"
)

var ctx = context.Background()

func addrs(ss ...string) (list []netip.Addr) {
	for _, s := range ss {
		list = append(list, netip.MustParseAddr(s))
	}
	return list
}

// network is three hosts: a server, a client that has two addresses, and one without any.
func network(t testing.TB, opts ...vnet.Option) (c *clock.Clock, n *vnet.Network, server, client *vnet.Host) {
	t.Helper()
	c = clock.New(start)
	n = vnet.New(c, opts...)
	for name, a := range map[string][]string{"server": {"10.50.72.100", "fd00::100"}, "client": {"192.168.1.7", "10.50.1.1"}, "bare": nil} {
		if _, err := n.AddHost(name, addrs(a...)...); err != nil {
			t.Fatal(err)
		}
	}
	return c, n, n.Host("server"), n.Host("client")
}

func listen(t testing.TB, h *vnet.Host, addr string) net.Listener {
	t.Helper()
	ln, err := h.Listen("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = ln.Close() })
	return ln
}

func TestWhatAConnectMeets(t *testing.T) {
	_, n, server, client := network(t)
	listen(t, server, ":20417")
	listen(t, server, "127.0.0.1:3306")
	listen(t, server, "10.50.72.100:9000")
	listen(t, server, "0.0.0.0:9004")
	listen(t, server, ":7")
	listen(t, client, ":4")
	cutOff, err := n.AddHost("cut off", addrs("10.50.1.9")...)
	if err != nil {
		t.Fatal(err)
	}
	n.Cut(cutOff, client)
	n.BlackHole(netip.MustParseAddrPort("10.50.72.100:7"), true)
	for _, c := range []struct {
		from *vnet.Host
		addr string
		want vnet.Reach
		text string
		is   error
	}{
		{client, "10.50.72.100:20417", vnet.Reachable, "", nil},
		{client, "server:20417", vnet.Reachable, "", nil},
		{client, "[::ffff:10.50.72.100]:20417", vnet.Reachable, "", nil},
		{client, "10.50.72.100:9000", vnet.Reachable, "", nil},
		{client, "10.50.72.100:9004", vnet.Reachable, "", nil},
		{client, "10.50.72.100:3306", vnet.Refused, "dial tcp 10.50.72.100:3306: connect: connection refused", syscall.ECONNREFUSED},
		{client, "10.50.72.100:20035", vnet.Refused, "dial tcp 10.50.72.100:20035: connect: connection refused", syscall.ECONNREFUSED},
		{client, "127.0.0.1:20417", vnet.Refused, "dial tcp 127.0.0.1:20417: connect: connection refused", syscall.ECONNREFUSED},
		{client, "10.50.72.101:20035", vnet.NoRoute, "dial tcp 10.50.72.101:20035: connect: no route to host", syscall.EHOSTUNREACH},
		{client, "[fd00::100]:20417", vnet.NoRoute, "dial tcp [fd00::100]:20417: connect: network is unreachable", syscall.ENETUNREACH},
		{client, "10.50.72.100:7", vnet.BlackHole, "dial tcp 10.50.72.100:7: i/o timeout", os.ErrDeadlineExceeded},
		{client, "10.50.1.9:80", vnet.BlackHole, "dial tcp 10.50.1.9:80: i/o timeout", os.ErrDeadlineExceeded},
		{cutOff, "10.50.1.1:4", vnet.BlackHole, "dial tcp 10.50.1.1:4: i/o timeout", os.ErrDeadlineExceeded},
		{client, "nobody:80", vnet.NoRoute, "dial tcp: lookup nobody: no such host", nil},
		{client, "10.50.72.100", vnet.NoRoute, "dial tcp: address 10.50.72.100: missing port in address", nil},
		{n.Host("bare"), "10.50.72.100:20417", vnet.NoRoute, "dial tcp 10.50.72.100:20417: connect: network is unreachable", syscall.ENETUNREACH},
		{client, "127.0.0.1:4", vnet.Reachable, "", nil},
		{client, "0.0.0.0:4", vnet.Reachable, "", nil},
		{client, ":4", vnet.Reachable, "", nil},
		{client, "[::1]:4", vnet.Reachable, "", nil},
		{client, "localhost:4", vnet.Reachable, "", nil},
		{client, "192.168.1.7:4", vnet.Reachable, "", nil},
		{server, "127.0.0.1:3306", vnet.Reachable, "", nil},
		{server, "127.0.0.1:9000", vnet.Refused, "dial tcp 127.0.0.1:9000: connect: connection refused", syscall.ECONNREFUSED},
		{server, "[::1]:20417", vnet.Reachable, "", nil},
		{server, "[::1]:9004", vnet.Refused, "dial tcp [::1]:9004: connect: connection refused", syscall.ECONNREFUSED},
	} {
		if got := c.from.Reach(c.addr); got != c.want {
			t.Errorf("%s reaches %s: %v, want %v", c.from.Name(), c.addr, got, c.want)
		}
		conn, err := c.from.DialContext(ctx, "tcp", c.addr)
		if c.text == "" {
			if err != nil {
				t.Errorf("%s dials %s: %v", c.from.Name(), c.addr, err)
			} else {
				_ = conn.Close()
			}
			continue
		}
		if err == nil || err.Error() != c.text || c.is != nil && !errors.Is(err, c.is) {
			t.Errorf("%s dials %s: %v, want %s", c.from.Name(), c.addr, err, c.text)
		}
		var netErr net.Error
		if !errors.As(err, &netErr) || netErr.Timeout() != (c.want == vnet.BlackHole) {
			t.Errorf("%s dials %s: a time-out? %v", c.from.Name(), c.addr, err)
		}
	}
}

func TestListenErrorsAreTheKernels(t *testing.T) {
	_, _, server, _ := network(t)
	for _, c := range []struct{ first, then, want string }{
		{":20035", ":20035", "listen tcp [::]:20035: bind: address already in use"},
		{":1", "10.50.72.100:1", "listen tcp 10.50.72.100:1: bind: address already in use"},
		{"127.0.0.1:2", "0.0.0.0:2", "listen tcp 0.0.0.0:2: bind: address already in use"},
		{"0.0.0.0:3", ":3", "listen tcp [::]:3: bind: address already in use"},
		{"127.0.0.1:4", "10.50.72.100:4", ""},
		{"[fd00::100]:5", "0.0.0.0:5", ""},
		{":6", "1.2.3.4:6", "listen tcp 1.2.3.4:6: bind: cannot assign requested address"},
	} {
		first := listen(t, server, c.first)
		second, err := server.Listen("tcp", c.then)
		if c.want == "" {
			if err != nil {
				t.Errorf("%s beside %s: %v", c.then, c.first, err)
			} else {
				_ = second.Close()
			}
		} else if err == nil || err.Error() != c.want {
			t.Errorf("%s beside %s: %v, want %s", c.then, c.first, err, c.want)
		}
		if strings.Contains(c.want, "in use") && !errors.Is(err, syscall.EADDRINUSE) {
			t.Errorf("%v is no EADDRINUSE", err)
		}
		_ = first.Close()
		if again, err := server.Listen("tcp", c.first); err != nil {
			t.Errorf("%s after closing: %v", c.first, err)
		} else {
			_ = again.Close()
		}
	}
	ln := listen(t, server, "127.0.0.1:0")
	if port := ln.Addr().(*net.TCPAddr).Port; port < 32768 {
		t.Errorf("port 0 became %d", port)
	}
}

func TestSourceFor(t *testing.T) {
	_, n, _, client := network(t)
	for dst, want := range map[string]string{
		"10.50.72.100": "10.50.1.1", "192.168.9.9": "192.168.1.7", "8.8.8.8": "192.168.1.7", "127.0.0.1": "127.0.0.1", "10.50.1.1": "10.50.1.1", "::1": "::1",
	} {
		if got, err := client.SourceFor(netip.MustParseAddr(dst)); err != nil || got.String() != want {
			t.Errorf("source for %s is %v, %v, want %s", dst, got, err, want)
		}
	}
	if _, err := n.Host("bare").SourceFor(netip.MustParseAddr("8.8.8.8")); !errors.Is(err, syscall.ENETUNREACH) {
		t.Errorf("source without an address: %v", err)
	}
}

func TestHostsAndAddressesAreUnique(t *testing.T) {
	_, n, server, client := network(t)
	if _, err := n.AddHost("server"); err == nil {
		t.Error("two hosts of one name")
	}
	if _, err := n.AddHost("other", addrs("10.50.72.100")...); err == nil || !strings.Contains(err.Error(), "taken by host server") {
		t.Errorf("two hosts of one address: %v", err)
	}
	// An address that two hosts give themselves is the first one's, until that one drops it.
	listen(t, client, ":80")
	client.SetAddrs(addrs("10.50.72.100", "10.50.1.1")...)
	bare := n.Host("bare")
	bare.SetAddrs(addrs("10.50.2.2")...)
	if got := bare.Reach("10.50.72.100:80"); got != vnet.Refused {
		t.Errorf("a second owner gets the traffic: %v", got)
	}
	server.SetAddrs()
	if got := bare.Reach("10.50.72.100:80"); got != vnet.Reachable {
		t.Errorf("the owner that is left doesn't get the traffic: %v", got)
	}
	if got := client.Addrs(); len(got) != 2 {
		t.Errorf("addresses %v", got)
	}
}

// connection makes a byte connection from the client to the server.
func connection(t testing.TB, server, client *vnet.Host) (here, there net.Conn) {
	t.Helper()
	ln := listen(t, server, ":20417")
	here, err := client.DialContext(ctx, "tcp", "10.50.72.100:20417")
	if err != nil {
		t.Fatal(err)
	}
	there, err = ln.Accept()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _, _ = here.Close(), there.Close() })
	return here, there
}

func TestConnectionsCarryBytesAndAddresses(t *testing.T) {
	_, _, server, client := network(t)
	here, there := connection(t, server, client)
	if a, b := here.LocalAddr().String(), there.RemoteAddr().String(); a != b || !strings.HasPrefix(a, "10.50.1.1:") {
		t.Errorf("the client is %s, seen as %s", a, b)
	}
	if a, b := here.RemoteAddr().String(), there.LocalAddr().String(); a != b || a != "10.50.72.100:20417" {
		t.Errorf("the server is %s, seen as %s", b, a)
	}
	large := strings.Repeat("0123456789", 500_000) // more than a window
	go func() {
		_, _ = io.WriteString(here, large)
		_ = here.(interface{ CloseWrite() error }).CloseWrite()
	}()
	if got, err := io.ReadAll(there); err != nil || string(got) != large {
		t.Errorf("%d bytes arrived, %v", len(got), err)
	}
	if _, err := io.WriteString(there, "answer"); err != nil {
		t.Errorf("answer to a half-closed connection: %v", err)
	}
	_ = there.Close()
	if got, err := io.ReadAll(here); err != nil || string(got) != "answer" {
		t.Errorf("answer %q, %v", got, err)
	}
	if _, err := here.Write([]byte("x")); !errors.Is(err, net.ErrClosed) {
		t.Errorf("write after CloseWrite: %v", err)
	}
	if _, err := there.Read(make([]byte, 1)); !errors.Is(err, net.ErrClosed) {
		t.Errorf("read after Close: %v", err)
	}
}

func TestDeadlines(t *testing.T) {
	_, _, server, client := network(t)
	here, there := connection(t, server, client)
	_ = here.SetReadDeadline(time.Now().Add(time.Millisecond))
	if _, err := here.Read(make([]byte, 1)); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("read: %v", err)
	}
	_ = here.SetWriteDeadline(time.Now().Add(time.Millisecond))
	if _, err := here.Write(make([]byte, 3<<20)); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("write of more than a window: %v", err)
	}
	_ = here.SetDeadline(time.Time{})
	_, _ = there.Write([]byte("late"))
	b := make([]byte, 4)
	if _, err := here.Read(b); err != nil || string(b) != "late" {
		t.Errorf("read after the deadline was lifted: %q, %v", b, err)
	}
}

func TestConnectionsDieWithTheNetwork(t *testing.T) {
	for name, fault := range map[string]func(n *vnet.Network, server, client *vnet.Host){
		"cut":          func(n *vnet.Network, server, client *vnet.Host) { n.Cut(client, server) },
		"address lost": func(_ *vnet.Network, server, _ *vnet.Host) { server.SetAddrs(addrs("10.50.72.7")...) },
	} {
		t.Run(name, func(t *testing.T) {
			_, n, server, client := network(t)
			here, there := connection(t, server, client)
			fault(n, server, client)
			for end, c := range map[string]net.Conn{"client": here, "server": there} {
				_, err := c.Read(make([]byte, 1))
				if !errors.Is(err, syscall.ETIMEDOUT) || !strings.HasSuffix(err.Error(), "read: connection timed out") {
					t.Errorf("%s reads %v", end, err)
				}
				if _, err := c.Write([]byte("x")); !errors.Is(err, syscall.ETIMEDOUT) {
					t.Errorf("%s writes %v", end, err)
				}
			}
		})
	}
}

func TestHTTPRunsOverTheNetwork(t *testing.T) {
	c, n, server, client := network(t)
	ln := listen(t, server, ":20417")
	turns := 0
	hs := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c.Lane("server/rest").Do(func() { turns++ })
		_, _ = io.WriteString(w, "hello "+r.RemoteAddr)
	})}
	go func() { _ = hs.Serve(ln) }()
	defer func() { _ = hs.Close() }()
	hc := &http.Client{Transport: &http.Transport{DialContext: client.DialContext}}
	for range 3 {
		resp, err := hc.Get("http://server:20417/v1/health/")
		if err != nil {
			t.Fatal(err)
		}
		b, _ := io.ReadAll(resp.Body)
		_ = resp.Body.Close()
		if !strings.HasPrefix(string(b), "hello 10.50.1.1:") {
			t.Errorf("got %q", b)
		}
	}
	if turns != 3 {
		t.Errorf("%d turns", turns)
	}
	n.Cut(server, client)
	if _, err := hc.Get("http://server:20417/"); err == nil {
		t.Error("HTTP passes a cut")
	}
	hc.CloseIdleConnections()
}
