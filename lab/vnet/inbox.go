package vnet

import (
	"context"
	"sync"

	"google.golang.org/grpc/metadata"

	"github.com/dflab/dflab/lab/clock"
)

// packet is what travels along a gRPC stream: a message, or its end.
type packet struct {
	body       []byte
	header     metadata.MD // first packet to the client
	headerOnly bool
	eof        bool        // the client sends no more
	end        bool        // the stream is over
	err        error       // of the end: nil, or a status
	trailer    metadata.MD // of the end to the client
}

// inbox is one end's arrivals of a stream. Each packet arrives in a turn of its own; what waits for it (a goroutine in RecvMsg, or who
// asked by Recv) goes on in that turn, so that no two goroutines of a lab go on at the same time.
type inbox struct {
	mu      sync.Mutex
	lane    clock.Lane
	coming  []packet // posted; their turn is to come
	arrived []packet // not yet taken
	ended   bool     // an end is among them or was taken: nothing counts behind it
	last    packet   // the end, once taken
	waiter  *clock.Wait
	sink    func()      // called in the turn of each packet, with the packet ready to be taken
	onEnd   func(error) // called in the end's turn, before it is handed over
}

// put posts the arrival of p.
func (b *inbox) put(p packet) {
	if lane, ok := b.enqueue(p); ok {
		lane.Post(b.turn)
	}
}

// putFromOutside is put for a goroutine that isn't of the lab: it returns when the turn ran.
func (b *inbox) putFromOutside(p packet) {
	if lane, ok := b.enqueue(p); ok {
		lane.Do(b.turn)
	}
}

func (b *inbox) enqueue(p packet) (clock.Lane, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.ended {
		return b.lane, false
	}
	b.ended = p.end
	b.coming = append(b.coming, p)
	return b.lane, true
}

// turn is the arrival of the next packet.
func (b *inbox) turn() {
	b.mu.Lock()
	p := b.coming[0]
	b.coming = b.coming[1:]
	b.arrived = append(b.arrived, p)
	sink, waiter := b.sink, b.waiter
	b.waiter = nil
	b.mu.Unlock()
	if p.end && b.onEnd != nil {
		b.onEnd(p.err)
	}
	switch {
	case sink != nil:
		sink()
	case waiter != nil:
		waiter.Wake()
	}
}

// take returns the next packet, waiting for it with the goroutine's hold given up. The end is returned for ever.
// ctx is the caller's own; its end is the error.
func (b *inbox) take(ctx context.Context) (packet, error) {
	for {
		b.mu.Lock()
		if p, ok := b.first(); ok {
			b.mu.Unlock()
			return p, nil
		}
		b.mu.Unlock()
		w := b.lane.Clock().NewWait()
		b.mu.Lock()
		if len(b.arrived) > 0 {
			b.mu.Unlock()
			continue
		}
		b.waiter = w
		b.mu.Unlock()
		if err := w.Block(ctx); err != nil {
			return packet{}, err
		}
	}
}

func (b *inbox) first() (packet, bool) {
	switch {
	case len(b.arrived) > 0:
		p := b.arrived[0]
		b.arrived = b.arrived[1:]
		if p.end {
			b.last = p
		}
		return p, true
	case b.last.end:
		return b.last, true
	}
	return packet{}, false
}

// divert lets packets arrive as turns of lane that call sink. For packets that came before, a turn each is posted.
func (b *inbox) divert(lane clock.Lane, sink func()) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.lane, b.sink = lane, sink
	for range b.arrived {
		lane.Post(sink)
	}
}
