package vnet

import (
	"context"
	"sync"

	"github.com/dflab/dflab/lab/clock"
)

// Receiver is a stream of messages to read: what generated code returns for a stream, on either side.
type Receiver[M any] interface {
	Recv() (M, error)
}

// Recv reads stream from now on: every message is a turn of lane that calls onMsg, and the end, io.EOF or a status, one that calls
// onEnd. It returns at once.
func Recv[M any](lane clock.Lane, stream Receiver[M], onMsg func(M), onEnd func(error)) {
	done := false
	next := func() {
		if done {
			return
		}
		m, err := stream.Recv()
		if err != nil {
			done = true
			onEnd(err)
			return
		}
		onMsg(m)
	}
	if s, ok := stream.(interface{ Context() context.Context }); ok {
		if in, ok := s.Context().Value(inboxKey{}).(*inbox); ok && in != nil {
			in.divert(lane, next)
			return
		}
	}
	go recvOutside(lane, stream, onMsg, onEnd)
}

// recvOutside reads a stream whose other end isn't in the lab.
func recvOutside[M any](lane clock.Lane, stream Receiver[M], onMsg func(M), onEnd func(error)) {
	for {
		m, err := stream.Recv()
		if err != nil {
			lane.Do(func() { onEnd(err) })
			return
		}
		lane.Do(func() { onMsg(m) })
	}
}

// canceller is what WithCancel leaves in its context.
type canceller struct {
	mu    sync.Mutex
	calls map[uint64]func()
	last  uint64
}

type cancelKey struct{}

// WithCancel is context.WithCancel for the streams of a lab: their end is posted when cancel returns. The end of any other context
// reaches a stream some moment later, which is fine for outsiders only.
func WithCancel(ctx context.Context) (context.Context, context.CancelFunc) {
	k := &canceller{calls: make(map[uint64]func())}
	ctx, cancel := context.WithCancel(context.WithValue(ctx, cancelKey{}, k))
	return ctx, func() {
		k.mu.Lock()
		last, calls := k.last, k.calls
		k.calls = nil
		k.mu.Unlock()
		for id := uint64(1); id <= last; id++ {
			if leave := calls[id]; leave != nil {
				leave()
			}
		}
		cancel()
	}
}

// add calls leave on cancel, unless it is removed before.
func (k *canceller) add(leave func()) (remove func()) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.last++
	id := k.last
	if k.calls != nil {
		k.calls[id] = leave
	}
	return func() {
		k.mu.Lock()
		defer k.mu.Unlock()
		delete(k.calls, id)
	}
}
