package netns

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/netip"
	"os"
	"sync/atomic"
	"testing"
	"time"

	"github.com/dflab/dflab/lab"
)

var named atomic.Int32

// create makes a namespace that ends with the test.
func create(t *testing.T) *NS {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Skip("needs root: makes network namespaces")
	}
	name := fmt.Sprintf("dflabtest-%d-%d", os.Getpid(), named.Add(1))
	ns, err := Create(name)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ns.Close()
		if err := Delete(name); err != nil {
			t.Error(err)
		}
	})
	return ns
}

func prefixes(all ...string) []netip.Prefix {
	var ps []netip.Prefix
	for _, s := range all {
		ps = append(ps, netip.MustParsePrefix(s))
	}
	return ps
}

func serverHost() lab.Host {
	return lab.Host{Name: "server", NICs: []lab.NIC{{Name: "eth0", Addrs: prefixes("10.50.72.100/24")}}}
}

func w1() lab.Host {
	return lab.Host{Name: "w1", NICs: []lab.NIC{
		{Name: "eth0", MAC: "52:54:00:00:00:65", Addrs: prefixes("10.50.72.101/24", "10.50.72.201/24", "192.168.7.1/32", "fd00:50::101/64", "fe80::65/64")},
		{Name: "eth1", MAC: "52:54:00:00:00:66", Down: true},
	}}
}

// external is the guide's host: a bonded NIC with an address outside of every local range.
func external() lab.Host {
	return lab.Host{Name: "w2", NICs: []lab.NIC{{Name: "bond0", MAC: "0c:42:a1:00:00:01", Addrs: prefixes("100.42.32.213/24")}}}
}

// newLab wires hosts to a server and returns the server's namespace and theirs.
func newLab(t *testing.T, hosts ...lab.Host) (*NS, []*NS) {
	t.Helper()
	server := create(t)
	if err := PrepareServer(server, serverHost()); err != nil {
		t.Fatal(err)
	}
	var all []*NS
	for _, h := range hosts {
		ns := create(t)
		if err := Wire(server, ns, h); err != nil {
			t.Fatal(err)
		}
		all = append(all, ns)
	}
	return server, all
}

// serve answers every connection on the namespace's address with a text and the client's address.
func serve(t *testing.T, ns *NS, addr, text string) {
	t.Helper()
	var l net.Listener
	err := ns.Do(func() (err error) {
		l, err = net.Listen("tcp", addr)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			fmt.Fprintf(c, "%s %s", text, c.RemoteAddr().(*net.TCPAddr).IP)
			c.Close()
		}
	}()
}

func ask(t *testing.T, dial Dial, addr string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	c, err := dial(ctx, "tcp", addr)
	if err != nil {
		t.Fatalf("dial %s: %v", addr, err)
	}
	defer c.Close()
	b, err := io.ReadAll(c)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
