package verb

import (
	"context"
	"fmt"
	"time"

	"github.com/dflab/dflab/lab"
)

// Wait lets lab time pass.
type Wait struct {
	For time.Duration `yaml:"for"`
}

// Validate says what can't be.
func (v *Wait) Validate() error {
	if v.For <= 0 {
		return fmt.Errorf("for: %v: want a duration such as 90s", v.For)
	}
	return nil
}

// Do waits. There is nothing to take back.
func (v *Wait) Do(ctx context.Context, l *lab.Lab) (Undo, error) {
	return Nothing, wrap(v, l.Clock.Wait(ctx, v.For))
}

func (v *Wait) String() string { return fmt.Sprintf("wait %v", v.For) }
