package netns

import (
	"context"
	"errors"
	"io"
	"net"
	"net/netip"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/dflab/dflab/lab"
	"github.com/dflab/dflab/lab/deepflow/wire"
)

func TestLabsWithTheSameAddressesSideBySide(t *testing.T) {
	serverA, hostsA := newLab(t, w1(), external())
	serverB, hostsB := newLab(t, w1(), external())
	serve(t, serverA, "10.50.72.100:20417", "A")
	serve(t, serverB, "10.50.72.100:20417", "B")
	serve(t, hostsA[1], "100.42.32.213:38086", "bond0 of A")
	serve(t, hostsA[0], "127.0.0.1:80", "w1 itself")
	for _, tc := range []struct {
		from     *NS
		to, want string
	}{
		{hostsA[0], "10.50.72.100:20417", "A 10.50.72.101"},
		{hostsB[0], "10.50.72.100:20417", "B 10.50.72.101"},
		{hostsA[1], "10.50.72.100:20417", "A 100.42.32.213"},
		{serverA, "100.42.32.213:38086", "bond0 of A 10.50.72.100"},
		{hostsA[0], "100.42.32.213:38086", "bond0 of A 10.50.72.101"},
		{hostsA[0], "localhost:80", "w1 itself 127.0.0.1"},
	} {
		if got := ask(t, tc.from.DialContext, tc.to); got != tc.want {
			t.Errorf("%s: %q, want %q", tc.to, got, tc.want)
		}
	}
	if _, err := hostsB[0].DialContext(t.Context(), "tcp", "10.50.72.100:20035"); !errors.Is(err, syscall.ECONNREFUSED) {
		t.Errorf("closed port: %v", err)
	}
	// No NIC of a lab is left on the machine.
	nics, err := net.Interfaces()
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range nics {
		if n.Name == "bond0" || strings.HasPrefix(n.Name, portPrefix) {
			t.Errorf("the machine has NIC %s", n.Name)
		}
	}
}

// ipText is what iproute2 says of the namespace.
func ipText(t *testing.T, ns *NS) string {
	t.Helper()
	path, err := exec.LookPath("ip")
	if err != nil {
		t.Skip("needs ip of iproute2")
	}
	var out []byte
	if err := ns.Do(func() (err error) {
		out, err = exec.Command(path, "address", "show").CombinedOutput()
		return err
	}); err != nil {
		t.Fatalf("ip address show: %v\n%s", err, out)
	}
	return string(out)
}

// unsaid is what `ip address show` says and wire.Interface doesn't: where a peer lives, who made an address, and how a NIC queues.
var unsaid = regexp.MustCompile(` link-netns(id)? \S+| proto kernel_\w+| qdisc \w+|( tentative)`)

func TestInterfacesAreWhatIPAddressShows(t *testing.T) {
	_, hosts := newLab(t, w1())
	awaitAddresses(t, hosts[0], "eth0")
	nics, err := hosts[0].Interfaces()
	if err != nil {
		t.Fatal(err)
	}
	want := unsaid.ReplaceAllString(ipText(t, hosts[0]), "")
	got := unsaid.ReplaceAllString(wire.RenderIPAddress(nics), "")
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-ip address show +ours\n%s", diff)
	}
	for _, line := range []string{"eth0@if", "link/ether 52:54:00:00:00:65 brd ff:ff:ff:ff:ff:ff", "inet 10.50.72.201/24 brd 10.50.72.255 scope global secondary eth0", "inet 192.168.7.1/32 scope global eth0"} {
		if !strings.Contains(got, line) {
			t.Errorf("no %q in\n%s", line, got)
		}
	}
}

// awaitAddresses waits until the kernel has checked the NIC's IPv6 addresses.
func awaitAddresses(t *testing.T, ns *NS, nic string) {
	t.Helper()
	if _, err := os.Stat("/proc/sys/net/ipv6"); err != nil {
		return
	}
	for end := time.Now().Add(5 * time.Second); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		if text := ipText(t, ns); strings.Contains(text, "inet6 fe80::65") && !strings.Contains(text, "tentative") {
			return
		}
	}
	t.Fatalf("NIC %s has no link-local address:\n%s", nic, ipText(t, ns))
}

// A link-local address that nobody specified would make the NIC an external one to a server of 6.6.9.
func TestNICsHaveNoAddressesOfTheirOwn(t *testing.T) {
	_, hosts := newLab(t, external())
	nics, err := hosts[0].Interfaces()
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range nics {
		if n.Name == "bond0" && (len(n.Addrs) != 1 || n.Addrs[0].Addr.String() != "100.42.32.213/24") {
			t.Errorf("bond0 has %v", n.Addrs)
		}
	}
}

