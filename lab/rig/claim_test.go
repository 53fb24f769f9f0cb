package rig

import (
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestPortTakenNamesWhoHasIt(t *testing.T) {
	ln, err := net.Listen("tcp", "0.0.0.0:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	p := Port{ln.Addr().(*net.TCPAddr).Port, "MySQL"}
	err = p.free(t.Context(), "0.0.0.0")
	if !errors.Is(err, ErrMachineBusy) {
		t.Fatalf("got %v", err)
	}
	want := fmt.Sprintf("port %d of MySQL is taken by rig.test (process %d)", p.Number, os.Getpid())
	if !strings.Contains(err.Error(), want) {
		t.Errorf("got %q, want %q in it", err, want)
	}
	ln.Close()
	if err := p.free(t.Context(), "0.0.0.0"); err != nil {
		t.Error(err)
	}
}

func TestOneLabHasTheMachine(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lock")
	c, err := lock(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := lock(path); !errors.Is(err, ErrMachineBusy) {
		t.Errorf("a second lab: %v", err)
	}
	if err := errors.Join(c.Release(), c.Release(), (*Claim)(nil).Release()); err != nil {
		t.Error(err)
	}
	if c, err = lock(path); err != nil {
		t.Error(err)
	} else if err := c.Release(); err != nil {
		t.Error(err)
	}
}
