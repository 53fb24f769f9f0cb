package netns

import (
	"errors"
	"fmt"
	"net"
	"os"

	"github.com/vishvananda/netlink"
	"golang.org/x/sys/unix"

	"github.com/dflab/dflab/lab"
)

// dark is the bridge that the ports of cut hosts are in. It is never up, so it drops everything, and its ports keep their carrier.
// A port in no bridge at all would still let the server's kernel answer.
const dark = "cut"

// PrepareServer makes ns the server's host: loopback, and a bridge with name, MAC and addresses of the host's one NIC (a NIC without a
// name is eth0). Every address is on the link for it. It may be called again.
func PrepareServer(ns *NS, h lab.Host) error {
	if len(h.NICs) != 1 || len(h.NICs[0].Addrs) == 0 {
		return fmt.Errorf("prepare server host %s: want one NIC with the server's address, have %d", h.Name, len(h.NICs))
	}
	nic := h.NICs[0]
	if nic.Name == "" {
		nic.Name = "eth0"
	}
	if nic.MAC == "" {
		nic.MAC = serverMAC(nic.Addrs[0].Addr().AsSlice())
	}
	if err := LoopbackUp(ns); err != nil {
		return err
	}
	ns.relax()
	for _, name := range []string{nic.Name, dark} {
		if err := ns.addBridge(name); err != nil {
			return fmt.Errorf("prepare server host %s: %w", h.Name, err)
		}
	}
	if err := ns.settle(nic); err != nil {
		return fmt.Errorf("prepare server host %s: %w", h.Name, err)
	}
	h.NICs, h.Routes = []lab.NIC{nic}, nil
	return ns.setRoutes(h)
}

// serverMAC is the address that Docker would give to the IP: a bridge without one of its own takes that of some port.
func serverMAC(ip []byte) string {
	return net.HardwareAddr(append([]byte{0x02, 0x42}, ip[len(ip)-4:]...)).String()
}

// addBridge makes a bridge that forwards at once, unless it is there.
func (ns *NS) addBridge(name string) error {
	if l, err := ns.nl.LinkByName(name); err == nil {
		if l.Type() != "bridge" {
			return fmt.Errorf("NIC %s is a %s, not the lab's bridge", name, l.Type())
		}
		return nil
	}
	snoop := false
	br := &netlink.Bridge{LinkAttrs: netlink.LinkAttrs{Name: name}, MulticastSnooping: &snoop}
	if err := ns.nl.LinkAdd(br); err != nil {
		return fmt.Errorf("make bridge %s: %w", name, missing(err, "bridge"))
	}
	return nil
}

// missing explains a NIC that the kernel has no code for.
func missing(err error, module string) error {
	if errors.Is(err, unix.EOPNOTSUPP) {
		return fmt.Errorf("the kernel has no %s (modprobe %s): %w", module, module, err)
	}
	return err
}

// bridge is the server's bridge.
func (ns *NS) bridge() (netlink.Link, error) {
	links, err := ns.nl.LinkList()
	if err != nil {
		return nil, fmt.Errorf("list NICs: %w", err)
	}
	for _, l := range links {
		if l.Type() == "bridge" && l.Attrs().Name != dark {
			return l, nil
		}
	}
	return nil, fmt.Errorf("namespace %s is not a prepared server host: it has no bridge", ns.path)
}

// relax lets a host have many NICs on one link: each answers ARP for its own addresses only, and a packet may come in by another
// NIC than an answer would leave by. A namespace inherits these settings from the machine. NICs made from now on have their IPv6
// addresses at once: nobody else on the link has them. Where settings can't be written (a read-only /proc/sys), the machine's stay.
func (ns *NS) relax() {
	_ = ns.Do(func() error {
		for _, which := range []string{"all", "default"} {
			for setting, value := range map[string]string{
				"ipv4/conf/%s/arp_ignore": "1", "ipv4/conf/%s/arp_announce": "2", "ipv4/conf/%s/rp_filter": "0", "ipv6/conf/%s/accept_dad": "0",
			} {
				_ = os.WriteFile("/proc/sys/net/"+fmt.Sprintf(setting, which), []byte(value), 0o644)
			}
		}
		return nil
	})
}
