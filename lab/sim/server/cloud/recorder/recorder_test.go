package recorder

import (
	"slices"
	"testing"
	"time"

	"github.com/dflab/dflab/lab/sim/server/cloud/diffbase"
	"github.com/dflab/dflab/lab/sim/server/cloud/model"
)

// TestPool: ids that were never used come first, in order; ids that became free come last.
func TestPool(t *testing.T) {
	tests := map[string]struct {
		used []int
		max  int
		take []int
		want [][]int
	}{
		"fresh":              {nil, 5, []int{2, 2}, [][]int{{1, 2}, {3, 4}}},
		"after the public":   {[]int{4096}, 5000, []int{2}, [][]int{{4097, 4098}}},
		"gaps last":          {[]int{2, 4}, 5, []int{1, 3}, [][]int{{5}, {1, 3}}},
		"fewer than asked":   {[]int{1, 2, 3}, 4, []int{3, 1}, [][]int{{4}, nil}},
		"unsorted, repeated": {[]int{3, 1, 3}, 9, []int{2}, [][]int{{4, 5}}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			p := &pool{max: test.max}
			p.fill(test.used)
			for i, n := range test.take {
				if got := p.take(n); !slices.Equal(got, test.want[i]) {
					t.Errorf("take %d gives %v, want %v", n, got, test.want[i])
				}
			}
		})
	}
}

func TestGoSyntax(t *testing.T) {
	at := time.Date(2026, 11, 22, 17, 15, 11, 0, time.UTC)
	const want = `time.Date(2026, time.November, 22, 17, 15, 11, 0, time.Local)`
	for _, zone := range []*time.Location{time.UTC, time.FixedZone("Asia/Shanghai", 0)} {
		if got := goSyntax(at.In(zone)).GoString(); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
	if got, want := goSyntax(&diffbase.Subnet{Name: "a"}).GoString(),
		`&diffbase.Subnet{DiffBase:diffbase.DiffBase{Sequence:0, Lcuuid:""}, Name:"a", Label:"", SubDomainLcuuid:""}`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got, want := goSyntax(model.AZ{Name: "系统默认"}).GoString(), `model.AZ{Lcuuid:"", Label:"", Name:"系统默认", RegionLcuuid:""}`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestPrefixAndMask(t *testing.T) {
	tests := map[string][2]string{
		"10.50.72.0/24": {"10.50.72.0", "255.255.255.0"},
		"10.0.0.0/9":    {"10.0.0.0", "255.128.0.0"},
		"0.0.0.0/0":     {"0.0.0.0", "0.0.0.0"},
		"fe80::/64":     {"fe80::", "ffff:ffff:ffff:ffff::"},
	}
	for cidr, want := range tests {
		prefix, mask, err := prefixAndMask(cidr)
		if err != nil || prefix != want[0] || mask != want[1] {
			t.Errorf("%s: %s, %s, %v", cidr, prefix, mask, err)
		}
	}
	if _, _, err := prefixAndMask("10.0.0.0"); err == nil {
		t.Error("an address without length is a network")
	}
}
