package verb

import (
	"context"

	"github.com/dflab/dflab/lab"
)

// Stop stops a part for good.
type Stop struct {
	Named `yaml:",inline"`
}

// Do stops it; the undo starts it.
func (v *Stop) Do(ctx context.Context, l *lab.Lab) (Undo, error) {
	p, err := v.find(l)
	if err != nil {
		return Nothing, err
	}
	return p.Start, wrap(v, p.Stop(ctx))
}

func (v *Stop) String() string { return "stop " + v.Named.String() }
