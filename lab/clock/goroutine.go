package clock

import (
	"bytes"
	"fmt"
	"runtime"
	"strconv"
	"sync"

	"github.com/petermattis/goid"
)

// goroutine is the number of the calling goroutine. Ownership of a hold belongs to a goroutine: neither a context nor anything
// else reaches from Go through a part's code into the transport that has to give the hold up.
func goroutine() uint64 {
	if goidWorks() {
		return uint64(goid.Get())
	}
	return goroutineFromStack()
}

// goidWorks tells whether goid, which reads the runtime's own structures, fits the Go version that this is built with. The stack
// always tells, but takes some microseconds.
var goidWorks = sync.OnceValue(func() bool { return uint64(goid.Get()) == goroutineFromStack() })

// goroutineFromStack reads the number from the head of the stack's trace.
func goroutineFromStack() uint64 {
	var buf [40]byte
	b := bytes.TrimPrefix(buf[:runtime.Stack(buf[:], false)], []byte("goroutine "))
	digits, _, _ := bytes.Cut(b, []byte(" "))
	n, err := strconv.ParseUint(string(digits), 10, 64)
	if err != nil {
		panic(fmt.Sprintf("clock: no goroutine number in %q", buf[:]))
	}
	return n
}
