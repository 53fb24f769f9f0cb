package verb

import (
	"context"

	"github.com/dflab/dflab/lab"
)

// Start starts a part.
type Start struct {
	Named `yaml:",inline"`
}

// Do starts it; the undo stops it again if it didn't run.
func (v *Start) Do(ctx context.Context, l *lab.Lab) (Undo, error) {
	p, err := v.find(l)
	if err != nil {
		return Nothing, err
	}
	undo := p.Stop
	if p.State().Running {
		undo = Nothing
	}
	return undo, wrap(v, p.Start(ctx))
}

func (v *Start) String() string { return "start " + v.Named.String() }
