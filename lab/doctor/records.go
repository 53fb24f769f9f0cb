package doctor

import (
	"fmt"
	"slices"

	"github.com/dflab/dflab/lab/deepflow/logline"
	"github.com/dflab/dflab/lab/evidence"
)

// record is a line of a log that could be read.
type record struct {
	logline.Record
	number int
	source string
}

// records are those of one log in its order.
type records []record

func read(item evidence.Item[evidence.Log], parse func(string) (logline.Record, error)) records {
	if !item.OK() {
		return nil
	}
	rs := make(records, 0, len(item.Value.Lines))
	for _, l := range item.Value.Lines {
		if r, err := parse(l.Text); err == nil {
			rs = append(rs, record{r, l.Number, item.Source})
		}
	}
	return rs
}

// last is the last record that is one of the lines, with its arguments.
func (rs records) last(of ...*logline.Line) (r record, args []string, ok bool) {
	return rs.lastWhere(func([]string) bool { return true }, of...)
}

// lastWhere is the last record that is one of the lines and whose arguments are right.
func (rs records) lastWhere(right func(args []string) bool, of ...*logline.Line) (r record, args []string, ok bool) {
	for _, r := range slices.Backward(rs) {
		for _, l := range of {
			if args, ok := l.Match(r.Message); ok && right(args) {
				return r, args, true
			}
		}
	}
	return record{}, nil, false
}

// after are the records behind the last of those lines; all where there is none.
func (rs records) after(of ...*logline.Line) records {
	r, _, ok := rs.last(of...)
	if !ok {
		return rs
	}
	i := slices.IndexFunc(rs, func(o record) bool { return o.number > r.number })
	if i < 0 {
		return nil
	}
	return rs[i:]
}

// fact is the record as evidence.
func (r record) fact() Fact {
	const most = 400
	text := r.Message
	if len(text) > most {
		text = text[:most] + "…"
	}
	return Fact{Source: fmt.Sprintf("%s:%d", r.source, r.number), Text: text}
}
