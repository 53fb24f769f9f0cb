package clock

import (
	"sync"
	"testing"
)

func TestGoroutinesHaveTheirNumbers(t *testing.T) {
	if !goidWorks() {
		t.Error("goid doesn't know this version of Go; the clock is slow")
	}
	var mu sync.Mutex
	var wg sync.WaitGroup
	seen := map[uint64]bool{goroutine(): true}
	for range 10 {
		wg.Go(func() {
			n := goroutine()
			if slow := goroutineFromStack(); n != slow {
				t.Errorf("goroutine %d is %d by its stack", n, slow)
			}
			mu.Lock()
			defer mu.Unlock()
			if seen[n] {
				t.Errorf("goroutine %d twice", n)
			}
			seen[n] = true
		})
	}
	wg.Wait()
}