func TestCutAndHeal(t *testing.T) {
	server, hosts := newLab(t, w1(), external())
	serve(t, server, "10.50.72.100:20417", "server")
	carrier := func() bool {
		nics, err := hosts[0].Interfaces()
		if err != nil {
			t.Fatal(err)
		}
		i := slices.IndexFunc(nics, func(n wire.Interface) bool { return n.Name == "eth0" })
		return nics[i].State == "UP" && slices.Contains(nics[i].Flags, "LOWER_UP")
	}
	reaches := func(ns *NS) bool {
		ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
		defer cancel()
		c, err := ns.DialContext(ctx, "tcp", "10.50.72.100:20417")
		if err == nil {
			c.Close()
		}
		return err == nil
	}
	if !reaches(hosts[0]) {
		t.Fatal("not reachable before the cut")
	}
	for range 2 {
		if err := Cut(server, hosts[0]); err != nil {
			t.Fatal(err)
		}
	}
	if reaches(hosts[0]) || !reaches(hosts[1]) || !carrier() {
		t.Error("a cut host reaches its server, another doesn't, or the carrier is gone")
	}
	more := w1()
	more.NICs = append(more.NICs, lab.NIC{Name: "eth2", Addrs: prefixes("10.50.72.103/24")})
	if err := Wire(server, hosts[0], more); err != nil {
		t.Fatal(err)
	}
	if reaches(hosts[0]) {
		t.Error("new NICs have healed the cut")
	}
	for range 2 {
		if err := Heal(server, hosts[0]); err != nil {
			t.Fatal(err)
		}
	}
	if ask(t, hosts[0].DialContext, "10.50.72.100:20417") != "server 10.50.72.101" || !carrier() {
		t.Error("not healed")
	}
}

func TestRewireKeepsConnections(t *testing.T) {
	server, hosts := newLab(t, w1())
	var l net.Listener
	if err := server.Do(func() (err error) { l, err = net.Listen("tcp", "10.50.72.100:20035"); return err }); err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	client, err := hosts[0].DialContext(t.Context(), "tcp", "10.50.72.100:20035")
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	far, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	defer far.Close()

	h := w1()
	h.NICs[0].Addrs = prefixes("10.50.72.101/24", "100.42.32.213/24")
	h.NICs[0].MAC = "52:54:00:00:00:99"
	h.NICs[1] = lab.NIC{Name: "bond0", MAC: "0c:42:a1:00:00:01", Addrs: prefixes("10.50.72.111/24")}
	if err := Wire(server, hosts[0], h); err != nil {
		t.Fatal(err)
	}
	nics, err := hosts[0].Interfaces()
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, n := range nics {
		names = append(names, n.Name+" "+n.MAC)
		for _, a := range n.Addrs {
			if a.Addr.Addr().Is4() {
				names = append(names, a.Addr.String())
			}
		}
	}
	want := []string{"lo 00:00:00:00:00:00", "127.0.0.1/8", "eth0 52:54:00:00:00:99", "10.50.72.101/24", "100.42.32.213/24", "bond0 0c:42:a1:00:00:01", "10.50.72.111/24"}
	if diff := cmp.Diff(want, slices.DeleteFunc(names, func(n string) bool { return len(n) > 60 })); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	if err := client.SetDeadline(time.Now().Add(5 * time.Second)); err != nil {
		t.Fatal(err)
	}
	go func() { _, _ = io.Copy(far, far) }()
	if _, err := io.WriteString(client, "still there\n"); err != nil {
		t.Fatal(err)
	}
	b := make([]byte, 12)
	if _, err := io.ReadFull(client, b); err != nil {
		t.Errorf("the connection died: %v", err)
	}
}

func TestRoutesOfTheSpecification(t *testing.T) {
	h := w1()
	h.Routes = []lab.Route{{Dst: netip.MustParsePrefix("10.50.72.100/32"), NIC: "eth0", Src: netip.MustParseAddr("10.50.72.201")}}
	server, hosts := newLab(t, h)
	serve(t, server, "10.50.72.100:20417", "server")
	if got := ask(t, hosts[0].DialContext, "10.50.72.100:20417"); got != "server 10.50.72.201" {
		t.Errorf("by the route: %q", got)
	}
	if _, err := hosts[0].DialContext(t.Context(), "tcp", "9.9.9.9:53"); !errors.Is(err, syscall.ENETUNREACH) {
		t.Errorf("beyond the routes: %v", err)
	}
	h.Routes = nil
	if err := Wire(server, hosts[0], h); err != nil {
		t.Fatal(err)
	}
	if got := ask(t, hosts[0].DialContext, "10.50.72.100:20417"); got != "server 10.50.72.101" {
		t.Errorf("by the default: %q", got)
	}
}

