package genesis

import (
	"net/netip"
	"testing"
)

func FuzzParseRange(f *testing.F) {
	for _, s := range []string{"10.0.0.0/8", "224.0.0.0-240.255.255.255", "fe80::/10", "::1-::2", "1.1.1.1-::1", "a-b", "-", "10.0.0.1/8", "1.1.1.1/33"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		r, err := parseRange(s)
		if err != nil {
			return
		}
		if !r.contains(r.first) || !r.contains(r.last) {
			t.Errorf("%q doesn't contain its own ends %v, %v", s, r.first, r.last)
		}
		if r.first != (netip.Addr{}) && r.contains(r.first.Prev()) && r.first.Prev().IsValid() {
			t.Errorf("%q contains what precedes it", s)
		}
	})
}
