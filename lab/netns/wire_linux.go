package netns

import (
	"errors"
	"fmt"
	"hash/fnv"
	"net"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/vishvananda/netlink"
	"github.com/vishvananda/netlink/nl"
	"golang.org/x/sys/unix"

	"github.com/dflab/dflab/lab"
)

// portPrefix begins the name of each port of the server's bridge.
const portPrefix = "port"

// Wire gives the host's namespace the NICs and routes of h and connects them to the bridge of the server's. What is there already and is
// as it should be stays untouched, so calling it again with other NICs changes a running host and lets connections live; NICs that h
// doesn't have are removed. A cut host stays cut.
//
// A NIC that another one names as its Master is a bond where its name begins with bond, and a bridge otherwise. A VLAN's number is at
// the end of its name (eth0.100); 1 where there is none.
func Wire(server, host *NS, h lab.Host) error {
	w := &wiring{server: server, host: host, h: h, nics: withMasters(h.NICs)}
	if err := w.run(); err != nil {
		return fmt.Errorf("wire host %s: %w", h.Name, err)
	}
	return nil
}

type wiring struct {
	server, host *NS
	h            lab.Host
	nics         []lab.NIC
	bridge       netlink.Link // where ports go
}

// withMasters adds the bonds and bridges that NICs are enslaved to and nobody lists.
func withMasters(nics []lab.NIC) []lab.NIC {
	all := slices.Clone(nics)
	for _, n := range nics {
		if n.Master != "" && !slices.ContainsFunc(all, func(o lab.NIC) bool { return o.Name == n.Master }) {
			all = append(all, lab.NIC{Name: n.Master})
		}
	}
	return all
}

// kind is the kernel's word for what the NIC is to be.
func (w *wiring) kind(n lab.NIC) string {
	isMaster := slices.ContainsFunc(w.nics, func(o lab.NIC) bool { return o.Master == n.Name })
	switch {
	case n.Parent != "":
		return "vlan"
	case isMaster && strings.HasPrefix(n.Name, "bond"):
		return "bond"
	case isMaster:
		return "bridge"
	}
	return "veth"
}

func (w *wiring) run() error {
	if err := LoopbackUp(w.host); err != nil {
		return err
	}
	w.host.relax()
	if err := w.findBridge(); err != nil {
		return err
	}
	if err := w.remove(); err != nil {
		return err
	}
	if err := w.add(); err != nil {
		return err
	}
	for _, n := range w.nics {
		if err := w.enslave(n); err != nil {
			return err
		}
	}
	if err := w.plug(); err != nil {
		return err
	}
	for _, n := range w.nics {
		if err := w.host.settle(n); err != nil {
			return err
		}
	}
	return w.host.setRoutes(w.h)
}

// findBridge is the server's bridge, or the dark one for a host that is cut.
func (w *wiring) findBridge() (err error) {
	if w.bridge, err = w.server.bridge(); err != nil {
		return err
	}
	ports, err := portsOf(w.server, w.host)
	if err != nil {
		return err
	}
	void, err := w.server.nl.LinkByName(dark)
	if err != nil {
		return fmt.Errorf("find bridge %s: %w", dark, err)
	}
	for _, p := range ports {
		if p.Attrs().MasterIndex == void.Attrs().Index {
			w.bridge = void
		}
	}
	return nil
}

// remove takes away the NICs that the host is not to have, or not in this way.
func (w *wiring) remove() error {
	links, err := w.host.nl.LinkList()
	if err != nil {
		return fmt.Errorf("list NICs: %w", err)
	}
	index := map[string]int{}
	for _, l := range links {
		index[l.Attrs().Name] = l.Attrs().Index
	}
	for _, l := range links {
		switch l.Type() {
		case "veth", "bond", "bridge", "vlan":
		default:
			continue // lo, and what the kernel gives every namespace
		}
		i := slices.IndexFunc(w.nics, func(n lab.NIC) bool { return n.Name == l.Attrs().Name })
		if i >= 0 && l.Type() == w.kind(w.nics[i]) && (l.Type() != "vlan" || l.Attrs().ParentIndex == index[w.nics[i].Parent]) {
			continue
		}
		if err := w.host.nl.LinkDel(l); err != nil && !isGone(err) {
			return fmt.Errorf("remove NIC %s: %w", l.Attrs().Name, err)
		}
	}
	return nil
}

