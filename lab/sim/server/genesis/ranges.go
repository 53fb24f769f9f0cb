package genesis

import (
	"fmt"
	"net/netip"
	"strings"
)

// ipRange is the addresses from first to last, of one family.
type ipRange struct{ first, last netip.Addr }

// parseRange reads "10.0.0.0/8" or "224.0.0.0-240.255.255.255", as the entries of local_ip_ranges are written.
func parseRange(s string) (ipRange, error) {
	if p, err := netip.ParsePrefix(s); err == nil {
		return prefixRange(p), nil
	}
	from, to, ok := strings.Cut(s, "-")
	if !ok {
		return ipRange{}, fmt.Errorf("no hyphen in range %q", s)
	}
	first, err := netip.ParseAddr(from)
	if err != nil {
		return ipRange{}, fmt.Errorf("invalid From IP %q in range %q", from, s)
	}
	last, err := netip.ParseAddr(to)
	if err != nil {
		return ipRange{}, fmt.Errorf("invalid To IP %q in range %q", to, s)
	}
	if first.Is4() != last.Is4() || last.Less(first) {
		return ipRange{}, fmt.Errorf("range %v to %v not valid", first, last)
	}
	return ipRange{first, last}, nil
}

func prefixRange(p netip.Prefix) ipRange {
	first := p.Masked().Addr()
	b := first.AsSlice()
	for bit := p.Bits(); bit < first.BitLen(); bit++ {
		b[bit/8] |= 0x80 >> (bit % 8)
	}
	last, _ := netip.AddrFromSlice(b)
	return ipRange{first, last}
}

func (r ipRange) contains(a netip.Addr) bool {
	return a.Is4() == r.first.Is4() && !a.Less(r.first) && !r.last.Less(a)
}

type ipRanges []ipRange

func (all ipRanges) contain(a netip.Addr) bool {
	for _, r := range all {
		if r.contains(a) {
			return true
		}
	}
	return false
}
