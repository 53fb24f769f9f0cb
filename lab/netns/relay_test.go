package netns

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"syscall"
	"testing"
)

// newRelay is a relay over a pipe whose other end dials with dial.
func newRelay(t *testing.T, dial Dial) *Relay {
	t.Helper()
	here, there := net.Pipe()
	ended := make(chan error, 1)
	go func() { ended <- ServeRelay(t.Context(), there, dial) }()
	r, err := NewRelay(here)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		r.Close()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	return r
}

func TestRelayCarriesManyConnections(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(w, io.LimitReader(r.Body, 1<<20))
	}))
	defer s.Close()
	relay := newRelay(t, (&net.Dialer{}).DialContext)
	client := &http.Client{Transport: &http.Transport{DialContext: relay.DialContext}}
	defer client.CloseIdleConnections()
	text := strings.Repeat("0123456789", 50000)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			resp, err := client.Post(s.URL, "text/plain", strings.NewReader(text))
			if err != nil {
				t.Error(err)
				return
			}
			defer resp.Body.Close()
			if b, err := io.ReadAll(resp.Body); err != nil || string(b) != text {
				t.Errorf("%d bytes of %d came back: %v", len(b), len(text), err)
			}
		})
	}
	wg.Wait()
}

func TestRelayKeepsErrors(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := l.Addr().String()
	l.Close()
	relay := newRelay(t, (&net.Dialer{}).DialContext)
	_, err = relay.DialContext(t.Context(), "tcp", addr)
	if !errors.Is(err, syscall.ECONNREFUSED) || !strings.Contains(err.Error(), "connection refused") {
		t.Errorf("a closed port: %v", err)
	}
	if _, err := relay.DialContext(t.Context(), "tcp", "nonsense"); err == nil || !strings.Contains(err.Error(), "missing port") {
		t.Errorf("a bad address: %v", err)
	}
}

func TestRelayDialIsGivenUp(t *testing.T) {
	asked := make(chan struct{})
	relay := newRelay(t, func(ctx context.Context, _, _ string) (net.Conn, error) {
		close(asked)
		<-ctx.Done()
		return nil, ctx.Err()
	})
	ctx, cancel := context.WithCancel(t.Context())
	go func() { <-asked; cancel() }()
	if _, err := relay.DialContext(ctx, "tcp", "10.50.72.100:20035"); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}

func TestRelayCloseWakesReaderAndEndsTheFarConnection(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	relay := newRelay(t, (&net.Dialer{}).DialContext)
	c, err := relay.DialContext(t.Context(), "tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	far, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	defer far.Close()
	read := make(chan error)
	go func() {
		_, err := c.Read(make([]byte, 1))
		read <- err
	}()
	c.Close()
	if err := <-read; !errors.Is(err, net.ErrClosed) {
		t.Errorf("reader: %v", err)
	}
	if _, err := far.Read(make([]byte, 1)); !errors.Is(err, io.EOF) {
		t.Errorf("far end: %v", err)
	}
}