// isGone: the NIC went away with another one, as a VLAN does with its parent.
func isGone(err error) bool { return errors.Is(err, unix.ENODEV) }

// add makes the NICs that are missing, in the order of the specification but for a VLAN, which needs its parent.
func (w *wiring) add() error {
	var later []lab.NIC
	for _, n := range w.nics {
		if n.Parent != "" {
			later = append(later, n)
			continue
		}
		if err := w.addNIC(n); err != nil {
			return err
		}
	}
	for _, n := range later {
		if err := w.addNIC(n); err != nil {
			return err
		}
	}
	return nil
}

func (w *wiring) addNIC(n lab.NIC) error {
	if _, err := w.host.nl.LinkByName(n.Name); err == nil {
		return nil
	}
	attrs := netlink.NewLinkAttrs()
	attrs.Name = n.Name
	if n.MAC != "" {
		mac, err := net.ParseMAC(n.MAC)
		if err != nil {
			return fmt.Errorf("NIC %s: %w", n.Name, err)
		}
		attrs.HardwareAddr = mac
	}
	var err error
	kind := w.kind(n)
	switch kind {
	case "vlan":
		err = w.addVLAN(n, attrs)
	case "bond":
		bond := netlink.NewLinkBond(attrs)
		bond.Mode, bond.Miimon = netlink.BOND_MODE_ACTIVE_BACKUP, 100
		err = missing(w.host.nl.LinkAdd(bond), "bonding")
	case "bridge":
		off := false
		err = missing(w.host.nl.LinkAdd(&netlink.Bridge{LinkAttrs: attrs, MulticastSnooping: &off}), "bridge")
	default:
		veth := &netlink.Veth{LinkAttrs: attrs, PeerName: w.port(n.Name), PeerNamespace: netlink.NsFd(w.server.handle)}
		err = missing(w.host.nl.LinkAdd(veth), "veth")
	}
	if err != nil {
		return fmt.Errorf("make NIC %s (%s): %w", n.Name, kind, err)
	}
	return nil
}

func (w *wiring) addVLAN(n lab.NIC, attrs netlink.LinkAttrs) error {
	parent, err := w.host.nl.LinkByName(n.Parent)
	if err != nil {
		return fmt.Errorf("find its parent %s: %w", n.Parent, err)
	}
	attrs.ParentIndex = parent.Attrs().Index
	return missing(w.host.nl.LinkAdd(&netlink.Vlan{LinkAttrs: attrs, VlanId: vlanID(n.Name), VlanProtocol: netlink.VLAN_PROTOCOL_8021Q}), "8021q")
}

// vlanID is the number at the end of a VLAN interface's name.
func vlanID(name string) int {
	id, err := strconv.Atoi(name[len(strings.TrimRight(name, "0123456789")):])
	if err != nil || id < 1 || id > 4094 {
		return 1
	}
	return id
}

// port is the name of the far end of a NIC, at most 15 letters.
func (w *wiring) port(nic string) string {
	h := fnv.New32a()
	h.Write([]byte(w.h.Name + "/" + nic))
	return fmt.Sprintf("%s%08x", portPrefix, h.Sum32())
}

// enslave gives the NIC to its master, or takes it away from one.
func (w *wiring) enslave(n lab.NIC) error {
	l, err := w.host.nl.LinkByName(n.Name)
	if err != nil {
		return fmt.Errorf("find NIC %s: %w", n.Name, err)
	}
	if n.Master == "" {
		if l.Attrs().MasterIndex == 0 {
			return nil
		}
		if err := w.host.nl.LinkSetNoMaster(l); err != nil {
			return fmt.Errorf("free NIC %s: %w", n.Name, err)
		}
		return nil
	}
	master, err := w.host.nl.LinkByName(n.Master)
	if err != nil {
		return fmt.Errorf("find master %s of NIC %s: %w", n.Master, n.Name, err)
	}
	if l.Attrs().MasterIndex == master.Attrs().Index {
		return nil
	}
	if err := w.host.nl.LinkSetDown(l); err != nil { // a bond takes only NICs that are down
		return fmt.Errorf("enslave NIC %s: %w", n.Name, err)
	}
	if err := w.host.nl.LinkSetMaster(l, master); err != nil {
		return fmt.Errorf("enslave NIC %s to %s: %w", n.Name, n.Master, err)
	}
	return nil
}

