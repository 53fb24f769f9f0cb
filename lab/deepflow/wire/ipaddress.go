package wire

import (
	"net/netip"
	"regexp"
	"strconv"
	"strings"
)

// The three expressions with which deepflow-server reads a host's report (server/controller/genesis/common/utils.go at v6.6.9).
var (
	nicLine  = regexp.MustCompile(`^(\d+):\s+([^@:]+)(@.*)?\:`)
	macLine  = regexp.MustCompile(`^\s+link/\S+\s+(([\dA-Za-z]{2}:){5}[\dA-Za-z]{2}) brd.*$`)
	addrLine = regexp.MustCompile(`^\s+inet6?\s+([\d\.A-Za-z:]+)/(\d+)\s+.*scope\s+(global|link|host)`)
)

// ParseIPAddress reads the text of `ip address show` by the server's rules, which see index, name, peer, MAC and the addresses with
// their scopes; everything else stays empty. A MAC counts only where "brd" follows it; a NIC whose name begins with tunl0 has the
// zero MAC. A text with an index or a prefix length that is no number is no report: nil. Text without any NIC is one
// Interface with index -1, as the server has it. An address that is none is left out (the server would drop the report when it
// reaches that address; `ip` prints no such address).
func ParseIPAddress(text string) []Interface {
	text = strings.Trim(text, " ")
	if text == "" {
		return nil
	}
	var nics []Interface
	nic := Interface{Index: -1}
	for line := range strings.SplitSeq(text, "\n") {
		if m := nicLine.FindStringSubmatch(line); m != nil {
			if nic.Index != -1 {
				nics = append(nics, nic)
				nic = Interface{}
			}
			index, err := strconv.Atoi(m[1])
			if err != nil {
				return nil
			}
			nic.Index, nic.Name, nic.Peer = index, m[2], strings.TrimPrefix(m[3], "@")
			if rest, ok := strings.CutPrefix(nic.Peer, "if"); ok {
				if _, err := strconv.Atoi(rest); err != nil {
					return nil
				}
			}
		}
		if m := macLine.FindStringSubmatch(line); m != nil {
			nic.MAC = m[1]
		} else if strings.HasPrefix(nic.Name, "tunl0") {
			nic.MAC = "00:00:00:00:00:00"
		}
		if m := addrLine.FindStringSubmatch(line); m != nil {
			addr, bits, ok := parseAddr(m[1], m[2])
			if !ok {
				return nil
			}
			if p := netip.PrefixFrom(addr, bits); p.IsValid() {
				nic.Addrs = append(nic.Addrs, InterfaceAddr{Addr: p, Scope: m[3]})
			}
		}
	}
	return append(nics, nic)
}

func parseAddr(ip, length string) (netip.Addr, int, bool) {
	bits, err := strconv.Atoi(length)
	if err != nil {
		return netip.Addr{}, 0, false
	}
	addr, err := netip.ParseAddr(ip)
	if err != nil {
		return netip.Addr{}, bits, true
	}
	return addr, bits, true
}
