package verb

import (
	"context"
	"fmt"

	"github.com/dflab/dflab/lab"
)

// Kill ends a part as kill -9 does.
type Kill struct {
	Named `yaml:",inline"`
}

// Do kills it. There is nothing to take back: its supervisor starts it.
func (v *Kill) Do(_ context.Context, l *lab.Lab) (Undo, error) {
	p, err := v.find(l)
	if err != nil {
		return Nothing, err
	}
	k, ok := p.(lab.Killable)
	if !ok {
		return Nothing, fmt.Errorf("%w: this lab can't kill %s", lab.ErrUnsupported, v.Named)
	}
	k.Kill()
	return Nothing, nil
}

func (v *Kill) String() string { return "kill " + v.Named.String() }
