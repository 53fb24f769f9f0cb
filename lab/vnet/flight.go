package vnet

import (
	"fmt"
	"sync"

	"google.golang.org/grpc/mem"

	"github.com/dflab/dflab/lab/clock"
)

// flight holds the clock for each packet that is on its way through grpc-go in one direction of a call: from the sender's turn until
// the receiver's goroutine has posted its arrival. Bytes on the connection would tell nothing: grpc's writer writes after Send
// returned, its reader is back in Read before the message is seen. A nil flight, of an outsider's call, holds nothing.
type flight struct {
	clock *clock.Clock

	mu     sync.Mutex
	n      int
	closed bool
}

// depart is called before a packet is sent.
func (f *flight) depart() {
	if f == nil {
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if !f.closed {
		f.n++
		f.clock.Hold()
	}
}

// arrive is called after a packet's arrival was posted.
func (f *flight) arrive() {
	if f == nil {
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.n > 0 {
		f.n--
		f.clock.Release()
	}
}

// close is called when nothing can arrive any more.
func (f *flight) close() {
	if f == nil {
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.closed = true
	for ; f.n > 0; f.n-- {
		f.clock.Release()
	}
}

// rawCodec lets grpc-go carry messages that are marshalled already. On the wire they are what its proto codec makes of them.
type rawCodec struct{}

// Name is that of the proto codec, as the bytes are the same.
func (rawCodec) Name() string { return "proto" }

// Marshal takes a *[]byte.
func (rawCodec) Marshal(v any) (mem.BufferSlice, error) {
	b, ok := v.(*[]byte)
	if !ok {
		return nil, fmt.Errorf("marshal raw message: %T", v)
	}
	return mem.BufferSlice{mem.SliceBuffer(*b)}, nil
}

// Unmarshal fills a *[]byte.
func (rawCodec) Unmarshal(data mem.BufferSlice, v any) error {
	b, ok := v.(*[]byte)
	if !ok {
		return fmt.Errorf("unmarshal raw message: %T", v)
	}
	*b = data.Materialize()
	return nil
}
