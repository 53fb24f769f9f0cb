package clock_test

import (
	"context"
	"errors"
	"testing"

	"github.com/dflab/dflab/lab/clock"
)

// A goroutine whose wait somebody outside of the clock ends goes on in turns: Settle runs them, and waits for it.
func TestSettleAwaitsGoroutines(t *testing.T) {
	c, r := newClock()
	l, goOn := c.Lane("l"), make(chan bool)
	l.Post(func() {
		clock.Go(l, func() (bool, error) {
			c.Outside(func() { <-goOn })
			l.Do(r.fn("did"))
			return true, nil
		}, func(bool, error) { r.fn("done")() })
	})
	advance(t, c, 0)
	go close(goOn)
	if err := c.Settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	r.want(t, "0s did", "0s done")
}

func TestSettleEndsWithItsContext(t *testing.T) {
	c, _ := newClock()
	goOn, ended := make(chan bool), make(chan bool)
	c.Lane("l").Spawn(func() {
		defer close(ended)
		c.Outside(func() { <-goOn })
	})
	ctx, cancel := context.WithCancel(t.Context())
	go cancel()
	if err := c.Settle(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want that of the context", err)
	}
	close(goOn)
	<-ended
}
