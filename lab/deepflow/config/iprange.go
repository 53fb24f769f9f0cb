package config

import (
	"fmt"
	"net/netip"
	"strconv"
	"strings"
)

// IPRanges are the usable entries of genesis.local_ip_ranges or genesis.exclude_ip_ranges.
type IPRanges []IPRange

// IPRange is what one entry covers, both ends included.
type IPRange struct{ From, To netip.Addr }

// ParseIPRanges reads entries as the server does: a prefix 10.0.0.0/8 (bits after the prefix are ignored) or a range
// 10.0.0.1-10.0.0.9. An entry that is neither is dropped; its error in bad has the text that the server logs after
// "parse local ip ranges error: " or "parse exclude ip ranges error: ".
// Source: server/controller/genesis/updater/sync.go at v6.6.9, package inet.af/netaddr.
func ParseIPRanges(entries []string) (ranges IPRanges, bad []error) {
	for _, e := range entries {
		r, err := parseIPRange(e)
		if err != nil {
			bad = append(bad, err)
			continue
		}
		ranges = append(ranges, r)
	}
	return ranges, bad
}

// Contains tells whether an address is in one of the ranges. An address with a zone is in none, and an IPv4 address that
// is written as IPv6 is in no IPv4 range.
func (rs IPRanges) Contains(a netip.Addr) bool {
	if a.Zone() != "" {
		return false
	}
	for _, r := range rs {
		if a.BitLen() == r.From.BitLen() && r.From.Compare(a) <= 0 && a.Compare(r.To) <= 0 {
			return true
		}
	}
	return false
}

func parseIPRange(s string) (IPRange, error) {
	if p, ok := parsePrefix(s); ok {
		return IPRange{p.Masked().Addr(), lastOf(p)}, nil
	}
	from, to, ok := strings.Cut(s, "-")
	if !ok {
		return IPRange{}, fmt.Errorf("no hyphen in range %q", s)
	}
	first, ok := parseAddr(from)
	if !ok {
		return IPRange{}, fmt.Errorf("invalid From IP %q in range %q", from, s)
	}
	last, ok := parseAddr(to)
	if !ok {
		return IPRange{}, fmt.Errorf("invalid To IP %q in range %q", to, s)
	}
	if first.BitLen() != last.BitLen() || last.Less(first) {
		return IPRange{}, fmt.Errorf("range %v to %v not valid", first, last)
	}
	return IPRange{first, last}, nil
}

func parsePrefix(s string) (netip.Prefix, bool) {
	i := strings.LastIndexByte(s, '/')
	if i < 0 {
		return netip.Prefix{}, false
	}
	a, ok := parseAddr(s[:i])
	if !ok {
		return netip.Prefix{}, false
	}
	bits, err := strconv.Atoi(s[i+1:])
	p := netip.PrefixFrom(a, bits)
	return p, err == nil && p.IsValid()
}

// parseAddr takes leading zeros in IPv4 fields as decimal, as netaddr does and netip doesn't; a zone is dropped.
func parseAddr(s string) (netip.Addr, bool) {
	if !strings.Contains(s, ":") {
		fields := strings.Split(s, ".")
		for i, f := range fields {
			if t := strings.TrimLeft(f, "0"); f != "" && t == "" {
				fields[i] = "0"
			} else {
				fields[i] = t
			}
		}
		s = strings.Join(fields, ".")
	}
	a, err := netip.ParseAddr(s)
	return a.WithZone(""), err == nil
}

// lastOf is the highest address of a prefix.
func lastOf(p netip.Prefix) netip.Addr {
	b := p.Addr().AsSlice()
	for i := p.Bits(); i < len(b)*8; i++ {
		b[i/8] |= 1 << (7 - i%8)
	}
	a, _ := netip.AddrFromSlice(b)
	return a
}
