package clock

import "time"

// event is a turn to come.
type event struct {
	at     time.Time
	turn   uint64 // the turn in which it was posted
	lane   string
	seq    uint64
	fn     func()
	period time.Duration // of a timer that repeats, else 0
	index  int           // in the heap, -1 outside
}

// before is the order in which turns run. Sequences are compared within a lane only: across lanes they say which goroutine was
// faster, and that must not matter.
func (e *event) before(o *event) bool {
	switch {
	case !e.at.Equal(o.at):
		return e.at.Before(o.at)
	case e.turn != o.turn:
		return e.turn < o.turn
	case e.lane != o.lane:
		return e.lane < o.lane
	}
	return e.seq < o.seq
}

// eventHeap is a binary heap, the next event first. Events know their place, so that stopping a timer removes it.
type eventHeap []*event

func (h *eventHeap) push(e *event) {
	e.index = len(*h)
	*h = append(*h, e)
	h.up(e.index)
}

func (h *eventHeap) pop() *event {
	e := (*h)[0]
	h.remove(0)
	return e
}

func (h *eventHeap) remove(i int) {
	last := len(*h) - 1
	(*h)[i].index = -1
	if i != last {
		(*h)[i] = (*h)[last]
		(*h)[i].index = i
	}
	(*h)[last] = nil
	*h = (*h)[:last]
	if i < last && !h.down(i) {
		h.up(i)
	}
}

func (h eventHeap) up(i int) {
	for i > 0 {
		parent := (i - 1) / 2
		if !h[i].before(h[parent]) {
			return
		}
		h.swap(i, parent)
		i = parent
	}
}

func (h eventHeap) down(i int) (moved bool) {
	for {
		least := i
		for child := 2*i + 1; child <= 2*i+2 && child < len(h); child++ {
			if h[child].before(h[least]) {
				least = child
			}
		}
		if least == i {
			return moved
		}
		h.swap(i, least)
		i, moved = least, true
	}
}

func (h eventHeap) swap(i, j int) {
	h[i], h[j] = h[j], h[i]
	h[i].index, h[j].index = i, j
}
