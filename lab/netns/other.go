//go:build !linux

package netns

import (
	"context"
	"net"

	"github.com/dflab/dflab/lab"
	"github.com/dflab/dflab/lab/deepflow/wire"
)

// Dir is where `ip netns` keeps namespaces that have a name.
const Dir = "/run/netns"

// NS is an open network namespace; there is none on this system.
type NS struct{}

// Open returns ErrUnsupported, as everything else here does.
func Open(string) (*NS, error) { return nil, ErrUnsupported }

// Usable returns ErrUnsupported.
func Usable() error { return ErrUnsupported }

// Create returns ErrUnsupported.
func Create(string) (*NS, error) { return nil, ErrUnsupported }

// Delete returns ErrUnsupported.
func Delete(string) error { return ErrUnsupported }

// Path is empty.
func (*NS) Path() string { return "" }

// Close does nothing.
func (*NS) Close() error { return nil }

// Do returns ErrUnsupported.
func (*NS) Do(func() error) error { return ErrUnsupported }

// Interfaces returns ErrUnsupported.
func (*NS) Interfaces() ([]wire.Interface, error) { return nil, ErrUnsupported }

// DialContext returns ErrUnsupported.
func (*NS) DialContext(context.Context, string, string) (net.Conn, error) {
	return nil, ErrUnsupported
}

// LoopbackUp returns ErrUnsupported.
func LoopbackUp(*NS) error { return ErrUnsupported }

// PrepareServer returns ErrUnsupported.
func PrepareServer(*NS, lab.Host) error { return ErrUnsupported }

// Wire returns ErrUnsupported.
func Wire(_, _ *NS, _ lab.Host) error { return ErrUnsupported }

// Cut returns ErrUnsupported.
func Cut(_, _ *NS) error { return ErrUnsupported }

// Heal returns ErrUnsupported.
func Heal(_, _ *NS) error { return ErrUnsupported }

func reap(context.Context) {}
