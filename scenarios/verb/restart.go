package verb

import (
	"context"
	"errors"

	"github.com/dflab/dflab/lab"
)

// Restart stops and starts a part.
type Restart struct {
	Named `yaml:",inline"`
}

// Do restarts it. There is nothing to take back.
func (v *Restart) Do(ctx context.Context, l *lab.Lab) (Undo, error) {
	p, err := v.find(l)
	if err != nil {
		return Nothing, err
	}
	return Nothing, wrap(v, errors.Join(p.Stop(ctx), p.Start(ctx)))
}

func (v *Restart) String() string { return "restart " + v.Named.String() }
