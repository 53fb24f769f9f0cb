package verb

import (
	"context"
	"errors"
	"fmt"

	"github.com/dflab/dflab/lab"
)

// Cut lets no packet pass between a host and the server's host: existing connections die, new ones get no answer.
type Cut struct {
	OnHostNamed string `yaml:"host"`
}

// Validate says what is missing.
func (v *Cut) Validate() error { return wantsHost(v.OnHostNamed) }

// Do cuts; the undo heals. A lab whose hosts are no lab.Cable is lab.ErrUnsupported.
func (v *Cut) Do(_ context.Context, l *lab.Lab) (Undo, error) {
	c, err := cableOf(l, v.OnHostNamed)
	if err != nil {
		return Nothing, err
	}
	return func(context.Context) error { return c.Heal() }, wrap(v, c.Cut())
}

func (v *Cut) String() string { return fmt.Sprintf("cut %s off from the server", v.OnHostNamed) }

// Heal lets packets pass between a host and the server's host again. What died stays dead.
type Heal struct {
	OnHostNamed string `yaml:"host"`
}

// Validate says what is missing.
func (v *Heal) Validate() error { return wantsHost(v.OnHostNamed) }

// Do heals. There is nothing to take back.
func (v *Heal) Do(_ context.Context, l *lab.Lab) (Undo, error) {
	c, err := cableOf(l, v.OnHostNamed)
	if err != nil {
		return Nothing, err
	}
	return Nothing, wrap(v, c.Heal())
}

func (v *Heal) String() string { return fmt.Sprintf("connect %s with the server again", v.OnHostNamed) }

func cableOf(l *lab.Lab, host string) (lab.Cable, error) {
	h := l.Host(host)
	if h == nil {
		return nil, fmt.Errorf("host %q isn't in the lab", host)
	}
	c, ok := h.Machine.(lab.Cable)
	if !ok {
		return nil, fmt.Errorf("%w: it can't cut %s off", lab.ErrUnsupported, host)
	}
	return c, nil
}

func wantsHost(host string) error {
	if host == "" {
		return errors.New("host: want the host to act on")
	}
	return nil
}
