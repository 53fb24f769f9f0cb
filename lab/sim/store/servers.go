package store

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/dflab/dflab/lab/sim/store/clickhouse"
)

// ClickHouse is the ClickHouse side of a store, for Go: CreateDatabase, CreateTable, Insert, Query.
type ClickHouse = *clickhouse.DB

// ClickHouse gives the databases of the ClickHouse face. They aren't those of the MySQL face.
func (s *Store) ClickHouse() ClickHouse { return s.clickhouse }

// ServeClickHouse speaks ClickHouse's HTTP interface on the listener until it closes. The user is default, without password.
func (s *Store) ServeClickHouse(ln net.Listener) error {
	srv := &http.Server{Handler: &clickhouse.Handler{DB: s.clickhouse}, ReadHeaderTimeout: time.Minute}
	if err := s.closing(srv); err != nil {
		return errors.Join(err, ln.Close())
	}
	err := srv.Serve(ln)
	if errors.Is(err, http.ErrServerClosed) || errors.Is(err, net.ErrClosed) {
		return nil
	}
	return fmt.Errorf("serve clickhouse: %w", err)
}

// ServeNative speaks ClickHouse's native protocol, port 9000, as far as a dial check needs: hello and ping.
func (s *Store) ServeNative(ln net.Listener) error {
	n := &native{ln: ln, conns: make(map[net.Conn]struct{})}
	if err := s.closing(n); err != nil {
		return errors.Join(err, ln.Close())
	}
	for {
		c, err := ln.Accept()
		if errors.Is(err, net.ErrClosed) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("serve clickhouse native: %w", err)
		}
		go n.serve(c, s.now)
	}
}

// native is a listener of the native protocol and its connections.
type native struct {
	ln    net.Listener
	mu    sync.Mutex
	conns map[net.Conn]struct{}
	over  bool
}

func (n *native) serve(c net.Conn, now func() time.Time) {
	n.mu.Lock()
	if n.over {
		n.mu.Unlock()
		c.Close()
		return
	}
	n.conns[c] = struct{}{}
	n.mu.Unlock()
	_ = clickhouse.ServeNative(c, now) // the client's end of the connection ends it
	n.mu.Lock()
	defer n.mu.Unlock()
	delete(n.conns, c)
}

// Close closes the listener and the connections.
func (n *native) Close() error {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.over = true
	for c := range n.conns {
		c.Close()
	}
	return n.ln.Close()
}
