package netns

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/hashicorp/yamux"
)

// A relay carries many connections over one pipe. Each is a stream that begins with a line "network address"; the answer is a line:
// "ok", or "error KIND TEXT", where KIND is one of relayErrors. Then come the connection's bytes.

// relayErrors are the kernel's errors that a dialler tells apart.
var relayErrors = []struct {
	word string
	err  error
}{
	{"refused", syscall.ECONNREFUSED},
	{"no-route", syscall.EHOSTUNREACH},
	{"no-network", syscall.ENETUNREACH},
	{"reset", syscall.ECONNRESET},
	{"timeout", syscall.ETIMEDOUT},
	{"no-address", syscall.EADDRNOTAVAIL},
}

// relayDial bounds a dial whose caller has gone away.
const relayDial = 2 * time.Minute

// Dial is net.Dialer's DialContext.
type Dial func(ctx context.Context, network, addr string) (net.Conn, error)

// ServeRelay dials for a Relay at the other end of rw until rw or ctx ends.
func ServeRelay(ctx context.Context, rw io.ReadWriteCloser, dial Dial) error {
	session, err := yamux.Server(rw, relayConfig())
	if err != nil {
		return fmt.Errorf("serve relay: %w", err)
	}
	defer session.Close()
	defer context.AfterFunc(ctx, func() { session.Close() })()
	for {
		stream, err := session.AcceptStreamWithContext(ctx)
		if errors.Is(err, io.EOF) || errors.Is(err, yamux.ErrSessionShutdown) || ctx.Err() != nil {
			return nil
		}
		if err != nil {
			return fmt.Errorf("serve relay: %w", err)
		}
		go serveStream(ctx, stream, dial)
	}
}

func serveStream(ctx context.Context, stream *yamux.Stream, dial Dial) {
	defer stream.Close()
	r := bufio.NewReader(stream)
	line, err := r.ReadString('\n')
	if err != nil {
		return
	}
	network, addr, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
	ctx, cancel := context.WithTimeout(ctx, relayDial)
	conn, err := dial(ctx, network, addr)
	cancel()
	if err != nil {
		_, _ = io.WriteString(stream, "error "+errorWord(err)+" "+strings.ReplaceAll(err.Error(), "\n", " ")+"\n")
		return
	}
	defer conn.Close()
	if _, err := io.WriteString(stream, "ok\n"); err != nil {
		return
	}
	splice(stream, r, conn)
}

// splice copies both ways. The asker's end is the connection's; the connection's end still lets the asker read what came before it.
func splice(stream *yamux.Stream, from io.Reader, conn net.Conn) {
	var wg sync.WaitGroup
	wg.Go(func() {
		_, _ = io.Copy(conn, from)
		conn.Close()
	})
	_, _ = io.Copy(stream, conn)
	stream.Close()
	wg.Wait()
}

// Relay is the end of a pipe from which connections are asked for.
type Relay struct{ session *yamux.Session }

// NewRelay speaks to a ServeRelay at the other end of rw.
func NewRelay(rw io.ReadWriteCloser) (*Relay, error) {
	session, err := yamux.Client(rw, relayConfig())
	if err != nil {
		return nil, fmt.Errorf("open relay: %w", err)
	}
	return &Relay{session}, nil
}

// Close ends the pipe and every connection over it.
func (r *Relay) Close() error { return r.session.Close() }

// DialContext connects from where the relay's other end is. The errors are the kernel's there: errors.Is(err, syscall.ECONNREFUSED).
func (r *Relay) DialContext(ctx context.Context, network, addr string) (net.Conn, error) {
	stream, err := r.session.OpenStream()
	if err != nil {
		return nil, fmt.Errorf("dial %s by relay: %w", addr, err)
	}
	conn := &relayConn{Stream: stream, r: bufio.NewReader(stream)}
	stop := context.AfterFunc(ctx, func() { conn.Close() })
	err = conn.ask(network, addr)
	if !stop() {
		err = fmt.Errorf("dial %s by relay: %w", addr, context.Cause(ctx))
	}
	if err != nil {
		conn.Close()
		return nil, err
	}
	return conn, nil
}

// relayConn is a stream whose Close ends it both ways, as that of a socket does.
type relayConn struct {
	*yamux.Stream
	r      *bufio.Reader
	closed atomic.Bool
}

// ask asks for the connection and waits for the answer.
func (c *relayConn) ask(network, addr string) error {
	if _, err := fmt.Fprintf(c.Stream, "%s %s\n", network, addr); err != nil {
		return fmt.Errorf("dial %s by relay: %w", addr, err)
	}
	line, err := c.r.ReadString('\n')
	if err != nil {
		return fmt.Errorf("dial %s by relay: %w", addr, err)
	}
	answer := strings.SplitN(strings.TrimSuffix(line, "\n"), " ", 3)
	switch {
	case answer[0] == "ok":
		return nil
	case len(answer) == 3:
		return &dialError{answer[2], errorOf(answer[1])}
	}
	return fmt.Errorf("dial %s by relay: bad answer %q", addr, line)
}

func (c *relayConn) Read(b []byte) (int, error) {
	n, err := c.r.Read(b)
	if err != nil && c.closed.Load() {
		err = net.ErrClosed
	}
	return n, err
}

func (c *relayConn) Close() error {
	c.closed.Store(true)
	err := c.Stream.Close()
	_ = c.SetReadDeadline(time.Unix(1, 0)) // a reader waits no longer
	return err
}

// dialError is an error of the other end: its text, and the kernel's error in it.
type dialError struct {
	text string
	err  error
}

func (e *dialError) Error() string { return e.text }
func (e *dialError) Unwrap() error { return e.err }

func errorWord(err error) string {
	for _, e := range relayErrors {
		if errors.Is(err, e.err) {
			return e.word
		}
	}
	return "other"
}

func errorOf(word string) error {
	for _, e := range relayErrors {
		if e.word == word {
			return e.err
		}
	}
	return nil
}

func relayConfig() *yamux.Config {
	c := yamux.DefaultConfig()
	c.LogOutput = io.Discard // ends of streams are told to their users
	c.EnableKeepAlive = false
	c.StreamCloseTimeout = relayDial
	return c
}