func TestABridgeOfTheHost(t *testing.T) {
	h := lab.Host{Name: "w3", NICs: []lab.NIC{
		{Name: "br0", MAC: "52:54:00:00:01:00", Addrs: prefixes("10.50.72.105/24")},
		{Name: "eth0", Master: "br0"},
		{Name: "eth1", Master: "br0"},
	}}
	server, hosts := newLab(t, h)
	serve(t, server, "10.50.72.100:20417", "server")
	if got := ask(t, hosts[0].DialContext, "10.50.72.100:20417"); got != "server 10.50.72.105" {
		t.Errorf("by the bridge: %q", got)
	}
	nics, err := hosts[0].Interfaces()
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range nics {
		if want := map[string]string{"eth0": "br0", "eth1": "br0"}[n.Name]; n.Master != want {
			t.Errorf("master of %s: %q", n.Name, n.Master)
		}
	}
}

// Kernels differ in what they have: what a kernel lacks is named, what it has works.
func TestBondAndVLAN(t *testing.T) {
	for _, tc := range []struct {
		module string
		h      lab.Host
		addr   string
	}{
		{"bonding", lab.Host{Name: "w4", NICs: []lab.NIC{
			{Name: "bond0", MAC: "52:54:00:00:02:00", Addrs: prefixes("10.50.72.106/24")},
			{Name: "eth0", Master: "bond0"},
			{Name: "eth1", Master: "bond0"},
		}}, "10.50.72.106"},
		{"8021q", lab.Host{Name: "w5", NICs: []lab.NIC{
			{Name: "eth0.100", Parent: "eth0", Addrs: prefixes("10.50.72.107/24")},
			{Name: "eth0"},
		}}, "10.50.72.107"},
	} {
		t.Run(tc.module, func(t *testing.T) {
			server, _ := newLab(t)
			host := create(t)
			err := Wire(server, host, tc.h)
			if errors.Is(err, syscall.EOPNOTSUPP) {
				if nic := tc.h.NICs[0].Name; !strings.Contains(err.Error(), tc.module) || !strings.Contains(err.Error(), nic) {
					t.Errorf("%v: want NIC %s and module %s named", err, nic, tc.module)
				}
				t.Skipf("the kernel has no %s: %v", tc.module, err)
			}
			if err != nil {
				t.Fatal(err)
			}
			serve(t, server, "10.50.72.100:20417", "server")
			if got := ask(t, host.DialContext, "10.50.72.100:20417"); got != "server "+tc.addr {
				t.Errorf("%q", got)
			}
		})
	}
}

func TestTrafficReachesTheServer(t *testing.T) {
	server, hosts := newLab(t, w1())
	var l net.Listener
	var u net.PacketConn
	if err := server.Do(func() (err error) {
		if l, err = net.Listen("tcp", "10.50.72.100:20417"); err != nil {
			return err
		}
		u, err = net.ListenPacket("udp", "10.50.72.100:53")
		return err
	}); err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	defer u.Close()
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() {
		ended <- hosts[0].Do(func() error { Traffic(ctx, netip.MustParseAddr("10.50.72.100")); return nil })
	}()
	c, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	if b, err := io.ReadAll(c); len(b) > 0 || err != nil {
		t.Errorf("the connection carried %q, %v", b, err)
	}
	if err := u.SetReadDeadline(time.Now().Add(5 * time.Second)); err != nil {
		t.Fatal(err)
	}
	if _, from, err := u.ReadFrom(make([]byte, 10)); err != nil || !strings.HasPrefix(from.String(), "10.50.72.101:") {
		t.Errorf("datagram from %v: %v", from, err)
	}
	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

func TestDoLeavesTheProcessWhereItIs(t *testing.T) {
	ns := create(t)
	before, err := os.Readlink("/proc/self/ns/net")
	if err != nil {
		t.Fatal(err)
	}
	for range 20 {
		if err := ns.Do(func() error {
			here, err := os.Readlink("/proc/thread-self/ns/net")
			if err == nil && here == before {
				err = errors.New("not inside of the namespace")
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
		for _, path := range []string{"/proc/self/ns/net", "/proc/thread-self/ns/net"} {
			if after, err := os.Readlink(path); err != nil || after != before {
				t.Fatalf("%s: %s, %v, want %s", path, after, err, before)
			}
		}
	}
}