// plug puts the far ends of the NICs into the server's bridge and brings them up. Of the NICs of one bridge of the host only the first
// is plugged in: frames would go in circles.
func (w *wiring) plug() error {
	ports, err := portsOf(w.server, w.host)
	if err != nil {
		return err
	}
	bridged := map[string]bool{}
	for _, n := range w.nics {
		p, ok := ports[n.Name]
		if !ok {
			continue
		}
		_ = w.server.nl.LinkSetIP6AddrGenMode(p, nl.IN6_ADDR_GEN_MODE_NONE) // a port speaks for itself to nobody
		plugged := n.Master == "" || strings.HasPrefix(n.Master, "bond") || !bridged[n.Master]
		bridged[n.Master] = true
		if err := w.server.setPort(p, w.bridge, plugged); err != nil {
			return err
		}
		if err := w.plugVLANs(n, p, plugged); err != nil {
			return err
		}
	}
	return nil
}

// plugVLANs lets tagged frames of the NIC reach the bridge without their tags: the port gets the same VLANs as the NIC has.
func (w *wiring) plugVLANs(n lab.NIC, port netlink.Link, plugged bool) error {
	for _, v := range w.nics {
		if v.Parent != n.Name && (n.Master == "" || v.Parent != n.Master) {
			continue
		}
		id := vlanID(v.Name)
		name := w.port(n.Name + "." + strconv.Itoa(id))
		l, err := w.server.nl.LinkByName(name)
		if err != nil {
			attrs := netlink.NewLinkAttrs()
			attrs.Name, attrs.ParentIndex = name, port.Attrs().Index
			if err := w.server.nl.LinkAdd(&netlink.Vlan{LinkAttrs: attrs, VlanId: id, VlanProtocol: netlink.VLAN_PROTOCOL_8021Q}); err != nil {
				return fmt.Errorf("make port of VLAN %s: %w", v.Name, missing(err, "8021q"))
			}
			if l, err = w.server.nl.LinkByName(name); err != nil {
				return fmt.Errorf("find port of VLAN %s: %w", v.Name, err)
			}
		}
		if err := w.server.setPort(l, w.bridge, plugged); err != nil {
			return err
		}
	}
	return nil
}

// setPort brings a port up and puts it into the bridge, or into none.
func (ns *NS) setPort(p, bridge netlink.Link, plugged bool) error {
	var err error
	switch want := bridge.Attrs().Index; {
	case !plugged && p.Attrs().MasterIndex != 0:
		err = ns.nl.LinkSetNoMaster(p)
	case plugged && p.Attrs().MasterIndex != want:
		err = ns.nl.LinkSetMasterByIndex(p, want)
	}
	if err == nil {
		err = ns.nl.LinkSetUp(p)
	}
	if err != nil {
		return fmt.Errorf("plug port %s: %w", p.Attrs().Name, err)
	}
	return nil
}

// portsOf are the far ends of the host's NICs, by the NICs' names.
func portsOf(server, host *NS) (map[string]netlink.Link, error) {
	near, err := host.nl.LinkList()
	if err != nil {
		return nil, fmt.Errorf("list NICs: %w", err)
	}
	far, err := server.nl.LinkList()
	if err != nil {
		return nil, fmt.Errorf("list ports: %w", err)
	}
	byIndex := map[int]netlink.Link{}
	for _, l := range far {
		byIndex[l.Attrs().Index] = l
	}
	ports := map[string]netlink.Link{}
	for _, l := range near {
		p := byIndex[l.Attrs().ParentIndex]
		if l.Type() == "veth" && p != nil && p.Attrs().ParentIndex == l.Attrs().Index && strings.HasPrefix(p.Attrs().Name, portPrefix) {
			ports[l.Attrs().Name] = p
		}
	}
	return ports, nil
}

// addrFamily is the netlink family of an address.
func addrFamily(a netip.Addr) int {
	if a.Is4() {
		return netlink.FAMILY_V4
	}
	return netlink.FAMILY_V6
}
