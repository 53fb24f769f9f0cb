package netns

import (
	"fmt"
	"strings"

	"github.com/vishvananda/netlink"
)

// Cut lets no packet pass between the host and the rest of its lab until Heal. The NICs keep their carrier, as with a switch that
// forwards nothing any more; connections live on as far as the kernel's timers let them.
func Cut(server, host *NS) error {
	void, err := server.nl.LinkByName(dark)
	if err != nil {
		return fmt.Errorf("find bridge %s: %w", dark, err)
	}
	if err := move(server, host, void); err != nil {
		return fmt.Errorf("cut host: %w", err)
	}
	return nil
}

// Heal lets packets pass again; a host that isn't cut stays as it is.
func Heal(server, host *NS) error {
	bridge, err := server.bridge()
	if err != nil {
		return err
	}
	if err := move(server, host, bridge); err != nil {
		return fmt.Errorf("heal host: %w", err)
	}
	return nil
}

// move puts the host's ports that are in a bridge into that one, and the VLANs of the ports.
func move(server, host *NS, bridge netlink.Link) error {
	ports, err := portsOf(server, host)
	if err != nil {
		return err
	}
	links, err := server.nl.LinkList()
	if err != nil {
		return fmt.Errorf("list ports: %w", err)
	}
	for _, p := range ports {
		for _, l := range links {
			vlan := l.Type() == "vlan" && l.Attrs().ParentIndex == p.Attrs().Index && strings.HasPrefix(l.Attrs().Name, portPrefix)
			if l.Attrs().MasterIndex == 0 || l.Attrs().Index != p.Attrs().Index && !vlan {
				continue
			}
			if err := server.setPort(l, bridge, true); err != nil {
				return err
			}
		}
	}
	return nil
}
