package vnet

import (
	"errors"
	"io"
	"net"
	"net/netip"
	"os"
	"sync"
	"syscall"
	"time"
)

// window is how many bytes a connection takes before Write waits for the reader.
const window = 1 << 20

// conn is one end of a byte connection. Deadlines are in real time: they belong to libraries (HTTP, MySQL), whose exchanges take no
// lab time.
type conn struct {
	in, out       *half
	local, remote netip.AddrPort
	closed        func()
}

// half carries the bytes of one direction.
type half struct {
	mu      sync.Mutex
	changed sync.Cond
	buf     []byte
	ended   bool  // the writer is done: EOF behind the bytes
	gone    bool  // the reader is gone
	broken  error // the connection died: nothing more either way

	reader, writer deadline
}

// deadline is that of reads or of writes of a half.
type deadline struct {
	timer  *time.Timer
	passed bool
	round  int // of SetDeadline, so that a timer of an earlier one can't count
}

func newHalf() *half {
	h := &half{}
	h.changed.L = &h.mu
	return h
}

// pipe makes a byte connection along r that knows of no network: the end of who connects, and that of who accepts.
func pipe(r route) (here, there *conn) {
	up, down := newHalf(), newHalf()
	here = &conn{in: down, out: up, local: r.src, remote: r.dst, closed: func() {}}
	there = &conn{in: up, out: down, local: r.dst, remote: r.src, closed: func() {}}
	return here, there
}

// pipe makes a byte connection along r that dies when the network is cut there.
func (n *Network) pipe(r route) (here, there *conn) {
	here, there = pipe(r)
	up, down := here.out, here.in
	l := n.connected(r, func(cause error) {
		up.breakOff(cause)
		down.breakOff(cause)
	})
	forget := sync.OnceFunc(func() { n.disconnected(l) })
	here.closed, there.closed = forget, forget
	return here, there
}

func (c *conn) LocalAddr() net.Addr  { return net.TCPAddrFromAddrPort(c.local) }
func (c *conn) RemoteAddr() net.Addr { return net.TCPAddrFromAddrPort(c.remote) }

func (c *conn) opError(op string, err error) error {
	if errno := syscall.Errno(0); errors.As(err, &errno) {
		err = os.NewSyscallError(op, errno)
	}
	return &net.OpError{Op: op, Net: "tcp", Source: c.LocalAddr(), Addr: c.RemoteAddr(), Err: err}
}

// Read reads what has come, waiting for the first byte.
func (c *conn) Read(b []byte) (int, error) {
	n, err := c.in.read(b)
	if err != nil && !errors.Is(err, io.EOF) {
		err = c.opError("read", err)
	}
	return n, err
}

// Write hands b over, waiting while the reader is a whole window behind.
func (c *conn) Write(b []byte) (int, error) {
	n, err := c.out.write(b)
	if err != nil {
		err = c.opError("write", err)
	}
	return n, err
}

// Close ends both directions.
func (c *conn) Close() error {
	c.in.leave()
	c.out.end()
	c.closed()
	return nil
}

// CloseWrite ends the direction to the other end, which reads EOF.
func (c *conn) CloseWrite() error {
	c.out.end()
	return nil
}

// SetDeadline sets both deadlines.
func (c *conn) SetDeadline(t time.Time) error {
	_ = c.SetReadDeadline(t)
	return c.SetWriteDeadline(t)
}

// SetReadDeadline sets the real time after which reads fail; zero means never.
func (c *conn) SetReadDeadline(t time.Time) error {
	c.in.setDeadline(&c.in.reader, t)
	return nil
}

// SetWriteDeadline sets the real time after which writes that have to wait fail; zero means never.
func (c *conn) SetWriteDeadline(t time.Time) error {
	c.out.setDeadline(&c.out.writer, t)
	return nil
}

func (h *half) read(b []byte) (int, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for {
		switch {
		case h.gone:
			return 0, net.ErrClosed
		case h.broken != nil:
			return 0, h.broken
		case h.reader.passed:
			return 0, os.ErrDeadlineExceeded
		case len(b) == 0:
			return 0, nil
		case len(h.buf) > 0:
			n := copy(b, h.buf)
			if h.buf = h.buf[n:]; len(h.buf) == 0 {
				h.buf = nil
			}
			h.changed.Broadcast()
			return n, nil
		case h.ended:
			return 0, io.EOF
		}
		h.changed.Wait()
	}
}

func (h *half) write(b []byte) (written int, err error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for {
		switch {
		case h.ended:
			return written, net.ErrClosed
		case h.broken != nil:
			return written, h.broken
		case h.writer.passed:
			return written, os.ErrDeadlineExceeded
		case h.gone:
			return written, syscall.EPIPE
		}
		if free := window - len(h.buf); free > 0 {
			n := min(free, len(b))
			h.buf = append(h.buf, b[:n]...)
			b, written = b[n:], written+n
			h.changed.Broadcast()
		}
		if len(b) == 0 {
			return written, nil
		}
		h.changed.Wait()
	}
}

func (h *half) end()              { h.update(func() { h.ended = true }) }
func (h *half) leave()            { h.update(func() { h.gone, h.buf = true, nil }) }
func (h *half) breakOff(e error)  { h.update(func() { h.broken, h.buf = e, nil }) }
func (h *half) update(set func()) { h.mu.Lock(); defer h.mu.Unlock(); set(); h.changed.Broadcast() }

func (h *half) setDeadline(d *deadline, t time.Time) {
	h.update(func() {
		if d.timer != nil {
			d.timer.Stop()
			d.timer = nil
		}
		d.round++
		d.passed = !t.IsZero() && !t.After(time.Now())
		if t.IsZero() || d.passed {
			return
		}
		round := d.round
		d.timer = time.AfterFunc(time.Until(t), func() {
			h.update(func() { d.passed = d.passed || d.round == round })
		})
	})
}
