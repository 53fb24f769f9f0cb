package clock

import (
	"context"
	"fmt"
)

// Settle runs what is due now until every goroutine of Go and Spawn has ended: what remains to be done once the parts are dead, whose
// calls and streams end in turns. Lab time doesn't move. The error is that of ctx, when it ends before. It must not be called in a turn.
func (c *Clock) Settle(ctx context.Context) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	stop := context.AfterFunc(ctx, func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.changed.Broadcast()
	})
	defer stop()
	for {
		now := c.current()
		if err := c.drive(ctx, now); err != nil {
			return fmt.Errorf("settle clock: %d goroutines of parts are left: %w", len(c.owners), err)
		}
		if !c.passed(now) {
			continue
		}
		if len(c.owners) == 0 {
			return nil
		}
		c.changed.Wait()
	}
}
