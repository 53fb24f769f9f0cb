package monitor

import (
	"testing"

	"github.com/dflab/dflab/lab/sim/server/trisolaris/dbcache"
)

// TestBalance: agents move from an analyzer in exception and from one that gets more than the mean; one that is alone stays.
func TestBalance(t *testing.T) {
	agents := func(on ...string) (all []share) {
		for i, ip := range on {
			all = append(all, share{&dbcache.VTap{ID: i + 1, Name: string(rune('a' + i)), AnalyzerIP: ip}, 100})
		}
		return all
	}
	for _, c := range []struct {
		name     string
		states   []int // of analyzers 1 and 2
		on       []string
		moved    int
		on1, on2 int
	}{
		{"new agents spread", []int{nodeComplete, nodeComplete}, []string{"", "", "", ""}, 2, 2, 2},
		{"balanced stays", []int{nodeComplete, nodeComplete}, []string{"1", "2"}, 0, 1, 1},
		{"too many move", []int{nodeComplete, nodeComplete}, []string{"1", "1", "1", "1"}, 2, 2, 2},
		{"exception is left", []int{nodeException, nodeComplete}, []string{"1", "1"}, 2, 0, 2},
		{"one agent moves without a word", []int{nodeComplete, nodeException}, []string{""}, 0, 1, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := &plan{s: &Service{}, to: map[int]string{}, weights: map[int]float64{}}
			for i, state := range c.states {
				p.details = append(p.details, &detail{ip: string(rune('1' + i)), state: state, add: map[string]int64{}, remove: map[string]int64{}})
			}
			moved := p.balance(agents(c.on...), false)
			if moved != c.moved || p.details[0].after != c.on1 || p.details[1].after != c.on2 {
				t.Errorf("moved %d, agents %d and %d; want %d, %d and %d", moved, p.details[0].after, p.details[1].after, c.moved, c.on1, c.on2)
			}
		})
	}
}
