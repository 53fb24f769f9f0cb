package docker

import (
	"context"
	"strconv"
	"sync"
	"time"

	"github.com/moby/moby/api/types/events"
	"github.com/moby/moby/client"
)

// life is what a part's container has gone through, by the engine's events: each exit is seen, however short the life before it was.
type life struct {
	running  bool
	starts   int
	exits    int
	exitCode int
	since    time.Time // last start or exit
}

// watcher follows the events of one lab's containers.
type watcher struct {
	mu    sync.Mutex
	lives map[string]*life // by container
	// changed is closed, and replaced, with every event.
	changed chan struct{}
	seen    map[eventKey]bool
	last    int64 // nanoseconds since 1970 of the latest event
}

// eventKey tells events apart that an engine sends again after a connection was lost.
type eventKey struct {
	container string
	action    events.Action
	at        int64
}

func newWatcher() *watcher {
	return &watcher{lives: map[string]*life{}, changed: make(chan struct{}), seen: map[eventKey]bool{}}
}

// eventOverlap is how much is asked for again: the engine's stamps aren't in order to the last microsecond.
const eventOverlap = time.Second

// retryPause lies between two tries of a broken stream.
const retryPause = 200 * time.Millisecond

// watch follows until ctx ends, through lost connections. It returns once the first stream is open or refused.
func (w *watcher) watch(ctx context.Context, e *Engine, lab string, done func()) {
	filters := client.Filters{}.Add("type", "container").Add("label", LabelLab+"="+lab).
		Add("event", "start", "die")
	stream := e.cli.Events(ctx, client.EventsListOptions{Filters: filters})
	go func() {
		defer done()
		for {
			w.read(ctx, stream)
			if !pause(ctx, retryPause) {
				return
			}
			w.mu.Lock()
			last := w.last
			w.mu.Unlock()
			o := client.EventsListOptions{Filters: filters}
			if last != 0 {
				o.Since = stamp(time.Unix(0, last).Add(-eventOverlap))
			}
			stream = e.cli.Events(ctx, o)
		}
	}()
}

func (w *watcher) read(ctx context.Context, stream client.EventsResult) {
	for {
		select {
		case m := <-stream.Messages:
			w.take(m)
		case <-stream.Err:
			return
		case <-ctx.Done():
			return
		}
	}
}

// take counts an event once.
func (w *watcher) take(m events.Message) {
	w.mu.Lock()
	defer w.mu.Unlock()
	key := eventKey{m.Actor.ID, m.Action, m.TimeNano}
	if w.seen[key] {
		return
	}
	w.seen[key] = true
	w.last = max(w.last, m.TimeNano)
	l := w.life(m.Actor.ID)
	l.since = time.Unix(0, m.TimeNano)
	switch m.Action {
	case events.ActionStart:
		l.running = true
		l.starts++
	case events.ActionDie:
		l.running = false
		l.exits++
		// The attribute is a number in every engine; -1 would show that one breaks this.
		l.exitCode = -1
		if code, err := strconv.Atoi(m.Actor.Attributes["exitCode"]); err == nil {
			l.exitCode = code
		}
	}
	close(w.changed)
	w.changed = make(chan struct{})
}

func (w *watcher) life(container string) *life {
	l := w.lives[container]
	if l == nil {
		l = &life{}
		w.lives[container] = l
	}
	return l
}

// of is the container's life until now, and a channel that is closed when any container's goes on.
func (w *watcher) of(container string) (life, <-chan struct{}) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return *w.life(container), w.changed
}

// await waits until the container's life is as ok says; it gives up with ctx, and then tells so.
func (w *watcher) await(ctx context.Context, container string, ok func(life) bool) bool {
	for {
		l, changed := w.of(container)
		if ok(l) {
			return true
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return false
		}
	}
}

// stamp is a time as the engine's since takes it.
func stamp(t time.Time) string {
	return strconv.FormatInt(t.Unix(), 10) + "." + pad9(t.Nanosecond())
}

func pad9(n int) string {
	s := strconv.Itoa(n)
	return "000000000"[len(s):] + s
}

// pause waits; false means that ctx ended.
func pause(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}
