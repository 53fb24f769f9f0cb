package vnet

import (
	"bytes"
	"net"
	"sync"

	"github.com/dflab/dflab/lab/clock"
)

// accept takes over a byte connection of anybody and feeds its handler, each piece in a turn of an outsider.
func (s *FrameServer) accept(c net.Conn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.stopped {
		reset(c)
		return
	}
	s.outside[c] = struct{}{}
	go s.readOutside(c)
}

func (s *FrameServer) readOutside(c net.Conn) {
	defer func() { _ = c.Close() }()
	lane := s.lane.Sub("outsider")
	var handler FrameHandler
	lane.Do(func() {
		if s.has(c) {
			handler = s.newHandler(c.RemoteAddr())
		}
	})
	buf := make([]byte, 64<<10)
	for done := handler == nil; !done; {
		n, err := c.Read(buf)
		lane.Do(func() {
			if !s.has(c) {
				done = true
				return
			}
			if n > 0 {
				done = handler.Data(buf[:n])
			}
			if err != nil && !done {
				done = true
				handler.Closed(err)
			}
			if done {
				s.forget(c)
			}
		})
	}
}

// has tells whether the server still serves c.
func (s *FrameServer) has(c net.Conn) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, ok := s.outside[c]
	return ok
}

func (s *FrameServer) forget(c net.Conn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.outside, c)
}

// frameSocket is a data-plane connection to a server that isn't in the lab. Turns never wait for it: what is sent is queued
// for a goroutine that writes.
type frameSocket struct {
	conn   net.Conn
	lane   clock.Lane
	closed func(error)

	mu      sync.Mutex
	changed sync.Cond
	queue   []byte
	over    bool // closed by either side
	told    bool // closed was called, or is not to be
}

func newFrameSocket(c net.Conn, lane clock.Lane, closed func(error)) *frameSocket {
	s := &frameSocket{conn: c, lane: lane, closed: closed}
	s.changed.L = &s.mu
	go s.write()
	go s.read()
	return s
}

// Send queues b.
func (s *frameSocket) Send(b []byte) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.over {
		return &net.OpError{Op: "write", Net: "tcp", Source: s.conn.LocalAddr(), Addr: s.conn.RemoteAddr(), Err: net.ErrClosed}
	}
	s.queue = append(s.queue, b...)
	s.changed.Signal()
	return nil
}

// Close closes the connection when what was sent is written.
func (s *frameSocket) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.over, s.told = true, true
	s.changed.Signal()
	return nil
}

// RemoteAddr is the server's address.
func (s *frameSocket) RemoteAddr() net.Addr { return s.conn.RemoteAddr() }

func (s *frameSocket) write() {
	for {
		s.mu.Lock()
		for len(s.queue) == 0 && !s.over {
			s.changed.Wait()
		}
		b, over := bytes.Clone(s.queue), s.over
		s.queue = s.queue[:0]
		s.mu.Unlock()
		if len(b) > 0 {
			if _, err := s.conn.Write(b); err != nil {
				over = true // why is what read tells
			}
		}
		if over {
			_ = s.conn.Close()
			return
		}
	}
}

// read waits for the end: servers of the data plane send nothing.
func (s *frameSocket) read() {
	var err error
	for buf := make([]byte, 512); err == nil; {
		_, err = s.conn.Read(buf)
	}
	s.mu.Lock()
	told := s.told
	s.over, s.told = true, true
	s.changed.Signal()
	s.mu.Unlock()
	if !told {
		s.lane.Do(func() { s.closed(err) })
	}
}
